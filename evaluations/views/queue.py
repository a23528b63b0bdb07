"""The queue of an office, and the same list over all offices for the ministry."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from evaluations.queue_view_queries import views_for
from evaluations.review_forms import QueueForm
from evaluations.services.queue_export import request_export
from evaluations.views.queue_page import address_of, queue_page
from portal.enums import Side
from portal.forms.errors import refusal_of
from portal.forms.exports import ExportForm
from portal.middleware import PortalRequest
from portal.views.access import member_page


@member_page(Side.AUTHORITY, Side.MINISTRY)
def queue(request: PortalRequest) -> HttpResponse:
    views = views_for(request.actor, request.GET)
    if views.default and not request.GET:
        return redirect(address_of(views.default))
    return queue_page(request, views)


@require_POST
@member_page(Side.AUTHORITY, Side.MINISTRY)
def export(request: PortalRequest) -> HttpResponse:
    """Promise a workbook of the filter in the URL; the job's page shows progress and the file."""
    form = QueueForm(request.GET, actor=request.actor)
    wanted, kind = form.wanted(), ExportForm(request.POST)
    if form.errors or not kind.is_valid():
        raise refusal_of(form if form.errors else kind)
    job = request_export(actor=request.actor, wanted=wanted, format_name=kind.cleaned_data["format"] or "xlsx")
    return redirect("portal:job", pk=job.pk)
