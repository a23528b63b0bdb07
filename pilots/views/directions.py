"""The list of directions: everybody who registers platforms reads it, an administrator of the portal loads a new one."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from pilots.forms import DirectionsForm
from pilots.models import DirectionList
from pilots.queries import directions_in_force
from pilots.rules import may_load_directions
from pilots.services.directions import load_directions
from portal.enums import Side
from portal.errors import InvalidInput
from portal.forms.errors import show_errors
from portal.middleware import PortalRequest
from portal.views.access import member_page

_SIDES = (Side.ENTERPRISE, Side.AUTHORITY, Side.MINISTRY)
EDITIONS = 20


@require_http_methods(["GET", "POST"])
@member_page(*_SIDES, institutes=True)
def directions(request: PortalRequest) -> HttpResponse:
    """What is in force and where it comes from; a POST loads another edition."""
    if request.method != "POST":
        return _page(request, DirectionsForm())
    form = DirectionsForm(request.POST)
    if form.is_valid():
        try:
            made = load_directions(actor=request.actor, **form.cleaned_data)
        except InvalidInput as refused:
            show_errors(form, refused)
        else:
            messages.success(request, _("Edition “%s” is in force now.") % made)
            return redirect("pilots:directions")
    return _page(request, form, status=400)


def _page(request: PortalRequest, form: DirectionsForm, *, status: int = 200) -> HttpResponse:
    editions = list(DirectionList.objects.select_related("loaded_by")[:EDITIONS])
    context = {
        "editions": editions,
        "in_force": editions[0] if editions else None,
        "directions": directions_in_force(),
        "may_load": not may_load_directions(request.actor),
        "form": form,
    }
    return render(request, "pilots/directions.html", context, status=status)
