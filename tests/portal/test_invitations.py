"""Invitations: only the digest is kept, the link works once and for fourteen days."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client

from portal.enums import Role
from portal.errors import InvalidInput, NotPermitted, Refused, TooMany
from portal.models import Invitation, Membership, Organisation, User
from portal.services.invitations import accept_invitation, invite_person, secret_of, withdraw_invitation
from portal.tenancy import Actor, scope
from tests import factories
from tests.portal.people import actions, administrator, link_in_mail, perform_jobs, signed_in
from tests.seeding import seeding

pytestmark = pytest.mark.django_db(transaction=True)


def invited(actor: Actor, email: str, *roles: Role) -> Invitation:
    with scope(actor):
        organisation = Organisation.objects.get(pk=actor.home_id)
        return invite_person(actor=actor, organisation=organisation, email=email, roles=roles)


def new_account(name: str) -> dict[str, str]:
    secret = "four quiet words here"
    return {"display_name": "新人", "username": name, "password": secret, "repeated": secret}


def test_a_new_person_joins_through_the_mail() -> None:
    boss = factories.responsible(factories.enterprise())
    page = signed_in(boss).post("/members/invite/", {"email": "New@Example.test", "roles": ["filler"]})
    assert page.status_code == 302
    perform_jobs("mail_invitation")
    link = link_in_mail("new@example.test")
    client = Client()
    assert boss.organisation_name in client.get(link).content.decode()
    assert client.post(link, new_account("new-person")).status_code == 302
    with seeding():
        membership = Membership.objects.get(user__username="new-person")
        stored = Invitation.objects.get(email="new@example.test")
    assert membership.roles == ["filler"]
    assert stored.accepted_at is not None
    assert stored.digest not in link
    assert "member.invited" in actions(boss)
    assert client.get("/members/").status_code == 200
    assert Client().get(link).status_code == 409


def test_the_secret_is_in_the_mail_only() -> None:
    invitation = invited(factories.responsible(factories.enterprise()), "secret@example.test", Role.FILLER)
    secret = secret_of(invitation)
    with seeding():
        row = Invitation.objects.filter(pk=invitation.pk).values().get()
    assert secret not in {str(value) for value in row.values()}


def test_somebody_with_an_account_accepts_with_it() -> None:
    boss, guest = factories.responsible(factories.enterprise()), factories.filler(factories.enterprise())
    link = f"/invitations/{secret_of(invited(boss, 'guest@example.test', Role.FILLER))}/"
    client = signed_in(guest)
    assert boss.organisation_name in client.get(link).content.decode()
    client.post(link)
    assert boss.organisation_name in client.get("/me/").content.decode()
    with seeding():
        assert Membership.objects.filter(user=factories.user_of(guest)).count() == 2


def test_accepting_again_adds_roles_to_a_membership() -> None:
    boss = factories.responsible(factories.enterprise())
    with seeding():
        organisation = Organisation.objects.get(pk=boss.home_id)
    worker = factories.member(organisation, Role.FILLER)
    token = secret_of(invited(boss, "again@example.test", Role.RESPONSIBLE))
    assert accept_invitation(token=token, user=factories.user_of(worker)).roles == ["filler", "responsible"]
    with pytest.raises(Refused):
        accept_invitation(token=token, user=factories.user_of(worker))


def test_an_expired_or_withdrawn_link_is_refused() -> None:
    boss = factories.responsible(factories.enterprise())
    old, gone = invited(boss, "old@example.test", Role.FILLER), invited(boss, "gone@example.test", Role.FILLER)
    with seeding():
        expired = old.expires_at - timedelta(days=15)
        Invitation.objects.filter(pk=old.pk).update(expires_at=expired)
    with scope(boss):
        withdraw_invitation(actor=boss, invitation=gone)
    assert Client().get(f"/invitations/{secret_of(old)}/").status_code == 409
    assert Client().post(f"/invitations/{secret_of(gone)}/", new_account("late-person")).status_code == 409
    assert Client().get("/invitations/guess/").status_code == 409
    assert not User.objects.filter(username="late-person").exists()


def test_a_second_invitation_replaces_the_first() -> None:
    boss = factories.responsible(factories.enterprise())
    first = invited(boss, "twice@example.test", Role.FILLER)
    second = invited(boss, "twice@example.test", Role.RESPONSIBLE)
    assert Client().get(f"/invitations/{secret_of(first)}/").status_code == 409
    assert Client().get(f"/invitations/{secret_of(second)}/").status_code == 200


def test_a_withdrawn_invitation_is_not_mailed_any_more() -> None:
    boss = factories.responsible(factories.enterprise())
    invitation = invited(boss, "unsent@example.test", Role.FILLER)
    with scope(boss):
        withdraw_invitation(actor=boss, invitation=invitation)
    perform_jobs("mail_invitation")
    assert not any("unsent@example.test" in message.to for message in mail.outbox)


@pytest.mark.parametrize(
    ("email", "roles", "field"),
    [("nobody", [Role.FILLER], "email"), ("a@example.test", [Role.REVIEWER], "roles"), ("a@example.test", [], "roles")],
)
def test_wrong_offers_name_their_field(email: str, roles: list[Role], field: str) -> None:
    with pytest.raises(InvalidInput) as raised:
        invited(factories.responsible(factories.enterprise()), email, *roles)
    assert field in raised.value.errors


def test_only_who_manages_people_invites() -> None:
    for actor in (factories.filler(factories.enterprise()), factories.reviewer()):
        with pytest.raises(NotPermitted):
            invited(actor, "b@example.test", Role.FILLER)
    assert invited(administrator(), "c@example.test", Role.REVIEWER).roles == ["reviewer"]


def test_a_member_is_not_invited_again() -> None:
    boss = factories.responsible(factories.enterprise())
    with pytest.raises(InvalidInput) as raised:
        invited(boss, factories.user_of(boss).email, Role.FILLER)
    assert set(raised.value.errors) == {"email"}


def test_another_organisations_invitation_is_not_there() -> None:
    invitation = invited(factories.responsible(factories.enterprise()), "own@example.test", Role.FILLER)
    stranger = signed_in(factories.responsible(factories.enterprise()))
    assert stranger.post(f"/members/invitations/{invitation.pk}/withdraw/").status_code == 404


def test_invitations_are_limited() -> None:
    boss = factories.responsible(factories.enterprise())
    for number in range(30):
        invited(boss, f"many{number}@example.test", Role.FILLER)
    with pytest.raises(TooMany):
        invited(boss, "one-more@example.test", Role.FILLER)


def test_the_command_invites_an_authoritys_first_administrator(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("add_member", organisation="420000", email="hubei@example.test", role=["administrator"])
    link = urlsplit(capsys.readouterr().out.split()[-1])
    assert Client().get(link.path).status_code == 200
    with pytest.raises(CommandError, match="no organisation"):
        call_command("add_member", organisation="999999", email="x@example.test", role=["administrator"])
    with pytest.raises(CommandError):
        call_command("add_member", organisation="420000", email="x@example.test", role=["filler"])
