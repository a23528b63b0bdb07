"""Officials and ministry staff see data only with a second factor (TOTP or passkey)."""

from allauth.mfa.utils import is_mfa_enabled
from django.http import HttpRequest

from portal.enums import Side
from portal.models import User
from portal.tenancy import Actor

_OPEN_PATHS = ("/accounts/", "/i18n/", "/static/", "/livez", "/readyz")


def needs_second_factor(request: HttpRequest, actor: Actor) -> bool:
    """Demo accounts are excepted; they exist only in demo mode."""
    user = request.user
    if actor.side == Side.ENTERPRISE or not isinstance(user, User) or user.is_demo:
        return False
    if request.path.startswith(_OPEN_PATHS) or request.session.get("second_factor_set"):
        return False
    if not is_mfa_enabled(user):
        return True
    request.session["second_factor_set"] = True
    return False
