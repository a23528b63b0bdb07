"""API tokens (stored as digests by knox). The middleware finds the user, so that the scope is open before the view."""

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from knox.auth import TokenAuthentication
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from portal.models import User


def user_of_token(request: HttpRequest) -> User | AnonymousUser | None:
    """The user of a valid `Authorization: Token …` header on an API path; a bad token makes nobody of the caller."""
    if not request.path.startswith("/api/") or "Authorization" not in request.headers:
        return None
    request.token_used = True  # type: ignore[attr-defined]
    try:
        found = TokenAuthentication().authenticate(Request(request))
    except AuthenticationFailed:
        found = None
    return found[0] if found else AnonymousUser()


class ScopedTokenAuthentication(BaseAuthentication):
    """Hands DRF the user whom the middleware found; other headers fall to the session."""

    def authenticate(self, request: Request) -> tuple[User, None] | None:
        raw = request._request
        if not getattr(raw, "token_used", False):
            return None
        if not raw.user.is_authenticated:
            raise AuthenticationFailed("Invalid or expired token.")
        return raw.user, None

    def authenticate_header(self, request: Request) -> str:
        return "Token"
