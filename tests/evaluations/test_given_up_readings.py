"""A reading that was given up is nobody's: its reader has no part in the filing, and nothing takes it from the others."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

import evaluations.tasks  # noqa: F401  (the handlers of jobs)
from evaluations.enums import BulkKind, FilingState, LineOutcome, ResultKind
from evaluations.interest_queries import conflicted_in_hand
from evaluations.models import Filing, Result, Review, Score
from evaluations.procedure import Procedure
from evaluations.queue_choices import Flag
from evaluations.review_queries import scorers_of
from evaluations.review_queue import QueueFilter, filter_queue
from evaluations.services.authority_rounds import set_authority_round
from evaluations.services.bulk import undo_bulk
from evaluations.services.interests import recuse
from evaluations.services.reviews import finish_review, release_filing, settle_reading, take_filing
from evaluations.services.scores import agree_with_rest
from evaluations.services.visit_findings import Typed, correct_verdicts, save_finding
from portal.enums import Role
from portal.errors import InvalidInput, Refused
from portal.tenancy import Actor, scope
from tests import factories
from tests.evaluations.factories import Case, authority_round, item_codes, yearly_round
from tests.evaluations.test_bulk import outcomes, start
from tests.evaluations.test_filing_pages import client_of
from tests.evaluations.test_interests import declare
from tests.evaluations.test_readings import administrator, made, read, second
from tests.evaluations.test_visits import visit_to
from tests.portal.people import perform_jobs
from tests.seeding import seeding

__all__ = ["made", "second"]


def test_who_gave_a_reading_up_has_no_part_in_it_any_more(made: Case, second: Actor) -> None:
    read(made, made.reviewer, end=False)
    read(made, second, end=False)
    with scope(made.reviewer) as actor:
        recuse(actor=actor, filing=made.read(), reason="亲属")
        assert conflicted_in_hand(actor) == [], "nothing is left to hand back"
        with pytest.raises(Refused):
            agree_with_rest(actor=actor, filing=made.filing, expected=len(item_codes()))
        with pytest.raises(Refused):
            finish_review(actor=actor, filing=made.filing, opinion="")
        with pytest.raises(Refused):
            recuse(actor=actor, filing=made.filing, reason="亲属")
    assert made.read().state == FilingState.IN_REVIEW


def test_a_reading_that_has_ended_is_not_handed_back_and_its_verdicts_stay(made: Case) -> None:
    read(made, made.reviewer, end=False)
    declare(made.reviewer, name=made.company.organisation.name)
    with scope(made.reviewer) as actor:
        assert [filing.pk for filing, _why in conflicted_in_hand(actor)] == [made.filing.pk]
    with seeding():
        own = Review.objects.filter(filing=made.filing, reviewer_id=made.reviewer.person_id)
        own.update(finished_at=timezone.now())
    with scope(made.reviewer) as actor:
        assert conflicted_in_hand(actor) == []
    answer = client_of(made.reviewer).post(f"/review/{made.filing.pk}/recusal/", {"reason": "亲属"})
    assert answer.status_code == 409
    with seeding():
        assert Score.objects.filter(review__in=own).count() == len(item_codes())


def test_undone_after_its_reader_gave_up_it_stays_with_the_other(made: Case, second: Actor) -> None:
    office = administrator()
    step = start(office, BulkKind.ASSIGN, expected=1, assignee=made.reviewer.user_id)
    perform_jobs("bulk_step")
    with scope(second) as actor:
        take_filing(actor=actor, filing=made.read())
    with scope(made.reviewer) as actor:
        release_filing(actor=actor, filing=made.read())
    with scope(office) as actor:
        undo_bulk(actor=actor, step=step)
    perform_jobs("undo_bulk_step")
    assert outcomes(step) == {LineOutcome.KEPT: 1}
    assert made.read().state == FilingState.IN_REVIEW


def test_a_visit_corrects_what_was_put_together_and_its_corrector_decides_nothing(made: Case, second: Actor) -> None:
    read(made, made.reviewer, ("D1.1",))
    read(made, second)
    visitor = factories.member(factories.authority(), Role.REVIEWER, Role.APPROVER)
    visit = visit_to(made, factories.approver())
    with scope(visitor) as actor:
        save_finding(actor=actor, visit=visit, item_code="D1.2", typed=Typed("1", "现场未见记录", 0))
        assert correct_verdicts(actor=actor, visit=visit, expected=1) == 1
        assert not Result.objects.filter(kind=ResultKind.REVIEWER).exists(), "what the readers differ in is open"
    with scope(made.approver) as actor:
        settle_reading(actor=actor, filing=made.read(), choices={"D1.1": 2})
    with scope(visitor) as actor:
        save_finding(actor=actor, visit=visit, item_code="D1.1", typed=Typed("1", "现场未见记录", 0))
        assert correct_verdicts(actor=actor, visit=visit, expected=1) == 1
        assert visitor.person_id in scorers_of(made.read())
    with seeding():
        scores = Score.objects.filter(review__filing=made.filing, answer__item__code="D1.1")
        assert dict(scores.values_list("review__ordinal", "rung")) == {0: "1", 1: "2", 2: "3"}


def test_with_the_first_reading_ended_the_threshold_stays(made: Case) -> None:
    read(made, made.reviewer)
    for changed in (Procedure(readers=2, reading_threshold=Decimal(9)), Procedure()):
        with scope(made.approver) as actor, pytest.raises(InvalidInput) as refused:
            set_authority_round(actor=actor, yearly_round=yearly_round(), wanted=changed, version=1)
        assert list(refused.value.errors) == ["reading_threshold"]
    with scope(made.approver) as actor:
        kept = Procedure(readers=2, reading_threshold=Decimal(5), lease_days=3)
        set_authority_round(actor=actor, yearly_round=yearly_round(), wanted=kept, version=1)


def test_a_reader_does_not_learn_that_the_other_left_it_alone(made: Case, second: Actor) -> None:
    authority_round(readers=2, reading_threshold=Decimal(5), lease_days=1)
    read(made, made.reviewer, end=False)
    read(made, second, end=False)
    long_ago = timezone.now() - timedelta(days=3)
    with seeding():
        Filing.objects.filter(pk=made.filing.pk).update(state_since=long_ago)
        lapsed = Review.objects.filter(filing=made.filing, reviewer_id=second.person_id)
        lapsed.update(claimed_at=long_ago)
        Score.objects.filter(review__in=lapsed).update(updated_at=long_ago)
    wanted = QueueFilter(yearly_round().year, flag=Flag.LAPSED)
    for person, found in ((made.reviewer, 0), (second, 1), (factories.reviewer(), 1)):
        with scope(person) as actor:
            assert filter_queue(actor, wanted).count() == found


def test_the_queue_does_not_tell_a_reader_whether_another_has_begun(made: Case, second: Actor) -> None:
    read(made, made.reviewer, end=False)
    address = "/review/?state=in_review"
    for reader, wanted in ((made.reviewer, False), (second, True)):
        assert ("还需一名评审员" in client_of(reader).get(address).content.decode()) is wanted


def test_whoever_began_to_read_it_does_not_determine_it_however_many_gave_up(made: Case, second: Actor) -> None:
    both = factories.member(factories.authority(), Role.REVIEWER, Role.APPROVER)
    for reader in (both, made.reviewer):
        read(made, reader, end=False)
        with scope(reader) as actor:
            release_filing(actor=actor, filing=made.read())
    with seeding():
        assert {both.person_id, made.reviewer.person_id} <= scorers_of(made.read())


def test_an_office_goes_back_to_one_reader_and_keeps_the_threshold_of_those_who_read(made: Case, second: Actor) -> None:
    read(made, made.reviewer)
    browser, year = client_of(factories.approver()), yearly_round().year
    version = str(browser.get(f"/api/v1/rounds/{year}/procedure/").json()["version"])
    without = browser.post(f"/procedure/{year}/", {"version": version, "readers": "1", "reading_threshold": ""})
    assert without.status_code == 400, "a third reader would never come"
    typed = {"version": version, "readers": "1", "reading_threshold": "5"}
    assert browser.post(f"/procedure/{year}/", typed).status_code == 302
    kept = browser.get(f"/api/v1/rounds/{year}/procedure/").json()
    assert (kept["readers"], kept["reading_threshold"]) == (1, "5.00")
