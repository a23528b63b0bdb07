"""Keeping a company's library: documents, their versions and days; what was handed in is touched by none of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import PurePath
from typing import IO, Any

from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from evaluations.document_queries import newest_version, open_uses, versions_of, was_handed_in
from evaluations.models import Document, DocumentVersion, Evidence
from evaluations.rules import may_keep_library
from portal.enums import FilePurpose
from portal.errors import InvalidInput, Refused, Stale
from portal.models import Enterprise, Organisation, StoredFile
from portal.services.audit import record_audit
from portal.services.files import delete_unused_file, digest_of, store_file
from portal.services.uploads import drop_copy, take_upload
from portal.tenancy import Actor

TITLE_LIMIT, NOTE_LIMIT = 120, 500


@dataclass(frozen=True)
class DocumentFacts:
    """What a person says of a document and of its newest version; an empty title is the file's name."""

    title: str = ""
    note: str = ""
    effective_on: date | None = None
    expires_on: date | None = None


@dataclass(frozen=True)
class Shelved:
    """A version in the library; `added` is False when the same content was there already."""

    version: DocumentVersion
    added: bool


def keep_content(*, actor: Actor, name: str, content: bytes | IO[bytes]) -> StoredFile:
    """The library's file with exactly these bytes, of which nothing is stored again, or else a new one.

    Raises as store_file.
    """
    _refuse(may_keep_library(actor))
    if known := _versions_with(actor, digest_of(content)).first():
        return known.file
    owner = Organisation.objects.get(pk=actor.home_id)
    return store_file(actor=actor, organisation=owner, purpose=FilePurpose.EVIDENCE, name=name, content=content)


def shelve_file(*, actor: Actor, file: StoredFile, facts: DocumentFacts | None = None) -> Shelved:
    """The library's version with this file's content: a new document, unless there is one; an archived one comes back.

    A second copy of what is there goes again. Raises InvalidInput by field for facts that cannot be.
    """
    _refuse(may_keep_library(actor))
    facts = facts or DocumentFacts()
    _check(facts, title_needed=False)
    owner = lock_library(actor)
    if known := _find_version(actor, file):
        if known.file_id != file.pk:
            drop_copy(actor=actor, file=file, kept=known.file)
        if known.document.archived_at:
            known.document = restore_document(actor=actor, document=known.document)
        return Shelved(known, added=False)
    document = Document.objects.create(
        enterprise=owner,
        scope=owner.scope,
        title=facts.title.strip() or PurePath(file.name).stem[:TITLE_LIMIT],
        note=facts.note.strip(),
        created_by_id=actor.person_id,
        updated_by_id=actor.person_id,
    )
    return Shelved(_add(actor, document, file, facts), added=True)


def add_document(
    *, actor: Actor, facts: DocumentFacts, name: str = "", content: bytes | IO[bytes] = b"", upload: int | None = None
) -> Shelved:
    """As `shelve_file`, for the library itself and not for an item: a deliberate act, so it is in the audit.

    Takes a content, or the number of an `upload` whose parts are all there. Raises as store_file, take_upload and
    shelve_file.
    """
    file = _sent(actor, name, content, upload)
    shelved = shelve_file(actor=actor, file=file, facts=facts)
    if shelved.added:
        _record(actor, shelved.version.document, "document.add")
    return shelved


def add_version(
    *,
    actor: Actor,
    document: Document,
    effective_on: date | None,
    expires_on: date | None,
    name: str = "",
    content: bytes | IO[bytes] = b"",
    upload: int | None = None,
) -> DocumentVersion:
    """The document's next version; whatever shows an older one goes on showing it until somebody says otherwise.

    Takes what add_document takes; an `upload` named again is the version that it became. Raises InvalidInput when the
    library has this content already, or for a file or days that cannot be.
    """
    facts = DocumentFacts(effective_on=effective_on, expires_on=expires_on)
    _check(facts, title_needed=False)
    file = _sent(actor, name, content, upload)
    lock_library(actor)
    locked = _lock(actor, document)
    if known := _find_version(actor, file):
        if upload and (known.file_id, known.document_id) == (file.pk, locked.pk):
            return known
        words = _("This very file is in the library already: version %(number)d of “%(title)s”.")
        raise InvalidInput({"file": [words % {"number": known.number, "title": known.document.title}]})
    locked.latest += 1
    version = _add(actor, locked, file, facts)
    _write(actor, locked)
    _record(actor, locked, "document.version", version=version.number)
    return version


def save_document(*, actor: Actor, document: Document, facts: DocumentFacts, version: int) -> Document:
    """Title, note and the newest version's days; `version` is the one the person saw.

    Stale with both texts when a colleague saved first, InvalidInput naming the field.
    """
    locked = _lock(actor, document)
    _check(facts, title_needed=True)
    newest = newest_version(locked)
    if locked.version != version:
        raise Stale(
            current=document_text(newest), attempted=_attempted(facts), own=actor.is_person(locked.updated_by_id)
        )
    before = facts_of(newest)
    after = DocumentFacts(facts.title.strip(), facts.note.strip(), facts.effective_on, facts.expires_on)
    if before == after:
        return locked
    locked.title, locked.note = after.title, after.note
    newest.effective_on, newest.expires_on = after.effective_on, after.expires_on
    newest.save(update_fields=["effective_on", "expires_on"])
    _write(actor, locked)
    _record(actor, locked, "document.change", expires_on=after.expires_on)
    return locked


def archive_document(*, actor: Actor, document: Document) -> Document:
    """Out of the lists and offers; Refused while a filing that is open shows it. Harmless when it is out already."""
    lock_library(actor)
    locked = _lock(actor, document)
    if shown := open_uses(locked):
        words = _("It is shown in a filing that is still open: %s.") % _places(shown)
        raise Refused(words, _("Remove it from these items first; what was submitted keeps it in any case."))
    if locked.archived_at is None:
        locked.archived_at = timezone.now()
        _write(actor, locked)
        _record(actor, locked, "document.archive")
    return locked


def restore_document(*, actor: Actor, document: Document) -> Document:
    """Back into the library. Harmless when it is there."""
    locked = _lock(actor, document)
    if locked.archived_at is not None:
        locked.archived_at = None
        _write(actor, locked)
        _record(actor, locked, "document.restore")
    return locked


def delete_document(*, actor: Actor, document: Document) -> None:
    """Document and files for good; Refused when it is shown anywhere or was ever part of a submission."""
    lock_library(actor)
    locked = _lock(actor, document)
    if was_handed_in(locked):
        words = _("It was part of a filing that was submitted, so it is kept.")
        raise Refused(words, _("Archive it: it is then offered nowhere any more."))
    if shown := open_uses(locked):
        raise Refused(_("It is shown on: %s.") % _places(shown), _("Remove it from these items first."))
    _record(actor, locked, "document.delete")
    files = [version.file for version in versions_of(locked)]
    locked.delete()
    for file in files:
        delete_unused_file(actor=actor, file=file)


def facts_of(newest: DocumentVersion) -> DocumentFacts:
    """What is stored of a document; `newest` comes with it."""
    document = newest.document
    return DocumentFacts(document.title, document.note, newest.effective_on, newest.expires_on)


def document_text(newest: DocumentVersion) -> dict[str, Any]:
    """What the other person sees of a saved document in a conflict."""
    document = newest.document
    return _attempted(facts_of(newest)) | {
        "version": document.version,
        "by": str(document.updated_by),
        "at": document.updated_at,
    }


def _attempted(facts: DocumentFacts) -> dict[str, Any]:
    return {name: getattr(facts, name) for name in ("title", "note", "effective_on", "expires_on")}


def _versions_with(actor: Actor, sha256: str) -> QuerySet[DocumentVersion]:
    """The company's versions with exactly these bytes."""
    versions = DocumentVersion.objects.filter(document__enterprise_id=actor.home_id, file__sha256=sha256)
    return versions.select_related("document", "file")


def _find_version(actor: Actor, file: StoredFile) -> DocumentVersion | None:
    """The file's own, or else one with the same content."""
    same = _versions_with(actor, file.sha256)
    return same.filter(file=file).first() or same.first()


def _sent(actor: Actor, name: str, content: bytes | IO[bytes], upload: int | None) -> StoredFile:
    if upload is None:
        return keep_content(actor=actor, name=name, content=content)
    return take_upload(actor=actor, upload_id=upload, purpose=FilePurpose.EVIDENCE)


def _refuse(reason: str) -> None:
    if reason:
        raise Refused(reason)


def _lock(actor: Actor, document: Document) -> Document:
    """As it is now; Http404 when a colleague deleted it meanwhile."""
    _refuse(may_keep_library(actor))
    rows = Document.objects.select_for_update(of=("self",), no_key=True).select_related("updated_by")
    found = rows.filter(pk=document.pk).first()
    if found is None:
        raise Http404
    return found


def lock_library(actor: Actor) -> Organisation:
    """Two colleagues who bring the same file at once get the same document, and none goes while it is being shown.

    By the enterprise's row: always before a document or a filing. Refused for who keeps no library.
    """
    _refuse(may_keep_library(actor))
    rows = Enterprise.objects.select_for_update(of=("self",), no_key=True).select_related("organisation")
    return rows.get(pk=actor.home_id).organisation


def _add(actor: Actor, document: Document, file: StoredFile, facts: DocumentFacts) -> DocumentVersion:
    return DocumentVersion.objects.create(
        document=document,
        number=document.latest,
        file=file,
        scope=document.scope,
        effective_on=facts.effective_on,
        expires_on=facts.expires_on,
        added_by_id=actor.person_id,
    )


def _write(actor: Actor, document: Document) -> None:
    document.version += 1
    document.updated_by_id, document.updated_at = actor.person_id, timezone.now()
    document.save()


def _record(actor: Actor, document: Document, action: str, **detail: Any) -> None:
    record_audit(actor=actor, action=action, target=document, detail={"name": document.title} | detail)


def _places(shown: Iterable[Evidence]) -> str:
    found = [(row.answer.evaluation.filing.round.year, row.answer.item.code) for row in shown]
    return ", ".join(f"{year} {code}" for year, code in dict.fromkeys(found))


def _check(facts: DocumentFacts, *, title_needed: bool) -> None:
    errors: dict[str, list[str]] = {}
    if title_needed and not facts.title.strip():
        errors["title"] = [_("Give the document a title.")]
    for name, limit in (("title", TITLE_LIMIT), ("note", NOTE_LIMIT)):
        text = getattr(facts, name)
        if len(text.strip()) > limit:
            words = _("At most %(limit)d characters are kept; there are %(count)d. Shorten it.")
            errors[name] = [words % {"limit": limit, "count": len(text.strip())}]
        if "\x00" in text:
            errors[name] = [_("The text contains a character that cannot be stored. Remove it.")]
    if facts.effective_on and facts.expires_on and facts.expires_on < facts.effective_on:
        errors["expires_on"] = [_("It cannot expire before it takes effect. Correct one of the two days.")]
    if errors:
        raise InvalidInput(errors)
