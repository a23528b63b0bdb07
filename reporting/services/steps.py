"""The one writer of a summary's state: lock, refuse or change, log, audit; and the steps by their names."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from portal.errors import InvalidInput, Refused
from portal.services.audit import record_audit
from portal.tenancy import Actor
from reporting.attachment_queries import carries_attachments
from reporting.enums import Verdict
from reporting.models import Decision, Edition, Mark, Submission, Summary, SummaryStep
from reporting.queries import latest_edition, narrative_texts, revocations_of
from reporting.rules import may_perform, may_send, reason_fault
from reporting.services.summaries import lock_summary
from reporting.services.summary_notices import tell_of_step
from reporting.workflow import KEPT_INSIDE, NAMED, Step

_NOBODY = {"proposed": None, "sent_at": None, "sent_by_id": None, "signed_at": None, "signed_by_id": None}


@dataclass(frozen=True)
class Taken:
    """What goes with a step: the edition it is about, the words, the time."""

    edition: Edition | None
    reason: str = ""
    at: datetime = field(default_factory=timezone.now)


def send_to_check(*, actor: Actor, summary: Summary, edition_number: int, at: datetime | None = None) -> Summary:
    """The latest edition, which the sender has read, goes to a colleague; the text is closed meanwhile.

    `at` is now; only the demo tells of an earlier year.
    """
    locked, step = _begin(actor, summary, "send_to_check")
    edition = latest_edition(locked)
    if refusal := may_send(edition, narrative_texts(locked), carries=carries_attachments(edition)):
        raise Refused(refusal)
    assert edition is not None
    if edition.number != edition_number:
        words = _("Read edition %d, then send it to check.")
        raise Refused(_("A newer edition was built meanwhile."), words % edition.number)
    taken = Taken(edition, at=at or timezone.now())
    sent = _NOBODY | {"proposed": edition, "sent_at": taken.at, "sent_by_id": actor.person_id}
    return _take(actor, locked, step, taken, sent)


def withdraw_from_check(*, actor: Actor, summary: Summary) -> Summary:
    """Whoever sent it takes it back, to write on."""
    locked, step = _begin(actor, summary, "withdraw")
    return _take(actor, locked, step, Taken(locked.proposed), _NOBODY)


def send_back_to_draft(*, actor: Actor, summary: Summary, reason: str) -> Summary:
    """An approver gives it back to its writers, from the check or after the signature, and says why."""
    locked, step = _begin(actor, summary, "send_back", reason)
    return _take(actor, locked, step, Taken(locked.proposed, reason), _NOBODY)


def sign_off(*, actor: Actor, summary: Summary, edition_number: int, at: datetime | None = None) -> Summary:
    """An approver other than the sender puts their name to the edition that was sent."""
    locked, step = _begin(actor, summary, "sign_off")
    taken = Taken(_proposed(locked, edition_number), at=at or timezone.now())
    return _take(actor, locked, step, taken, {"signed_at": taken.at, "signed_by_id": actor.person_id})


def submit_summary(*, actor: Actor, summary: Summary, edition_number: int, at: datetime | None = None) -> Summary:
    """Hand the edition that was signed off to the ministry; raises Refused when another one was read."""
    locked, step = _begin(actor, summary, "submit")
    edition = _proposed(locked, edition_number)
    taken = Taken(edition, at=at or timezone.now())
    submission = _add_submission(actor, locked, edition, taken.at)
    handed_in = {"submitted": edition, "submitted_at": taken.at, "submitted_by_id": actor.person_id}
    return _take(actor, locked, step, taken, handed_in, submission)


def accept_summary(
    *, actor: Actor, summary: Summary, number: int, revoked: int = 0, at: datetime | None = None
) -> Summary:
    """The ministry takes submission `number` as the year's summary; nothing changes after that, unless it revokes this.

    `revoked`, here and below: so many revocations of its acceptance had been read; with another one since, Refused.
    """
    locked, step = _begin(actor, summary, "accept")
    submission = _received(locked, number, revoked)
    taken = Taken(submission.edition, at=at or timezone.now())
    _decide(actor, submission, Verdict.ACCEPTED, taken)
    return _take(actor, locked, step, taken, submission=submission)


def return_summary(
    *, actor: Actor, summary: Summary, number: int, reason: str, revoked: int = 0, at: datetime | None = None
) -> Summary:
    """The ministry gives submission `number` back, with a reason or with marks; the authority's text is open again."""
    locked, step = _begin(actor, summary, "return")
    submission = _received(locked, number, revoked)
    marked = Mark.objects.filter(submission=submission, removed_at=None).exists()
    if (reason.strip() or not marked) and (fault := reason_fault(reason)):
        words = _("Say why, or mark at least one passage of the text.")
        raise InvalidInput({"reason": [fault if reason.strip() else words]})
    taken = Taken(submission.edition, reason, at or timezone.now())
    _decide(actor, submission, Verdict.RETURNED, taken)
    return _take(actor, locked, step, taken, submission=submission)


def revoke_acceptance(*, actor: Actor, summary: Summary, number: int, reason: str, revoked: int = 0) -> Summary:
    """The ministry accepted submission `number` by mistake: it is undecided again, and the authority reads why."""
    locked, step = _begin(actor, summary, "revoke", reason)
    submission = _received(locked, number, revoked)
    if Edition.objects.filter(summary=locked, number__gt=submission.edition.number).exists():
        raise Refused(_("A newer edition was built meanwhile."), _("What was accepted stays."))
    taken = Taken(submission.edition, reason)
    _decide(actor, submission, Verdict.REVOKED, taken)
    return _take(actor, locked, step, taken, submission=submission)


def _begin(actor: Actor, summary: Summary, name: str, reason: str = "") -> tuple[Summary, Step]:
    """The locked summary and the step; raises Refused, or InvalidInput for the reason alone."""
    locked, step = lock_summary(actor=actor, pk=summary.pk), NAMED[name]
    if refusal := may_perform(actor, locked, step):
        raise Refused(refusal)
    if step.needs_reason and (fault := reason_fault(reason)):
        raise InvalidInput({"reason": [fault]})
    return locked, step


def _proposed(summary: Summary, read: int) -> Edition:
    edition = summary.proposed
    assert edition is not None
    if edition.number != read:
        raise Refused(_("Edition %d is the one in question now.") % edition.number, _("Read it, then decide."))
    return edition


def _received(summary: Summary, read: int, revoked: int) -> Submission:
    submission = Submission.objects.select_related("edition").filter(summary=summary).first()
    if submission is None:
        remedy = _("Ask an administrator of the platform.")
        raise Refused(_("No submission of this summary is on file, so there is nothing to decide on."), remedy)
    if submission.number != read:
        words = _("Submission %d is the one in question now.")
        raise Refused(words % submission.number, _("Read it, then decide."))
    if revocations_of(submission) != revoked:
        raise Refused(
            _("Its acceptance was revoked since you opened this page."),
            _("Read the reason in the history, then decide."),
        )
    return submission


def _add_submission(actor: Actor, summary: Summary, edition: Edition, at: datetime) -> Submission:
    number = Submission.objects.filter(summary=summary).count() + 1
    return Submission.objects.create(
        summary=summary,
        scope=summary.scope,
        number=number,
        reference=f"{summary.authority.code}-{summary.year}-{number}",
        edition=edition,
        signed_by_id=summary.signed_by_id,
        submitted_at=at,
        submitted_by_id=actor.person_id,
    )


def _decide(actor: Actor, submission: Submission, verdict: Verdict, taken: Taken) -> None:
    words = {"verdict": verdict, "reason": taken.reason.strip(), "by_id": actor.person_id, "at": taken.at}
    if not Decision.objects.filter(submission=submission).update(**words):
        Decision.objects.create(submission=submission, scope=submission.scope, **words)


def _take(
    actor: Actor,
    summary: Summary,
    step: Step,
    taken: Taken,
    changes: dict[str, Any] | None = None,
    submission: Submission | None = None,
) -> Summary:
    fields = changes or {}
    source, target = summary.state, step.leads_to(returned_before=summary.submitted_id is not None)
    for name, value in ({"state": target} | fields).items():
        setattr(summary, name, value)
    summary.save(update_fields=["state", *(name.removesuffix("_id") for name in fields)])
    tell_of_step(actor=actor, step=_log(actor, summary, step, taken, source), submission=submission)
    return summary


def _log(actor: Actor, summary: Summary, step: Step, taken: Taken, source: str) -> SummaryStep:
    row = SummaryStep.objects.create(
        summary=summary,
        scope=summary.scope,
        name=step.name,
        source=source,
        target=summary.state,
        edition=taken.edition,
        reason=taken.reason.strip(),
        by_id=actor.person_id,
        by_side=actor.side,
        by_name=f"{actor.user_name}（{actor.organisation_name}）",
        at=taken.at,
    )
    detail: dict[str, Any] = {"edition": taken.edition.number if taken.edition else None}
    # Who checks the audit of the nation need not read what an office says among its own people.
    detail |= {} if step.name in KEPT_INSIDE else {"reason": taken.reason.strip()}
    record_audit(actor=actor, action=f"summary.{step.name}", target=summary, detail=detail)
    return row
