"""Two reviewers read a filing blind to each other, a third is asked for, and what counts is determined."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Meet
from tests.browser.person import Person
from tests.browser.stack import Stack

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
# A filing that nobody took, of an office that no other test has to do with, and an item on which it claims something.
WAITING = """
    SELECT f.id, o.id, (
        SELECT min(n.code) FROM evaluations_answer a JOIN evaluations_node n ON n.id = a.item_id
        WHERE a.evaluation_id = f.evaluation_id AND a.rung IN ('3', '4', '5'))
    FROM evaluations_filing f JOIN portal_organisation o ON f.scope LIKE o.scope || '%%' AND o.kind = 'authority'
    WHERE f.state = 'submitted' AND o.scope <> '/33/' AND f.round_id = (SELECT id FROM evaluations_round ORDER BY year DESC LIMIT 1)
    ORDER BY count(*) OVER (PARTITION BY o.id), f.id
"""
READINGS = "SELECT ordinal, finished_at IS NOT NULL FROM evaluations_review WHERE filing_id = %s ORDER BY ordinal"
STATE = "SELECT state FROM evaluations_filing WHERE id = %s"
REASON = "记录只有两个月，不足以证明。"


def test_two_blind_readers_a_third_and_what_counts(meet: Meet, stack: Stack) -> None:
    filing, office, item = stack.rows(WAITING)[0]
    approver = meet(stack.join("demo_approver", office))
    ask_for_two(approver, stack)
    first, second, third = (meet(stack.join("demo_reviewer", office, mark)) for mark in ("_a", "_b", "_c"))
    read(first, filing, lowered=item)
    begin(second, filing)
    second.page.goto(f"{stack.address}/review/{filing}/items/{item}/")
    assert REASON not in second.page.content()
    read_rest(second, filing)
    assert stack.rows(READINGS, filing) == [(1, True), (2, True)]
    assert stack.rows(STATE, filing) == [("in_review",)]
    third.page.goto(f"{stack.address}/desk/")
    third.look("desk-wants-a-reader")
    begin(third, filing)
    assert REASON not in third.page.content()
    third.look("review-blind")
    read_rest(third, filing)
    page = approver.page
    page.goto(f"{stack.address}/review/{filing}/determination/")
    expect(page.locator("main")).to_contain_text(REASON)
    approver.look("readings")
    page.locator(".two-ways textarea").first.fill("以第三名评审员的意见为准。")
    page.locator(".two-ways .btn-primary").click()
    page.wait_for_url(f"**/review/{filing}/")
    assert stack.rows(STATE, filing) == [("determined",)]
    assert [person.faults for person in (approver, first, second, third)] == [[], [], [], []]


def ask_for_two(approver: Person, stack: Stack) -> None:
    """Beyond any difference a third reads."""
    page, year = approver.page, stack.rows("SELECT max(year) FROM evaluations_round")[0][0]
    page.goto(f"{stack.address}/procedure/{year}/")
    page.locator("[name=readers]").select_option("2")
    page.locator("[name=reading_threshold]").fill("0")
    approver.button("Save", "main").click()
    expect(page.locator("[name=version]")).to_have_value("1")


def begin(person: Person, filing: int) -> None:
    person.page.goto(f"{person.address}/review/{filing}/")
    person.button("Assign to me").click()


def read(person: Person, filing: int, *, lowered: str) -> None:
    begin(person, filing)
    page = person.page
    page.goto(f"{person.address}/review/{filing}/items/{lowered}/")
    page.locator("#score [name=rung][value='1']").check()
    page.locator("#id_comment").fill(REASON)
    person.await_saved()
    read_rest(person, filing)


def read_rest(person: Person, filing: int) -> None:
    page = person.page
    page.goto(f"{person.address}/review/{filing}/agree/")
    page.locator("main form .btn-primary").click()
    page.wait_for_url(f"**/review/{filing}/")
    page.goto(f"{person.address}/review/{filing}/finish/")
    person.button("Hand over for determination").click()
    page.wait_for_url(f"**/review/{filing}/")
