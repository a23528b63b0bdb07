"""The formal check of what was submitted: accept, return as incomplete, refuse; where the authority's round has it."""

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from evaluations.models import Filing
from evaluations.queries import completion_day
from evaluations.review_queries import members_of
from evaluations.review_rules import may_judge, reason_faults
from evaluations.services.filing_notices import tell_enterprise
from evaluations.services.interests import refuse_conflict
from evaluations.services.transitions import lock_filing, perform_transition
from evaluations.submission_queries import changed_filings
from portal.enums import Side
from portal.errors import InvalidInput, NotPermitted, Refused
from portal.presentation import shown
from portal.services.notices import Words
from portal.tenancy import Actor


def accept_filing(*, actor: Actor, filing: Filing) -> Filing:
    """Let it go on to the review; the enterprise reads its new state, and nobody is sent a message."""
    return perform_transition(actor=actor, filing=_judged(actor, filing), name="accept")


def ask_completion(*, actor: Actor, filing: Filing, reason: str) -> Filing:
    """Return it whole, with what is missing; every item is open until its last day, which the company is told."""
    if faults := reason_faults(reason):
        raise InvalidInput({"reason": faults})
    return return_incomplete(actor=actor, filing=_judged(actor, filing), reason=reason)


def return_incomplete(*, actor: Actor, filing: Filing, reason: str, audited: bool = True) -> Filing:
    """The step itself, alone or as one of many: `filing` is locked, the reason as the company reads it."""
    complete_by = completion_day(filing, timezone.localdate())
    returned = perform_transition(
        actor=actor,
        filing=filing,
        name="ask_completion",
        reason=reason,
        changes={"complete_by": complete_by},
        audited=audited,
    )
    tell_enterprise(
        actor=actor,
        filing=returned,
        subject=lambda: _("Your filing must be completed: %s") % returned.number,
        body=lambda: _said(reason, complete_by),
        page="",
    )
    return returned


def _said(reason: str, complete_by: date | None) -> str:
    until = _("Complete it by the end of %s.") % shown(complete_by) if complete_by else ""
    return f"{reason.strip()}\n{until}".strip()


def refuse_filing(*, actor: Actor, filing: Filing, reason: str) -> Filing:
    """Do not accept it in this round; an approver's step, with the reason."""
    return _step_told(actor, filing, "refuse", reason, lambda: _("Your filing was not accepted: %s") % filing.number)


def readmit_filing(*, actor: Actor, filing: Filing, reason: str) -> Filing:
    """Take a refusal back: it waits for its formal check again."""
    return _step_told(
        actor, filing, "readmit", reason, lambda: _("Your filing is admitted after all: %s") % filing.number
    )


def take_back_acceptance(*, actor: Actor, filing: Filing) -> Filing:
    """It waits for its formal check again."""
    return perform_transition(actor=actor, filing=_locked(actor, filing), name="undo_accept")


def take_back_return(*, actor: Actor, filing: Filing) -> Filing:
    """Only while the company has changed nothing: what it began to complete is handed in by itself."""
    locked = _locked(actor, filing)
    return take_back_incomplete(actor=actor, filing=locked, begun=bool(changed_filings([locked])))


def take_back_incomplete(*, actor: Actor, filing: Filing, begun: bool, audited: bool = True) -> Filing:
    """The step itself, alone or as one of many: `filing` is locked; `begun`: its company has changed something."""
    if begun:
        raise Refused(_("The company has begun to complete it."))
    back = perform_transition(actor=actor, filing=filing, name="undo_completion", audited=audited)
    tell_enterprise(
        actor=actor,
        filing=back,
        subject=lambda: _("The return of your filing was taken back: %s") % back.number,
        body=lambda: _("Nothing needs to be completed. The filing is with the authority as you submitted it."),
        page="",
    )
    return back


def _step_told(actor: Actor, filing: Filing, name: str, reason: str, subject: Words) -> Filing:
    """One step with a reason that the enterprise is told at once."""
    if faults := reason_faults(reason):
        raise InvalidInput({"reason": faults})
    done = perform_transition(actor=actor, filing=_judged(actor, filing), name=name, reason=reason)
    tell_enterprise(actor=actor, filing=done, subject=subject, body=reason.strip(), page="")
    return done


def _locked(actor: Actor, filing: Filing) -> Filing:
    if actor.side != Side.AUTHORITY:
        raise NotPermitted(_("Only the authority in charge reviews and determines a filing."))
    locked = lock_filing(actor=actor, pk=filing.pk)
    if refusal := may_judge(actor, members_of(locked)):
        raise Refused(refusal)
    return locked


def _judged(actor: Actor, filing: Filing) -> Filing:
    """As `_locked`, for somebody whom no conflict keeps from judging the company."""
    locked = _locked(actor, filing)
    refuse_conflict(actor=actor, filing=locked)
    return locked
