"""The ministry's desk in a real browser: the ZIP of some and of all, the tiles by keyboard, every page looked at."""

import io
import zipfile

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Meet
from tests.browser.person import Person
from tests.browser.test_keyboard import FOCUS

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
SUBMITTED = ("440000", "510000")


def fetch(person: Person) -> zipfile.ZipFile:
    """The result of the job that the board shows."""
    page = person.page
    with page.expect_download() as waiting:
        page.locator("#archive .job-card").get_by_role("link").click(timeout=30_000)
    return zipfile.ZipFile(io.BytesIO(waiting.value.path().read_bytes()))


def tick(page: Page, *codes: str) -> None:
    for code in codes:
        page.locator(f"#office-{code} input[name=office]").check()


def test_zip_of_some_and_of_all(meet: Meet) -> None:
    officer = meet("demo_ministry")
    page = officer.page
    tick(page, "440000")
    officer.button("Download the ticked ones as a ZIP").click()
    with fetch(officer) as archive:
        assert [name[:6] for name in archive.namelist()] == ["440000", "manife"]
    officer.button("Download all as a ZIP").click()
    expect(page.locator("#archive .job-card")).to_have_count(1)
    with fetch(officer) as archive:
        packed = {name[:6] for name in archive.namelist()}
        assert set(SUBMITTED) <= packed
        assert archive.testzip() is None
    tick(page, "440000", "110000")
    officer.button("Download the ticked ones as a ZIP").click()
    expect(page.locator("[data-error-summary]")).to_contain_text("北京")
    expect(page.locator("#office-110000 input[name=office]")).to_be_checked()
    officer.look("board-refused")


def test_zip_of_some_without_scripts(meet: Meet) -> None:
    officer = meet("demo_ministry", script=False)
    page = officer.page
    tick(page, "510000")
    officer.button("Download the ticked ones as a ZIP").click()
    expect(page.locator("#archive .job-card")).to_be_visible()


def test_the_tiles_by_keyboard(meet: Meet) -> None:
    """Each tile is one stop; Enter opens what was handed in, and leads to its row where nothing was."""
    officer = meet("demo_ministry")
    page = officer.page
    tiles = page.locator(".tiles a")
    expect(tiles).to_have_count(37)
    tiles.first.focus()
    for place in range(37):
        expect(tiles.nth(place)).to_be_focused()
        assert page.evaluate(FOCUS)[1], f"tile {place} does not show the focus"
        page.keyboard.press("Tab")
    page.locator(".tile:not(.tile-submitted):not(.tile-accepted) a").first.focus()
    page.keyboard.press("Enter")
    assert "#office-" in page.url
    page.locator(".tile-submitted a, .tile-accepted a").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/editions/")


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_page_of_the_desk(meet: Meet, language: str) -> None:
    officer = meet("demo_ministry", language=language)
    page = officer.page
    officer.look(f"board-{language}")
    for name in ("compare", "targets", "compendium"):
        page.locator(f'.tab-bar a[href$="/{name}/"]').first.click()
        page.wait_for_url(f"**/{name}/")
        officer.look(f"desk-{name}-{language}")
