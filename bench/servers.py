"""Web and worker by the very commands of docker-compose.yml, on loopback, and how large their processes become."""

from __future__ import annotations

import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import yaml

from portal.embedded import ROOT
from portal.embedded.process import die_with_parent

START_SECONDS, STOP_SECONDS = 60, 30
KILOBYTES = 1024


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def serve(name: str, environ: dict[str, str], port: int, log: Path) -> Iterator[Processes]:
    """Run the composition's service until the block ends."""
    local = {"portal.wsgi:application": "bench.wsgi:application", "0.0.0.0:8000": f"127.0.0.1:{port}"}
    services = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
    command = [local.get(word, word) for word in services[name]["command"]]
    with log.open("wb") as output:
        server = subprocess.Popen(
            command,
            cwd=ROOT,
            env=environ,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            preexec_fn=lambda: die_with_parent(signal.SIGTERM),
        )
    try:
        yield Processes(server.pid)
    finally:
        server.terminate()
        try:
            server.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            server.kill()


def await_answer(answers: Callable[[], bool], log: Path) -> None:
    """Return when it answers; raises with the log's last words when it does not in time."""
    deadline = time.monotonic() + START_SECONDS
    while True:
        with suppress(OSError):
            if answers():
                return
        if time.monotonic() > deadline:
            raise RuntimeError(f"not ready in {START_SECONDS} s:\n{log.read_text(errors='replace')[-2000:]}")
        time.sleep(0.2)


class Processes:
    """A server's process and all that it started."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self.peak = 0

    def reset(self) -> None:
        """Begin a new peak; where the kernel does not let us, it stays that since the start."""
        self.peak = 0
        for pid in _family(self.pid):
            with suppress(OSError):
                Path(f"/proc/{pid}/clear_refs").write_text("5")

    def look(self) -> int:
        """Megabytes of the largest process since the reset; one that came and went between two looks is not seen."""
        self.peak = max([self.peak, *(_kilobytes(pid) for pid in _family(self.pid))])
        return self.peak // KILOBYTES


def _family(pid: int) -> Iterator[int]:
    yield pid
    with suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in (task / "children").read_text().split():
                yield from _family(int(child))


def _kilobytes(pid: int) -> int:
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1])
    return 0
