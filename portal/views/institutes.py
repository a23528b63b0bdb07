"""An institute's own record: looked at and corrected."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from portal.enums import Side
from portal.errors import InvalidInput, Stale
from portal.forms.institutes import InstituteEditForm
from portal.middleware import PortalRequest
from portal.models import Institute
from portal.presentation_enterprises import differences, history_of, institute_rows
from portal.queries import own_institutes, visible_audit
from portal.services.institutes import update_institute
from portal.views.access import member_page

HISTORY = 20


@require_GET
@member_page(Side.ENTERPRISE, institutes=True)
def own_page(request: PortalRequest) -> HttpResponse:
    """What its authority sees of the institute."""
    institute = _own(request)
    entries = visible_audit(request.actor).filter(target_type=Institute._meta.label, target_id=str(institute.pk))
    context = {"institute": institute, "rows": institute_rows(institute), "events": history_of(entries[:HISTORY])}
    return render(request, "portal/institutes/own.html", context)


@require_http_methods(["GET", "POST"])
@member_page(Side.ENTERPRISE, institutes=True)
def edit_own(request: PortalRequest) -> HttpResponse:
    """Correct the record; a second person's save shows both texts and loses neither."""
    institute = _own(request)
    if request.method != "POST" or "list_places" in request.POST:
        typed = request.POST.dict() if request.method == "POST" else None
        return _edit_page(request, InstituteEditForm(initial=typed or InstituteEditForm.stored(institute)))
    form = InstituteEditForm(request.POST)
    if not form.is_valid():
        return _edit_page(request, form, status=400)
    version = form.cleaned_data["version"]
    try:
        update_institute(actor=request.actor, institute=institute, version=version, data=form.profile())
    except InvalidInput as refused:
        form.show(refused)
        return _edit_page(request, form, status=400)
    except Stale as stale:
        latest = request.POST.dict() | {"version": str(_own(request).version)}
        return _edit_page(request, InstituteEditForm(latest), status=409, stale=differences(stale))
    messages.success(request, _("The record has been saved."))
    return redirect("portal:institute")


def _own(request: PortalRequest) -> Institute:
    """404 for whoever belongs to none."""
    return get_object_or_404(own_institutes(request.actor).select_related("region__parent__parent"))


def _edit_page(request: PortalRequest, form: InstituteEditForm, *, status: int = 200, stale: Any = ()) -> HttpResponse:
    return render(request, "portal/institutes/edit.html", {"form": form, "stale": stale}, status=status)
