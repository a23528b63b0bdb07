"""What last year's filing showed, offered to this year's: one by one, or all that is still valid."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from evaluations.filing_queries import own_filing
from evaluations.offer_queries import Offer, offers_of
from evaluations.queries import standard_of
from evaluations.services.bindings import decline_offer, take_over_evidence, take_over_valid
from portal.enums import Side
from portal.middleware import PortalRequest
from portal.views.access import member_page


@member_page(Side.ENTERPRISE)
def earlier_evidence(request: PortalRequest, pk: int) -> HttpResponse:
    filing = own_filing(request.actor, pk)
    found, definition = offers_of(filing), standard_of(filing)
    by_item: dict[str, list[Offer]] = {}
    for offer in found.offers if found else ():
        by_item.setdefault(offer.item_code, []).append(offer)
    groups = [(definition.item(code), offers) for code, offers in by_item.items()]
    return render(request, "evaluations/library/offers.html", {"filing": filing, "found": found, "groups": groups})


@require_POST
@member_page(Side.ENTERPRISE)
def take(request: PortalRequest, pk: int) -> HttpResponse:
    """The one that `evidence` names, else all that are still valid."""
    filing = own_filing(request.actor, pk)
    if "evidence" in request.POST:
        taken = take_over_evidence(actor=request.actor, filing=filing, evidence_id=_named(request))
        return _back(request, pk, taken.answer.item.code)
    count = take_over_valid(actor=request.actor, filing=filing)
    words = ngettext("%d file of evidence was taken over.", "%d files of evidence were taken over.", count)
    messages.success(request, words % count)
    return redirect("evaluations:filing", pk=pk)


@require_POST
@member_page(Side.ENTERPRISE)
def decline(request: PortalRequest, pk: int) -> HttpResponse:
    filing = own_filing(request.actor, pk)
    code = decline_offer(actor=request.actor, filing=filing, evidence_id=_named(request))
    return _back(request, pk, code)


def _named(request: PortalRequest) -> int:
    key = request.POST.get("evidence", "")
    if not (key.isascii() and key.isdigit() and len(key) < 16):
        raise Http404
    return int(key)


def _back(request: PortalRequest, pk: int, code: str) -> HttpResponse:
    """To the item, when the offer was answered there."""
    if request.POST.get("at") == "item":
        return redirect("evaluations:item", pk=pk, code=code)
    return redirect("evaluations:offers", pk=pk)
