"""The way of a summary over the API: the same services, refusals and secrets as the pages."""

from typing import Any

import pytest
from django.urls import reverse

from portal.tenancy import Actor
from reporting.models import Summary
from tests import factories
from tests.portal.people import signed_in
from tests.reporting.factories import edition, summary

pytestmark = pytest.mark.django_db
SECTION, QUOTE = "quality_project", "推动链主企业"


def ask(actor: Actor, name: str, *args: object, method: str = "get", **body: Any) -> Any:
    call = getattr(signed_in(actor), method)
    url = reverse(f"api:{name}", args=args)
    return call(url, body) if method == "get" else call(url, body, content_type="application/json")


def post(actor: Actor, name: str, *args: object, **body: Any) -> tuple[int, str]:
    answer = ask(actor, name, *args, method="post", **body)
    return answer.status_code, answer.json().get("state", "")


def submitted(sender: Actor, approver: Actor, number: int, made: Summary) -> None:
    assert post(sender, "summary-check", made.pk, edition=number) == (200, "checking")
    assert post(approver, "summary-sign-off", made.pk, edition=number) == (200, "signed_off")
    assert post(approver, "summary-submit", made.pk, edition=number) == (200, "submitted")


def test_the_whole_way_with_a_return_and_a_mark() -> None:
    sender, approver, officer = factories.reviewer(), factories.approver(), factories.officer()
    made = summary(sender, text=f"{QUOTE}带动供应商。", printed=True)
    submitted(sender, approver, 1, made)
    marked = ask(officer, "summary-marks", made.pk, 1, method="post", section=SECTION, quote=QUOTE, remark="请写明家数")
    assert (marked.status_code, marked.json()["answer"]) == (201, None)
    assert ask(sender, "summary-marks", made.pk, 1).json() == []
    assert post(officer, "summary-return", made.pk, submission=1) == (200, "returned")
    pk = ask(sender, "summary-marks", made.pk, 1).json()[0]["id"]
    answered = ask(sender, "summary-answer", made.pk, pk, method="put", text="12 家", settled=True, version=0)
    assert answered.json()["answer"]["version"] == 1
    assert ask(officer, "summary-marks", made.pk, 1).json()[0]["answer"] is None
    saved = ask(sender, "summary-section", made.pk, SECTION, method="put", text=f"{QUOTE}十二家。", version=1)
    assert saved.status_code == 200
    edition(sender, made)
    submitted(sender, approver, 2, made)
    assert ask(officer, "summary-marks", made.pk, 1).json()[0]["answer"]["text"] == "12 家"
    compared = ask(officer, "summary-compare", made.pk, before=1, after=2).json()
    (changed,) = [row for row in compared["sections"] if row["lines"]]
    assert changed["section"] == SECTION
    assert changed["lines"][0]["kind"] == "changed"
    assert post(officer, "summary-accept", made.pk, submission=2) == (200, "accepted")
    listed = ask(approver, "summary-submissions", made.pk).json()
    assert [(row["number"], row["decision"]["outcome"], row["late"]) for row in listed] == [
        (2, "accepted", False),
        (1, "returned", False),
    ]
    assert [row["step"] for row in ask(officer, "summary-steps", made.pk).json()] == [
        "accept", "submit", "return", "submit",
    ]  # fmt: skip
    assert len(ask(sender, "summary-steps", made.pk).json()) == 8


def test_taking_back_and_sending_back() -> None:
    sender, approver = factories.reviewer(), factories.approver()
    made = summary(sender, printed=True)
    assert post(sender, "summary-check", made.pk, edition=1) == (200, "checking")
    assert post(approver, "summary-withdraw", made.pk)[0] == 409
    assert post(sender, "summary-withdraw", made.pk) == (200, "draft")
    assert post(sender, "summary-check", made.pk, edition=1) == (200, "checking")
    assert post(approver, "summary-send-back", made.pk)[0] == 400
    assert post(approver, "summary-send-back", made.pk, reason="第三节") == (200, "draft")


@pytest.mark.parametrize("body", [{}, {"edition": 0}, {"edition": "x"}, {"edition": 2**40}])
@pytest.mark.parametrize("name", ["summary-check", "summary-sign-off", "summary-submit"])
def test_wrong_numbers_are_refused_by_field(name: str, body: dict[str, Any]) -> None:
    approver = factories.approver()
    assert post(approver, name, summary(approver, printed=True).pk, **body)[0] == 400


def test_wrong_marks_are_refused_by_field() -> None:
    officer = factories.officer()
    made = summary(factories.approver(), text=QUOTE, submitted=True)
    for body in (
        {},
        {"section": "x", "quote": QUOTE, "remark": "y"},
        {"section": SECTION, "quote": "没有", "remark": "y"},
    ):
        assert ask(officer, "summary-marks", made.pk, 1, method="post", **body).status_code == 400
    assert ask(officer, "summary-compare", made.pk, before="x", after=1).status_code == 404


def test_a_mark_is_taken_away() -> None:
    officer = factories.officer()
    made = summary(factories.approver(), text=QUOTE, submitted=True)
    body = {"section": SECTION, "quote": QUOTE, "remark": "请写明"}
    pk = ask(officer, "summary-marks", made.pk, 1, method="post", **body).json()["id"]
    assert ask(officer, "summary-mark", made.pk, pk, method="delete").status_code == 204
    assert ask(officer, "summary-marks", made.pk, 1).json() == []
    assert ask(officer, "summary-mark", made.pk, pk, method="delete").status_code == 404
