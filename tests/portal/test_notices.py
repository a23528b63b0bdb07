"""Notices: in the portal and by mail, once per key, only to whom they concern."""

import socket
from datetime import timedelta

import pytest
from celery import current_app
from django.core import mail
from django.utils import timezone
from pytest_django.fixtures import Settings

from portal.enums import JobState, Role
from portal.jobs import WAITS, due_jobs, perform_job
from portal.models import Job, Notice
from portal.services.jobs import ring
from portal.services.notices import MAIL, mail_notice, send_notice
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


def mailed(actor: Actor) -> int:
    address = factories.user_of(actor).email
    return len([message for message in mail.outbox if address in message.to])


@pytest.fixture
def no_mail_server(settings: Settings) -> None:
    """A port on which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        settings.EMAIL_PORT = server.getsockname()[1]
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"


def mail_job(actor: Actor, **changes: object) -> Job:
    """The job of the mail to this person; with `changes` made to its row."""
    with seeding():
        key = str(Notice.objects.get(recipient_id=actor.user_id).pk)
        found = Job.objects.filter(kind=MAIL, key=key)
        if changes:
            found.update(**changes)
        return found.get()


def test_a_notice_is_on_the_page_in_the_header_and_in_the_mail() -> None:
    worker = factories.filler(factories.enterprise())
    send(worker)
    page = signed_in(worker).get("/notices/").content.decode()
    assert "请查看" in page
    assert "tool-count" in page
    perform_jobs(MAIL)
    message = next(message for message in mail.outbox if factories.user_of(worker).email in message.to)
    assert "/members/" in message.body


def test_the_same_key_is_delivered_once() -> None:
    worker = factories.filler(factories.enterprise())
    send(worker, key="once")
    send(worker, key="once", subject="再次")
    with seeding():
        assert Notice.objects.filter(recipient_id=worker.user_id).count() == 1
    perform_jobs(MAIL)
    assert mailed(worker) == 1


@pytest.mark.usefixtures("no_mail_server")
def test_a_mail_server_that_is_away_delays_the_mail_and_loses_none(settings: Settings) -> None:
    worker = factories.filler(factories.enterprise())
    send(worker)
    perform_jobs(MAIL)
    assert "请查看" in signed_in(worker).get("/notices/").content.decode()
    waiting = mail_job(worker)
    assert (waiting.state, waiting.postponed, waiting.finished_at) == (JobState.QUEUED, 1, None)
    assert waiting.lease_until is not None
    assert waiting.lease_until > timezone.now()
    assert waiting.pk not in due_jobs()
    assert perform_job(waiting.pk) is None
    mail_job(worker, lease_until=timezone.now(), attempts=3, postponed=3)
    assert waiting.pk in due_jobs()
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert perform_job(waiting.pk) == JobState.DONE
    assert mailed(worker) == 1


@pytest.mark.usefixtures("no_mail_server")
def test_each_wait_is_longer_and_after_the_last_the_job_has_failed_with_a_reason() -> None:
    worker = factories.filler(factories.enterprise())
    send(worker)
    for tries, wait in enumerate(WAITS, start=1):
        assert perform_job(mail_job(worker, lease_until=None).pk) == JobState.QUEUED
        waiting = mail_job(worker)
        assert waiting.lease_until is not None
        assert wait - timedelta(minutes=1) < waiting.lease_until - timezone.now() <= wait
        assert waiting.postponed == tries
    assert perform_job(mail_job(worker, lease_until=None).pk) == JobState.FAILED
    assert mail_job(worker).reason


def test_a_mail_is_sent_once_whoever_lost_the_note_of_it() -> None:
    """A worker that was lost after the sending, and a second one that woke beside it."""
    worker = factories.filler(factories.enterprise())
    send(worker)
    perform_jobs(MAIL)
    job = mail_job(worker, state=JobState.RUNNING, lease_until=timezone.now())
    assert perform_job(job.pk) == JobState.DONE
    with seeding():
        notice = Notice.objects.get(recipient_id=worker.user_id)
        assert notice.mailed_at is not None
    mail_notice(notice.pk)
    mail_notice(999_999_999)
    assert mailed(worker) == 1
    assert mail.outbox[-1].extra_headers["Message-ID"].startswith(f"<notice-{notice.pk}@")


def test_mails_wait_behind_all_other_work() -> None:
    """A mail to every enterprise must not keep somebody waiting for a document."""
    send(factories.filler(factories.enterprise()))
    with current_app.connection_for_read() as connection, connection.channel() as channel:
        channel.queue_purge("celery")  # type: ignore[attr-defined]
        ring(1, MAIL)
        ring(2, "print_receipt")
        heard = [channel.basic_get("celery").headers["argsrepr"] for _bell in range(2)]  # type: ignore[attr-defined]
    assert heard == ["[2]", "[1]"]


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
