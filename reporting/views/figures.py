"""The figures of a summary: charts, where each comes from, a recount, and what moved after they were frozen."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from portal.enums import Side
from portal.forms.errors import refusal_of
from portal.middleware import PortalRequest
from portal.paging import count_words, page_by_key
from portal.views.access import member_page
from reporting.errata import count_later_steps, later_steps
from reporting.figure_lines import figure_lines
from reporting.forms import StepFilterForm
from reporting.models import Snapshot, Summary
from reporting.queries import latest_snapshot
from reporting.sections import charts_of, present_figures, recount
from reporting.services.errata_export import request_errata_export
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
    later = count_later_steps(request.actor, found, yearly, snapshot) if snapshot else 0
    context = {
        "summary": found,
        "yearly": yearly,
        "snapshot": snapshot,
        "reading": reading,
        "charts": charts_of(reading),
        "recounted": live is not None,
        "lines": figure_lines(reading, live, request.actor),
        "later": later,
        "later_words": count_words(later),
        "manifest": reading.data.get("manifest"),
        "same_cut": live is not None and snapshot is not None and live.get("manifest") == snapshot.data.get("manifest"),
    }
    return render(request, "reporting/figures.html", context)


@require_GET
@member_page(Side.AUTHORITY, Side.MINISTRY)
def errata(request: PortalRequest, pk: int) -> HttpResponse:
    """The steps of filings after the figures were frozen, as the address filters and sorts them; the latest first."""
    found, snapshot = _frozen(request, pk)
    yearly, form = round_or_404(found.year), _filter(request, found)
    wanted = form.wanted()
    steps = later_steps(request.actor, found, yearly, snapshot, wanted)
    context = {
        "summary": found,
        "yearly": yearly,
        "snapshot": snapshot,
        "form": form,
        "chips": form.chips(),
        "page": page_by_key(steps, request.GET, order=wanted.order),
        "total": count_later_steps(request.actor, found, yearly, snapshot, wanted),
    }
    return render(request, "reporting/errata.html", context)


@require_POST
@member_page(Side.AUTHORITY, Side.MINISTRY)
def export_errata(request: PortalRequest, pk: int) -> HttpResponse:
    """Promise a workbook of the filter in the URL."""
    found, snapshot = _frozen(request, pk)
    form = _filter(request, found)
    wanted = form.wanted()
    if form.errors:
        raise refusal_of(form)
    job = request_errata_export(actor=request.actor, summary=found, snapshot=snapshot, wanted=wanted)
    return redirect("portal:job", pk=job.pk)


def _frozen(request: PortalRequest, pk: int) -> tuple[Summary, Snapshot]:
    found = summary_or_404(request, pk)
    snapshot = latest_snapshot(request.actor, found)
    if snapshot is None:
        raise Http404
    return found, snapshot


def _filter(request: PortalRequest, found: Summary) -> StepFilterForm:
    return StepFilterForm(request.GET, actor=request.actor.narrowed_to(found.scope))
