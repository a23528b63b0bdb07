"""The ministry asks for what is missing: who is told, once a day, what is kept of it, and who may not."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from portal.enums import JobState, Role
from portal.errors import InvalidInput, Refused
from portal.jobs import perform_job
from portal.models import AuditEntry, Job, Notice
from portal.tenancy import Actor, scope
from reporting.models import Nudge
from reporting.services.nudges import nudge_offices
from tests import factories
from tests.evaluations.factories import yearly_round
from tests.portal.people import operator, signed_in
from tests.reporting.factories import YEAR, decided, summary
from tests.reporting.test_summaries import bureau
from tests.seeding import seeding

pytestmark = pytest.mark.django_db


def ask(officer: Actor, *codes: str) -> list[str]:
    with scope(officer):
        nudged = nudge_offices(actor=officer, year=YEAR, codes=codes)
    return [office.code for office in nudged.told]


def press(officer: Actor, **sent: Any) -> Any:
    return signed_in(officer).post(reverse("reporting:nudge", args=[YEAR]), sent)


def deliver() -> None:
    for kind in ("deliver_notice", "mail_notice"):
        with seeding():
            waiting = [job.pk for job in Job.objects.filter(kind=kind, state=JobState.QUEUED)]
        for pk in waiting:
            assert perform_job(pk) == JobState.DONE


def rows() -> list[Nudge]:
    with seeding():
        return list(Nudge.objects.select_related("authority", "by"))


def entries() -> list[AuditEntry]:
    with seeding():
        return list(AuditEntry.objects.filter(action="summary.nudge"))


def test_one_office_gets_a_notice_and_a_mail() -> None:
    yearly_round(YEAR)
    writer, officer = factories.reviewer("440000"), factories.officer()
    stranger = factories.reviewer("320000")
    assert ask(officer, "440000") == ["440000"]
    deliver()
    with seeding():
        told = Notice.objects.get()
    assert (told.recipient_id, told.kind, told.link) == (writer.person_id, "asked", reverse("reporting:summaries"))
    assert f"{YEAR}-12-15" in told.body
    assert told.subject_en.startswith("The ministry asks")
    assert [message.to for message in mail.outbox] == [[factories.user_of(writer).email]]
    assert told.recipient_id != stranger.person_id


def test_all_means_all_that_are_missing() -> None:
    summary(factories.approver("440000"), submitted=True)
    decided(summary(factories.approver("510000"), submitted=True))
    decided(summary(factories.approver("320000"), submitted=True), reason="数字不一致")
    told = ask(factories.officer())
    assert len(told) == 35
    assert not {"440000", "510000"} & set(told)
    assert "320000" in told, "a summary that was returned is waited for again"
    (entry,) = entries()
    assert (entry.detail["count"], entry.detail["year"], len(entry.detail["offices"])) == (35, YEAR, 35)


def test_nobody_is_asked_twice_a_day() -> None:
    yearly_round(YEAR)
    officer = factories.officer()
    ask(officer, "440000")
    with pytest.raises(Refused, match="广东省工业和信息化厅"):
        ask(factories.officer(), "440000")
    assert len(ask(officer)) == 36
    with pytest.raises(Refused):
        ask(officer)
    assert len(rows()) == 37
    assert len(entries()) == 2
    with seeding():
        Nudge.objects.update(day=timezone.localdate() - timedelta(days=1))
    assert ask(officer, "440000") == ["440000"]


def test_who_has_handed_in_is_not_asked_and_nobody_else_either() -> None:
    summary(factories.approver("440000"), submitted=True)
    with pytest.raises(Refused, match="广东省工业和信息化厅"):
        ask(factories.officer(), "440000", "320000")
    assert rows() == []


@pytest.mark.parametrize("code", ["999999", "", "33'; --", "x" * 300])
def test_an_unknown_code_is_a_sentence(code: str) -> None:
    yearly_round(YEAR)
    with pytest.raises(InvalidInput) as refusal:
        ask(factories.officer(), code)
    assert list(refusal.value.errors) == ["office"]


def test_only_officers_ask() -> None:
    yearly_round(YEAR)
    others = [factories.approver(), bureau(), operator(), factories.member(factories.ministry(), Role.ADMINISTRATOR)]
    for other in others:
        with pytest.raises(Refused), scope(other):
            nudge_offices(actor=other, year=YEAR, codes=["440000"])
        assert press(other, only="440000").status_code == 404
    assert rows() == []


def test_the_page_asks_one_the_ticked_ones_and_all() -> None:
    yearly_round(YEAR)
    officer = factories.officer()
    assert press(officer, only="440000", state="not_started")["Location"].endswith("?state=not_started#list")
    assert press(officer, ticked="1", office=["320000", "510000"]).status_code == 302
    assert {row.authority.code for row in rows()} == {"440000", "320000", "510000"}
    assert press(officer, everybody="1").status_code == 302
    assert len(rows()) == 37


def test_no_tick_is_a_sentence_and_ticks_stay_after_a_refusal() -> None:
    summary(factories.approver("440000"), submitted=True)
    officer = factories.officer()
    nothing = press(officer, ticked="1")
    assert nothing.status_code == 400
    assert "error-summary" in nothing.content.decode()
    refused = press(officer, ticked="1", office=["440000", "320000"])
    text = refused.content.decode()
    assert refused.status_code == 409
    assert "广东省工业和信息化厅" in text.split('class="error-summary"')[1].split("</section>")[0]
    assert text.count(" checked") == 2
    assert rows() == []


def test_the_page_says_when_and_by_whom() -> None:
    yearly_round(YEAR)
    officer = factories.member(factories.ministry(), Role.OFFICER, name="催报员")
    ask(officer, "440000")
    text = signed_in(factories.officer()).get(reverse("reporting:board", args=[YEAR])).content.decode()
    row = text.split('<tr id="office-440000"')[1].split("</tr>")[0]
    assert "催报员" in row
    assert f"{timezone.localdate()}" in row
    assert 'name="only"' not in row, "asked today"
    assert 'name="only"' in text.split('<tr id="office-320000"')[1].split("</tr>")[0]


def test_an_authority_sees_its_own_and_changes_none() -> None:
    yearly_round(YEAR)
    ask(factories.officer(), "440000", "320000")
    with scope(factories.approver("440000")):
        assert [row.authority.code for row in Nudge.objects.select_related("authority")] == ["440000"]


def test_who_had_submitted_reads_of_the_return() -> None:
    approver, writer, officer = factories.approver("320000"), factories.reviewer("440000"), factories.officer()
    decided(summary(approver, submitted=True), reason="数字不一致")
    ask(officer, "320000", "440000")
    deliver()
    with seeding():
        asked = {notice.recipient_id: notice for notice in Notice.objects.filter(kind="asked")}
    returned, missing = asked[approver.person_id], asked[writer.person_id]
    assert "已退回" in returned.body
    assert returned.body_en.startswith("The ministry has returned it")
    assert "退回" not in missing.body
    assert missing.body_en.startswith("It has not been submitted yet")
