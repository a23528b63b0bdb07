"""Writing a summary's section in its editor, with the real portal: written, pasted, disputed, restored, without scripts."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Meet
from tests.browser.person import Person
from tests.browser.stack import Stack, wait_until
from tests.reporting.scripts.editor import BRING
from tests.reporting.scripts.word import CLEANED, CLIPBOARD

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
# An office that no other test writes for.
AUTHORITY = "620000"
STORED = "SELECT n.text FROM reporting_narrative n JOIN reporting_summary s ON s.id = n.summary_id WHERE n.section = %s AND s.authority_id = %s"
WRITTEN = "## 推进\n- 强化**计量**\n- 全省{filings.submitted}家"


@pytest.fixture
def office(stack: Stack) -> int:
    [(office,)] = stack.rows("SELECT id FROM portal_organisation WHERE code = %s", AUTHORITY)
    return int(office)


def open_text(person: Person) -> Page:
    person.link("Annual summary", ".site-nav-row").click()
    person.page.locator(".heading-actions button, .heading-actions a").first.click()
    person.await_scripts()
    return person.page


def stored(stack: Stack, section: str, office: int) -> str:
    """With plain line ends: a form sends CR LF."""
    return "".join(text for (text,) in stack.rows(STORED, section, office)).replace("\r\n", "\n")


def test_written_by_keyboard_pasted_from_word_and_read(meet: Meet, stack: Stack, office: int) -> None:
    writer = meet(stack.join("demo_reviewer", office))
    page = open_text(writer)
    first, second = page.locator("#cases .ql-editor"), page.locator("#problems .ql-editor")
    first.focus()
    page.keyboard.type("## 推进\n- 强化")
    page.keyboard.press("Control+b")
    page.keyboard.type("计量")
    page.keyboard.press("Control+b")
    page.keyboard.type("\n全省")
    page.keyboard.press("F2")
    page.keyboard.type("filings.submitted")
    page.keyboard.press("Enter")
    page.keyboard.type("家")
    wait_until(lambda: stored(stack, "cases", office) == WRITTEN, "what was written is stored", 10)
    second.focus()
    second.evaluate(BRING, ["paste", {"text/html": CLIPBOARD}])
    wait_until(lambda: stored(stack, "problems", office) == CLEANED, "what was pasted is stored, clean", 10)
    page.keyboard.press("Control+z")
    wait_until(lambda: stored(stack, "problems", office) == "", "and undone", 10)
    expect(page.locator("#cases .prose li")).to_have_count(2)
    expect(page.locator("#cases .prose strong")).to_have_text("计量")
    writer.look("section-editor")
    page.reload()
    expect(first.locator("[data-figure='filings.submitted']")).to_have_count(1)
    assert writer.faults == []


def test_two_writers_and_a_lost_page(meet: Meet, stack: Stack, office: int) -> None:
    one, other = (
        meet(stack.join("demo_reviewer", office)),
        meet(stack.join("demo_reviewer", office, "_b"), language="en"),
    )
    pages = [open_text(person) for person in (one, other)]
    boxes = [page.locator("#next_year .ql-editor") for page in pages]
    boxes[0].focus()
    pages[0].keyboard.type("- {filings.submitted}甲")
    wait_until(lambda: stored(stack, "next_year", office) == "- {filings.submitted}甲", "the first is stored", 10)
    boxes[1].focus()
    pages[1].keyboard.type("乙**粗**")
    dispute = pages[1].locator("#next_year .conflict")
    expect(dispute.locator(".compare-text").first).to_contain_text("- {filings.submitted}甲")  # no figure is frozen yet
    expect(dispute.locator(".is-mine")).to_contain_text("乙**粗**")
    other.look("section-conflict")
    pages[1].locator("#next_year [data-keep=both]").click()
    expect(boxes[1].locator("li [data-figure]")).to_have_count(1)
    pages[1].locator("#next_year [data-keep=mine]").click()
    both = "- {filings.submitted}甲\n乙**粗**"
    wait_until(lambda: stored(stack, "next_year", office) == both, "both are stored", 10)
    one.context.set_offline(True)
    boxes = [pages[1].locator("#suggestions .ql-editor"), pages[0].locator("#suggestions .ql-editor")]
    boxes[1].focus()
    pages[0].keyboard.type("- 断网写的")
    expect(pages[0].locator("[data-save-state=form-suggestions]")).to_contain_text(
        one.word("Your text is kept on this computer.")
    )
    one.context.set_offline(False)
    pages[0].reload()
    expect(boxes[1].locator("li")).to_have_text("断网写的")
    wait_until(lambda: stored(stack, "suggestions", office) == "- 断网写的", "what was kept is stored", 10)
    assert (one.faults, other.faults) == ([], [])


def test_without_scripts_the_text_has_its_signs(meet: Meet, stack: Stack, office: int) -> None:
    writer = meet(stack.join("demo_reviewer", office), script=False)
    writer.link("Annual summary", ".site-nav-row").click()
    page = writer.page
    page.locator(".heading-actions button, .heading-actions a").first.click()
    expect(page.locator("#markup-help")).to_contain_text("**")
    assert page.locator("[data-rich-bar]:visible").count() == 0
    page.locator("#id_brand").fill("## 头\n#. 甲\n#. 乙")
    page.locator("#brand .save-by-hand").click()
    expect(page.locator("#brand .prose ol li")).to_have_count(2)
    assert stored(stack, "brand", office) == "## 头\n#. 甲\n#. 乙"
