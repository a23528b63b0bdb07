"""One portal and one Chromium for all tests of this folder; both are gone when its last test has ended."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from pypdf import PdfWriter

from tests.browser.person import Person, Session
from tests.browser.stack import Stack
from tests.chromium import launched

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
    with launched() as browser:
        yield browser


@pytest.fixture(scope="package")
def met() -> dict[str, Session]:
    """Who signed in before, with where that led and the cookies of it."""
    return {}


@pytest.fixture
def meet(stack: Stack, chromium: Browser, met: dict[str, Session]) -> Iterator[Meet]:
    """`meet("demo_filler")` is that person, signed in, at a browser of their own, closed after the test."""
    with ExitStack() as leaving:

        def arrive(username: str, **manner: object) -> Person:
            person = Person(chromium, stack.address, **manner)  # type: ignore[arg-type]
            leaving.callback(person.close)
            known = f"{username} {manner}"
            if known not in met or not person.come_back(met[known]):
                person.sign_in(username)
                met[known] = person.session()
            return person

        yield arrive


@pytest.fixture(scope="package")
def proof(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A real PDF to attach as evidence."""
    writer, path = PdfWriter(), tmp_path_factory.mktemp("evidence") / "管理评审记录.pdf"
    writer.add_blank_page(595, 842)
    writer.write(path)
    return path
