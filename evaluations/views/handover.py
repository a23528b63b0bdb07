"""A colleague leaves, or has left: what moves is shown first, then given away in one act."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from evaluations.filing_queries import people_with
from evaluations.handover_queries import handover_of
from evaluations.plan_queries import possible_owners
from evaluations.services.handover import hand_over
from evaluations.team_forms import HandOverForm
from portal.enums import Role, Side
from portal.errors import InvalidInput
from portal.forms.errors import show_errors
from portal.middleware import PortalRequest
from portal.queries import visible_members
from portal.rules import may_manage_members
from portal.views.access import member_page


@member_page(Side.ENTERPRISE)
def handover(request: PortalRequest, pk: int) -> HttpResponse:
    membership = get_object_or_404(visible_members(request.actor), pk=pk)
    people = [(key, name) for key, name in possible_owners(request.actor) if key != membership.user_id]
    moving = handover_of(request.actor, membership.user_id)
    form = HandOverForm(request.POST if request.method == "POST" else None, people=people, needed=bool(moving))
    if form.is_valid():
        try:
            hand_over(actor=request.actor, membership=membership, to=form.heir())
        except InvalidInput as refused:
            show_errors(form, refused)
        else:
            messages.success(request, _("%s no longer belongs to the organisation.") % membership.user)
            return redirect("portal:members")
    reason = may_manage_members(request.actor)
    able = people_with(request.actor, Role.RESPONSIBLE) if reason else []
    context = {"membership": membership, "moving": moving, "form": form, "refused": bool(reason), "able": able}
    return render(request, "evaluations/handover.html", context, status=400 if form.errors else 200)
