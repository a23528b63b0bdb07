"""Documents of the library that support an answer."""

from collections.abc import Collection
from typing import IO, Any

from django.apps import apps
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from evaluations.document_queries import newest_version, own_document
from evaluations.filing_queries import find_evidence
from evaluations.models import Document, DocumentVersion, Evidence, Filing
from evaluations.queries import asked_evidence
from evaluations.services.answers import edit_answer, lock_answer, refuse_locked
from evaluations.services.documents import keep_content, lock_library, shelve_file
from portal.enums import FilePurpose
from portal.errors import InvalidInput, Refused, Stale
from portal.models import StoredFile
from portal.repeats import UNKEYED, Sent
from portal.services.uploads import take_upload
from portal.tenancy import Actor

FILES_PER_ITEM = 20
LAST_PAGE, NOTE_LIMIT = 9999, 200
HANDED = ("handed_title", "handed_number", "handed_effective_on", "handed_expires_on")


def add_evidence(
    *,
    actor: Actor,
    filing: Filing,
    item_code: str,
    name: str,
    content: bytes | IO[bytes],
    page: int | None = None,
    note: str = "",
    key: str = "",
) -> Evidence:
    """Attach a file to an item that is open; a file sent again with the same `key` is the one that was kept.

    Raises InvalidInput for what store_file and attach_file do not take, Refused as attach_file.
    """
    if kept := _kept_before(actor, filing, item_code, key):
        return kept
    file = keep_content(actor=actor, name=name, content=content)
    return attach_file(actor=actor, filing=filing, item_code=item_code, file=file, page=page, note=note, key=key)


def add_upload(
    *,
    actor: Actor,
    filing: Filing,
    item_code: str,
    upload_id: int,
    page: int | None = None,
    note: str = "",
    key: str = "",
) -> Evidence:
    """Attach an upload whose parts are all there; asked again, the same evidence. Raises as take_upload, attach_file."""
    if kept := _kept_before(actor, filing, item_code, key):
        return kept
    file = take_upload(actor=actor, upload_id=upload_id, purpose=FilePurpose.EVIDENCE)
    return attach_file(actor=actor, filing=filing, item_code=item_code, file=file, page=page, note=note, key=key)


def attach_file(
    *,
    actor: Actor,
    filing: Filing,
    item_code: str,
    file: StoredFile,
    page: int | None = None,
    note: str = "",
    key: str = "",
) -> Evidence:
    """A stored file, which becomes a document of the library unless its content is there, on an item that is open.

    Raises InvalidInput for place, number or a key whose file was removed since, Refused when the item is locked.
    """
    # First, because it locks the library: always before a filing.
    version = shelve_file(actor=actor, file=file).version
    return _bind(actor, filing, item_code, version, page=page, note=note, key=key)


def bind_version(
    *,
    actor: Actor,
    filing: Filing,
    item_code: str,
    version: DocumentVersion,
    page: int | None = None,
    note: str = "",
    apart: bool = False,
) -> Evidence:
    """Show a version of a document of the library on an item that is open, once for each page; `apart`, for each note too.

    Raises as `attach_file`, Refused for an archived document, Http404 for one that was deleted meanwhile.
    """
    lock_library(actor)
    # Read again: a colleague may have archived or deleted it.
    document = own_document(actor, version.document_id)
    if document.archived_at:
        raise Refused(_("“%s” is archived.") % document.title, _("Restore it in the library first."))
    return _bind(actor, filing, item_code, version, page=page, note=note, apart=apart)


def renew_evidence(*, actor: Actor, filing: Filing, evidence: Evidence) -> Evidence:
    """Show the newest version of the document instead, at the same page.

    Raises Refused when the item is locked, Http404 for what was removed meanwhile.
    """
    edit_answer(actor=actor, filing=filing, item_code=evidence.answer.item.code)
    # Read again now that the filing is locked: a colleague may have saved its place, or removed it.
    evidence = find_evidence(filing, evidence.pk)
    document = Document.objects.get(versions=evidence.document_version_id)
    newest = newest_version(document)
    if evidence.document_version_id != newest.pk:
        evidence.document_version, evidence.file = newest, newest.file
        # What was handed in was another file: nobody has handed this one in yet.
        evidence.handed_title, evidence.handed_number = "", None
        evidence.handed_effective_on = evidence.handed_expires_on = None
        evidence.version += 1
        evidence.updated_by_id, evidence.updated_at = actor.person_id, timezone.now()
        fields = ["document_version", "file", "version", "updated_by", "updated_at"]
        evidence.save(update_fields=[*fields, *HANDED])
    return evidence


def hand_in_evidence(*, actor: Actor, filing: Filing, items: Collection[str] | None = None) -> None:
    """Keep beside each file what its document says on the day of submission; of a correction only on `items`.

    The filing is locked by the caller, and still open.
    """
    rows = asked_evidence(filing).select_related("document_version__document")
    shown = list(rows if items is None else rows.filter(answer__item__code__in=items))
    for row in shown:
        version = row.document_version
        row.handed_title, row.handed_number = version.document.title, version.number
        row.handed_effective_on, row.handed_expires_on = version.effective_on, version.expires_on
    Evidence.objects.bulk_update(shown, HANDED, batch_size=200)


def _bind(
    actor: Actor,
    filing: Filing,
    item_code: str,
    version: DocumentVersion,
    *,
    page: int | None,
    note: str,
    key: str = "",
    apart: bool = False,
) -> Evidence:
    """Sent twice, by a bad line or by two people, it is there once."""
    locked, answer = lock_answer(actor=actor, filing=filing, item_code=item_code)
    if kept := _received(locked, item_code, key):
        return kept
    refuse_locked(actor, locked, item_code)
    check_place(page, note)
    if answer._state.adding:
        # Still version 0: a file changes no text, so whoever attached it has nothing to conflict with.
        answer.updated_by_id = actor.user_id
        answer.save()
    there = answer.evidence.filter(document_version=version)
    if (
        found := there.filter(page=page, note=note.strip()).first()
        if apart
        else _shown_there(there, item_code, page, note)
    ):
        return found
    if answer.evidence.count() >= FILES_PER_ITEM:
        raise InvalidInput(
            {"file": [_("An item takes at most %d files. Remove one or combine them.") % FILES_PER_ITEM]}
        )
    return Evidence.objects.create(
        answer=answer,
        file=version.file,
        document_version=version,
        scope=answer.scope,
        page=page,
        note=note.strip(),
        key=key,
        added_by_id=actor.person_id,
    )


def _shown_there(shown: QuerySet[Evidence], item: str, page: int | None, note: str) -> Evidence | None:
    """What shows the version already, at that page if one is given; InvalidInput when a note would be lost with it."""
    at_page = shown.filter(page=page) if page else shown
    found = at_page.filter(note=note.strip()).first() or at_page.first()
    if found and note.strip() not in ("", found.note):
        words = _("%s shows this document there already, with another note. Change that note on the item.")
        raise InvalidInput({"note": [words % item]})
    return found


def _kept_before(actor: Actor, filing: Filing, item_code: str, key: str) -> Evidence | None:
    """Asked before a file is looked through, which takes its time; attach_file asks again, with the filing locked."""
    kept = _received(filing, item_code, key)
    if kept is None:
        refuse_locked(actor, filing, item_code)
    return kept


def _received(filing: Filing, item_code: str, key: str) -> Evidence | None:
    """What came with this key before; InvalidInput when somebody took it away again: it must not come back by itself."""
    if not key:
        return None
    place = {"answer__evaluation_id": filing.evaluation_id, "answer__item__code": item_code, "key": key}
    kept = Evidence.objects.select_related("file", "added_by").filter(**place).first()
    if kept is None and apps.get_model("evaluations", "EvidenceEvent").objects.filter(**place).exists():
        removed = [_("This file was received and has been removed since."), _("Choose it again to attach it anew.")]
        raise InvalidInput({"file": removed})
    return kept


def place_evidence(
    *,
    actor: Actor,
    filing: Filing,
    evidence_id: int,
    page: int | None,
    note: str,
    version: int,
    sent: Sent = UNKEYED,
) -> Evidence:
    """Say on which page of the file to look, and what it shows there; `version` and `sent` as for an answer.

    Raises Stale with both texts when a colleague saved first, InvalidInput by field, Refused when the item is locked,
    Http404 for a file of another filing.
    """
    item_code = find_evidence(filing, evidence_id).answer.item.code
    locked, _answer = lock_answer(actor=actor, filing=filing, item_code=item_code)
    evidence = find_evidence(filing, evidence_id)
    if sent.arrived(evidence, version):
        return evidence
    refuse_locked(actor, locked, item_code)
    check_place(page, note)
    if not sent.builds_on(evidence, version):
        if (evidence.page, evidence.note) == (page, note.strip()):
            return evidence
        own = actor.is_person(evidence.updated_by_id or evidence.added_by_id)
        raise Stale(current=place_text(evidence), attempted={"page": page, "note": note}, own=own)
    evidence.page, evidence.note, evidence.version = page, note.strip(), evidence.version + 1
    evidence.updated_by_id, evidence.updated_at, evidence.last_key = actor.person_id, timezone.now(), sent.key
    evidence.save(update_fields=["page", "note", "version", "last_key", "updated_by", "updated_at"])
    return evidence


def place_text(evidence: Evidence) -> dict[str, Any]:
    """What the other person sees of a saved place in a conflict."""
    return {
        "page": evidence.page,
        "note": evidence.note,
        "version": evidence.version,
        "by": str(evidence.updated_by or evidence.added_by),
        "at": evidence.updated_at or evidence.added_at,
    }


def remove_evidence(*, actor: Actor, filing: Filing, evidence: Evidence) -> None:
    """Detach a file from an open item; its document stays in the library. Raises Refused when the item is locked."""
    edit_answer(actor=actor, filing=filing, item_code=evidence.answer.item.code)
    evidence.delete()


def check_place(page: int | None, note: str) -> None:
    """Raises InvalidInput by field."""
    errors: dict[str, list[str]] = {}
    if page is not None and not 1 <= page <= LAST_PAGE:
        errors["page"] = [_("A page is a number from 1 to %d.") % LAST_PAGE]
    if len(note.strip()) > NOTE_LIMIT:
        counts = {"count": len(note.strip()), "limit": NOTE_LIMIT}
        errors["note"] = [_("The note has %(count)d characters; at most %(limit)d are kept. Shorten it.") % counts]
    if "\x00" in note:
        errors["note"] = [_("The note contains a character that cannot be stored. Remove it.")]
    if errors:
        raise InvalidInput(errors)
