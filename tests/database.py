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
    "requirements-dev.lock", "portal/rls.py", "portal/migrating.py", "portal/sql", "portal/models", "portal/migrations", "portal/reference",
    "portal/services/reference.py", "evaluations/models", "evaluations/migrations", "evaluations/loader",
    "evaluations/standards", "evaluations/services/standards.py", "evaluations/services/standard_rows.py",
    "evaluations/management", "pilots/models", "pilots/migrations", "reporting/models", "reporting/migrations",
)  # fmt: skip
# The audit is written to and never looked back at by whoever did not write.
_TABLES = """
    SELECT c.relname, a.attname, a.atttypid IN ('integer'::regtype, 'bigint'::regtype)
    FROM pg_class c JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[0]
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND c.relname NOT LIKE 'portal_audit%'
"""


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


def copy_database(owner_url: str, name: str) -> None:
    """One more database as every worker begins with, once a worker has begun."""
    with closing(psycopg2.connect(owner_url)) as owner:
        owner.autocommit = True
        with owner.cursor() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
            cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "fresh_{_digest()}"')


class Sweeper:
    """Takes away what a test committed in the database `url`: every row that came after this was made."""

    def __init__(self, url: str) -> None:
        self.connection = psycopg2.connect(url)
        with self.connection, self.connection.cursor() as cursor:
            cursor.execute("SET ROLE portal_seed; SET lock_timeout = '15s'")
            cursor.execute(_TABLES)
            later = [self._later(cursor, *table) for table in cursor.fetchall()]
        # as a replica: foreign keys and guards of frozen rows are not asked
        self.statement = "SET LOCAL session_replication_role = replica;" + "".join(later)

    @staticmethod
    def _later(cursor: psycopg2.extensions.cursor, table: str, key: str, counted: bool) -> str:
        """What deletes the rows that come after now; reference data goes by names and comes with the code alone."""
        cursor.execute(f'SELECT max("{key}"::text) IS NULL FROM "{table}"')
        if cursor.fetchone() == (True,):
            return f'DELETE FROM "{table}";'
        if not counted:
            return ""
        cursor.execute(f'SELECT max("{key}") FROM "{table}"')
        return str(cursor.mogrify(f'DELETE FROM "{table}" WHERE "{key}" > %s;', cursor.fetchone()), "utf-8")

    def sweep(self) -> None:
        with self.connection, self.connection.cursor() as cursor:
            cursor.execute(self.statement)

    def close(self) -> None:
        self.connection.close()


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
