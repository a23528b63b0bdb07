"""Single sign-on against a provider of our own on loopback: off unless set, and only ever for members."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal import auth as totp
from allauth.socialaccount.models import SocialAccount
from django.test import Client
from pytest_django.fixtures import Settings

from portal.enums import Role
from portal.models import AuditEntry, Membership, User
from portal.tenancy import Actor
from tests import factories
from tests.portal.people import signed_in
from tests.seeding import seeding

pytestmark = pytest.mark.django_db(transaction=True)
ROOT = Path(__file__).resolve().parents[2]
LOGIN, CALLBACK = "/accounts/oidc/sso/login/", "/accounts/oidc/sso/login/callback/"
ENVIRONMENT = {"OIDC_CLIENT_ID": "portal", "OIDC_CLIENT_SECRET": "word", "OIDC_NAME": "政务统一身份认证"}
SOMEWHERE = "http://127.0.0.1:9"
_WRITTEN = "import json, portal.settings as s; print(json.dumps(s.SOCIALACCOUNT_PROVIDERS))"


def providers_of(**environment: str) -> "subprocess.CompletedProcess[str]":
    """What the settings make of this environment, in a process of its own."""
    command = [sys.executable, "-c", _WRITTEN]
    return subprocess.run(
        command, env=os.environ | environment, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )


class Provider(ThreadingHTTPServer):
    """Answers discovery, token and userinfo; `claims` is what it says of whoever signs in there."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answers)
        self.issuer = f"http://127.0.0.1:{self.server_port}"
        self.claims: dict[str, Any] = {}
        self.nonsense: dict[str, object] = {}

    def answer(self, path: str) -> object:
        if path in self.nonsense:
            return self.nonsense[path]
        if path.startswith("/.well-known/"):
            places = {"authorization_endpoint": "authorize", "token_endpoint": "token", "userinfo_endpoint": "userinfo"}
            places["jwks_uri"] = "keys"
            return {"issuer": self.issuer} | {name: f"{self.issuer}/{place}" for name, place in places.items()}
        claims = {"iss": self.issuer, "aud": "portal", "exp": time.time() + 60, "sub": "7"} | self.claims
        if path == "/token":
            return {"access_token": "a", "token_type": "bearer", "id_token": jwt.encode(claims, "k" * 32)}
        return claims


class Answers(BaseHTTPRequestHandler):
    server: Provider

    def do_GET(self) -> None:
        body = json.dumps(self.server.answer(self.path)).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self) -> None:
        self.do_GET()

    def log_message(self, *args: object) -> None:
        """Quiet."""


@pytest.fixture(scope="module")
def written() -> str:
    """The settings' JSON for an issuer at SOMEWHERE."""
    return providers_of(OIDC_ISSUER=f"{SOMEWHERE}/", **ENVIRONMENT).stdout


@pytest.fixture
def provider(settings: Settings, written: str) -> Iterator[Provider]:
    with Provider() as server:
        thread = Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        settings.SOCIALACCOUNT_PROVIDERS = json.loads(written.replace(SOMEWHERE, server.issuer))
        yield server
        server.shutdown()
        thread.join()


def member(email: str, *, confirmed: bool = True, active: bool = True) -> Actor:
    actor = factories.member(factories.enterprise().organisation, Role.FILLER, is_demo=False)
    EmailAddress.objects.create(user=factories.user_of(actor), email=email, primary=True, verified=confirmed)
    with seeding():
        Membership.objects.filter(user_id=actor.person_id).update(active=active)
    return actor


def come_back(client: Client, start: str = LOGIN) -> Any:
    """There and back: the answer to the provider's redirect."""
    there = urlsplit(client.get(start)["Location"])
    assert there.path == "/authorize"
    return client.get(CALLBACK, {"code": "x", "state": parse_qs(there.query)["state"][0]})


def test_it_is_off_unless_an_issuer_is_set() -> None:
    assert json.loads(providers_of(OIDC_ISSUER="", OIDC_CLIENT_ID="", OIDC_NAME="").stdout) == {}
    incomplete = providers_of(OIDC_ISSUER="https://id.example.cn")
    assert "OIDC_CLIENT_ID" in incomplete.stderr
    assert "/accounts/oidc/" not in Client().get("/accounts/login/").content.decode()
    assert Client().get(LOGIN).status_code == 404


def test_the_login_page_offers_it_by_its_name(provider: Provider) -> None:
    page = Client().get("/accounts/login/").content.decode()
    assert f'href="{LOGIN}' in page
    assert ENVIRONMENT["OIDC_NAME"] in page


def test_a_member_with_the_confirmed_address_comes_in(provider: Provider) -> None:
    actor, client = member("lin@example.test"), Client()
    provider.claims = {"email": "Lin@Example.test", "email_verified": True}
    assert come_back(client)["Location"] == "/home/"
    assert client.get("/api/v1/me/").json()["acting_for"] == actor.organisation_id
    with seeding():
        entry = AuditEntry.objects.get(user_id=actor.user_id, action="signed_in")
    assert entry.detail == {"method": "OIDC"}
    assert not SocialAccount.objects.exists()


def test_the_second_factor_is_asked_for_as_ever(provider: Provider) -> None:
    actor, client = member("two@example.test"), Client()
    totp.TOTP.activate(factories.user_of(actor), totp.generate_totp_secret())
    provider.claims = {"email": "two@example.test", "email_verified": True}
    assert come_back(client)["Location"].startswith("/accounts/2fa/authenticate/")
    assert client.get("/api/v1/me/").status_code == 401


@pytest.mark.parametrize(
    ("known", "claims"),
    [
        ({}, {"email": "stranger@example.test", "email_verified": True}),
        ({}, {"email": "who@example.test", "email_verified": False}),
        ({}, {"email": "who@example.test", "email_verified": "false"}),
        ({}, {"email": "who@example.test"}),
        ({}, {}),
        ({"confirmed": False}, {"email": "who@example.test", "email_verified": True}),
        ({"active": False}, {"email": "who@example.test", "email_verified": True}),
    ],
)
def test_nobody_else_comes_in_and_nothing_is_made(
    provider: Provider, known: dict[str, bool], claims: dict[str, Any]
) -> None:
    member("who@example.test", **known)
    provider.claims, before, client = claims, User.objects.count(), Client()
    answer = come_back(client)
    assert answer["Location"] == "/accounts/login/"
    assert "alert" in client.get("/accounts/login/").content.decode()
    assert client.get("/api/v1/me/").status_code == 401
    assert User.objects.count() == before
    with seeding():
        assert AuditEntry.objects.filter(action="sign_in_failed", detail__method="OIDC").exists()
    EmailAddress.objects.filter(email="who@example.test").delete()


def test_no_identity_is_tied_to_an_account_that_is_signed_in(provider: Provider) -> None:
    """A tied identity would outlive a password replaced by mail."""
    client = signed_in(member("tied@example.test"))
    provider.claims = {"email": "tied@example.test", "email_verified": True}
    assert come_back(client, f"{LOGIN}?process=connect")["Location"] == "/accounts/login/"
    assert not SocialAccount.objects.exists()


def test_a_provider_that_is_away_or_says_no_leads_back_with_a_sentence(provider: Provider) -> None:
    client = Client()
    state = parse_qs(urlsplit(client.get(LOGIN)["Location"]).query)["state"][0]
    assert client.get(CALLBACK, {"error": "access_denied", "state": state})["Location"] == "/accounts/login/"
    assert Client().get(CALLBACK, {"code": "x", "state": "forged"})["Location"] == "/accounts/login/"
    provider.shutdown()
    provider.server_close()
    away = Client()
    assert away.get(LOGIN)["Location"] == "/accounts/login/"
    assert "alert" in away.get("/accounts/login/").content.decode()


@pytest.mark.parametrize("nonsense", [[], {}, None, "no", {"issuer": "x"}, {"sub": ""}, {"access_token": None}])
@pytest.mark.parametrize("path", ["/.well-known/openid-configuration", "/token", "/userinfo"])
def test_a_provider_that_talks_nonsense_leads_back_with_a_sentence(
    provider: Provider, path: str, nonsense: object
) -> None:
    provider.claims = {"email": member("wu@example.test").user_name, "email_verified": True}
    provider.nonsense = {path: nonsense}
    client = Client()
    there = client.get(LOGIN)
    if path in ("/token", "/userinfo"):
        state = parse_qs(urlsplit(there["Location"]).query)["state"][0]
        there = client.get(CALLBACK, {"code": "x", "state": state})
    assert there["Location"] == "/accounts/login/"
    assert "alert" in client.get("/accounts/login/").content.decode()
