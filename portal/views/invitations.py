from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from portal.accounts import sign_in
from portal.errors import InvalidInput, Refused
from portal.forms.accounts import AccountForm
from portal.forms.errors import show_errors
from portal.models import Invitation, User
from portal.services.invitations import accept_invitation, accept_with_new_account, find_open_invitation


@require_http_methods(["GET", "POST"])
def invitation_page(request: HttpRequest, token: str) -> HttpResponse:
    """Accept an invitation: with the account that is signed in, else with a new one."""
    invitation = find_open_invitation(token)
    if invitation is None:
        raise Refused(_("This invitation is no longer valid."), _("Ask whoever invited you to send a new one."))
    if isinstance(request.user, User):
        return _accept_as(request, request.user, invitation, token)
    form = AccountForm(request.POST if request.method == "POST" else None, fixed_email=invitation.email)
    if request.method == "POST" and form.is_valid():
        try:
            user = accept_with_new_account(token=token, invitation=invitation, account=form.account())
        except InvalidInput as error:
            show_errors(form, error)
        else:
            return sign_in(request, user)
    context = {"form": form, "invitation": invitation}
    return render(request, "portal/invitations/accept.html", context, status=400 if form.errors else 200)


def _accept_as(request: HttpRequest, user: User, invitation: Invitation, token: str) -> HttpResponse:
    if request.method != "POST":
        return render(request, "portal/invitations/accept.html", {"invitation": invitation})
    accept_invitation(token=token, user=user)
    request.session["organisation_id"] = invitation.organisation_id
    messages.success(request, _("You now work for %s.") % invitation.organisation.name)
    return redirect("portal:home")
