"""The servers a machine brings along: shared, stopped with their last user, recovered after any kill."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import environ
import psycopg2
import pytest
import redis

from portal.embedded import ROOT, EmbeddedError, provide
from portal.embedded.process import bundled_program, explain
from portal.embedded.supervisor import read_procfile

pytestmark = [pytest.mark.commands, pytest.mark.xdist_group("commands")]
USER = "import sys; from pathlib import Path; from portal.embedded import provide\n"
HOLD = USER + "with provide(Path(sys.argv[1]), testing=True):\n    print('held', flush=True); sys.stdin.read()\n"
SUPERVISE = """
import json, os, sys
from functools import partial
from pathlib import Path
from portal.embedded.supervisor import Supervisor
commands, cwd = json.loads(sys.argv[1]), Path(sys.argv[2])
sys.exit(Supervisor(commands, os.environ, cwd).run(started=partial(print, "started", flush=True)))
"""


@pytest.fixture
def state() -> Iterator[Path]:
    """Not tmp_path: every new run of pytest closes that folder to the account of the servers."""
    with TemporaryDirectory(prefix="portal-") as folder:
        yield Path(folder)
        _wait_until(lambda: not _servers_of(Path(folder)))


def test_gives_a_plain_role_an_owner_and_a_queue_and_keeps_the_data(state: Path) -> None:
    with provide(state) as urls:
        config = environ.Env.db_url_config(urls["DATABASE_URL"])
        assert (config["USER"], config["NAME"], config["OPTIONS"]) == ("portal_app", "portal", {"host": f"{state}/pg"})
        assert redis.from_url(urls["REDIS_URL"]).ping()
        assert _ask(
            urls["DATABASE_URL"],
            "SELECT rolsuper OR rolbypassrls OR rolinherit FROM pg_roles WHERE rolname = current_user",
        ) == (False,)
        assert _ask(urls["DATABASE_URL"], "SET LOCAL ROLE portal_ministry; SELECT current_user") == ("portal_ministry",)
        database = "SELECT datlocale, pg_encoding_to_char(encoding) FROM pg_database WHERE datname = 'portal'"
        assert _ask(urls["DATABASE_URL"], database) == ("C.UTF-8", "UTF8")
        _ask(urls["DATABASE_OWNER_URL"], "CREATE TABLE kept AS SELECT 7 AS seven; SELECT 1")
    with provide(state) as urls:
        assert _ask(urls["DATABASE_OWNER_URL"], "SELECT seven FROM kept") == (7,)


def test_no_role_for_factories_outside_tests(state: Path) -> None:
    with provide(state) as urls, pytest.raises(psycopg2.errors.InvalidParameterValue):
        _ask(urls["DATABASE_URL"], "SET LOCAL ROLE portal_seed")


def test_users_share_servers_and_a_killed_user_counts_as_gone(state: Path) -> None:
    with provide(state, testing=True) as urls:
        holder = _hold(state)
        with provide(state, testing=True) as same:
            assert same == urls
        holder.kill()
        _end(holder)
        assert redis.from_url(urls["REDIS_URL"]).ping()
    holder = _hold(state)
    holder.kill()
    _end(holder)
    _wait_until(lambda: not _servers_of(state))


def test_recovers_when_everything_was_killed(state: Path) -> None:
    holder = _hold(state)
    for pid in _servers_of(state):
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    _end(holder)
    # a socket answers until the kernel has come to whoever held it
    _wait_until(lambda: not _servers_of(state))
    with provide(state, testing=True) as urls:
        assert redis.from_url(urls["REDIS_URL"]).ping()


def test_recovers_from_a_half_made_cluster_and_a_foreign_pid(state: Path) -> None:
    (state / "pg.new").mkdir()
    (state / "pg.new" / "PG_VERSION").write_text("18\n")
    with provide(state, testing=True):
        pass
    (state / "pg" / "postmaster.pid").write_text(f"{os.getpid()}\n{state}/pg\n")
    with provide(state, testing=True) as urls:
        assert _ask(urls["DATABASE_URL"], "SELECT 1") == (1,)


def test_a_path_too_long_for_a_socket(state: Path) -> None:
    deep = state / ("deep" * 20) / ("deeper" * 10)
    with provide(deep, testing=True) as urls:
        assert "deep" not in urls["DATABASE_URL"]
        assert _ask(urls["DATABASE_URL"], "SELECT 1") == (1,)


def test_a_server_that_cannot_start_says_why(state: Path) -> None:
    with provide(state, testing=True):
        pass
    (state / "pg" / "postgresql.conf").write_text("no such setting\n")
    with pytest.raises(EmbeddedError, match=r"postgres did not start.*syntax error"), provide(state, testing=True):
        pass


def test_a_full_disk_and_a_missing_program_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log = tmp_path / "initdb.log"
    log.write_text("initdb: error: could not write: No space left on device\n")
    assert "disk is full" in explain("It failed.", log)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(EmbeddedError, match=r"redis-server is missing: run bin/serve"):
        bundled_program("no_such_package", "bin/redis-server")


def test_one_child_ends_and_all_end(tmp_path: Path) -> None:
    commands = {"web": "sleep 311", "worker": "sh -c 'sleep 0.3; exit 7'", "beat": "sh -c 'sleep 312 & wait'"}
    runner = _supervise(commands, tmp_path)
    output, _ = runner.communicate(timeout=30)
    assert runner.returncode == 1
    assert "worker ended by itself with code 7; stopping the rest." in output
    assert not _running("sleep", "311")
    assert not _running("sleep", "312"), "what a child left behind ends too"


def test_a_second_signal_ends_even_a_stubborn_child(tmp_path: Path) -> None:
    runner = _supervise(
        {"web": "sh -c \"trap '' TERM INT; while :; do sleep 0.1; done\"", "beat": "sleep 313"}, tmp_path
    )
    runner.send_signal(signal.SIGINT)
    time.sleep(0.5)
    assert runner.poll() is None
    runner.send_signal(signal.SIGINT)
    runner.communicate(timeout=5)
    assert runner.returncode == 0
    assert not _running("sleep", "313")


def test_children_end_when_their_supervisor_is_killed(tmp_path: Path) -> None:
    runner = _supervise({"web": "sleep 314"}, tmp_path)
    runner.kill()
    runner.communicate(timeout=5)
    _wait_until(lambda: not _running("sleep", "314"))


def test_the_procfile_names_three_processes() -> None:
    commands = read_procfile(ROOT / "Procfile")
    assert list(commands) == ["web", "worker", "beat"]
    assert commands["web"].startswith("gunicorn portal.wsgi:application --preload --bind ${BIND:-127.0.0.1}")


def _ask(url: str, sql: str) -> object:
    """One row; what was done is kept."""
    with closing(psycopg2.connect(url)) as connection, connection, connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone()


def _hold(state: Path) -> "subprocess.Popen[str]":
    return _python([HOLD, str(state)], "held")


def _supervise(commands: dict[str, str], cwd: Path) -> "subprocess.Popen[str]":
    return _python([SUPERVISE, json.dumps(commands), str(cwd)], "started")


def _python(words: list[str], first_line: str) -> "subprocess.Popen[str]":
    """A Python process that has said its first line."""
    process = subprocess.Popen(
        [sys.executable, "-c", *words], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == f"{first_line}\n"
    return process


def _end(process: "subprocess.Popen[str]") -> None:
    process.kill()
    process.communicate()


def _servers_of(state: Path) -> list[int]:
    """The keeper, PostgreSQL and Redis of one state."""
    return [
        pid for pid, words in _processes() if any(word == str(state) or word.startswith(f"{state}/") for word in words)
    ]


def _running(*command: str) -> bool:
    return any(words[: len(command)] == list(command) for _, words in _processes())


def _processes() -> Iterator[tuple[int, list[str]]]:
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            yield int(folder.name), (folder / "cmdline").read_text(errors="replace").split("\0")


def _wait_until(condition: Callable[[], bool], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)
