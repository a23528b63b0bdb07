"""One person at one browser: signs in, clicks, and has every page looked at."""

import io
import os
import re
import unicodedata
from collections.abc import Collection
from itertools import count
from pathlib import Path
from typing import Any, TypeAlias
from urllib.parse import urlsplit

from django.utils import translation
from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, Request, ViewportSize, expect
from pypdf import PdfReader

from portal.demo import PASSWORD
from portal.embedded import ROOT

AXE = (ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
LAPTOP: ViewportSize = {"width": 1280, "height": 800}
PHONE: ViewportSize = {"width": 360, "height": 740}
# The browser's own note of a form that was sent back with its faults, or a save of which somebody else was faster.
# And of a line that the test itself has cut: a page that waits for it tries again and again.
EXPECTED = re.compile(r"status of (400|409|422)|net::ERR_INTERNET_DISCONNECTED")
# The page after signing in, and the cookies.
Session: TypeAlias = tuple[str, list[Any]]
SHOTS = os.environ.get("SHOTS", "")
_numbers = count(1)
# Visible words of the page; what stands in <code> and in lists of data is nobody's language.
_TEXTS = """() => {
  const texts = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const holder = walker.currentNode.parentElement;
    if (holder.closest('script, noscript, style, code, kbd, textarea, [lang]:not(html)')) continue;
    if (walker.currentNode.data.trim()) texts.push(walker.currentNode.data.trim());
  }
  for (const element of document.querySelectorAll('[title], [aria-label], [placeholder], [alt]'))
    if (!element.closest('[lang]:not(html)'))
      for (const name of ['title', 'aria-label', 'placeholder', 'alt'])
        if (element.getAttribute(name)) texts.push(element.getAttribute(name));
  return [document.title, ...texts];
}"""
_OVERFLOW = """() => {
  const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  if (wide <= 0) return [];
  return [...document.querySelectorAll('body *')].filter((e) => e.getBoundingClientRect().right > innerWidth + 1)
    .slice(0, 5).map((e) => `${e.tagName}.${e.className} reaches ${Math.round(e.getBoundingClientRect().right)}`);
}"""


class Person:
    """`faults` collects what a page must never do: console errors, refused content, requests to other hosts.

    `seen` has the address of every page that was looked at.
    """

    def __init__(self, browser: Browser, address: str, *, language: str = "zh-hans", script: bool = True) -> None:
        self.address, self.language = address, language
        # charts that grow for a second are a second of the processor each
        self.context = browser.new_context(
            viewport=LAPTOP, locale="zh-CN", java_script_enabled=script, accept_downloads=True, reduced_motion="reduce"
        )
        self.context.set_default_timeout(15_000)
        self.faults: list[str] = []
        self.texts: set[str] = set()
        self.seen: dict[str, str] = {}
        self.page = self.new_page()

    def new_page(self) -> Page:
        page = self.context.new_page()
        page.on("console", self._on_console)
        page.on("pageerror", lambda error: self.faults.append(f"{page.url}: {error}"))
        page.on("request", self._on_request)
        return page

    def word(self, text: str, **values: object) -> str:
        """What the pages say in this person's language for the catalogue's `text`."""
        with translation.override(self.language):
            said = translation.gettext(text)
        return said % values if values else said

    def link(self, text: str, within: str = "body", **values: object) -> Locator:
        return self._named("link", text, within, values)

    def button(self, text: str, within: str = "body", **values: object) -> Locator:
        return self._named("button", text, within, values)

    def _named(self, role: Any, text: str, within: str, values: dict[str, object]) -> Locator:
        return self.page.locator(within).get_by_role(role, name=self.word(text, **values)).first

    def sign_in(self, username: str) -> None:
        """From the front page, as everybody begins."""
        self.page.goto(self.address)
        if self.language == "en":
            self.page.locator(".language-switch button").click()
        self.link("Sign in", ".site-header").click()
        self.give_password(username)

    def give_password(self, username: str) -> None:
        self.page.get_by_label(self.word("User name or e-mail address")).fill(username)
        self.page.locator("[name=password]").fill(PASSWORD)
        self.page.locator("[name=password]").press("Enter")
        expect(self.page.locator(".menu-name")).to_be_visible()

    def session(self) -> Session:
        return self.page.url, self.context.cookies()

    def come_back(self, session: Session) -> bool:
        """To the page after signing in, with the cookies of then; False when that session has ended meanwhile."""
        place, cookies = session
        self.context.add_cookies(cookies)
        self.page.goto(place)
        if self.page.locator(".menu-name").count():
            return True
        self.context.clear_cookies()
        return False

    def sign_out(self) -> None:
        self.page.locator(".menu summary").click()
        self.button("Sign out", ".menu").click()
        expect(self.link("Sign in", ".site-header")).to_be_visible()

    def await_scripts(self) -> None:
        """Scripts and what they fetch have arrived: from here on the page can lose the network."""
        self.page.wait_for_load_state("networkidle")

    def remark(self, text: str) -> None:
        self.page.get_by_label(self.word("Remark")).first.fill(text)

    def await_saved(self, within: str = "body") -> None:
        expect(self.page.locator(f"{within} .save-state").first).to_have_class(re.compile("is-good"))

    def look(self, name: str) -> None:
        """The page as it is now holds everything that every page promises; `name` names its pictures."""
        page = self.page
        expect(page).to_have_title(re.compile(r"\S+.* · \S+"))
        # awaited: the title stands in the head, before the page itself is there
        expect(page.locator("h1"), f"{name}: one h1").to_have_count(1)
        self.read()
        self._picture(name, "1280")
        self._check_axe(name)
        page.set_viewport_size(PHONE)
        wide = page.evaluate(_OVERFLOW)
        assert wide == [], f"{name}: scrolls sideways at 360 px: {wide}"
        self._picture(name, "360")
        page.set_viewport_size(LAPTOP)
        self.seen[name] = page.url
        assert self.faults == [], f"{name}: {self.faults}"

    def read(self) -> None:
        """Take in every word of the page, for `foreign`."""
        self.page.wait_for_load_state()
        self.texts |= set(self.page.evaluate(_TEXTS))

    def _check_axe(self, name: str) -> None:
        self.page.evaluate(AXE)
        options = {"runOnly": {"type": "tag", "values": RULES}, "resultTypes": ["violations"]}
        found: Any = self.page.evaluate("(options) => axe.run(document, options)", options)
        said = [
            f"{v['id']}: {n['html'][:160]} {n['failureSummary'][:200]}" for v in found["violations"] for n in v["nodes"]
        ]
        assert said == [], f"{name}:\n" + "\n".join(said)

    def _picture(self, name: str, width: str) -> None:
        if SHOTS:
            path = Path(SHOTS) / f"{next(_numbers):03d}-{self.language}-{name}-{width}.png"
            self.page.screenshot(path=path, full_page=True)

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not EXPECTED.search(message.text):
            self.faults.append(f"{message.location.get('url')}: {message.text}")

    def _on_request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in ("http", "https", "ws", "wss") and f"{parts.scheme}://{parts.netloc}" != self.address:
            self.faults.append(f"a request left the portal: {request.url}")

    def close(self) -> None:
        self.context.close()


def words_of(pdf: bytes) -> str:
    """The plain text of a PDF."""
    return plain("".join(leaf.extract_text() for leaf in PdfReader(io.BytesIO(pdf)).pages))


def plain(text: str) -> str:
    """Without spaces, and a character's radical or wide form as the character: fonts differ in what they name."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


def foreign(texts: Collection[str], pattern: str, allowed: Collection[str]) -> list[str]:
    """Those texts in which `pattern` is still found once the `allowed` words are taken out."""
    words = re.compile("|".join(sorted((re.escape(word) for word in allowed if word), key=len, reverse=True)))
    return sorted(text for text in texts if re.search(pattern, words.sub(" ", text)))
