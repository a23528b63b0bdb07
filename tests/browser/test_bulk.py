"""A round that gets a formal check, many filings returned at once, and the same taken back."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Meet
from tests.browser.person import Person
from tests.browser.stack import Stack, wait_until

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


OFFICES = """
    SELECT o.id, o.scope FROM portal_organisation o JOIN evaluations_filing f ON f.scope LIKE o.scope || '%%'
    WHERE o.kind = 'authority' AND o.scope <> '/33/' AND f.state = 'submitted'
    GROUP BY o.id, o.scope HAVING count(*) > 1 ORDER BY count(*) DESC LIMIT %s
"""


def count(stack: Stack, office: str, state: str) -> int:
    counted = "SELECT count(*) FROM evaluations_filing WHERE scope LIKE %s AND state = %s"
    return int(stack.rows(counted, f"{office}%", state)[0][0])


def set_formal_check(person: Person, stack: Stack) -> None:
    page = person.page
    year = stack.rows("SELECT max(year) FROM evaluations_round")[0][0]
    page.goto(f"{stack.address}/procedure/{year}/")
    person.await_scripts()
    expect(page.locator("#procedure-picture .flow-branch")).to_have_count(2)
    page.locator("[name=formal_check]").check()
    expect(page.locator("#procedure-picture .flow-branch")).to_have_count(4)
    person.look("procedure")
    person.button("Save", "main").click()
    expect(page.locator("[name=version]")).to_have_value("1")


def test_many_are_returned_as_incomplete_and_that_is_undone(meet: Meet, stack: Stack) -> None:
    organisation, office = stack.rows(OFFICES, 1)[0]
    waiting = count(stack, office, "submitted")
    set_formal_check(meet(stack.join("demo_approver", organisation)), stack)
    try:
        person = meet(stack.join("demo_reviewer", organisation), language="en")
        page = person.page
        page.goto(f"{stack.address}/review/")
        person.link("One step with many filings").click()
        person.look("bulk-choose")
        person.link("Return as incomplete", "main").click()
        expect(page.locator("h1")).to_contain_text(str(waiting))
        page.locator("[name=reason]").fill("№ 2026-001")
        person.look("bulk-confirm")
        page.locator("main form .btn-primary").click()
        wait_until(lambda: count(stack, office, "incomplete") == waiting, "all are returned", 30)
        expect(page.locator(".confirm button")).to_be_visible()
        person.look("bulk-step")
        page.locator(".confirm button").click()
        page.locator("dialog[open] button[value=yes]").click()
        wait_until(lambda: count(stack, office, "submitted") == waiting, "all are back", 30)
        assert count(stack, office, "incomplete") == 0
        assert person.faults == []
    finally:
        stack.change("DELETE FROM evaluations_authorityround WHERE scope = %s", office)
