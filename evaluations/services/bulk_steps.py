"""What a bulk step does with one filing, and how that is taken back."""

from typing import Protocol

from django.utils.translation import gettext as _

from evaluations.bulk_rules import fill_in
from evaluations.city_queries import city_steps_of
from evaluations.city_rules import may_review_after_city
from evaluations.enums import BulkKind
from evaluations.models import BulkStep, Filing, Review, Score
from evaluations.review_rules import reason_faults
from evaluations.services.formal_checks import return_incomplete, take_back_acceptance, take_back_return
from evaluations.services.transitions import lock_filing, perform_transition
from portal.errors import Refused
from portal.tenancy import Actor


class LineStep(Protocol):
    """One filing moved, or Refused with the reason; `version` is the filing's own as the step left it."""

    def __call__(self, *, actor: Actor, step: BulkStep, filing: Filing, version: int | None) -> Filing: ...


def accept(*, actor: Actor, step: BulkStep, filing: Filing, version: int | None) -> Filing:
    return perform_transition(actor=actor, filing=filing, name="accept", audited=False)


def ask_completion(*, actor: Actor, step: BulkStep, filing: Filing, version: int | None) -> Filing:
    reason = fill_in(step.reason, filing)
    if faults := reason_faults(reason):
        raise Refused(faults[0])
    return return_incomplete(actor=actor, filing=filing, reason=reason, audited=False)


def assign(*, actor: Actor, step: BulkStep, filing: Filing, version: int | None) -> Filing:
    """To the step's assignee; scores of an earlier reviewer are carried on, as when a filing is taken."""
    assert step.assignee_id
    if refusal := may_review_after_city(actor, step.assignee_id, city_steps_of(filing)):
        raise Refused(refusal)
    taken = perform_transition(actor=actor, filing=filing, name="assign_reviewer", audited=False)
    fields = {"reviewer_id": step.assignee_id, "scope": taken.scope, "finished_at": None}
    Review.objects.update_or_create(filing=taken, defaults=fields)
    return taken


def undo_accept(*, actor: Actor, step: BulkStep, filing: Filing, version: int | None) -> Filing:
    return take_back_acceptance(actor=actor, filing=_same_as_left(actor, filing, version), audited=False)


def undo_completion(*, actor: Actor, step: BulkStep, filing: Filing, version: int | None) -> Filing:
    return take_back_return(actor=actor, filing=_same_as_left(actor, filing, version), audited=False)


def unassign(*, actor: Actor, step: BulkStep, filing: Filing, version: int | None) -> Filing:
    """Only while the assignee has scored nothing."""
    locked = _same_as_left(actor, filing, version)
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
}
UNDO: dict[BulkKind, LineStep] = {
    BulkKind.ACCEPT: undo_accept,
    BulkKind.ASK_COMPLETION: undo_completion,
    BulkKind.ASSIGN: unassign,
}
