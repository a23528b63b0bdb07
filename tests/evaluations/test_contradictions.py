"""Answers that contradict each other, as the standard's file says: pointed at before the pledge, or in its way."""

from typing import Any

import pytest
from django.db import InternalError, connection, transaction
from django.utils import translation

from evaluations.clash_queries import clashes_of
from evaluations.clashes import unexplained
from evaluations.enums import FilingState
from evaluations.filing_queries import filing_of
from evaluations.models import Filing, OverrideReason
from evaluations.services.answers import save_answer
from evaluations.services.evaluating import hash_content
from evaluations.services.filings import submit_filing
from evaluations.services.reasons import save_reason
from evaluations.services.reviews import return_filing, take_filing
from evaluations.services.scores import save_score
from evaluations.tasks import receipt_of
from portal.errors import Refused
from portal.tenancy import scope
from tests.evaluations.factories import Case, unmarked
from tests.evaluations.standards import publish, tiny
from tests.evaluations.test_filing_pages import client_of, url
from tests.evaluations.test_moving import opened

pytestmark = pytest.mark.django_db

RULE = """contradictions:
  - code: K1
    severity: {severity}
    when: [{{item: A1, at_least: "3"}}, {{item: B2, at_most: "{at_most}"}}]
    text: {{zh: 甲高而乙低，说不通, en: A high and B low do not go together}}
levels:
"""


WHY = "甲由总部统一管理，乙尚在建设，均有文件为证。"
OTHER = "乙车间今年新建，尚未覆盖，与甲并不冲突。"


def filled(severity: str, b2: str, *, at_most: str = "1") -> Case:
    rule = RULE.format(severity=severity, at_most=at_most)
    return opened(publish(tiny("1", ("levels:\n", rule))), {"A1": "3", "A2": "2", "B1": "2", "B2": b2})


def page_of(made: Case) -> str:
    return client_of(made.responsible).get(url("check", made)).content.decode()


def submit(made: Case) -> Filing:
    with scope(made.responsible) as actor:
        return submit_filing(actor=actor, filing=made.read(), pledged=True)


def explain(made: Case, text: str = WHY, *, version: int = 0, code: str = "K1") -> OverrideReason:
    with scope(made.filler) as actor:
        return save_reason(actor=actor, filing=made.filing, code=code, text=text, version=version)


def test_a_blocking_one_stands_in_the_way_and_leads_to_its_items() -> None:
    made = filled("blocking", "1")
    page = page_of(made)
    assert "甲高而乙低，说不通" in page
    assert all(url("item", made, code) in page for code in ("A1", "B2"))
    assert "所有评价项均已作答" not in page
    assert url("submit", made) not in page
    with pytest.raises(Refused) as refused:
        submit(made)
    assert "A1, B2" in refused.value.message
    with pytest.raises(Refused, match="请更正"):
        explain(made)
    assert made.read().state == FilingState.DRAFT


def test_a_warning_asks_for_a_reason_or_a_correction() -> None:
    made = filled("warning", "1")
    assert url("reason", made, "K1") in page_of(made)
    assert url("submit", made) not in page_of(made)
    with pytest.raises(Refused, match="A1, B2"):
        submit(made)
    explain(made)
    page = page_of(made)
    assert WHY in page
    assert url("submit", made) in page
    assert submit(made).state == FilingState.SUBMITTED


def test_answers_that_agree_need_no_reason_and_take_none() -> None:
    made = filled("warning", "2")
    assert "说不通" not in page_of(made)
    with pytest.raises(Refused):
        explain(made)
    assert submit(made).state == FilingState.SUBMITTED


@pytest.mark.parametrize("text", ["太短", "", " " * 30, "长" * 501, "有不能保存的字符\x00，所以不行"])
def test_a_reason_that_cannot_be_kept_stays_in_its_field(text: str) -> None:
    made = filled("warning", "1")
    answer = client_of(made.filler).post(url("reason", made, "K1"), {"reason": text, "version": "0"})
    assert answer.status_code == 400
    page = answer.content.decode()
    assert 'href="#id_reason_K1"' in page
    assert 'data-draft="unsaved"' in page
    assert text.strip()[:5] in page
    with scope(made.filler):
        assert not OverrideReason.objects.exists()


def test_the_page_keeps_a_reason_and_goes_back_to_it() -> None:
    made = filled("warning", "1")
    answer = client_of(made.filler).post(url("reason", made, "K1"), {"reason": f" {WHY}\r\n", "version": "0"})
    assert answer["Location"] == f"{url('check', made)}#clash-K1"
    with scope(made.filler):
        assert OverrideReason.objects.get().text == WHY


def test_whoever_saves_second_sees_both_texts() -> None:
    made = filled("warning", "1")
    explain(made)
    answer = client_of(made.responsible).post(url("reason", made, "K1"), {"reason": OTHER, "version": "0"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert WHY in unmarked(page), "the words that differ are marked"
    assert OTHER in page
    assert 'name="version" value="1"' in page
    assert 'data-draft="unsaved"' in page
    explain(made, OTHER, version=1)


def test_the_reason_travels_in_hash_receipt_and_review() -> None:
    made, other = filled("warning", "1"), filled("warning", "1")
    explain(made)
    explain(other, OTHER)
    submit(made), submit(other)
    with scope(made.filler), translation.override("en"):
        first, receipt = hash_content(made.read()), str(receipt_of(made.read()))
    with scope(other.filler):
        assert hash_content(other.read()) != first
    assert WHY in receipt
    assert "Contradictions explained" in receipt
    officials = client_of(made.reviewer)
    for code, shown in (("A1", True), ("B2", True), ("A2", False)):
        page = officials.get(url("review-item", made, code)).content.decode()
        assert (WHY in page) is shown


def test_once_submitted_a_reason_is_closed_even_to_sql() -> None:
    made = filled("warning", "1")
    explain(made)
    submit(made)
    with pytest.raises(Refused):
        explain(made, OTHER, version=1)
    for change in ("UPDATE evaluations_overridereason SET text = 'x'", "DELETE FROM evaluations_overridereason"):
        with pytest.raises(InternalError, match="closed"), scope(made.filler), connection.cursor() as cursor:
            cursor.execute(change)
    with scope(made.filler):
        row = OverrideReason.objects.get()
        row.pk, row.code = None, "K2"
        with pytest.raises(InternalError, match="closed"), transaction.atomic():
            row.save(force_insert=True)


def test_a_reason_for_a_contradiction_that_is_gone_stays_at_home() -> None:
    made = filled("warning", "1")
    explain(made)
    with scope(made.filler) as actor:
        save_answer(actor=actor, filing=made.filing, item_code="B2", rung="2", remark="", version=1)
    submit(made)
    with scope(made.reviewer) as actor:
        assert not OverrideReason.objects.exists()
        assert clashes_of(filing_of(actor, made.filing.pk)) == ()


def test_after_a_return_only_what_changed_is_asked_again() -> None:
    """B2 goes back: a new remark leaves the reason, another rung that still contradicts asks for it anew."""
    made = filled("warning", "1", at_most="2")
    explain(made)
    submit(made)
    with scope(made.reviewer) as actor:
        take_filing(actor=actor, filing=made.read())
        flag: dict[str, Any] = {"rung": "", "comment": "请核对", "flagged": True, "version": 0}
        save_score(actor=actor, filing=made.filing, item_code="B2", **flag)
        return_filing(actor=actor, filing=made.read(), reason="请核对")
    with scope(made.filler) as actor:
        save_answer(actor=actor, filing=made.read(), item_code="B2", rung="1", remark="已核对", version=1)
        assert unexplained(clashes_of(made.filing)) == []
        save_answer(actor=actor, filing=made.filing, item_code="B2", rung="2", remark="已核对", version=2)
        assert unexplained(clashes_of(made.filing)) == ["A1", "B2"]
    assert WHY in page_of(made)
    with pytest.raises(Refused):
        submit(made)
    explain(made, OTHER, version=1)
    assert submit(made).state == FilingState.IN_REVIEW


def test_programs_read_and_explain_them() -> None:
    made = filled("warning", "1")
    client, address = client_of(made.filler), f"/api/v1/filings/{made.filing.pk}/contradictions/"
    found = client.get(address).json()
    assert [(row["code"], row["blocking"], row["items"], row["reason"], row["version"]) for row in found] == [
        ("K1", False, ["A1", "B2"], "", 0)
    ]
    sent = {"text": WHY, "version": 0}
    assert client.put(f"{address}K1/", sent, content_type="application/json").json()[0]["reason"] == WHY
    assert client.put(f"{address}K1/", sent, content_type="application/json").status_code == 409
    short = client.put(f"{address}K1/", {"text": "短", "version": 1}, content_type="application/json")
    assert short.status_code == 400
    assert "reason" in short.json()["errors"]


def test_evidence_that_the_standard_expects_is_asked_for() -> None:
    line = "question: {zh: 问B1, en: Question B1}\n"
    version = publish(tiny("1", (line, f'{line}        evidence_from: "2"\n')))
    made = opened(version, {"A1": "2", "A2": "2", "B1": "2", "B2": "2"})
    assert page_of(made).count("标准要求此档位附证明材料，尚未附上") == 1
