from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from portal.forms.notices import MailChoicesForm, NoticeFilter
from portal.middleware import PortalRequest
from portal.models import User
from portal.paging import page_by_key
from portal.queries import notices_of
from portal.services.accounts import choose_mails
from portal.services.notices import mark_read
from portal.views.access import member_page


@member_page(experts=True)
def notice_list(request: PortalRequest) -> HttpResponse:
    """Filters and page are in the URL."""
    filters = NoticeFilter(request.GET)
    page = page_by_key(filters.apply(notices_of(request.actor)), request.GET, order="-id")
    return render(request, "portal/notices/list.html", {"page": page, "filters": filters, "chips": filters.chips()})


@require_GET
@member_page(experts=True)
def open_notice(request: PortalRequest, pk: int) -> HttpResponse:
    """What the notice is about; from now on it is no longer new."""
    notice = get_object_or_404(notices_of(request.actor), pk=pk)
    mark_read(actor=request.actor, notice=notice)
    return redirect(notice.link or "portal:notices")


@require_POST
@member_page(experts=True)
def mark_all(request: PortalRequest) -> HttpResponse:
    mark_read(actor=request.actor)
    return redirect("portal:notices")


@member_page(experts=True)
def mail_choices(request: PortalRequest) -> HttpResponse:
    """How each kind of notice reaches the person; every mail that can be switched off leads here."""
    user = request.user
    assert isinstance(user, User)
    form = MailChoicesForm(request.POST if request.method == "POST" else None, user=user)
    if form.is_valid():
        choose_mails(user=user, choices=form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("portal:mail-choices")
    return render(request, "portal/notices/mails.html", {"form": form}, status=400 if form.errors else 200)
