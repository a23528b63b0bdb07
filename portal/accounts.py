"""How accounts behave: no free sign-up, sign-ins in the audit, the person's language."""

from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter, get_adapter
from allauth.account.models import EmailAddress
from allauth.account.utils import perform_login
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation
from knox.models import get_token_model

from portal.models import User
from portal.queries import find_actor
from portal.services.audit import record_audit
from portal.tenancy import Actor, scope


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """People join by registering their enterprise or by invitation, never without an organisation."""
        return False

    def set_password(self, user: User, password: str) -> None:
        """Whoever knew the old password keeps nothing: with the sessions end the tokens for programs."""
        super().set_password(user, password)
        get_token_model().objects.filter(user=user).delete()

    def send_password_reset_mail(self, user: User, email: str, context: dict[str, Any]) -> None:
        """Only ever to the account's first address, to which Django's token is bound: the link proves whose that is."""
        super().send_password_reset_mail(user, user.email, context)

    def get_reset_password_from_key_url(self, key: str) -> str:
        return _at_home(super().get_reset_password_from_key_url(key))

    def get_email_confirmation_url(self, request: HttpRequest, emailconfirmation: Any) -> str:
        return _at_home(super().get_email_confirmation_url(request, emailconfirmation))

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        confirmed: bool = super().confirm_email(request, email_address)
        if confirmed:
            _record(email_address.user, "address.confirmed")
        return confirmed

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().post_login(request, user, **kwargs)
        sociallogin = (kwargs.get("signal_kwargs") or {}).get("sociallogin")
        _record(user, "signed_in", {"method": "OIDC"} if sociallogin else {})
        if settings.LANGUAGE_COOKIE_NAME in request.COOKIES:
            return response  # chosen in this browser, on the sign-in page at the latest
        translation.activate(user.language)
        return remember_language(response, user.language)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        super().authentication_failed(request, **credentials)
        actor = Actor.system("anonymous")
        with scope(actor):
            name = str(credentials.get("username") or credentials.get("email") or "")[:80]
            record_audit(actor=actor, action="sign_in_failed", detail={"account": name})


def _at_home(url: str) -> str:
    """A link in a mail leads to where the portal lives, not to where a request says it came to."""
    home = urlsplit(settings.SITE_URL)
    return urlsplit(url)._replace(scheme=home.scheme, netloc=home.netloc).geturl()


def _record(user: User, action: str, detail: dict[str, str] | None = None) -> None:
    actor = find_actor(user) or Actor.system(str(user))
    with scope(actor):
        record_audit(actor=actor, action=action, detail=detail)


def client_address(request: HttpRequest) -> str | None:
    """The caller's address, past our own reverse proxy: what limits on strangers count by; None when unknown."""
    try:
        address: str = get_adapter().get_client_ip(request)
    except PermissionDenied:
        return None
    return address


def sign_in(request: HttpRequest, user: User) -> HttpResponse:
    """The first sign-in of an account just made, with all that belongs to one; leads to the person's home."""
    response: HttpResponse = perform_login(request, user, redirect_url=reverse("portal:home"))
    return response


def remember_language(response: HttpResponse, language: str) -> HttpResponse:
    """The pages speak this language from now on, whatever the browser prefers."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite="Lax",
    )
    return response
