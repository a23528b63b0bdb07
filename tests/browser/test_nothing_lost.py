"""Whatever happens while somebody types: the text is there."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Meet
from tests.browser.person import Person
from tests.browser.stack import Stack, wait_until

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
# Types and goes away in the same breath, as a person does who clicks while the last key is still going down.
TYPE_AND_LEAVE = """(text) => {
  const field = document.getElementById('id_remark');
  field.value = text;
  field.dispatchEvent(new Event('input', { bubbles: true }));
  setTimeout(() => document.querySelector('.brand').click(), 40);
}"""


@pytest.fixture(scope="module")
def username(stack: Stack) -> str:
    return stack.filer("draft")


@pytest.fixture
def writer(meet: Meet, username: str) -> Person:
    """On the item page of a company's draft."""
    person = meet(username)
    person.link("Task list").click()
    person.page.locator(".task-title").nth(4).click()
    person.await_scripts()
    return person


def stored(stack: Stack, text: str) -> bool:
    return bool(stack.rows("SELECT 1 FROM evaluations_answer WHERE remark = %s", text))


def drafts(page: Page) -> list[str]:
    """What this computer keeps as not yet acknowledged."""
    return list(page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('draft:'))"))


def test_leaving_within_fifty_milliseconds(writer: Person, stack: Stack) -> None:
    text = "刚敲完就离开的说明"
    writer.page.evaluate(TYPE_AND_LEAVE, text)
    writer.page.wait_for_url("**/filings/")
    wait_until(lambda: stored(stack, text), "the last words are stored", 10)
    writer.page.go_back()
    expect(writer.page.locator("#id_remark")).to_have_value(text)
    writer.page.reload()
    writer.await_scripts()
    assert drafts(writer.page) == [], "what arrived is not put back over what came after it"


def test_a_network_that_goes_and_comes_back(writer: Person, stack: Stack) -> None:
    text = "在没有网络的车间里写的说明"
    writer.context.set_offline(True)
    writer.remark(text)
    expect(writer.page.locator(".save-state")).to_have_class(re.compile("is-bad"))
    writer.context.set_offline(False)
    writer.await_saved()
    assert stored(stack, text)
    writer.faults.clear()


def test_a_crash_without_network(writer: Person, stack: Stack) -> None:
    """The page is gone before anything reached the server; the next page brings the text back and saves it."""
    text, address = "断网时浏览器崩溃前写的说明", writer.page.url
    writer.context.set_offline(True)
    writer.remark(text)
    expect(writer.page.locator(".save-state")).to_have_class(re.compile("is-bad"))
    writer.page.close(run_before_unload=False)
    writer.context.set_offline(False)
    writer.page = writer.new_page()
    writer.page.goto(address)
    expect(writer.page.locator("#id_remark")).to_have_value(text)
    writer.await_saved()
    assert stored(stack, text)
    writer.faults.clear()


def test_a_session_that_ended(writer: Person, stack: Stack, username: str) -> None:
    """Signed out elsewhere: the page says so, the person signs in beside it, and the text is saved."""
    text, page = "会话过期时写的说明", writer.page
    writer.page = writer.new_page()
    writer.page.goto(writer.address)
    writer.sign_out()
    writer.page.close()
    writer.page = page
    writer.remark(text)
    with writer.context.expect_page() as opened:
        page.locator(".save-state").get_by_role("link").click()
    writer.page = opened.value
    writer.give_password(username)
    writer.page.close()
    writer.page = page
    page.bring_to_front()
    page.locator("#id_remark").press("End")
    page.keyboard.type("。")
    writer.await_saved()
    assert stored(stack, text + "。")
    writer.faults.clear()
