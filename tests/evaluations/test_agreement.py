"""Agreement and severity of reviewers: against published values, and from real readings."""

from collections import Counter
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from evaluations.agreement import LEAST_FILINGS, Severity, adjusted_total, agreement_of, severity_of
from evaluations.agreement_queries import adjusted_of, figures_of, readers_agree
from evaluations.models import Review
from evaluations.queries import round_of
from evaluations.views.agreement import drift_chart
from portal.enums import Role
from portal.tenancy import Actor, scope
from tests import factories
from tests.evaluations.factories import Case, case, item_codes, yearly_round
from tests.evaluations.test_filing_pages import client_of
from tests.evaluations.test_readings import made, read, second
from tests.seeding import seeding

__all__ = ["made", "second"]

# SexualFun of R's package vcd, whose Kappa(..., weights = "Fleiss-Cohen") gives 0.3320.
SEXUAL_FUN = ((7, 7, 2, 3), (2, 8, 3, 7), (1, 5, 4, 9), (2, 8, 9, 14))
# anxiety[, 1:2] of R's package irr, whose kappa2(..., "squared") gives 0.297.
ANXIETY = (
    (3, 3, 3, 4, 5, 5, 2, 3, 5, 2, 2, 6, 1, 5, 2, 2, 1, 2, 4, 3),
    (3, 6, 4, 6, 2, 4, 2, 4, 3, 3, 2, 3, 3, 3, 2, 2, 1, 3, 3, 4),
)


def test_kappa_is_what_others_publish() -> None:
    table = [(row, column, n) for row, line in enumerate(SEXUAL_FUN) for column, n in enumerate(line)]
    assert agreement_of(table).kappa == pytest.approx(0.3320, abs=5e-5)
    assert agreement_of(table).count == 91
    pairs = Counter(zip(*ANXIETY, strict=True))
    assert agreement_of((a, b, n) for (a, b), n in pairs.items()).kappa == pytest.approx(0.297, abs=5e-4)


def test_kappa_at_its_ends() -> None:
    assert agreement_of([(0, 0, 3), (1, 1, 3)]).kappa == 1
    assert agreement_of([(0, 1, 3), (1, 0, 3)]).kappa == -1
    assert agreement_of([(0, 0, 3)]).kappa is None, "nothing to tell apart"
    assert agreement_of([]) == agreement_of(iter(()))


def test_a_total_is_adjusted_by_what_its_reviewer_gives_beyond_the_office() -> None:
    own, office = severity_of([(Decimal(-40), 5), (Decimal(-40), 5)]), Severity(100, Decimal(-3))
    assert own == Severity(LEAST_FILINGS, Decimal(-8))
    assert adjusted_total(Decimal(60), own, office) == Decimal(65)
    assert adjusted_total(Decimal(60), Severity(LEAST_FILINGS - 1, Decimal(-8)), office) is None
    assert adjusted_total(Decimal(60), own, Severity()) is None


@pytest.fixture
def over(made: Case, second: Actor) -> Case:
    """Read by two, who differ in four items of all; a third review was done alone before, and one is not over."""
    read(made, made.reviewer, ("D1.1", "D1.2", "D1.3"))
    read(made, second, ("D1.3", "D2.1"))
    open_one = case(rung="3", submitted=True, officials=(made.reviewer, made.approver))
    read(open_one, made.reviewer, ("D1.1",))
    return made


def test_figures_are_of_what_is_over(over: Case, second: Actor) -> None:
    with scope(over.approver) as actor:
        yearly = round_of(yearly_round().year)
        assert yearly
        with CaptureQueriesContext(connection) as captured:
            figures = figures_of(actor, yearly)
    assert len(captured) <= 5
    people = {row.person: row for row in figures.people}
    assert set(people) == {over.reviewer.user_id, second.user_id}
    total = len(item_codes())
    first = people[over.reviewer.person_id]
    assert (first.with_claims.count, first.with_readers.count, first.severity.count) == (total, total, 1)
    assert first.severity.mean is not None
    assert first.severity.mean < 0
    assert figures.office.count == 2
    assert sum(row.beyond or 0 for row in figures.people) == 0
    items = {row.item.code: row for row in figures.items}
    assert items["D1.3"].between_readers.count == 1
    assert items["D1.3"].with_claims.count == 2
    option, table = drift_chart(figures.names, figures.months)
    assert [len(series["data"]) for series in option["series"]] == [1, 1]
    assert table["rows"][0][0] == f"{timezone.localdate():%Y-%m}"


def test_all_judgements_of_blind_readers_together(over: Case) -> None:
    """They differ in what only one of them lowered."""
    with scope(over.approver) as actor:
        yearly = round_of(yearly_round().year)
        assert yearly
        found = readers_agree(actor, yearly)
    assert (found.pairs, found.same) == (len(item_codes()), len(item_codes()) - 3)
    assert found.kappa is not None
    assert 0 < found.kappa < 1


def test_another_office_finds_nothing_and_a_reviewer_no_page(over: Case) -> None:
    stranger = factories.member(factories.authority("440000"), Role.ADMINISTRATOR)
    empty = client_of(stranger).get("/review/agreement/")
    assert (empty.status_code, "尚无完成的评审" in empty.content.decode()) == (200, True)
    assert client_of(over.reviewer).get("/review/agreement/").status_code == 404
    assert client_of(over.reviewer).get(f"/api/v1/reviews/{over.filing.pk}/adjusted/").status_code == 404


def test_pages_and_programs_show_them(over: Case, second: Actor) -> None:
    browser, year = client_of(over.approver), yearly_round().year
    page = browser.get(f"/review/agreement/?year={year}").content.decode()
    assert second.user_name in page
    assert "data-chart" in page
    api = browser.get(f"/api/v1/rounds/{year}/agreement/").json()
    assert {row["person"] for row in api["people"]} == {over.reviewer.user_id, second.user_id}
    assert (api["office"]["count"], len(api["months"]), len(api["items"])) == (2, 2, len(item_codes()))
    raw = browser.get(f"/api/v1/reviews/{over.filing.pk}/adjusted/").json()
    assert (raw["adjusted"], raw["own"]["count"]) == (None, 2), "too little is known of them"
    assert "非官方" in browser.get(f"/review/{over.filing.pk}/determination/").content.decode()


def test_what_one_reviewed_alone_counts_once(db: None) -> None:
    alone = case(rung="3", reviewed=True, lowered=("D1.1",))
    with scope(alone.approver) as actor:
        yearly = round_of(yearly_round().year)
        assert yearly
        figures = figures_of(actor, yearly)
        assert figures.people[0].with_claims.count == len(item_codes())
        assert figures.readers == []
        with seeding():
            found = Review.objects.get(filing=alone.filing)
        assert found.total is not None
        beside = adjusted_of(actor, alone.filing, found.total)
    assert (beside.raw, beside.adjusted) == (found.total, None)
