"""Showing documents of the library on items: on many at once, renewed after a new version, taken over from last year."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from evaluations.document_queries import newest_version, open_uses
from evaluations.models import DeclinedBinding, Document, DocumentVersion, Evidence, Filing
from evaluations.offer_queries import Offer, Offers, offers_of
from evaluations.queries import flagged_items
from evaluations.rules import may_edit_item, may_prefill
from evaluations.services.documents import lock_library
from evaluations.services.evidence import bind_version, check_place, renew_evidence
from evaluations.services.transitions import lock_filing
from portal.errors import InvalidInput, Refused
from portal.services.audit import record_audit
from portal.tenancy import Actor


@dataclass(frozen=True)
class Place:
    """An item, and where in the document to look."""

    item_code: str
    page: int | None = None
    note: str = ""


def bind_to_items(*, actor: Actor, filing: Filing, document: Document, places: Sequence[Place]) -> list[Evidence]:
    """Show a document, in its newest version, on several items of a filing: all or none.

    InvalidInput names the item and the field (`D1.1-page`); Refused when an item is locked or the document archived.
    """
    if not places:
        raise InvalidInput({"items": [_("Choose at least one item.")]})
    _check_places(places)
    version = newest_version(document)
    errors: dict[str, list[str]] = {}
    bound = []
    for place in places:
        try:
            bound.append(_bind_at(actor, filing, version, place))
        except InvalidInput as error:
            errors |= _named(place, error)
    if errors:
        raise InvalidInput(errors)
    return bound


def _bind_at(actor: Actor, filing: Filing, version: DocumentVersion, place: Place) -> Evidence:
    code, page, note = place.item_code, place.page, place.note
    return bind_version(actor=actor, filing=filing, item_code=code, version=version, page=page, note=note)


def _check_places(places: Sequence[Place]) -> None:
    errors: dict[str, list[str]] = {}
    for place in places:
        try:
            check_place(place.page, place.note)
        except InvalidInput as error:
            errors |= _named(place, error)
    if errors:
        raise InvalidInput(errors)


def _named(place: Place, error: InvalidInput) -> dict[str, list[str]]:
    return {f"{place.item_code}-{field}": texts for field, texts in error.errors.items()}


def renewable(*, actor: Actor, document: Document) -> list[Evidence]:
    """Where open filings show an older version on items that this person may change."""
    older = [row for row in open_uses(document) if row.document_version.number != document.latest]
    opened = {filing: flagged_items(filing) for filing in {_filing(row) for row in older}}
    today = timezone.localdate()
    return [row for row in older if not may_edit_item(actor, _filing(row), _code(row), opened[_filing(row)], today)]


def renew_everywhere(*, actor: Actor, document: Document) -> int:
    """The newest version wherever `renewable` says; what was submitted keeps what it showed. Returns how many."""
    for filing in sorted({_filing(row) for row in renewable(actor=actor, document=document)}, key=lambda one: one.pk):
        lock_filing(actor=actor, pk=filing.pk)
    # Once more, now that nobody removes or submits any of it.
    rows = renewable(actor=actor, document=document)
    for row in rows:
        renew_evidence(actor=actor, filing=_filing(row), evidence=row)
    if rows:
        detail = {"name": document.title, "count": len(rows), "version": document.latest}
        record_audit(actor=actor, action="document.renew", target=document, detail=detail)
    return len(rows)


def take_over_evidence(*, actor: Actor, filing: Filing, evidence_id: int) -> Evidence:
    """Show on the same item what last year's filing showed there, in its newest version; stale or not.

    Http404 when nothing of the kind is on offer, Refused when the filing takes nothing over any more.
    """
    locked, offer = _offered(actor, filing, evidence_id)
    return _take(actor, locked, offer)


def take_over_valid(*, actor: Actor, filing: Filing) -> int:
    """All that is on offer, was not declined and has not expired; returns how many. Refused when that is nothing."""
    locked, offers = _offers(actor, filing)
    valid = offers.valid if offers else []
    if offers is None or not valid:
        raise Refused(_("There is nothing to take over: what last year showed is here already, declined or expired."))
    for offer in valid:
        _take(actor, locked, offer)
    detail = {"from": offers.year, "count": len(valid)}
    record_audit(actor=actor, action="filing.take_over_evidence", target=locked, detail=detail)
    return len(valid)


def decline_offer(*, actor: Actor, filing: Filing, evidence_id: int) -> str:
    """Not on this item this year, whose code is returned; it can still be taken over later. Harmless when repeated."""
    locked, offer = _offered(actor, filing, evidence_id)
    DeclinedBinding.objects.get_or_create(
        filing=locked,
        document_id=offer.version.document_id,
        item_code=offer.item_code,
        defaults={"scope": locked.scope, "by_id": actor.person_id},
    )
    return offer.item_code


def _offers(actor: Actor, filing: Filing) -> tuple[Filing, Offers | None]:
    lock_library(actor)
    locked = lock_filing(actor=actor, pk=filing.pk)
    if refusal := may_prefill(actor, locked, timezone.localdate()):
        raise Refused(refusal)
    return locked, offers_of(locked)


def _offered(actor: Actor, filing: Filing, evidence_id: int) -> tuple[Filing, Offer]:
    locked, offers = _offers(actor, filing)
    found = next((offer for offer in offers.offers if offer.evidence.pk == evidence_id), None) if offers else None
    if found is None:
        raise Http404
    return locked, found


def _take(actor: Actor, filing: Filing, offer: Offer) -> Evidence:
    then = offer.evidence
    return bind_version(
        actor=actor,
        filing=filing,
        item_code=offer.item_code,
        version=offer.version,
        page=then.page,
        note=then.note,
        apart=True,
    )


def _filing(row: Evidence) -> Filing:
    return row.answer.evaluation.filing


def _code(row: Evidence) -> str:
    return row.answer.item.code
