"""Uploads: whatever line, page, browser and session do, each file arrives once, and its line says how far it is."""

import json
from contextlib import suppress
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.portal.scripts.parts import ANSWER_LOST, CUT, HELD
from tests.portal.scripts.served import ORIGIN, Server, forgotten, pdf

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("scripts")]
LONG = b"%PDF-1.7" + bytes(range(256)) * 4000 + b"%%EOF"
FIRST_PART = 256 * 1024
LOST = [None, *[CUT] * 99]
KEPT = (200, '{"html": "<li>kept</li>"}')
WITHOUT_DATABASE = "Object.defineProperty(window, 'indexedDB', { value: undefined })"
# The same file to the browser: its name, size and date are those of the one before.
CHOOSE_AGAIN = """() => {
  const box = new DataTransfer();
  box.items.add(new File(['x'.repeat(1 << 20)], 'a.pdf', { lastModified: 1700000000000 }));
  const input = document.querySelector('input[type=file]');
  input.files = box.files;
  input.dispatchEvent(new Event('change', { bubbles: true }));
}"""

# As the button of a page that shows it does.
DISCARD = """async (name) => {
  const [{ waiting }, { discard }] = await Promise.all(['queue', 'sending'].map((part) => import(`/static/portal/js/${part}.js`)));
  await discard((await waiting()).find(({ file }) => file.name === name));
}"""


def choose(page: Page, *names: str) -> None:
    page.locator("input[type=file]").set_input_files([pdf(name, LONG) for name in names or ("a.pdf",)])


def under_way(page: Page) -> Any:
    """What is done within ends when the second part has set out."""
    return page.expect_request(lambda request: request.headers.get("upload-offset") == str(FIRST_PART))


def line(page: Page) -> Locator:
    return page.locator("[data-upload-status]")


def press(page: Page, word: str, name: str = "a.pdf") -> None:
    line(page).get_by_role("button", name=f"{word}: {name}").click()


def hurry(page: Page, words: str) -> None:
    """The script's pauses pass quickly until its line says so."""
    for _pause in range(60):
        with suppress(AssertionError):
            expect(line(page)).to_contain_text(words, timeout=100)
            return
        page.clock.fast_forward(2000)
    expect(line(page)).to_contain_text(words)


def asked_before_leaving(page: Page) -> bool:
    return bool(page.evaluate("!window.dispatchEvent(new Event('beforeunload', { cancelable: true }))"))


def keys(server: Server) -> set[str]:
    """Under which files were handed over."""
    return {request["idempotency-key"] for request in server.received}


def test_each_file_says_what_happened_to_it(page: Page, server: Server) -> None:
    server.answers = [KEPT]
    files: list[Any] = [pdf("a.pdf", LONG), pdf("b.exe"), pdf("big.pdf", b"0" * 3_200_000)]
    page.locator("input[type=file]").set_input_files(files)
    expect(line(page)).to_contain_text("a.pdf: received")
    expect(line(page)).to_contain_text("b.exe: not received. This kind of file is not accepted")
    expect(line(page)).to_contain_text("larger than 3 MB")
    expect(page.locator("#rows li")).to_have_text("kept")
    assert server.parts.arrived == [LONG]
    assert 'name="upload"\r\n\r\n0' in server.received[0]["body"]
    assert server.received[0]["x-actor"] == "1-1"
    forgotten(page)


@pytest.mark.parametrize("faults", [[CUT, (500, {}), (429, {})], [None, ANSWER_LOST, CUT, (460, {})]])
def test_a_short_silence_is_bridged_and_nothing_arrives_twice(page: Page, server: Server, faults: list[object]) -> None:
    server.parts.faults = faults
    choose(page)
    hurry(page, "a.pdf: received")
    assert server.parts.arrived == [LONG]
    assert len(server.received) == 1


def test_a_lost_line_is_waited_for(page: Page, server: Server) -> None:
    server.parts.faults = [*LOST]
    choose(page)
    hurry(page, "a.pdf: waiting for the network at 25 %. It goes on by itself. The file is kept on this computer.")
    expect(page.locator("[data-waiting]")).to_contain_text("Files waiting on this computer: 1")
    server.parts.faults.clear()
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(line(page)).to_contain_text("a.pdf: received")
    assert server.parts.arrived == [LONG]
    forgotten(page)


def test_a_kept_file_goes_on_after_a_reload_and_arrives_once(page: Page, server: Server) -> None:
    server.parts.faults, server.answers = [*LOST], [None, KEPT]
    choose(page)
    hurry(page, "a.pdf: waiting for the network at 25 %")
    server.parts.offsets.clear()
    server.parts.faults.clear()
    page.reload()
    hurry(page, "a.pdf: received")
    assert server.parts.offsets[0] == FIRST_PART
    assert server.parts.arrived == [LONG]
    assert len(server.received) == 2
    assert len(keys(server)) == 1
    forgotten(page)


def test_any_page_sends_a_file_that_was_left_and_says_how_far_it_is(page: Page, server: Server) -> None:
    server.parts.faults = [None, HELD] * 2
    with under_way(page):
        choose(page)
    page.goto(f"{ORIGIN}/other")
    expect(page.locator("[data-waiting]")).to_contain_text("being sent: 51 %")
    page.goto(f"{ORIGIN}/item")
    expect(line(page)).to_contain_text("a.pdf: received")
    assert server.parts.arrived == [LONG]
    forgotten(page)


def test_a_paused_file_stays_paused_over_pages_until_it_is_continued(page: Page, server: Server) -> None:
    server.parts.faults = [None, HELD]
    with under_way(page):
        choose(page, "a.pdf", "b.pdf")
    press(page, "Pause")
    expect(line(page)).to_contain_text("a.pdf: paused at 25 %")
    expect(line(page)).to_contain_text("b.pdf: received")
    page.goto(f"{ORIGIN}/other")
    expect(page.locator("[data-waiting]")).to_contain_text("file a.pdf paused: open it to continue")
    page.goto(f"{ORIGIN}/item")
    expect(line(page)).to_contain_text("a.pdf: paused at 25 %")
    assert len(keys(server)) == 1, "a page left in the moment of the answer may have sent the other one again"
    press(page, "Continue")
    expect(line(page)).to_contain_text("a.pdf: received")
    assert server.parts.arrived == [LONG, LONG]
    forgotten(page)


def test_a_server_that_cannot_take_it_now_is_tried_again_and_nothing_is_sent_twice(page: Page, server: Server) -> None:
    server.answers = [(503, json.dumps({"errors": {"file": ["The scanner is away."]}}))] * 99
    choose(page, "b.pdf")
    hurry(page, "b.pdf: not received yet. The scanner is away.")
    sent, server.answers = len(server.parts.offsets), [KEPT]
    press(page, "Try again", "b.pdf")
    expect(line(page)).to_contain_text("b.pdf: received")
    assert len(server.parts.offsets) == sent
    assert len(keys(server)) == 1


def test_a_refusal_is_said_and_over(page: Page, server: Server) -> None:
    server.parts.faults = [(400, {"message": "x", "errors": {"file": ["“a.pdf” is a program."]}})]
    choose(page)
    expect(line(page)).to_have_text("a.pdf: not received. “a.pdf” is a program.")
    assert line(page).get_by_role("button").count() == 0
    assert server.received == []
    forgotten(page)


@pytest.mark.parametrize("status", [401, 403])
def test_who_is_signed_out_signs_in_in_place_and_it_goes_on(page: Page, server: Server, status: int) -> None:
    server.parts.faults, server.me, server.sign_ins = [None, (status, {})], 401, [(200, '{"location": "/"}')]
    choose(page)
    expect(line(page)).to_contain_text("a.pdf: stopped at 25 %. Please sign in again. The file is kept")
    press(page, "Sign in again")
    server.me = 200
    page.get_by_label("Password").press("Enter")
    expect(line(page)).to_contain_text("a.pdf: received")
    assert server.parts.arrived == [LONG]


def test_what_is_cancelled_behind_another_is_not_sent_though_texts_set_out_meanwhile(
    page: Page, server: Server
) -> None:
    """Both were left by a page that is gone; their round stands at the first when the round of the texts begins."""
    server.parts.faults = [None, HELD] * 2
    with under_way(page):
        choose(page, "a.pdf", "b.pdf")
    with under_way(page):
        page.goto(f"{ORIGIN}/other")
    page.evaluate(DISCARD, "b.pdf")
    page.evaluate("window.dispatchEvent(new Event('online'))")
    page.evaluate(DISCARD, "a.pdf")
    forgotten(page)
    page.wait_for_load_state("networkidle")
    assert server.received == []


@pytest.mark.parametrize("moment", ["sending", "waiting"])
def test_what_is_cancelled_is_given_up_and_forgotten(page: Page, server: Server, moment: str) -> None:
    server.parts.faults = [None, HELD] if moment == "sending" else [*LOST]
    with under_way(page):
        choose(page)
    hurry(page, "a.pdf: 25 % sent" if moment == "sending" else "a.pdf: waiting for the network")
    with page.expect_request(lambda request: request.method == "DELETE"):
        press(page, "Cancel")
    expect(line(page)).to_have_text("a.pdf: cancelled")
    expect(page.locator("progress")).to_have_count(0)
    forgotten(page)
    expect(page.locator("[data-waiting]")).to_be_hidden()
    assert (server.received, server.parts.arrived) == ([], [])


def test_the_same_file_chosen_again_goes_on_with_the_one_that_waits(page: Page, server: Server) -> None:
    server.parts.faults = [None, HELD]
    with under_way(page):
        page.evaluate(CHOOSE_AGAIN)
    press(page, "Pause")
    page.evaluate(CHOOSE_AGAIN)
    expect(line(page)).to_contain_text("a.pdf: received")
    expect(page.locator(".upload-line")).to_have_count(1)
    assert len(server.received) == len(server.parts.files) == 1
    forgotten(page)


def test_where_nothing_is_kept_the_same_file_chosen_again_goes_on_where_it_stopped(page: Page, server: Server) -> None:
    page.add_init_script(WITHOUT_DATABASE)
    page.reload(wait_until="networkidle")
    server.parts.faults = [*LOST]
    page.evaluate(CHOOSE_AGAIN)
    hurry(page, "a.pdf: waiting for the network at")
    expect(line(page)).to_contain_text("This browser keeps nothing on this computer")
    page.reload(wait_until="networkidle")
    assert line(page).inner_text() == ""
    server.parts.offsets.clear()
    server.parts.faults.clear()
    page.evaluate(CHOOSE_AGAIN)
    expect(line(page)).to_contain_text("a.pdf: received")
    assert server.parts.offsets[0] > 0
    assert len(server.parts.files) == 1


def test_where_nothing_is_kept_it_is_said_at_once_and_leaving_is_asked_until_it_is_received(
    page: Page, server: Server
) -> None:
    page.add_init_script(WITHOUT_DATABASE)
    page.reload(wait_until="networkidle")
    server.parts.faults = [None, HELD]
    with under_way(page):
        choose(page)
    expect(line(page)).to_contain_text("a.pdf: 25 % sent")
    expect(line(page)).to_contain_text("This browser keeps nothing on this computer")
    assert asked_before_leaving(page)
    press(page, "Pause")
    assert asked_before_leaving(page)
    press(page, "Continue")
    expect(line(page)).to_have_text("a.pdf: received")
    assert not asked_before_leaving(page)


def test_who_leaves_a_file_that_is_kept_is_not_asked(page: Page, server: Server) -> None:
    server.parts.faults = [None, HELD]
    with under_way(page):
        choose(page)
    assert not asked_before_leaving(page)


def test_a_row_that_the_page_shows_already_is_not_shown_twice(page: Page, server: Server) -> None:
    """It arrived and its answer got lost: the page is loaded with it, and sends it once more."""
    row = '<li><form id="place-7"></form>kept</li>'
    server.answers = [None] * 99
    choose(page)
    hurry(page, "a.pdf: waiting for the network at 100 %")
    server.pages["/item"] = server.pages["/item"].replace('<ul id="rows">', f'<ul id="rows">{row}')
    server.answers = [(200, json.dumps({"html": row}))]
    page.reload()
    expect(line(page)).to_contain_text("a.pdf: received")
    expect(page.locator("#rows li")).to_have_count(1)
    forgotten(page)
