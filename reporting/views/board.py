"""The ministry's home: 37 authorities, what is missing, the nation against its targets."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from portal.enums import Role, Side
from portal.errors import InvalidInput, PortalError
from portal.middleware import PortalRequest
from portal.views.access import member_page
from reporting.board import (
    LATE,
    BoardRow,
    choose_rows,
    count_states,
    fill_rows,
    late_rows,
    rows_of_year,
    since_yesterday,
)
from reporting.enums import BoardState
from reporting.national import measure_targets
from reporting.pace import DAYS
from reporting.queries import latest_job_for
from reporting.services.collecting import COLLECT, request_collection
from reporting.services.nudges import names_of, nudge_offices
from reporting.targets import SOURCE, TARGETS
from reporting.views.access import round_or_404
from reporting.views.frame import frame_of


@require_GET
@member_page(Side.MINISTRY, roles=(Role.OFFICER,))
def board(request: PortalRequest, year: int | None = None) -> HttpResponse:
    """One year; without a year the latest. Filter and order are in the URL."""
    return _show(request, year)


@require_POST
@member_page(Side.MINISTRY, roles=(Role.OFFICER,))
def collect(request: PortalRequest, year: int) -> HttpResponse:
    """Promise the ZIP of the ticked summaries, or of all submitted ones; the board shows its progress."""
    round_or_404(year)

    def promise(codes: list[str]) -> None:
        request_collection(actor=request.actor, year=year, codes=codes)

    return _act(request, year, promise, "archive")


@require_POST
@member_page(Side.MINISTRY, roles=(Role.OFFICER,))
def nudge(request: PortalRequest, year: int) -> HttpResponse:
    """Ask one authority, the ticked ones or all that are missing for their summary."""
    round_or_404(year)

    def ask(codes: list[str]) -> None:
        nudged = nudge_offices(actor=request.actor, year=year, codes=codes)
        told = len(nudged.told)
        words = ngettext("%(count)d authority was asked.", "%(count)d authorities were asked.", told) % {"count": told}
        if nudged.before:
            before = _("Asked today already: %s.") % names_of(nudged.before)
            words = f"{words} {before}"
        messages.success(request, words)

    return _act(request, year, ask, "list")


def _act(request: PortalRequest, year: int, service: Callable[[list[str]], None], part: str) -> HttpResponse:
    """Do it and come back to that part of the board; a refusal shows the board again with the ticks as they were."""
    try:
        service(_codes(request))
    except PortalError as refusal:
        request.refusal = refusal
        return _show(request, year, refusal)
    return HttpResponseRedirect(f"{reverse('reporting:board', args=[year])}{_query_of(request)}#{part}")


def _codes(request: PortalRequest) -> list[str]:
    """The one named by its own button, else the ticked ones; none when the button is for all."""
    if only := request.POST.get("only"):
        return [only]
    ticked = request.POST.getlist("office")
    if "ticked" in request.POST and not ticked:
        raise InvalidInput({"office": [_("No authority is ticked. Tick at least one in the list, then choose again.")]})
    return ticked if "ticked" in request.POST else []


def _query_of(request: PortalRequest) -> str:
    kept = {name: request.POST[name] for name in ("state", "sort") if request.POST.get(name)}
    return f"?{urlencode(kept)}" if kept else ""


def _show(request: PortalRequest, wanted: int | None, refusal: PortalError | None = None) -> HttpResponse:
    context = frame_of(wanted, "board")
    if not context:
        return render(request, "reporting/board_empty.html")
    year, yearly = context["year"], context["yearly"]
    rows = fill_rows(request.actor, yearly, rows_of_year(request.actor, year, yearly.summary_due_on))
    context |= _list(request, rows) | {"days": DAYS}
    context |= {"targets": measure_targets(request.actor, yearly), "source": SOURCE, "target_years": list(TARGETS)}
    context["job"] = latest_job_for(request.actor, COLLECT, year=year)
    if refusal:
        sentences = refusal.errors if isinstance(refusal, InvalidInput) else {"office": [_sentence(refusal)]}
        context |= {"errors": sentences, "ticked": request.POST.getlist("office")}
    return render(request, "reporting/board.html", context, status=refusal.status if refusal else 200)


def _sentence(refusal: PortalError) -> str:
    return f"{refusal.message} {refusal.remedy}".strip()


def _list(request: PortalRequest, rows: list[BoardRow]) -> dict[str, Any]:
    query = request.POST if request.method == "POST" else request.GET
    state, order = query.get("state", ""), query.get("sort", "")
    counts, late = count_states(rows), late_rows(rows)
    return {
        "rows": rows,
        "chosen": choose_rows(rows, state=state, order=order),
        "state": state,
        "order": order,
        "tabs": _tabs(counts, len(rows), len(late), state, order),
        "counts": list(counts.items()),
        "late": late,
        "submitted": sum(row.is_submitted for row in rows),
        "missing": [row for row in rows if not row.is_submitted],
        "changes": since_yesterday(rows),
        "last_nudge": max((row.nudge for row in rows if row.nudge), key=lambda nudge: nudge.at, default=None),
    }


def _tabs(counts: dict[BoardState, int], total: int, late: int, state: str, order: str) -> list[tuple[str, str, bool]]:
    known = state in (*BoardState.values, LATE)
    words = [(_("All (%d)") % total, "", not known)]
    words += [(f"{value.label} ({number})", str(value), state == value) for value, number in counts.items()]
    words.append((_("Late (%d)") % late, LATE, state == LATE))
    return [(word, _address(value, order), here) for word, value, here in words]


def _address(state: str, order: str) -> str:
    return "?" + urlencode({name: value for name, value in (("state", state), ("sort", order)) if value}) + "#list"
