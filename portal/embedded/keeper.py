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

    def __init__(self, state: Path, *, testing: bool) -> None:
        self.state, self.testing = state, testing
        self.folder = state / "embedded"
        self.servers: list[subprocess.Popen[bytes]] = []

    def run(self) -> None:
        """Start, say "ready" (or what is wrong) on standard output, keep, stop."""
        with locked(self.folder / "keeper.lock", fcntl.LOCK_EX):
            try:
                self._start()
                _say("ready")
                self._keep()
            except (EmbeddedError, OSError, subprocess.SubprocessError) as error:
                _say(str(error).replace("\n", " "))
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

    @property
    def _servers_file(self) -> Path:
        return self.folder / "servers.json"


def _say(word: str) -> None:
    """One line to whoever started us; it may be gone."""
    with suppress(OSError):
        os.write(1, f"{word}\n".encode())


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    Keeper(Path(sys.argv[1]), testing=sys.argv[2] == "testing").run()
