"""What a bulk step does with one filing, and how that is taken back."""

from typing import Protocol

from django.utils.translation import gettext as _

from evaluations.bulk_rules import fill_in
from evaluations.enums import BulkKind
from evaluations.models import BulkLine, BulkStep, Filing, Review, Score
from evaluations.reading_queries import is_read_blind, readings_of
from evaluations.review_rules import reason_faults
from evaluations.services.filing_notices import tell_enterprise
from evaluations.services.formal_checks import take_back_acceptance, take_back_return
from evaluations.services.readings import drop_reading, give_reading
from evaluations.services.transitions import lock_filing, perform_transition
from portal.errors import Refused
from portal.tenancy import Actor


class LineStep(Protocol):
    """One filing moved, or Refused with the reason; the line knows the filing's version as the step left it."""

    def __call__(self, *, actor: Actor, step: BulkStep, filing: Filing, line: BulkLine) -> Filing: ...


def accept(*, actor: Actor, step: BulkStep, filing: Filing, line: BulkLine) -> Filing:
    return perform_transition(actor=actor, filing=filing, name="accept", audited=False)


def ask_completion(*, actor: Actor, step: BulkStep, filing: Filing, line: BulkLine) -> Filing:
    reason = fill_in(step.reason, filing)
    if faults := reason_faults(reason):
        raise Refused(faults[0])
    moved = perform_transition(actor=actor, filing=filing, name="ask_completion", reason=reason, audited=False)
    tell_enterprise(
        actor=actor,
        filing=moved,
        subject=lambda: _("Your filing must be completed: %s") % moved.number,
        body=reason,
        page="",
    )
    return moved


def assign(*, actor: Actor, step: BulkStep, filing: Filing, line: BulkLine) -> Filing:
    """To the line's or the step's assignee; scores of an earlier reviewer are carried on, as when a filing is taken."""
    person = line.assignee_id or step.assignee_id
    assert person
    if is_read_blind(filing, readings_of(filing)):
        locked = lock_filing(actor=actor, pk=filing.pk)
        return give_reading(actor=actor, filing=locked, person_id=person, claimed=False).filing
    taken = perform_transition(actor=actor, filing=filing, name="assign_reviewer", audited=False)
    fields = {"reviewer_id": person, "scope": taken.scope, "finished_at": None, "claimed_at": None}
    Review.objects.update_or_create(filing=taken, ordinal=0, defaults=fields)
    return taken


def undo_accept(*, actor: Actor, step: BulkStep, filing: Filing, line: BulkLine) -> Filing:
    return take_back_acceptance(actor=actor, filing=_same_as_left(actor, filing, line.version), audited=False)


def undo_completion(*, actor: Actor, step: BulkStep, filing: Filing, line: BulkLine) -> Filing:
    return take_back_return(actor=actor, filing=_same_as_left(actor, filing, line.version), audited=False)


def unassign(*, actor: Actor, step: BulkStep, filing: Filing, line: BulkLine) -> Filing:
    """Only while the assignee has scored nothing."""
    locked = _same_as_left(actor, filing, line.version)
    if reading := readings_of(locked).of(line.assignee_id or step.assignee_id):
        if reading.finished_at or reading.scores.exists():
            raise Refused(_("The reviewer has begun to score it."))
        return drop_reading(actor=actor, filing=locked, reading=reading)
    if Score.objects.filter(review__filing=locked, updated_at__gt=locked.state_since).exists():
        raise Refused(_("The reviewer has begun to score it."))
    return perform_transition(actor=actor, filing=locked, name="release", audited=False)


def _same_as_left(actor: Actor, filing: Filing, version: int | None) -> Filing:
    locked = lock_filing(actor=actor, pk=filing.pk)
    if locked.version != version:
        raise Refused(_("The filing has moved on since."))
    return locked


DO: dict[BulkKind, LineStep] = {
    BulkKind.ACCEPT: accept,
    BulkKind.ASK_COMPLETION: ask_completion,
    BulkKind.ASSIGN: assign,
    BulkKind.DISTRIBUTE: assign,
}
UNDO: dict[BulkKind, LineStep] = {
    BulkKind.ACCEPT: undo_accept,
    BulkKind.ASK_COMPLETION: undo_completion,
    BulkKind.ASSIGN: unassign,
    BulkKind.DISTRIBUTE: unassign,
}
