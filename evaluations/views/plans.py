"""The company's improvement plan: a list that saves itself row by row."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from evaluations.explanation_queries import standpoint_of
from evaluations.filing_queries import own_filing, years_of
from evaluations.models import ImprovementAction, ImprovementPlan
from evaluations.plan_forms import ActionForm, PlanFilterForm, form_of
from evaluations.plan_queries import PlanView, own_action, own_plan, possible_owners, view_plan, visible_plans
from evaluations.services.plan_export import request_plan_export
from evaluations.services.plans import drop_action, restore_action, save_action, save_plan
from evaluations.views.conflicts import describe_plan_conflict
from evaluations.views.what_if import changes_of
from portal.enums import Side
from portal.errors import InvalidInput, Refused, Stale
from portal.forms.errors import refusal_of
from portal.middleware import PortalRequest
from portal.repeats import sent_with
from portal.views.access import member_page
from portal.views.answers import refused_answer, saved_answer, wants_json


@member_page(Side.ENTERPRISE)
def plan(request: PortalRequest) -> HttpResponse:
    """The latest plan, or the one that `?plan=` names; htmx asks for the summary alone after each save."""
    plans = list(visible_plans(request.actor))
    chosen = _chosen(request, plans)
    if chosen is None:
        return render(request, "evaluations/plan_empty.html", {"filing": next(iter(years_of(request.actor)), None)})
    found = view_plan(request.actor, chosen)
    if request.headers.get("HX-Request"):
        return render(request, "evaluations/plan_summary.html", {"found": found})
    return render(request, "evaluations/plan.html", _context(request, found, plans))


@require_POST
@member_page(Side.ENTERPRISE)
def save(request: PortalRequest, pk: int) -> HttpResponse:
    """What the what-if panel shows becomes the plan."""
    filing = own_filing(request.actor, pk)
    changes = changes_of(standpoint_of(filing), request.POST)
    saved = save_plan(actor=request.actor, filing=filing, changes=changes)
    return redirect(f"{reverse('evaluations:plan')}?plan={saved.plan.pk}")


@require_POST
@member_page(Side.ENTERPRISE)
def action(request: PortalRequest, pk: int) -> HttpResponse:
    """Save one action; scripts send the same form by themselves."""
    row = own_action(request.actor, pk)
    if wants_json(request):
        return _save_for_script(request, row)
    try:
        _send(request, row)
    except Stale as error:
        raise Refused(error.message, _("Reload the page, look at the stored text and save yours again.")) from error
    return redirect(_place(row))


@require_POST
@member_page(Side.ENTERPRISE)
def drop(request: PortalRequest, pk: int) -> HttpResponse:
    """Out of the plan, with the way back on the page that follows."""
    row = drop_action(actor=request.actor, action=own_action(request.actor, pk))
    return redirect(f"{reverse('evaluations:plan')}?plan={row.plan_id}&dropped={row.pk}")


@require_POST
@member_page(Side.ENTERPRISE)
def restore(request: PortalRequest, pk: int) -> HttpResponse:
    return redirect(_place(restore_action(actor=request.actor, action=own_action(request.actor, pk))))


@require_POST
@member_page(Side.ENTERPRISE)
def export(request: PortalRequest, pk: int) -> HttpResponse:
    """Promise a workbook of the plan; the job's page shows progress and the file."""
    job = request_plan_export(actor=request.actor, plan=own_plan(request.actor, pk))
    return redirect("portal:job", pk=job.pk)


def _chosen(request: PortalRequest, plans: list[ImprovementPlan]) -> ImprovementPlan | None:
    wanted = request.GET.get("plan", "")
    if wanted.isascii() and wanted.isdigit():
        return own_plan(request.actor, int(wanted[:15]))
    return plans[0] if plans else None


def _context(request: PortalRequest, found: PlanView, plans: list[ImprovementPlan]) -> dict[str, Any]:
    owners = possible_owners(request.actor)
    form = PlanFilterForm(request.GET, definition=found.definition, owners=owners)
    wanted = form.wanted()
    rows = [(row, form_of(row.action, owners)) for row in found.items if wanted.finds(row)]
    dropped = request.GET.get("dropped", "")
    years = [(str(p.filing.round.year), f"?plan={p.pk}", p.pk == found.plan.pk) for p in plans]
    return {
        "found": found,
        "plan": found.plan,
        "filing": found.plan.filing,
        "form": form,
        "chips": form.chips(),
        "rows": rows,
        "years": years if len(years) > 1 else [],
        "dropped": next(
            (row for row in found.items if str(row.action.pk) == dropped and row.action.dropped_from), None
        ),
    }


def _send(request: PortalRequest, row: ImprovementAction) -> ImprovementAction:
    form = ActionForm(request.POST, owners=_offered(request, row))
    if not form.is_valid():
        raise refusal_of(form)
    return save_action(
        actor=request.actor,
        action=row,
        change=form.change(),
        version=form.cleaned_data["version"],
        sent=sent_with(request),
    )


def _offered(request: PortalRequest, row: ImprovementAction) -> list[tuple[int, str]]:
    owners = possible_owners(request.actor)
    kept = [(row.owner_id, str(row.owner))] if row.owner_id and row.owner_id not in dict(owners) else []
    return owners + kept


def _save_for_script(request: PortalRequest, row: ImprovementAction) -> HttpResponse:
    try:
        saved = _send(request, row)
    except Stale as error:
        return render(request, "ui/conflict.html", describe_plan_conflict(error), status=409)
    except (InvalidInput, Refused) as error:
        return refused_answer(error, "action")
    return saved_answer(request, saved, saved.updated_at)


def _place(row: ImprovementAction) -> str:
    return f"{reverse('evaluations:plan')}?plan={row.plan_id}#action-{row.pk}"
