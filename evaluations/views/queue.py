"""The queue of an office, and the same list over all offices for the ministry."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qsl

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from evaluations.enums import FilingState, Step
from evaluations.models import Filing
from evaluations.procedure import procedure_of
from evaluations.queries import authority_round_at, round_of
from evaluations.queue_choices import ALL_STATES, MINE, UNASSIGNED
from evaluations.queue_columns import COLUMNS, REASONS, USUAL, Column, cells_of, columns_of, known_columns
from evaluations.queue_counts import count_each
from evaluations.queue_rows import row_of, with_row
from evaluations.queue_view_queries import Views, views_for
from evaluations.review_forms import ExportForm, QueueForm
from evaluations.review_queue import Queue, QueueFilter
from evaluations.services.queue_export import request_export
from evaluations.views.queue_views import address_of
from portal.enums import Role, Side
from portal.forms.errors import refusal_of
from portal.middleware import PortalRequest
from portal.paging import CURSORS, count_words, page_by_key
from portal.tenancy import Actor
from portal.views.access import member_page


@member_page(Side.AUTHORITY, Side.MINISTRY)
def queue(request: PortalRequest) -> HttpResponse:
    views = views_for(request.actor, request.GET)
    if views.default and not request.GET:
        return redirect(address_of(views.default))
    form = QueueForm(request.GET, actor=request.actor)
    wanted = form.wanted()
    shown = known_columns(request.GET.getlist("column"))
    context = {
        "form": form,
        "chips": form.chips(),
        "over_all": request.actor.side == Side.MINISTRY,
        "year": wanted.year,
        "by_expectation": wanted.by_expectation,
        "kept": [("view", request.GET.get("view", "")), *(("column", key) for key in shown)],
        "chosen": shown,
        "asked": [pair for pair in parse_qsl(request.GET.urlencode()) if pair[0] not in (*CURSORS, "column")],
        "here": request.GET.urlencode(),
    }
    columns = _with_reasons(request.actor, wanted, shown or views.columns)
    context |= _list(request, wanted, columns) | _views(request, views)
    return render(request, "evaluations/review/queue.html", context)


def _with_reasons(actor: Actor, wanted: QueueFilter, keys: list[str]) -> list[str]:
    """An order by expected difference always shows its reasons; the ministry reads nothing of it."""
    if actor.side == Side.MINISTRY:
        return [key for key in keys if key != REASONS]
    return [*(keys or USUAL), REASONS] if wanted.by_expectation else keys


def _list(request: PortalRequest, wanted: QueueFilter, keys: list[str]) -> dict[str, Any]:
    """The rows, and how many there are behind each tab."""
    found, columns = Queue(request.actor, wanted), columns_of(keys)
    page = page_by_key(
        with_row(Filing.objects.all(), request.actor.user_id), request.GET, order=wanted.order, slim=found.page()
    )
    ready = _ready_made(request.actor)
    asked = [replace(wanted, state=tab.state, reviewer=tab.reviewer) for tab in ready]
    counts = count_each(found, (wanted, *asked))
    used = _used_states(request.actor, wanted.year)
    shown_tabs = [(tab, one) for tab, one in zip(ready, asked, strict=True) if _is_used(tab, counts[one], wanted, used)]
    rows = [row_of(filing) for filing in page.rows]
    shown = {column.key for column in columns}
    return {
        "page": page,
        "columns": columns,
        "every_column": [(column, column.key in shown) for column in _offered(request.actor)],
        "rows": [(row.filing, cells_of(row, columns)) for row in rows],
        "total": counts[wanted],
        "tabs": [_tab(request, wanted, tab, counts[one]) for tab, one in shown_tabs],
    }


def _is_used(tab: "_ReadyMade", count: int | None, wanted: QueueFilter, used: Collection[str]) -> bool:
    """An optional step's tab is there where the office's round has the step, or what waits there is asked for."""
    if tab.state not in OPTIONAL or tab.state in used or tab.state == wanted.state:
        return True
    # Without a formal check what was submitted waits for its reviewer, which another tab says.
    return bool(count) and tab.state != FilingState.SUBMITTED


def _used_states(actor: Actor, year: int) -> Collection[str]:
    yearly = round_of(year) if actor.side == Side.AUTHORITY else None
    flow = procedure_of(authority_round_at(actor.path, yearly)).flow if yearly else frozenset()
    return {state for state, step in OPTIONAL.items() if step in flow}


def _offered(actor: Actor) -> list[Column]:
    return [column for column in COLUMNS.values() if column.key != REASONS or actor.side != Side.MINISTRY]


def _views(request: PortalRequest, views: Views) -> dict[str, Any]:
    others = [(view, address_of(view), "" if views.owns(view) else str(view.owner)) for view in views.named]
    own = views.open if views.open and views.owns(views.open) else None
    return {"views": others, "open_view": views.open, "own_view": own}


# Whose tab is there only where the round has the step.
OPTIONAL = {
    FilingState.SUBMITTED: Step.FORMAL_CHECK,
    FilingState.INCOMPLETE: Step.FORMAL_CHECK,
    FilingState.ACCEPTED: Step.FORMAL_CHECK,
    FilingState.AT_CITY: Step.CITY_REVIEW,
}


@dataclass(frozen=True)
class _ReadyMade:
    """A state, and a reviewer, that people look at again and again."""

    word: str
    state: str
    reviewer: str = ""


def _ready_made(actor: Actor) -> list[_ReadyMade]:
    ready = [
        _ReadyMade(_("In the office's hands"), ""),
        _ReadyMade(_("Nobody assigned"), "", UNASSIGNED),
        _ReadyMade(_("To be checked"), FilingState.SUBMITTED),
        _ReadyMade(_("Returned at the formal check"), FilingState.INCOMPLETE),
        _ReadyMade(_("Accepted for review"), FilingState.ACCEPTED),
        _ReadyMade(_("First review by the city"), FilingState.AT_CITY),
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
    for name in (*CURSORS, "state", "reviewer"):
        query.pop(name, None)
    query.setdefault("view", "")  # an address that names nothing opens the person's first view
    query.update({name: value for name in ("state", "reviewer") if (value := getattr(ready, name))})
    address = f"{reverse('evaluations:queue')}?{query.urlencode()}"
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
