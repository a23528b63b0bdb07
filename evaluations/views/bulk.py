"""One step with many filings: counts before anything happens, then the work with its outcome, and the way back."""

import secrets
from typing import Any
from urllib.parse import parse_qsl

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from evaluations.bulk_forms import BulkForm
from evaluations.bulk_queries import (
    Chosen,
    assignees_for,
    count_chosen,
    failed_lines,
    job_of,
    outcomes_of,
    shares_of,
    visible_steps,
)
from evaluations.bulk_rules import MOST_FILINGS, UNDO_FOR, ended_at, may_take_in_bulk, may_undo
from evaluations.distribution_queries import plan_distribution
from evaluations.enums import BulkKind
from evaluations.models import BulkStep
from evaluations.queries import definition_of, round_of
from evaluations.review_forms import QueueForm
from evaluations.services.bulk import start_bulk, undo_bulk
from evaluations.stages import stage_of
from portal.enums import Side
from portal.errors import InvalidInput, PortalError
from portal.forms.errors import refusal_of, show_errors
from portal.middleware import PortalRequest
from portal.paging import page_by_key
from portal.views.access import member_page

LISTED = 10


@require_GET
@member_page(Side.AUTHORITY)
def bulk_steps(request: PortalRequest) -> HttpResponse:
    """Which steps the choice in the URL can take, with how many filings each; and the latest ones taken."""
    chosen = _chosen(request)
    kinds = [kind for kind in BulkKind if not may_take_in_bulk(request.actor, kind)]
    kinds = [kind for kind in kinds if chosen.sources(request.actor, kind)]
    offered = [(kind, chosen.filings(request.actor, kind).order_by().count()) for kind in kinds]
    context = {"offered": offered, "query": request.GET.urlencode(), "latest": visible_steps(request.actor)[:LISTED]}
    return render(request, "evaluations/bulk/choose.html", context | {"picked": chosen.keys and len(chosen.keys)})


@member_page(Side.AUTHORITY)
def bulk_confirm(request: PortalRequest, kind: str) -> HttpResponse:
    """Counts by city and claimed stage, what goes with the step, one button."""
    wanted = _kind(kind)
    form = BulkForm(request.POST if request.method == "POST" else None, actor=request.actor, kind=wanted)
    status = 400 if form.errors else 200
    if request.method == "POST" and form.is_valid():
        try:
            typed = form.typed(named_keys(request.GET, "who"))
            step = start_bulk(actor=request.actor, chosen=_chosen(request), typed=typed)
        except InvalidInput as error:
            show_errors(form, error)
            status = error.status
        except PortalError as error:
            form.add_error(None, f"{error.message} {error.remedy}".strip())
            status = error.status
        else:
            return redirect("evaluations:bulk-step", pk=step.pk)
    return _confirm(request, wanted, form, status)


def _confirm(request: PortalRequest, kind: BulkKind, form: BulkForm, status: int) -> HttpResponse:
    chosen = _chosen(request)
    total, cities, levels = count_chosen(chosen.filings(request.actor, kind))
    yearly = round_of(chosen.wanted.year)
    stages = [(stage_of(definition_of(yearly.standard_version), code), n) for code, n in levels] if yearly else []
    key = request.POST.get("key") or secrets.token_hex(16)
    context = {
        "kind": kind,
        "distribution": _distribution(request, chosen)
        if kind == BulkKind.DISTRIBUTE and 0 < total <= MOST_FILINGS
        else None,
        "form": form,
        "total": total,
        "cities": cities,
        "stages": stages,
        "key": key[:40],
        "query": request.GET.urlencode(),
        "refusal": may_take_in_bulk(request.actor, kind),
        "item": chosen.item(request.actor, kind),
    }
    return render(request, "evaluations/bulk/confirm.html", context, status=status)


def _distribution(request: PortalRequest, chosen: Chosen) -> dict[str, Any]:
    """Who would get how many, among whom, and what nobody may review."""
    among, everybody = named_keys(request.GET, "who"), assignees_for(request.actor)
    plan = plan_distribution(request.actor, chosen, among)
    people = [(key, name, among is None or key in among) for key, name in everybody]
    kept = [(name, value) for name, value in parse_qsl(request.GET.urlencode()) if name != "who"]
    return {"shares": plan.shares, "explained": plan.explained, "seen": plan.seen, "people": people, "kept": kept,
            "given": len(plan.given), "impossible": len(plan.impossible)}  # fmt: skip


@require_GET
@member_page(Side.AUTHORITY)
def bulk_step(request: PortalRequest, pk: int) -> HttpResponse:
    """How far it is, what became of the filings, which ones were not possible and why, and until when it can be undone."""
    step = get_object_or_404(visible_steps(request.actor), pk=pk)
    job = job_of(step)
    ended = ended_at(step, job)
    context = {
        "step": step,
        "job": job,
        "outcomes": outcomes_of(step),
        "shares": shares_of(step) if step.kind == BulkKind.DISTRIBUTE else [],
        "page": page_by_key(failed_lines(request.actor, step), request.GET, order="id"),
        "refusal": may_undo(step, job, timezone.now()),
        "until": ended + UNDO_FOR if ended else None,
    }
    return render(request, "evaluations/bulk/step.html", context)


@require_POST
@member_page(Side.AUTHORITY)
def bulk_undo(request: PortalRequest, pk: int) -> HttpResponse:
    step: BulkStep = get_object_or_404(visible_steps(request.actor), pk=pk)
    undo_bulk(actor=request.actor, step=step)
    return redirect("evaluations:bulk-step", pk=pk)


def _kind(word: str) -> BulkKind:
    if word not in BulkKind.values:
        raise Http404
    return BulkKind(word)


def _chosen(request: PortalRequest) -> Chosen:
    """The queue's filter in the URL; `pk` names some of its rows."""
    form: Any = QueueForm(request.GET, actor=request.actor)
    wanted = form.wanted()
    if form.errors:
        raise refusal_of(form)
    return Chosen(wanted, named_keys(request.GET, "pk"))


def named_keys(query: QueryDict, name: str) -> tuple[int, ...] | None:
    """None when nothing is named, which means all; a name that is no key names nothing."""
    if name not in query:
        return None
    return tuple(int(word) for word in query.getlist(name) if word.isdecimal() and len(word) < 18)
