"""What stands on the page of the queue: the list, its tabs, the saved views, and a view's form that was refused."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qsl

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from evaluations.enums import FilingState, Step
from evaluations.models import QueueView
from evaluations.procedure import procedure_of
from evaluations.queries import authority_round_in
from evaluations.queue_choices import ALL_STATES, MINE, UNASSIGNED
from evaluations.queue_columns import COLUMNS, REASONS, USUAL, Column, cells_of, columns_of, known_columns
from evaluations.queue_counts import read_page
from evaluations.queue_rows import row_of
from evaluations.queue_view_queries import Views
from evaluations.review_forms import QueueForm, ViewForm
from evaluations.review_queue import Queue, QueueFilter
from portal.enums import Role, Side
from portal.middleware import PortalRequest
from portal.paging import CURSORS, count_words
from portal.tenancy import Actor


def queue_page(
    request: PortalRequest, views: Views, *, refused: ViewForm | None = None, status: int = 200
) -> HttpResponse:
    """The list that the URL asks for; `refused` is what was typed of a view and could not be kept."""
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
    context |= _list(request, wanted, columns) | _views(request, views, refused)
    return render(request, "evaluations/review/queue.html", context, status=status)


def _with_reasons(actor: Actor, wanted: QueueFilter, keys: list[str]) -> list[str]:
    """An order by expected difference always shows its reasons; the ministry reads nothing of it."""
    if actor.side == Side.MINISTRY:
        return [key for key in keys if key != REASONS]
    return [*(keys or USUAL), REASONS] if wanted.by_expectation else keys


def _list(request: PortalRequest, wanted: QueueFilter, keys: list[str]) -> dict[str, Any]:
    """The rows, and how many there are behind each tab."""
    found, columns = Queue(request.actor, wanted), columns_of(keys)
    ready = _ready_made(request.actor)
    asked = [replace(wanted, state=tab.state, reviewer=tab.reviewer) for tab in ready]
    page, counts = read_page(found, request.GET, (wanted, *asked))
    used = _used_states(request.actor, wanted.year)
    shown_tabs = [(tab, one) for tab, one in zip(ready, asked, strict=True) if _is_used(tab, counts[one], wanted, used)]
    rows, mark = [row_of(filing) for filing in page.rows], _("Mark %(company)s")
    shown = {column.key for column in columns}
    return {
        "page": page,
        "columns": columns,
        "every_column": [(column, column.key in shown) for column in _offered(request.actor)],
        "rows": [(row.filing, mark % {"company": row.filing.company}, cells_of(row, columns)) for row in rows],
        "total": counts[wanted],
        "tabs": [_tab(request, wanted, tab, counts[one]) for tab, one in shown_tabs],
    }


def _is_used(tab: "_ReadyMade", count: int | None, wanted: QueueFilter, used: Collection[str]) -> bool:
    """An optional step's tab is there where the office's round has the step, or what waits there is asked for."""
    if tab.state not in OPTIONAL or tab.state in used:
        return True
    # Without a formal check what was submitted waits for its reviewer, which another tab says.
    return tab.state != FilingState.SUBMITTED and (bool(count) or tab.state == wanted.state)


def _used_states(actor: Actor, year: int) -> Collection[str]:
    if actor.side != Side.AUTHORITY:
        return ()
    flow = procedure_of(authority_round_in(actor.path, year)).flow
    return {state for state, step in OPTIONAL.items() if step in flow}


def _offered(actor: Actor) -> list[Column]:
    return [column for column in COLUMNS.values() if column.key != REASONS or actor.side != Side.MINISTRY]


def _views(request: PortalRequest, views: Views, refused: ViewForm | None) -> dict[str, Any]:
    others = [(view, address_of(view), "" if views.owns(view) else str(view.owner)) for view in views.named]
    own = views.open if views.open and views.owns(views.open) else None
    forms = {"new_form": ViewForm(auto_id=NEW), "own_form": ViewForm(auto_id=OWN, initial=_kept(own)) if own else None}
    if refused:
        forms["own_form" if refused.auto_id == OWN else "new_form"] = refused
    return {"views": others, "open_view": views.open, "own_view": own, "refused": refused} | forms


def _kept(view: QueueView) -> dict[str, Any]:
    return {name: getattr(view, name) for name in ("name", "shared", "is_default", "version")}


def address_of(view: QueueView) -> str:
    query = QueryDict(view.query, mutable=True)
    query["view"] = str(view.pk)
    return f"{reverse('evaluations:queue')}?{query.urlencode()}"


# The names of the two forms' fields: of a new view, and of the one that is open.
NEW, OWN = "new-%s", "own-%s"
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
