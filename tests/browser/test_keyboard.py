"""The two pages on which people spend their days, without a mouse."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Meet
from tests.browser.stack import Stack

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
# What has the focus, and whether one can see that it has; a document in a frame shows its own.
FOCUS = """() => {
  const element = document.activeElement;
  const style = getComputedStyle(element);
  const shown = parseFloat(style.outlineWidth) > 0 && style.outlineStyle !== 'none' || style.boxShadow !== 'none';
  const visible = element.getClientRects().length > 0;
  if (element.tagName === 'IFRAME') return [element.className, visible];
  return [element.id || element.name || element.className || element.tagName, shown && visible];
}"""


def tab_through(page: Page, last: str, limit: int = 60) -> list[str]:
    """Names of everything the Tab key reaches until `last`; each with a focus that can be seen."""
    names: list[str] = []
    while last not in names:
        page.keyboard.press("Tab")
        # A framed PDF is another process: until it says that it has the focus, nothing on the page has.
        page.wait_for_function("() => document.activeElement !== document.body")
        name, seen = page.evaluate(FOCUS)
        assert seen, f"{name} has the focus and does not show it"
        names.append(name)
        assert len(names) < limit, f"{last} is not reached: {names}"
    return names


def test_an_item_is_answered_with_keys_alone(meet: Meet, stack: Stack) -> None:
    person = meet(stack.filer("draft"))
    page = person.page
    person.link("Task list").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/filings/*/")
    person.await_scripts()
    page.keyboard.press("n")
    page.wait_for_url("**/items/*/")
    person.await_scripts()
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUS) == ["skip-link", True]
    page.keyboard.press("Enter")
    names = tab_through(page, last="go")
    order = [name for name in names if name in ("rung-1", "id_remark", "upload-file", "go")]
    assert order == ["rung-1", "id_remark", "upload-file", "go"]
    page.locator("#rung-1").focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    expect(page.locator("#rung-2")).to_be_checked()
    person.await_saved()
    page.keyboard.press("?")
    expect(page.locator("#shortcuts-dialog")).to_be_visible()
    expect(page.locator("#shortcuts-dialog kbd")).to_have_text(["k", "j"], use_inner_text=True)
    page.keyboard.press("Escape")
    before = page.url.removesuffix("#main")
    page.keyboard.press("k")
    # The address may still end in #main: only another page is another page.
    expect(page).not_to_have_url(re.compile(re.escape(before)))
    person.await_scripts()
    page.keyboard.press("j")
    expect(page).to_have_url(before)
    expect(page.locator("#rung-2")).to_be_checked()
    assert person.faults == []


def test_a_filing_is_scored_with_keys_alone(meet: Meet) -> None:
    person = meet("demo_reviewer")
    page = person.page
    person.await_scripts()
    page.keyboard.press("q")
    page.wait_for_url("**/review/")
    person.link("Mine", ".tab-bar").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**reviewer=**")
    person.await_scripts()
    page.keyboard.press("o")
    page.wait_for_url(re.compile(r"/review/\d+/$"))
    person.await_scripts()
    page.keyboard.press("u")
    page.wait_for_url("**/items/*/")
    person.await_scripts()
    tab_through(page, last="go", limit=90)
    page.locator("body").click(position={"x": 1, "y": 1})
    for key, verdict in (("l", -1), ("a", 0), ("r", 1)):
        page.keyboard.press("a")
        page.keyboard.press(key)
        _expect_rung(page, verdict)
    page.keyboard.press("c")
    page.keyboard.type("比自评高一级：本年已覆盖全部产线。")
    person.await_saved()
    page.keyboard.press("Escape")
    address = page.url
    page.locator("#id_flagged").focus()
    page.keyboard.press("j")
    expect(page).not_to_have_url(address)
    person.await_scripts()
    page.keyboard.press("k")
    expect(page).to_have_url(address)
    _expect_rung(page, 1)
    person.await_scripts()
    expect(page.locator("#id_comment")).to_have_value(re.compile("比自评高一级"))
    page.keyboard.press("n")
    expect(page).not_to_have_url(address)
    assert person.faults == []


def _expect_rung(page: Page, above_claim: int) -> None:
    """The chosen rung stands so many above what the company claims."""
    claim = int(page.locator("#score").get_attribute("data-claim") or 0)
    expect(page.locator(f"#score [name=rung][value='{min(max(claim + above_claim, 1), 5)}']")).to_be_checked()
