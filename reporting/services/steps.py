"""The one writer of a summary's state: lock, refuse or change, log, audit; and the steps by their names."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from portal.enums import Role
from portal.errors import InvalidInput, Refused
from portal.services.audit import record_audit
from portal.services.notices import send_notice
from portal.tenancy import Actor
from reporting.models import Edition, Summary, SummaryStep
from reporting.queries import latest_edition, narrative_texts
from reporting.rules import may_perform, may_send, reason_faults
from reporting.services.summaries import lock_summary
from reporting.workflow import KEPT_INSIDE, NAMED, Step

_NOBODY = {"proposed": None, "sent_at": None, "sent_by_id": None, "signed_at": None, "signed_by_id": None}


def send_to_check(*, actor: Actor, summary: Summary, edition_number: int) -> Summary:
    """The latest edition, which the sender has read, goes to a colleague; the text is closed meanwhile."""
    locked, step = _begin(actor, summary, "send_to_check")
    edition = latest_edition(locked)
    if refusal := may_send(edition, narrative_texts(locked)):
        raise Refused(refusal)
    assert edition is not None
    if edition.number != edition_number:
        words = _("Read edition %d, then send it to check.")
        raise Refused(_("A newer edition was built meanwhile."), words % edition.number)
    sent = _NOBODY | {"proposed": edition, "sent_at": timezone.now(), "sent_by_id": actor.person_id}
    return _take(actor, locked, step, edition=edition, changes=sent)


def withdraw_from_check(*, actor: Actor, summary: Summary) -> Summary:
    """Whoever sent it takes it back, to write on."""
    locked, step = _begin(actor, summary, "withdraw")
    return _take(actor, locked, step, edition=locked.proposed, changes=_NOBODY)


def send_back_to_draft(*, actor: Actor, summary: Summary, reason: str) -> Summary:
    """An approver gives it back to its writers, from the check or after the signature, and says why."""
    locked, step = _begin(actor, summary, "send_back", reason)
    return _take(actor, locked, step, edition=locked.proposed, reason=reason, changes=_NOBODY)


def sign_off(*, actor: Actor, summary: Summary, edition_number: int) -> Summary:
    """An approver other than the sender puts their name to the edition that was sent."""
    locked, step = _begin(actor, summary, "sign_off")
    edition = _proposed(locked, edition_number)
    signed = {"signed_at": timezone.now(), "signed_by_id": actor.person_id}
    return _take(actor, locked, step, edition=edition, changes=signed)


def submit_summary(*, actor: Actor, summary: Summary, edition_number: int) -> Summary:
    """Hand the edition that was signed off to the ministry; raises Refused when another one was read."""
    locked, step = _begin(actor, summary, "submit")
    edition = _proposed(locked, edition_number)
    handed_in = {"submitted": edition, "submitted_at": timezone.now(), "submitted_by_id": actor.person_id}
    done = _take(actor, locked, step, edition=edition, changes=handed_in)
    _tell_ministry(actor, done)
    return done


def accept_summary(*, actor: Actor, summary: Summary, edition_number: int) -> Summary:
    """The ministry takes the submitted edition as the year's summary; nothing changes after that."""
    locked, step = _begin(actor, summary, "accept")
    return _take(actor, locked, step, edition=_received(locked, edition_number))


def return_summary(*, actor: Actor, summary: Summary, edition_number: int, reason: str) -> Summary:
    """The ministry gives the submitted edition back and says why; the authority's text is open again."""
    locked, step = _begin(actor, summary, "return", reason)
    return _take(actor, locked, step, edition=_received(locked, edition_number), reason=reason)


def _begin(actor: Actor, summary: Summary, name: str, reason: str = "") -> tuple[Summary, Step]:
    """The locked summary and the step; raises Refused, or InvalidInput for the reason alone."""
    locked, step = lock_summary(actor=actor, pk=summary.pk), NAMED[name]
    if refusal := may_perform(actor, locked, step):
        raise Refused(refusal)
    if step.needs_reason and (faults := reason_faults(reason)):
        raise InvalidInput({"reason": [faults]})
    return locked, step


def _proposed(summary: Summary, edition_number: int) -> Edition:
    assert summary.proposed is not None
    return _as_read(summary.proposed, edition_number)


def _received(summary: Summary, edition_number: int) -> Edition:
    assert summary.submitted is not None
    return _as_read(summary.submitted, edition_number)


def _as_read(edition: Edition, read: int) -> Edition:
    if edition.number != read:
        raise Refused(_("Edition %d is the one in question now.") % edition.number, _("Read it, then decide."))
    return edition


def _take(
    actor: Actor,
    summary: Summary,
    step: Step,
    *,
    edition: Edition | None,
    reason: str = "",
    changes: dict[str, Any] | None = None,
) -> Summary:
    source, target = summary.state, step.leads_to(returned_before=summary.submitted_id is not None)
    for name, value in ({"state": target} | (changes or {})).items():
        setattr(summary, name, value)
    summary.save(update_fields=["state", *(name.removesuffix("_id") for name in changes or {})])
    SummaryStep.objects.create(
        summary=summary,
        scope=summary.scope,
        name=step.name,
        source=source,
        target=target,
        edition=edition,
        reason=reason.strip(),
        by_id=actor.person_id,
        by_side=actor.side,
        by_name=f"{actor.user_name}（{actor.organisation_name}）",
    )
    detail: dict[str, Any] = {"edition": edition.number if edition else None}
    # Who checks the audit of the nation need not read what an office says among its own people.
    detail |= {} if step.name in KEPT_INSIDE else {"reason": reason.strip()}
    record_audit(actor=actor, action=f"summary.{step.name}", target=summary, detail=detail)
    return summary


def _tell_ministry(actor: Actor, summary: Summary) -> None:
    parent = summary.authority.parent_id
    if parent is None:
        return
    send_notice(
        actor=actor,
        organisation_id=parent,
        roles=[Role.OFFICER],
        key=f"summary:{summary.pk}:submitted:{summary.submitted_id}",
        subject=lambda: _("Annual summary received: %s") % summary.authority.name,
        body=lambda: _("The annual summary of %d was submitted.") % summary.year,
        link=f"/summaries/{summary.pk}/",
    )
