"""Objections to results on public notice: taken from anybody, recorded from letters, answered by another approver."""

import hashlib
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from evaluations.enums import EntryState, ObjectionSource
from evaluations.models import NoticeEntry, Objection, ObjectionAnswer
from evaluations.notice_queries import entry_of, objection_of
from evaluations.public_notice_queries import Received, read_received
from evaluations.publication_rules import OBJECTION_TEXT, entry_state, may_answer, may_record, takes_objections
from evaluations.review_queries import deciders_of, members_of, scorers_of
from evaluations.services.interests import refuse_conflict
from evaluations.services.reopening import reopen_filing
from evaluations.services.submissions import draw_code
from evaluations.services.transitions import lock_filing
from portal.enums import Role
from portal.errors import InvalidInput, NotPermitted, Refused
from portal.reasons import REASON_LIMIT
from portal.services.audit import record_audit
from portal.services.notices import send_notice
from portal.tenancy import Actor
from portal.throttling import refuse_too_many

SENT, LOOKS, WINDOW = 20, 120, timedelta(hours=1)


@dataclass(frozen=True)
class Said:
    """Who objects, how they are reached, and why."""

    name: str
    contact: str
    text: str

    @property
    def key(self) -> str:
        """The same words sent twice are one objection."""
        return hashlib.sha256(f"{self.name}\x1f{self.contact}\x1f{self.text}".encode()).hexdigest()


def receive_objection(*, actor: Actor, address: str, notice_id: int, entry_id: int, said: Said) -> Objection:
    """From the public page, acting as the portal itself; `address` is the caller's, who may object 20 times an hour.

    Http404 for no such entry, Refused once the last day is over or the result is no longer on notice.
    """
    refuse_too_many(what="objection", who=address, limit=SENT, window=WINDOW)
    entries = NoticeEntry.objects.select_related("notice", "filing")
    entry = entries.filter(pk=entry_id, notice_id=notice_id).first()
    if entry is None:
        raise Http404
    _check(said)
    today = timezone.localdate()
    if refusal := takes_objections(entry, today, today):
        raise Refused(refusal)
    return _keep(actor, entry, said, source=ObjectionSource.WEB, received_on=today, recorded_by=None)


def look_for_objection(*, address: str, reference: str) -> Received:
    """What whoever objected may ask under the reference; `address` is the caller's, who may ask 120 times an hour."""
    refuse_too_many(what="objection-look", who=address, limit=LOOKS, window=WINDOW)
    return read_received(reference)


def record_letter(*, actor: Actor, entry_id: int, said: Said, received_on: date) -> Objection:
    """What came by post, under the day on which it arrived; possible until the result is published."""
    if refusal := may_record(actor):
        raise NotPermitted(refusal)
    entry = entry_of(actor, entry_id)
    _check(said)
    entry.filing = lock_filing(actor=actor, pk=entry.filing_id)
    entry.refresh_from_db(fields=["state"])
    if refusal := takes_objections(entry, received_on, timezone.localdate()):
        raise Refused(refusal)
    source = ObjectionSource.LETTER
    return _keep(actor, entry, said, source=source, received_on=received_on, recorded_by=actor.person_id)


def _keep(
    actor: Actor, entry: NoticeEntry, said: Said, *, source: str, received_on: date, recorded_by: int | None
) -> Objection:
    fields = {
        "scope": entry.scope,
        "source": source,
        "reference": draw_code(),
        "name": said.name.strip(),
        "contact": said.contact.strip(),
        "text": said.text.strip(),
        "received_on": received_on,
        "recorded_by_id": recorded_by,
    }
    kept, created = Objection.objects.get_or_create(entry=entry, key=said.key, defaults=fields)
    if created:
        record_audit(actor=actor, action="objection.receive", target=kept, detail={"name": entry.company})
        _tell_approvers(actor, entry, kept)
    return kept


def _tell_approvers(actor: Actor, entry: NoticeEntry, objection: Objection) -> None:
    send_notice(
        actor=actor,
        organisation_id=entry.notice.authority_id,
        roles=[Role.APPROVER],
        key=f"objection:{objection.pk}",
        subject=lambda: _("An objection to a result on public notice: %s") % entry.company,
        body=lambda: _("Answer it; until then this result is not published."),
        link=f"/objections/{objection.pk}/",
    )


def answer_objection(*, actor: Actor, objection_id: int, upheld: bool, reason: str) -> ObjectionAnswer:
    """Reject it with a reason, or uphold it: then the filing is decided anew. By who did not decide before, and once."""
    objection = objection_of(actor, objection_id)
    filing = lock_filing(actor=actor, pk=objection.entry.filing_id)
    if refusal := may_answer(actor, scorers_of(filing) | deciders_of(filing), members_of(filing)):
        raise Refused(refusal)
    refuse_conflict(actor=actor, filing=filing)
    if not reason.strip() or len(reason) > REASON_LIMIT or "\x00" in reason:
        words = _("Give a reason of at most %d characters: it is kept, and whoever objected asks for it.")
        raise InvalidInput({"reason": [words % REASON_LIMIT]})
    entry = NoticeEntry.objects.get(pk=objection.entry_id)
    if entry_state(entry.state, filing.state) != EntryState.OPEN:
        raise Refused(_("This result is no longer on public notice; the objection needs no answer here."))
    answer = _answer(actor, objection, upheld, reason)
    if upheld:
        reopen_filing(actor=actor, filing=filing, reason=reason)
        NoticeEntry.objects.filter(pk=entry.pk).update(state=EntryState.SET_ASIDE)
    step = "objection.uphold" if upheld else "objection.reject"
    record_audit(actor=actor, action=step, target=objection, detail={"reason": reason.strip()})
    return answer


def _answer(actor: Actor, objection: Objection, upheld: bool, reason: str) -> ObjectionAnswer:
    fields = {"upheld": upheld, "reason": reason.strip(), "decided_by_id": actor.person_id}
    try:
        with transaction.atomic():
            return ObjectionAnswer.objects.create(objection=objection, scope=objection.scope, **fields)
    except IntegrityError as taken:
        raise Refused(_("A colleague has answered this objection already."), _("Reload the page.")) from taken


def _check(said: Said) -> None:
    least, most = OBJECTION_TEXT
    errors: dict[str, list[str]] = {}
    if not least <= len(said.text.strip()) <= most:
        words = _("Say in %(least)d to %(most)d characters what is wrong with this result, and how you know.")
        errors["text"] = [words % {"least": least, "most": most}]
    for name, limit in (("name", 100), ("contact", 200)):
        if not 0 < len(getattr(said, name).strip()) <= limit:
            errors[name] = [_("Between 1 and %d characters.") % limit]
    if errors:
        raise InvalidInput(errors)
