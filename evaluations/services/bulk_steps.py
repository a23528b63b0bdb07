"""What a bulk step does with one filing, and how that is taken back."""

from typing import Protocol

from django.utils.translation import gettext as _

from evaluations.bulk_rules import fill_in
from evaluations.enums import BulkKind
from evaluations.models import Answer, BulkLine, BulkStep, Evidence, Filing, Review
from evaluations.services.filing_notices import tell_enterprise
from evaluations.services.transitions import lock_filing, perform_transition
from portal.errors import Refused
from portal.tenancy import Actor


class LineStep(Protocol):
    """One filing moved, or Refused with the reason."""

    def __call__(self, *, actor: Actor, step: BulkStep, line: BulkLine) -> Filing: ...


def accept(*, actor: Actor, step: BulkStep, line: BulkLine) -> Filing:
    return perform_transition(actor=actor, filing=line.filing, name="accept", audited=False)


def ask_completion(*, actor: Actor, step: BulkStep, line: BulkLine) -> Filing:
    reason = fill_in(step.reason, line.filing)
    moved = perform_transition(actor=actor, filing=line.filing, name="ask_completion", reason=reason, audited=False)
    tell_enterprise(
        actor=actor,
        filing=moved,
        subject=lambda: _("Your filing must be completed: %s") % moved.number,
        body=reason,
        page="",
    )
    return moved


def assign(*, actor: Actor, step: BulkStep, line: BulkLine) -> Filing:
    """To the step's assignee; scores of an earlier reviewer are carried on, as when a filing is taken."""
    taken = perform_transition(actor=actor, filing=line.filing, name="assign_reviewer", audited=False)
    fields = {"reviewer_id": step.assignee_id, "scope": taken.scope, "finished_at": None}
    Review.objects.update_or_create(filing=taken, defaults=fields)
    return taken


def undo_accept(*, actor: Actor, step: BulkStep, line: BulkLine) -> Filing:
    _same_as_left(actor, line)
    return perform_transition(actor=actor, filing=line.filing, name="undo_accept", audited=False)


def undo_completion(*, actor: Actor, step: BulkStep, line: BulkLine) -> Filing:
    """Only while the company has changed nothing: what it began to complete is handed in by itself."""
    locked = _same_as_left(actor, line)
    answers = Answer.objects.filter(evaluation_id=locked.evaluation_id, updated_at__gt=locked.state_since)
    files = Evidence.objects.filter(answer__evaluation_id=locked.evaluation_id, added_at__gt=locked.state_since)
    if answers.exists() or files.exists():
        raise Refused(_("The company has begun to complete it."))
    back = perform_transition(actor=actor, filing=locked, name="undo_completion", audited=False)
    tell_enterprise(
        actor=actor,
        filing=back,
        subject=lambda: _("The return of your filing was taken back: %s") % back.number,
        body=lambda: _("Nothing needs to be completed. The filing is with the authority as you submitted it."),
        page="",
    )
    return back


def unassign(*, actor: Actor, step: BulkStep, line: BulkLine) -> Filing:
    _same_as_left(actor, line)
    return perform_transition(actor=actor, filing=line.filing, name="release", audited=False)


def _same_as_left(actor: Actor, line: BulkLine) -> Filing:
    locked = lock_filing(actor=actor, pk=line.filing_id)
    if locked.version != line.version:
        raise Refused(_("The filing has moved on since."))
    return locked


DO: dict[BulkKind, LineStep] = {
    BulkKind.ACCEPT: accept,
    BulkKind.ASK_COMPLETION: ask_completion,
    BulkKind.ASSIGN: assign,
}
UNDO: dict[BulkKind, LineStep] = {
    BulkKind.ACCEPT: undo_accept,
    BulkKind.ASK_COMPLETION: undo_completion,
    BulkKind.ASSIGN: unassign,
}
