"""Many filings moved together: what all of them share is asked and written once, and one that is refused leaves no trace."""

from contextlib import suppress

import pytest
from django.db import DatabaseError, connection
from django.test.utils import CaptureQueriesContext

import evaluations.tasks  # noqa: F401  (the handlers of jobs)
from evaluations.bulk_queries import PERFORM, TAKE_BACK
from evaluations.enums import BulkKind, FilingState, LineOutcome
from evaluations.models import Filing, FilingEvent, Review, Score
from evaluations.services.bulk import undo_bulk
from evaluations.services.formal_checks import return_incomplete
from evaluations.services.reviews import release_filing, take_filing
from evaluations.services.together import moving_together
from evaluations.services.transitions import locking_together, perform_transition
from portal.errors import Refused
from portal.models import Job
from portal.services.notices import DELIVER, sending_together
from portal.tenancy import Actor, scope
from tests import factories
from tests.evaluations.factories import Case, authority_round, case
from tests.evaluations.test_bulk import WHY, office, outcomes, start, states, submitted
from tests.portal.people import perform_jobs
from tests.seeding import seeding

__all__ = ["office", "submitted"]
pytestmark = pytest.mark.django_db
FEW, MANY = 2, 5


@pytest.mark.parametrize("kind", [BulkKind.ASSIGN, BulkKind.ACCEPT, BulkKind.ASK_COMPLETION])
def test_one_more_filing_of_a_batch_costs_no_statement_of_its_own(kind: BulkKind) -> None:
    """5,000 are moved, or moved back, in a minute: a batch asks and writes by as many statements whatever its size."""
    few, many = _statements(kind, FEW, "330000"), _statements(kind, MANY, "440000")
    assert many == few


def _statements(kind: BulkKind, count: int, under: str) -> tuple[int, int]:
    """(of the step, of its undoing)."""
    boss, colleague = factories.reviewer(under), factories.reviewer(under)
    authority_round(under, formal_check=kind != BulkKind.ASSIGN)
    for _number in range(count):
        case(submitted=True, under=under, officials=(colleague, boss))
    typed = {"assignee": colleague.user_id} if kind == BulkKind.ASSIGN else {"reason": WHY}
    step = start(boss, kind, expected=count, key=f"{count}", **typed)
    done = _asked(PERFORM)
    assert outcomes(step) == {LineOutcome.DONE: count}
    with scope(boss) as actor:
        undo_bulk(actor=actor, step=step)
    undone = _asked(TAKE_BACK)
    assert outcomes(step) == {LineOutcome.UNDONE: count}
    return done, undone


def _asked(kind: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        perform_jobs(kind)
    return len(asked)


def test_each_has_its_history_and_its_next_version(office: Actor, submitted: list[Case]) -> None:
    with seeding():
        Filing.objects.filter(pk=submitted[1].filing.pk).update(version=7)
    before = [made.read().version for made in submitted]
    step = start(office)
    perform_jobs(PERFORM)
    assert [made.read().version for made in submitted] == [version + 1 for version in before]
    with scope(office) as actor:
        undo_bulk(actor=actor, step=step)
    perform_jobs(TAKE_BACK)
    assert [made.read().version for made in submitted] == [version + 2 for version in before]
    with seeding():
        for made in submitted:
            steps = FilingEvent.objects.filter(filing=made.filing).values_list(
                "transition", "source", "target", "by_id"
            )
            assert list(steps)[-2:] == [
                ("accept", "submitted", "accepted", office.user_id),
                ("undo_accept", "accepted", "submitted", office.user_id),
            ]


def test_what_is_refused_in_the_middle_leaves_no_trace(office: Actor, submitted: list[Case]) -> None:
    keys = [made.filing.pk for made in submitted]
    with (
        scope(office) as actor,
        sending_together(actor=actor),
        locking_together(actor=actor, keys=keys) as together,
    ):
        for key in keys:
            filing = together.filings[key]
            with suppress(Refused), together.attempt(key), sending_together(actor=actor):
                return_incomplete(actor=actor, filing=filing, reason="缺页", audited=False)
                _refuse_if(key == keys[1])
        refused = together.filings[keys[1]]
        assert (refused.state, refused.version, refused.complete_by) == ("submitted", submitted[1].filing.version, None)
    assert [made.read().state for made in submitted] == ["incomplete", "submitted", "incomplete"]
    with seeding():
        returned = FilingEvent.objects.filter(transition="ask_completion").values_list("filing_id", flat=True)
        assert set(returned) == {keys[0], keys[2]}
        told = Job.objects.filter(kind=DELIVER, key__contains=f":{FilingState.INCOMPLETE}:")
        assert {job.params["organisation"] for job in told} == {
            submitted[place].company.organisation.pk for place in (0, 2)
        }


def _refuse_if(late: bool) -> None:
    if late:
        raise Refused("an afterthought")


def test_steps_of_one_filing_build_on_each_other(office: Actor, submitted: list[Case]) -> None:
    made = submitted[0]
    with scope(office) as actor, locking_together(actor=actor, keys=[made.filing.pk]) as together:
        filing = together.filings[made.filing.pk]
        perform_transition(actor=actor, filing=made.filing, name="accept", audited=False)
        assert filing.state == FilingState.ACCEPTED
        perform_transition(actor=actor, filing=made.filing, name="undo_accept", audited=False)
    version = made.filing.version
    assert (made.read().state, made.filing.version) == (FilingState.SUBMITTED, version + 2)


def test_a_filing_that_cannot_be_written_undoes_the_batch(office: Actor, submitted: list[Case]) -> None:
    """As where the database's policies hide it: nothing is half-written, and nobody is told that it was."""
    with pytest.raises(DatabaseError):
        _accept_with_one_out_of_reach(office, submitted[0].filing)
    assert states(submitted) == {"submitted": 3}


def _accept_with_one_out_of_reach(office: Actor, filing: Filing) -> None:
    gone = Filing(pk=-1, version=1)
    with scope(office) as actor, moving_together(actor=actor, filings={filing.pk: filing, gone.pk: gone}) as together:
        for one in (filing, gone):
            together.move(one, {"state": FilingState.ACCEPTED})


def test_scores_of_an_earlier_reviewer_are_carried_on(office: Actor) -> None:
    authority_round(formal_check=False)
    colleague = factories.reviewer()
    cases = [case(submitted=True, officials=(office, office)) for _number in range(3)]
    with scope(office) as actor:
        filing = cases[0].read()
        review = take_filing(actor=actor, filing=filing)
        answer = filing.evaluation.answers.all()[0]
        Score.objects.create(review=review, answer=answer, scope=filing.scope, rung="1", updated_by_id=actor.person_id)
        release_filing(actor=actor, filing=cases[0].read())
    start(office, BulkKind.ASSIGN, assignee=colleague.user_id)
    perform_jobs(PERFORM)
    with seeding():
        found = Review.objects.filter(ordinal=0).values_list("reviewer_id", "finished_at", "claimed_at")
        assert list(found) == [(colleague.user_id, None, None)] * 3
        assert Score.objects.get().review_id == review.pk
