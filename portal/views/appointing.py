"""The authority names an enterprise's responsible person: who is it now, who shall be, and why."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from portal.enums import Role, Side
from portal.errors import InvalidInput
from portal.forms.appointing import AppointForm
from portal.forms.errors import show_errors
from portal.middleware import PortalRequest
from portal.queries import visible_enterprises
from portal.rules import may_appoint_responsible
from portal.services.appointing import appoint_responsible, responsible_people
from portal.views.access import member_page


@member_page(Side.AUTHORITY, roles=(Role.ADMINISTRATOR,))
def appoint(request: PortalRequest, pk: int) -> HttpResponse:
    enterprise = get_object_or_404(visible_enterprises(request.actor), pk=pk)
    people = list(responsible_people(enterprise))
    form = AppointForm(request.POST if request.method == "POST" else None, people=people)
    if form.is_valid():
        try:
            made = appoint_responsible(actor=request.actor, enterprise=enterprise, **form.values())
        except InvalidInput as refused:
            show_errors(form, refused)
        else:
            name = made.member.user if made.member else made.invitation
            messages.success(request, _("%s is appointed; the enterprise has been told.") % name)
            return redirect("portal:enterprise-record", pk=pk)
    context = {"enterprise": enterprise, "people": people, "form": form}
    context |= {"reason": may_appoint_responsible(request.actor)}
    return render(request, "portal/enterprises/appoint.html", context, status=400 if form.errors else 200)
