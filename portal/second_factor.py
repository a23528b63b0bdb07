"""Officials and ministry staff see data only with a second factor (TOTP or passkey)."""

from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from portal.enums import Side
from portal.models import User
from portal.tenancy import Actor

_OPEN_PATHS = ("/accounts/", "/i18n/", "/static/", "/livez", "/readyz")


def needs_second_factor(request: HttpRequest, actor: Actor) -> bool:
    """Demo accounts are excepted; they exist only in demo mode. Asked anew each time: a factor can be removed."""
    user = request.user
    if actor.side == Side.ENTERPRISE or not isinstance(user, User) or user.is_demo:
        return False
    return not request.path.startswith(_OPEN_PATHS) and not has_second_factor(user)


def has_second_factor(user: User) -> bool:
    return bool(is_mfa_enabled(user))


def ask_for_second_factor(request: HttpRequest) -> HttpResponse:
    """People are led to set one up; programs are told why their token opens nothing."""
    reason = _("Set up a second factor first: officials' accounts open data only with one.")
    if request.path.startswith("/api/"):
        remedy = _("Sign in to the portal and add an authenticator app or a passkey.")
        return JsonResponse({"message": reason, "remedy": remedy}, status=403)
    messages.warning(request, reason)
    return redirect("mfa_activate_totp")
