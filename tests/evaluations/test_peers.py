"""What comparable filings reach: counted beforehand, of five at least, and written by the portal alone."""

from decimal import Decimal
from typing import Any

import pytest
from celery import current_app
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from evaluations.filing_queries import filing_of
from evaluations.models import PeerMedian
from evaluations.peer_queries import Peers, peers_of
from evaluations.peer_tasks import refresh_peers
from evaluations.services.filings import withdraw_filing
from evaluations.services.peers import count_peer_medians
from portal.enums import JobState, Role, Side, SizeClass
from portal.jobs import perform_job
from portal.tenancy import Actor, scope
from tests import factories
from tests.evaluations.factories import Case, case, yearly_round
from tests.evaluations.test_filing_pages import client_of, url
from tests.seeding import seeding

pytestmark = pytest.mark.django_db


def company_filings(rungs: str, *, size: str = SizeClass.SMALL, **traits: Any) -> list[Case]:
    return [case(factories.enterprise(size=size), rung=rung, **{"submitted": True} | traits) for rung in rungs]


def count() -> int:
    return count_peer_medians(actor=Actor.system("peers"), yearly_round=yearly_round())


def peers(made: Case) -> Peers:
    with scope(made.filler) as actor:
        return peers_of(filing_of(actor, made.filing.pk))


def test_the_median_of_the_same_division_and_size() -> None:
    made = company_filings("12345")
    company_filings("55555", size=SizeClass.LARGE)
    assert count() == 10
    found = peers(made[0])
    assert found.n == 5
    assert found.medians == dict.fromkeys(("D1", "D2", "D3", "D4", "D5"), Decimal(60))


def test_an_even_number_meets_in_the_middle_and_a_recount_replaces() -> None:
    made = company_filings("11113")
    count()
    assert peers(made[0]).medians["D1"] == 20
    company_filings("55555")
    assert peers(made[0]).n == 5, "nothing is counted live"
    count()
    assert (peers(made[0]).n, peers(made[0]).medians["D1"]) == (10, Decimal(80))


def test_two_counts_never_differ_by_fewer_than_five() -> None:
    """Else the newcomer's score could be read off the difference; nor does one who withdraws and comes again show."""
    made = company_filings("11113")
    count()
    before = peers(made[0])
    company_filings("5555")
    count()
    assert peers(made[0]) == before
    with scope(made[0].responsible) as actor:
        withdraw_filing(actor=actor, filing=made[0].read())
    count()
    assert peers(made[1]) == before
    company_filings("55")
    count()
    assert peers(made[1]).n == 10


def test_a_figure_goes_when_its_whole_group_is_gone_and_those_of_other_rounds_stay() -> None:
    company_filings("33333", year=timezone.localdate().year - 1)
    made = company_filings("33345")
    count_peer_medians(actor=Actor.system("peers"), yearly_round=yearly_round(timezone.localdate().year - 1))
    assert count() == 5
    for one in made:
        with scope(one.responsible) as actor:
            withdraw_filing(actor=actor, filing=one.read())
    assert count() == 0
    with scope(made[0].filler):
        assert PeerMedian.objects.count() == 5


def test_four_are_too_few_and_drafts_are_nobody() -> None:
    made = company_filings("3333")
    company_filings("3", submitted=False)
    assert count() == 0
    assert peers(made[0]).n == 0
    text = client_of(made[0].filler).get(url("result", made[0])).content.decode()
    assert "可比对象太少" in text
    assert "可比申报的中位数" not in text


def test_the_page_and_the_api_say_of_how_many() -> None:
    made = company_filings("33345")
    count()
    person = client_of(made[0].filler)
    text = person.get(url("result", made[0])).content.decode()
    assert "可比申报的中位数" in text
    assert "5 份" in text
    told = person.get(f"/api/v1/filings/{made[0].filing.pk}/explanation/").json()["peers"]
    assert (told["n"], told["medians"]["D1"]) == (5, "60.0000")


def test_a_determination_leaves_the_declared_medians_as_they_are() -> None:
    made = [*company_filings("3333"), case(rung="5", determined=True, lowered=("D1.1", "D1.2", "D1.3"))]
    count()
    before = peers(made[0]).medians
    made += company_filings("55555")
    count()
    assert before == dict.fromkeys(before, Decimal(60))
    assert (peers(made[0]).n, peers(made[0]).medians["D1"]) == (10, Decimal(100))


def test_the_database_keeps_no_figure_of_four_and_lets_nobody_else_write() -> None:
    made = company_filings("33333")
    count()
    with seeding():
        row = PeerMedian.objects.first()
    assert row
    with scope(Actor.system()), pytest.raises(IntegrityError), transaction.atomic():
        PeerMedian.objects.filter(pk=row.pk).update(n=4)
    for actor in (
        made[0].filler,
        made[0].reviewer,
        factories.officer(),
        factories.member(factories.authority(), Role.EXPERT),
    ):
        with scope(actor):
            assert PeerMedian.objects.count() == 5
            assert PeerMedian.objects.update(median=0) == 0
            with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
                PeerMedian.objects.create(
                    round_id=row.round_id,
                    standard_version_id=row.standard_version_id,
                    division_id="C13",
                    size_class=SizeClass.LARGE,
                    group_code="D1",
                    n=9,
                    median=1,
                )
    assert {str(side) for side in Side} == {"enterprise", "authority", "ministry", "system", "expert"}


def test_the_beat_promises_one_count_and_a_worker_does_it() -> None:
    made = company_filings("33333")
    job = refresh_peers()
    assert job
    assert refresh_peers() == job
    current_app.loader.import_default_modules()
    assert perform_job(job) == JobState.DONE
    assert peers(made[0]).n == 5
