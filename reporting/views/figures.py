"""The figures of a summary: charts, where each comes from, a recount, and what moved after they were frozen."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from portal.enums import Side
from portal.middleware import PortalRequest
from portal.paging import page_by_key
from portal.views.access import member_page
from reporting.errata import later_steps
from reporting.figure_lines import figure_lines
from reporting.queries import latest_snapshot
from reporting.sections import charts_of, present_figures, recount
from reporting.views.access import round_or_404, summary_or_404


@require_GET
@member_page(Side.AUTHORITY, Side.MINISTRY)
def figures(request: PortalRequest, pk: int) -> HttpResponse:
    """The charts of the document and every figure with its lineage; `?recount=1` compares them with this moment."""
    found = summary_or_404(request, pk)
    snapshot = latest_snapshot(request.actor, found)
    if snapshot is None and request.actor.side == Side.MINISTRY:
        raise Http404
    yearly, reading = round_or_404(found.year), present_figures(request.actor, found)
    live = recount(request.actor, found) if snapshot and "recount" in request.GET else None
    context = {
        "summary": found,
        "yearly": yearly,
        "snapshot": snapshot,
        "reading": reading,
        "charts": charts_of(reading),
        "recounted": live is not None,
        "lines": figure_lines(reading, live, request.actor),
        "later": later_steps(request.actor, found, yearly, snapshot).count() if snapshot else 0,
        "manifest": reading.data.get("manifest"),
        "same_cut": live is not None and snapshot is not None and live.get("manifest") == snapshot.data.get("manifest"),
    }
    return render(request, "reporting/figures.html", context)


@require_GET
@member_page(Side.AUTHORITY, Side.MINISTRY)
def errata(request: PortalRequest, pk: int) -> HttpResponse:
    """Every step of a filing after the figures were frozen, the latest first."""
    found = summary_or_404(request, pk)
    snapshot = latest_snapshot(request.actor, found)
    if snapshot is None:
        raise Http404
    steps = later_steps(request.actor, found, round_or_404(found.year), snapshot)
    context = {
        "summary": found,
        "yearly": round_or_404(found.year),
        "snapshot": snapshot,
        "page": page_by_key(steps, request.GET, order="-at"),
        "total": steps.count(),
    }
    return render(request, "reporting/errata.html", context)
