"""Files that support an answer."""

from typing import Any

from django.apps import apps
from django.utils import timezone
from django.utils.translation import gettext as _

from evaluations.filing_queries import find_evidence
from evaluations.models import Answer, Evidence, Filing
from evaluations.services.answers import edit_answer, lock_answer, refuse_locked
from portal.enums import FilePurpose
from portal.errors import InvalidInput, Refused, Stale
from portal.models import Organisation
from portal.repeats import UNKEYED, Sent
from portal.services.files import store_file
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
    key: str = "",
) -> Evidence:
    """Attach a file to an item that is open; a file sent again with the same `key` is the one that was kept.

    Raises InvalidInput for type, size or number, Refused when the item is locked or the file was removed since.
    """
    _check_place(page, note)
    locked, answer = lock_answer(actor=actor, filing=filing, item_code=item_code)
    if key and (received := _received(answer, key)):
        return received
    refuse_locked(actor, locked, item_code)
    if answer._state.adding:
        # Still version 0: a file changes no text, so whoever attached it has nothing to conflict with.
        answer.updated_by_id = actor.user_id
        answer.save()
    if answer.evidence.count() >= FILES_PER_ITEM:
        raise InvalidInput(
            {"file": [_("An item takes at most %d files. Remove one or combine them.") % FILES_PER_ITEM]}
        )
    owner = Organisation.objects.get(pk=filing.enterprise_id)
    file = store_file(actor=actor, organisation=owner, purpose=FilePurpose.EVIDENCE, name=name, content=content)
    return Evidence.objects.create(
        answer=answer, file=file, scope=answer.scope, page=page, note=note.strip(), key=key, added_by_id=actor.person_id
    )


def _received(answer: Answer, key: str) -> Evidence | None:
    """The file that came with this key before; Refused when somebody took it away again, since it must not come back."""
    if answer._state.adding:
        return None
    kept = answer.evidence.select_related("file", "added_by").filter(key=key).first()
    if kept is None and apps.get_model("evaluations", "EvidenceEvent").objects.filter(answer=answer, key=key).exists():
        raise Refused(_("This file was received and has been removed since."), _("Choose it again to attach it anew."))
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
    _check_place(page, note)
    if not sent.builds_on(evidence, version):
        if (evidence.page, evidence.note) == (page, note.strip()):
            return evidence
        raise Stale(current=place_text(evidence), attempted={"page": page, "note": note})
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
    """Detach a file from an open item; the stored file stays for the history."""
    edit_answer(actor=actor, filing=filing, item_code=evidence.answer.item.code)
    evidence.delete()


def _check_place(page: int | None, note: str) -> None:
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
