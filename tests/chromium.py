"""The Chromium of this machine, as `bin/_setup.py` looks for it; Playwright downloads none."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

import pytest
from playwright.sync_api import Browser, sync_playwright

from bin._setup import CHROMIUM

ARGUMENTS = ["--no-sandbox", "--disable-gpu"]


@cache
def program() -> str:
    """Its path; the test fails where there is none."""
    if found := next(filter(None, map(shutil.which, CHROMIUM)), None):
        return found
    pytest.fail(f"Chromium is missing: bin/test installs it, or say how: apt-get install {CHROMIUM[0]}")


@contextmanager
def launched() -> Iterator[Browser]:
    """One Chromium, gone afterwards with all it started."""
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=program(), args=ARGUMENTS)
