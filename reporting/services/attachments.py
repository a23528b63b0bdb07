"""Files that go with a summary: added, renamed, moved, taken off and taken back while its writers have it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import IO, Literal

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.enums import FilePurpose
from portal.errors import InvalidInput, Refused, Stale
from portal.models import Organisation, StoredFile
from portal.repeats import kept_key
from portal.services.audit import record_audit
from portal.services.files import delete_unused_file, store_file
from portal.services.uploads import drop_copy, forget_refused, take_upload
from portal.tenancy import Actor, scope
from reporting.attachment_queries import attachments_of, long_removed
from reporting.attachment_rules import file_fault, title_faults
from reporting.models import Attachment, Summary
from reporting.queries import visible_summaries
from reporting.rules import may_edit
from reporting.services.summaries import lock_summary

# So long what was taken off can be taken back, and a build that began before it finds its file.
KEPT = timedelta(days=7)
Direction = Literal["up", "down"]


@dataclass(frozen=True)
class Incoming:
    """A file as it comes: name and content, or the number of an `upload` whose parts are all there."""

    name: str = ""
    content: bytes | IO[bytes] = b""
    upload: int | None = None


@dataclass(frozen=True)
class Replaced:
    """The attachment whose place a newer file takes, and the version of it that the person saw."""

    pk: int
    version: int


def add_attachment(
    *, actor: Actor, summary: Summary, title: str, file: Incoming, replaces: Replaced | None = None, key: str = ""
) -> Attachment:
    """The file as the last attachment or, with `replaces`, in the place of that one, which is taken off.

    An `upload`, or a file with the same `key`, sent again with the same words is what it became. Raises InvalidInput by field, Refused
    while the summary is not with its writers, Stale when the one to be replaced was changed meanwhile, and as
    store_file and take_upload.
    """
    read = get_object_or_404(visible_summaries(actor).select_related("authority"), pk=summary.pk)
    if refusal := may_edit(actor, read):
        raise Refused(refusal)
    # before the lock: putting together and looking through a large file takes longer than colleagues should wait
    kept = _take(actor, read, file)
    locked = _open(actor, summary)
    present = attachments_of(locked)
    sent = _sent_before(actor, locked, title, kept, key)
    # another one to be replaced is another wish, whatever the form's key
    if sent and not (replaces and any(row.pk == replaces.pk for row in present)):
        return sent
    old = next((row for row in present if replaces and row.pk == replaces.pk), None)
    known = next((row for row in present if row.file_id == kept.pk), None)
    if known and not replaces and known.title == title.strip():
        return known
    faults = title_faults(title)
    if replaces and old is None:
        faults["replaces"] = [_("That attachment has been taken off meanwhile. Choose another one, or none.")]
    if fault := file_fault(kept, present, instead_of=old):
        faults["file"] = [fault]
        if file.upload is not None and not known:
            forget_refused(actor, file.upload)
    if faults:
        raise InvalidInput(faults)
    if old and replaces:
        _check_version(actor, old, replaces.version, {"title": title, "name": kept.name})
        _take_off(actor, old)
        _record(actor, old, "detach")
    position = old.position if old else max((row.position for row in present), default=0) + 1
    made = Attachment.objects.create(
        summary=locked,
        scope=locked.scope,
        title=title.strip(),
        file=kept,
        position=position,
        key=kept_key(key),
        added_by_id=actor.person_id,
        updated_by_id=actor.person_id,
    )
    _record(actor, made, "attach")
    return made


def rename_attachment(*, actor: Actor, attachment: Attachment, title: str, version: int) -> Attachment:
    """Another title; `version` is the one the person saw. Raises Stale with both titles, InvalidInput.

    Harmless when it has this title already: a second press, or a colleague with the same wish, is no conflict.
    """
    _summary, row = _lock(actor, attachment)
    if faults := title_faults(title):
        raise InvalidInput(faults)
    if row.title == title.strip():
        return row
    _check_version(actor, row, version, {"title": title})
    row.title = title.strip()
    _write(actor, row, "title")
    _record(actor, row, "change_attachment")
    return row


def move_attachment(*, actor: Actor, attachment: Attachment, direction: Direction, version: int) -> Attachment:
    """One place up or down; at the end of the list nothing happens. Raises Stale when it was changed meanwhile."""
    summary, row = _lock(actor, attachment)
    _check_version(actor, row, version, {"title": row.title})
    rows = attachments_of(summary)
    place = rows.index(row)
    other = place + (-1 if direction == "up" else 1)
    if not 0 <= other < len(rows):
        return row
    rows[place], rows[other] = rows[other], rows[place]
    for number, moved in enumerate(rows, start=1):
        moved.position = number
    # whoever changes the title of another one meanwhile has no conflict with this
    Attachment.objects.bulk_update(rows, ["position"])
    _write(actor, rows[other])
    _record(actor, rows[other], "move_attachment")
    return rows[other]


def remove_attachment(*, actor: Actor, attachment: Attachment, version: int) -> Attachment:
    """Take it off; `restore_attachment` brings it back. Harmless when it is off already."""
    _summary, row = _lock(actor, attachment)
    if row.removed_at is None:
        _check_version(actor, row, version, {"title": row.title})
        _take_off(actor, row)
        _record(actor, row, "detach")
    return row


def restore_attachment(*, actor: Actor, attachment: Attachment) -> Attachment:
    """Back to its place; Refused when it does not fit any more, or its file has come again. Harmless when it is there."""
    summary, row = _lock(actor, attachment)
    if row.removed_at is not None:
        if fault := file_fault(row.file, attachments_of(summary)):
            raise Refused(fault)
        row.removed_at = None
        _write(actor, row, "removed_at")
        _record(actor, row, "restore_attachment")
    return row


def forget_attachments(*, actor: Actor, office: Organisation, now: datetime) -> int:
    """Delete for good what the office took off long ago, each file too unless an edition was printed with it; how many."""
    with scope(actor):
        rows = list(long_removed(office, now - KEPT).select_for_update(of=("self",), no_key=True))
        for row in rows:
            row.delete()
            delete_unused_file(actor=actor, file=row.file)
        if rows:
            detail = {"count": len(rows)}
            record_audit(actor=actor, action="summary.forget_attachments", target=office, detail=detail)
        return len(rows)


def _open(actor: Actor, summary: Summary) -> Summary:
    locked = lock_summary(actor=actor, pk=summary.pk)
    if refusal := may_edit(actor, locked):
        raise Refused(refusal)
    return locked


def _lock(actor: Actor, attachment: Attachment) -> tuple[Summary, Attachment]:
    """Both as they are now; Http404 when it was deleted for good."""
    summary = _open(actor, attachment.summary)
    rows = Attachment.objects.select_related("file", "updated_by").select_for_update(of=("self",), no_key=True)
    return summary, get_object_or_404(rows, summary=summary, pk=attachment.pk)


def _take(actor: Actor, summary: Summary, file: Incoming) -> StoredFile:
    if file.upload is not None:
        return take_upload(actor=actor, upload_id=file.upload, purpose=FilePurpose.ATTACHMENT)
    return store_file(
        actor=actor,
        organisation=summary.authority,
        purpose=FilePurpose.ATTACHMENT,
        name=file.name,
        content=file.content,
    )


def _sent_before(actor: Actor, summary: Summary, title: str, kept: StoredFile, key: str) -> Attachment | None:
    """What became of the same file and title under this key, so that a second press ends like the first.

    InvalidInput when it was taken off since: it does not come back by itself.
    """
    if not key:
        return None
    rows = Attachment.objects.filter(summary=summary, key=kept_key(key), title=title.strip())
    sent = rows.filter(file__sha256=kept.sha256).select_related("file").first()
    if sent is None:
        return None
    if sent.removed_at is not None:
        words = _("This file was added with the same words before, and taken off since. Take it back from the list.")
        raise InvalidInput({"file": [words]})
    if sent.file_id != kept.pk:
        drop_copy(actor=actor, file=kept, kept=sent.file)
    return sent


def _check_version(actor: Actor, row: Attachment, version: int, attempted: dict[str, str]) -> None:
    if row.removed_at is not None:
        words = _("“%(title)s” was taken off by %(by)s.") % {"title": row.title, "by": row.updated_by}
        raise Refused(words, _("Take it back first, then do this again."))
    if row.version != version:
        current = {"title": row.title, "name": row.file.name, "version": row.version}
        current |= {"by": str(row.updated_by), "at": row.updated_at}
        raise Stale(current=current, attempted=attempted, own=actor.is_person(row.updated_by_id))


def _take_off(actor: Actor, row: Attachment) -> None:
    row.removed_at = timezone.now()
    _write(actor, row, "removed_at")


def _write(actor: Actor, row: Attachment, *fields: str) -> None:
    row.version += 1
    row.updated_by_id, row.updated_at = actor.person_id, timezone.now()
    row.save(update_fields=[*fields, "version", "updated_by_id", "updated_at"])


def _record(actor: Actor, row: Attachment, step: str) -> None:
    """By its hash: what a draft says is no business of whoever checks the audit of the nation."""
    record_audit(actor=actor, action=f"summary.{step}", target=row.summary, detail={"sha256": row.file.sha256})
