"""The printed summary: build, read in the page, hand in; for the ministry, what was handed in."""

from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet, Subquery
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from portal.enums import ACTIVE_JOB_STATES, Side
from portal.middleware import PortalRequest
from portal.models import Job
from portal.views.access import member_page
from portal.views.files import send_file
from reporting.attachment_queries import attached_to, carries_attachments, files_listed
from reporting.checks import Check, check_summary
from reporting.enums import SummaryState
from reporting.models import Edition, Summary
from reporting.offers import Standing, describe_step, offers_of, way_of
from reporting.queries import (
    asked_to_change,
    latest_job_for,
    narrative_texts,
    steps_of,
    visible_editions,
    visible_submissions,
    with_attachments,
)
from reporting.rules import is_late, may_edit
from reporting.sections import present_figures
from reporting.services.summaries import BUILD, request_edition
from reporting.services.word_files import request_word_file
from reporting.views.access import round_or_404, summary_or_404

if TYPE_CHECKING:
    from evaluations.models import Round


@require_GET
@member_page(Side.AUTHORITY, Side.MINISTRY)
def editions(request: PortalRequest, pk: int) -> HttpResponse:
    """The latest PDF in the page, building a new one, every edition so far, submission and its receipt."""
    summary = summary_or_404(request, pk)
    yearly, taken = round_or_404(summary.year), steps_of(request.actor, summary)
    own = request.actor.side == Side.AUTHORITY
    context = _own(request, summary, yearly) if own else _received(request, summary)
    submissions = list(visible_submissions(request.actor).filter(summary=summary))
    late = [row.pk for row in submissions if is_late(row.submitted_at, yearly.summary_due_on)]
    context |= {"summary": summary, "yearly": yearly, "asked": asked_to_change(summary, taken)}
    context |= {"submissions": submissions, "late": late, "events": [describe_step(step) for step in taken]}
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
    return send_file(edition.file, inline="inline" in request.GET)


@require_POST
@member_page(Side.AUTHORITY, Side.MINISTRY)
def word(request: PortalRequest, pk: int, number: int) -> HttpResponse:
    """Promise the edition as a Word file; the job's page shows progress and the file."""
    job = request_word_file(actor=request.actor, edition=_edition_or_404(request, pk, number))
    return redirect("portal:job", pk=job.pk)


def _edition_or_404(request: PortalRequest, pk: int, number: int) -> Edition:
    found: Edition = get_object_or_404(visible_editions(request.actor), summary_id=pk, number=number)
    return found


def _build_job(request: PortalRequest, summary: Summary) -> Job | None:
    return latest_job_for(request.actor, BUILD, summary=summary.pk)


def _own(request: PortalRequest, summary: Summary, yearly: "Round") -> dict[str, Any]:
    job = _build_job(request, summary)
    found = list(with_attachments(_listed(request, summary), only=_read_here(request, summary)))
    latest = found[0] if found else None
    texts = narrative_texts(summary)
    shown = _chosen(request, found) or _in_question(summary, found)
    return {
        "editions": found,
        "comparable": len(found) > 1,
        "shown": shown,
        "files": files_listed(shown) if shown else (),
        "latest": latest,
        "job": job,
        "building": bool(job and job.state in ACTIVE_JOB_STATES),
        "may_build": not may_edit(request.actor, summary),
        "offers": offers_of(request.actor, summary, Standing(latest, texts, carries_attachments(latest))),
        "way": way_of(summary),
        "checks": _checks(request, summary, yearly, texts, latest),
    }


def _listed(request: PortalRequest, summary: Summary) -> QuerySet[Edition]:
    """Every edition as the list has it, newest first: without its figures."""
    found = visible_editions(request.actor).filter(summary=summary)
    return found.select_related("built_by").defer("snapshot__data")


def _read_here(request: PortalRequest, summary: Summary) -> Q:
    """Those whose files the page may name: the newest, the one in question, the one that was asked for."""
    newest = Edition.objects.filter(summary=summary).order_by("-number").values("number")[:1]
    wanted = request.GET.get("edition", "")
    numbers = [int(wanted)] if wanted.isascii() and wanted.isdigit() and len(wanted) <= 9 else []
    keys = [key for key in (summary.proposed_id, summary.submitted_id) if key]
    return Q(number=Subquery(newest)) | Q(pk__in=keys) | Q(number__in=numbers)


def _in_question(summary: Summary, found: list[Edition]) -> Edition | None:
    """What the reader has to read now: what was sent to check, what lies at the ministry, else the newest."""
    wanted = found[0].pk if found else None
    if summary.state in SummaryState.proposed():
        wanted = summary.proposed_id
    elif summary.state in SummaryState.with_ministry():
        wanted = summary.submitted_id
    return next((edition for edition in found if edition.pk == wanted), None)


def _checks(
    request: PortalRequest, summary: Summary, yearly: "Round", texts: dict[str, str], latest: Edition | None
) -> list[Check]:
    """For its writers and for whoever signs it off; nothing once that is done."""
    if summary.state not in (*SummaryState.editable(), SummaryState.CHECKING):
        return []
    figures = present_figures(request.actor, summary).data["figures"]
    return check_summary(request.actor, summary, yearly, texts=texts, figures=figures, edition=latest)


def _chosen(request: PortalRequest, found: list[Edition]) -> Edition | None:
    wanted = request.GET.get("edition", "")
    return next((edition for edition in found if str(edition.number) == wanted), None)


def _received(request: PortalRequest, summary: Summary) -> dict[str, Any]:
    found = list(_listed(request, summary).defer("narrative", "snapshot__data"))
    latest = found[0] if found else None
    offers = offers_of(request.actor, summary, Standing(latest, {}))
    shown = _chosen(request, found) or latest
    return {
        "editions": [],
        "shown": shown,
        "files": attached_to(shown) if shown else (),
        "over_all": True,
        "offers": offers,
        "comparable": len(found) > 1,
    }
