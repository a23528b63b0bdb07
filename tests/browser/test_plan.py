"""From "what if" to a plan that saves itself and prints as text, and the same steps without scripts."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Meet
from tests.browser.person import Person
from tests.browser.stack import Stack, wait_until
from tests.browser.test_print import assert_prints

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def plans(stack: Stack) -> int:
    return int(stack.rows("SELECT count(*) FROM evaluations_improvementplan")[0][0])


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_toggling_items_saving_a_plan_and_working_on_it(meet: Meet, stack: Stack, language: str) -> None:
    person, before = meet(stack.filer("determined"), language=language), plans(stack)
    page = person.page
    person.link("See the result").click()
    person.await_scripts()
    page.locator("#only-way").uncheck()
    page.locator(".what-if-row select").first.select_option(index=4)
    expect(page.locator(".what-if-changes li")).to_have_count(1)
    person.look("result")
    assert plans(stack) == before, "trying stores nothing"
    page.locator("[name=take]").click()
    expect(page.locator(".what-if-word")).to_contain_text(re.compile(r"可达到|open"))
    person.look("what-if")
    person.button("Save as improvement plan").click()
    page.wait_for_url("**/plan/**")
    person.look("plan")
    _work(person, stack)


def _work(person: Person, stack: Stack) -> None:
    page, note = person.page, f"先做样板产线（{person.language}）"
    row = page.locator(".plan-row").first
    row.locator("[name=state]").select_option("doing")
    row.locator("[name=owner]").select_option("other")
    row.locator("[name=owner_name]").fill("外部顾问")
    row.locator("[name=note]").fill(note)
    kept = "SELECT 1 FROM evaluations_improvementaction WHERE note = %s AND owner_name = %s AND state = 'doing'"
    wait_until(lambda: bool(stack.rows(kept, note, "外部顾问")), "the action is stored", 15)
    expect(row.locator(".save-state")).to_have_class(re.compile("is-good"))
    row.locator(".plan-foot button").click()
    expect(page.locator(".plan-undo")).to_be_visible()
    person.look("plan-dropped")
    page.locator(".plan-undo button").click()
    expect(page.locator(".plan-row").first.locator("[name=note]")).to_have_value(note)
    expect(page.locator(".plan-row").first.locator("[name=state]")).to_have_value("doing")
    assert_prints(person, note, "外部顾问")


def test_without_scripts(meet: Meet, stack: Stack) -> None:
    person = meet(stack.filer("determined"), script=False)
    page = person.page
    person.link("See the result").click()
    page.locator("[name=take]").click()
    person.button("Save as improvement plan").click()
    row = page.locator(".plan-row").first
    row.locator("[name=note]").fill("没有脚本也能写的计划")
    row.locator(".plan-send").click()
    expect(page.locator(".plan-row").first.locator("[name=note]")).to_have_value("没有脚本也能写的计划")
