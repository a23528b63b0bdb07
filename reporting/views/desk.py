"""The ministry's other pages: the authorities compared, the targets, the compendium."""

from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from portal.enums import Role, Side
from portal.middleware import PortalRequest
from portal.models import Job
from portal.views.access import member_page
from portal.views.files import send_file
from reporting.comparison import (
    RECORDS,
    Choice,
    Line,
    compare,
    describe_sources,
    parts_of,
    read_choice,
    region_of,
    total_of,
)
from reporting.compendium import as_of
from reporting.compendium_data import count_included
from reporting.desk_charts import compare_option
from reporting.desk_queries import compendia_of
from reporting.enums import Cities
from reporting.heat import heat_of
from reporting.lineage import KINDS
from reporting.queries import latest_job_for
from reporting.reading import format_number
from reporting.services.comparing import EXPORT_COMPARISON, request_comparison
from reporting.services.compendia import BUILD_COMPENDIUM, request_compendium
from reporting.sources import sources_of_year
from reporting.targets import SOURCE
from reporting.tracker import track_targets
from reporting.views.access import round_or_404
from reporting.views.frame import frame_of


@require_GET
@member_page(Side.MINISTRY, roles=(Role.OFFICER,))
def comparison(request: PortalRequest, year: int) -> HttpResponse:
    """Figures and authorities as the address names them, and the nation's divisions over the same ones."""
    context, choice = frame_of(year, "compare"), read_choice(request.GET)
    lines = compare(choice, sources_of_year(request.actor, year))
    heat = heat_of(parts_of(lines), get_language() or "")
    context |= _choices(choice) | _chart_of(choice, lines)
    context |= {"lines": lines, "total": total_of(choice, lines), "sources": describe_sources(lines), "heat": heat}
    context["heat_height"] = _height_of(len(heat.rows))
    context["job"] = latest_job_for(request.actor, EXPORT_COMPARISON, year=year)
    context["query"] = request.GET.urlencode()
    return render(request, "reporting/compare.html", context)


@require_POST
@member_page(Side.MINISTRY, roles=(Role.OFFICER,))
def export_comparison(request: PortalRequest, year: int) -> HttpResponse:
    """The same choice as a workbook, by a job that the page shows."""
    round_or_404(year)
    request_comparison(actor=request.actor, year=year, choice=read_choice(request.GET))
    return redirect(f"{reverse('reporting:compare', args=[year])}?{request.GET.urlencode()}#export")


@require_GET
@member_page(Side.MINISTRY, roles=(Role.OFFICER,))
def targets(request: PortalRequest, year: int) -> HttpResponse:
    """The nation against its targets, over the rounds up to this year."""
    context = frame_of(year, "targets")
    counted = [found for found in context["rounds"] if found.year <= year]
    context |= {"tracks": track_targets(request.actor, counted), "source": SOURCE}
    return render(request, "reporting/targets.html", context)


@require_GET
@member_page(Side.MINISTRY, roles=(Role.OFFICER,))
def compendium(request: PortalRequest, year: int) -> HttpResponse:
    """Every compendium of the year, and building the next."""
    context = frame_of(year, "compendium")
    found = compendia_of(request.actor, year)[:200]
    job: Job | None = latest_job_for(request.actor, BUILD_COMPENDIUM, year=year)
    rows = [(made, as_of(made.data), count_included(made.data)) for made in found]
    context |= {"compendia": rows, "job": job}
    return render(request, "reporting/compendium.html", context)


@require_POST
@member_page(Side.MINISTRY, roles=(Role.OFFICER,))
def build_compendium(request: PortalRequest, year: int) -> HttpResponse:
    round_or_404(year)
    request_compendium(actor=request.actor, year=year)
    return redirect("reporting:compendium", year=year)


@require_GET
@member_page(Side.MINISTRY, roles=(Role.OFFICER,))
def compendium_file(request: PortalRequest, year: int, number: int, kind: str) -> HttpResponseBase:
    """The PDF or the workbook of one compendium; `?inline=1` shows the PDF in the page."""
    made = get_object_or_404(compendia_of(request.actor, year), number=number)
    file = {"pdf": made.pdf, "xlsx": made.xlsx}.get(kind)
    if file is None:
        raise Http404
    return send_file(file, inline="inline" in request.GET and kind == "pdf")


def _choices(choice: Choice) -> dict[str, Any]:
    """The form's boxes with what is ticked."""
    return {
        "choice": choice,
        "kinds": [(kind, kind.code in choice.figures) for kind in KINDS],
        "offices": [(code, region_of(record), code in choice.offices) for code, record in RECORDS.items()],
        "cities": [(value, label, value == choice.cities) for value, label in Cities.choices],
    }


def _chart_of(choice: Choice, lines: list[Line]) -> dict[str, Any]:
    """The bars of the figure that the lines are sorted by, in their order; lines without a value have none."""
    place = choice.figures.index(choice.measured)
    kind, language = choice.kinds[place], get_language() or ""
    bars = [(line.short, line.values[place]) for line in lines if line.values[place] is not None]
    rows = [(name, format_number(value, language)) for name, value in bars]
    caption = f"{kind.name} ({kind.unit})"
    table = {"head": [_("Authority"), caption], "rows": rows}
    found = {"caption": caption, "bars": compare_option(bars, str(kind.unit)), "bar_table": table, "drawn": bool(bars)}
    return found | {"bars_height": _height_of(len(bars))}


def _height_of(rows: int) -> str:
    """The canvas that gives each row of a chart its line."""
    return next((name for most, name in ((4, "s"), (10, "m"), (18, "l")) if rows <= most), "xl")
