from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.chromium import launched
from tests.portal.scripts.served import ORIGIN
from tests.reporting.scripts.editor import Editor, EditorServer


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    with launched() as chromium:
        yield chromium


@pytest.fixture
def server() -> EditorServer:
    return EditorServer()


@pytest.fixture
def faults() -> list[str]:
    """What the console complained of, refused content among it, and every request beyond the portal."""
    return []


@pytest.fixture
def page(browser: Browser, server: EditorServer, faults: list[str]) -> Iterator[Page]:
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.on("console", lambda said: faults.append(said.text) if said.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("request", lambda request: None if request.url.startswith(ORIGIN) else faults.append(request.url))
    page.route("**/*", server.answer)
    yield page
    context.close()


@pytest.fixture
def editor(page: Page) -> Editor:
    return Editor(page)
