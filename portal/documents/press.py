"""The worker's side of portal/documents/start.py: a process that stays loaded, and a fork of it for each job."""

import atexit
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, TextIO

ROOT = Path(__file__).resolve().parents[2]
LONGEST_CODE = 100


class Press:
    """One job at a time: `stdout` is what the present one says."""

    stdout: TextIO

    def __init__(self, errors: BinaryIO) -> None:
        """What keeps it from starting is written to `errors`, those of its first job."""
        self._at_work = False
        self._worker, theirs = socket.socketpair()
        # it needs no other program; cffi would ask compilers where libraries are, a fifth of a page's time
        environ = os.environ | {"PATH": os.devnull}
        command = [sys.executable, "-m", "portal.documents.start"]
        with theirs:
            # a group of its own: it is ended together with its fork, and not by a Ctrl-C that the worker has to hear first
            self._process = subprocess.Popen(
                command,
                cwd=ROOT,
                env=environ,
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=errors,
                process_group=0,
            )

    def is_free(self) -> bool:
        return not self._at_work and self._process.poll() is None

    def start(self, module: str, source: BinaryIO, errors: BinaryIO) -> TextIO:
        self._at_work = True
        reading, writing = os.pipe()
        self.stdout = os.fdopen(reading, encoding="utf-8")
        try:
            # a press that could not start has ended by now or is about to; wait() says so
            with suppress(BrokenPipeError):
                socket.send_fds(self._worker, [module.encode()], [source.fileno(), writing, errors.fileno()])
        finally:
            os.close(writing)
        return self.stdout

    def wait(self) -> int:
        """The present job's exit code, negative the number of a signal; the press's own when it is gone."""
        said = b""
        # whoever ends with our request unread resets the line instead of closing it
        with suppress(ConnectionResetError):
            said = self._worker.recv(LONGEST_CODE)
        if not said:
            return self._process.wait()
        self._at_work = False
        return int(said)

    def kill(self) -> None:
        if self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGKILL)

    def close(self) -> None:
        self.kill()
        self._process.wait()
        self._worker.close()

    def forget(self) -> None:
        """In a fork of the worker: the press stays the worker's, who alone may keep it alive."""
        self._worker.close()
        self._process.returncode = 0


_idle: list[Press] = []


@contextmanager
def fork_press(module: str, *, source: Path, errors: Path) -> Iterator[Press]:
    """A press at work on the module's job; ended on the way out should the job still run (a cancelled one raises)."""
    with source.open("rb") as job, errors.open("wb") as told:
        press = _take(told)
        try:
            with press.start(module, job, told):
                yield press
        finally:
            _put_back(press)


def _take(errors: BinaryIO) -> Press:
    while _idle:
        press = _idle.pop()
        if press.is_free():
            return press
        press.close()
    return Press(errors)


def _put_back(press: Press) -> None:
    if press.is_free():
        _idle.append(press)
    else:
        press.close()


def _close_all() -> None:
    while _idle:
        _idle.pop().close()


def _forget_all() -> None:
    while _idle:
        _idle.pop().forget()


atexit.register(_close_all)
os.register_at_fork(after_in_child=_forget_all)
