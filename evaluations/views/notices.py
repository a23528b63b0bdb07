"""The office's public notices: what is on them, what was objected, publishing what has ended."""

from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from evaluations.enums import EntryState
from evaluations.models import NoticeEntry, PublicNotice
from evaluations.notice_queries import (
    entry_of,
    found_entries,
    has_ended,
    notice_of,
    objection_of,
    objections_of,
    publishable,
    state_of,
    tallies_of,
    visible_notices,
    why_not_answered,
)
from evaluations.publication_columns import ENTRIES, USUAL_ENTRIES, asked_beside, cells_of, shown_columns, ticked
from evaluations.publication_forms import AnswerForm, LetterForm
from evaluations.publication_rules import entry_state, may_announce, may_record
from evaluations.services.objections import answer_objection, record_letter
from evaluations.services.publication_export import request_notice_export
from evaluations.services.publishing_jobs import ANNOUNCE_RESULTS, PUBLISH_NOTICE, request_notice_publication
from evaluations.views.answering import act, status_of
from portal.enums import ACTIVE_JOB_STATES, Role, Side
from portal.forms.errors import refusal_of
from portal.forms.exports import ExportForm
from portal.middleware import PortalRequest
from portal.models import Job
from portal.paging import page_by_key
from portal.queries import own_jobs
from portal.tenancy import Actor
from portal.views.access import member_page

OBJECTIONS_SHOWN = 50


@require_GET
@member_page(Side.AUTHORITY)
def notice_list(request: PortalRequest) -> HttpResponse:
    """Newest first, with days left and what became of the entries."""
    page = page_by_key(visible_notices(request.actor), request.GET, order="-id")
    tallies, today = tallies_of(page.rows), timezone.localdate()
    rows = [{"notice": row, "tally": tallies[row.pk], "ended": has_ended(row, today)} for row in page.rows]
    return render(request, "evaluations/publishing/notices.html", {"page": page, "rows": rows})


@require_GET
@member_page(Side.AUTHORITY)
def notice(request: PortalRequest, pk: int) -> HttpResponse:
    """One notice; `?q=` finds companies on it."""
    found = notice_of(request.actor, pk)
    sought = _sought(request)
    page = page_by_key(found_entries(request.actor, found, sought), request.GET, order="company")
    columns = shown_columns(ENTRIES, USUAL_ENTRIES, request.GET.getlist("column"))
    objections = list(objections_of(request.actor, found).order_by("-id")[:OBJECTIONS_SHOWN])
    jobs = _jobs(request.actor, found)
    context = {
        "notice": found,
        "tally": tallies_of([found])[found.pk],
        "page": page,
        "columns": columns,
        "chosen": request.GET.getlist("column"),
        "every_column": ticked(ENTRIES, columns),
        "asked": asked_beside(request.GET, "column"),
        "rows": [(row, entry_state(row.state, row.filing.state), cells_of(row, columns)) for row in page.rows],
        "q": sought,
        "objections": [{"row": row, "state": state_of(row)} for row in objections],
        "jobs": jobs,
        "may_record": not may_record(request.actor),
        "may_open": request.actor.has(Role.APPROVER, Role.REVIEWER),
    }
    return render(request, "evaluations/publishing/notice.html", context | _publishing(request.actor, found, jobs))


def _sought(request: PortalRequest) -> str:
    return request.GET.get("q", "").replace("\x00", "").strip()[:60]


@require_POST
@member_page(Side.AUTHORITY)
def export(request: PortalRequest, pk: int) -> HttpResponse:
    """Promise a file of what the URL finds on the notice."""
    found, kind = notice_of(request.actor, pk), ExportForm(request.POST)
    if not kind.is_valid():
        raise refusal_of(kind)
    format_name = kind.cleaned_data["format"] or "xlsx"
    job = request_notice_export(actor=request.actor, notice=found, q=_sought(request), format_name=format_name)
    return redirect("portal:job", pk=job.pk)


def _publishing(actor: Actor, found: PublicNotice, jobs: list[Job]) -> dict[str, Any]:
    """How many results could be published now by this person; none while a job is at it."""
    ended, at_work = has_ended(found, timezone.localdate()), any(job.state in ACTIVE_JOB_STATES for job in jobs)
    ready = publishable(actor, found).count() if ended and not at_work and not may_announce(actor) else 0
    return {"ended": ended, "ready": ready}


def _jobs(actor: Actor, found: PublicNotice) -> list[Job]:
    """The latest of each kind."""
    jobs = own_jobs(actor).select_related("created_by", "result_file").filter(key=str(found.pk))
    latest = [jobs.filter(kind=kind).first() for kind in (PUBLISH_NOTICE, ANNOUNCE_RESULTS)]
    return [job for job in latest if job]


@require_POST
@member_page(Side.AUTHORITY, roles=(Role.APPROVER,))
def publish(request: PortalRequest, pk: int) -> HttpResponse:
    request_notice_publication(actor=request.actor, notice=notice_of(request.actor, pk))
    return redirect("evaluations:notice", pk=pk)


@member_page(Side.AUTHORITY, roles=(Role.APPROVER, Role.REVIEWER))
def letter(request: PortalRequest, pk: int) -> HttpResponse:
    """An objection that came by post."""
    entry: NoticeEntry = entry_of(request.actor, pk)
    form = LetterForm(request.POST or None)
    if request.method == "POST" and act(
        request,
        form,
        lambda: record_letter(
            actor=request.actor, entry_id=pk, said=form.said(), received_on=form.cleaned_data["received_on"]
        ),
    ):
        return redirect("evaluations:notice", pk=entry.notice_id)
    context = {"entry": entry, "form": form}
    return render(request, "evaluations/publishing/letter.html", context, status=status_of(request, form))


@member_page(Side.AUTHORITY, roles=(Role.APPROVER, Role.REVIEWER))
def objection(request: PortalRequest, pk: int) -> HttpResponse:
    """What was objected, and its answer; an approver who did not decide before gives it."""
    found = objection_of(request.actor, pk)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and act(
        request,
        form,
        lambda: answer_objection(
            actor=request.actor, objection_id=pk, upheld=form.upheld(), reason=form.cleaned_data["reason"]
        ),
    ):
        return redirect("evaluations:objection", pk=pk)
    context = {
        "objection": found,
        "state": state_of(found),
        "form": form,
        "days_kept": settings.OBJECTOR_KEPT.days,
        "blocked": why_not_answered(request.actor, found),
        "is_open": entry_state(found.entry.state, found.entry.filing.state) == EntryState.OPEN,
    }
    return render(request, "evaluations/publishing/objection.html", context, status=status_of(request, form))
