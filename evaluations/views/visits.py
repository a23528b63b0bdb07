"""Site visits: the list, a sample drawn and shown, and one visit with what was found."""

import secrets
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from evaluations.models import Round, Visit
from evaluations.queries import definition_of
from evaluations.services.visit_export import request_visit_export
from evaluations.services.visits import arrange_visit, plan_visits, request_form
from evaluations.stages import stage_of
from evaluations.views.answering import act, status_of, stored_meanwhile
from evaluations.views.triage import round_asked
from evaluations.visit_forms import ArrangeForm, CorrectForm, PlanForm, VisitFilterForm
from evaluations.visit_queries import (
    FoundItem,
    filter_visits,
    found_items,
    frame_of,
    is_repeatable,
    strata_of,
    visible_plans,
    visit_of,
)
from evaluations.visit_rules import may_arrange, may_plan_visits, may_write_findings
from portal.enums import Side
from portal.forms.errors import refusal_of
from portal.middleware import PortalRequest
from portal.paging import page_by_key
from portal.views.access import member_page

PLANS = 10


@require_GET
@member_page(Side.AUTHORITY)
def visits(request: PortalRequest) -> HttpResponse:
    """Every visit in the office's reach, and the samples they come from."""
    form = VisitFilterForm(request.GET, actor=request.actor)
    wanted = form.wanted()
    found = filter_visits(request.actor, wanted)
    page = page_by_key(found.select_related("filing__city"), request.GET, order=wanted.order)
    context = {
        "form": form,
        "chips": form.chips(),
        "year": wanted.year,
        "page": page,
        "rows": page.rows,
        "total": found.count(),
        "plans": visible_plans(request.actor).filter(round__year=wanted.year)[:PLANS],
        "plan_refusal": may_plan_visits(request.actor),
    }
    return render(request, "evaluations/visits/list.html", context)


@require_POST
@member_page(Side.AUTHORITY)
def export(request: PortalRequest) -> HttpResponse:
    """Promise a workbook of the filter in the URL."""
    form = VisitFilterForm(request.GET, actor=request.actor)
    wanted = form.wanted()
    if form.errors:
        raise refusal_of(form)
    return redirect("portal:job", pk=request_visit_export(actor=request.actor, wanted=wanted).pk)


@member_page(Side.AUTHORITY)
def new_plan(request: PortalRequest) -> HttpResponse:
    """How large a sample, of what, by which seed; a POST draws it."""
    yearly = round_asked(request)
    form = PlanForm(request.POST if request.method == "POST" else None, initial={"key": secrets.token_hex(16)})
    made: list[int] = []
    if request.method == "POST" and yearly and act(request, form, lambda: made.append(_plan(request, yearly, form))):
        return redirect("evaluations:visit-plan", pk=made[0])
    frame = frame_of(request.actor, yearly) if yearly else {}
    context = {
        "form": form,
        "round": yearly,
        "strata": len(frame),
        "filings": sum(len(filings) for filings in frame.values()),
        "refusal": may_plan_visits(request.actor),
    }
    return render(request, "evaluations/visits/new.html", context, status=status_of(request, form))


def _plan(request: PortalRequest, yearly: Round, form: PlanForm) -> int:
    return plan_visits(actor=request.actor, yearly_round=yearly, **form.cleaned_data).pk


@require_GET
@member_page(Side.AUTHORITY)
def plan(request: PortalRequest, pk: int) -> HttpResponse:
    """What was drawn out of what, so that it can be shown to an auditor and drawn again."""
    found = get_object_or_404(visible_plans(request.actor), pk=pk)
    page = page_by_key(strata_of(found), request.GET, order="id")
    definition = definition_of(found.round.standard_version)
    everything = list(strata_of(found).values_list("frame", "drawn"))
    context = {
        "plan": found,
        "page": page,
        "rows": [(row, stage_of(definition, row.level)) for row in page.rows],
        "strata": len(everything),
        "filings": sum(len(frame) for frame, _drawn in everything),
        "drawn": sum(len(drawn) for _frame, drawn in everything),
        "repeatable": is_repeatable(found),
    }
    return render(request, "evaluations/visits/plan.html", context)


@member_page(Side.AUTHORITY)
def visit(request: PortalRequest, pk: int) -> HttpResponse:
    """Day, team, state, which a POST sets; every item with claim, verdict and what was found."""
    found = visit_of(request.actor, pk)
    shown = {"version": found.version, "state": found.state, "day": found.day, "team": found.team, "note": found.note}
    form = ArrangeForm(request.POST if request.method == "POST" else None, initial=shown)
    if request.method == "POST" and act(request, form, lambda: _arrange(request, found, form)):
        return redirect("evaluations:visit", pk=pk)
    context = {"visit": found, "form": form, "arrange_refusal": may_arrange(request.actor)}
    context |= {"theirs": stored_meanwhile(request, form)}
    return render(
        request, "evaluations/visits/visit.html", context | _found(request, found), status=status_of(request, form)
    )


def _arrange(request: PortalRequest, found: Visit, form: ArrangeForm) -> None:
    arrange_visit(actor=request.actor, visit=found, **form.cleaned_data)


def _found(request: PortalRequest, found: Visit) -> dict[str, Any]:
    filing = found.filing
    items: list[FoundItem] = found_items(found, filing)
    due = [row for row in items if row.to_correct]
    refusal = may_write_findings(request.actor, filing)
    return {
        "filing": filing,
        "company": filing.enterprise,
        "items": items,
        "written": [row for row in items if row.finding],
        "due": due,
        "correct": CorrectForm(initial={"expected": len(due)}),
        "find_refusal": refusal,
    }


@require_POST
@member_page(Side.AUTHORITY)
def print_form(request: PortalRequest, pk: int) -> HttpResponse:
    job = request_form(actor=request.actor, visit=visit_of(request.actor, pk))
    return redirect("portal:job", pk=job.pk)
