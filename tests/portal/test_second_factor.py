"""Officials see no data before they have a second factor: not by pages, not by session, not by token."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.test import Client
from knox.models import get_token_model

from portal.enums import Role
from portal.models import Organisation
from portal.tenancy import Actor
from tests import factories
from tests.portal.people import signed_in

pytestmark = pytest.mark.django_db
PAGES = ("/home/", "/members/", "/notices/", "/jobs/", "/me/", "/audit/", "/files/1/")


def official(kind: str) -> Actor:
    places = {"authority": factories.authority, "ministry": factories.ministry, "operator": _operator}
    roles = {"authority": Role.REVIEWER, "ministry": Role.OFFICER, "operator": Role.ADMINISTRATOR}
    return factories.member(places[kind](), roles[kind], is_demo=False)


def _operator() -> Organisation:
    return factories.authority("OPERATOR")


def give_second_factor(actor: Actor) -> None:
    totp.TOTP.activate(factories.user_of(actor), totp.generate_totp_secret())


def token_client(actor: Actor) -> Client:
    _token, text = get_token_model().objects.create(factories.user_of(actor))
    return Client(headers={"authorization": f"Token {text}"})


@pytest.mark.parametrize("kind", ["authority", "ministry", "operator"])
@pytest.mark.parametrize("page", PAGES)
def test_every_page_leads_to_setting_one_up(kind: str, page: str) -> None:
    response = signed_in(official(kind)).get(page)
    assert response.status_code == 302
    assert response["Location"] == "/accounts/2fa/totp/activate/"


@pytest.mark.parametrize("page", ["/api/v1/me/", "/api/v1/members/", "/api/v1/audit/"])
def test_neither_session_nor_token_opens_the_interface_for_programs(page: str) -> None:
    actor = official("authority")
    for client in (signed_in(actor), token_client(actor)):
        response = client.get(page)
        assert response.status_code == 403
        assert response.json()["message"]


def test_with_a_second_factor_pages_and_interface_open() -> None:
    actor = official("authority")
    give_second_factor(actor)
    assert signed_in(actor).get("/members/").status_code == 200
    assert token_client(actor).get("/api/v1/me/").status_code == 200


def test_taking_it_away_closes_them_again_at_once() -> None:
    actor = official("authority")
    give_second_factor(actor)
    client = signed_in(actor)
    assert client.get("/members/").status_code == 200
    Authenticator.objects.filter(user_id=actor.user_id).delete()
    assert client.get("/members/").status_code == 302


def test_an_enterprise_may_do_without() -> None:
    actor = factories.member(factories.enterprise().organisation, Role.FILLER, is_demo=False)
    assert signed_in(actor).get("/members/").status_code == 200


def test_demo_accounts_are_excepted_and_marked() -> None:
    page = signed_in(factories.reviewer()).get("/members/")
    assert page.status_code == 200
    assert "demo-banner" in page.content.decode()


def test_setting_one_up_and_signing_in_with_it() -> None:
    actor = official("authority")
    user = factories.user_of(actor)
    user.set_password(factories.PASSWORD)
    user.save()
    client = Client()
    client.post("/accounts/login/", {"login": user.username, "password": factories.PASSWORD})
    asked = client.get("/accounts/2fa/totp/activate/")
    page = client.post(asked["Location"], {"password": factories.PASSWORD}, follow=True)
    secret = page.context["form"].secret
    code = totp.format_hotp_value(totp.hotp_value(secret, next(iter(totp.yield_hotp_counters_from_time()))))
    client.post("/accounts/2fa/totp/activate/", {"code": code})
    assert client.get("/members/").status_code == 200
    again = Client()
    response = again.post("/accounts/login/", {"login": user.email, "password": factories.PASSWORD})
    assert response["Location"].startswith("/accounts/2fa/authenticate/")
    assert again.get("/members/").status_code == 302


@pytest.mark.parametrize(
    "page", ["/accounts/2fa/", "/accounts/2fa/recovery-codes/generate/", "/accounts/2fa/webauthn/add/"]
)
def test_passkeys_and_recovery_codes_are_reachable(page: str) -> None:
    actor = official("authority")
    user = factories.user_of(actor)
    user.set_password(factories.PASSWORD)
    user.save()
    client = Client()
    client.post("/accounts/login/", {"login": user.username, "password": factories.PASSWORD})
    assert client.get(page).status_code in (200, 302)
