"""What a bulk step does with one filing, and how that is taken back."""

from functools import wraps
from typing import Any, Protocol

from django.db import transaction
from django.utils.translation import gettext as _

from evaluations.bulk_rules import fill_in
from evaluations.city_rules import may_review_after_city
from evaluations.enums import BulkKind
from evaluations.models import BulkLine, BulkStep, Filing
from evaluations.reading_queries import is_read_blind
from evaluations.review_rules import reason_faults
from evaluations.services.bulk_batch import Batch
from evaluations.services.formal_checks import return_incomplete, take_back_incomplete
from evaluations.services.readings import drop_reading, give_reading
from evaluations.services.returns import flag_item, keep_verdicts, take_back_correction
from evaluations.services.reviews import return_flagged
from evaluations.services.scores import open_review
from evaluations.services.transitions import perform_transition
from portal.errors import Refused
from portal.tenancy import Actor


class LineStep(Protocol):
    """One locked filing moved, or Refused with the reason; the line's version is the filing's own as the step left it.

    A step asks first and writes then: what it wrote before a refusal would stay, were it not `whole`.
    """

    def __call__(self, *, actor: Actor, step: BulkStep, filing: Filing, line: BulkLine, batch: Batch) -> Filing: ...


def whole(step: LineStep) -> LineStep:
    """For a step that writes before its last question: refused, nothing of it stays."""

    @wraps(step)
    def take(**given: Any) -> Filing:
        with transaction.atomic():
            return step(**given)

    return take


def accept(*, actor: Actor, step: BulkStep, filing: Filing, line: BulkLine, batch: Batch) -> Filing:
    return perform_transition(actor=actor, filing=filing, name="accept", audited=False)


def ask_completion(*, actor: Actor, step: BulkStep, filing: Filing, line: BulkLine, batch: Batch) -> Filing:
    reason = fill_in(step.reason, filing)
    if faults := reason_faults(reason):
        raise Refused(faults[0])
    return return_incomplete(actor=actor, filing=filing, reason=reason, audited=False)


def assign(*, actor: Actor, step: BulkStep, filing: Filing, line: BulkLine, batch: Batch) -> Filing:
    """To the line's or the step's assignee; scores of an earlier reviewer are carried on, as when a filing is taken."""
    person = line.assignee_id or step.assignee_id
    assert person
    if refusal := may_review_after_city(actor, person, batch.city_said(filing)):
        raise Refused(refusal)
    if is_read_blind(filing, batch.readings(filing)):
        with transaction.atomic():
            return give_reading(actor=actor, filing=filing, person_id=person, claimed=False).filing
    taken = perform_transition(actor=actor, filing=filing, name="assign_reviewer", audited=False)
    batch.give(taken, person)
    return taken


def undo_accept(*, actor: Actor, step: BulkStep, filing: Filing, line: BulkLine, batch: Batch) -> Filing:
    return perform_transition(actor=actor, filing=_same_as_left(filing, line), name="undo_accept", audited=False)


def undo_completion(*, actor: Actor, step: BulkStep, filing: Filing, line: BulkLine, batch: Batch) -> Filing:
    same = _same_as_left(filing, line)
    return take_back_incomplete(actor=actor, filing=same, begun=batch.is_changed(same), audited=False)


def unassign(*, actor: Actor, step: BulkStep, filing: Filing, line: BulkLine, batch: Batch) -> Filing:
    """Only while the assignee has scored nothing."""
    same = _same_as_left(filing, line)
    readings = batch.readings(same)
    if reading := readings.of(line.assignee_id or step.assignee_id):
        if reading.finished_at or reading.scores.exists():
            raise Refused(_("The reviewer has begun to score it."))
        with transaction.atomic():
            return drop_reading(actor=actor, filing=same, reading=reading)
    if readings.rows:
        # Theirs was given up since; the filing is in the hands of others.
        raise Refused(_("The filing has moved on since."))
    if batch.is_scored(same):
        raise Refused(_("The reviewer has begun to score it."))
    return perform_transition(actor=actor, filing=same, name="release", audited=False)


@whole
def send_back_marked(*, actor: Actor, step: BulkStep, filing: Filing, line: BulkLine, batch: Batch) -> Filing:
    """For what its reviewer flagged, or for the step's item, whose comment the reason then is."""
    reason = fill_in(step.reason, filing)
    if faults := reason_faults(reason):
        raise Refused(faults[0])
    locked, review = open_review(actor=actor, filing=filing)
    line.before = keep_verdicts(review)
    if step.item_code:
        flag_item(actor=actor, filing=locked, review=review, item_code=step.item_code, comment=reason)
    return return_flagged(actor=actor, filing=locked, reason=reason, audited=False)


def undo_return(*, actor: Actor, step: BulkStep, filing: Filing, line: BulkLine, batch: Batch) -> Filing:
    same = _same_as_left(filing, line)
    return take_back_correction(actor=actor, filing=same, verdicts=line.before, begun=batch.is_changed(same))


def _same_as_left(filing: Filing, line: BulkLine) -> Filing:
    if filing.version != line.version:
        raise Refused(_("The filing has moved on since."))
    return filing


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
