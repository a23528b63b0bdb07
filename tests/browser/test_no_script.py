"""Browsers that run no script: slower, and every step of the job is still there."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Meet
from tests.browser.person import Person
from tests.browser.stack import Stack

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def test_answering_submitting_and_scoring(meet: Meet, stack: Stack) -> None:
    person = meet(stack.filer("draft", like="demo_responsible", authority="33/"), script=False)
    page = person.page
    person.link("Continue").click()
    page.get_by_label(person.word("Remark")).first.fill("没有脚本也能写的说明")
    while page.locator("#answer").count():
        page.locator("#rung-3").check()
        with page.expect_navigation():
            page.locator("button[name=go]").click()
    page.get_by_role("checkbox").check()
    person.button("Submit to the authority").click()
    number = page.locator(".key-values strong").first.inner_text()
    _score(meet("demo_reviewer", script=False), number)


def _score(reviewer: Person, number: str) -> None:
    page = reviewer.page
    reviewer.link("Open the queue").click()
    reviewer.link("Nobody assigned", ".tab-bar").click()
    page.locator(".queue-table tbody th a").last.click()
    expect(page.locator(".review-facts")).to_contain_text(number)
    reviewer.button("Assign to me").click()
    page.locator("#score [name=rung]").nth(1).check()
    page.locator("#id_comment").fill("没有脚本也能写的意见")
    reviewer.button("Save, next open item").click()
    page.locator(".score-nav a").first.click()
    expect(page.locator("#score [name=rung]").nth(1)).to_be_checked()
    expect(page.locator("#id_comment")).to_have_value("没有脚本也能写的意见")
