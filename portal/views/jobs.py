from urllib.parse import urlsplit

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from portal.enums import ACTIVE_JOB_STATES, JobState
from portal.middleware import PortalRequest
from portal.models import Job
from portal.paging import page_by_key
from portal.queries import visible_jobs
from portal.rules import opens_result
from portal.services.jobs import cancel_job, retry_job
from portal.views.access import member_page


@member_page()
def job_list(request: PortalRequest) -> HttpResponse:
    """The organisation's jobs, newest first; `?state=` leaves those of one state."""
    jobs, state = visible_jobs(request.actor).select_related("created_by", "result_file"), request.GET.get("state", "")
    if state in JobState.values:
        jobs = jobs.filter(state=state)
    page = page_by_key(jobs, request.GET, order="-id")
    states = [(_("All"), "?", state not in JobState.values)]
    states += [(str(value.label), f"?state={value}", state == value) for value in JobState]
    return render(request, "portal/jobs/list.html", {"page": page, "states": states})


@member_page()
def job_page(request: PortalRequest, pk: int) -> HttpResponse:
    """The job's card; htmx asks for the card alone while it runs, `?reload=1` for its page anew when it has ended."""
    job = get_object_or_404(visible_jobs(request.actor).select_related("created_by", "result_file"), pk=pk)
    context = {"job": job, "opens": opens_result(request.actor, job), "reload": "reload" in request.GET}
    if not request.headers.get("HX-Request"):
        return render(request, "portal/jobs/job.html", context)
    if context["reload"] and job.state not in ACTIVE_JOB_STATES:
        return HttpResponse(headers={"HX-Refresh": "true"})
    return render(request, "ui/job_card.html", context)


@require_POST
@member_page()
def cancel(request: PortalRequest, pk: int) -> HttpResponse:
    job = get_object_or_404(visible_jobs(request.actor), pk=pk)
    cancel_job(actor=request.actor, job=job)
    return _to_card(request, job)


@require_POST
@member_page()
def retry(request: PortalRequest, pk: int) -> HttpResponse:
    job = get_object_or_404(visible_jobs(request.actor), pk=pk)
    again = retry_job(actor=request.actor, job=job)
    shown = urlsplit(request.headers.get("HX-Current-URL", "")).path
    if shown == reverse("portal:job", args=[pk]):  # the page of this job alone: the new one has its own
        return HttpResponse(headers={"HX-Redirect": reverse("portal:job", args=[again.pk])})
    return _to_card(request, again)


def _to_card(request: PortalRequest, job: Job) -> HttpResponse:
    """To the job's page, of which htmx takes the card into the page where it was pressed."""
    kept = "?reload=1" if "reload" in request.GET else ""
    return redirect(f"{reverse('portal:job', args=[job.pk])}{kept}")
