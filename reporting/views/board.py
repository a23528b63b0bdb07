"""The ministry's home: 37 authorities, what is missing, the nation against its targets."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from evaluations.queries import all_rounds, round_of
from portal.enums import Role, Side
from portal.middleware import PortalRequest
from portal.views.access import member_page
from reporting.board import BoardRow, choose_rows, count_states, rows_of_year, since_yesterday
from reporting.enums import BoardState
from reporting.national import measure_targets
from reporting.queries import latest_job_for
from reporting.services.summaries import COLLECT, request_collection
from reporting.targets import SOURCE, TARGETS
from reporting.views.access import round_or_404


@require_GET
@member_page(Side.MINISTRY, roles=(Role.OFFICER,))
def board(request: PortalRequest, year: int | None = None) -> HttpResponse:
    """One year; without a year the latest. Filter and order are in the URL."""
    rounds = list(all_rounds())
    if not rounds and year is None:
        return render(request, "reporting/board_empty.html")
    year = rounds[0].year if year is None and rounds else year
    yearly = next((found for found in rounds if found.year == year), None)
    if yearly is None:
        raise Http404
    rows = rows_of_year(request.actor, yearly.year, yearly.summary_due_on)
    context = _list(request, rows, yearly.year) | {"yearly": yearly, "years": _years(rounds, yearly.year)}
    counted = round_of(yearly.year)
    assert counted is not None
    context |= {"targets": measure_targets(request.actor, counted), "source": SOURCE, "target_years": list(TARGETS)}
    context["job"] = latest_job_for(request.actor, COLLECT, year=yearly.year)
    return render(request, "reporting/board.html", context)


@require_POST
@member_page(Side.MINISTRY, roles=(Role.OFFICER,))
def collect(request: PortalRequest, year: int) -> HttpResponse:
    """Promise the ZIP of all submitted summaries; the board shows its progress."""
    round_or_404(year)
    request_collection(actor=request.actor, year=year)
    return redirect(f"{reverse('reporting:board', args=[year])}#archive")


def _list(request: PortalRequest, rows: list[BoardRow], year: int) -> dict[str, Any]:
    state, order = request.GET.get("state", ""), request.GET.get("sort", "")
    counts = count_states(rows)
    return {
        "rows": rows,
        "chosen": choose_rows(rows, state=state, order=order),
        "tabs": _tabs(counts, len(rows), state, order),
        "counts": [(known, number) for known, number in counts.items()],
        "late": [row for row in rows if row.is_late and not row.is_submitted],
        "submitted": sum(counts[state] for state in BoardState.with_ministry()),
        "recent": since_yesterday(rows),
        "year": year,
    }


def _tabs(counts: dict[BoardState, int], total: int, state: str, order: str) -> list[tuple[str, str, bool]]:
    known = state in BoardState.values
    words = [(_("All (%d)") % total, "", not known)]
    words += [(f"{value.label} ({number})", str(value), state == value) for value, number in counts.items()]
    return [(word, _address(value, order), here) for word, value, here in words]


def _address(state: str, order: str) -> str:
    return "?" + urlencode({name: value for name, value in (("state", state), ("sort", order)) if value}) + "#list"


def _years(rounds: list[Any], year: int) -> list[tuple[str, str, bool]]:
    return [(str(found.year), reverse("reporting:board", args=[found.year]), found.year == year) for found in rounds]
