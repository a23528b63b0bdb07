"""Web, worker and beat as the Procfile starts them, on a database of their own with a small demo."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import closing, suppress
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import psycopg2
from redis import Redis

from portal.embedded import ROOT
from portal.embedded.process import die_with_parent
from portal.embedded.supervisor import read_procfile
from tests.conftest import STATE, URLS, at
from tests.database import provide_database

DATABASE, BROKER = "browser", 9
COMPANIES = 40
START_SECONDS = 90
_COLUMNS = "SELECT column_name FROM information_schema.columns WHERE table_name = %s AND table_schema = 'public'"
# Nobody's yet, those with a day of their own last, and those with most answers first.
_UNUSED = """
    SELECT f.enterprise_id FROM evaluations_filing f JOIN evaluations_round r ON r.id = f.round_id
    WHERE r.year = (SELECT max(year) FROM evaluations_round) AND f.state = %s AND f.scope LIKE %s
      AND NOT EXISTS (SELECT FROM portal_membership m WHERE m.organisation_id = f.enterprise_id)
    ORDER BY f.extended_to IS NOT NULL, (SELECT count(*) FROM evaluations_answer a WHERE a.evaluation_id = f.evaluation_id) DESC, f.id
"""
BIN = Path(sys.executable).parent


class Stack:
    """The whole portal on a free loopback port. What it prints is in `folder`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.children: dict[str, subprocess.Popen[bytes]] = {}
        self.port = _free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.database = at(URLS["DATABASE_URL"], DATABASE)
        self.environ = {name: value for name, value in os.environ.items() if "PYTEST" not in name} | {
            "DATABASE_URL": self.database,
            "DATABASE_OWNER_URL": at(URLS["DATABASE_OWNER_URL"], DATABASE),
            "REDIS_URL": at(URLS["REDIS_URL"], BROKER),
            "MEDIA_ROOT": str(STATE / "files" / DATABASE),
            "EMAIL_URL": f"filemail:///{folder / 'mail'}",
            "BEAT_SCHEDULE": str(folder / "beat"),
            "PORT": str(self.port),
            "JOB_LEASE": "6",
            "JOB_SWEEP": "1",
            "LOG_LEVEL": "WARNING",
            "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}",
            "PYTHONWARNINGS": "ignore:You're running the worker with superuser privileges",
        }

    def prepare(self) -> None:
        """A fresh database with reference data, the sample standard and the demo; an empty broker."""
        provide_database(URLS["DATABASE_OWNER_URL"], DATABASE, self._fill, STATE / "database.lock")
        with closing(Redis.from_url(self.environ["REDIS_URL"])) as broker:
            broker.flushdb()
        self._manage("seed_demo", "--companies", str(COMPANIES))

    def _fill(self) -> None:
        self._manage("migrate", "--database", "owner", "--verbosity", "0")
        self._manage("load_reference")
        self._manage("load_standards")

    def start(self, *names: str) -> None:
        commands = read_procfile(ROOT / "Procfile")
        for name in names or commands:
            self.children[name] = self._popen(name, f"exec {commands[name]}")

    def await_ready(self) -> None:
        """Web answers, and /readyz has touched database, Redis and a worker."""
        wait_until(lambda: self._answers("/readyz"), "the portal is ready", START_SECONDS, self.logs)

    def kill(self, name: str) -> None:
        """kill -9 to the process and all it started, as when the machine takes them."""
        child = self.children.pop(name)
        os.killpg(child.pid, signal.SIGKILL)
        child.wait()

    def stop(self) -> None:
        """End every child, by force what does not go; then the database goes."""
        for child in self.children.values():
            child.terminate()
        for child in self.children.values():
            with suppress(subprocess.TimeoutExpired):
                child.wait(15)
            with suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGKILL)
            child.wait()
        owner_does(f'DROP DATABASE IF EXISTS "{DATABASE}" WITH (FORCE)')

    def rows(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        """What is stored, past every policy."""
        with closing(psycopg2.connect(self.database)) as connection, connection.cursor() as cursor:
            cursor.execute("SET ROLE portal_seed")
            cursor.execute(statement, values)
            return cursor.fetchall() if cursor.description else []

    def change(self, statement: str, *values: object) -> None:
        with closing(psycopg2.connect(self.database)) as connection, connection, connection.cursor() as cursor:
            cursor.execute("SET ROLE portal_seed")
            cursor.execute(statement, values)

    def join(self, like: str, organisation_id: int, mark: str = "") -> str:
        """A demo account with the roles of `like` in another organisation, made when first asked for; its username.

        Colleagues of the same roles differ in their `mark`.
        """
        username = f"{like}{mark}_{organisation_id}"
        if self.rows("SELECT 1 FROM portal_user WHERE username = %s", username):
            return username
        person = {"username": username, "email": f"{username}@example.test"}
        self._copy("portal_user", f"username = '{like}'", person)
        user_id, scope = self.rows(
            "SELECT u.id, o.scope FROM portal_user u, portal_organisation o WHERE username = %s AND o.id = %s",
            username,
            organisation_id,
        )[0]
        of_user = f"user_id = (SELECT id FROM portal_user WHERE username = '{like}')"
        place = {"user_id": user_id, "organisation_id": organisation_id, "scope": scope}
        self._copy("portal_membership", of_user, place)
        return username

    def _copy(self, table: str, where: str, fields: Mapping[str, object]) -> None:
        columns = ", ".join(name for (name,) in self.rows(_COLUMNS, table) if name != "id")
        values = json.dumps(fields)
        row = f"(jsonb_populate_record(t, '{values}'))"
        self.change(
            f"INSERT INTO {table} ({columns}) SELECT {columns} FROM (SELECT {row}.* FROM {table} t WHERE {where}) r"
        )

    def filer(self, state: str, like: str = "demo_filler", authority: str = "") -> str:
        """A person of a company of its own whose filing of this year is in `state`."""
        found = self.rows(_UNUSED, state, f"/{authority}%")
        assert found, f"the demo has no unused filing in the state {state}"
        return self.join(like, found[0][0])

    def logs(self) -> str:
        return "\n".join(f"{log.stem}: {log.read_text()[-3000:]}" for log in sorted(self.folder.glob("*.log")))

    def _manage(self, *words: str) -> None:
        command = [sys.executable, "manage.py", *words]
        done = subprocess.run(command, cwd=ROOT, env=self.environ, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr

    def _popen(self, name: str, command: str) -> "subprocess.Popen[bytes]":
        with (self.folder / f"{name}.log").open("ab") as log:
            return subprocess.Popen(
                ["/bin/sh", "-c", command],
                cwd=ROOT,
                env=self.environ,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                preexec_fn=lambda: die_with_parent(signal.SIGTERM),
                start_new_session=True,
            )

    def _answers(self, path: str) -> bool:
        dead = [name for name, child in self.children.items() if child.poll() is not None]
        assert not dead, f"{dead} ended by itself\n{self.logs()}"
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=10)) as connection, suppress(OSError):
            connection.request("GET", path)
            return connection.getresponse().status == 200
        return False


def wait_until(condition: Callable[[], object], what: str, seconds: float, why: Callable[[], str] = str) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"not in {seconds} s: {what}\n{why()}"
        time.sleep(0.05)


def owner_does(*statements: str) -> None:
    with closing(psycopg2.connect(URLS["DATABASE_OWNER_URL"])) as connection:
        connection.autocommit = True
        for statement in statements:
            with connection.cursor() as cursor:
                cursor.execute(statement)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port
