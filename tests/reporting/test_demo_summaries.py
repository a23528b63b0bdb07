"""Earlier years of the demo: every authority's summary printed and submitted by a chain of jobs."""

from datetime import date

import pytest
from django.utils import timezone

from portal.demo import create_demo_accounts
from portal.models import Job, Notice
from portal.tenancy import Actor, scope
from reporting.demo.summaries import hand_in_earlier, promise_earlier_summaries
from reporting.enums import SummaryState
from reporting.models import Edition, Summary
from tests import factories
from tests.evaluations.factories import yearly_round
from tests.seeding import seeding

pytestmark = pytest.mark.django_db


def test_one_is_handed_in_before_its_day_and_the_rest_promised() -> None:
    yearly = yearly_round(2025)
    with scope(Actor.system("demo")):
        create_demo_accounts(factories.enterprise().organisation)
    left = [[2025, "330000"], [2025, "110000"]]
    hand_in_earlier(left)
    hand_in_earlier(left)
    with seeding():
        summary = Summary.objects.select_related("submitted").get()
        assert summary.state == SummaryState.ACCEPTED
        assert summary.submitted
        assert summary.submitted.pages > 8
        assert Edition.objects.count() == 1, "a second run of the same job prints nothing again"
        assert _day(summary) <= yearly.summary_due_on
        assert not Notice.objects.filter(read_at__isnull=True).exists()
        assert [job.params["left"] for job in Job.objects.filter(kind="demo_hand_in")] == [left[1:]]


def test_the_latest_year_comes_first() -> None:
    promise_earlier_summaries([2024, 2025])
    with seeding():
        left = Job.objects.get(kind="demo_hand_in").params["left"]
    assert (len(left), left[0][0], left[-1][0]) == (74, 2025, 2024)


def _day(summary: Summary) -> date:
    assert summary.submitted_at
    return timezone.localtime(summary.submitted_at).date()
