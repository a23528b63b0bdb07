"""What waits on this computer: kept over crash, sign-out and lost network, sent once, for its person alone."""

import json

import pytest
from playwright.sync_api import Page, expect

from tests.portal.scripts.served import ORIGIN, Server, forgotten, leave_behind, pdf, state, waiting

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("scripts")]


@pytest.mark.parametrize("without", ["", "locks"])
def test_unsaved_text_comes_back_after_a_crash(page: Page, server: Server, without: str) -> None:
    """Also on plain http, where browsers have no locks: then the page that wrote it is asked whether it lives."""
    if without:
        page.add_init_script("Object.defineProperty(navigator, 'locks', { value: undefined })")
    leave_behind(page)
    page.reload()
    expect(page.get_by_label("Remark")).to_have_value("before the crash")
    expect(page.get_by_label("3")).to_be_checked()
    expect(state(page)).to_have_text("Saved at 14:03")
    assert [request["idempotency-key"] for request in server.received] == ["k1"]
    forgotten(page)


def test_any_page_sends_what_was_left_one_after_the_other(page: Page, server: Server) -> None:
    server.answers = [None]
    for number in (1, 2):
        leave_behind(page, edit=f"k{number}", url="/save", at=number)
    page.goto(f"{ORIGIN}/other")
    expect(page.locator("[data-waiting]")).to_contain_text("waiting for the network")
    expect(page.locator(".waiting-place").first).to_have_attribute("href", "/item")
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(page.locator("[data-waiting]")).to_be_hidden()
    assert [request["idempotency-key"] for request in server.received] == ["k1", "k1", "k2"]
    forgotten(page)


def test_what_the_server_always_fails_at_holds_back_only_what_builds_on_it(page: Page, server: Server) -> None:
    server.answers = [(500, "{}")]
    for number, url in enumerate(("/save?1", "/save?1", "/save?2"), start=1):
        leave_behind(page, edit=f"k{number}", url=url, at=number)
    page.goto(f"{ORIGIN}/other")
    expect(page.locator("[data-waiting]")).to_contain_text("the server is busy; it is tried again")
    page.evaluate("window.dispatchEvent(new Event('online'))")
    forgotten(page)
    assert [request["idempotency-key"] for request in server.received] == ["k1", "k3", "k1", "k2"]


def test_a_server_that_asks_for_patience_is_sent_nothing_more(page: Page, server: Server) -> None:
    server.answers = [(429, "{}")]
    for number in (1, 2):
        leave_behind(page, edit=f"k{number}", url=f"/save?{number}", at=number)
    page.goto(f"{ORIGIN}/other")
    expect(page.locator("[data-waiting]")).to_be_visible()
    page.wait_for_load_state("networkidle")
    assert [request["idempotency-key"] for request in server.received] == ["k1"]


def test_another_person_never_meets_what_was_left(page: Page, server: Server) -> None:
    leave_behind(page, actor="2-1")
    page.reload()
    expect(page.get_by_label("Remark")).to_have_value("old")
    page.goto(f"{ORIGIN}/other")
    page.wait_for_load_state("networkidle")
    expect(page.locator("[data-waiting]")).to_be_hidden()
    assert server.received == []
    assert len(waiting(page)) == 1


@pytest.mark.parametrize("status", [401, 403])
def test_signed_out_says_so_keeps_the_text_and_signs_in_in_place(page: Page, server: Server, status: int) -> None:
    server.answers, server.me = [(status, "{}")] * 9, 401
    wrong = {"form": {"errors": ["Wrong password."], "fields": {"login": {"errors": []}}}}
    server.sign_ins = [(400, json.dumps(wrong)), (429, "{}"), (200, '{"location": "/accounts/2fa/authenticate/"}')]
    page.get_by_label("Remark").fill("still here")
    state(page).get_by_role("button", name="Sign in again").press("Enter")
    fault = page.locator("[data-sign-in-fault]")
    for said in ("Wrong password.", "Too many attempts", "A second step is needed"):
        page.get_by_label("Password").press("Enter")
        expect(fault).to_contain_text(said)
    expect(page.get_by_role("link", name="Sign in in a new window")).to_have_attribute(
        "href", "/accounts/2fa/authenticate/"
    )
    assert "still here" in str(waiting(page))
    server.answers, server.me = [], 200
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(state(page)).to_have_text("Saved at 14:03")
    expect(page.locator("#sign-in-again")).to_be_hidden()


def test_whoever_else_signs_in_is_told_that_nothing_is_sent(page: Page, server: Server) -> None:
    server.answers, server.me, server.sign_ins = [(401, "{}")] * 9, 412, [(200, '{"location": "/"}')]
    page.get_by_label("Remark").fill("not for Ms Li")
    state(page).get_by_role("button", name="Sign in again").click()
    page.get_by_label("Password").press("Enter")
    expect(page.locator("[data-sign-in-fault]")).to_contain_text("Ms Li is signed in.")
    assert page.locator("#sign-in-again").is_visible()
    assert "not for Ms Li" in str(waiting(page))


def test_what_was_typed_into_a_closing_window_is_shown_to_be_copied_or_discarded(page: Page, server: Server) -> None:
    closed = (422, '{"errors": {"item": ["The window closed at midnight."]}, "closed": true}')
    server.answers = [closed, closed]
    page.get_by_label("Remark").fill("a second too late")
    expect(state(page)).to_contain_text("The window closed at midnight. Your text is kept on this computer.")
    expect(state(page).get_by_role("button", name="Copy my text")).to_have_attribute("data-copy", "a second too late")
    server.pages["/item"] = server.pages["/other"]
    page.reload()
    row = page.locator(".waiting-row")
    expect(row).to_be_visible()
    expect(row).to_contain_text("The window closed at midnight.")
    expect(row.locator("blockquote")).to_have_text("a second too late")
    row.get_by_role("button", name="Discard").click()
    row.get_by_role("button", name="Discard it for good").click()
    expect(page.locator("[data-waiting]")).to_be_hidden()
    forgotten(page)


def test_a_browser_that_keeps_nothing_says_so(page: Page, server: Server) -> None:
    page.add_init_script(
        "Object.defineProperty(window, 'indexedDB', { value: undefined });"
        "Storage.prototype.setItem = () => { throw new Error('private'); };"
    )
    page.reload()
    server.answers, server.parts.faults = [None], [(401, {})]
    page.get_by_label("Remark").fill("fleeting")
    expect(state(page)).to_contain_text("This browser keeps nothing on this computer")
    page.locator("input[type=file]").set_input_files(pdf("a.pdf"))
    expect(page.locator("[data-upload-status]")).to_contain_text("This browser keeps nothing on this computer")


def test_without_a_database_text_is_kept_as_before(page: Page, server: Server) -> None:
    page.add_init_script("Object.defineProperty(window, 'indexedDB', { value: undefined })")
    page.reload()
    server.answers = [None]
    page.get_by_label("Remark").fill("in the old way")
    expect(state(page)).to_contain_text("Your text is kept on this computer.")
    page.reload()
    expect(page.get_by_label("Remark")).to_have_value("in the old way")
    expect(state(page)).to_have_text("Saved at 14:03")
