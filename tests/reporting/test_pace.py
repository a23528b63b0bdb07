"""When an office will be done at its pace: arithmetic on whole days, and nothing where there is no pace."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from evaluations.enums import FilingState
from evaluations.models import Filing
from evaluations.services.tallies import compact_tallies
from evaluations.statistics import count_progress
from portal.tenancy import Actor, scope
from reporting.pace import DAYS, FURTHEST, Pace, beginning_of, expect_finish
from tests import factories
from tests.evaluations.factories import yearly_round
from tests.reporting.factories import YEAR, filing
from tests.seeding import seeding

TODAY = date(2026, 11, 30)


@pytest.mark.parametrize(
    ("left", "recent", "finish"),
    [
        (0, 0, TODAY),
        (0, 28, TODAY),
        (5, 0, None),
        (10, 28, date(2026, 12, 10)),
        (1, 28, date(2026, 12, 1)),
        (3, 56, date(2026, 12, 2)),
        (1, 1, date(2026, 12, 28)),
        (600_000, 1, TODAY + timedelta(days=FURTHEST)),
    ],
)
def test_what_is_left_divided_by_what_a_day_brought(left: int, recent: int, finish: date | None) -> None:
    assert expect_finish(today=TODAY, left=left, recent=recent) == finish
    assert Pace(left, recent, TODAY).finish == finish


def test_the_share_a_day_is_of_all_there_was_to_determine() -> None:
    assert Pace(72, 28, TODAY).share == 1.0
    assert Pace(0, 0, TODAY).share is None


def test_the_weeks_end_today_and_begin_at_midnight_in_shanghai() -> None:
    begin = timezone.localtime(beginning_of(TODAY))
    assert (begin.date(), begin.hour) == (date(2026, 11, 3), 0)
    assert (TODAY - begin.date()).days + 1 == DAYS


@pytest.mark.django_db
def test_drafts_and_refusals_are_not_left_and_old_decisions_are_no_pace() -> None:
    states = [FilingState.DRAFT, FilingState.SUBMITTED, FilingState.IN_REVIEW, FilingState.RETURNED]
    for state in states:
        filing(factories.enterprise(), state=state)
    filing(factories.enterprise("330203", under="330200"), state=FilingState.SUBMITTED)
    for days in (1, 40):
        made = filing(factories.enterprise(), declared="L2", reviewed="L2", total=60)
        with seeding():
            moment: datetime = timezone.now() - timedelta(days=days)
            Filing.objects.filter(pk=made.pk).update(determined_at=moment)
    done = filing(factories.enterprise("440106", under="440000"), declared="L2", reviewed="L2", total=60)
    with seeding():
        Filing.objects.filter(pk=done.pk).update(determined_at=timezone.now() - timedelta(days=40))
    compact_tallies(actor=Actor.system())
    with scope(factories.officer()) as officer:
        counted = count_progress(officer, yearly_round(YEAR), beginning_of(timezone.localdate()))
    assert counted == {"33": (3, 1), "3302": (1, 0), "44": (0, 0)}, "who is done is not without filings"
