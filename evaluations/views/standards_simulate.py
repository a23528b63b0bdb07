"""Trying a version on the filings of an earlier round: how many would move which way."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from evaluations.models import Simulation, StandardVersion
from evaluations.queries import definition_of, visible_versions
from evaluations.rules import may_simulate
from evaluations.services.simulation import SIMULATE, request_simulation
from evaluations.simulation_queries import matrix_option, outcome_of, simulations_of
from evaluations.standard_forms import SimulationForm
from portal.enums import Side, SizeClass
from portal.errors import NotPermitted
from portal.middleware import PortalRequest
from portal.models import Job
from portal.queries import visible_jobs
from portal.tenancy import Actor
from portal.views.access import member_page

RUNS_LISTED = 10


@member_page(Side.MINISTRY)
def simulate(request: PortalRequest, pk: int) -> HttpResponse:
    """Runs of this version's text, one of them in full; a POST starts another."""
    version = get_object_or_404(visible_versions(request.actor), pk=pk)
    if refusal := may_simulate(request.actor):
        raise NotPermitted(refusal)
    form = SimulationForm(request.POST or None, version=version)
    if request.method == "POST" and form.is_valid():
        request_simulation(actor=request.actor, version=version, **form.cleaned_data)
        return redirect("evaluations:standard-simulate", pk=pk)
    runs = list(simulations_of(request.actor, version)[:RUNS_LISTED])
    context = {"version": version, "form": form, "runs": runs, "job": _job(request.actor, version)}
    if run := _chosen(runs, request.GET.get("run", "")):
        context |= _result(run, version, request)
    status = 400 if form.errors else 200
    return render(request, "evaluations/standards/simulate.html", context, status=status)


def _chosen(runs: list[Simulation], wanted: str) -> Simulation | None:
    """The run asked for among those listed, else the newest."""
    return next((run for run in runs if str(run.pk) == wanted), runs[0] if runs else None)


def _job(actor: Actor, version: StandardVersion) -> Job | None:
    jobs = visible_jobs(actor).filter(kind=SIMULATE, params__version=version.pk)
    return jobs.select_related("created_by", "result_file").first()


def _result(run: Simulation, version: StandardVersion, request: PortalRequest) -> dict[str, Any]:
    division, size = request.GET.get("division", ""), request.GET.get("size", "")
    size = size if size in SizeClass.values else ""
    old, new = definition_of(run.round.standard_version), definition_of(version)
    whole = outcome_of(run, old, new)
    division = division if division in {part.code for part in whole.divisions} else ""
    outcome = outcome_of(run, old, new, division=division, size=size) if division or size else whole
    option, table = matrix_option(outcome)
    names = {part.code: part.name for part in (*whole.divisions, *whole.sizes)}
    chosen = (("division", _("Industry division"), division), ("size", _("Size"), size))
    return {
        "run": run,
        "outcome": outcome,
        "option": option,
        "table": table,
        "chips": [(parameter, label, names[code]) for parameter, label, code in chosen if code],
        "open_titles": [new.item(code) for code in run.open_items if new.has_item(code)],
    }
