"""Signing in, passwords by mail, one's own account, tokens, demo accounts."""

import json
import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core import mail
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.test import Client, RequestFactory
from knox.models import get_token_model
from pytest_django.fixtures import Settings

from portal.accounts import AccountAdapter, client_address
from portal.demo import ACCOUNTS, PASSWORD, create_demo_accounts
from portal.enums import Role
from portal.models import AuditEntry, Organisation, User
from portal.startup import refuse_demo_accounts
from portal.tenancy import Actor, scope
from tests import factories
from tests.portal.people import actions, link_in_mail, signed_in
from tests.seeding import seeding

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[2]


def with_password(actor: Actor) -> User:
    user = factories.user_of(actor)
    user.set_password(factories.PASSWORD)
    user.save()
    return user


@pytest.fixture
def worker() -> Actor:
    return factories.filler(factories.enterprise())


def test_signing_in_by_user_name_or_address_is_in_the_audit(worker: Actor) -> None:
    user = with_password(worker)
    for login in (user.username, user.email):
        response = Client().post("/accounts/login/", {"login": login, "password": factories.PASSWORD})
        assert response["Location"] == "/home/"
    assert actions(worker) == ["signed_in", "signed_in"]


def test_a_failed_sign_in_is_in_the_audit_too(worker: Actor) -> None:
    user = with_password(worker)
    assert Client().post("/accounts/login/", {"login": user.username, "password": "wrong"}).status_code == 200
    with seeding():
        assert AuditEntry.objects.filter(action="sign_in_failed", detail__account=user.username).exists()


def test_guessing_is_stopped(worker: Actor) -> None:
    user = with_password(worker)
    for _ in range(12):
        response = Client().post("/accounts/login/", {"login": user.username, "password": "wrong"})
    right = Client().post("/accounts/login/", {"login": user.username, "password": factories.PASSWORD})
    assert right.status_code == 429 or "sessionid" not in right.cookies
    assert response.status_code in (200, 429)


def test_nobody_signs_up_without_an_organisation() -> None:
    page = Client().get("/accounts/signup/")
    assert b'name="password1"' not in page.content


def test_a_forgotten_password_is_replaced_by_mail(worker: Actor) -> None:
    user = with_password(worker)
    Client().post("/accounts/password/reset/", {"email": user.email})
    client = Client()
    page = client.get(link_in_mail(user.email), follow=True)
    form = {"password1": "a new quiet sentence", "password2": "a new quiet sentence"}
    client.post(page.request["PATH_INFO"], form)
    assert Client().post("/accounts/login/", {"login": user.email, "password": form["password1"]}).status_code == 302


def test_a_new_password_ends_the_tokens_made_under_the_old_one(worker: Actor) -> None:
    user = factories.user_of(worker)
    get_token_model().objects.create(user)
    AccountAdapter().set_password(user, "another-long-password")
    assert not get_token_model().objects.filter(user=user).exists()


def test_an_account_without_an_organisation_is_told_so() -> None:
    user = User.objects.create_user("nobody", password=factories.PASSWORD)
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get("/members/").status_code == 403
    assert client.get("/").status_code == 200


def test_name_and_language_are_kept(worker: Actor) -> None:
    client = signed_in(worker)
    response = client.post("/me/", {"display_name": "Lin", "language": "en"})
    assert response.cookies["django_language"].value == "en"
    user = factories.user_of(worker)
    assert (user.display_name, user.language) == ("Lin", "en")
    assert "My account" in client.get("/me/").content.decode()
    assert client.post("/me/", {"display_name": "", "language": "xx"}).status_code == 400


@pytest.mark.parametrize("name", ["A\nBcc: x@example.test", "\u200b", "\u202e李", "a\x01b"])
def test_a_name_is_one_line_that_can_be_seen(worker: Actor, name: str) -> None:
    response = signed_in(worker).post("/me/", {"display_name": name, "language": "en"})
    assert response.status_code == 400
    assert "invisible" in response.content.decode() or "不可见" in response.content.decode()
    assert factories.user_of(worker).display_name != name


def test_links_in_mails_lead_home_whatever_the_request_says(worker: Actor, settings: Settings) -> None:
    user = with_password(worker)
    settings.ALLOWED_HOSTS = ["*"]
    Client().post("/accounts/password/reset/", {"email": user.email}, headers={"host": "elsewhere.test:9999"})
    assert f"{settings.SITE_URL}/accounts/password/reset/key/" in str(mail.outbox[-1].body)


def test_a_form_in_no_encoding_of_ours_is_a_sentence(settings: Settings) -> None:
    client = Client(enforce_csrf_checks=True)
    client.cookies[settings.CSRF_COOKIE_NAME] = "a" * 32
    kind = "application/x-www-form-urlencoded; charset=utf-16"
    response = client.post("/check/", b"a=b", content_type=kind)
    assert response.status_code == 400
    assert "<h1" in response.content.decode()


def test_the_switch_in_the_header_is_remembered_for_mails(worker: Actor) -> None:
    signed_in(worker).post("/i18n/setlang/", {"language": "en", "next": "/"})
    assert factories.user_of(worker).language == "en"
    assert Client().post("/i18n/setlang/", {"language": "nonsense"}).status_code == 302


def test_the_language_of_the_account_holds_after_signing_in(worker: Actor) -> None:
    user = with_password(worker)
    client = Client(headers={"accept-language": "en"})
    response = client.post("/accounts/login/", {"login": user.username, "password": factories.PASSWORD})
    assert response.cookies["django_language"].value == "zh-hans"


def test_switching_between_organisations(worker: Actor) -> None:
    other = factories.enterprise()
    with seeding():
        other.organisation.memberships.create(user=factories.user_of(worker), scope=other.scope, roles=["responsible"])
    client = signed_in(worker)
    assert client.post("/me/organisation/", {"organisation": other.pk}).status_code == 302
    assert other.organisation.name in client.get("/members/").content.decode()
    foreign = factories.enterprise()
    for wrong in (foreign.pk, "", "x", "0"):
        assert client.post("/me/organisation/", {"organisation": wrong}).status_code == 404


def test_a_token_is_shown_once_and_can_be_revoked(worker: Actor) -> None:
    client = signed_in(worker)
    text = client.post("/me/tokens/").context["new_token"]
    key = get_token_model().objects.get(user=factories.user_of(worker)).token_key
    program = Client(headers={"authorization": f"Token {text}"})
    assert program.get("/api/v1/me/").json()["acting_for"] == worker.organisation_id
    assert text not in client.get("/me/").content.decode()
    stranger = signed_in(factories.filler(factories.enterprise()))
    assert stranger.post(f"/me/tokens/{key}/revoke/").status_code == 404
    assert client.post(f"/me/tokens/{key}/revoke/").status_code == 302
    assert program.get("/api/v1/me/").status_code == 401
    assert actions(worker) == ["token.created", "token.revoked"]


def test_there_is_a_limit_of_tokens(worker: Actor) -> None:
    client = signed_in(worker)
    assert [client.post("/me/tokens/").status_code for _ in range(11)] == [200] * 10 + [409]


@pytest.mark.parametrize("header", ["Token x", "Token " + "0" * 64, "Token", "Basic eDp5", "Bearer x"])
def test_a_wrong_token_opens_nothing(header: str) -> None:
    assert Client(headers={"authorization": header}).get("/api/v1/me/").status_code == 401


def make_demo_accounts() -> None:
    company = factories.enterprise()
    with scope(Actor.system("demo")):
        create_demo_accounts(Organisation.objects.get(pk=company.pk))
    call_command("demo_accounts")


def test_the_demo_accounts_are_listed_and_work(capsys: pytest.CaptureFixture[str]) -> None:
    make_demo_accounts()
    table = capsys.readouterr().out
    call_command("demo_accounts", json=True)
    listed = json.loads(capsys.readouterr().out)
    assert [row["username"] for row in listed] == [account.username for account in ACCOUNTS]
    assert all(row["username"] in table and row["password"] == PASSWORD for row in listed)
    for row in listed:
        response = Client().post("/accounts/login/", {"login": row["username"], "password": row["password"]})
        assert response.status_code == 302


def test_retired_demo_accounts_open_nothing(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    make_demo_accounts()
    settings.DEMO = False
    with pytest.raises(ImproperlyConfigured, match="demo_accounts --delete"):
        refuse_demo_accounts()
    call_command("demo_accounts", delete=True)
    refuse_demo_accounts()
    login = {"login": ACCOUNTS[0].username, "password": PASSWORD}
    assert "sessionid" not in Client().post("/accounts/login/", login).cookies


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "command",
    [
        [sys.executable, "-c", "import portal.wsgi"],
        [sys.executable, "-m", "celery", "--app", "portal.celery:app", "worker", "--pool", "solo", "--pidfile="],
    ],
)
def test_production_refuses_to_start_with_a_demo_account(command: list[str]) -> None:
    """Only the start is tried; demo members made by the factories are what it finds."""
    factories.member(factories.enterprise().organisation, Role.FILLER)
    environment = {**os.environ, "DEMO": "false", "SECURE_COOKIES": "false"}
    done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode != 0
    assert "Demo accounts exist" in done.stderr + done.stdout


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [(0, "9.9.9.9", "127.0.0.1"), (1, "6.6.6.6, 9.9.9.9", "9.9.9.9"), (1, "nonsense", None), (1, "", "127.0.0.1")],
)
def test_limits_count_by_the_address_our_own_proxy_saw(
    settings: Settings, proxies: int, forwarded: str, address: str | None
) -> None:
    """What a caller writes into X-Forwarded-For before our proxy is not believed."""
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    assert client_address(RequestFactory().get("/", headers={"x-forwarded-for": forwarded})) == address


@pytest.mark.parametrize(
    ("sent", "came_from", "leads_to"),
    [
        ("/filings/1/submit/", "/filings/1/check/", "/filings/1/check/"),
        (
            "/filings/1/submit/",
            "/filings/1/submit/",
            "/filings/1/submit/",
        ),  # a refusal's page, which leads to the check
        ("/filings/1/submit/", "https://elsewhere.test/filings/1/check/", "/filings/1/submit/"),
        ("/filings/1/withdraw/", "/filings/1/withdraw/", "/filings/1/"),  # takes forms alone
        ("/filings/1/appeal/", "/filings/1/appeal/?all=1", "/filings/1/appeal/?all=1"),
        ("/filings/1/appeal/", "", "/filings/1/appeal/"),
        ("/comments/1/settle/", "//elsewhere.test/", "/home/"),
    ],
)
def test_a_form_sent_without_a_session_leads_back_to_its_page(
    worker: Actor, sent: str, came_from: str, leads_to: str
) -> None:
    user, client = with_password(worker), Client()
    referer = f"http://testserver{came_from}" if came_from.startswith("/") else came_from
    asked = client.post(sent, {}, headers={"Referer": referer})
    target = parse_qs(urlsplit(asked["Location"]).query)["next"]
    assert target == [leads_to]
    page = client.get(asked["Location"]).content.decode()
    assert "您已不在登录状态" in page
    login = {"login": user.username, "password": factories.PASSWORD, "next": leads_to}
    assert client.post("/accounts/login/", login)["Location"] == leads_to
