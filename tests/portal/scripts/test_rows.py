"""A list's rows by keyboard: j, k and the arrows move, Enter opens."""

import pytest
from playwright.sync_api import Page

from tests.portal.scripts.served import ORIGIN, Server

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("scripts")]
LIST = """<table><tbody data-rows>{}</tbody></table><input id="q">
<button type="button" hidden data-row-step="1" data-key="j"></button>
<button type="button" hidden data-row-step="-1" data-key="k"></button>
<button type="button" hidden data-row-mark data-key="x"></button>"""
FOCUS = "document.activeElement.textContent"


def test_rows_take_the_focus_one_after_the_other(server: Server, page: Page) -> None:
    mark = '<label class="row-mark"><input type="checkbox"></label>'
    rows = "".join(
        f'<tr><th>{mark}<a href="/other?{n}">row {n}</a></th><td><a href="#">x</a></td></tr>' for n in range(3)
    )
    server.pages["/list"] = server.pages["/other"].replace("</h1>", f"</h1>{LIST.format(rows)}")
    page.goto(f"{ORIGIN}/list", wait_until="networkidle")
    seen = []
    for key in ("j", "j", "ArrowDown", "ArrowDown", "k", "ArrowUp", "k"):
        page.keyboard.press(key)
        seen.append(page.evaluate(FOCUS))
    assert seen == [f"row {number}" for number in (0, 1, 2, 2, 1, 0, 0)]
    page.keyboard.press("x")
    page.keyboard.press("j")
    page.keyboard.press("x")
    page.keyboard.press("x")
    assert [box.is_checked() for box in page.locator(".row-mark input").all()] == [True, False, False]
    page.focus("#q")
    page.keyboard.press("j")
    assert page.input_value("#q") == "j"
    page.locator("th a").nth(1).focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/other?1")
