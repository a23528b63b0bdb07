"""Answers that contradict each other, as the standard's file says: pointed at before the pledge, or in its way."""

import pytest

from evaluations.enums import FilingState
from evaluations.services.filings import submit_filing
from portal.errors import Refused
from portal.tenancy import scope
from tests.evaluations.factories import Case
from tests.evaluations.standards import publish, tiny
from tests.evaluations.test_filing_pages import client_of, url
from tests.evaluations.test_moving import opened

pytestmark = pytest.mark.django_db

RULE = """contradictions:
  - code: K1
    severity: {severity}
    when: [{{item: A1, at_least: "3"}}, {{item: B2, at_most: "1"}}]
    text: {{zh: 甲高而乙低，说不通, en: A high and B low do not go together}}
levels:
"""


def filled(severity: str, b2: str) -> Case:
    rule = RULE.format(severity=severity)
    return opened(publish(tiny("1", ("levels:\n", rule))), {"A1": "3", "A2": "2", "B1": "2", "B2": b2})


def page_of(made: Case) -> str:
    return client_of(made.responsible).get(url("check", made)).content.decode()


def test_a_blocking_one_stands_in_the_way_and_leads_to_its_item() -> None:
    made = filled("blocking", "1")
    page = page_of(made)
    assert "甲高而乙低，说不通（与 B2 同时出现）" in page
    assert "所有评价项均已作答" not in page
    with scope(made.responsible) as actor, pytest.raises(Refused) as refused:
        submit_filing(actor=actor, filing=made.read(), pledged=True)
    assert "A1, B2" in refused.value.message
    assert made.read().state == FilingState.DRAFT


@pytest.mark.parametrize(("severity", "b2", "shown"), [("warning", "1", True), ("blocking", "2", False)])
def test_a_warning_and_answers_that_agree_do_not(severity: str, b2: str, shown: bool) -> None:
    made = filled(severity, b2)
    assert ("说不通" in page_of(made)) is shown
    with scope(made.responsible) as actor:
        submitted = submit_filing(actor=actor, filing=made.read(), pledged=True)
    assert submitted.state == FilingState.SUBMITTED


def test_evidence_that_the_standard_expects_is_asked_for() -> None:
    line = "question: {zh: 问B1, en: Question B1}\n"
    version = publish(tiny("1", (line, f'{line}        evidence_from: "2"\n')))
    made = opened(version, {"A1": "2", "A2": "2", "B1": "2", "B2": "2"})
    assert page_of(made).count("标准要求此档位附证明材料，尚未附上") == 1
