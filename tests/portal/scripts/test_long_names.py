"""A name as long as a sentence is shortened only as a link, which leads to the whole."""

import pytest
from playwright.sync_api import Page

from tests.portal.scripts.served import HEAD, ORIGIN, Server

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("scripts")]
STYLE = '<link rel="stylesheet" href="/static/portal/css/parts.css">'
CLAMP = "name => getComputedStyle(name).webkitLineClamp"


def test_a_long_name_is_cut_only_within_a_link(page: Page, server: Server) -> None:
    name = f'<span class="file-name">{"a long name " * 60}</span>'
    server.pages["/names"] = f'{HEAD}{STYLE}<a href="/other">{name}</a><p>{name}</p></body></html>'
    page.goto(f"{ORIGIN}/names", wait_until="networkidle")
    assert page.locator("a > .file-name").evaluate(CLAMP) == "2"
    assert page.locator("p > .file-name").evaluate(CLAMP) == "none"
