"""The queue of an office, and the same list over all offices for the ministry."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from evaluations.enums import FilingState
from evaluations.models import Filing
from evaluations.review_forms import ExportForm, QueueForm, refusal_of
from evaluations.review_queue import ALL_STATES, MINE, QueueFilter, filter_queue, row_of, with_review
from evaluations.services.queue_export import request_export
from portal.enums import Role, Side
from portal.middleware import PortalRequest
from portal.paging import Page, page_by_key
from portal.tenancy import Actor
from portal.views.access import member_page


@member_page(Side.AUTHORITY, Side.MINISTRY)
def queue(request: PortalRequest) -> HttpResponse:
    form = QueueForm(request.GET, actor=request.actor)
    wanted = form.wanted()
    filings = filter_queue(request.actor, wanted)
    page = page_by_key(with_review(filings), request.GET, order=wanted.order)
    return render(
        request, "evaluations/review/queue.html", _context(request.actor, form, wanted, page, filings.count())
    )


def _context(actor: Actor, form: QueueForm, wanted: QueueFilter, page: Page[Filing], total: int) -> dict[str, Any]:
    return {
        "form": form,
        "chips": form.chips(),
        "page": page,
        "rows": [row_of(filing) for filing in page.rows],
        "total": total,
        "tabs": _tabs(actor, wanted),
        "over_all": actor.side == Side.MINISTRY,
        "year": wanted.year,
    }


def _tabs(actor: Actor, wanted: QueueFilter) -> list[tuple[str, str, bool]]:
    """Ready-made filters; the one in force is marked."""
    ready = [
        (_("In the office's hands"), "", ""),
        (_("Nobody assigned"), str(FilingState.SUBMITTED), ""),
        (_("Awaiting determination"), str(FilingState.REVIEWED), ""),
        (_("Returned"), str(FilingState.RETURNED), ""),
        (_("All"), ALL_STATES, ""),
    ]
    if actor.has(Role.REVIEWER):
        ready.insert(1, (_("Mine"), "", MINE))
    return [(word, _address(state, who), (state, who) == (wanted.state, wanted.reviewer)) for word, state, who in ready]


def _address(state: str, reviewer: str) -> str:
    query = "&".join(f"{name}={value}" for name, value in (("state", state), ("reviewer", reviewer)) if value)
    return f"{reverse('evaluations:queue')}?{query}" if query else reverse("evaluations:queue")


@require_POST
@member_page(Side.AUTHORITY, Side.MINISTRY)
def export(request: PortalRequest) -> HttpResponse:
    """Promise a workbook of the filter in the URL; the job's page shows progress and the file."""
    form = QueueForm(request.GET, actor=request.actor)
    wanted, kind = form.wanted(), ExportForm(request.POST)
    if form.errors or not kind.is_valid():
        raise refusal_of(form if form.errors else kind)
    job = request_export(actor=request.actor, wanted=wanted, format_name=kind.cleaned_data["format"] or "xlsx")
    return redirect("portal:job", pk=job.pk)
