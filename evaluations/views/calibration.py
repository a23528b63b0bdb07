"""Calibration filings: handed out, how far each has come, and how far their readers are from each other."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from evaluations.calibration_forms import CalibrationForm
from evaluations.calibration_queries import (
    ENDED,
    RUNNING,
    CalibrationFigures,
    calibration_figures,
    visible_calibrations,
)
from evaluations.calibration_rules import are_enough, may_calibrate
from evaluations.models import Calibration, Round
from evaluations.queries import rounds_known
from evaluations.services.calibration import begin_calibration
from evaluations.views.agreement import drift_chart, round_named
from evaluations.views.answering import act, status_of
from portal.enums import Role, Side
from portal.middleware import PortalRequest
from portal.paging import page_by_key
from portal.views.access import member_page


@member_page(Side.AUTHORITY, roles=(Role.APPROVER, Role.ADMINISTRATOR))
def calibration(request: PortalRequest) -> HttpResponse:
    """Of the year in the URL, else of the latest round; a POST draws filings and gives them to their readers."""
    yearly = round_named(request)
    form = CalibrationForm(request.POST if request.method == "POST" else None, actor=request.actor)
    if request.method == "POST" and act(request, form, lambda: _begin(request, yearly, form)):
        return redirect(f"{reverse('evaluations:calibration')}?year={yearly.year}")
    context = {
        "form": form,
        "year": yearly.year,
        "years": rounds_known(),
        "refusal": may_calibrate(request.actor) or are_enough(len(form.reviewers)),
    }
    return render(
        request, "evaluations/calibration.html", context | _found(request, yearly), status=status_of(request, form)
    )


def _begin(request: PortalRequest, yearly: Round, form: CalibrationForm) -> None:
    begin_calibration(actor=request.actor, yearly=yearly, **form.cleaned_data)


def _found(request: PortalRequest, yearly: Round) -> dict[str, Any]:
    state = request.GET.get("state", "")
    found = visible_calibrations(request.actor, yearly, state)
    page = page_by_key(found, request.GET, order="at" if request.GET.get("sort") == "at" else "-at")
    figures = calibration_figures(request.actor, yearly)
    readers = figures.readers_of(row.filing_id for row in page.rows)
    option, table = drift_chart(figures.names, figures.months)
    return {
        "state": state if state in (RUNNING, ENDED) else "",
        "page": page,
        "total": found.count(),
        "readers": readers,
        "rows": [(row, *_cells(row, figures, readers)) for row in page.rows],
        "figures": figures,
        "option": option,
        "table": table,
    }


def _cells(row: Calibration, figures: CalibrationFigures, readers: list[tuple[int, str]]) -> tuple[Any, Any]:
    """(mean, [(total, distance) of each reader]); without a mean while somebody still reads."""
    done = figures.filings.get(row.filing_id)
    if done is None:
        return None, [(None, None)] * len(readers)
    return done.mean, [(done.total(person), done.distance(person)) for person, _name in readers]
