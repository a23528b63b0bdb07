"""The ministry accepted by mistake: the acceptance is revoked with a reason, and the history keeps both."""

from typing import Any

import pytest
from django.db import Error, transaction
from django.urls import reverse

from portal.errors import InvalidInput, Refused
from portal.models import AuditEntry, Notice
from portal.tenancy import Actor, scope
from reporting.models import Decision, Edition, Submission, Summary
from reporting.models.submissions import DECIDED_ANEW
from reporting.queries import revocations_of, steps_of
from reporting.services.marks import add_mark
from reporting.services.steps import revoke_acceptance
from tests import factories
from tests.portal.people import actions, perform_jobs, signed_in
from tests.reporting.factories import YEAR, decided, summary
from tests.reporting.test_api import ask
from tests.seeding import seeding

pytestmark = pytest.mark.django_db
WHY = "点错了省份"


@pytest.fixture
def officer() -> Actor:
    return factories.officer()


@pytest.fixture
def accepted(writer: Actor, officer: Actor) -> Summary:
    made = summary(writer, text="一段文字", submitted=True)
    decided(made, officer=officer)
    return made


def revoke(officer: Actor, made: Summary, **fields: Any) -> Summary:
    with seeding():
        revoked = revocations_of(Submission.objects.get(summary=made))
    wanted: dict[str, Any] = {"number": 1, "reason": WHY, "revoked": revoked} | fields
    with scope(officer):
        return revoke_acceptance(actor=officer, summary=made, **wanted)


def read(actor: Actor, made: Summary, name: str = "editions", *args: object) -> str:
    return str(signed_in(actor).get(reverse(f"reporting:{name}", args=[made.pk, *args])).content.decode())


def verdict(made: Summary) -> str:
    with seeding():
        return Decision.objects.get(submission__summary=made).verdict


def test_it_is_undecided_again_and_the_history_keeps_both(officer: Actor, writer: Actor, accepted: Summary) -> None:
    assert revoke(officer, accepted).state == "submitted"
    assert verdict(accepted) == "revoked"
    for actor in (writer, officer):
        with scope(actor):
            taken = steps_of(actor, Summary.objects.get(pk=accepted.pk))
        assert [step.name for step in taken][:3] == ["revoke", "accept", "submit"]
        assert (taken[0].source, taken[0].target, taken[0].reason) == ("accepted", "submitted", WHY)
        text = read(actor, accepted)
        assert "已撤销接收" in text
        assert WHY in text
    perform_jobs("deliver_notice")
    with seeding():
        entry = AuditEntry.objects.get(action="summary.revoke")
        told = Notice.objects.filter(key__contains=":revoke:", recipient_id=writer.person_id).get()
    assert (entry.detail["reason"], entry.detail["edition"]) == (WHY, 1)
    assert WHY in told.body
    assert str(YEAR) in told.subject


@pytest.mark.parametrize("reason", ["", "数字不一致"])
def test_then_it_is_decided_anew(officer: Actor, accepted: Summary, reason: str) -> None:
    revoke(officer, accepted)
    with scope(officer):
        add_mark(actor=officer, summary=accepted, number=1, section="quality_project", quote="一段文字", remark="写明")
    made = decided(accepted, reason=reason, officer=officer)
    assert made.state == verdict(accepted) == ("returned" if reason else "accepted")
    assert actions(officer).count("summary.accept") == (1 if reason else 2)
    if reason:
        with pytest.raises(Refused):
            revoke(officer, accepted)
    else:
        revoke(officer, accepted)
        assert verdict(accepted) == "revoked", "as often as it is needed"


@pytest.mark.parametrize("reason", ["", " \n", "字" * 5000, "a\x00b"])
def test_a_reason_is_needed(officer: Actor, accepted: Summary, reason: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        revoke(officer, accepted, reason=reason)
    assert list(refused.value.errors) == ["reason"]
    assert verdict(accepted) == "accepted"


def test_another_submission_than_the_one_in_question_is_not_revoked(officer: Actor, accepted: Summary) -> None:
    with pytest.raises(Refused, match="1"):
        revoke(officer, accepted, number=2)


def test_what_a_newer_edition_has_followed_stays(officer: Actor, accepted: Summary) -> None:
    with seeding():
        newer = Edition.objects.get(summary=accepted)
        newer.pk, newer.number, newer.key = None, 2, "test:newer"
        newer.save(force_insert=True)
    with pytest.raises(Refused):
        revoke(officer, accepted)
    assert verdict(accepted) == "accepted"


def test_by_the_page(officer: Actor, writer: Actor, accepted: Summary) -> None:
    address = reverse("reporting:revoke", args=[accepted.pk, 1])
    assert address in read(officer, accepted)
    assert address not in read(writer, accepted)
    client = signed_in(officer)
    assert "撤销原因" in client.get(address).content.decode()
    assert client.post(address, {"reason": ""}).status_code == 400
    assert client.post(address, {"reason": WHY})["Location"] == reverse("reporting:editions", args=[accepted.pk])
    late = client.post(address, {"reason": WHY})
    assert late.status_code == 409
    assert WHY in late.content.decode(), "what was typed stays"
    assert signed_in(writer).post(address, {"reason": WHY}).status_code == 404
    board = client.get(reverse("reporting:board", args=[YEAR])).content.decode()
    assert "撤销接收" in board, "what has changed since yesterday"


def test_a_page_that_was_opened_before_it_decides_nothing(officer: Actor, accepted: Summary) -> None:
    """Another official accepted and revoked meanwhile: the state is as it was on the page, what is known of it is not."""
    revoke(officer, accepted)
    client = signed_in(officer)
    accept, back = (reverse(f"reporting:{name}", args=[accepted.pk, 1]) for name in ("accept", "return"))
    for address in (accept, f"{accept}?revoked=0", f"{accept}?revoked=x"):
        assert client.post(address).status_code == 409
    late = client.post(f"{back}?revoked=0", {"reason": "数字不一致"})
    text = late.content.decode()
    assert (late.status_code, "数字不一致</textarea>" in text) == (409, True)
    assert 'action="?revoked=0"' in text, "sent again it is refused again, until the history was read"
    assert verdict(accepted) == "revoked"
    page = read(officer, accepted)
    assert f'action="{accept}?revoked=1"' in page
    assert f'href="{back}?revoked=1"' in page
    assert 'action="?revoked=1"' in client.get(back).content.decode()
    assert client.post(f"{back}?revoked=1", {"reason": "数字不一致"}).status_code == 302
    assert verdict(accepted) == "returned"


def test_a_program_says_how_often_it_read_of_a_revocation(officer: Actor, accepted: Summary) -> None:
    revoke(officer, accepted)
    (row,) = ask(officer, "summary-submissions", accepted.pk).json()
    assert row["revoked"] == 1
    assert ask(officer, "summary-accept", accepted.pk, method="post", submission=1).status_code == 409
    assert ask(officer, "summary-accept", accepted.pk, method="post", submission=1, revoked=1).status_code == 200
    assert ask(officer, "summary-revoke", accepted.pk, method="post", submission=1, reason=WHY).status_code == 409
    again = {"submission": 1, "reason": WHY, "revoked": 1}
    assert ask(officer, "summary-revoke", accepted.pk, method="post", **again).status_code == 200


def test_by_a_program(officer: Actor, writer: Actor, accepted: Summary) -> None:
    for wrong in ({}, {"submission": 1}, {"submission": 1, "reason": ""}, {"reason": WHY}):
        assert ask(officer, "summary-revoke", accepted.pk, method="post", **wrong).status_code == 400
    assert ask(writer, "summary-revoke", accepted.pk, method="post", submission=1, reason=WHY).status_code == 404
    answer = ask(officer, "summary-revoke", accepted.pk, method="post", submission=1, reason=WHY)
    assert (answer.status_code, answer.json()["state"]) == (200, "submitted")
    (row,) = ask(writer, "summary-submissions", accepted.pk).json()
    assert (row["decision"]["outcome"], row["decision"]["reason"]) == ("revoked", WHY)
    assert ask(officer, "summary-revoke", accepted.pk, method="post", submission=1, reason=WHY).status_code == 409


@pytest.mark.parametrize("before", ["accepted", "returned", "revoked"])
@pytest.mark.parametrize("after", ["accepted", "returned", "revoked"])
def test_the_database_lets_a_decision_move_as_the_steps_do_alone(
    officer: Actor, accepted: Summary, before: str, after: str
) -> None:
    with seeding():
        row = Submission.objects.get(summary=accepted)
        fields = {"submission": row, "scope": row.scope, "by_id": officer.person_id, "verdict": before}
        Decision.objects.filter(submission=row).delete()
        made = Decision.objects.create(**fields)
    try:
        with scope(officer), transaction.atomic():
            assert Decision.objects.filter(pk=made.pk).update(verdict=after, reason="另一个") == 1
    except Error:
        assert (before, after) not in DECIDED_ANEW
    else:
        assert (before, after) in DECIDED_ANEW
