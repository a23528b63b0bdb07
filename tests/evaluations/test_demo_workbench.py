"""The demo's office shows every newer state, made by the services that pages call; a small demo is left as it is."""

from random import Random

import pytest
from django.utils import timezone

from evaluations.calibration_queries import calibration_figures
from evaluations.demo.companies import create_companies
from evaluations.demo.filings import create_filings
from evaluations.demo.procedure import People
from evaluations.demo.workbench import ensure_workbench
from evaluations.enums import FilingState as State
from evaluations.enums import VisitState
from evaluations.expert_queries import assigned_filings, cases_of
from evaluations.models import AuthorityRound, Calibration, Filing, FilingEvent, Visit, VisitFinding
from evaluations.reading_queries import readings_of
from portal.demo import create_demo_accounts, demo_person
from portal.models import Enterprise
from portal.queries import find_actor
from portal.tenancy import Actor, scope
from tests.evaluations.factories import yearly_round
from tests.seeding import seeding

pytestmark = pytest.mark.django_db


def demo(total: int) -> Enterprise:
    """Everything handed in but every sixth, which is under review; returns the accounts' own company."""
    companies = create_companies(Random(161), total)  # noqa: S311 - the same each time
    with scope(Actor.system("demo")):
        create_demo_accounts(companies[0].organisation)
    names = ("demo_responsible", "demo_reviewer", "demo_approver")
    people = People(*(demo_person(name) for name in names))
    states = {one.pk: State.SUBMITTED if number % 6 else State.IN_REVIEW for number, one in enumerate(companies)}
    create_filings(companies, yearly_round(), states, people, Random(1))  # noqa: S311 - the same each time
    return companies[0]


def acting(username: str) -> Actor:
    actor = find_actor(demo_person(username))
    assert actor
    return actor


def test_the_office_has_cities_readers_experts_and_visits_at_work() -> None:
    shown = demo(total=90)
    assert ensure_workbench(yearly_round(), shown)
    assert not ensure_workbench(yearly_round(), shown), "a second start changes nothing"
    with seeding():
        steps = set(FilingEvent.objects.values_list("transition", flat=True))
        assert steps >= {"delegate", "recommend", "escalate", "site_visit"}
        assert Filing.objects.filter(state=State.AT_CITY).exists()
        spoken = FilingEvent.objects.filter(transition__in=("recommend", "escalate")).values("filing")
        assert set(Filing.objects.filter(pk__in=spoken).values_list("state", flat=True)) == {State.SUBMITTED}
        settings = AuthorityRound.objects.get(scope="/33/")
        assert (settings.readers, settings.blind) == (1, True), "what is handed in next has one reviewer"
        assert shown.division_id not in settings.city_divisions
        read = Filing.objects.filter(calibration=None, reviews__ordinal__gt=0).distinct()
        thirds = [[bool(row.finished_at) for row in readings_of(filing).rows] for filing in read]
        assert sorted(thirds) == [[True, True], [True, True, False], [True, True, True]]
        assert set(Visit.objects.values_list("state", flat=True)) == set(VisitState.values)
        assert VisitFinding.objects.exclude(photos=None).exists()
        assert VisitFinding.objects.exclude(corrected_at=None).exists()
    expert = acting("demo_expert")
    with scope(expert):
        cases = cases_of(expert, assigned_filings(expert))
        assert len(cases) == 2
        assert all(case.blind and case.filing.company not in case.company for case in cases)
    _has_a_drift(acting("demo_approver"))


def _has_a_drift(lead: Actor) -> None:
    with scope(lead):
        figures = calibration_figures(lead, yearly_round())
        assert (len(figures.filings), Calibration.objects.count()) == (3, 4), "one is still being read"
        months = {month for sums in figures.months.values() for month in sums}
        assert max(months) <= timezone.localdate()
        severest, *_others, mildest = figures.people
        assert severest.name == "示例评审员乙"
        assert (severest.severity.mean or 0) < 0 < (mildest.severity.mean or 0)


def test_a_small_demo_keeps_its_queue() -> None:
    shown = demo(total=24)
    assert not ensure_workbench(yearly_round(), shown)
    with seeding():
        assert not Filing.objects.filter(scope__startswith="/33/", state=State.AT_CITY).exists()
