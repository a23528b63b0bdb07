"""The city and county bureaus of an authority, for its administrator."""

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from portal.bureau_queries import bureaus_of
from portal.enums import OrganisationKind, Role, Side
from portal.errors import InvalidInput
from portal.forms.bureaus import AdministratorForm, BureauForm
from portal.forms.errors import show_errors
from portal.middleware import PortalRequest
from portal.models import Organisation
from portal.paging import page_by_key
from portal.services.bureaus import add_bureau, invite_administrator
from portal.views.access import member_page


@require_http_methods(["GET", "POST"])
@member_page(Side.AUTHORITY, roles=(Role.ADMINISTRATOR,))
def bureau_list(request: PortalRequest) -> HttpResponse:
    """Those there are, with how many people, and a form for one more."""
    authority = _authority(request)
    form = BureauForm(request.POST if request.method == "POST" else None, authority=authority)
    if form.is_valid():
        try:
            bureau = add_bureau(actor=request.actor, authority=authority, **form.cleaned_data)
        except InvalidInput as error:
            show_errors(form, error)
        else:
            messages.success(request, _("%s was added; its administrator is being invited.") % bureau.name)
            return redirect("portal:bureaus")
    context = {"page": page_by_key(bureaus_of(authority), request.GET, order="code"), "form": form}
    return render(request, "portal/bureaus/list.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@member_page(Side.AUTHORITY, roles=(Role.ADMINISTRATOR,))
def invite(request: PortalRequest, pk: int) -> HttpResponse:
    """One more administrator for a bureau, such as when the first invitation expired."""
    bureau = get_object_or_404(bureaus_of(_authority(request)), pk=pk)
    form: Form = AdministratorForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            invitation = invite_administrator(actor=request.actor, bureau=bureau, **form.cleaned_data)
        except InvalidInput as error:
            show_errors(form, error)
        else:
            messages.success(request, _("The invitation is on its way to %s.") % invitation.email)
            return redirect("portal:bureaus")
    context = {"bureau": bureau, "form": form}
    return render(request, "portal/bureaus/invite.html", context, status=400 if form.errors else 200)


def _authority(request: PortalRequest) -> Organisation:
    """The actor's own authority; a bureau has none below it, so for its people the page is not there."""
    return get_object_or_404(Organisation, pk=request.actor.home_id, kind=OrganisationKind.AUTHORITY)
