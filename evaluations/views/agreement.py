"""How the office's reviewers agree, how severe each is, and how that changes from month to month."""

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from evaluations.agreement import Months, months_of, severity_of
from evaluations.agreement_queries import figures_of
from evaluations.enums import FilingState
from evaluations.models import Round
from evaluations.queries import current_round, round_of, rounds_known
from portal.enums import Role, Side
from portal.middleware import PortalRequest
from portal.views.access import member_page


@require_GET
@member_page(Side.AUTHORITY, roles=(Role.APPROVER, Role.ADMINISTRATOR))
def agreement(request: PortalRequest) -> HttpResponse:
    """Of the year in the URL, else of the latest round."""
    yearly = round_named(request)
    figures = figures_of(request.actor, yearly)
    option, table = drift_chart(figures.names, figures.months)
    context = {
        "year": yearly.year,
        "years": rounds_known(),
        "figures": figures,
        "option": option,
        "table": table,
        "over": FilingState.REVIEWED.label,
    }
    return render(request, "evaluations/review/agreement.html", context)


def round_named(request: PortalRequest) -> Round:
    """Of the year in the URL, else the latest; Http404 where there is none."""
    year = request.GET.get("year", "")
    yearly = round_of(int(year)) if year.isdecimal() and len(year) == 4 else current_round()
    if yearly is None:
        raise Http404
    return yearly


def drift_chart(names: Mapping[int, str], sums: Months) -> tuple[dict[str, Any], dict[str, Any]]:
    """(option, table) of the mean difference by month, one line for each person."""
    months = months_of(sums)
    lines = [(names.get(person, ""), _means(of_person, months)) for person, of_person in sums.items()]
    option = {
        "legend": {"bottom": 0, "type": "scroll"},
        "grid": {"left": 8, "right": 16, "top": 32, "bottom": 40, "containLabel": True},
        "tooltip": {"trigger": "axis"},
        "xAxis": {"type": "category", "data": [f"{month:%Y-%m}" for month in months]},
        "yAxis": {"type": "value", "name": _("points")},
        "series": [
            {"type": "line", "name": name, "data": means, "connectNulls": True, "symbolSize": 8}
            for name, means in lines
        ],
    }
    rows = [[f"{month:%Y-%m}", *(_shown(means[place]) for _name, means in lines)] for place, month in enumerate(months)]
    return option, {"head": [_("Month"), *(name for name, _means in lines)], "rows": rows}


def _means(sums: Any, months: Any) -> list[float | None]:
    found = [severity_of([sums[month]]) if month in sums else None for month in months]
    return [None if one is None or one.mean is None else round(float(one.mean), 2) for one in found]


def _shown(value: float | None) -> str:
    return "—" if value is None else f"{value:+.2f}".replace("-", "−")
