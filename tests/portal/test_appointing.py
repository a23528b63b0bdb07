"""The authority names a responsible person when the one an enterprise had has left."""

import pytest
from django.core import mail

from portal.enums import Role
from portal.errors import InvalidInput, NotPermitted
from portal.models import AuditEntry, Enterprise, Invitation, Membership, Notice
from portal.services.appointing import appoint_responsible
from portal.services.invitations import accept_invitation, secret_of
from portal.tenancy import Actor, scope
from tests import factories
from tests.portal.people import administrator, perform_jobs, signed_in
from tests.seeding import seeding

pytestmark = pytest.mark.django_db
WHY = "原负责人已离职"


@pytest.fixture
def company() -> Enterprise:
    return factories.enterprise()


@pytest.fixture
def boss(company: Enterprise) -> Actor:
    return factories.responsible(company)


def membership_of(actor: Actor) -> Membership:
    with seeding():
        return Membership.objects.get(user_id=actor.person_id, organisation_id=actor.home_id)


def told(actor: Actor) -> list[str]:
    perform_jobs("deliver_notice")
    with seeding():
        return list(Notice.objects.filter(recipient_id=actor.person_id).values_list("body", flat=True))


def test_a_colleague_is_appointed_at_once_and_the_former_goes(company: Enterprise, boss: Actor) -> None:
    worker, chief = factories.filler(company), administrator()
    leaving = signed_in(boss)
    with scope(chief):
        email = factories.user_of(worker).email.upper()
        appoint_responsible(actor=chief, enterprise=company, email=email, reason=WHY, former=membership_of(boss).pk)
    assert membership_of(worker).roles == ["filler", "responsible"]
    assert not membership_of(boss).active
    assert leaving.get("/members/").status_code == 403
    assert told(worker) == [WHY]
    with seeding():
        entry = AuditEntry.objects.get(action="member.appointed")
    assert (entry.detail["reason"], entry.detail["replaces"]) == (WHY, boss.user_name)


def test_a_stranger_is_invited_and_the_former_stays_until_they_are_there(company: Enterprise, boss: Actor) -> None:
    chief = administrator()
    with scope(chief):
        made = appoint_responsible(
            actor=chief, enterprise=company, email="neu@example.test", reason=WHY, former=membership_of(boss).pk
        )
    assert made.invitation
    perform_jobs("mail_invitation")
    assert "neu@example.test" in [address for message in mail.outbox for address in message.to]
    assert membership_of(boss).active
    assert told(boss) == [WHY]
    comer = factories.user_of(factories.member(factories.authority("OPERATOR"), Role.ADMINISTRATOR))
    accept_invitation(token=secret_of(made.invitation), user=comer)
    assert not membership_of(boss).active
    with seeding():
        joined = Membership.objects.get(user=comer, organisation_id=company.pk)
        assert joined.roles == ["responsible"]


def test_without_a_former_nobody_goes(company: Enterprise, boss: Actor) -> None:
    worker, chief = factories.filler(company), administrator()
    with scope(chief):
        appoint_responsible(actor=chief, enterprise=company, email=factories.user_of(worker).email, reason=WHY)
    assert membership_of(boss).active


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"reason": " "}, "reason"),
        ({"reason": "x" * 501}, "reason"),
        ({"email": "nobody"}, "email"),
        ({"former": 999_999_999}, "former"),
    ],
)
def test_what_is_wrong_is_named(company: Enterprise, boss: Actor, changes: dict[str, object], field: str) -> None:
    chief = administrator()
    sent: dict[str, object] = {"email": "neu@example.test", "reason": WHY}
    with scope(chief), pytest.raises(InvalidInput) as refused:
        appoint_responsible(actor=chief, enterprise=company, **(sent | changes))  # type: ignore[arg-type]
    assert list(refused.value.errors) == [field]


def test_nobody_replaces_themselves(company: Enterprise, boss: Actor) -> None:
    chief = administrator()
    with scope(chief), pytest.raises(InvalidInput) as refused:
        appoint_responsible(
            actor=chief,
            enterprise=company,
            email=factories.user_of(boss).email,
            reason=WHY,
            former=membership_of(boss).pk,
        )
    assert list(refused.value.errors) == ["former"]


def test_only_the_administrator_of_the_authority_in_charge(company: Enterprise, boss: Actor) -> None:
    for person in (factories.reviewer(), factories.officer(), boss):
        with scope(person), pytest.raises(NotPermitted):
            appoint_responsible(actor=person, enterprise=company, email="neu@example.test", reason=WHY)
    page = f"/enterprises/{company.pk}/responsible/"
    assert signed_in(administrator("440000")).get(page).status_code == 404
    assert signed_in(factories.reviewer()).get(page).status_code == 404


def test_the_page_and_the_api_do_the_same(company: Enterprise, boss: Actor) -> None:
    chief = administrator()
    client, page = signed_in(chief), f"/enterprises/{company.pk}/responsible/"
    assert page in client.get(f"/enterprises/{company.pk}/").content.decode()
    assert boss.user_name in client.get(page).content.decode()
    refused = client.post(page, {"email": "neu@example.test", "reason": ""})
    assert refused.status_code == 400
    assert "neu@example.test" in refused.content.decode()
    sent = {"email": "neu@example.test", "reason": WHY, "former": membership_of(boss).pk}
    assert client.post(page, sent).status_code == 302
    assert client.get(f"/api/v1{page}").json()[0]["display_name"] == boss.user_name
    answer = client.post(f"/api/v1{page}", {"email": "zwei@example.test", "reason": WHY}, "application/json").json()
    with seeding():
        assert Invitation.objects.get(pk=answer["invitation"]).roles == ["responsible"]
