"""A page whose scripts are still on their way: what is clicked, pressed and typed meanwhile is done once they are there."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import Meet
from tests.browser.stack import Stack
from tests.browser.test_review_keys import OPEN, item_here, press, scores_of

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
ANY = re.compile(r"/(js/main|htmx)[^/]*\.js$")
MAIN = re.compile(r"/js/main(\.\w+)?\.js$")
EDITOR = re.compile(r"/rich_text(\.\w+)?\.js$")


@contextmanager
def scripts_held(page: Page, script: re.Pattern[str] = MAIN) -> Iterator[None]:
    """The page's own script is asked for, and arrives only at the end."""
    held: list[Route] = []
    page.route(script, lambda route: held.append(route))  # noqa: PLW0108 - Playwright marks the handler, a method takes no mark
    yield
    assert held, "the page asked for it"
    for route in held:
        route.continue_()
    page.unroute(script)


def test_a_click_and_the_keys_after_it_are_the_next_item_s(meet: Meet, stack: Stack) -> None:
    person, filing = meet("demo_reviewer"), stack.rows(OPEN)[0][0]
    page = person.page
    before = scores_of(stack, filing)
    page.goto(f"{stack.address}/review/{filing}/")
    page.locator(".item-link").first.click()
    person.await_scripts()
    first = item_here(page)
    with scripts_held(page):
        page.reload(wait_until="commit")
        page.locator(".score-nav [data-key=j]").click()
        press(page, "a")
        assert item_here(page) == first
    expect(page).not_to_have_url(re.compile(f"/{re.escape(first)}/"))
    second = item_here(page)
    expect(page.locator("#score [name=rung]:checked")).to_have_value(page.locator("#score").get_attribute("data-claim"))  # type: ignore[arg-type]
    person.await_saved()
    after = scores_of(stack, filing)
    assert after.get(first) == before.get(first), "the item that was left is as it was"
    assert after[second][0] == after[second][1]
    assert person.faults == []


def test_what_is_typed_and_put_in_before_the_scripts_are_there(meet: Meet, stack: Stack) -> None:
    writer = meet("demo_approver")
    page = writer.page
    page.goto(f"{stack.address}/summaries/")
    address = page.locator(".heading-actions a").get_attribute("href")
    with scripts_held(page):
        page.goto(f"{stack.address}{address}", wait_until="commit")
        text = page.locator("textarea").first
        text.fill("全省已提交自评")
        page.locator("[data-figure='filings.submitted']").click()
        expect(text).to_have_value("全省已提交自评")
    expect(text).to_have_value("全省已提交自评{filings.submitted}")
    assert writer.faults == []


def test_what_is_selected_before_the_editor_is_there_is_typed_over(meet: Meet, stack: Stack) -> None:
    writer = meet("demo_approver")
    page = writer.page
    page.goto(f"{stack.address}/summaries/")
    page.locator(".heading-actions a").click()
    page.locator("[data-figure-target]").first.fill("甲{filings.submitted}乙")
    writer.await_saved(".section:not(#head)")
    with scripts_held(page, EDITOR):
        page.reload(wait_until="commit")
        page.locator("textarea").first.select_text()
    editor = page.locator(".section [contenteditable]").first
    expect(editor).to_be_focused()
    page.keyboard.insert_text("丙")
    expect(page.locator("textarea").first).to_have_value("丙")
    writer.await_saved(".section:not(#head)")
    assert writer.faults == []


def test_a_link_within_a_part_that_fetches_itself_is_followed_at_once(meet: Meet) -> None:
    person = meet("demo_filler")
    page = person.page
    page.goto(f"{person.address}/filings/")
    page.locator(".task-title, main a[href*='/items/']").first.click()
    expect(page).to_have_url(re.compile("/items/"))
    with scripts_held(page, ANY):
        page.reload(wait_until="commit")
        page.locator(".comments-link a").click()
        expect(page).to_have_url(re.compile("/comments/"))
    assert person.faults == []


def test_without_its_scripts_a_button_still_answers(meet: Meet, stack: Stack) -> None:
    person, filing = meet("demo_reviewer"), stack.rows(OPEN)[0][0]
    page = person.page
    page.route(MAIN, lambda route: route.abort())
    page.goto(f"{stack.address}/review/{filing}/")
    page.locator(".item-link").first.click()
    expect(page).to_have_url(re.compile("/items/"))
    scored = item_here(page)
    page.locator("#score [name=rung]").nth(1).check()
    page.locator("#id_comment").fill("没有脚本时也能保存。")
    person.button("Save, next open item").click()
    expect(page).not_to_have_url(re.compile(f"/{re.escape(scored)}/"))
    assert scores_of(stack, filing)[scored][2] == "没有脚本时也能保存。"
