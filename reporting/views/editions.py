"""The printed summary: build, read in the page, hand in; for the ministry, what was handed in."""

from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from portal.enums import ACTIVE_JOB_STATES, Role, Side
from portal.middleware import PortalRequest
from portal.models import Job
from portal.views.access import member_page
from portal.views.files import protect
from reporting.checks import check_summary
from reporting.enums import SummaryState
from reporting.models import Edition, Summary
from reporting.queries import latest_job_for, narrative_texts, visible_editions
from reporting.rules import may_edit, may_submit
from reporting.sections import present_figures
from reporting.services.summaries import BUILD, request_edition, submit_summary
from reporting.services.word_files import request_word_file
from reporting.views.access import round_or_404, summary_or_404


@require_GET
@member_page(Side.AUTHORITY, Side.MINISTRY)
def editions(request: PortalRequest, pk: int) -> HttpResponse:
    """The latest PDF in the page, building a new one, every edition so far, submission and its receipt."""
    summary = summary_or_404(request, pk)
    context = _own(request, summary) if request.actor.side == Side.AUTHORITY else _received(request, summary)
    context |= {"summary": summary, "yearly": round_or_404(summary.year)}
    return render(request, "reporting/editions.html", context)


@require_POST
@member_page(Side.AUTHORITY)
def build(request: PortalRequest, pk: int) -> HttpResponse:
    request_edition(actor=request.actor, summary=summary_or_404(request, pk))
    return redirect("reporting:editions", pk=pk)


@require_GET
@member_page(Side.AUTHORITY)
def build_state(request: PortalRequest, pk: int) -> HttpResponse:
    """Asked while a build is under way: nothing new (204), or load the page again."""
    job = _build_job(request, summary_or_404(request, pk))
    if job and job.state in ACTIVE_JOB_STATES:
        return HttpResponse(status=204)
    return HttpResponse(headers={"HX-Refresh": "true"})


@require_GET
@member_page(Side.AUTHORITY, Side.MINISTRY)
def edition_file(request: PortalRequest, pk: int, number: int) -> HttpResponseBase:
    """The PDF of one edition; `?inline=1` shows it in the page. The ministry finds only what was handed in."""
    edition = _edition_or_404(request, pk, number)
    inline = "inline" in request.GET
    response = FileResponse(edition.file.blob.open(), as_attachment=not inline, filename=edition.file.name)
    return protect(response, edition.file.content_type)


@require_POST
@member_page(Side.AUTHORITY, Side.MINISTRY)
def word(request: PortalRequest, pk: int, number: int) -> HttpResponse:
    """Promise the edition as a Word file; the job's page shows progress and the file."""
    job = request_word_file(actor=request.actor, edition=_edition_or_404(request, pk, number))
    return redirect("portal:job", pk=job.pk)


@require_POST
@member_page(Side.AUTHORITY)
def submit(request: PortalRequest, pk: int, number: int) -> HttpResponse:
    summary = summary_or_404(request, pk)
    submit_summary(actor=request.actor, summary=summary, edition_number=number)
    messages.success(request, _("Edition %d was submitted to the ministry.") % number)
    return redirect("reporting:editions", pk=pk)


def _edition_or_404(request: PortalRequest, pk: int, number: int) -> Edition:
    found: Edition = get_object_or_404(visible_editions(request.actor), summary_id=pk, number=number)
    return found


def _build_job(request: PortalRequest, summary: Summary) -> Job | None:
    return latest_job_for(request.actor, BUILD, summary=summary.pk)


def _own(request: PortalRequest, summary: Summary) -> dict[str, Any]:
    job = _build_job(request, summary)
    found = list(visible_editions(request.actor).filter(summary=summary).select_related("built_by"))
    latest = found[0] if found else None
    texts, figures = narrative_texts(summary), present_figures(request.actor, summary).data["figures"]
    yearly = round_or_404(summary.year)
    checks = check_summary(request.actor, summary, yearly, texts=texts, figures=figures, edition=latest)
    return {
        "editions": found,
        "shown": _chosen(request, found) or summary.submitted or latest,
        "latest": latest,
        "job": job,
        "building": bool(job and job.state in ACTIVE_JOB_STATES),
        "may_build": not may_edit(request.actor, summary),
        "is_draft": summary.state == SummaryState.DRAFT,
        "is_approver": request.actor.has(Role.APPROVER),
        "refusal": may_submit(request.actor, summary, latest),
        "checks": checks,
    }


def _chosen(request: PortalRequest, found: list[Edition]) -> Edition | None:
    wanted = request.GET.get("edition", "")
    return next((edition for edition in found if str(edition.number) == wanted), None)


def _received(request: PortalRequest, summary: Summary) -> dict[str, Any]:
    handed_in = visible_editions(request.actor).filter(summary=summary).first()
    return {"editions": [], "shown": handed_in, "latest": handed_in, "over_all": True}
