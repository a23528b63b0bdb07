"""What comes out of the printer: the content, and nothing to click."""

import pytest

from tests.browser.conftest import Meet
from tests.browser.person import Person, plain, words_of
from tests.browser.stack import Stack

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
FURNITURE = (
    ".site-header, .site-nav, .site-footer, .breadcrumb-bar, .skip-link, .btn, .review-items, .review-foot, .score-nav"
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
