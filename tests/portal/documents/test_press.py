"""The process that printing is forked from: loaded once for a worker, gone with it, and never with half a job inside."""

import os
import signal
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from types import FrameType

import pytest

from portal.documents import press
from portal.documents.limited import end_with
from portal.documents.model import Figure, Section
from portal.documents.printer import Phase, PrintFailed, print_document
from tests.browser.stack import wait_until
from tests.killing import end_at_once, lose_worker, processes_of
from tests.portal.documents.samples import BIG, COUNTS, IMPOSSIBLE, plain_document

SHORT = plain_document("内容")
LONG = replace(SHORT, sections=(Section("表", 1, (BIG,)),))
BROKEN = replace(SHORT, sections=(Section("图", 1, (Figure("图", "图", IMPOSSIBLE, COUNTS),)),))


@pytest.fixture(autouse=True)
def _no_press_is_left() -> Iterator[None]:
    """Each test starts its own, and no later one finds what was done to it."""
    press._close_all()
    yield
    press._close_all()


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The process ids of the presses, as they are started."""
    pids: list[int] = []
    begin = press.Press.__init__

    def note(self: press.Press, errors: object) -> None:
        begin(self, errors)  # type: ignore[arg-type]
        pids.append(self._process.pid)

    monkeypatch.setattr(press.Press, "__init__", note)
    return pids


def test_one_press_prints_one_document_after_the_other_alike(started: list[int]) -> None:
    first = print_document(SHORT)
    assert print_document(SHORT).pdf == first.pdf
    with pytest.raises(PrintFailed, match=r"图表|chart"):
        print_document(BROKEN)
    assert print_document(SHORT).pdf == first.pdf
    assert len(started) == 1


def test_a_stopped_job_takes_its_press_along_and_the_next_has_another(started: list[int]) -> None:
    class Stopped(Exception):
        pass

    def stop(phase: Phase) -> None:
        if phase == "layout":
            raise Stopped

    with pytest.raises(Stopped):
        print_document(LONG, progress=stop)
    assert not is_running(started[0])
    assert print_document(SHORT).pages == 1
    assert len(started) == 2


def test_an_idle_press_that_is_gone_is_replaced(started: list[int]) -> None:
    print_document(SHORT)
    os.kill(started[0], signal.SIGKILL)
    wait_until(lambda: not is_running(started[0]), "it is gone", 5)
    assert print_document(SHORT).pages == 1
    assert len(started) == 2


def test_a_fork_ends_with_its_press(started: list[int]) -> None:
    forks: list[int] = []

    def kill_press(phase: Phase) -> None:
        if phase == "layout":
            forks.extend(children_of(started[0]))
            os.kill(started[0], signal.SIGKILL)

    with pytest.raises(PrintFailed):
        print_document(LONG, progress=kill_press)
    assert forks
    wait_until(lambda: not any(map(is_running, forks)), "nobody lays out for the dead", 5)


def test_two_who_print_at_once_have_a_press_each(started: list[int]) -> None:
    with ThreadPoolExecutor(2) as threads:
        pages = [printed.pages for printed in threads.map(print_document, [SHORT] * 4)]
    assert pages == [1] * 4
    assert len(started) <= 2


def test_nothing_stays_open_in_the_worker() -> None:
    print_document(SHORT)
    before = sorted(Path("/proc/self/fd").iterdir())
    print_document(SHORT)
    assert sorted(Path("/proc/self/fd").iterdir()) == before


def test_a_press_that_cannot_start_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(press, "ROOT", tmp_path)
    with pytest.raises(PrintFailed, match="No module named 'portal'"):
        print_document(SHORT)


def test_print_and_press_end_with_their_worker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    def die_in_layout(phase: Phase) -> None:
        if phase == "layout":
            end_at_once()

    worker = lose_worker(lambda: print_document(LONG, progress=die_in_layout))
    wait_until(lambda: not processes_of(worker), "nobody lays out for the dead", 5)


def test_a_press_whose_worker_dies_as_it_starts_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    def die(frame: FrameType, event: str, _value: object) -> None:
        if event == "return" and frame.f_code.co_qualname == "Popen.__init__":
            end_at_once()

    def work() -> None:
        sys.setprofile(die)
        print_document(LONG)

    worker = lose_worker(work)
    wait_until(lambda: not processes_of(worker), "nobody starts for the dead", 10)


def test_a_fork_of_the_worker_neither_uses_nor_keeps_its_press(started: list[int]) -> None:
    """As a pool's children do: what they inherit is the worker's."""
    print_document(SHORT)
    idle = press._idle[0]
    if not (child := os.fork()):
        try:
            assert not press._idle
            assert idle._worker.fileno() == -1
            os._exit(0)
        finally:
            os._exit(1)
    assert os.waitpid(child, 0)[1] == 0
    assert print_document(SHORT).pages == 1
    assert len(started) == 1


def test_a_fork_whose_press_is_gone_before_it_began_does_nothing() -> None:
    """Seen from the fork, a press that died while it was made is a parent with another number."""
    with pytest.raises(SystemExit):
        end_with(os.getpid())


def test_a_system_without_that_signal_prints_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ctypes.CDLL", lambda _name: object())
    end_with(os.getppid())


def is_running(pid: int) -> bool:
    """A zombie has ended."""
    with suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return False


def children_of(pid: int) -> list[int]:
    return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
