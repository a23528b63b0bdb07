"""The authority's answer to an appeal, by somebody who did not decide before."""

from django.utils import timezone
from django.utils.translation import gettext as _

from evaluations.appeal_queries import appeal_of
from evaluations.appeal_rules import may_answer_appeal
from evaluations.enums import AppealState
from evaluations.models import Appeal, Filing
from evaluations.review_rules import reason_faults
from evaluations.services.filing_notices import tell_enterprise
from evaluations.services.reopening import lock_to_overrule, reopen_filing
from evaluations.services.transitions import log_step
from portal.errors import InvalidInput, Refused
from portal.services.audit import record_audit
from portal.tenancy import Actor


def decide_appeal(*, actor: Actor, filing: Filing, uphold: bool, answer: str, version: int) -> Appeal:
    """Uphold it, and the filing is decided anew, or reject it; the company reads the answer either way.

    `version` is the appeal's version that was read; Refused when it was withdrawn or changed since.
    """
    if faults := reason_faults(answer):
        raise InvalidInput({"answer": faults})
    locked = lock_to_overrule(actor=actor, filing=filing)
    appeal = appeal_of(actor, locked)
    if refusal := may_answer_appeal(actor, appeal):
        raise Refused(refusal)
    assert appeal
    if appeal.version != version:
        raise Refused(_("The appeal has changed since you opened it."), _("Reload the page and look again."))
    _keep(actor, appeal, AppealState.UPHELD if uphold else AppealState.REJECTED, answer.strip())
    step = "uphold_appeal" if uphold else "reject_appeal"
    log_step(actor=actor, filing=locked, name=step, target=locked.state, reason=answer)
    record_audit(actor=actor, action=f"filing.{step}", target=locked, detail={"reason": answer.strip()})
    if uphold:
        reopen_filing(actor=actor, filing=locked, reason=answer)
    else:
        _tell_of_rejection(actor, locked, answer.strip(), appeal.version)
    return appeal


def _keep(actor: Actor, appeal: Appeal, state: AppealState, answer: str) -> None:
    appeal.state, appeal.answer, appeal.version = state, answer, appeal.version + 1
    appeal.decided_by_id, appeal.decided_at = actor.person_id, timezone.now()
    appeal.save(update_fields=["state", "answer", "version", "decided_by", "decided_at"])


def _tell_of_rejection(actor: Actor, filing: Filing, answer: str, version: int) -> None:
    tell_enterprise(
        actor=actor,
        filing=filing,
        subject=lambda: _("Your appeal was rejected: %s") % filing.number,
        body=answer,
        page="appeal/",
        step=f"appeal:{version}",
    )
