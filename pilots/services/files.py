"""A platform's photographs and attachments: added, renamed, moved, taken off and taken back by its operating body."""

import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import IO, Any, Literal

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _

from pilots.enums import FileKind
from pilots.file_queries import files_of
from pilots.file_rules import kind_fault, room_fault, words_faults
from pilots.models import Platform, PlatformFile
from pilots.queries import visible_platforms
from pilots.rules import may_edit
from pilots.services.platforms import lock_platform
from portal.contents.metadata import Unreadable, strip_metadata
from portal.enums import FilePurpose
from portal.errors import InvalidInput, NotPermitted, Refused, Stale
from portal.models import StoredFile
from portal.services.audit import record_audit
from portal.services.files import check_file, delete_unused_file, keep_file, read_content, store_file
from portal.services.uploads import drop_copy, forget_refused, take_upload
from portal.tenancy import Actor, scope

# So long what was taken off can be taken back.
KEPT = timedelta(days=7)
AT_ONCE = 500
# What a person says of a file.
WORDS = ("title", "alt", "public")
Direction = Literal["up", "down"]


@dataclass(frozen=True)
class SentFile:
    """A file as it comes: name and content, or the number of an `upload` whose parts are all there."""

    name: str = ""
    content: bytes | IO[bytes] = b""
    upload: int | None = None


def add_file(
    *, actor: Actor, platform: Platform, kind: str, file: SentFile, title: str, alt: str = "", public: bool = False
) -> PlatformFile:
    """The file as the last one of its kind; of a photograph without what the camera wrote into it.

    The same file sent again with the same words is what it became. Raises NotPermitted, InvalidInput by field, and as
    store_file and take_upload.
    """
    read = get_object_or_404(visible_platforms(actor), pk=platform.pk)
    if reason := may_edit(actor, read):
        raise NotPermitted(reason)
    faults = words_faults(kind, title, alt)
    if faults:
        raise InvalidInput(faults)
    # before the lock: looking through a large file takes longer than colleagues should wait
    kept = _take(actor, read, file, kind)
    locked = lock_platform(actor, platform)
    rows = list(files_of(locked))
    if sent := next((row for row in rows if row.file.sha256 == kept.sha256 and _says(row, kind, title)), None):
        if sent.file_id != kept.pk:
            drop_copy(actor=actor, file=kept, kept=sent.file)
        return sent
    if fault := room_fault(kept, kind, rows):
        raise _refusal(actor, file, fault)
    made = PlatformFile.objects.create(
        platform=locked,
        scope=locked.scope,
        kind=kind,
        file=kept,
        title=title.strip(),
        alt=alt.strip() if kind == FileKind.PICTURE else "",
        public=public,
        position=max((row.position for row in rows if row.kind == kind), default=0) + 1,
        added_by_id=actor.person_id,
        updated_by_id=actor.person_id,
    )
    _record(actor, made, "added", {name: ["", getattr(made, name)] for name in ("title", "alt") if getattr(made, name)})
    return made


def change_file(*, actor: Actor, row: PlatformFile, version: int, values: Mapping[str, Any]) -> PlatformFile:
    """Other words of WORDS; `version` is the one the person saw. Raises NotPermitted, InvalidInput, Stale, Refused."""
    locked = _lock(actor, row, version, values)
    before = {name: getattr(locked, name) for name in WORDS}
    after = before | {name: values[name] for name in WORDS if name in values}
    after |= {"title": after["title"].strip(), "alt": after["alt"].strip()}
    if faults := words_faults(locked.kind, after["title"], after["alt"]):
        raise InvalidInput(faults)
    changed = {name: [before[name], after[name]] for name in WORDS if before[name] != after[name]}
    if changed:
        for name in changed:
            setattr(locked, name, after[name])
        _write(actor, locked, *changed)
        _record(actor, locked, "changed", changed)
    return locked


def move_file(*, actor: Actor, row: PlatformFile, version: int, direction: Direction) -> PlatformFile:
    """One place up or down among those of its kind; at the end of the list nothing happens."""
    locked = _lock(actor, row, version, {})
    rows = list(files_of(locked.platform).filter(kind=locked.kind))
    place = [one.pk for one in rows].index(locked.pk)
    other = place + (-1 if direction == "up" else 1)
    if not 0 <= other < len(rows):
        return locked
    rows[place], rows[other] = rows[other], rows[place]
    for number, moved in enumerate(rows, start=1):
        moved.position = number
    # whoever changes the words of another one meanwhile has no conflict with this
    PlatformFile.objects.bulk_update(rows, ["position"])
    _write(actor, rows[other])
    _record(actor, rows[other], "moved", {"place": [place + 1, other + 1]})
    return rows[other]


def remove_file(*, actor: Actor, row: PlatformFile, version: int) -> PlatformFile:
    """Take it off; `restore_file` brings it back within KEPT. Harmless when it is off already."""
    locked = _find(actor, row)
    if locked.removed_at is None:
        _check_version(actor, locked, version, {})
        locked.removed_at = timezone.now()
        _write(actor, locked, "removed_at")
        _record(actor, locked, "removed")
    return locked


def restore_file(*, actor: Actor, row: PlatformFile) -> PlatformFile:
    """Back to its place; Refused when it does not fit any more. Harmless when it is there."""
    locked = _find(actor, row)
    if locked.removed_at is not None:
        if fault := room_fault(locked.file, locked.kind, files_of(locked.platform)):
            raise Refused(fault)
        locked.removed_at = None
        _write(actor, locked, "removed_at")
        _record(actor, locked, "restored")
    return locked


def forget_files(*, actor: Actor, now: datetime) -> int:
    """Delete for good what was taken off longer ago than KEPT, each with its content; how many. `actor`: the system."""
    with scope(actor):
        old = PlatformFile.objects.filter(removed_at__lt=now - KEPT).select_related("file", "platform")
        rows = list(old.select_for_update(of=("self",), no_key=True)[:AT_ONCE])
        for row in rows:
            _record(actor, row, "forgotten")
            row.delete()
            delete_unused_file(actor=actor, file=row.file)
    return len(rows)


def _says(row: PlatformFile, kind: str, title: str) -> bool:
    return row.kind == kind and row.title == title.strip()


def _take(actor: Actor, platform: Platform, file: SentFile, kind: str) -> StoredFile:
    if file.upload is not None:
        kept = take_upload(actor=actor, upload_id=file.upload, purpose=FilePurpose.PLATFORM)
    else:
        kept = store_file(
            actor=actor,
            organisation=platform.entry.owner,
            purpose=FilePurpose.PLATFORM,
            name=file.name,
            content=file.content,
        )
    if fault := kind_fault(kept, kind):
        raise _refusal(actor, file, fault)
    return _without_metadata(actor, file, kept) if kind == FileKind.PICTURE else kept


def _without_metadata(actor: Actor, file: SentFile, kept: StoredFile) -> StoredFile:
    """A photograph may go to the public: where and by whom it was taken does not."""
    raw = read_content(kept)
    try:
        content = strip_metadata(raw).content
    except Unreadable as damaged:
        words = _("“%s” is a damaged picture: what the camera wrote into it cannot be read. Save it again as JPEG.")
        raise _refusal(actor, file, words % kept.name) from damaged
    if content == raw:
        return kept
    stream = io.BytesIO(content)
    owner = kept.organisation
    clean = check_file(actor=actor, organisation=owner, purpose=FilePurpose.PLATFORM, name=kept.name, stream=stream)
    clean = keep_file(actor=actor, file=clean, stream=stream)
    drop_copy(actor=actor, file=kept, kept=clean)
    return clean


def _refusal(actor: Actor, file: SentFile, fault: str) -> InvalidInput:
    if file.upload is not None:
        forget_refused(actor, file.upload)
    return InvalidInput({"file": [fault]})


def _find(actor: Actor, row: PlatformFile) -> PlatformFile:
    """As it is now, its platform locked; Http404 when it was deleted for good."""
    locked = lock_platform(actor, row.platform)
    rows = PlatformFile.objects.select_related("file", "updated_by").filter(platform=locked)
    found = get_object_or_404(rows, pk=row.pk)
    found.platform = locked
    return found


def _lock(actor: Actor, row: PlatformFile, version: int, attempted: Mapping[str, Any]) -> PlatformFile:
    found = _find(actor, row)
    if found.removed_at is not None:
        words = _("“%(title)s” was taken off by %(by)s.") % {"title": found.title, "by": found.updated_by}
        raise Refused(words, _("Take it back first, then do this again."))
    _check_version(actor, found, version, attempted)
    return found


def _check_version(actor: Actor, row: PlatformFile, version: int, attempted: Mapping[str, Any]) -> None:
    if row.version != version:
        current = {name: getattr(row, name) for name in WORDS}
        raise Stale(current=current, attempted=attempted, own=actor.is_person(row.updated_by_id))


def _write(actor: Actor, row: PlatformFile, *fields: str) -> None:
    row.version += 1
    row.updated_by_id, row.updated_at = actor.person_id, timezone.now()
    row.save(update_fields=[*fields, "version", "updated_by_id", "updated_at"])


def _record(actor: Actor, row: PlatformFile, step: str, detail: Mapping[str, Any] | None = None) -> None:
    # in the audit, where all lists of a platform meet, a title is a person's
    changes = {"caption" if name == "title" else name: pair for name, pair in (detail or {}).items()}
    told = {"line": row.pk, "of": row.title, "sha256": row.file.sha256} | changes
    record_audit(actor=actor, action=f"platform.file_{step}", target=row.platform, detail=told)
