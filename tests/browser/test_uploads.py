"""A large file on a bad line: cut, waited for, reloaded, chosen again elsewhere; it is stored once and as it was."""

import hashlib
import random
from contextlib import suppress
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Route, expect

from tests.browser.conftest import Meet
from tests.browser.person import Person
from tests.browser.profile import words_waiting
from tests.browser.stack import Stack, wait_until

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
LARGE = b"%PDF-1.7\n" + random.Random(12).randbytes(12 << 20) + b"\n%%EOF"  # noqa: S311 - nothing is kept secret
PARTS = "**/api/v1/uploads/*/"
UNFINISHED = 'SELECT "offset", size FROM portal_upload WHERE file_id IS NULL AND name = %s'
STORED = """
    SELECT f.size, f.sha256 FROM portal_storedfile f JOIN evaluations_evidence e ON e.file_id = f.id WHERE f.name = %s
"""


class Line:
    """Lets so many parts through, then none."""

    def __init__(self, through: int) -> None:
        self.through = through

    def answer(self, route: Route) -> None:
        if route.request.method == "PATCH":
            self.through -= 1
            if self.through < 0:
                return route.abort("internetdisconnected")
        return route.continue_()


@pytest.fixture
def large(tmp_path: Path) -> Path:
    path = tmp_path / "产品检测报告.pdf"
    path.write_bytes(LARGE)
    return path


@pytest.fixture
def username(stack: Stack) -> str:
    return stack.filer("draft")


@pytest.fixture
def sender(meet: Meet, username: str) -> Person:
    """On the item page of a company's draft."""
    person = meet(username)
    person.page.clock.install()
    person.link("Task list").click()
    person.page.locator(".task-title").nth(5).click()
    person.await_scripts()
    return person


def status(person: Person) -> Locator:
    return person.page.locator("[data-upload-status]")


def hurry(person: Person, words: str) -> None:
    """The script's pauses pass quickly until its line says so."""
    for _pause in range(60):
        with suppress(AssertionError):
            expect(status(person)).to_contain_text(words, timeout=150)
            return
        person.page.clock.fast_forward(2000)
    expect(status(person)).to_contain_text(words)


def send_until_cut(person: Person, large: Path, through: int) -> None:
    """The line is lost after so many parts."""
    person.page.route(PARTS, Line(through).answer)
    person.page.locator("input[type=file]").set_input_files(large)
    hurry(person, person.word("{name}: waiting for the network at {percent} %. It goes on by itself.").split("%")[-1])


def test_a_large_file_arrives_once_over_a_line_that_is_lost_twice(sender: Person, stack: Stack, large: Path) -> None:
    page = sender.page
    send_until_cut(sender, large, 3)
    ((first, size),) = stack.rows(UNFINISHED, large.name)
    assert 0 < first < size == len(LARGE)
    sender.look("item-with-a-file-that-waits")
    page.unroute(PARTS)
    sender.context.set_offline(True)
    sender.context.set_offline(False)
    expect(page.locator("#evidence-list")).to_contain_text(large.name)
    assert stack.rows(STORED, large.name) == [(len(LARGE), hashlib.sha256(LARGE).hexdigest())]
    assert stack.rows(UNFINISHED, large.name) == []
    expect(page.locator(".storage-use")).to_contain_text("12.")


def test_chosen_again_at_another_browser_it_goes_on_where_it_stopped(
    sender: Person, username: str, meet: Meet, stack: Stack, large: Path
) -> None:
    """The page offers it, the storage counts it, only what is missing is sent; and the first browser, which kept it, adds
    nothing when it is opened again."""
    address, large = sender.page.url, large.rename(large.with_name("第三方检测报告.pdf"))
    send_until_cut(sender, large, 4)
    sender.page.close()
    ((first, _size),) = stack.rows(UNFINISHED, large.name)
    other = meet(username)
    other.page.goto(address)
    expect(other.page.locator(".upload-waiting")).to_contain_text(large.name)
    other.look("item-with-an-unfinished-upload")
    other.link("Look at unfinished uploads, or cancel them").click()
    expect(other.page.locator(".upload-list")).to_contain_text(large.name)
    other.look("unfinished-uploads")
    other.page.go_back()
    other.await_scripts()
    sent: list[int] = []
    other.page.on("request", lambda request: sent.append(int(request.headers.get("upload-offset", -1))))
    other.page.locator("input[type=file]").set_input_files(large)
    expect(other.page.locator("#evidence-list")).to_contain_text(large.name)
    expect(other.page.locator(".upload-waiting")).to_have_count(0)
    assert min(offset for offset in sent if offset >= 0) == first
    other.look("item-with-a-received-upload")
    sender.page = sender.new_page()
    sender.page.goto(f"{sender.address}/filings/")
    wait_until(lambda: words_waiting(sender.page) == set(), "the first browser's copy is acknowledged", 10)
    assert stack.rows(STORED, large.name) == [(len(LARGE), hashlib.sha256(LARGE).hexdigest())]
    assert stack.rows(UNFINISHED, large.name) == []


def test_a_form_with_a_large_file_waits_for_the_line_and_follows_it(meet: Meet, stack: Stack, large: Path) -> None:
    sender, large = meet("demo_filler"), large.rename(large.with_name("校准证书汇编.pdf"))
    page = sender.page
    page.clock.install()
    page.goto(f"{sender.address}/library/new/")
    sender.await_scripts()
    page.get_by_label(sender.word("Title")).fill("校准证书汇编")
    page.route(PARTS, Line(2).answer)
    page.locator("input[type=file]").set_input_files(large)
    sender.button("Add", "main").click()
    hurry(sender, sender.word("{name}: waiting for the network at {percent} %. It goes on by itself.").split("%")[-1])
    sender.look("document-whose-file-waits")
    sender.button("Add", "main").click()
    ((first, _size),) = stack.rows(UNFINISHED, large.name)
    assert first > 0
    page.unroute(PARTS)
    sender.context.set_offline(True)
    sender.context.set_offline(False)
    expect(page.locator("h1")).to_have_text("校准证书汇编")
    kept = "SELECT f.size, f.sha256 FROM portal_storedfile f WHERE f.name = %s"
    assert stack.rows(kept, large.name) == [(len(LARGE), hashlib.sha256(LARGE).hexdigest())]
    assert stack.rows(UNFINISHED, large.name) == []
