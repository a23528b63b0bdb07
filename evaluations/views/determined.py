"""Determined results: the approver's list, and the batch that goes on public notice or is published at once."""

from dataclasses import replace
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_POST

from evaluations.determined_queries import (
    Counted,
    DeterminedFilter,
    count_by_place,
    determined_filings,
    listed,
    rows_of,
)
from evaluations.enums import Step
from evaluations.models import AuthorityRound, Round
from evaluations.procedure import procedure_of
from evaluations.publication_columns import DETERMINED, USUAL_DETERMINED, asked_beside, cells_of, shown_columns, ticked
from evaluations.publication_forms import BatchForm, DeterminedForm, NoticeForm
from evaluations.queries import authority_round_at
from evaluations.services.publication_export import request_determined_export
from evaluations.services.publishing_jobs import PUBLISH_RESULTS, request_announcement, request_publication
from evaluations.views.answering import act, status_of
from portal.enums import Role, Side
from portal.forms.errors import refusal_of
from portal.forms.exports import ExportForm
from portal.middleware import PortalRequest
from portal.models import Job
from portal.paging import count_rows, page_by_key
from portal.queries import own_jobs
from portal.tenancy import Actor, current_actor
from portal.views.access import member_page


@member_page(Side.AUTHORITY, roles=(Role.APPROVER,))
def determined(request: PortalRequest) -> HttpResponse:
    """What waits to be made known, widest gap first."""
    form = DeterminedForm(request.GET, actor=request.actor)
    wanted = replace(form.wanted(), chosen=())
    filings = determined_filings(request.actor, wanted)
    page = page_by_key(listed(filings), request.GET, order=wanted.order)
    columns = shown_columns(DETERMINED, USUAL_DETERMINED, request.GET.getlist("column"))
    context = {
        "form": form,
        "chips": form.chips(),
        "page": page,
        "columns": columns,
        "chosen": request.GET.getlist("column"),
        "every_column": ticked(DETERMINED, columns),
        "asked": asked_beside(request.GET, "column"),
        "rows": [(row.filing, cells_of(row, columns)) for row in rows_of(page.rows)],
        "total": count_rows(filings)[0],
        "job": _latest_job(request.actor),
    }
    context |= _procedure(request.actor, form.known.get(wanted.year))
    return render(request, "evaluations/publishing/determined.html", context)


@require_POST
@member_page(Side.AUTHORITY, roles=(Role.APPROVER,))
def export(request: PortalRequest) -> HttpResponse:
    """Promise a file of the filter in the URL; the job's page shows progress and the file."""
    form, kind = DeterminedForm(request.GET, actor=request.actor), ExportForm(request.POST)
    wanted = replace(form.wanted(), chosen=())
    if form.errors or not kind.is_valid():
        raise refusal_of(form if form.errors else kind)
    format_name = kind.cleaned_data["format"] or "xlsx"
    job = request_determined_export(actor=request.actor, wanted=wanted, format_name=format_name)
    return redirect("portal:job", pk=job.pk)


@member_page(Side.AUTHORITY, roles=(Role.APPROVER,))
def batch(request: PortalRequest) -> HttpResponse:
    """What the filter, or the choice, comes to by city and stage; then the one step that the round has for it."""
    asked = DeterminedForm(request.GET, actor=request.actor)
    wanted = asked.wanted()
    procedure = _procedure(request.actor, asked.known.get(wanted.year))
    form = (NoticeForm if procedure["has_notice"] else BatchForm)(request.POST or None, initial=BatchForm.shown_now())
    done: list[str] = []
    if (
        request.method == "POST"
        and not asked.errors
        and act(request, form, lambda: done.append(_promise(form, wanted)))
    ):
        return redirect(done[0])
    counted = None if asked.errors else _counted(request.actor, wanted, form, procedure["round"])
    context: dict[str, Any] = {"form": form, "asked": asked, "chips": asked.chips(), "chosen": wanted.chosen}
    status = 400 if asked.errors else status_of(request, form)
    return render(
        request, "evaluations/publishing/batch.html", context | {"counted": counted} | procedure, status=status
    )


def _promise(form: BatchForm, wanted: DeterminedFilter) -> str:
    """Where the person goes on: to the new notice, or back to the list with its job."""
    actor, until = current_actor(), form.cleaned_data["until"]
    if isinstance(form, NoticeForm):
        notice = request_announcement(actor=actor, wanted=wanted, until=until, words=form.words())
        return reverse("evaluations:notice", args=[notice.pk])
    request_publication(actor=actor, wanted=wanted, until=until)
    return f"{reverse('evaluations:determined')}?year={wanted.year}"


def _counted(actor: Actor, wanted: DeterminedFilter, form: BatchForm, yearly: Round | None) -> Counted | None:
    until = parse_datetime(str(form["until"].value())) or None
    return count_by_place(determined_filings(actor, wanted, until=until), yearly) if yearly else None


def _procedure(actor: Actor, yearly: Round | None) -> dict[str, Any]:
    """The round and what the authority set for it."""
    settings: AuthorityRound | None = authority_round_at(actor.path, yearly.pk) if yearly else None
    has_notice = Step.PUBLIC_NOTICE in procedure_of(settings).flow
    return {"round": yearly, "settings": settings, "has_notice": has_notice}


def _latest_job(actor: Actor) -> Job | None:
    """The publication without a notice that was asked for last; those of notices stand on their pages."""
    return own_jobs(actor).select_related("created_by", "result_file").filter(kind=PUBLISH_RESULTS).first()
