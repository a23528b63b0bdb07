"""PostgreSQL and Redis for one machine: the demo, manage.py and the tests need no server of their own.

`provide(state)` hands out their addresses. A small keeper process owns the two servers and stops them when the last
user is gone, however it went: every user holds a shared lock that the kernel releases, and the keeper waits for it.
"""

import fcntl
import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit

from portal.embedded.locks import can_lock, locked
from portal.embedded.process import STOP_SECONDS, EmbeddedError

__all__ = ["EmbeddedError", "provide"]

ROOT = Path(__file__).resolve().parents[2]


@contextmanager
def provide(state: Path, *, testing: bool = False) -> Iterator[dict[str, str]]:
    """Run both servers with their data in `state` and yield DATABASE_URL, DATABASE_OWNER_URL and REDIS_URL.

    Joins servers that are already running there. `testing` makes a throw-away cluster: not crash-safe, with the role
    `portal_seed` (bypasses row-level security, for factories) and an owner who may create databases.
    """
    folder = state.resolve() / "embedded"
    folder.mkdir(parents=True, exist_ok=True)
    with locked(folder / "users.lock", fcntl.LOCK_SH):
        yield _addresses(folder, testing=testing)
    _await_last_exit(folder)


def _addresses(folder: Path, *, testing: bool) -> dict[str, str]:
    with locked(folder / "start.lock", fcntl.LOCK_EX):
        while True:
            if not _keeper_runs(folder):
                _start_keeper(folder, testing=testing)
            elif urls := _answering(folder / "servers.json"):
                return urls
            else:
                time.sleep(0.05)


def _answering(servers: Path) -> dict[str, str] | None:
    """The addresses, where somebody answers: a keeper that was killed this moment, or whose server was, still looks alive."""
    with suppress(OSError, ValueError):
        urls: dict[str, str] = json.loads(servers.read_text())
        redis = urlsplit(urls["REDIS_URL"])
        socket.create_connection((redis.hostname, redis.port or 0), timeout=1).close()
        return urls
    return None


def _keeper_runs(folder: Path) -> bool:
    return not can_lock(folder / "keeper.lock", fcntl.LOCK_EX)


def _start_keeper(folder: Path, *, testing: bool) -> None:
    """Start the keeper detached, so that Ctrl-C reaches its users first, and wait for its word."""
    command = [sys.executable, "-m", "portal.embedded.keeper", str(folder.parent), "testing" if testing else "keeping"]
    started = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    word = started.stdout.strip()
    if word != "ready":
        raise EmbeddedError(word or started.stderr.strip() or f"The servers did not start; see {folder}/keeper.log.")


def _await_last_exit(folder: Path) -> None:
    """Return when the servers have stopped, or at once when somebody else still uses them."""
    users = folder / "users.lock"
    deadline = time.monotonic() + STOP_SECONDS
    while _keeper_runs(folder) and time.monotonic() < deadline:
        if not can_lock(users, fcntl.LOCK_EX) and can_lock(users, fcntl.LOCK_SH):
            return
        time.sleep(0.05)
