"""Import of a register: upload, preview, commit, result; the middle two are jobs."""

from collections import Counter
from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from portal.enums import ACTIVE_JOB_STATES, JobState, Side
from portal.errors import InvalidInput
from portal.forms.enterprises import RegisterUploadForm
from portal.forms.errors import show_errors
from portal.middleware import PortalRequest
from portal.models import Job
from portal.queries import own_jobs
from portal.services.jobs import cancel_job
from portal.services.register_import import COMMIT, PREVIEW, commit_register, findings_of, upload_register
from portal.views.access import member_page

RECENT = 10
FINDINGS_A_PAGE = 50
WORDS = {
    "rows": _("Rows read"),
    "new": _("New enterprises"),
    "updated": _("Rows changed"),
    "unchanged": _("Rows unchanged"),
    "rejected": _("Rows rejected"),
    "warned": _("With a warning"),
}


@require_http_methods(["GET", "POST"])
@member_page(Side.AUTHORITY, Side.MINISTRY)
def upload(request: PortalRequest) -> HttpResponse:
    """Choose a file; its preview starts at once and writes nothing."""
    form = RegisterUploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            content = file.read(settings.UPLOAD_LIMIT + 1)
            job = upload_register(actor=request.actor, name=file.name, content=content)
            return redirect("portal:register-import", pk=job.pk)
        except InvalidInput as refused:
            show_errors(form, refused)
    recent = _imports(request).select_related("created_by").defer("result")[:RECENT]
    context = {"form": form, "recent": recent}
    return render(request, "portal/enterprises/import.html", context, status=400 if form.errors else 200)


@require_GET
@member_page(Side.AUTHORITY, Side.MINISTRY)
def import_page(request: PortalRequest, pk: int) -> HttpResponse:
    """One step of an import: its progress, then counts and findings; htmx asks for the same page again."""
    job = get_object_or_404(_imports(request).select_related("created_by", "result_file"), pk=pk)
    findings = findings_of(job.result)
    column = request.GET.get("column", "")
    shown = [finding for finding in findings if column in ("", finding.column)]
    context = {
        "job": job,
        "is_preview": job.kind == PREVIEW,
        "active": job.state in ACTIVE_JOB_STATES,
        "counts": _counts(job),
        "page": Paginator(shown, FINDINGS_A_PAGE).get_page(request.GET.get("page")),
        "columns": Counter(finding.column for finding in findings).most_common(),
        "column": column,
        "total": job.result.get("findings_total", 0),
        "kept": len(findings),
        "may_commit": job.kind == PREVIEW and job.state == JobState.DONE and _writes(job),
    }
    return render(request, "portal/enterprises/import_step.html", context)


@require_POST
@member_page(Side.AUTHORITY, Side.MINISTRY)
def commit(request: PortalRequest, pk: int) -> HttpResponse:
    preview = get_object_or_404(_imports(request), pk=pk)
    return redirect("portal:register-import", pk=commit_register(actor=request.actor, preview=preview).pk)


@require_POST
@member_page(Side.AUTHORITY, Side.MINISTRY)
def cancel(request: PortalRequest, pk: int) -> HttpResponse:
    job = cancel_job(actor=request.actor, job=get_object_or_404(_imports(request), pk=pk))
    return redirect("portal:register-import", pk=job.pk)


def _imports(request: PortalRequest) -> Any:
    return own_jobs(request.actor).filter(kind__in=(PREVIEW, COMMIT))


def _counts(job: Job) -> list[tuple[str, object, int]]:
    counts = job.result.get("counts", {})
    return [(name, WORDS[name], counts[name]) for name in WORDS if name in counts]


def _writes(job: Job) -> bool:
    counts = job.result.get("counts", {})
    return bool(counts.get("new", 0) + counts.get("updated", 0))
