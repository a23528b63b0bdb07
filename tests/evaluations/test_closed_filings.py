"""The database itself: what is submitted and determined stays, whatever SQL a side's own role is made to run."""

import pytest
from django.db import DatabaseError, connection, transaction

from portal.tenancy import Actor, scope
from tests.evaluations.factories import Case, case

pytestmark = pytest.mark.django_db
COMPANY = {
    "UPDATE evaluations_answer SET rung = '5'": "closed",
    "UPDATE evaluations_evaluation SET size = 'micro'": "closed",
}
DETERMINED = {
    "UPDATE evaluations_filing SET state = 'in_review'": "final",
    "UPDATE evaluations_filing SET reviewed_level = 'L5'": "final",
    "UPDATE evaluations_score SET rung = '5'": "closed",
    "DELETE FROM evaluations_score": "closed",
    "UPDATE evaluations_review SET opinion = '另一个意见'": "closed",
}


def attempt(actor: Actor, sql: str) -> None:
    with scope(actor), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
        assert cursor.rowcount > 0
        transaction.set_rollback(True)


@pytest.mark.parametrize(("sql", "reason"), COMPANY.items())
def test_a_company_changes_nothing_that_it_has_handed_in(sql: str, reason: str) -> None:
    attempt(case(rung="3").filler, sql)
    made = case(rung="3", submitted=True)
    with pytest.raises(DatabaseError, match=reason):
        attempt(made.filler, sql)


@pytest.mark.parametrize(("sql", "reason"), DETERMINED.items())
def test_an_office_changes_nothing_that_it_has_determined(sql: str, reason: str) -> None:
    attempt(alone(case(rung="3", reviewed=True)), sql)
    with pytest.raises(DatabaseError, match=reason):
        attempt(alone(case(rung="3", determined=True)), sql)


def alone(made: Case) -> Actor:
    """The approver, reaching this company only."""
    return Actor(side=made.approver.side, path=made.filing.scope, user_id=made.approver.user_id)
