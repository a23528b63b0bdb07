"""An open round is announced to everybody who fills in or signs, once each."""

from datetime import date, timedelta

import pytest
from django.core import mail
from django.utils import timezone

from evaluations.models import Round
from evaluations.services.rounds import deliver_announcement, set_round
from evaluations.tasks import announce_rounds
from portal.models import Job, Notice
from portal.services import notices
from portal.tenancy import Actor, scope
from tests import factories
from tests.evaluations.factories import sample_version
from tests.portal.people import perform_jobs
from tests.seeding import seeding

pytestmark = pytest.mark.django_db


def set_days(opens_on: date, closes_on: date) -> Round:
    officer = factories.officer()
    with scope(officer):
        return set_round(
            actor=officer,
            year=timezone.localdate().year,
            version=sample_version(),
            opens_on=opens_on,
            closes_on=closes_on,
            summary_due_on=closes_on,
        )


def told(actor: Actor) -> list[str]:
    with seeding():
        return list(Notice.objects.filter(recipient_id=actor.person_id).values_list("body", flat=True))


def promised() -> int:
    with seeding():
        return Job.objects.filter(kind="announce_round", state="queued").count()


@pytest.fixture
def people() -> list[Actor]:
    return [
        factories.filler(factories.enterprise()),
        factories.responsible(factories.enterprise("440106", under="440000")),
    ]


def test_an_open_round_is_told_once_to_every_enterprise_and_to_nobody_else(people: list[Actor]) -> None:
    others = [factories.reviewer(), factories.officer()]
    today = timezone.localdate()
    set_days(today, today + timedelta(days=30))
    perform_jobs("announce_round")
    set_days(today, today + timedelta(days=40))
    perform_jobs("announce_round")
    for person in people:
        assert len(told(person)) == 1
        assert f"{today + timedelta(days=30):%Y-%m-%d}" in told(person)[0]
    assert not any(told(person) for person in others)


@pytest.mark.parametrize(("first", "last"), [(1, 30), (-30, -1)])
def test_a_round_that_is_not_open_is_not_announced(people: list[Actor], first: int, last: int) -> None:
    today = timezone.localdate()
    set_days(today + timedelta(days=first), today + timedelta(days=last))
    assert promised() == announce_rounds() == 0


def test_on_its_first_day_the_beat_announces_it(people: list[Actor]) -> None:
    today = timezone.localdate()
    found = set_days(today + timedelta(days=1), today + timedelta(days=30))
    with seeding():
        Round.objects.filter(pk=found.pk).update(opens_on=today)
    assert announce_rounds() == promised() == 1
    perform_jobs("announce_round")
    assert [len(told(person)) for person in people] == [1, 1]


def test_an_interrupted_delivery_goes_on_where_it_stopped(
    people: list[Actor], monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: type
) -> None:
    monkeypatch.setattr(notices, "BATCH", 1)
    year = set_days(timezone.localdate(), timezone.localdate()).year
    with django_capture_on_commit_callbacks(execute=True):
        assert next(iter(deliver_announcement(year=year))) == (1, 2)
    with django_capture_on_commit_callbacks(execute=True):
        assert list(deliver_announcement(year=year)) == [(1, 1)]
    assert [len(told(person)) for person in people] == [1, 1]
    perform_jobs(notices.MAIL)
    assert len(mail.outbox) == 2
