"""Working offline: download the filing as a workbook, upload it filled in, look at the differences, import them."""

from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from evaluations.filing_queries import own_filing
from evaluations.forms import WorkbookUploadForm
from evaluations.models import Filing
from evaluations.rules import REMARK_LIMIT, may_work_offline
from evaluations.services.workbooks import request_apply, request_workbook, upload_workbook
from evaluations.workbook.report import Report
from evaluations.workbook_queries import READ, applied_from, differences_of, download_job, workbook_job, workbook_jobs
from portal.enums import ACTIVE_JOB_STATES, JobState, Side
from portal.errors import InvalidInput
from portal.forms.errors import show_errors
from portal.middleware import PortalRequest
from portal.models import Job
from portal.views.access import member_page

RECENT = 8
_ROW = "row-"


@require_http_methods(["GET", "POST"])
@member_page(Side.ENTERPRISE)
def workbook(request: PortalRequest, pk: int) -> HttpResponse:
    """How to work offline, the download, and the upload; a POST uploads, and writes nothing."""
    filing = own_filing(request.actor, pk)
    form = WorkbookUploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            content = file.read(settings.UPLOAD_LIMIT + 1)
            job = upload_workbook(actor=request.actor, filing=filing, name=file.name, content=content)
            return redirect("evaluations:workbook-step", pk=pk, job_pk=job.pk)
        except InvalidInput as refused:
            show_errors(form, refused)
    jobs = workbook_jobs(request.actor, filing).select_related("created_by").defer("result")
    context = {
        "filing": filing,
        "form": form,
        "download": download_job(request.actor, filing),
        "recent": jobs[:RECENT],
        "closed": may_work_offline(request.actor, filing),
        "remark_limit": REMARK_LIMIT,
    }
    return render(request, "evaluations/workbook/offline.html", context, status=400 if form.errors else 200)


@require_POST
@member_page(Side.ENTERPRISE)
def download(request: PortalRequest, pk: int) -> HttpResponse:
    """Promise the workbook; back where it was asked for, the job's card shows progress and then the file."""
    job = request_workbook(actor=request.actor, filing=own_filing(request.actor, pk))
    return redirect(f"{reverse('evaluations:workbook', args=[pk])}#job-{job.pk}")


@require_GET
@member_page(Side.ENTERPRISE)
def step(request: PortalRequest, pk: int, job_pk: int) -> HttpResponse:
    """One upload: its progress, then the differences as they are now, or what was imported; htmx asks again."""
    filing = own_filing(request.actor, pk)
    job = workbook_job(request.actor, filing, job_pk)
    return render(request, "evaluations/workbook/step.html", _context(request, filing, job))


@require_POST
@member_page(Side.ENTERPRISE)
def apply(request: PortalRequest, pk: int, job_pk: int) -> HttpResponse:
    """Import what is chosen; pressed twice, it leads to the same result."""
    filing = own_filing(request.actor, pk)
    upload = workbook_job(request.actor, filing, job_pk, READ)
    sent = {name.removeprefix(_ROW): seen for name, seen in request.POST.items() if name.startswith(_ROW)}
    rows = {code: str(seen) for code, seen in sent.items() if seen}
    try:
        job = request_apply(actor=request.actor, filing=filing, upload=upload, rows=rows)
    except InvalidInput as refused:
        context = _context(request, filing, upload) | {"errors": refused.errors}
        return render(request, "evaluations/workbook/step.html", context, status=400)
    return redirect("evaluations:workbook-step", pk=pk, job_pk=job.pk)


def _context(request: PortalRequest, filing: Filing, job: Job) -> dict[str, Any]:
    upload, done = job.kind == READ, job.state == JobState.DONE
    applied = applied_from(request.actor, filing, job) if upload else None
    closed = may_work_offline(request.actor, filing)
    return {
        "filing": filing,
        "job": job,
        "is_upload": upload,
        "active": job.state in ACTIVE_JOB_STATES,
        "found": differences_of(request.actor, filing, job) if upload and done else None,
        "applied": applied,
        "report": Report(**job.result) if done and not upload else None,
        "closed": closed,
        "decided": bool(applied or closed),
    }
