from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.chromium import launched
from tests.portal.scripts.served import ORIGIN, Server


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    with launched() as chromium:
        yield chromium


@pytest.fixture
def server() -> Server:
    return Server()


@pytest.fixture
def page(browser: Browser, server: Server) -> Iterator[Page]:
    context = browser.new_context()
    page = context.new_page()
    page.route("**/*", server.answer)
    page.clock.install()  # runs as ever, and can be hurried
    page.goto(f"{ORIGIN}/item", wait_until="networkidle")
    yield page
    context.close()
