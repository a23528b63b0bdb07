"""Marks on a submission and the answers to them: each side writes its own."""

from typing import Any

from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.errors import InvalidInput, Refused, Stale
from portal.services.audit import record_audit
from portal.tenancy import Actor
from reporting.attachment_queries import visible_edition_attachments
from reporting.enums import MarkedPart
from reporting.mark_rules import MOST_MARKS, answer_faults, attachment_faults, mark_faults, may_mark
from reporting.models import Mark, MarkAnswer, Submission, Summary
from reporting.passages import read_texts
from reporting.rules import may_edit
from reporting.services.summaries import lock_summary


def add_mark(*, actor: Actor, summary: Summary, number: int, section: str, quote: str, remark: str) -> Mark:
    """Point at a passage of submission `number`; the same mark twice is one. Raises InvalidInput by field."""
    _locked, submission = _open(actor, summary, number)
    texts = read_texts(submission.edition)
    if faults := mark_faults(section=section, quote=quote, remark=remark, texts=texts):
        raise InvalidInput(faults)
    return _add(actor, submission, {"section": section, "quote": quote.strip(), "remark": remark.strip()})


def mark_attachment(*, actor: Actor, summary: Summary, number: int, attachment: int, remark: str) -> Mark:
    """Point at the attachment to which submission `number` gives this number; as `add_mark`."""
    _locked, submission = _open(actor, summary, number)
    listed = {row.number: row for row in visible_edition_attachments(actor).filter(edition=submission.edition_id)}
    if faults := attachment_faults(number=attachment, remark=remark, listed=listed):
        raise InvalidInput(faults)
    row = listed[attachment]
    what = {"section": MarkedPart.ATTACHMENTS, "attachment": row, "quote": row.title, "remark": remark.strip()}
    return _add(actor, submission, what)


def remove_mark(*, actor: Actor, summary: Summary, mark: Mark) -> None:
    """Take a mark away before the return is sent."""
    locked, _submission = _open(actor, summary, mark.submission.number)
    if Mark.objects.filter(pk=mark.pk, removed_at=None).update(removed_at=timezone.now()):
        _note(actor, "unmark", locked, mark)


def answer_mark(*, actor: Actor, summary: Summary, mark: Mark, text: str, settled: bool, version: int) -> MarkAnswer:
    """What the authority says to a mark; `version` is the one that was seen (0: none). Raises Stale with both texts."""
    locked = lock_summary(actor=actor, pk=summary.pk)
    if refusal := may_edit(actor, locked):
        raise Refused(refusal)
    latest = Submission.objects.filter(summary=locked)[0]
    if mark.submission_id != latest.pk:
        raise Refused(_("This mark belongs to an earlier submission and stays as it is."))
    if faults := answer_faults(text):
        raise InvalidInput(faults)
    row = MarkAnswer.objects.filter(mark=mark).select_related("by").first()
    row = row or MarkAnswer(mark=mark, scope=locked.scope, version=0)
    if (row.text, row.settled) == (text.strip(), settled) and row.version:
        return row
    if row.version != version:
        current = {"text": row.text, "version": row.version, "by": str(row.by), "at": row.at}
        raise Stale(current=current, attempted={"text": text}, own=actor.is_person(row.by_id))
    row.text, row.settled, row.by_id, row.at = text.strip(), settled, actor.person_id, timezone.now()
    row.version += 1
    row.save()
    record_audit(actor=actor, action="summary.answer_mark", target=locked, detail=_which(mark))
    return row


def _add(actor: Actor, submission: Submission, what: dict[str, Any]) -> Mark:
    """The same mark twice is one."""
    present = Mark.objects.filter(submission=submission, removed_at=None)
    if same := present.filter(**what).first():
        return same
    if present.count() >= MOST_MARKS:
        raise Refused(_("There are %d marks already. Say the rest in the reason of the return.") % MOST_MARKS)
    mark = Mark.objects.create(submission=submission, scope=submission.scope, by_id=actor.person_id, **what)
    _note(actor, "mark", submission.summary, mark)
    return mark


def _open(actor: Actor, summary: Summary, number: int) -> tuple[Summary, Submission]:
    """Locked, with the submission that the ministry may mark now."""
    locked = lock_summary(actor=actor, pk=summary.pk)
    submission = Submission.objects.select_related("summary", "edition__snapshot").filter(summary=locked).first()
    if submission is None:
        raise Http404
    if refusal := may_mark(actor, locked):
        raise Refused(refusal)
    if submission.number != number:
        words = _("Submission %d is the one in question now.")
        raise Refused(words % submission.number, _("Read it, then decide."))
    return locked, submission


def _note(actor: Actor, step: str, summary: Summary, mark: Mark) -> None:
    """Among the ministry's own entries: the authority reads of its marks once the return is sent."""
    record_audit(actor=actor, action=f"summary.{step}", target=summary, detail=_which(mark), inside=True)


def _which(mark: Mark) -> dict[str, str]:
    return {"section": mark.get_section_display(), "mark": str(mark.pk)}
