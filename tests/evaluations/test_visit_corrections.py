"""What a visit corrected outlives what readers find once more, and is the office's own until the result."""

import pytest

from evaluations.models import FilingEvent, Result, Score
from evaluations.services.reviews import determine_filing, finish_review, send_back, settle_reading
from portal.errors import InvalidInput
from portal.tenancy import Actor, scope
from tests import factories
from tests.evaluations.factories import authority_round, case
from tests.evaluations.test_readings import read as read_blind
from tests.evaluations.test_review_pages import client_of
from tests.evaluations.test_visits import TEXT, correct, find, planner, visit_to
from tests.seeding import seeding

__all__ = ["planner"]
pytestmark = pytest.mark.django_db


def test_sent_back_blind_readers_read_again_and_what_a_visit_corrected_stays(planner: Actor) -> None:
    authority_round(readers=2, reading_threshold=None)
    made, second = case(rung="4", submitted=True), factories.reviewer()
    read_blind(made, made.reviewer)
    read_blind(made, second)
    visit = visit_to(made, planner)
    find(made, visit)
    correct(made, visit)
    with scope(made.approver) as actor:
        send_back(actor=actor, filing=made.read(), reason="再看一次")
    for reader in (made.reviewer, second):
        with scope(reader) as actor:
            finish_review(actor=actor, filing=made.read(), opinion="")
    with seeding():
        counting = Score.objects.filter(review__filing=made.filing, review__ordinal=0)
        corrected = counting.get(answer__item__code="D1.1")
        assert (corrected.rung, corrected.updated_by_id) == ("1", made.reviewer.user_id)
        assert TEXT in corrected.comment
        assert set(counting.exclude(pk=corrected.pk).values_list("rung", flat=True)) == {"4"}
        assert Result.objects.filter(kind="reviewer").exists()


def test_where_readers_differ_what_a_visit_corrected_is_settled(planner: Actor) -> None:
    authority_round(readers=2, reading_threshold=None)
    made, second = case(rung="4", submitted=True), factories.reviewer()
    read_blind(made, made.reviewer, ("D1.1",))
    read_blind(made, second, ("D1.2",))
    visit = visit_to(made, planner)
    find(made, visit)
    correct(made, visit)
    page = client_of(made.approver).get(f"/review/{made.filing.pk}/determination/").content.decode()
    assert 'name="settle-D1.2"' in page
    assert 'name="settle-D1.1"' not in page
    with scope(made.approver) as actor:
        with pytest.raises(InvalidInput):
            settle_reading(actor=actor, filing=made.filing, choices={"D1.1": 2})
        settle_reading(actor=actor, filing=made.filing, choices={"D1.2": 1})
        assert determine_filing(actor=actor, filing=made.read(), reason="一致").state == "determined"


def test_that_a_visit_corrected_verdicts_is_the_offices_own_until_the_result(planner: Actor) -> None:
    made = case(rung="4", in_review=True)
    visit = visit_to(made, planner)
    find(made, visit)
    correct(made, visit)
    for person, told in ((made.reviewer, True), (made.filler, False)):
        with scope(person):
            steps = set(FilingEvent.objects.filter(filing=made.filing).values_list("transition", flat=True))
        assert ("site_visit" in steps) is told
