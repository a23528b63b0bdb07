"""The people of the reader's own organisation, and the invitations to it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from portal.errors import InvalidInput
from portal.forms.accounts import InvitationForm, RolesForm
from portal.forms.errors import show_errors
from portal.middleware import PortalRequest
from portal.models import Organisation
from portal.paging import page_by_key
from portal.queries import invitations_of, visible_members
from portal.rules import may_manage_members
from portal.services.invitations import invite_person, withdraw_invitation
from portal.services.members import change_roles, deactivate_member, reactivate_member
from portal.views.access import member_page


@member_page()
def member_list(request: PortalRequest) -> HttpResponse:
    """Everybody with their roles; who manages them can also invite, change and end."""
    return _show(request, InvitationForm(kind=request.actor.kind))


@require_POST
@member_page()
def invite(request: PortalRequest) -> HttpResponse:
    form = InvitationForm(request.POST, kind=request.actor.kind)
    if form.is_valid():
        organisation = Organisation.objects.get(pk=request.actor.home_id)
        try:
            invitation = invite_person(actor=request.actor, organisation=organisation, **form.cleaned_data)
        except InvalidInput as error:
            show_errors(form, error)
        else:
            messages.success(request, _("The invitation is on its way to %s.") % invitation.email)
            return redirect("portal:members")
    return _show(request, form)


@require_POST
@member_page()
def withdraw(request: PortalRequest, pk: int) -> HttpResponse:
    invitation = get_object_or_404(invitations_of(request.actor), pk=pk)
    withdraw_invitation(actor=request.actor, invitation=invitation)
    messages.success(request, _("The invitation to %s was withdrawn.") % invitation.email)
    return redirect("portal:members")


@member_page()
def roles(request: PortalRequest, pk: int) -> HttpResponse:
    """Change one person's roles."""
    membership = get_object_or_404(visible_members(request.actor), pk=pk)
    form = RolesForm(
        request.POST if request.method == "POST" else None, kind=request.actor.kind, initial={"roles": membership.roles}
    )
    if request.method == "POST" and form.is_valid():
        change_roles(actor=request.actor, membership=membership, roles=form.cleaned_data["roles"])
        messages.success(request, _("The roles of %s were changed.") % membership.user)
        return redirect("portal:members")
    context = {"form": form, "membership": membership, "reason": may_manage_members(request.actor)}
    return render(request, "portal/members/roles.html", context, status=400 if form.errors else 200)


@require_POST
@member_page()
def deactivate(request: PortalRequest, pk: int) -> HttpResponse:
    membership = get_object_or_404(visible_members(request.actor), pk=pk)
    deactivate_member(actor=request.actor, membership=membership)
    messages.success(request, _("%s no longer belongs to the organisation.") % membership.user)
    return redirect("portal:members")


@require_POST
@member_page()
def reactivate(request: PortalRequest, pk: int) -> HttpResponse:
    membership = get_object_or_404(visible_members(request.actor), pk=pk)
    reactivate_member(actor=request.actor, membership=membership)
    messages.success(request, _("%s belongs to the organisation again.") % membership.user)
    return redirect("portal:members")


def _show(request: PortalRequest, form: InvitationForm) -> HttpResponse:
    page = page_by_key(visible_members(request.actor), request.GET, order="id")
    context = {"page": page, "form": form, "reason": may_manage_members(request.actor)}
    context |= {"invitations": invitations_of(request.actor)[:50], "you": request.actor.user_id}
    return render(request, "portal/members/list.html", context, status=400 if form.errors else 200)
