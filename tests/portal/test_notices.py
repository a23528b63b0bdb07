"""Notices: in the portal and by mail, once per key, only to whom they concern."""

import pytest
from django.core import mail

from portal.enums import Role
from portal.models import Notice
from portal.services.notices import send_notice
from portal.tenancy import Actor, scope
from tests import factories
from tests.portal.people import perform_jobs, signed_in
from tests.seeding import seeding

pytestmark = pytest.mark.django_db(transaction=True)


def send(actor: Actor, key: str = "hello", subject: str = "请查看") -> None:
    with scope(Actor.system()) as system:
        send_notice(
            actor=system,
            organisation_id=actor.home_id,
            roles=[Role.FILLER],
            key=key,
            subject=subject,
            body="第一行\n第二行",
            link="/members/",
        )
    perform_jobs("deliver_notice")


def test_a_notice_is_on_the_page_in_the_header_and_in_the_mail() -> None:
    worker = factories.filler(factories.enterprise())
    send(worker)
    page = signed_in(worker).get("/notices/").content.decode()
    assert "请查看" in page
    assert "tool-count" in page
    message = next(message for message in mail.outbox if factories.user_of(worker).email in message.to)
    assert "/members/" in message.body


def test_the_same_key_is_delivered_once() -> None:
    worker = factories.filler(factories.enterprise())
    send(worker, key="once")
    send(worker, key="once", subject="再次")
    with seeding():
        assert Notice.objects.filter(recipient_id=worker.user_id).count() == 1
    assert len([message for message in mail.outbox if factories.user_of(worker).email in message.to]) == 1


def test_only_the_roles_asked_for_hear_of_it() -> None:
    company = factories.enterprise()
    worker, boss = factories.filler(company), factories.responsible(company)
    send(worker)
    assert "请查看" not in signed_in(boss).get("/notices/").content.decode()


def test_marking_as_read_touches_ones_own_alone() -> None:
    company = factories.enterprise()
    one, two = factories.filler(company), factories.filler(company)
    send(one)
    signed_in(one).post("/notices/read/")
    with seeding():
        assert Notice.objects.get(recipient_id=one.user_id).read_at is not None
        assert Notice.objects.get(recipient_id=two.user_id).read_at is None
    assert signed_in(one).get("/notices/read/").status_code == 405


def test_an_empty_page_says_so() -> None:
    assert "empty-state" in signed_in(factories.filler(factories.enterprise())).get("/notices/").content.decode()
