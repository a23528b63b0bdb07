"""Autosave in a real Chromium: whatever the server answers, what was typed is never lost."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.template import Context, Template
from django.utils import translation
from playwright.sync_api import Browser, Page, Route, expect, sync_playwright

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("scripts")]
ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "portal" / "static"
TYPES = {".js": "text/javascript", ".svg": "image/svg+xml"}
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
ORIGIN = "http://portal.test"
PAGE = """<!DOCTYPE html><html lang="en"><head><title>x</title></head><body data-user="1" data-login="/login">
{% load ui %}{% include "ui/save_state.html" with form_id="answer" %}
<form id="answer" method="post" action="/save" data-autosave><input type="hidden" name="version" value="1">
<label>Remark <textarea name="remark">old</textarea></label><label><input type="radio" name="rung" value="3"> 3</label>
<button>Go on</button></form>
{% script_words %}<script type="module" src="/static/portal/js/main.js"></script></body></html>"""


class Server:
    """Answers each save with the next of `answers` (None: the network is gone) and remembers what was sent."""

    def __init__(self) -> None:
        self.answers: list[tuple[int, str] | None] = []
        self.received: list[dict[str, str]] = []
        with translation.override("en"):
            self.page = Template(PAGE).render(Context({}))

    def answer(self, route: Route) -> None:
        path = urlsplit(route.request.url).path
        if path.startswith("/static/"):
            file = STATIC / path.removeprefix("/static/")
            route.fulfill(path=file, content_type=TYPES[file.suffix])
        elif path == "/save":
            self._receive(route)
        else:
            route.fulfill(body=self.page, content_type="text/html")

    def _receive(self, route: Route) -> None:
        self.received.append({"body": route.request.post_data or "", **route.request.headers})
        answer = self.answers.pop(0) if self.answers else (200, '{"version": 2, "saved_at": "14:03"}')
        if answer is None:
            route.abort()
        else:
            route.fulfill(status=answer[0], body=answer[1], content_type="application/json")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.fail("Chromium is missing: bin/test installs it, or say how: apt-get install chromium")
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])


@pytest.fixture
def server() -> Server:
    return Server()


@pytest.fixture
def page(browser: Browser, server: Server) -> Iterator[Page]:
    context = browser.new_context()
    page = context.new_page()
    page.route("**/*", server.answer)
    page.goto(f"{ORIGIN}/item")
    yield page
    context.close()


def state(page: Page) -> Any:
    return page.locator("[data-save-state]")


def draft(page: Page) -> Any:
    return page.evaluate("localStorage.getItem('draft:1:/save')")


def test_typing_is_saved_and_said(page: Page, server: Server) -> None:
    page.get_by_label("Remark").fill("new text")
    expect(state(page)).to_have_text("Saved at 14:03")
    assert "new text" in server.received[0]["body"]
    assert server.received[0]["idempotency-key"]
    assert page.locator("[name=version]").input_value() == "2"
    assert draft(page) is None


def test_a_lost_network_keeps_the_text_and_tries_again_with_the_same_key(page: Page, server: Server) -> None:
    server.answers = [None]
    page.get_by_label("Remark").fill("on the train")
    expect(state(page)).to_contain_text("waiting for the network")
    assert "on the train" in draft(page)
    expect(state(page)).to_have_text("Saved at 14:03", timeout=10_000)
    assert server.received[0]["idempotency-key"] == server.received[1]["idempotency-key"]


def test_unsaved_text_comes_back_after_a_crash(page: Page, server: Server) -> None:
    kept = {"edit": "k1", "version": "1", "fields": [["remark", "before the crash"], ["rung", "3"]]}
    page.evaluate("(text) => localStorage.setItem('draft:1:/save', text)", json.dumps(kept))
    page.reload()
    expect(page.get_by_label("Remark")).to_have_value("before the crash")
    expect(page.locator("[name=rung]")).to_be_checked()
    expect(state(page)).to_have_text("Saved at 14:03")
    assert server.received[-1]["idempotency-key"] == "k1"


def test_another_person_never_meets_the_draft(page: Page, server: Server) -> None:
    page.evaluate("localStorage.setItem('draft:2:/save', JSON.stringify({edit: 'k', fields: [['remark', 'secret']]}))")
    page.reload()
    expect(page.get_by_label("Remark")).to_have_value("old")
    assert server.received == []


def test_a_conflict_shows_both_texts_and_lets_one_go_on(page: Page, server: Server) -> None:
    with translation.override("en"):
        source = '{% include "ui/conflict.html" %}'
        both = Template(source).render(Context({"current": "theirs", "attempted": "mine", "version": 5}))
    server.answers = [(409, both)]
    page.get_by_label("Remark").fill("mine")
    expect(page.locator(".compare")).to_contain_text("theirs")
    assert "mine" in draft(page)
    page.get_by_role("button", name="Save my text").click()
    expect(state(page)).to_have_text("Saved at 14:03")
    assert 'name="version"\r\n\r\n5' in server.received[-1]["body"]


@pytest.mark.parametrize("status", [401, 403])
def test_signed_out_says_so_and_keeps_the_text(page: Page, server: Server, status: int) -> None:
    server.answers = [(status, "{}")]
    page.get_by_label("Remark").fill("still here")
    expect(state(page).get_by_role("link", name="Sign in in a new window")).to_be_visible()
    assert "still here" in draft(page)


def test_a_refusal_gives_the_reason(page: Page, server: Server) -> None:
    server.answers = [(422, '{"errors": {"remark": ["Too long by 3 characters."]}}')]
    page.get_by_label("Remark").fill("too long")
    expect(state(page)).to_have_text("Not saved: Too long by 3 characters.")


def test_going_on_waits_for_the_save_under_way(page: Page, server: Server) -> None:
    page.get_by_label("Remark").fill("last words")
    page.get_by_role("button", name="Go on").click()
    page.wait_for_url("**/save")
    bodies = [request["body"] for request in server.received]
    assert len(bodies) == 2
    assert "version=2" in bodies[1] or 'name="version"\r\n\r\n2' in bodies[1]
