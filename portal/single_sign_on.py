"""Single sign-on through one OpenID Connect provider, off unless OIDC_ISSUER is set.

The provider vouches for a mail address, nothing else: whoever has it is let in as the member whose confirmed address it
is. No account, no role and no lasting link is ever made here, and the second factor is asked for as ever.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from allauth.account.models import EmailAddress
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from allauth.socialaccount.providers.base import AuthProcess
from django.contrib import messages
from django.http import HttpRequest
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from requests import Response
from requests.exceptions import InvalidJSONError

from portal.models import User
from portal.queries import find_actor
from portal.services.audit import record_audit
from portal.tenancy import Actor, scope

logger = logging.getLogger(__name__)
# What the provider's description of itself must name, and one of what each other answer of its must hold.
_DESCRIBED = {"issuer", "authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri"}
_ANSWERED = {"access_token", "sub", "keys"}


class SingleSignOnAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """People join by registering their enterprise or by invitation."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Let the member in whose confirmed address the provider vouches for; anybody else is told what to do."""
        vouched = [address.email for address in sociallogin.email_addresses if _is_true(address.verified)]
        user = _member_with(vouched)
        if user is None or sociallogin.state.get("process") != AuthProcess.LOGIN:
            _record_refusal(vouched)
            said = _("No account here has the address that the single sign-on confirms for you.")
            remedy = _("Sign in with your password, or ask your administrator to invite that address.")
            raise _back(request, f"{said} {remedy}")
        sociallogin.user = user

    def on_authentication_error(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        raise _back(request, _("The single sign-on was not completed. Try again, or sign in with your password."))

    @contextmanager
    def get_requests_session(self) -> Iterator[Any]:
        """All that is asked of the provider itself; requests' errors are OSErrors."""
        with super().get_requests_session() as session:
            session.hooks["response"].append(_refuse_nonsense)
            try:
                yield session
            except OSError as away:
                logger.warning("the OpenID Connect provider does not answer: %s", away)
                said = _("The single sign-on does not answer at the moment. Sign in with your password.")
                raise _back(self.request, said) from away


def _refuse_nonsense(response: Response, **kwargs: Any) -> None:
    """An answer without what is read from it counts as none; raises an OSError, as requests does for what is no JSON."""
    said = response.json() if response.ok else {}
    known = {name for name, value in said.items() if value} if isinstance(said, dict) else set()
    if response.ok and not (known >= _DESCRIBED if "issuer" in known else known & _ANSWERED):
        raise InvalidJSONError(f"{response.url} says nothing of use")


def _is_true(claim: object) -> bool:
    """Some providers send `email_verified` as text, and the text "false" is not empty."""
    return str(claim).lower() == "true"


def _member_with(emails: list[str]) -> User | None:
    lowered = [email.lower() for email in emails]
    for address in EmailAddress.objects.filter(email__in=lowered, verified=True).select_related("user"):
        if address.user.is_active and find_actor(address.user):
            found: User = address.user
            return found
    return None


def _record_refusal(emails: list[str]) -> None:
    with scope(Actor.system("anonymous")) as actor:
        record_audit(actor=actor, action="sign_in_failed", detail={"account": ", ".join(emails)[:80], "method": "OIDC"})


def _back(request: HttpRequest, said: str) -> ImmediateHttpResponse:
    """To the login page, with a sentence."""
    messages.error(request, said)
    return ImmediateHttpResponse(redirect("account_login"))
