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
MAIN = re.compile(r"/js/main(\.\w+)?\.js$")


@contextmanager
def scripts_held(page: Page) -> Iterator[None]:
    """The page's own script is asked for, and arrives only at the end."""
    held: list[Route] = []
    page.route(MAIN, lambda route: held.append(route))
    yield
    assert held, "the page asked for it"
    for route in held:
        route.continue_()
    page.unroute(MAIN)


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


def test_without_its_scripts_the_page_still_answers(meet: Meet, stack: Stack) -> None:
    person, filing = meet("demo_reviewer"), stack.rows(OPEN)[0][0]
    page = person.page
    page.route(MAIN, lambda route: route.abort())
    page.goto(f"{stack.address}/review/{filing}/")
    page.locator(".item-link").first.click()
    expect(page).to_have_url(re.compile("/items/"))
    page.locator(".language-switch button").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
