"""Who hears of which step, and who is reminded of the day the summary is due."""

from datetime import date, timedelta

import pytest

from evaluations.queries import round_of
from portal.enums import NoticeKind
from portal.models import Notice
from portal.tenancy import Actor, scope
from reporting.services.due_notices import DAYS_BEFORE, remind_of_due_day
from reporting.services.steps import send_back_to_draft, send_to_check, sign_off, submit_summary, withdraw_from_check
from tests import factories
from tests.evaluations.factories import yearly_round
from tests.portal.people import perform_jobs
from tests.reporting.factories import YEAR, decided, summary
from tests.seeding import seeding

pytestmark = pytest.mark.django_db


def told(actor: Actor, *, unread: bool = False) -> list[str]:
    """Which steps the person has notices of, by their names."""
    perform_jobs("deliver_notice")
    with seeding():
        rows = Notice.objects.filter(recipient_id=actor.person_id).order_by("id")
        rows = rows.filter(read_at=None) if unread else rows
        return sorted(row.key.split(":")[2] for row in rows if row.key.startswith("summary:"))


def due_day() -> date:
    yearly_round(YEAR)
    yearly = round_of(YEAR)
    assert yearly
    return yearly.summary_due_on


def reminders(actor: Actor) -> list[Notice]:
    perform_jobs("deliver_notice")
    with seeding():
        return list(Notice.objects.filter(recipient_id=actor.person_id, key__startswith="summary-due:"))


def test_each_step_is_told_to_those_concerned() -> None:
    sender, approver, officer = factories.reviewer(), factories.approver(), factories.officer()
    made = summary(sender, printed=True)
    with scope(sender):
        send_to_check(actor=sender, summary=made, edition_number=1)
    assert (told(sender), told(approver), told(officer)) == ([], ["send_to_check"], [])
    with scope(approver):
        send_back_to_draft(actor=approver, summary=made, reason="第三节缺数字")
    assert told(sender) == ["send_back"]
    assert told(approver, unread=True) == [], "nothing waits for the approver any more"
    with scope(sender):
        send_to_check(actor=sender, summary=made, edition_number=1)
    with scope(approver):
        sign_off(actor=approver, summary=made, edition_number=1)
        submit_summary(actor=approver, summary=made, edition_number=1)
    assert told(sender) == ["send_back", "sign_off", "submit"]
    assert told(officer) == ["submit"]
    decided(made, reason="数字不一致", officer=officer)
    assert "return" in told(sender)
    assert "return" in told(approver)
    with seeding():
        assert "数字不一致" in Notice.objects.get(recipient_id=sender.person_id, key__contains=":return:").body


def test_the_reason_of_sending_back_reaches_the_sender_alone() -> None:
    sender, colleague, approver = factories.reviewer(), factories.reviewer(), factories.approver()
    made = summary(sender, printed=True)
    with scope(sender):
        send_to_check(actor=sender, summary=made, edition_number=1)
    with scope(approver):
        send_back_to_draft(actor=approver, summary=made, reason="第三节缺数字")
    assert told(colleague) == []
    with seeding():
        assert Notice.objects.get(recipient_id=sender.person_id).body == "第三节缺数字"


def test_what_is_taken_back_waits_for_nobody() -> None:
    sender, approver = factories.reviewer(), factories.approver()
    made = summary(sender, printed=True)
    with scope(sender):
        send_to_check(actor=sender, summary=made, edition_number=1)
    assert told(approver, unread=True) == ["send_to_check"]
    with scope(sender):
        withdraw_from_check(actor=sender, summary=made)
    assert told(approver, unread=True) == []


def test_a_second_submission_is_told_anew() -> None:
    approver, officer = factories.approver(), factories.officer()
    made = summary(approver, submitted=True)
    decided(made, reason="请补充", officer=officer)
    with scope(approver):
        send_to_check(actor=approver, summary=made, edition_number=1)
    second = factories.approver()
    with scope(second):
        sign_off(actor=second, summary=made, edition_number=1)
        submit_summary(actor=second, summary=made, edition_number=1)
    assert told(officer) == ["submit", "submit"]
    decided(made, officer=officer)
    assert "accept" in told(approver)


@pytest.mark.parametrize("days", range(-1, 32))
def test_reminders_come_on_their_days_alone(days: int) -> None:
    promised = remind_of_due_day(due_day() - timedelta(days))
    assert promised == (37 if days in DAYS_BEFORE else 0)


def test_who_has_not_submitted_is_reminded_once_a_day_and_by_mail() -> None:
    due = due_day()
    writer = factories.reviewer()
    there, returned = factories.approver("440000"), factories.approver("510000")
    summary(there, submitted=True)
    decided(summary(returned, submitted=True), reason="请补充")
    assert remind_of_due_day(due - timedelta(3)) == 36
    assert (len(reminders(writer)), len(reminders(returned)), reminders(there)) == (1, 1, [])
    assert remind_of_due_day(due - timedelta(3)) == 0, "a later beat of the same day"
    (notice,) = reminders(writer)
    assert (notice.kind, notice.mail) == (NoticeKind.DEADLINE, "now")
    assert str(due) in notice.body
    assert notice.subject_en
    assert "退回" not in notice.body
    assert "已退回" in reminders(returned)[0].body
    assert "has not submitted it again" in reminders(returned)[0].body_en
    assert remind_of_due_day(due - timedelta(1)) == 36
    assert len(reminders(writer)) == 2


def test_submitting_settles_the_reminders() -> None:
    due, writer = due_day(), factories.reviewer()
    remind_of_due_day(due - timedelta(7))
    assert [notice.read_at for notice in reminders(writer)] == [None]
    summary(factories.approver(), submitted=True)
    assert reminders(writer)[0].read_at


def test_a_moved_day_is_reminded_of_anew() -> None:
    due = due_day()
    assert remind_of_due_day(due - timedelta(7)) == 37
    with seeding():
        type(yearly_round(YEAR)).objects.filter(year=YEAR).update(summary_due_on=due + timedelta(5))
    assert remind_of_due_day(due + timedelta(5) - timedelta(7)) == 37
