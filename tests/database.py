"""A database for each worker, copied from one that was migrated and filled once and is kept between runs."""

import fcntl
import hashlib
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg2

ROOT = Path(__file__).resolve().parent.parent
# Whatever decides what a fresh database holds; a change in any of them makes the copy anew.
SOURCES = (
    "requirements-dev.lock", "portal/rls.py", "portal/sql", "portal/models", "portal/migrations", "portal/reference",
    "portal/services/reference.py", "evaluations/models", "evaluations/migrations", "evaluations/loader",
    "evaluations/standards", "evaluations/services/standards.py", "evaluations/services/standard_rows.py",
    "evaluations/management", "reporting/models", "reporting/migrations",
)  # fmt: skip


def provide_database(owner_url: str, name: str, fill: Callable[[], None], lock: Path) -> None:
    """Make the database `name` anew; `fill` migrates it, loads what every test needs, and closes its connections."""
    template = f"fresh_{_digest()}"
    with _locked(lock), closing(psycopg2.connect(owner_url)) as owner:
        owner.autocommit = True
        with owner.cursor() as cursor:
            cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE 'fresh_%'")
            known = {row[0] for row in cursor.fetchall()}
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
            if template in known:
                cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
                return
            for stale in known:
                cursor.execute(f'DROP DATABASE "{stale}" WITH (FORCE)')
            cursor.execute(f'CREATE DATABASE "{name}"')
            fill()
            cursor.execute(f'CREATE DATABASE "{template}" TEMPLATE "{name}"')


@contextmanager
def _locked(lock: Path) -> Iterator[None]:
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _digest() -> str:
    found = hashlib.sha256()
    for source in SOURCES:
        path = ROOT / source
        for file in sorted(path.rglob("*") if path.is_dir() else [path]):
            if file.is_file() and file.suffix != ".pyc":
                found.update(str(file.relative_to(ROOT)).encode() + file.read_bytes())
    return found.hexdigest()[:16]
