"""A section's editor as the page has it, in a real Chromium, under the portal's own content policy."""

from urllib.parse import urlsplit

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from playwright.sync_api import Locator, Page, Route

from reporting.enums import SectionKey
from reporting.rules import TEXT_LIMIT
from reporting.sections import PROMPTS
from tests.portal.scripts.served import ORIGIN, Server

FIGURES = [("filings.submitted", "已提交申报", "128"), ("coverage.cities", "参与城市", "11")]
SAVE = "/summaries/1/sections/cases/"
POLICY = "; ".join(
    f"{name} {' '.join(sources)}" for name, sources in settings.CONTENT_SECURITY_POLICY["DIRECTIVES"].items()
)
SCRIPTS = """<link rel="stylesheet" href="/static/vendor/tabler/css/tabler.min.css"><link rel="stylesheet" href="/static/portal/css/theme.css"><link rel="stylesheet" href="/static/reporting/summary.css">
<script src="/static/vendor/quill/quill.js" defer></script><script src="/static/reporting/rich_text.js" type="module"></script>
<script src="/static/reporting/figure_picker.js" type="module"></script>"""
PARTS = ("markup_help", "section_form", "figure_picker")
# What a paste or a drop brings, by kind.
BRING = """(element, [type, brought]) => {
  const held = new DataTransfer();
  for (const [kind, data] of Object.entries(brought)) {
    if (kind === 'file') held.items.add(new File([data], 'secret.pdf', { type: 'application/pdf' }));
    else held.setData(kind, data);
  }
  const { left, top } = element.getBoundingClientRect();
  const manner = { bubbles: true, cancelable: true, clientX: left + 14, clientY: top + 20 };
  element.dispatchEvent(type === 'paste' ? new ClipboardEvent(type, { ...manner, clipboardData: held }) : new DragEvent(type, { ...manner, dataTransfer: held }));
}"""


class EditorServer(Server):
    """Serves the editor of one section, and takes its saves."""

    def write_page(self, text: str = "", *, language: str = "zh-hans") -> None:
        """`/text` has this text stored."""
        key = SectionKey.CASES
        section = {"key": key, "number": "三、", "prompt": PROMPTS[key], "version": 1, "text": text}
        lines = [{"code": code, "name": name, "value": value, "unit": "家"} for code, name, value in FIGURES]
        context = {"section": section, "summary": {"pk": 1}, "figures": lines, "text_limit": TEXT_LIMIT}
        with translation.override(language):
            parts = [render_to_string(f"reporting/{name}.html", context) for name in PARTS]
        body = f'</h1><div data-figure-picker>{"".join(parts)}<a id="after" href="/other">after</a></div>{SCRIPTS}'
        self.pages["/text"] = self.pages["/other"].replace("</h1>", body)

    def answer(self, route: Route) -> None:
        path = urlsplit(route.request.url).path
        if path == SAVE and route.request.method == "POST":
            self._receive(route)
        elif path == "/text":
            policy = {"Content-Security-Policy": POLICY}
            route.fulfill(body=self.pages[path], content_type="text/html; charset=utf-8", headers=policy)
        else:
            super().answer(route)


class Editor:
    """The one on the page: what is seen, and what would be stored."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.box = page.locator(".ql-editor")

    @property
    def text(self) -> str:
        return self.page.locator("textarea[name=text]").input_value()

    def open(self, server: EditorServer, text: str = "") -> "Editor":
        server.write_page(text)
        self.page.goto(f"{ORIGIN}/text", wait_until="networkidle")
        return self

    def button(self, name: str) -> Locator:
        return self.page.locator(f"[data-rich-bar] [{name}]")

    def paste(self, **kinds: str) -> None:
        """`html` and `plain` as the clipboard has them, `file` as a copied file."""
        self.box.evaluate(BRING, ["paste", self._named(kinds)])

    def drop(self, **kinds: str) -> None:
        self.box.evaluate(BRING, ["drop", self._named(kinds)])

    def _named(self, kinds: dict[str, str]) -> dict[str, str]:
        return {kind if kind == "file" else f"text/{kind}": data for kind, data in kinds.items()}
