"""What comes out of the printer: the content, and nothing to click."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from portal.embedded import ROOT
from tests.browser.conftest import Meet
from tests.browser.person import Person, plain, words_of
from tests.browser.stack import Stack

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
FURNITURE = (
    ".site-header, .site-nav, .site-footer, .breadcrumb-bar, .skip-link, .btn, .review-items, .review-foot, .score-nav,"
    " .queue-filters, .job-card, .moment-words, .screen-only"
)


def assert_prints(person: Person, *wanted: str) -> None:
    page = person.page
    page.emulate_media(media="print")
    shown = [element for element in page.locator(FURNITURE).all() if element.is_visible()]
    assert [element.evaluate("(element) => element.outerHTML.slice(0, 120)") for element in shown] == []
    text = words_of(page.pdf())
    assert [word for word in wanted if plain(word) not in text] == []
    assert person.word("Sign out") not in text


def test_a_result(meet: Meet, stack: Stack) -> None:
    person = meet(stack.filer("determined"))
    person.link("See the result").click()
    assert_prints(person, person.word("What each stage asks for"))


def test_a_review(meet: Meet) -> None:
    person = meet("demo_reviewer")
    person.link("Review queue", ".site-nav-row").click()
    person.link("Mine", ".tab-bar").click()
    person.page.locator(".queue-table tbody th a").first.click()
    assert_prints(person, person.word("Self-declared and by the review"))
    person.page.emulate_media(media="screen")
    person.link("Continue with").click()
    assert_prints(person, person.word("Remark of the enterprise"))


def test_a_comparison_and_a_simulation_of_versions(meet: Meet, tmp_path: Path) -> None:
    sample = (ROOT / "evaluations" / "standards" / "sample-2025.yaml").read_text(encoding="utf-8")
    later = tmp_path / "later.yaml"
    later.write_text(
        sample.replace("'2025.1'", "'2025.9'").replace('"2025.1"', '"2025.9"').replace("min: 56", "min: 60")
    )
    admin = meet("demo_admin")
    admin.page.goto(f"{admin.address}/standards/")
    admin.page.set_input_files("input[type=file]", later)
    admin.button("Load as a draft").click()
    admin.page.wait_for_url("**/standards/*/")
    draft = admin.page.url
    admin.page.get_by_role("link", name="2025.1").first.click()
    assert_prints(admin, "2025.9", "56", "60")
    officer = meet("demo_ministry")
    officer.page.goto(f"{draft}simulate/")
    officer.button("Start").click()
    expect(officer.page.locator(".job-card")).to_contain_text(officer.word("Done"), timeout=60_000)
    officer.page.reload()
    assert_prints(officer, officer.word("Would stay"), officer.word("By size"), officer.word("By industry division"))
