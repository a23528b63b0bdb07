"""Reminders before the window closes: only to who has not filed, each once, none made up for in a heap."""

from datetime import date, datetime, timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

import evaluations.tasks  # noqa: F401 - registers what performs the jobs
from evaluations.models import Round
from evaluations.services.filings import submit_filing, withdraw_filing
from evaluations.services.rounds import set_round
from evaluations.services.window_notices import MOVED, REMIND, deliver_reminder, promise_reminder, reminder_due
from evaluations.window_tasks import promise_reminders
from portal.enums import Delivery, JobState, Role
from portal.models import Job, Membership, Notice
from portal.services import notices
from portal.services.accounts import choose_mails
from portal.services.digests import DIGEST, promise_digests
from portal.tenancy import Actor, scope
from tests import factories
from tests.evaluations.factories import case, yearly_round
from tests.portal.people import perform_jobs
from tests.seeding import seeding

pytestmark = pytest.mark.django_db
LAST = date(2027, 6, 30)


def at(day: int, hour: int = 9, minute: int = 0, month: int = 6) -> datetime:
    return timezone.make_aware(datetime(2027, month, day, hour, minute))  # noqa: DTZ001 - made aware at once


@pytest.mark.parametrize(
    ("now", "due"),
    [
        (at(31, 8, 59, month=5), ""),
        (at(31, 9, month=5), "30d"),
        (at(22, 23), "30d"),
        (at(23, 9), "7d"),
        (at(29, 8, 59), "7d"),
        (at(29, 9), "1d"),
        (at(29, 23, 59), "1d"),
        (at(30, 0), "24h"),
        (at(30, 23, 59), "24h"),
        (at(1, 0, month=7), ""),
    ],
)
def test_each_reminder_has_its_moment_and_the_latest_alone_is_due(now: datetime, due: str) -> None:
    assert reminder_due(Round(year=2027, opens_on=date(2027, 1, 1), closes_on=LAST), now) == due


def test_a_reminder_of_before_the_window_opened_never_comes() -> None:
    short = Round(year=2027, opens_on=date(2027, 6, 20), closes_on=LAST)
    assert reminder_due(short, at(21)) == ""
    assert reminder_due(short, at(23)) == "7d"


def closing_in(days: int) -> Round:
    this_year = yearly_round()
    with seeding():
        Round.objects.filter(pk=this_year.pk).update(
            opens_on=timezone.localdate() - timedelta(days=90), closes_on=timezone.localdate() + timedelta(days=days)
        )
        return Round.objects.get(pk=this_year.pk)


def remind(found: Round, now: datetime | None = None) -> bool:
    with scope(Actor.system("reminders")) as actor:
        promised = promise_reminder(actor=actor, yearly_round=found, now=now or noon())
    perform_jobs(REMIND)
    return promised


def noon(days: int = 0) -> datetime:
    return timezone.localtime().replace(hour=12, minute=0) + timedelta(days=days)


def told(actor: Actor) -> list[str]:
    with seeding():
        rows = Notice.objects.filter(recipient_id=actor.person_id, key__startswith="window:")
        return list(rows.order_by("pk").values_list("subject", flat=True))


def test_only_who_has_not_filed_is_reminded() -> None:
    idle = factories.responsible(factories.enterprise())
    drafting, filed, returned = case(), case(submitted=True), case(returned=True, rung="3")
    withdrawn = case(submitted=True)
    with scope(withdrawn.responsible) as boss:
        withdraw_filing(actor=boss, filing=withdrawn.read())
    official = factories.reviewer()
    assert remind(closing_in(7))
    for person in (idle, drafting.filler, drafting.responsible, withdrawn.responsible):
        assert len(told(person)) == 1, person
    for person in (filed.filler, filed.responsible, returned.responsible, official):
        assert not told(person), person


def test_a_digest_reminds_nobody_who_has_filed_meanwhile() -> None:
    filing, drafting = case(rung="5"), case(rung="5")
    for person in (filing.filler, drafting.filler):
        choose_mails(user=factories.user_of(person), choices={"deadline": Delivery.DIGEST})
    remind(closing_in(7))
    with scope(filing.responsible) as boss:
        submit_filing(actor=boss, filing=filing.read(), pledged=True)
    promise_digests(actor=Actor.system("digests"), now=noon(1))
    perform_jobs(DIGEST)
    sent = {address for message in mail.outbox for address in message.to if "还剩" in message.body}
    assert factories.user_of(drafting.filler).email in sent
    assert factories.user_of(filing.filler).email not in sent


def test_a_second_beat_and_a_late_one_remind_nobody_twice() -> None:
    idle = factories.responsible(factories.enterprise())
    found = closing_in(7)
    assert [remind(found), remind(found), remind(found, noon() + timedelta(hours=1))] == [True, False, False]
    assert len(told(idle)) == 1
    assert "还剩 7 天" in told(idle)[0]


def test_after_a_pause_one_reminder_comes_and_not_three() -> None:
    idle = factories.responsible(factories.enterprise())
    found = closing_in(1)
    assert remind(found)
    assert remind(found, noon(1))
    assert len(told(idle)) == 2


def test_a_delivery_that_failed_goes_on_where_it_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    people = [factories.responsible(factories.enterprise()) for _number in range(3)]
    found = closing_in(7)
    assert remind(found)
    with seeding():
        Job.objects.filter(kind=REMIND).update(state=JobState.QUEUED)
        Notice.objects.filter(recipient_id=people[1].user_id).delete()
    monkeypatch.setattr(notices, "BATCH", 1)
    assert not remind(found)
    assert [len(told(person)) for person in people] == [1, 1, 1]


def test_a_person_of_two_companies_is_reminded_of_each() -> None:
    person = factories.responsible(factories.enterprise())
    second = factories.enterprise()
    with seeding():
        Membership.objects.create(
            user_id=person.person_id, organisation=second.organisation, scope=second.scope, roles=[Role.FILLER]
        )
    remind(closing_in(7))
    assert len(told(person)) == 2


def test_the_beat_asks_every_round_and_a_moved_window_is_told_and_reminded_anew() -> None:
    idle = factories.responsible(factories.enterprise())
    filed = case(submitted=True)
    found = closing_in(1)
    assert promise_reminders() == 1
    officer = factories.officer()
    new_day = timezone.localdate() + timedelta(days=20)
    with scope(officer):
        set_round(
            actor=officer,
            year=found.year,
            version=found.standard_version,
            opens_on=found.opens_on,
            closes_on=new_day,
            summary_due_on=found.summary_due_on,
        )
    perform_jobs(MOVED)
    perform_jobs(REMIND)
    assert len([text for text in told(idle) if str(new_day) in text]) == 1
    assert not told(filed.responsible)


def test_statements_do_not_grow_with_the_companies() -> None:
    """One batch of three costs what one of one costs; nothing is asked company by company."""
    found = closing_in(7)
    counts = []
    for _round in range(2):
        with seeding():
            Notice.objects.all().delete()
        for _number in range(1 + 2 * _round):
            factories.responsible(factories.enterprise())
        with CaptureQueriesContext(connection) as queries:
            list(deliver_reminder(year=found.year, closes_on=str(found.closes_on), due="7d"))
        counts.append(len(queries))
    assert counts[0] == counts[1]
