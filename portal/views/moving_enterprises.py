"""The ministry moves an enterprise to another authority: what moves is shown first, then confirmed with a reason."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from portal.enums import Role, Side
from portal.errors import InvalidInput, Refused, Stale
from portal.forms.enterprises import MoveForm
from portal.middleware import PortalRequest
from portal.models import Enterprise
from portal.presentation_enterprises import authority_of, place_of
from portal.queries import belongings_of, visible_enterprises
from portal.services.moving_enterprises import move_enterprise
from portal.views.access import member_page


@require_http_methods(["GET", "POST"])
@member_page(Side.MINISTRY, roles=(Role.OFFICER, Role.ADMINISTRATOR))
def move(request: PortalRequest, pk: int) -> HttpResponse:
    enterprise = get_object_or_404(visible_enterprises(request.actor).select_related("region__parent__parent"), pk=pk)
    if request.method == "GET":
        return _page(request, enterprise, MoveForm(initial={"version": enterprise.version}))
    form = MoveForm(request.POST)
    if not form.is_valid():
        return _page(request, enterprise, form, status=400)
    try:
        _move(request, enterprise, form)
    except InvalidInput as refused:
        form.show(refused)
        return _page(request, enterprise, form, status=400)
    except (Refused, Stale) as refused:
        form.add_error(None, f"{refused.message} {refused.remedy}".strip())
        return _page(request, enterprise, form, status=409)
    messages.success(request, _("The enterprise has moved, with everything that is on file."))
    return redirect("portal:enterprise-record", pk=pk)


def _move(request: PortalRequest, enterprise: Enterprise, form: MoveForm) -> None:
    move_enterprise(
        actor=request.actor,
        enterprise=enterprise,
        version=form.cleaned_data["version"],
        region=form.region_code,
        authority=form.cleaned_data.get("authority", ""),
        reason=form.cleaned_data["reason"],
    )


def _page(request: PortalRequest, enterprise: Enterprise, form: MoveForm, *, status: int = 200) -> HttpResponse:
    now = [(_("Authority"), authority_of(enterprise)), (_("Place"), place_of(enterprise))]
    context = {"enterprise": enterprise, "form": form, "now": now, "belongings": belongings_of(enterprise)}
    return render(request, "portal/enterprises/move.html", context, status=status)
