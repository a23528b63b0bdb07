"""Files that support an answer."""

from collections.abc import Collection
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from evaluations.document_queries import newest_version
from evaluations.filing_queries import find_evidence
from evaluations.models import Answer, Document, DocumentVersion, Evidence, Filing
from evaluations.queries import asked_evidence
from evaluations.services.answers import edit_answer
from evaluations.services.documents import find_content, shelve_file
from portal.errors import InvalidInput, Refused, Stale
from portal.tenancy import Actor

FILES_PER_ITEM = 20
LAST_PAGE, NOTE_LIMIT = 9999, 200


def add_evidence(
    *,
    actor: Actor,
    filing: Filing,
    item_code: str,
    name: str,
    content: bytes,
    page: int | None = None,
    note: str = "",
) -> Evidence:
    """Attach a file to an item that is open; raises InvalidInput for type, size or number, Refused when locked.

    The file becomes a document of the library; of content that is there already no second copy is kept.
    """
    check_place(page, note)
    answer = _open_answer(actor, filing, item_code)
    if not find_content(actor=actor, content=content):
        _check_room(answer)
    version = shelve_file(actor=actor, name=name, content=content).version
    return _bind(actor, answer, version, page, note)


def bind_version(
    *, actor: Actor, filing: Filing, item_code: str, version: DocumentVersion, page: int | None = None, note: str = ""
) -> Evidence:
    """Show a version of a document of the library on an item that is open, once for each page.

    Raises as `add_evidence`, and Refused for an archived document.
    """
    check_place(page, note)
    if version.document.archived_at:
        raise Refused(_("“%s” is archived.") % version.document.title, _("Restore it in the library first."))
    return _bind(actor, _open_answer(actor, filing, item_code), version, page, note)


def renew_evidence(*, actor: Actor, filing: Filing, evidence: Evidence) -> Evidence:
    """Show the newest version of the document instead, at the same page; raises Refused when the item is locked."""
    edit_answer(actor=actor, filing=filing, item_code=evidence.answer.item.code)
    document = Document.objects.get(versions=evidence.document_version_id)
    newest = newest_version(document)
    if evidence.document_version_id != newest.pk:
        evidence.document_version, evidence.file = newest, newest.file
        evidence.version += 1
        evidence.updated_by_id, evidence.updated_at = actor.person_id, timezone.now()
        evidence.save(update_fields=["document_version", "file", "version", "updated_by", "updated_at"])
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
    fields = ["handed_title", "handed_number", "handed_effective_on", "handed_expires_on"]
    Evidence.objects.bulk_update(shown, fields, batch_size=200)


def _open_answer(actor: Actor, filing: Filing, item_code: str) -> Answer:
    answer = edit_answer(actor=actor, filing=filing, item_code=item_code)
    if answer._state.adding:
        # Still version 0: a file changes no text, so whoever attached it has nothing to conflict with.
        answer.updated_by_id = actor.user_id
        answer.save()
    return answer


def _check_room(answer: Answer) -> None:
    if answer.evidence.count() >= FILES_PER_ITEM:
        raise InvalidInput(
            {"file": [_("An item takes at most %d files. Remove one or combine them.") % FILES_PER_ITEM]}
        )


def _bind(actor: Actor, answer: Answer, version: DocumentVersion, page: int | None, note: str) -> Evidence:
    """Sent twice, by a bad line or by two people, it is there once."""
    there = answer.evidence.filter(document_version=version)
    if found := (there.filter(page=page) if page else there).first():
        return found
    _check_room(answer)
    return Evidence.objects.create(
        answer=answer,
        file=version.file,
        document_version=version,
        scope=answer.scope,
        page=page,
        note=note.strip(),
        added_by_id=actor.person_id,
    )


def place_evidence(
    *, actor: Actor, filing: Filing, evidence_id: int, page: int | None, note: str, version: int
) -> Evidence:
    """Say on which page of the file to look, and what it shows there; `version` is the one the person saw.

    Raises Stale with both texts when a colleague saved first, InvalidInput by field, Refused when the item is locked,
    Http404 for a file of another filing.
    """
    evidence = find_evidence(filing, evidence_id)
    edit_answer(actor=actor, filing=filing, item_code=evidence.answer.item.code)
    check_place(page, note)
    evidence = find_evidence(filing, evidence_id)
    if (evidence.page, evidence.note) == (page, note.strip()):
        return evidence
    if evidence.version != version:
        raise Stale(current=place_text(evidence), attempted={"page": page, "note": note})
    evidence.page, evidence.note, evidence.version = page, note.strip(), version + 1
    evidence.updated_by_id, evidence.updated_at = actor.person_id, timezone.now()
    evidence.save(update_fields=["page", "note", "version", "updated_by", "updated_at"])
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
    """Detach a file from an open item; it stays in the library."""
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
