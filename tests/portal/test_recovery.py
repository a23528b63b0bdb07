"""An address that was never confirmed secures nothing, and its owner gets the account for themself."""

import re
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.core import mail
from django.test import Client
from knox.models import get_token_model

from portal.enums import Role
from portal.models import AuditEntry, Notice, Organisation, User
from portal.services.invitations import invite_person, secret_of
from portal.tenancy import Actor, scope
from tests import factories
from tests.portal.people import actions, link_in_mail, perform_jobs, signed_in
from tests.portal.test_registration import register
from tests.seeding import seeding

pytestmark = pytest.mark.django_db(transaction=True)
NEW = "a new quiet sentence"


def person(actor: Actor, *, confirmed: bool) -> User:
    """The user with a password and an address that was confirmed, or not."""
    user = factories.user_of(actor)
    user.set_password(factories.PASSWORD)
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=confirmed)
    return user


def official(*, confirmed: bool) -> tuple[Actor, User]:
    actor = factories.member(factories.authority(), Role.REVIEWER, is_demo=False)
    return actor, person(actor, confirmed=confirmed)


def signed_in_by_password(user: User) -> Client:
    client = Client()
    client.post("/accounts/login/", {"login": user.username, "password": factories.PASSWORD})
    return client


def furnish(user: User) -> None:
    """A factor, a passkey, a token and a second address, as somebody before the owner left them."""
    totp.TOTP.activate(user, totp.generate_totp_secret())
    Authenticator.objects.create(user=user, type=Authenticator.Type.WEBAUTHN, data={})
    get_token_model().objects.create(user)
    EmailAddress.objects.create(user=user, email=f"squatter{user.pk}@example.test", verified=True)


def reset(user: User, typed: str = "") -> Any:
    """The whole way through the mail; the answer to the new password."""
    Client().post("/accounts/password/reset/", {"email": typed or user.email})
    client = Client()
    page = client.get(link_in_mail(user.email), follow=True)
    return client.post(page.request["PATH_INFO"], {"password1": NEW, "password2": NEW})


def left(user: User) -> tuple[int, int, list[tuple[str, bool]]]:
    return (
        Authenticator.objects.filter(user=user).count(),
        get_token_model().objects.filter(user=user).count(),
        list(EmailAddress.objects.filter(user=user).order_by("-primary").values_list("email", "verified")),
    )


@pytest.mark.parametrize("page", ["/accounts/2fa/totp/activate/", "/accounts/2fa/webauthn/add/"])
@pytest.mark.parametrize("confirmed", [False, True])
def test_a_factor_or_passkey_wants_a_confirmed_address(page: str, confirmed: bool) -> None:
    _actor, user = official(confirmed=confirmed)
    answer = signed_in_by_password(user).get(page)
    asked_for_the_password = (
        answer.get("Location", "").startswith("/accounts/reauthenticate/") or answer.status_code == 200
    )
    assert asked_for_the_password == confirmed
    assert confirmed or answer["Location"] == "/accounts/2fa/"


def test_a_token_wants_a_confirmed_address_by_page_and_api() -> None:
    actor = factories.member(factories.enterprise().organisation, Role.FILLER, is_demo=False)
    user, client = person(actor, confirmed=False), signed_in(actor)
    assert client.get("/api/v1/me/").json()["email_confirmed"] is False
    assert "/me/tokens/" not in re.findall(r'action="([^"]+)"', client.get("/me/").content.decode())
    assert client.post("/me/tokens/").status_code == client.post("/api/v1/tokens/").status_code == 409
    EmailAddress.objects.filter(user=user).update(verified=True)
    assert "/me/tokens/" in re.findall(r'action="([^"]+)"', client.get("/me/").content.decode())
    assert client.post("/api/v1/tokens/").status_code == 201


def test_whoever_registers_is_asked_to_confirm_the_address() -> None:
    client = register("confirm-me")
    perform_jobs("mail_confirmation")
    link = link_in_mail("confirm-me@example.test")
    assert client.post("/api/v1/tokens/").status_code == 409
    assert client.post(link).status_code == 302
    assert client.post("/api/v1/tokens/").status_code == 201
    with seeding():
        entries = AuditEntry.objects.filter(user_id=User.objects.get(username="confirm-me").pk)
        assert "address.confirmed" in entries.values_list("action", flat=True)


def test_a_confirmed_address_is_not_asked_for_again() -> None:
    register("already-there")
    EmailAddress.objects.filter(user__username="already-there").update(verified=True)
    perform_jobs("mail_confirmation")
    assert not any("already-there@example.test" in message.to for message in mail.outbox)


def test_the_true_owner_s_reset_ends_all_that_a_squatter_left() -> None:
    actor, user = official(confirmed=False)
    furnish(user)
    squatter = signed_in(actor)
    assert squatter.get("/members/").status_code == 200
    reset(user)
    assert left(user) == (0, 0, [(user.email, True)])
    assert squatter.get("/members/")["Location"].startswith("/accounts/login/")
    owner = Client()
    owner.post("/accounts/login/", {"login": user.email, "password": NEW})
    assert owner.get("/members/")["Location"] == "/accounts/2fa/totp/activate/"
    assert owner.get("/accounts/2fa/totp/activate/")["Location"].startswith("/accounts/reauthenticate/")


def test_the_owner_is_told_and_the_audit_says_what_went() -> None:
    actor, user = official(confirmed=False)
    furnish(user)
    reset(user)
    assert actions(actor) == ["password.replaced"]
    with seeding():
        entry = AuditEntry.objects.get(user_id=user.pk, action="password.replaced")
        assert Notice.objects.filter(recipient=user).count() == 1
    assert entry.detail == {"tokens": 1, "factors": 2, "addresses": 1}
    before = len(mail.outbox)
    perform_jobs("mail_notice")
    assert [user.email] in [message.to for message in mail.outbox[before:]]


def test_a_factor_set_up_after_the_address_was_confirmed_outlives_a_forgotten_password() -> None:
    """Else whoever reads the mail would be past both factors."""
    actor, user = official(confirmed=True)
    furnish(user)
    reset(user)
    factors, tokens, addresses = left(user)
    assert (factors, tokens, len(addresses)) == (2, 0, 2)
    again = Client()
    answer = again.post("/accounts/login/", {"login": user.email, "password": NEW})
    assert answer["Location"].startswith("/accounts/2fa/authenticate/")
    assert actions(actor) == ["password.replaced"]


def test_the_link_of_a_reset_goes_to_the_first_address_alone() -> None:
    """A squatter who resets through a second address must not confirm the first one by that."""
    _actor, user = official(confirmed=False)
    other = f"other{user.pk}@example.test"
    EmailAddress.objects.create(user=user, email=other, verified=True)
    Client().post("/accounts/password/reset/", {"email": other})
    assert [message.to for message in mail.outbox] == [[user.email]]


def test_a_link_of_a_reset_ends_when_another_address_comes_first() -> None:
    _actor, user = official(confirmed=False)
    other = EmailAddress.objects.create(user=user, email=f"victim{user.pk}@example.test")
    Client().post("/accounts/password/reset/", {"email": user.email})
    link = link_in_mail(user.email)
    other.set_as_primary()
    assert "password1" not in Client().get(link, follow=True).content.decode()
    assert not EmailAddress.objects.filter(user=user, verified=True).exists()


def test_an_invitation_opened_by_its_addressee_confirms_the_address() -> None:
    actor = factories.member(factories.enterprise().organisation, Role.FILLER, is_demo=False)
    user = person(actor, confirmed=False)
    for email, confirmed in ((f"else{user.pk}@example.test", False), (user.email, True)):
        boss = factories.responsible(factories.enterprise())
        with scope(boss):
            company = Organisation.objects.get(pk=boss.home_id)
            invitation = invite_person(actor=boss, organisation=company, email=email, roles=[Role.FILLER])
        signed_in(actor).post(f"/invitations/{secret_of(invitation)}/")
        assert EmailAddress.objects.get(user=user).verified == confirmed
