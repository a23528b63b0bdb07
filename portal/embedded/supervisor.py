"""Runs the lines of a Procfile together: one ends, or we are told to, and all of them end."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from types import FrameType
from typing import IO

from portal.embedded.process import die_with_parent

GRACE_SECONDS = 10
_printing = threading.Lock()


def read_procfile(path: Path) -> dict[str, str]:
    """Name -> shell command, in order."""
    lines = (line.partition(":") for line in path.read_text().splitlines() if line.strip() and line[0] != "#")
    return {name.strip(): command.strip() for name, _, command in lines}


class Supervisor:
    """Children in sessions of their own, so that Ctrl-C reaches only us and we end them in order."""

    def __init__(self, commands: Mapping[str, str], environ: Mapping[str, str], cwd: Path) -> None:
        self.commands, self.environ, self.cwd = commands, environ, cwd
        self.children: dict[str, subprocess.Popen[bytes]] = {}
        self.signalled = 0

    def run(self, started: Callable[[], None]) -> int:
        """Start all, call `started`, return when all have ended: 0 after a signal, 1 when one ended by itself.

        The kernel ends the children too when we are killed.
        """
        previous = {number: signal.signal(number, self._note) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            for name, command in self.commands.items():
                self._start(name, command)
            started()
            while not self.signalled and all(child.poll() is None for child in self.children.values()):
                time.sleep(0.1)
            return self._outcome()
        finally:
            self._end_all()
            for number, handler in previous.items():
                signal.signal(number, handler)

    def ended(self) -> bool:
        """Whether somebody told us to stop or a child ended."""
        return bool(self.signalled) or any(child.poll() is not None for child in self.children.values())

    def _note(self, number: int, _frame: FrameType | None) -> None:
        self.signalled += 1

    def _start(self, name: str, command: str) -> None:
        child = subprocess.Popen(
            ["/bin/sh", "-c", f"exec {command}"],
            cwd=self.cwd,
            env=dict(self.environ),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            preexec_fn=lambda: die_with_parent(signal.SIGTERM),
            start_new_session=True,
        )
        self.children[name] = child
        assert child.stdout is not None
        threading.Thread(target=_relay, args=(name, child.stdout), daemon=True).start()

    def _outcome(self) -> int:
        if self.signalled:
            return 0
        for name, child in self.children.items():
            if child.poll() is not None:
                print(f"{name} ended by itself with code {child.returncode}; stopping the rest.", flush=True)
        return 1

    def _end_all(self) -> None:
        """SIGTERM, then SIGKILL for what is left after GRACE_SECONDS or at a second Ctrl-C."""
        told, deadline = self.signalled, time.monotonic() + GRACE_SECONDS
        self._signal_all(signal.SIGTERM)
        while any(child.poll() is None for child in self.children.values()):
            if time.monotonic() > deadline or self.signalled > told:
                break
            time.sleep(0.05)
        self._signal_all(signal.SIGKILL)
        for child in self.children.values():
            child.wait()

    def _signal_all(self, number: signal.Signals) -> None:
        """To the main process first; the final SIGKILL to its whole group, for children it left behind."""
        for child in self.children.values():
            with suppress(ProcessLookupError):
                if number == signal.SIGKILL:
                    os.killpg(child.pid, number)
                elif child.poll() is None:
                    child.send_signal(number)


def _relay(name: str, output: IO[bytes]) -> None:
    for line in output:
        with _printing:
            sys.stdout.write(f"{name:6} | {line.decode(errors='replace')}")
            sys.stdout.flush()
