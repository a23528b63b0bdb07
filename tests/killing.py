"""Workers that are killed by the kernel: nothing is said, nothing tidied."""

import os
import signal
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from django.db import connections


def end_at_once() -> None:
    """Called by the worker itself, where it is to die."""
    os.kill(os.getpid(), signal.SIGKILL)


def lose_worker(life: Callable[[], object]) -> int:
    """A process that lives that life until it is killed; its session, in which its own children are."""
    connections.close_all()
    if not (worker := os.fork()):
        try:
            os.setsid()
            life()
        finally:
            os._exit(0)
    _pid, status = os.waitpid(worker, 0)
    assert os.WIFSIGNALED(status), "it came to its end"
    return worker


def processes_of(session: int) -> list[str]:
    """What still runs in the session; a zombie has ended."""
    found = []
    for place in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            name, _bracket, rest = place.read_text().rpartition(")")
            state, _parent, _group, its_session = rest.split()[:4]
            if int(its_session) == session and state != "Z":
                found.append(name)
    return found
