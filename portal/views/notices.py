from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from portal.middleware import PortalRequest
from portal.paging import page_by_key
from portal.queries import notices_of
from portal.views.access import member_page


@member_page()
def notice_list(request: PortalRequest) -> HttpResponse:
    page = page_by_key(notices_of(request.actor), request.GET, order="-id")
    return render(request, "portal/notices/list.html", {"page": page})


@require_POST
@member_page()
def mark_read(request: PortalRequest) -> HttpResponse:
    notices_of(request.actor).filter(read_at=None).update(read_at=timezone.now())
    return redirect("portal:notices")
