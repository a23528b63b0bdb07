"""Forms that are sent by hand: what is typed outlives another form's reload, a lost session and a colleague's save."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.portal.scripts.served import HEAD, ORIGIN, Server

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("scripts")]
FORM = """<form method="post" action="/reasons/{name}" data-draft="{shown}"><input type="hidden" name="version" value="{version}">
<label>{name} <textarea name="reason">{text}</textarea></label><a href="/other" data-draft-drop>Cancel {name}</a>
<button>Save {name}</button></form>"""


def form(name: str, text: str = "", version: int = 0, *, shown: str = "") -> str:
    return FORM.format(name=name, text=text, version=version, shown=shown)


def serve(server: Server, *forms: str) -> None:
    """What the address of the page, and those that its forms are sent to, show from now on."""
    foot = server.pages["/other"].removeprefix(HEAD)
    for path in ("/check", "/reasons/first", "/reasons/second"):
        server.pages[path] = HEAD + "".join(forms) + foot


def visit(page: Page, server: Server, *forms: str) -> None:
    serve(server, *forms)
    page.goto(f"{ORIGIN}/check", wait_until="networkidle")


def second(page: Page) -> Locator:
    return page.get_by_label("second")


def version(page: Page) -> str:
    return page.locator("form", has=second(page)).locator("[name=version]").input_value()


def test_saving_one_form_keeps_what_was_typed_into_the_other(page: Page, server: Server) -> None:
    visit(page, server, form("first"), form("second"))
    page.get_by_label("first").fill("one")
    second(page).fill("two")
    serve(server, form("first", "one", 1), form("second"))
    page.get_by_role("button", name="Save first").click()
    expect(second(page)).to_have_value("two")
    expect(page.get_by_role("status").filter(has_text="restored")).to_have_count(1)
    visit(page, server, form("first", "one", 1), form("second", "two ", 1))
    visit(page, server, form("second", "another's", 2))
    expect(second(page)).to_have_value("another's")


def test_a_save_that_met_the_sign_in_is_there_again_and_replaces_nothing_unseen(page: Page, server: Server) -> None:
    visit(page, server, form("second", "old", 3))
    second(page).fill("mine")
    serve(server)
    page.get_by_role("button", name="Save second").click()
    visit(page, server, form("second", "a colleague's", 4))
    expect(second(page)).to_have_value("mine")
    assert version(page) == "3"
    visit(page, server, form("second", "saved, and changed by a colleague", 5))
    expect(second(page)).to_have_value("saved, and changed by a colleague")


def test_a_refused_text_stays_kept_and_a_cancelled_one_does_not(page: Page, server: Server) -> None:
    visit(page, server, form("second"))
    second(page).fill("short")
    serve(server, form("second", "short", shown="unsaved"))
    page.get_by_role("button", name="Save second").click()
    visit(page, server, form("second"))
    expect(second(page)).to_have_value("short")
    page.get_by_role("link", name="Cancel second").click()
    visit(page, server, form("second"))
    expect(second(page)).to_have_value("")
