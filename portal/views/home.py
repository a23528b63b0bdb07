from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from portal.enums import OrganisationKind, Role, Side
from portal.middleware import PortalRequest
from portal.views.access import member_page

_HOME = {
    OrganisationKind.ENTERPRISE: "evaluations:home",
    OrganisationKind.INSTITUTE: "pilots:platforms",
    OrganisationKind.AUTHORITY: "evaluations:desk",
    OrganisationKind.BUREAU: "evaluations:desk",
    OrganisationKind.MINISTRY: "reporting:board",
    OrganisationKind.OPERATOR: "portal:jobs",
}


def front(request: HttpRequest) -> HttpResponse:
    """What this is, for everybody."""
    return render(request, "portal/front.html")


@member_page(experts=True)
def home(request: PortalRequest) -> HttpResponse:
    if request.actor.side == Side.EXPERT:
        return redirect("evaluations:expert-desk")
    if request.actor.kind == OrganisationKind.MINISTRY and not request.actor.has(Role.OFFICER):
        return redirect("portal:members")
    return redirect(_HOME[OrganisationKind(request.actor.kind)])
