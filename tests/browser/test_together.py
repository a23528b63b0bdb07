"""Two colleagues on one item: who is here, a comment that names somebody by keyboard, an answer, a lost page."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Meet
from tests.browser.person import Person
from tests.browser.stack import Stack, wait_until

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
ITEM = "D2.3"


def open_item(person: Person, stack: Stack) -> None:
    draft = (
        "SELECT f.id FROM evaluations_filing f JOIN evaluations_chapterassignment USING (scope) WHERE state = 'draft'"
    )
    number = stack.rows(draft)[0][0]
    person.page.goto(f"{person.address}/filings/{number}/items/{ITEM}/")
    person.await_scripts()
    reveal(person)


def reveal(person: Person) -> None:
    """The discussion is fetched when it comes into view, and replaces the place it had."""
    person.page.evaluate("document.getElementById('comments').scrollIntoView()")
    expect(person.page.locator("#comment-new")).to_be_visible()


def test_two_colleagues_on_one_item(meet: Meet, stack: Stack) -> None:
    ann, bob = meet("demo_responsible"), meet("demo_filler", language="en")
    open_item(ann, stack)
    open_item(bob, stack)
    expect(bob.page.locator(".here")).to_contain_text("示例负责人 · on this item")
    box = ann.page.locator("#comment-new")
    box.press_sequentially("请看 @示例填")
    expect(ann.page.locator(".mention-list [aria-selected=true]")).to_have_text("示例填报员")
    ann.look("item-mention")
    box.press("Enter")
    expect(box).to_have_value("请看 @示例填报员 ")
    ann.page.reload()
    reveal(ann)
    expect(box).to_have_value("请看 @示例填报员 ")
    ann.button("Send", "#comments").last.click()
    expect(ann.page.locator(".comment-text")).to_have_text("请看 @示例填报员")
    expect(box).to_have_value("")
    assert ann.page.url.endswith(f"/items/{ITEM}/"), "the item stays open"
    told = "SELECT 1 FROM portal_notice n JOIN portal_user u ON u.id = n.recipient_id WHERE username = %s AND subject LIKE %s"
    wait_until(lambda: bool(stack.rows(told, "demo_filler", f"%{ITEM}%")), "the notice is delivered", 15)
    _answer(bob, stack)
    open_item(ann, stack)
    expect(ann.page.locator(".comment-text")).to_have_count(2)
    ann.look("item-discussion")


def _answer(bob: Person, stack: Stack) -> None:
    bob.page.goto(f"{bob.address}/notices/")
    bob.page.get_by_role("link", name=ITEM).first.click()
    thread = bob.page.locator(".thread", has_text="请看")
    bob.look("discussion")
    thread.locator(".thread-foot summary").click()
    thread.locator(".thread-foot textarea").fill("   ")
    thread.locator(".thread-foot .comment-form button").click()
    expect(thread.locator(".field-error")).to_contain_text("Write something first.")
    thread.locator(".thread-foot textarea").fill("看过了")
    thread.locator(".thread-foot .comment-form button").click()
    expect(thread.locator(".comment-text").last).to_have_text("看过了")
    kept = "SELECT 1 FROM evaluations_comment WHERE text = %s AND reply_to_id IS NOT NULL"
    assert stack.rows(kept, "看过了")
