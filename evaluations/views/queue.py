"""The queue of an office, and the same list over all offices for the ministry."""

from dataclasses import dataclass, replace

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from evaluations.enums import FilingState
from evaluations.models import Filing
from evaluations.queue_choices import ALL_STATES, MINE
from evaluations.queue_counts import count_each
from evaluations.queue_rows import row_of, with_row
from evaluations.review_forms import ExportForm, QueueForm
from evaluations.review_queue import Queue, QueueFilter
from evaluations.services.queue_export import request_export
from portal.enums import Role, Side
from portal.forms.errors import refusal_of
from portal.middleware import PortalRequest
from portal.paging import count_words, page_by_key
from portal.tenancy import Actor
from portal.views.access import member_page


@member_page(Side.AUTHORITY, Side.MINISTRY)
def queue(request: PortalRequest) -> HttpResponse:
    form = QueueForm(request.GET, actor=request.actor)
    wanted = form.wanted()
    found = Queue(request.actor, wanted)
    page = page_by_key(with_row(Filing.objects.all()), request.GET, order=wanted.order, slim=found.page())
    ready = _ready_made(request.actor)
    asked = [replace(wanted, state=tab.state, reviewer=tab.reviewer) for tab in ready]
    counts = count_each(found, (wanted, *asked))
    context = {
        "form": form,
        "chips": form.chips(),
        "page": page,
        "rows": [row_of(filing) for filing in page.rows],
        "total": counts[wanted],
        "tabs": [_tab(request, wanted, tab, counts[one]) for tab, one in zip(ready, asked, strict=True)],
        "over_all": request.actor.side == Side.MINISTRY,
        "year": wanted.year,
    }
    return render(request, "evaluations/review/queue.html", context)


@dataclass(frozen=True)
class _ReadyMade:
    """A state, and a reviewer, that people look at again and again."""

    word: str
    state: str
    reviewer: str = ""


def _ready_made(actor: Actor) -> list[_ReadyMade]:
    ready = [
        _ReadyMade(_("In the office's hands"), ""),
        _ReadyMade(_("Nobody assigned"), FilingState.SUBMITTED),
        _ReadyMade(_("Awaiting determination"), FilingState.REVIEWED),
        _ReadyMade(_("Returned"), FilingState.RETURNED),
        _ReadyMade(_("All"), ALL_STATES),
    ]
    mine = _ReadyMade(_("Mine"), "", MINE)
    return [ready[0], mine, *ready[1:]] if actor.has(Role.REVIEWER) else ready


def _tab(
    request: PortalRequest, wanted: QueueFilter, ready: _ReadyMade, count: int | None
) -> tuple[str, str, bool, str]:
    """The tab keeps whatever else is filtered by: its count and its list agree."""
    query = request.GET.copy()
    for name in ("after", "before", "state", "reviewer"):
        query.pop(name, None)
    query.update({name: value for name in ("state", "reviewer") if (value := getattr(ready, name))})
    address = f"{reverse('evaluations:queue')}?{query.urlencode()}".removesuffix("?")
    here = (ready.state, ready.reviewer) == (wanted.state, wanted.reviewer)
    return ready.word, address, here, "" if count is None else count_words(count)


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
