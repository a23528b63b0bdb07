"""bin/serve, bin/test and bin/manage as a person meets them: what goes wrong is a sentence, nothing keeps running."""

import errno
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from http.client import HTTPConnection
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import ClassVar

import pytest

from bin import _setup
from portal.embedded import ROOT

pytestmark = [pytest.mark.commands, pytest.mark.xdist_group("commands")]
UNSET = ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "SECRET_KEY", "DEMO", "MEDIA_ROOT", "EMAIL_URL", "PORT")
# only so that a start that hangs ends some time; how long one takes is the README's and the bench's to say
FIRST_START_SECONDS = 600
DEMO_ACCOUNTS = {
    "demo_filler", "demo_responsible", "demo_reviewer", "demo_reviewer2", "demo_reviewer3", "demo_reviewer4", "demo_expert", "demo_approver", "demo_approver2", "demo_bureau", "demo_institute", "demo_ministry", "demo_admin",
}  # fmt: skip


class Command:
    """One of bin/'s commands with a state of its own, in its own session as in a terminal of its own."""

    started: ClassVar[list["Command"]] = []

    def __init__(self, state: Path, *words: str, **added: str) -> None:
        self.log = state / f"{Path(words[0]).name}.log"
        self.started.append(self)
        environ = {name: value for name, value in os.environ.items() if name not in UNSET and "PYTEST" not in name}
        with self.log.open("w") as output:
            self.process = subprocess.Popen(
                [sys.executable, *words],
                cwd=ROOT,
                env=environ | {"PORTAL_STATE": str(state)} | added,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )

    @property
    def text(self) -> str:
        return self.log.read_text()

    def wait_for(self, words: str, seconds: float) -> None:
        deadline = time.monotonic() + seconds
        while words not in self.text:
            assert self.process.poll() is None, self.text
            assert time.monotonic() < deadline, self.text
            time.sleep(0.05)

    def end(self, number: signal.Signals, seconds: float = 40) -> int:
        self.process.send_signal(number)
        return self.process.wait(seconds)


@pytest.fixture
def state() -> Iterator[Path]:
    """Not tmp_path: every new run of pytest closes that folder to the account of the servers."""
    with TemporaryDirectory(prefix="portal-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)
        for pid in _left_over(Path(folder)):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        while Command.started:
            Command.started.pop().process.wait(10)


def _refused(state: Path, **added: str) -> str:
    command = Command(state, "bin/serve", **added)
    assert command.process.wait(30) == 1
    assert "Traceback" not in command.text
    return command.text.strip()


@pytest.mark.parametrize("port", ["eighty", "0", "70000", "-1"])
def test_a_port_that_is_none(state: Path, port: str) -> None:
    sentence = f"bin/serve: PORT must be a number from 1 to 65535, not '{port}'. For example: PORT=8001 bin/serve"
    assert _refused(state, PORT=port) == sentence


def test_a_taken_port(state: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        sentence = f"bin/serve: Port {port} is in use. Choose another: PORT={port + 1} bin/serve"
        assert _refused(state, PORT=str(port)) == sentence


def test_a_database_without_its_owner(state: Path) -> None:
    text = _refused(state, PORT=str(_free_port()), DATABASE_URL="postgresql://portal_app@/portal")
    assert text.endswith("DATABASE_URL is set, so DATABASE_OWNER_URL (role portal_owner) must be set too.")


def test_serve_from_a_killed_start_to_a_second_start(state: Path) -> None:
    """SIGKILL in the middle, a start that recovers, a second copy refused, SIGTERM, a quick second start, Ctrl-C."""
    port = _free_port()
    killed = Command(state, "bin/serve", PORT=str(port), DEMO_COMPANIES="12")
    killed.wait_for("Database tables", 60)
    time.sleep(1.5)
    killed.end(signal.SIGKILL)
    _assert_nothing_runs(state)

    first = Command(state, "bin/serve", PORT=str(port), DEMO_COMPANIES="12")
    first.wait_for(f"The portal is at http://127.0.0.1:{port}/", FIRST_START_SECONDS)
    first.wait_for("demo_ministry", 10)
    assert _get(port, "/readyz") == 200
    assert _get(port, "/") == 200
    assert _refused(state, PORT=str(_free_port())).startswith(
        "bin/serve: bin/serve is already running for this folder."
    )
    accounts = Command(state, "bin/manage", "demo_accounts", "--json")
    assert accounts.process.wait(60) == 0, accounts.text
    assert {account["username"] for account in json.loads(accounts.text)} == DEMO_ACCOUNTS
    assert first.process.poll() is None
    assert first.end(signal.SIGTERM) == 0
    _assert_nothing_runs(state)

    second = Command(state, "bin/serve", PORT=str(port), DEMO_COMPANIES="12")
    second.wait_for("The portal is at", FIRST_START_SECONDS)
    assert "load_reference" not in second.text, "a second start does nothing again"
    assert second.end(signal.SIGINT) == 0
    _assert_nothing_runs(state)


def test_manage_brings_servers_and_stops_them(state: Path) -> None:
    command = Command(state, "bin/manage", "check", "--database", "default")
    assert command.process.wait(90) == 0, command.text
    assert "System check identified no issues" in command.text
    _assert_nothing_runs(state)


def test_a_registry_out_of_reach_and_a_full_disk_are_sentences() -> None:
    pip = (
        "WARNING: Retrying: NewConnectionError('Failed to establish a new connection')\nERROR: No matching distribution"
    )
    assert _setup._explain("python", pip, "").startswith("A package registry could not be reached. Check the network")
    npm = "npm error code EAI_AGAIN\nnpm error request failed"
    assert _setup._explain("node", npm, "").startswith("A package registry could not be reached.")
    full = "ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device"
    assert _setup._explain("python", full, "").startswith("The disk is full.")
    other = _setup._explain("python", "THESE PACKAGES DO NOT MATCH THE HASHES\n", "See the log.")
    assert other == "python failed and said last: THESE PACKAGES DO NOT MATCH THE HASHES\nSee the log."


def test_too_little_space_for_a_first_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_setup, "SPACE_NEEDED", 2**62)
    with pytest.raises(_setup.Stop, match=r"GB free; the first start needs 2 GB. Free some space."):
        _setup.check_space(tmp_path)


def test_a_disk_that_fills_while_we_work(capsys: pytest.CaptureFixture[str]) -> None:
    def fill() -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    before = signal.getsignal(signal.SIGTERM)
    with pytest.raises(SystemExit) as ended:
        _setup.run_command("bin/serve", fill)
    signal.signal(signal.SIGTERM, before)
    assert ended.value.code == "bin/serve: The disk is full. Free some space and run the command again."


def test_a_missing_library_without_apt_names_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(_setup, "LIBRARIES", {"libnowhere.so.1": "libnowhere1"})
    missing = _setup.missing_system_packages(dev=False)
    assert "libnowhere1" in missing
    with pytest.raises(_setup.Stop, match=r"sudo apt-get install -y --no-install-recommends .*libnowhere1"):
        _setup._install_system_packages(missing, _setup.Silence(total=4))


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout whose environment needs no package, so that only the set-up itself is at work."""
    home = tmp_path / ".portal"
    home.mkdir()
    (tmp_path / "requirements.lock").write_text("")
    places = {
        "ROOT": tmp_path, "HOME": home, "VENV": home / "venv", "PYTHON": home / "venv" / "bin" / "python",
        "LOG": home / "setup.log", "STAMPS": home / "stamps", "BUILDING": home / "venv.building",
        "RUNTIME_LOCK": tmp_path / "requirements.lock",
    }  # fmt: skip
    for name, place in places.items():
        monkeypatch.setattr(_setup, name, place)
    return tmp_path


def test_a_killed_installation_is_made_again_and_a_finished_one_kept(checkout: Path) -> None:
    home = checkout / ".portal"
    (home / "venv" / "bin").mkdir(parents=True)
    (home / "venv" / "bin" / "python").write_text("half a file")
    (home / "venv.building").touch()
    quiet = _setup.Silence(total=4)
    _setup._install_python_packages(quiet, dev=False)
    assert subprocess.run([home / "venv" / "bin" / "python", "-c", ""], check=True).returncode == 0
    assert not (home / "venv.building").exists()
    made = (home / "venv" / "pyvenv.cfg").stat().st_mtime_ns
    _setup._install_python_packages(quiet, dev=False)
    assert (home / "venv" / "pyvenv.cfg").stat().st_mtime_ns == made
    (checkout / "requirements.lock").write_text("no-such-package-of-the-portal==1 --hash=sha256:" + "0" * 64)
    with pytest.raises(_setup.Stop):
        _setup._install_python_packages(quiet, dev=False)
    assert (home / "venv.building").exists(), "an installation that failed is not taken for a finished one"


def test_every_command_refuses_an_old_python_first() -> None:
    for name in ("serve", "test", "manage", "messages", "bench"):
        text = (ROOT / "bin" / name).read_text()
        assert text.index("sys.version_info < (3, 11)") < text.index("from _setup import")


def _get(port: int, path: str) -> int:
    with closing(HTTPConnection("127.0.0.1", port, timeout=20)) as connection:
        connection.request("GET", path)
        return connection.getresponse().status


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port


def _assert_nothing_runs(state: Path) -> None:
    deadline = time.monotonic() + 20
    while left := _left_over(state):
        assert time.monotonic() < deadline, left
        time.sleep(0.1)


def _left_over(state: Path) -> list[int]:
    """Processes started with this state: every child inherits PORTAL_STATE, the servers name it in their words."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            words = (folder / "cmdline").read_bytes() + b"\0" + (folder / "environ").read_bytes()
            if words.strip(b"\0") and os.fsencode(state) in words and int(folder.name) != os.getpid():
                found.append(int(folder.name))
    return found
