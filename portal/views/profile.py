"""One's own account: name, language, organisations, tokens for programs."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

from portal.accounts import remember_language
from portal.errors import InvalidInput
from portal.forms.accounts import ProfileForm
from portal.forms.errors import show_errors
from portal.middleware import PortalRequest
from portal.models import User
from portal.queries import has_confirmed_address, memberships_of, tokens_of
from portal.second_factor import has_second_factor
from portal.services.accounts import create_token, revoke_token, set_language_of, update_profile
from portal.views.access import member_page


@member_page(experts=True)
def profile(request: PortalRequest) -> HttpResponse:
    user = _user(request)
    initial = {"display_name": user.display_name, "language": user.language}
    form = ProfileForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            update_profile(user=user, **form.cleaned_data)
        except InvalidInput as error:
            show_errors(form, error)
        else:
            with translation.override(user.language):
                messages.success(request, _("Saved."))
            return remember_language(redirect("portal:profile"), user.language)
    return _show(request, form)


@require_POST
@member_page(experts=True)
def switch(request: PortalRequest) -> HttpResponse:
    """Work for another of one's organisations from now on."""
    chosen = request.POST.get("organisation", "")
    for membership in memberships_of(_user(request)):
        if str(membership.organisation_id) == chosen:
            request.session["organisation_id"] = membership.organisation_id
            messages.success(request, _("You now work for %s.") % membership.organisation.name)
            return redirect("portal:home")
    raise Http404


@require_POST
@member_page(experts=True)
def token_create(request: PortalRequest) -> HttpResponse:
    """The answer to the POST is the only page that ever shows the token."""
    user = _user(request)
    _token, text = create_token(actor=request.actor, user=user)
    form = ProfileForm(initial={"display_name": user.display_name, "language": user.language})
    return _show(request, form, new_token=text)


@require_POST
@member_page(experts=True)
def token_revoke(request: PortalRequest, key: str) -> HttpResponse:
    token = get_object_or_404(tokens_of(_user(request)), token_key=key)
    revoke_token(actor=request.actor, token=token)
    messages.success(request, _("The token %s… opens nothing any more.") % token.token_key)
    return redirect("portal:profile")


@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """The switch in the header; a signed-in person's choice also holds for mails and the next sign-in."""
    language = request.POST.get("language", "")
    if isinstance(request.user, User) and language in dict(settings.LANGUAGES):
        set_language_of(user=request.user, language=language)
    response: HttpResponse = set_language(request)
    return response


def _show(request: PortalRequest, form: ProfileForm, new_token: str = "") -> HttpResponse:
    user = _user(request)
    context = {"form": form, "memberships": memberships_of(user), "tokens": tokens_of(user), "new_token": new_token}
    context |= {"has_second_factor": has_second_factor(user), "confirmed": has_confirmed_address(user)}
    return render(request, "portal/profile.html", context, status=400 if form.errors else 200)


def _user(request: PortalRequest) -> User:
    assert isinstance(request.user, User)
    return request.user
