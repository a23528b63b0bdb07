"""The weight of a published version is changed by nobody: not by page, API, command, or SQL in any role of the app."""

from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from evaluations.models import Node, StandardVersion
from portal.tenancy import Actor, scope
from tests import factories
from tests.evaluations.factories import sample_version
from tests.evaluations.standards import SYSTEM
from tests.evaluations.test_filing_pages import client_of
from tests.evaluations.test_standards_pages import SAMPLE, administrator, load
from tests.portal.people import operator

pytestmark = pytest.mark.django_db
# D1.1 gains two points of weight, D1.2 loses them: a faultless standard of the same version.
OTHER_WEIGHTS = SAMPLE.replace("        weight: 20\n", "        weight: 22\n", 1).replace(
    "        weight: 15\n", "        weight: 13\n", 1
)
STATEMENTS = (
    "UPDATE evaluations_node SET weight = 1 WHERE code = 'D1.1'",
    "UPDATE evaluations_rung SET points = 1",
    "UPDATE evaluations_level SET gates = '{}'",
    "UPDATE evaluations_standardversion SET source = replace(source, 'weight: 20', 'weight: 22')",
    "UPDATE evaluations_standardversion SET state = 'draft', published_at = NULL",
    "DELETE FROM evaluations_node WHERE code = 'D1.1'",
    "TRUNCATE evaluations_rung CASCADE",
)


def kept() -> tuple[Decimal, str, str]:
    version = sample_version()
    return Node.objects.get(version=version, code="D1.1").weight, version.source_hash, version.state


def test_no_page_and_no_program_changes_it(tmp_path: Path) -> None:
    before = kept()
    assert before[0] == 20
    assert load(client_of(administrator()), OTHER_WEIGHTS)[0] == 409
    sent = client_of(operator()).post("/api/v1/standards/", {"yaml": OTHER_WEIGHTS}, content_type="application/json")
    assert sent.status_code == 409
    file = tmp_path / "other.yaml"
    file.write_text(OTHER_WEIGHTS)
    for options in ({}, {"draft": True}):
        with pytest.raises(CommandError, match=r"2025\.1"):
            call_command("load_standards", file, **options)
    assert kept() == before
    assert StandardVersion.objects.filter(standard__code="sample-ladder").count() == 1


def people() -> list[Actor]:
    company = factories.enterprise()
    officials = [factories.reviewer(), factories.approver(), factories.officer(), administrator(), operator()]
    return [factories.filler(company), factories.responsible(company), *officials, SYSTEM]


@pytest.mark.parametrize("statement", STATEMENTS)
def test_no_sql_changes_it_in_any_role(statement: str) -> None:
    before = kept()
    for actor in people():
        with scope(actor):
            refuses(statement)
            assert kept() == before


@pytest.mark.parametrize("statement", STATEMENTS)
def test_the_apps_own_role_changes_it_no_more(statement: str) -> None:
    """Outside every scope, as a program that got hold of the app's connection would try."""
    with scope(SYSTEM), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('role', 'none', true)")
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == ("portal_app",)
        refuses(statement)


def refuses(statement: str) -> None:
    with (
        pytest.raises(DatabaseError, match=r"frozen|permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
