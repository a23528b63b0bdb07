"""What a bulk step does with one filing, and how that is taken back."""

from typing import Protocol

from django.utils.translation import gettext as _

from evaluations.bulk_rules import fill_in
from evaluations.city_queries import city_said_of
from evaluations.city_rules import may_review_after_city
from evaluations.enums import BulkKind
from evaluations.models import BulkLine, BulkStep, Filing, Review, Score
from evaluations.reading_queries import is_read_blind, readings_of
from evaluations.review_rules import reason_faults
from evaluations.services.formal_checks import return_incomplete, take_back_acceptance, take_back_return
from evaluations.services.readings import drop_reading, give_reading
from evaluations.services.returns import flag_item, keep_verdicts, take_back_correction
from evaluations.services.reviews import return_flagged
from evaluations.services.scores import open_review
from evaluations.services.transitions import lock_filing, perform_transition
from portal.errors import Refused
from portal.tenancy import Actor


class LineStep(Protocol):
    """One filing moved, or Refused with the reason; the line's version is the filing's own as the step left it."""

    def __call__(self, *, actor: Actor, step: BulkStep, filing: Filing, line: BulkLine) -> Filing: ...


def accept(*, actor: Actor, step: BulkStep, filing: Filing, line: BulkLine) -> Filing:
    return perform_transition(actor=actor, filing=filing, name="accept", audited=False)


def ask_completion(*, actor: Actor, step: BulkStep, filing: Filing, line: BulkLine) -> Filing:
    reason = fill_in(step.reason, filing)
    if faults := reason_faults(reason):
        raise Refused(faults[0])
    return return_incomplete(actor=actor, filing=filing, reason=reason, audited=False)


def assign(*, actor: Actor, step: BulkStep, filing: Filing, line: BulkLine) -> Filing:
    """To the line's or the step's assignee; scores of an earlier reviewer are carried on, as when a filing is taken."""
    person = line.assignee_id or step.assignee_id
    assert person
    if refusal := may_review_after_city(actor, person, city_said_of(filing)):
        raise Refused(refusal)
    if is_read_blind(filing, readings_of(filing)):
        locked = lock_filing(actor=actor, pk=filing.pk)
        return give_reading(actor=actor, filing=locked, person_id=person, claimed=False).filing
    taken = perform_transition(actor=actor, filing=filing, name="assign_reviewer", audited=False)
    fields = {"reviewer_id": person, "scope": taken.scope, "finished_at": None, "claimed_at": None}
    # the filing is locked, so nobody makes one in between
    if not Review.objects.filter(filing=taken, ordinal=0).update(**fields):
        Review.objects.create(filing=taken, ordinal=0, **fields)
    return taken


def undo_accept(*, actor: Actor, step: BulkStep, filing: Filing, line: BulkLine) -> Filing:
    return take_back_acceptance(actor=actor, filing=_same_as_left(actor, filing, line), audited=False)


def undo_completion(*, actor: Actor, step: BulkStep, filing: Filing, line: BulkLine) -> Filing:
    return take_back_return(actor=actor, filing=_same_as_left(actor, filing, line), audited=False)


def unassign(*, actor: Actor, step: BulkStep, filing: Filing, line: BulkLine) -> Filing:
    """Only while the assignee has scored nothing."""
    locked = _same_as_left(actor, filing, line)
    readings = readings_of(locked)
    if reading := readings.of(line.assignee_id or step.assignee_id):
        if reading.finished_at or reading.scores.exists():
            raise Refused(_("The reviewer has begun to score it."))
        return drop_reading(actor=actor, filing=locked, reading=reading)
    if readings.rows:
        # Theirs was given up since; the filing is in the hands of others.
        raise Refused(_("The filing has moved on since."))
    if Score.objects.filter(review__filing=locked, updated_at__gt=locked.state_since).exists():
        raise Refused(_("The reviewer has begun to score it."))
    return perform_transition(actor=actor, filing=locked, name="release", audited=False)


def send_back_marked(*, actor: Actor, step: BulkStep, filing: Filing, line: BulkLine) -> Filing:
    """For what its reviewer flagged, or for the step's item, whose comment the reason then is."""
    reason = fill_in(step.reason, filing)
    if faults := reason_faults(reason):
        raise Refused(faults[0])
    locked, review = open_review(actor=actor, filing=filing)
    line.before = keep_verdicts(review)
    if step.item_code:
        flag_item(actor=actor, filing=locked, review=review, item_code=step.item_code, comment=reason)
    return return_flagged(actor=actor, filing=locked, reason=reason, audited=False)


def undo_return(*, actor: Actor, step: BulkStep, filing: Filing, line: BulkLine) -> Filing:
    locked = _same_as_left(actor, filing, line)
    return take_back_correction(actor=actor, filing=locked, verdicts=line.before, audited=False)


def _same_as_left(actor: Actor, filing: Filing, line: BulkLine) -> Filing:
    locked = lock_filing(actor=actor, pk=filing.pk)
    if locked.version != line.version:
        raise Refused(_("The filing has moved on since."))
    return locked


DO: dict[BulkKind, LineStep] = {
    BulkKind.ACCEPT: accept,
    BulkKind.ASK_COMPLETION: ask_completion,
    BulkKind.ASSIGN: assign,
    BulkKind.RETURN: send_back_marked,
    BulkKind.DISTRIBUTE: assign,
}
UNDO: dict[BulkKind, LineStep] = {
    BulkKind.ACCEPT: undo_accept,
    BulkKind.ASK_COMPLETION: undo_completion,
    BulkKind.ASSIGN: unassign,
    BulkKind.RETURN: undo_return,
    BulkKind.DISTRIBUTE: unassign,
}
