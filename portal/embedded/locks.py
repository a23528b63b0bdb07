"""File locks that the kernel releases when their holder ends."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def locked(path: Path, kind: int) -> Iterator[None]:
    """Hold a flock of `kind` (LOCK_SH or LOCK_EX, with LOCK_NB raises BlockingIOError when taken)."""
    with path.open("a") as handle:
        fcntl.flock(handle, kind)
        yield


def can_lock(path: Path, kind: int) -> bool:
    """Whether the lock could be had at this moment."""
    try:
        with locked(path, kind | fcntl.LOCK_NB):
            return True
    except BlockingIOError:
        return False
