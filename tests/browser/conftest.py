"""One portal and one Chromium for all tests of this folder; both are gone when its last test has ended."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright
from pypdf import PdfWriter

from tests.browser.person import Person
from tests.browser.stack import Stack

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
Meet = Callable[..., Person]
expect.set_options(timeout=15_000)


@pytest.fixture(scope="package")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    stack = Stack(tmp_path_factory.mktemp("portal"))
    try:
        stack.prepare()
        stack.start()
        stack.await_ready()
        yield stack
    finally:
        stack.stop()


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.fail("Chromium is missing: bin/test installs it, or say how: apt-get install chromium")
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])


@pytest.fixture
def meet(stack: Stack, chromium: Browser) -> Iterator[Meet]:
    """`meet("demo_filler")` signs that person in at a browser of their own, closed after the test."""
    with ExitStack() as leaving:

        def sign_in(username: str, **manner: object) -> Person:
            person = Person(chromium, stack.address, **manner)  # type: ignore[arg-type]
            leaving.callback(person.close)
            person.sign_in(username)
            return person

        yield sign_in


@pytest.fixture(scope="package")
def proof(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A real PDF to attach as evidence."""
    writer, path = PdfWriter(), tmp_path_factory.mktemp("evidence") / "管理评审记录.pdf"
    writer.add_blank_page(595, 842)
    writer.write(path)
    return path
