"""A reading that was given up is nobody's: its reader has no part in the filing, and nothing takes it from the others."""

import pytest

import evaluations.tasks  # noqa: F401  (the handlers of jobs)
from evaluations.enums import BulkKind, FilingState, LineOutcome
from evaluations.interest_queries import conflicted_in_hand
from evaluations.models import Score
from evaluations.review_queries import scorers_of
from evaluations.services.bulk import undo_bulk
from evaluations.services.interests import recuse
from evaluations.services.reviews import finish_review, release_filing, settle_reading, take_filing
from evaluations.services.scores import agree_with_rest
from evaluations.services.visit_findings import Typed, correct_verdicts, save_finding
from portal.enums import Role
from portal.errors import Refused
from portal.tenancy import Actor, scope
from tests import factories
from tests.evaluations.factories import Case, item_codes
from tests.evaluations.test_bulk import outcomes, start
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
    with scope(made.approver) as actor:
        settle_reading(actor=actor, filing=made.read(), choices={"D1.1": 2})
    with scope(visitor) as actor:
        save_finding(actor=actor, visit=visit, item_code="D1.1", typed=Typed("1", "现场未见记录", 0))
        assert correct_verdicts(actor=actor, visit=visit, expected=1) == 1
        assert visitor.person_id in scorers_of(made.read())
    with seeding():
        scores = Score.objects.filter(review__filing=made.filing, answer__item__code="D1.1")
        assert dict(scores.values_list("review__ordinal", "rung")) == {0: "1", 1: "2", 2: "3"}
