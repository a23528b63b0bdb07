"""The uploads that nobody has finished: a company's beside its storage, an office's by themselves."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from portal.enums import OrganisationKind, Side
from portal.middleware import PortalRequest
from portal.paging import page_by_key
from portal.queries import unfinished_uploads
from portal.rules import purposes_in_parts
from portal.services.uploads import cancel_upload
from portal.storage_use import storage_use_of
from portal.views.access import member_page


@require_GET
@member_page(Side.ENTERPRISE, Side.AUTHORITY, institutes=True)
def upload_list(request: PortalRequest) -> HttpResponse:
    """Newest first; a bureau sends nothing in parts and has no such page."""
    if not purposes_in_parts(request.actor):
        raise Http404
    waiting = unfinished_uploads(request.actor).select_related("created_by")
    context = {"page": page_by_key(waiting, request.GET, order="-id"), "storage": storage_use_of(request.actor.home_id)}
    context |= {"of_office": request.actor.side == Side.AUTHORITY}
    context |= {"of_institute": request.actor.kind == OrganisationKind.INSTITUTE}
    return render(request, "portal/uploads.html", context)


@require_POST
@member_page(Side.ENTERPRISE, Side.AUTHORITY, institutes=True)
def cancel(request: PortalRequest, pk: int) -> HttpResponse:
    cancel_upload(actor=request.actor, upload_id=pk)
    messages.success(request, _("The upload was cancelled; its room is free again."))
    return redirect("portal:uploads")
