"""Who is told at which step of an annual summary; a step's key makes every notice of it arrive once."""

from collections.abc import Callable

from django.utils.translation import gettext as _

from portal.enums import Role
from portal.services.notices import Words, send_notice, send_notice_to, settle_notices
from portal.tenancy import Actor
from reporting.models import Submission, SummaryStep
from reporting.services.due_notices import settle_due_reminders

_WRITERS = (Role.REVIEWER, Role.APPROVER, Role.ADMINISTRATOR)


def tell_of_step(*, actor: Actor, step: SummaryStep, submission: Submission | None = None) -> None:
    """Those whom this step concerns; `submission` is the one that was handed in or decided on."""
    if step.name in _TELLING:
        _TELLING[step.name](actor, step)
    if submission:
        _TELLING_OF_SUBMISSION[step.name](actor, step, submission)


def _tell_of_check(actor: Actor, step: SummaryStep) -> None:
    _tell_office(
        actor,
        step,
        roles=(Role.APPROVER,),
        subject=lambda: _("Annual summary of %d to check and sign off") % step.summary.year,
        body=lambda: _("Sent by %s. Another approver than the sender signs it off or sends it back.") % actor.user_name,
    )


def _settle_check(actor: Actor, step: SummaryStep) -> None:
    """Nothing waits for the approvers any more."""
    settle_notices(actor=actor, key=f"summary:{step.summary_id}:send_to_check:")


def _tell_of_sending_back(actor: Actor, step: SummaryStep) -> None:
    _settle_check(actor, step)
    _tell_sender(
        actor,
        step,
        subject=lambda: _("The annual summary of %d was sent back to you") % step.summary.year,
        body=step.reason,
    )


def _tell_of_signature(actor: Actor, step: SummaryStep) -> None:
    _settle_check(actor, step)
    _tell_sender(
        actor,
        step,
        subject=lambda: _("The annual summary of %d is signed off") % step.summary.year,
        body=lambda: _("Signed off by %s. An approver submits it to the ministry.") % actor.user_name,
    )


def _tell_of_submission(actor: Actor, step: SummaryStep, submission: Submission) -> None:
    settle_due_reminders(actor=actor, year=step.summary.year)
    reference = {"reference": submission.reference, "edition": submission.edition.number}
    _tell_office(
        actor,
        step,
        roles=_WRITERS,
        subject=lambda: _("The annual summary of %d was submitted to the ministry") % step.summary.year,
        body=lambda: _("Reference %(reference)s, edition %(edition)d.") % reference,
    )
    if step.summary.authority.parent_id is None:
        return
    send_notice(
        actor=actor,
        organisation_id=step.summary.authority.parent_id,
        roles=[Role.OFFICER],
        key=_key(step),
        subject=lambda: _("Annual summary received: %s") % step.summary.authority.name,
        body=lambda: (
            _("The annual summary of %(year)d was submitted. Reference %(reference)s.")
            % {"year": step.summary.year, "reference": submission.reference}
        ),
        link=_link(step),
    )


def _tell_of_decision(actor: Actor, step: SummaryStep, submission: Submission) -> None:
    accepted = step.name == "accept"
    marks = submission.marks.filter(removed_at=None).count()
    _tell_office(
        actor,
        step,
        roles=_WRITERS,
        subject=lambda: (
            (
                _("The ministry has accepted the annual summary of %d")
                if accepted
                else _("The ministry has returned the annual summary of %d")
            )
            % step.summary.year
        ),
        body=lambda: (
            _("Reference %s.") % submission.reference
            if accepted
            else "\n".join(part for part in (step.reason, _("Marked passages: %d.") % marks) if part)
        ),
    )


def _tell_of_revoking(actor: Actor, step: SummaryStep, submission: Submission) -> None:
    _tell_office(
        actor,
        step,
        roles=_WRITERS,
        subject=lambda: _("The ministry has revoked its acceptance of the annual summary of %d") % step.summary.year,
        body=lambda: "\n".join([step.reason, _("Reference %s.") % submission.reference]),
    )


_TELLING: dict[str, Callable[[Actor, SummaryStep], None]] = {
    "send_to_check": _tell_of_check,
    "withdraw": _settle_check,
    "send_back": _tell_of_sending_back,
    "sign_off": _tell_of_signature,
}
_TELLING_OF_SUBMISSION: dict[str, Callable[[Actor, SummaryStep, Submission], None]] = {
    "submit": _tell_of_submission,
    "accept": _tell_of_decision,
    "return": _tell_of_decision,
    "revoke": _tell_of_revoking,
}


def _tell_office(actor: Actor, step: SummaryStep, *, roles: tuple[Role, ...], subject: Words, body: Words) -> None:
    send_notice(
        actor=actor,
        organisation_id=step.summary.authority_id,
        roles=roles,
        key=_key(step),
        subject=subject,
        body=body,
        link=_link(step),
    )


def _tell_sender(actor: Actor, step: SummaryStep, *, subject: Words, body: Words) -> None:
    """Whoever sent it to check, as the summary still said before this step or the history does."""
    sent = SummaryStep.objects.filter(summary=step.summary, name="send_to_check").order_by("-id")[0]
    send_notice_to(
        actor=actor,
        user_id=sent.by_id,
        organisation_id=step.summary.authority_id,
        key=_key(step),
        subject=subject,
        body=body,
        link=_link(step),
    )


def _key(step: SummaryStep) -> str:
    return f"summary:{step.summary_id}:{step.name}:{step.pk}"


def _link(step: SummaryStep) -> str:
    return f"/summaries/{step.summary_id}/editions/"
