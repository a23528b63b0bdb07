"""The responsible person alone submits; a filler asks for it, once a day."""

import pytest
from django.db import InternalError, connection, transaction

from evaluations.services.asking import ask_to_submit
from evaluations.services.filings import submit_filing
from portal.errors import InvalidInput, Refused
from portal.models import Job
from portal.tenancy import scope
from tests.evaluations.team import Team, notices_of, team
from tests.portal.people import signed_in
from tests.seeding import seeding

pytestmark = pytest.mark.django_db


@pytest.fixture
def found() -> Team:
    return team(answered=True)


def test_a_filler_submits_neither_by_service_nor_page_nor_api(found: Team) -> None:
    with scope(found.ann), pytest.raises(Refused):
        submit_filing(actor=found.ann, filing=found.filing(found.ann), pledged=True)
    client = signed_in(found.ann)
    assert client.post(f"/filings/{found.pk}/submit/", {"pledged": "yes"}).status_code == 409
    sent = {"pledged": True}
    assert client.post(f"/api/v1/filings/{found.pk}/submit/", sent, "application/json").status_code == 409


def test_nor_by_the_database(found: Team) -> None:
    """Whatever SQL the enterprise's role sends: the pledge must be that of an active responsible person."""
    sql = (
        "UPDATE evaluations_filing SET state = 'submitted', submitted_at = now(), number = 'x', pledged_by_id = %s"
        " WHERE id = %s"
    )
    with scope(found.ann), transaction.atomic(), connection.cursor() as cursor:
        with pytest.raises(InternalError, match="responsible"), transaction.atomic():
            cursor.execute(sql, [found.ann.user_id, found.pk])
        cursor.execute(sql, [found.boss.user_id, found.pk])
        transaction.set_rollback(True)


def test_who_can_submit_is_said_also_while_something_is_missing() -> None:
    empty = team(answered=False)
    page = signed_in(empty.ann).get(f"/filings/{empty.pk}/check/").content.decode()
    assert empty.boss.user_name in page
    assert "/ask/" not in page


def test_who_is_asked_is_told_once_a_day(found: Team) -> None:
    client = signed_in(found.ann)
    assert "请" in client.get(f"/filings/{found.pk}/check/").content.decode()
    assert client.post(f"/filings/{found.pk}/ask/", {"person": found.boss.person_id}).status_code == 302
    ((kind, subject),) = notices_of(found.boss)
    assert kind == "asked"
    assert "安宁" in subject
    with scope(found.bob), pytest.raises(Refused):
        ask_to_submit(actor=found.bob, filing=found.filing(found.bob), person=found.boss.person_id)
    page = signed_in(found.bob).get(f"/filings/{found.pk}/check/").content.decode()
    assert "今天已请" in page
    assert f'value="{found.boss.person_id}"' not in page
    with seeding():
        for job in Job.objects.filter(kind="deliver_notice"):
            Job.objects.filter(pk=job.pk).update(key=job.key.replace(":ask:2", ":ask:1"))
    with scope(found.bob):
        ask_to_submit(actor=found.bob, filing=found.filing(found.bob), person=found.boss.person_id)


def test_only_a_responsible_person_of_the_company_is_asked(found: Team) -> None:
    other = team(answered=False)
    for person in (found.bob, other.boss):
        with scope(found.ann), pytest.raises(InvalidInput):
            ask_to_submit(actor=found.ann, filing=found.filing(found.ann), person=person.person_id)
    with scope(found.boss), pytest.raises(Refused):
        ask_to_submit(actor=found.boss, filing=found.filing(found.boss), person=found.boss.person_id)
    page = f"/api/v1/filings/{found.pk}/ask-to-submit/"
    client = signed_in(found.ann)
    assert client.post(page, {"person": found.bob.person_id}, "application/json").status_code == 400
    assert client.post(page, {"person": found.boss.person_id}, "application/json").status_code == 204


def test_the_company_hears_of_its_submission_and_of_its_withdrawal() -> None:
    handed_in = team(submitted=True)
    assert any("已提交" in subject for _kind, subject in notices_of(handed_in.ann))
    signed_in(handed_in.boss).post(f"/filings/{handed_in.pk}/withdraw/")
    assert any("已撤回" in subject for _kind, subject in notices_of(handed_in.ann))
    assert any("已撤回" in subject for _kind, subject in notices_of(handed_in.made.reviewer))
