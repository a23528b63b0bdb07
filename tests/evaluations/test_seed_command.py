"""`manage.py seed` as a process: the same rows again, nothing beside what is real, and nothing left by one that was killed."""

import hashlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from typing import Any

import psycopg2
import pytest
from django.core.management import CommandError, call_command

from evaluations.enums import FilingState as State
from evaluations.models import StandardVersion
from evaluations.seeding.guard import NotEmpty, is_filled
from evaluations.seeding.loading import NAMES, RESULTS
from evaluations.seeding.people import appoint, username_of
from evaluations.seeding.plan import MIXED, REVIEWED, SHARES, SUBMITTED, Plan
from evaluations.seeding.proportions import AUTHORITIES
from portal.embedded import ROOT
from portal.enums import Role
from tests import factories
from tests.evaluations.catalogue import read_catalogue
from tests.evaluations.conftest import Database
from tests.evaluations.factories import case, yearly_round

SMALL = 40
# A password is salted, authorities came with the reference data, and medians say when they were counted.
NEVER_THE_SAME = {
    "portal_user": {"password"},
    "portal_organisation": {"created_at"},
    "evaluations_peermedian": {"counted_at"},
}


def start(database: Database, *words: str) -> subprocess.Popen[str]:
    command = [sys.executable, "manage.py", "seed", *words]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
    environ = {name: value for name, value in os.environ.items() if "PYTEST" not in name}
    return subprocess.Popen(command, cwd=ROOT, env=environ | database, **pipes)  # type: ignore[call-overload,no-any-return]


def seed(database: Database, *words: str) -> tuple[int, str]:
    process = start(database, *words)
    said, _nothing = process.communicate()
    return process.returncode, said


def asked(database: Database, question: Callable[[Any], Any]) -> Any:
    with closing(psycopg2.connect(database["DATABASE_OWNER_URL"])) as connection, connection.cursor() as cursor:
        return question(cursor)


def digests(cursor: Any) -> dict[str, str]:
    """Of every table of the seeding, in the order of its rows' keys."""
    found = {}
    for table in (*NAMES, RESULTS, "evaluations_round", "evaluations_peermedian"):
        cursor.execute(
            f"SELECT string_agg(row::text, E'\\n' ORDER BY row::text) FROM"
            f" (SELECT to_jsonb(t) - %s::text[] AS row FROM {table} t) AS rows",
            [list(NEVER_THE_SAME.get(table, ()))],
        )
        found[table] = hashlib.sha256((cursor.fetchone()[0] or "").encode()).hexdigest()
    return found


@pytest.mark.commands
@pytest.mark.xdist_group("commands")
def test_the_same_arguments_give_the_same_rows_and_others_are_refused(fresh: Callable[..., Database]) -> None:
    first, second = fresh(), fresh()
    for database in (first, second):
        code, said = seed(database, "--enterprises", str(SMALL), "--seed", "7")
        assert code == 0, said
    once = asked(first, digests)
    assert asked(second, digests) == once
    code, said = seed(first, "--enterprises", str(SMALL), "--seed", "7")
    assert (code, "as before" in said) == (0, True)
    assert asked(first, digests) == once
    code, said = seed(first, "--enterprises", str(SMALL), "--seed", "8")
    assert code == 1
    assert f"{SMALL} filings" in said
    assert asked(first, digests) == once


@pytest.mark.commands
@pytest.mark.xdist_group("commands")
def test_one_that_is_killed_leaves_the_database_as_it_was(fresh: Callable[..., Database]) -> None:
    database = fresh()
    before = asked(database, read_catalogue)
    process = start(database, "--enterprises", "400")
    assert process.stdout
    for line in process.stdout:
        if "results" in line:
            break
    process.send_signal(signal.SIGKILL)
    process.communicate()
    deadline = time.monotonic() + 30
    while asked(database, _others) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert asked(database, read_catalogue) == before
    assert not asked(database, _anybody)


def _others(cursor: Any) -> int:
    cursor.execute(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    return int(cursor.fetchone()[0])


def _anybody(cursor: Any) -> bool:
    cursor.execute("SELECT EXISTS (SELECT FROM portal_user) OR EXISTS (SELECT FROM evaluations_filing)")
    return bool(cursor.fetchone()[0])


def _a_demo_account() -> None:
    factories.member(factories.authority(), Role.REVIEWER)


MAKERS: dict[str, Callable[[], object]] = {
    "1 enterprises": factories.enterprise,
    "1 filings": case,
    "1 rounds": yearly_round,
    "1 accounts": _a_demo_account,
}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("words", MAKERS)
def test_whatever_a_person_made_is_real(words: str) -> None:
    """An enterprise, a filing, a round on a standard in use, an account: each alone is enough to refuse."""
    database = {"DATABASE_OWNER_URL": os.environ["DATABASE_OWNER_URL"]}
    plan = Plan(SMALL, 2026)
    assert not asked(database, lambda cursor: is_filled(cursor, plan))
    MAKERS[words]()
    with pytest.raises(NotEmpty, match=words):
        asked(database, lambda cursor: is_filled(cursor, plan))


@pytest.mark.parametrize(
    ("states", "expected"),
    [(MIXED, set(SHARES[MIXED])), (SUBMITTED, {State.SUBMITTED}), (REVIEWED, {State.REVIEWED})],
)
def test_filings_come_as_far_as_was_asked(states: str, expected: set[State]) -> None:
    plan = Plan(SMALL, 2026, states=states)
    assert {plan.state_of(number, plan.chance(number)) for number in range(SMALL)} == expected


@pytest.mark.parametrize(
    "words", [["--enterprises", "0"], ["--enterprises", "1000000"], ["--enterprises", "5", "--states", "x"]]
)
def test_what_cannot_be_filled_is_refused_before_anything_is_asked(words: list[str]) -> None:
    with pytest.raises(CommandError):
        call_command("seed", *words)


@pytest.mark.django_db
def test_no_official_is_called_as_a_company_of_the_nation_would_be() -> None:
    """The numbers of companies grow into the codes of authorities."""
    plan = Plan(600_000, 2026)
    _offices, officials = appoint(plan, 1)
    names = {official.username for official in officials}
    assert len(names) == len(officials) > len(AUTHORITIES)
    assert names.isdisjoint(username_of(plan, number) for number in range(plan.enterprises))


@pytest.mark.django_db(transaction=True)
def test_a_standard_alone_is_not_real() -> None:
    """Reference data and standards come with every installation."""
    assert StandardVersion.objects.exists()
    database = {"DATABASE_OWNER_URL": os.environ["DATABASE_OWNER_URL"]}
    assert not asked(database, lambda cursor: is_filled(cursor, Plan(SMALL, 2026)))
