"""Taking work over: to the round's newer version, or from last year."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_POST

from evaluations.filing_queries import own_filing
from evaluations.services.moving import move_filing
from evaluations.services.prefill import prefill_filing, undo_prefill
from portal.enums import Side
from portal.middleware import PortalRequest
from portal.views.access import member_page


@require_POST
@member_page(Side.ENTERPRISE)
def move(request: PortalRequest, pk: int) -> HttpResponse:
    """Go on under the version that the round has now."""
    filing = own_filing(request.actor, pk)
    moved = move_filing(actor=request.actor, filing=filing, version=filing.round.standard_version)
    words = gettext("%(carried)d answers were taken over unchanged, %(confirm)d are to be confirmed.")
    messages.success(request, words % {"carried": moved.carried, "confirm": moved.to_confirm})
    return redirect("evaluations:filing", pk=pk)


@require_POST
@member_page(Side.ENTERPRISE)
def prefill(request: PortalRequest, pk: int) -> HttpResponse:
    """Last year's rungs and remarks, each to be confirmed."""
    count = prefill_filing(actor=request.actor, filing=own_filing(request.actor, pk))
    words = ngettext(
        "%(count)d answer was taken over. It counts once you confirm it.",
        "%(count)d answers were taken over. Each counts once you confirm it.",
        count,
    )
    messages.success(request, words % {"count": count})
    return redirect("evaluations:filing", pk=pk)


@require_POST
@member_page(Side.ENTERPRISE)
def undo(request: PortalRequest, pk: int) -> HttpResponse:
    """Give back what nobody has touched since it was taken over."""
    count = undo_prefill(actor=request.actor, filing=own_filing(request.actor, pk))
    words = ngettext("%(count)d answer was given back.", "%(count)d answers were given back.", count)
    messages.success(request, words % {"count": count})
    return redirect("evaluations:filing", pk=pk)
