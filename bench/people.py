"""People of the bench's own in the seeded organisations, signed in as Django itself would after a sign-in.

They exist in the bench's database alone: production refuses the demo's accounts, and so does this.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from importlib import import_module

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.hashers import make_password

from bench.browser import Browser
from portal.enums import Role, Side
from portal.models import Membership, Organisation, User
from portal.queries import find_actor
from portal.tenancy import Actor, scope

PASSWORD = "bench-measures-2026"  # noqa: S105 - of accounts in a throw-away database
_BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
_ENGINE = import_module(settings.SESSION_ENGINE)


@dataclass(frozen=True)
class Person:
    """Somebody with an account, what they may do, and their browser with a session."""

    user: User
    actor: Actor
    browser: Browser


def let_in(organisations: Iterable[Organisation], roles: Iterable[Role], port: int) -> list[Person]:
    """A new person with these roles in each of the organisations; officials with their second factor."""
    password = make_password(PASSWORD)
    with scope(Actor.system("bench")):
        users = [_join(organisation, roles, password) for organisation in organisations]
    return [_sign_in(user, port) for user in users]


def _join(organisation: Organisation, roles: Iterable[Role], password: str) -> User:
    name = f"bench-{organisation.pk}-{User.objects.count()}"
    user = User.objects.create(username=name, display_name=name, email=f"{name}@example.test", password=password)
    Membership.objects.create(
        user=user, organisation=organisation, scope=organisation.scope, roles=[str(role) for role in roles]
    )
    return user


def _sign_in(user: User, port: int) -> Person:
    actor = find_actor(user)
    assert actor
    if actor.side != Side.ENTERPRISE and not Authenticator.objects.filter(user=user).exists():
        TOTP.activate(user, generate_totp_secret())
    session = _ENGINE.SessionStore()
    session.update(
        {SESSION_KEY: str(user.pk), BACKEND_SESSION_KEY: _BACKEND, HASH_SESSION_KEY: user.get_session_auth_hash()}
    )
    session.create()
    cookies = {settings.SESSION_COOKIE_NAME: session.session_key}
    return Person(user, actor, Browser(port, address_of(user.pk), actor.badge, cookies))


def address_of(number: int) -> str:
    """Everybody has an address of their own: limits on strangers count by it."""
    return f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
