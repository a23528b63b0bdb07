"""The second half of bin/serve, in the environment it made: servers, database, data, then web, worker and beat."""

import errno
import fcntl
import hashlib
import json
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from http.client import HTTPConnection
from io import StringIO
from pathlib import Path

import django
from django.core.management import call_command
from django.db import DatabaseError, connections
from django.db.migrations.executor import MigrationExecutor

from portal.celery import app as celery_app
from portal.embedded import ROOT, EmbeddedError
from portal.embedded.machine import demo_defaults, on_this_machine, state_folder
from portal.embedded.supervisor import Supervisor, read_procfile

DATA_COMMANDS = ("load_reference", "load_standards", "seed_demo")
DATA_SOURCES = (
    "portal/reference",
    "evaluations/standards",
    "evaluations/demo",
    "reporting/demo",
)
READY_SECONDS = 120
QUIET = {"LOG_LEVEL": "WARNING", "PYTHONWARNINGS": "ignore:You're running the worker with superuser privileges"}


class Refusal(Exception):
    """The sentence bin/serve ends with."""


class Steps:
    """Goes on with the numbers of bin/serve's own steps."""

    def __init__(self, done: int, total: int) -> None:
        self.done, self.total = done, total

    def __call__(self, what: str) -> None:
        self.done += 1
        print(f"[{self.done}/{self.total}] {what}", flush=True)


def serve(steps: Steps) -> int:
    """Everything from the servers to the last child's end; the exit code."""
    state = state_folder(os.environ)
    for name, value in (demo_defaults(state) | QUIET | {"BEAT_SCHEDULE": str(state / "beat")}).items():
        os.environ.setdefault(name, value)
    steps("PostgreSQL and Redis")
    with on_this_machine(os.environ):
        if not os.environ.get("DATABASE_OWNER_URL"):
            raise Refusal("DATABASE_URL is set, so DATABASE_OWNER_URL (role portal_owner) must be set too.")
        django.setup()
        _prepare_database(steps, state)
        steps("Web, worker and beat")
        return _run_children()


def _prepare_database(steps: Steps, state: Path) -> None:
    steps("Database tables")
    executor = MigrationExecutor(connections["owner"])
    migrated = bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    if migrated:
        call_command("migrate", database="owner", interactive=False, verbosity=0)
    steps("Reference data, the sample standard, demo data")
    stamp, inputs = state / "data.stamp", _digest_of_data()
    if migrated or not stamp.exists() or stamp.read_text() != inputs:
        stamp.unlink(missing_ok=True)
        for command in DATA_COMMANDS:
            print(f"      {command}", flush=True)
            call_command(command, *_options_of(command))
        stamp.write_text(inputs)
    connections.close_all()


def _options_of(command: str) -> list[str]:
    """DEMO_COMPANIES makes a smaller or larger demo than the usual one, and one without earlier summaries."""
    if command != "seed_demo":
        return []
    companies = os.environ.get("DEMO_COMPANIES")
    return [f"--companies={companies}"] if companies else ["--earlier-summaries"]


def _digest_of_data() -> str:
    found = hashlib.sha256(os.environ["DATABASE_OWNER_URL"].encode())
    for source in DATA_SOURCES:
        path = ROOT / source
        for file in sorted(file for file in path.rglob("*") if file.suffix in (".py", ".csv", ".yaml", ".json")):
            found.update(file.read_bytes())
    return found.hexdigest()


def _run_children() -> int:
    supervisor = Supervisor(read_procfile(ROOT / "Procfile"), os.environ, ROOT)

    def announce() -> None:
        if _becomes_ready(supervisor):
            _print_welcome()

    code = supervisor.run(started=threading.Thread(target=announce, daemon=True).start)
    print("Stopping PostgreSQL and Redis.", flush=True)
    return code


def _becomes_ready(supervisor: Supervisor) -> bool:
    """Ask web until it lives, then the worker, then once for everything: no failed requests in the log."""
    deadline = time.monotonic() + READY_SECONDS
    for answers in (lambda: _web_answers("livez"), celery_app.control.ping, lambda: _web_answers("readyz")):
        while not answers():
            if supervisor.ended():
                return False
            if time.monotonic() > deadline:
                print(f"Not ready after {READY_SECONDS} s; {_address()}readyz says what is missing.", flush=True)
                return False
            time.sleep(0.2)
    return True


def _web_answers(page: str) -> bool:
    with closing(HTTPConnection("127.0.0.1", int(os.environ["PORT"]), timeout=5)) as connection, suppress(OSError):
        connection.request("GET", f"/{page}")
        return connection.getresponse().status == 200
    return False


def _address() -> str:
    return f"http://127.0.0.1:{os.environ['PORT']}/"


def _print_welcome() -> None:
    with StringIO() as accounts:
        call_command("demo_accounts", stdout=accounts)
        table = accounts.getvalue()
    print(f"\nThe portal is at {_address()}  (Ctrl-C stops it)\n\n{table}", flush=True)


@contextmanager
def _only_one() -> Iterator[None]:
    """Keep the lock that bin/serve took, out of our children's hands."""
    inherited = int(os.environ.pop("PORTAL_SERVE_LOCK"))
    os.set_inheritable(inherited, False)
    fcntl.flock(inherited, fcntl.LOCK_EX | fcntl.LOCK_NB)
    yield
    os.close(inherited)


def main() -> int:
    """The exit code, after a sentence when something is in the way."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    done, total = json.loads(os.environ.pop("PORTAL_SERVE_STEPS"))
    try:
        with _only_one():
            return serve(Steps(done, total))
    except (Refusal, EmbeddedError) as refusal:
        return _complain(str(refusal))
    except (OSError, DatabaseError) as error:
        if os.strerror(errno.ENOSPC) not in str(error):
            raise
        return _complain("The disk is full. Free some space and run the command again.")
    except KeyboardInterrupt:
        return 130


def _complain(sentence: str) -> int:
    print(f"bin/serve: {sentence}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
