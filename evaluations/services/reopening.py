"""Deciding anew: a determination is taken back, whatever came after it, and the filing waits for another one."""

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from evaluations.enums import AppealState
from evaluations.models import Appeal, Filing, Review
from evaluations.review_queries import deciders_of, members_of, scorers_of
from evaluations.review_rules import may_overrule, reason_faults
from evaluations.services.filing_notices import tell_enterprise, tell_of_reopening
from evaluations.services.interests import refuse_conflict
from evaluations.services.transitions import lock_filing, perform_transition
from evaluations.services.visit_showing import show_findings
from portal.enums import Side
from portal.errors import InvalidInput, NotPermitted, Refused
from portal.tenancy import Actor


def reopen_filing(*, actor: Actor, filing: Filing, reason: str) -> Filing:
    """By an approver who neither scored nor determined it; the earlier result stays in the history.

    Scores and opinion are the office's own again until the next determination. Raises Refused with the reason,
    InvalidInput for one that cannot be stored.
    """
    if faults := reason_faults(reason):
        raise InvalidInput({"reason": faults})
    locked = lock_to_overrule(actor=actor, filing=filing)
    taken_back = {"reviewed_level": "", "reviewed_total": None, "determined_at": None}
    reopened = perform_transition(actor=actor, filing=locked, name="reopen", reason=reason, changes=taken_back)
    for review in Review.objects.filter(filing=reopened):
        review.scores.update(released=False)
        Review.objects.filter(pk=review.pk).update(released=False)
    show_findings(actor=actor, filing=reopened, released=False)
    _settle_appeal(actor, reopened, reason.strip())
    tell_of_reopening(actor=actor, filing=reopened, reason=reason.strip())
    tell_enterprise(
        actor=actor,
        filing=reopened,
        subject=lambda: _("The result is being decided anew: %s") % reopened.number,
        body=reason.strip(),
        page="",
    )
    return reopened


def _settle_appeal(actor: Actor, filing: Filing, reason: str) -> None:
    """What an appeal that still waits asked for has happened."""
    Appeal.objects.filter(filing=filing, state=AppealState.SUBMITTED).update(
        state=AppealState.UPHELD,
        answer=reason,
        decided_by_id=actor.person_id,
        decided_at=timezone.now(),
        version=F("version") + 1,
    )


def lock_to_overrule(*, actor: Actor, filing: Filing) -> Filing:
    """The filing, locked for somebody who may overrule its determination; Refused otherwise."""
    if actor.side != Side.AUTHORITY:
        raise NotPermitted(_("Only the authority in charge reviews and determines a filing."))
    locked = lock_filing(actor=actor, pk=filing.pk)
    if refusal := may_overrule(actor, scorers_of(locked), deciders_of(locked), members_of(locked)):
        raise Refused(refusal)
    refuse_conflict(actor=actor, filing=locked)
    return locked
