"""Notices by mail as each person has chosen: at once, collected once a day, or only in the portal."""

from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.enums import Delivery, NoticeKind, Role
from portal.errors import InvalidInput
from portal.models import Job, Membership, Notice, User
from portal.services.accounts import choose_mails
from portal.services.digests import DIGEST, SENT_AT, latest_period, mail_digest, promise_digests
from portal.services.notices import MAIL, notify_person, send_notice
from portal.tenancy import Actor, scope
from tests import factories
from tests.portal.people import perform_jobs, signed_in
from tests.seeding import seeding

pytestmark = pytest.mark.django_db(transaction=True)
TODAY = timezone.make_aware(datetime.combine(timezone.localdate(), SENT_AT))
TOMORROW = TODAY + timedelta(days=1, minutes=5)


def tell(actor: Actor, key: str, kind: NoticeKind = NoticeKind.COMMENT) -> None:
    with scope(Actor.system()) as system:
        send_notice(
            actor=system,
            organisation_id=actor.home_id,
            roles=[Role.FILLER, Role.RESPONSIBLE],
            key=key,
            subject=lambda: f"{_('Notices')} {key}",
            body="",
            link="/members/",
            kind=kind,
        )
    perform_jobs("deliver_notice")
    perform_jobs(MAIL)


def collect(now: datetime = TOMORROW) -> int:
    found = promise_digests(actor=Actor.system("digests"), now=now)
    perform_jobs(DIGEST)
    return found


def mails_to(actor: Actor) -> list[mail.EmailMessage]:
    address = factories.user_of(actor).email
    return [message for message in mail.outbox if address in message.to]


def choose(actor: Actor, **choices: str) -> User:
    return choose_mails(user=factories.user_of(actor), choices=choices)


@pytest.fixture
def worker() -> Actor:
    return factories.filler(factories.enterprise())


def test_what_is_collected_comes_in_one_mail_with_a_way_to_choose(worker: Actor) -> None:
    tell(worker, "one")
    tell(worker, "two")
    assert not mails_to(worker)
    assert collect() == 1
    (message,) = mails_to(worker)
    assert all(word in message.body for word in ("通知 one", "通知 two", "/members/", "/me/notices/"))
    assert message.extra_headers["Message-ID"].startswith("<digest-")


def test_a_second_beat_and_a_second_worker_send_nothing_more(worker: Actor) -> None:
    tell(worker, "one")
    assert [collect(), collect()] == [1, 0]
    mail_digest(worker.person_id, TOMORROW)
    assert len(mails_to(worker)) == 1


def test_what_comes_after_the_hour_waits_for_the_next_day(worker: Actor) -> None:
    tell(worker, "late")
    with seeding():
        Notice.objects.filter(recipient_id=worker.person_id).update(created_at=TODAY + timedelta(minutes=1))
    assert collect(TODAY + timedelta(hours=3)) == 0
    assert collect(TOMORROW) == 1


def test_nothing_is_sent_when_nothing_is_new(worker: Actor) -> None:
    assert collect() == 0
    tell(worker, "read")
    signed_in(worker).post("/notices/read/")
    assert collect() == 0
    assert not mails_to(worker)


def test_who_left_is_sent_nothing_of_the_organisation(worker: Actor) -> None:
    tell(worker, "one")
    with seeding():
        Membership.objects.filter(user_id=worker.person_id).update(active=False)
    assert collect() == 0


def test_each_reader_gets_both_kinds_of_mail_in_their_language(worker: Actor) -> None:
    User.objects.filter(pk=worker.person_id).update(language="en")
    tell(worker, "one")
    tell(worker, "two", NoticeKind.PROGRESS)
    collect()
    at_once, collected = mails_to(worker)
    assert at_once.subject == "Notices two"
    assert "Choose which mails you get" in at_once.body
    assert "Notices one" in collected.body
    page = signed_in(worker).get("/notices/", headers={"Accept-Language": "zh-hans"}).content.decode()
    assert "通知 two" in page


def test_every_kind_goes_as_its_reader_has_chosen(worker: Actor) -> None:
    choose(worker, comment=Delivery.NOW, progress=Delivery.PORTAL, deadline=Delivery.DIGEST)
    for kind in (NoticeKind.COMMENT, NoticeKind.PROGRESS, NoticeKind.DEADLINE):
        tell(worker, kind, kind)
    assert [message.subject for message in mails_to(worker)] == ["通知 comment"]
    collect()
    assert "通知 deadline" in mails_to(worker)[-1].body
    assert "通知 progress" not in mails_to(worker)[-1].body
    assert signed_in(worker).get("/notices/").content.decode().count('class="card is-unread"') == 3


def test_mails_about_security_cannot_be_switched_off(worker: Actor) -> None:
    with pytest.raises(InvalidInput) as refused:
        choose(worker, security=Delivery.PORTAL)
    assert list(refused.value.errors) == ["security"]
    user = factories.user_of(worker)
    notify_person(actor=worker, user=user, key="s", subject="密码已更换", body="", link="/me/")
    perform_jobs(MAIL)
    (message,) = mails_to(worker)
    assert "/me/notices/" not in message.body


def test_the_page_of_choices_keeps_them_and_names_what_is_wrong(worker: Actor) -> None:
    client = signed_in(worker)
    page = client.get("/me/notices/").content.decode()
    assert 'name="comment"' in page
    assert 'name="security"' not in page
    chosen = dict.fromkeys(NoticeKind.optional(), Delivery.DIGEST)
    assert client.post("/me/notices/", chosen).status_code == 302
    assert factories.user_of(worker).mail_choices == chosen
    assert client.post("/me/notices/", chosen | {"comment": "hourly"}).status_code == 400
    assert client.patch("/api/v1/me/notices/", {"comment": "portal"}, "application/json").json()["comment"] == "portal"
    assert client.patch("/api/v1/me/notices/", {"comment": "x"}, "application/json").status_code == 400


def test_the_list_is_filtered_by_what_is_new_and_by_kind(worker: Actor) -> None:
    tell(worker, "one")
    tell(worker, "two", NoticeKind.PEOPLE)
    client = signed_in(worker)
    only = client.get("/notices/?kind=people").content.decode()
    assert "通知 two" in only
    assert "通知 one" not in only
    with seeding():
        opened = Notice.objects.get(recipient_id=worker.person_id, key="one")
    assert client.get(f"/notices/{opened.pk}/")["Location"] == "/members/"
    new = client.get("/notices/?unread=on").content.decode()
    assert "通知 one" not in new
    found = client.get("/api/v1/notices/?unread=true&kind=people").json()["results"]
    assert [row["subject"] for row in found] == ["通知 two"]
    assert client.post(f"/api/v1/notices/{found[0]['id']}/read/").json() == {"marked": 1}
    assert client.get("/api/v1/notices/?kind=nonsense").status_code == 400


@pytest.mark.parametrize(("hour", "days"), [(7, -1), (8, 0)])
def test_before_the_hour_yesterdays_digest_is_the_one_that_is_due(hour: int, days: int) -> None:
    now = TODAY.replace(hour=hour, minute=0)
    assert latest_period(now) == TODAY + timedelta(days=days)


def test_many_are_told_in_as_many_statements_as_one(worker: Actor) -> None:
    with seeding():
        company = Membership.objects.select_related("organisation").get(user_id=worker.person_id).organisation
    for _number in range(3):
        factories.member(company, Role.FILLER)
    tell(worker, "all", NoticeKind.PROGRESS)
    with seeding():
        assert Notice.objects.filter(key="all", mailed_at__isnull=False).count() == 4
        assert Job.objects.filter(kind=MAIL).count() == 4
