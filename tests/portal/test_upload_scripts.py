"""Uploads in a real Chromium: whatever the line does, each file arrives once, and its line says how far it is."""

from collections.abc import Iterator
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.template import Context, Template
from django.utils import translation
from playwright.sync_api import Browser, Locator, Page, Route, expect, sync_playwright

from tests.portal.test_scripts import CHROMIUM, ORIGIN, STATIC, TYPES

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("scripts")]
UPLOADS = "/api/v1/uploads/"
PAGE = """<!DOCTYPE html><html lang="en"><head><title>x</title></head><body>
{% load ui %}{% include "ui/upload.html" with action="/evidence" name="file" accept=".pdf" limit_mb=3 list_id="rows" %}
<ul id="rows"></ul>{% script_words %}<script type="module" src="/static/portal/js/main.js"></script></body></html>"""
LONG = b"%PDF-1.7" + bytes(range(256)) * 4000 + b"%%EOF"
CUT, ANSWER_LOST, HELD = "cut", "answer lost", "held"


class Server:
    """Takes uploads in parts as the portal does; each of `faults` spoils one part, each of `answers` is a verdict."""

    def __init__(self) -> None:
        self.files: dict[str, bytearray] = {}
        self.names: list[str] = []
        self.faults: list[object] = []
        self.answers: list[tuple[int, dict[str, Any]]] = []
        self.handed: list[str] = []
        with translation.override("en"):
            self.page = Template(PAGE).render(Context({}))

    def answer(self, route: Route) -> None:
        path = urlsplit(route.request.url).path
        if path.startswith("/static/"):
            file = STATIC / path.removeprefix("/static/")
            route.fulfill(path=file, content_type=TYPES[file.suffix])
        elif path.startswith(UPLOADS):
            self._upload(route, path)
        elif path == "/evidence":
            self.handed.append(route.request.post_data or "")
            status, body = self.answers.pop(0) if self.answers else (200, {"html": "<li>kept</li>"})
            route.fulfill(status=status, json=body)
        else:
            route.fulfill(body=self.page, content_type="text/html")

    def _upload(self, route: Route, path: str) -> None:
        key = self._key(route, path)
        file, method = self.files.setdefault(key, bytearray()), route.request.method
        if method == "DELETE":
            del self.files[key]
        if method == "PATCH" and not self._take(route, file):
            return
        headers = {"Upload-Offset": str(len(file))}
        route.fulfill(status=200, json={"id": self.names.index(key), "offset": len(file)}, headers=headers)

    def _key(self, route: Route, path: str) -> str:
        if path != UPLOADS:
            return self.names[int(path.split("/")[-2])]
        key = route.request.headers["idempotency-key"]
        if key not in self.names:
            self.names.append(key)
        return key

    def _take(self, route: Route, file: bytearray) -> bool:
        """Whether this part counts and its sender is told so."""
        request, fault = route.request, self.faults.pop(0) if self.faults else None
        if isinstance(fault, tuple):
            route.fulfill(status=fault[0], json=fault[1])
        elif int(request.headers["upload-offset"]) != len(file):
            route.fulfill(status=409, json={})
        elif fault in (CUT, HELD):
            route.abort() if fault == CUT else None
        else:
            file += request.post_data_buffer or b""
            if fault == ANSWER_LOST:
                route.abort()
            return fault is None
        return False


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
    page.clock.install()
    page.goto(f"{ORIGIN}/item", wait_until="networkidle")
    yield page
    context.close()


def choose(page: Page, name: str = "a.pdf", content: bytes = LONG) -> None:
    file: Any = {"name": name, "mimeType": "application/pdf", "buffer": content}
    page.locator("input[type=file]").set_input_files(file)


def line(page: Page) -> Locator:
    return page.locator("[data-upload-status]")


def hurry(page: Page, words: str) -> None:
    """The script's pauses pass quickly until its line says so."""
    for _pause in range(60):
        with suppress(AssertionError):
            expect(line(page)).to_contain_text(words, timeout=100)
            return
        page.clock.fast_forward(2000)
    expect(line(page)).to_contain_text(words)


def arrived(server: Server) -> list[bytes]:
    return [bytes(file) for file in server.files.values()]


def test_each_file_says_what_happened_to_it(page: Page, server: Server) -> None:
    files: list[Any] = [
        {"name": "a.pdf", "mimeType": "application/pdf", "buffer": LONG},
        {"name": "b.exe", "mimeType": "application/octet-stream", "buffer": b"MZ"},
        {"name": "big.pdf", "mimeType": "application/pdf", "buffer": b"0" * 3_200_000},
    ]
    page.locator("input[type=file]").set_input_files(files)
    expect(line(page)).to_contain_text("a.pdf: received")
    expect(line(page)).to_contain_text("b.exe: not received. This kind of file is not accepted")
    expect(line(page)).to_contain_text("larger than 3 MB")
    expect(page.locator("#rows li")).to_have_text("kept")
    assert arrived(server) == [LONG]
    assert 'name="upload"\r\n\r\n0' in server.handed[0]


@pytest.mark.parametrize("faults", [[CUT, (500, {}), (429, {})], [None, ANSWER_LOST, CUT, (460, {})]])
def test_a_short_silence_is_bridged_and_nothing_arrives_twice(page: Page, server: Server, faults: list[object]) -> None:
    server.faults = faults
    choose(page)
    hurry(page, "a.pdf: received")
    assert arrived(server) == [LONG]
    assert len(server.handed) == 1


def test_a_lost_line_is_waited_for(page: Page, server: Server) -> None:
    server.faults = [None, *[CUT] * 4]
    choose(page)
    hurry(page, "a.pdf: waiting for the network at 25 %")
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(line(page)).to_contain_text("a.pdf: received")
    assert arrived(server) == [LONG]


def test_pause_reload_and_the_same_file_again_goes_on(page: Page, server: Server) -> None:
    server.faults = [None, HELD]
    choose(page)
    line(page).get_by_role("button", name="Pause: a.pdf").click()
    expect(line(page)).to_contain_text("a.pdf: paused at 25 %")
    line(page).get_by_role("button", name="Continue: a.pdf").click()
    expect(line(page)).to_contain_text("a.pdf: received")
    page.reload(wait_until="networkidle")
    server.answers = [(503, {"errors": {"file": ["The scanner is away."]}})] * 4 + [(200, {"html": "<li>b</li>"})]
    choose(page, "b.pdf")
    hurry(page, "b.pdf: not received yet. The scanner is away.")
    parts = len(server.files)
    line(page).get_by_role("button", name="Try again: b.pdf").click()
    expect(line(page)).to_contain_text("b.pdf: received")
    assert (len(server.files), arrived(server)) == (parts, [LONG, LONG]), "nothing of it was sent twice"


def test_a_refusal_is_said_and_over(page: Page, server: Server) -> None:
    server.faults = [(400, {"message": "x", "errors": {"file": ["“a.pdf” is a program."]}})]
    choose(page)
    expect(line(page)).to_have_text("a.pdf: not received. “a.pdf” is a program.")
    assert line(page).get_by_role("button").count() == 0
    assert server.handed == []


@pytest.mark.parametrize("status", [401, 403])
def test_who_is_signed_out_goes_on_after_signing_in(page: Page, server: Server, status: int) -> None:
    server.faults = [None, (status, {})]
    choose(page)
    expect(line(page)).to_contain_text("a.pdf: stopped at 25 %. Sign in again in another window")
    line(page).get_by_role("button", name="Continue").click()
    expect(line(page)).to_contain_text("a.pdf: received")
    assert arrived(server) == [LONG]


def test_what_is_cancelled_is_given_up(page: Page, server: Server) -> None:
    server.faults = [None, HELD]
    choose(page)
    expect(line(page)).to_contain_text("a.pdf: 25 % sent")
    with page.expect_request(lambda request: request.method == "DELETE"):
        line(page).get_by_role("button", name="Cancel: a.pdf").click()
    expect(line(page)).to_have_text("a.pdf: cancelled")
    expect(page.locator("progress")).to_have_count(0)
    assert server.handed == []
