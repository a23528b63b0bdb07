"""The process that owns both servers until nobody holds the users' lock (see the package)."""

import fcntl
import json
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

from portal.embedded.locks import locked
from portal.embedded.postgres import start_postgres
from portal.embedded.process import EmbeddedError, stop
from portal.embedded.redis import start_redis


class Keeper:
    """Starts, keeps and stops PostgreSQL and Redis with their data in `state`."""

    def __init__(self, state: Path, *, testing: bool, word: int) -> None:
        self.state, self.testing, self.word = state, testing, word
        self.folder = state / "embedded"
        self.servers: list[subprocess.Popen[bytes]] = []

    def run(self) -> None:
        """Start, say "ready" (or what is wrong) to whoever started us, keep, stop."""
        with locked(self.folder / "keeper.lock", fcntl.LOCK_EX):
            try:
                self._start()
                self._say("ready")
                self._keep()
            except (EmbeddedError, OSError, subprocess.SubprocessError) as error:
                self._say(str(error).replace("\n", " "))
            finally:
                self._stop()

    def _start(self) -> None:
        self._servers_file.unlink(missing_ok=True)
        postgres, addresses = start_postgres(self.state, self.folder, testing=self.testing)
        self.servers.append(postgres)
        redis, redis_address = start_redis(self.state, self.folder)
        self.servers.append(redis)
        partial = self._servers_file.with_suffix(".new")
        partial.touch(mode=0o600)
        partial.write_text(json.dumps(addresses | redis_address))
        partial.replace(self._servers_file)

    def _keep(self) -> None:
        """Until the last user is gone, or a server died."""
        with (self.folder / "users.lock").open("a") as users:
            while all(server.poll() is None for server in self.servers):
                with suppress(BlockingIOError):
                    fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    self._stop()
                    return
                time.sleep(0.1)

    def _stop(self) -> None:
        self._servers_file.unlink(missing_ok=True)
        while self.servers:
            stop(self.servers.pop())

    def _say(self, word: str) -> None:
        """One line; our starter may be gone."""
        with suppress(OSError):
            os.write(self.word, f"{word}\n".encode())
            os.close(self.word)

    @property
    def _servers_file(self) -> Path:
        return self.folder / "servers.json"


def start_detached(state: Path, *, testing: bool) -> str:
    """Fork a keeper that outlives us; returns its first word, "ready" or what is wrong."""
    reading, writing = os.pipe()
    if os.fork():
        os.close(writing)
        with os.fdopen(reading) as words:
            return words.readline().strip()
    os.setsid()
    os.close(reading)
    _redirect(state / "embedded" / "keeper.log")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    Keeper(state, testing=testing, word=writing).run()
    sys.exit(0)


def _redirect(log: Path) -> None:
    """Let go of the terminal and of our starter's pipes."""
    with log.open("w") as errors, Path(os.devnull).open() as nothing:
        os.dup2(nothing.fileno(), 0)
        os.dup2(errors.fileno(), 1)
        os.dup2(errors.fileno(), 2)


if __name__ == "__main__":
    print(start_detached(Path(sys.argv[1]), testing=sys.argv[2] == "testing"))
