"""“Not filed yet” on every page of the round, and where a filing stands in plain words."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from evaluations.enums import FilingState
from evaluations.filing_window import describe_unfiled
from evaluations.models import Filing, Round
from evaluations.next_steps import describe_state
from tests import factories
from tests.evaluations.factories import case, yearly_round
from tests.evaluations.test_filing_pages import client_of, url
from tests.seeding import seeding

ROUND = Round(
    year=2026, opens_on=date(2026, 3, 1), closes_on=date(2026, 9, 30), summary_due_on=date(2026, 12, 15), appeal_days=15
)


@pytest.mark.parametrize(
    ("today", "words", "tone"),
    [
        (date(2026, 2, 28), "", ""),
        (date(2026, 3, 1), "213 days left, until the end of 2026-09-30", "info"),
        (date(2026, 9, 23), "7 days left", "warning"),
        (date(2026, 9, 29), "1 day left", "warning"),
        (date(2026, 9, 30), "closes today", "error"),
        (date(2026, 10, 1), "closed on 2026-09-30", "error"),
    ],
)
def test_the_line_says_date_and_days_left(today: date, words: str, tone: str) -> None:
    with translation.override("en"):
        for filing in (None, Filing(state=FilingState.DRAFT)):
            found = describe_unfiled(ROUND, filing, today)
            assert (found.tone if found else "") == tone
            assert words in (found.words if found else "")


@pytest.mark.parametrize("state", [state for state in FilingState if state != FilingState.DRAFT])
def test_it_is_gone_once_something_was_submitted(state: FilingState) -> None:
    assert describe_unfiled(ROUND, Filing(state=state), date(2026, 9, 1)) is None
    assert describe_unfiled(None, None, date(2026, 9, 1)) is None


@pytest.mark.django_db
def test_every_page_of_the_round_has_it_until_the_filing_is_submitted() -> None:
    made, done = case(), case(submitted=True)
    home = reverse("evaluations:home")
    for filed, shown in ((made, True), (done, False)):
        client = client_of(filed.filler)
        for address in (home, url("filing", filed), url("item", filed, "D1.1"), url("check", filed)):
            assert ("unfiled" in client.get(address).content.decode()) is shown, address


@pytest.mark.django_db
def test_a_company_without_a_filing_is_told_as_well_and_afterwards_that_it_closed() -> None:
    yearly_round()
    client = client_of(factories.filler(factories.enterprise()))
    assert "message-info unfiled" in client.get(reverse("evaluations:home")).content.decode()
    with seeding():
        Round.objects.update(closes_on=timezone.localdate() - timedelta(days=1), opens_on=date(2020, 1, 1))
    assert "message-error unfiled" in client.get(reverse("evaluations:home")).content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("traits", "now", "following"),
    [
        ({}, "nobody else sees it", "by the end of"),
        ({"submitted": True}, "waits for a reviewer", "can be withdrawn"),
        ({"in_review": True}, "has been reviewing it since", "determines the result"),
        ({"returned": True}, "only the items it names are open", "submit again"),
        ({"reviewed": True}, "The review was finished on", "reports by"),
        ({"determined": True}, "determined the result on", "An appeal may be filed until"),
    ],
)
def test_each_state_is_told_with_what_comes_next_on_home_and_on_the_filings_page(
    traits: dict[str, bool], now: str, following: str
) -> None:
    made = case(**traits)  # type: ignore[arg-type]
    with seeding():
        Round.objects.update(appeal_days=15)
    client = client_of(made.filler)
    client.cookies["django_language"] = "en"
    for address in (reverse("evaluations:home"), url("filing", made)):
        page = client.get(address, headers={"Accept-Language": "en"}).content.decode()
        assert now in page
        assert following in page


def test_a_draft_that_missed_its_window_says_that_it_stays() -> None:
    with translation.override("en"):
        late = Filing(round=Round(year=2020, closes_on=date(2020, 1, 1), summary_due_on=date(2020, 1, 2)))
        assert "can no longer be submitted" in describe_state(late).next
