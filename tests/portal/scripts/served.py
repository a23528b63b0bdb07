"""A page with the portal's scripts in a real Chromium, and a server that answers as the test says."""

import json
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.contrib.staticfiles import finders
from django.template import Context, Template
from django.utils import translation
from playwright.sync_api import Page, Route

from portal.conflicts import describe_stale
from portal.errors import Stale
from tests.portal.scripts.parts import UPLOADS, Parts

TYPES = {".js": "text/javascript", ".json": "application/json", ".svg": "image/svg+xml", ".css": "text/css"}
ORIGIN = "https://portal.test"
HEAD = """<!DOCTYPE html><html lang="en"><head><title>x</title></head>
<body data-actor="1-1" data-me="/me" data-login="/login"><h1>Item 1</h1>"""
FORMS = """{% include "ui/save_state.html" with form_id="answer" %}<a href="/other">Elsewhere</a>
<form id="answer" method="post" action="/save" data-autosave><input type="hidden" name="version" value="1">
<label>Remark <textarea name="remark">old</textarea></label><fieldset><legend>Which?</legend>
<label><input type="radio" name="rung" value="2"> 2</label><label><input type="radio" name="rung" value="3"> 3</label></fieldset>
<button>Go on</button></form>
{% include "ui/upload.html" with action="/upload" name="file" accept=".pdf" limit_mb=3 list_id="rows" %}<ul id="rows"></ul>
"""
FOOT = """{% include "ui/waiting.html" %}{% include "ui/sign_in_again.html" %}
{% script_words %}<script type="module" src="/static/portal/js/main.js"></script></body></html>"""
# What this browser keeps, in both of its places.
WAITING = """async () => {
  const database = await new Promise((resolve) => {
    const request = indexedDB.open('portal', 1);
    request.onupgradeneeded = () => request.result.createObjectStore('waiting', { keyPath: 'id' }).createIndex('actor', 'actor');
    request.onsuccess = () => resolve(request.result);
  });
  const kept = await new Promise((resolve) => {
    const request = database.transaction('waiting').objectStore('waiting').getAll();
    request.onsuccess = () => resolve(request.result);
  });
  database.close();
  const journal = Object.keys(localStorage).filter((key) => key.startsWith('waiting:'));
  return [...kept, ...journal.map((key) => JSON.parse(localStorage.getItem(key)))];
}"""
SIGN_IN = "/accounts/login/"


class Server:
    """Answers each save with the next of `answers` (None: the network is gone) and remembers what was sent; so it does
    for the sign-in. `asked`: every address in its order. `me` is the status for the question who is signed in."""

    def __init__(self) -> None:
        self.answers: list[tuple[int, str] | None] = []
        self.sign_ins: list[tuple[int, str]] = []
        self.received: list[dict[str, str]] = []
        self.parts = Parts()
        self.me = 200
        self.asked: list[str] = []
        with translation.override("en"):
            head, forms, foot = (Template(f"{{% load ui %}}{part}").render(Context({})) for part in (HEAD, FORMS, FOOT))
        self.pages: dict[str, str] = {"/item": head + forms + foot, "/other": head + foot}

    def answer(self, route: Route) -> None:
        path = urlsplit(route.request.url).path
        self.asked.append(path)
        if path.startswith("/static/"):
            file = Path(str(finders.find(path.removeprefix("/static/"))))
            route.fulfill(path=file, content_type=TYPES[file.suffix])
        elif path.startswith(UPLOADS):
            self.parts.answer(route, path)
        elif path in ("/save", "/upload"):
            self._receive(route)
        elif path == "/me":
            route.fulfill(status=self.me, body='{"message": "Ms Li is signed in."}', content_type="application/json")
        elif path == SIGN_IN and route.request.method == "POST":
            status, body = self.sign_ins.pop(0)
            route.fulfill(status=status, body=body, content_type="application/json")
        else:
            route.fulfill(body=self.pages.get(path, self.pages["/item"]), content_type="text/html")

    def _receive(self, route: Route) -> None:
        self.received.append({"body": route.request.post_data or "", **route.request.headers})
        answer = self.answers.pop(0) if self.answers else (200, '{"version": 2, "saved_at": "14:03"}')
        if answer is None:
            route.abort()
            return
        kind = "text/html" if answer[0] == 409 else "application/json"
        route.fulfill(status=answer[0], body=answer[1], content_type=kind)


def hold(page: Page) -> list[Route]:
    """What is sent to be saved from now on; nothing of it is answered before the test does so."""
    held: list[Route] = []

    def keep(route: Route) -> None:
        held.append(route)

    page.route("**/save", keep)
    return held


def state(page: Page) -> Any:
    return page.locator("[data-save-state]")


def waiting(page: Page) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = page.evaluate(WAITING)
    return found


def leave_behind(page: Page, *, actor: str = "1-1", edit: str = "k1", **fields: Any) -> None:
    """What a page of `actor` that is gone left on this computer."""
    entry = {
        "id": f"gone:{edit}",
        "edit": edit,
        "actor": actor,
        "page": "gone",
        "kind": "text",
        "url": "/save",
        "at": 1,
    }
    entry |= {"version": "1", "follows": [], "state": "", "address": "/item", "title": "Item 1", "words": "mine"}
    entry |= {"fields": [["remark", "before the crash"], ["rung", "3"]]} | fields
    name = f"waiting:{actor}:{entry['id']}"
    page.evaluate("([name, text]) => localStorage.setItem(name, text)", [name, json.dumps(entry)])


def forgotten(page: Page) -> None:
    """The computer keeps nothing any more, a moment after the server's acknowledgement."""
    for _moment in range(50):
        if not waiting(page):
            return
        page.wait_for_timeout(100)
    assert waiting(page) == []


def conflict(current: str = "theirs", attempted: str = "mine", *, own: bool = False) -> str:
    with translation.override("en"):
        error = Stale(current={"text": current, "version": 5}, attempted={"text": attempted}, own=own)
        shown = describe_stale(error, "remark", lambda values: str(values["text"])) | {
            "joined": f"{current}\n{attempted}"
        }
        return Template('{% include "ui/conflict.html" %}').render(Context(shown))


def pdf(name: str, content: bytes = b"%PDF") -> Any:
    return {"name": name, "mimeType": "application/pdf", "buffer": content}
