"""The counts that the queue shows are kept with each change, whoever makes it, and are what counting finds."""

import logging
from collections import Counter

import pytest
from django.db import ProgrammingError, connection, transaction
from django.db.models import Count, F, Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import evaluations.tasks  # noqa: F401  (what the beat asks for)
from evaluations.enums import FilingState
from evaluations.models import Filing, FilingTally
from evaluations.queue_counts import tallies_for
from evaluations.review_queue import QueueFilter
from evaluations.services.tallies import compact_tallies, recount_filings
from evaluations.tally_tasks import compact_tallies_due, recount_filings_due
from portal.celery import app
from portal.enums import Role, Side
from portal.services.moving_enterprises import move_enterprise
from portal.services.organisations import move_organisation
from portal.tenancy import Actor, scope
from tests import factories
from tests.evaluations.factories import Case, case
from tests.evaluations.racing import race
from tests.seeding import seeding

pytestmark = pytest.mark.django_db
SYSTEM = Actor.system("tallies")
PLACES = ("/33/3301/330106/", "/33/3302/330203/", "/44/4401/440106/")


def kept() -> Counter[tuple[str, str]]:
    """(place, state) and the number that the rows come to, zeros left out."""
    with seeding():
        rows = FilingTally.objects.values_list("scope", "state").annotate(n=Sum("number"))
        return Counter({(place, state): number for place, state, number in rows if number})


def counted() -> Counter[tuple[str, str]]:
    with seeding():
        rows = Filing.objects.values_list("scope", "state").annotate(n=Count("pk"))
        found: Counter[tuple[str, str]] = Counter()
        for path, state, number in rows:
            found[path.rsplit("/", 2)[0] + "/", state] += number
        return found


def rows() -> int:
    with seeding():
        return FilingTally.objects.count()


def by_state(actor: Actor, year: int, authority: str = "") -> dict[str, int]:
    with scope(actor):
        tallies = tallies_for(actor, QueueFilter(year, authority=authority)).order_by()
        return {state: n for state, n in tallies.values_list("state").annotate(n=Sum("number")) if n}


def test_a_filing_s_way_is_counted_at_its_company_s_place() -> None:
    case()
    made = case(determined=True)
    assert kept() == counted()
    assert sum(kept().values()) == 2
    with scope(made.reviewer):
        Filing.objects.filter(pk=made.filing.pk).update(state=FilingState.ON_NOTICE)
        assert kept() == counted()
        transaction.set_rollback(True)
    assert kept() == counted(), "the change is taken back, and its count with it"
    with seeding():
        before = rows()
        Filing.objects.filter(pk=made.filing.pk).update(version=F("version") + 1)
        assert rows() == before, "what moves no filing writes nothing"


def test_each_sees_the_counts_of_their_own_places_and_a_company_none() -> None:
    here = case(submitted=True)
    there = case(factories.enterprise(under="440000", region="440106"), under="440000", in_review=True)
    case()  # a draft is nobody's but the company's
    year = here.filing.round.year
    assert by_state(here.reviewer, year) == {"submitted": 1}
    assert by_state(there.reviewer, year) == {"in_review": 1}
    assert by_state(here.reviewer, year, "440000") == {}
    assert by_state(factories.officer(), year) == {"submitted": 1, "in_review": 1}
    assert by_state(factories.officer(), year, "440000") == {"in_review": 1}
    assert by_state(factories.officer(), year - 1) == {}
    assert by_state(factories.member(factories.authority("OPERATOR"), Role.ADMINISTRATOR), year) == {}
    with scope(here.filler):
        assert not FilingTally.objects.exists()
    with scope(there.reviewer):
        assert not FilingTally.objects.filter(scope__startswith="/33/").exists()


@pytest.mark.parametrize("side", [Side.ENTERPRISE, Side.AUTHORITY, Side.MINISTRY])
def test_nobody_but_the_portal_writes_a_count(side: Side) -> None:
    made = case(submitted=True)
    actors = {Side.ENTERPRISE: made.filler, Side.AUTHORITY: made.reviewer, Side.MINISTRY: factories.officer()}
    row = {"round": made.filing.round, "scope": PLACES[0], "state": "submitted", "number": 1000}
    with pytest.raises(ProgrammingError), scope(actors[side]):
        FilingTally.objects.create(**row)
    with scope(actors[side]):
        assert FilingTally.objects.all().delete()[0] == FilingTally.objects.update(number=5) == 0
    assert kept() == counted()


def test_a_company_that_moves_takes_its_count_along() -> None:
    made = case(submitted=True)
    case(submitted=True)
    with scope(factories.officer()) as officer:
        move_enterprise(actor=officer, enterprise=made.company, version=1, region="520102", reason="注册地变更")
    assert kept() == counted()
    assert {place for place, _state in kept()} == {PLACES[0], "/52/5201/520102/"}
    with scope(SYSTEM):
        move_organisation(made.company.pk, f"{PLACES[1]}e{made.company.pk}/")
    assert kept() == counted()


def test_deltas_are_put_together_and_say_the_same() -> None:
    for _each in range(2):
        case(determined=True)
    before = kept()
    assert rows() > len(before)
    assert compact_tallies(actor=SYSTEM) == len(before)
    assert (kept(), rows()) == (before, len(before))
    assert compact_tallies(actor=SYSTEM) == 0


def test_a_wrong_count_is_counted_anew_and_said(caplog: pytest.LogCaptureFixture) -> None:
    made = case(submitted=True)
    assert recount_filings(actor=SYSTEM) == 0
    assert not caplog.records
    with seeding():
        FilingTally.objects.create(round=made.filing.round, scope=PLACES[1], state="reviewed", number=7)
        FilingTally.objects.filter(state="submitted").delete()
    assert kept() != counted()
    with caplog.at_level(logging.ERROR):
        assert recount_filings_due() >= 2
    assert "counted anew" in caplog.text
    assert kept() == counted()


def test_the_beat_puts_together_by_day_and_counts_by_night() -> None:
    for _each in range(2):
        case(in_review=True)
    assert compact_tallies_due() == 1
    names = {entry["task"] for entry in app.conf.beat_schedule.values()}
    assert {"evaluations.compact_tallies", "evaluations.recount_filings"} <= names & set(app.tasks)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(
            st.integers(0, 3), st.sampled_from([*FilingState]), st.sampled_from(PLACES), st.booleans(), st.booleans()
        ),
        max_size=12,
    )
)
def test_whatever_is_moved_in_whatever_order(
    four: list[Case], moves: list[tuple[int, FilingState, str, bool, bool]]
) -> None:
    """Of one and of all, in the same statement or not, undone or not, put together between or not."""
    with transaction.atomic():
        for number, state, place, everyone, undone in moves:
            made = four[number]
            with seeding(), transaction.atomic():
                chosen = Filing.objects.all() if everyone else Filing.objects.filter(pk=made.filing.pk)
                chosen.update(state=state)
                move_organisation(made.company.pk, f"{place}e{made.company.pk}/")
                transaction.set_rollback(undone)
            if everyone:
                compact_tallies(actor=SYSTEM)
            assert kept() == counted()
        assert recount_filings(actor=SYSTEM) == 0
        transaction.set_rollback(True)


@pytest.fixture
def four() -> list[Case]:
    return [case(determined=True) for _each in range(4)]


@pytest.mark.django_db(transaction=True)
def test_two_that_count_anew_at_once_correct_once() -> None:
    made = case(submitted=True)
    with seeding():
        FilingTally.objects.create(round=made.filing.round, scope=PLACES[1], state="reviewed", number=7)
    again = race(SYSTEM, lambda actor: recount_filings(actor=actor), SYSTEM, lambda actor: recount_filings(actor=actor))
    assert again == 0
    assert kept() == counted()


@pytest.mark.django_db(transaction=True)
def test_two_offices_people_change_at_once_and_nobody_waits() -> None:
    officials = (factories.reviewer(), factories.approver())
    one, other = case(in_review=True, officials=officials), case(in_review=True, officials=officials)
    waited: list[bool] = []

    def back(actor: Actor, made: Case) -> None:
        with scope(actor):
            Filing.objects.filter(pk=made.filing.pk).update(state=FilingState.RETURNED)

    def back_and_put_together(actor: Actor) -> None:
        back(actor, other)
        compact_tallies(actor=SYSTEM)
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            waited.append(bool(cursor.fetchone()[0]))

    race(one.reviewer, lambda actor: back(actor, one), other.reviewer, back_and_put_together)
    assert waited == [False]
    assert kept() == counted()
