"""A standard's next version, from the text that is checked to the filing that is moved, reviewed and read in English."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Meet
from tests.browser.next_version import (
    CERTIFIED,
    CHANGED,
    DEGREE,
    GROWTH,
    HANDED_OVER,
    LADDER,
    NEW,
    OLD,
    REMOVED,
    SCORED_NOTHING,
    abbreviations,
    as_file,
    next_version,
)
from tests.browser.person import Person, foreign
from tests.browser.stack import Stack
from tests.browser.test_pages import HAN, LATIN, WORD, people_wrote
from tests.browser.test_print import assert_prints

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


@pytest.fixture
def coming_year(stack: Stack) -> Iterator[int]:
    """A year whose round this test announces; afterwards it lies long back, and the demo's own round is the latest."""
    [(latest,)] = stack.rows("SELECT max(year) FROM evaluations_round")
    yield latest + 1
    stack.change("UPDATE evaluations_round SET year = 2020 WHERE year = %s", latest + 1)


def test_the_next_version(meet: Meet, stack: Stack, coming_year: int) -> None:
    company = stack.filer("submitted", like="demo_responsible")
    administrator, officer, responsible = meet("demo_admin"), meet("demo_ministry"), meet(company)
    _load(administrator)
    _compare_and_try(administrator)
    _simulate(officer, coming_year - 1)
    _announce(officer, coming_year)
    _begin(responsible, stack)
    _publish(administrator)
    _move(officer, coming_year)
    _confirm(responsible)
    _answer_other_scales(responsible)
    _exclude_and_submit(responsible)
    reviewer = meet(stack.join("demo_reviewer", _authority_of(stack, company)))
    _review(reviewer, responsible)
    for person in (administrator, officer, responsible, reviewer):
        assert foreign(person.texts, WORD, LATIN | abbreviations()) == []
        _read_in_english(person, stack)
    administrator.page.goto(administrator.seen["standard-draft"])
    administrator.link("Version %(other)s", "aside", other=OLD).click()
    assert_prints(administrator, administrator.word("from version %(old)s to %(new)s", old=OLD, new=NEW), "供应链质量")


def _load(person: Person) -> None:
    """A file with faults loads nothing and says why; the corrected one is loaded where it was checked."""
    page, text = person.page, next_version()
    person.link("Standards and rounds", ".site-nav-row").click()
    person.look("standards")
    page.locator("input[type=file]").set_input_files(as_file(text.replace("weight: 25", "weight: 24", 1)))
    person.button("Load as a draft").click()
    expect(page.locator("tbody .place-in-file").first).to_have_text("groups[0]")
    person.look("standard-faults")
    expect(page.locator("textarea")).to_have_value(re.compile("weight: 24"))
    page.locator("input[type=file]").set_input_files(as_file(text))
    person.button("Check", "main").click()
    expect(page.locator(".message-success")).to_contain_text(NEW)
    person.look("standard-checked")
    person.button("Load as a draft").click()
    expect(page.locator("h1")).to_contain_text(NEW)
    page.locator(".standard-item summary", has_text=GROWTH).click()
    person.look("standard-draft")


def _compare_and_try(person: Person) -> None:
    page = person.page
    person.link("Version %(other)s", "aside", other=OLD).click()
    expect(page.locator(".change", has_text=REMOVED).locator(".is-removed")).to_be_visible()
    person.look("standard-compare")
    page.locator(".queue-filters summary").click()
    page.locator("[name=part]").select_option("meaning")
    person.button("Show", ".queue-filters").click()
    expect(page.locator("section.change")).to_have_count(1)
    page.locator(".crumbs a").last.click()
    person.link("Try it as an enterprise").click()
    person.await_scripts()
    page.locator(".standard-item summary", has_text=CHANGED).click()
    page.locator(f"[name='rung:{CHANGED}']").nth(3).check()
    expect(page.locator("#preview-panel .standing-stage")).to_be_visible()
    for code in (SCORED_NOTHING, DEGREE, CERTIFIED, GROWTH):
        page.locator(".standard-item summary", has_text=code).click()
    person.look("standard-trial")


def _simulate(person: Person, year: int) -> None:
    """The result comes by itself once the job has ended."""
    page = person.page
    person.link("Standards and rounds", ".site-nav-row").click()
    page.locator("tr", has_text=NEW).get_by_role("link").click()
    person.link("Simulate", ".heading-actions").click()
    person.look("simulation-none-yet")
    page.locator("[name=yearly_round]").select_option(str(year))
    person.button("Start").click()
    expect(page.locator("#run-title")).to_contain_text(str(year), timeout=30_000)
    page.locator(".table-frame tbody th a").first.click()
    expect(page.locator("a.chip")).to_be_visible()
    person.look("simulation")
    expect(page.locator(".chart-canvas")).to_have_attribute("aria-label", page.locator("figcaption").inner_text())


def _announce(person: Person, year: int) -> None:
    page = person.page
    person.link("Standards and rounds", ".site-nav-row").click()
    person.link("Announce a round").click()
    page.locator("[name=year]").fill(str(year))
    page.locator("[name=opens_on]").fill(f"{year - 1}-01-01")
    page.locator("[name=closes_on]").fill(f"{year}-12-31")
    page.locator("[name=summary_due_on]").fill(f"{year}-12-15")
    person.read()
    person.button("Save").click()
    expect(page.locator("tbody th", has_text=str(year)).first).to_be_visible()


def _begin(person: Person, stack: Stack) -> None:
    """From last year's answers: two wait to be confirmed, the rest is as good as confirmed one by one."""
    page = person.page
    page.locator(".brand").click()
    person.button("Start the self-evaluation").click()
    person.button("Take over").click()
    person.read()
    filing = re.search(r"/filings/(\d+)/", page.url)
    assert filing
    stack.change(
        """
        UPDATE evaluations_answer a SET rung = carried_rung, carried_rung = '', carried_from_id = NULL, version = 1
        FROM evaluations_filing f, evaluations_node n
        WHERE f.id = %s AND a.evaluation_id = f.evaluation_id AND n.id = a.item_id AND n.code <> 'D1.2'
        """,
        filing[1],
    )


def _publish(person: Person) -> None:
    page = person.page
    page.locator(".crumbs a").last.click()
    page.locator("form.confirm button").click()
    person.look("publish-dialog")
    page.locator("dialog[open] button[value=yes]").click()
    expect(person.button("Retire", ".heading-actions")).to_be_visible()
    person.read()


def _move(person: Person, year: int) -> None:
    """Another version for the round moves the open filing, and the page says what came of it."""
    page = person.page
    page.locator("tr", has_text=str(year)).get_by_role("link", name=person.word("Change")).first.click()
    page.locator("[name=version]").select_option(label=f"{LADDER} {NEW}")
    person.button("Save").click()
    expect(page.locator("[data-error-summary]")).to_be_visible()
    person.look("round")
    page.locator("[name=moves]").check()
    person.button("Save").click()
    expect(page.locator("dl.facts dd").first).to_have_text("1", timeout=30_000)
    person.look("round-work")
    person.button("Start").click()
    expect(page.locator("section[aria-labelledby=rescore-title] dl.facts")).to_be_visible(timeout=30_000)
    person.read()


def _confirm(person: Person) -> None:
    page = person.page
    page.locator(".brand").click()
    person.read()
    person.link("Task list", "main").click()
    expect(page.locator(".task", has_text=CHANGED)).to_contain_text(person.word("To confirm"))
    person.look("task-list-moved")
    person.link("Next open item").click()
    expect(page.locator("#carried ins").first).to_be_visible()
    person.look("item-to-confirm")
    person.button("Still true: confirm and go on").click()
    expect(page.locator("h1")).to_contain_text("D1.2")
    person.read()
    person.button("Still true: confirm and go on").click()


def _answer_other_scales(person: Person) -> None:
    page = person.page
    expect(page.locator("h1")).to_contain_text(DEGREE)
    page.locator("#rung-number").select_option("40")
    person.await_saved()
    person.look("item-percent")
    page.locator("button[name=go][value=next]").click()
    expect(page.locator("h1")).to_contain_text(CERTIFIED)
    page.locator("label.rung", has_text=re.compile(person.word("Yes"))).click()
    person.await_saved()
    person.look("item-yes-or-no")
    page.locator("button[name=go][value=next]").click()
    page.locator("label.rung").last.click()
    person.await_saved()
    person.read()
    page.locator("button[name=go][value=next]").click()
    expect(page.locator("h1")).to_have_text(person.word("Check answers"))


def _exclude_and_submit(person: Person) -> None:
    """Not without a reason."""
    page = person.page
    for code in (HANDED_OVER, SCORED_NOTHING):
        page.locator(".task", has=page.get_by_text(code, exact=True)).get_by_role("link").click()
        person.await_scripts()
        page.locator("#id_remark").fill("")
        page.locator("#rung-not-applicable").check()
        expect(page.locator(".save-state").first).to_contain_text("请在说明中写明")
        page.locator("#id_remark").fill(f"{code} 对本企业不适用：没有此类业务。")
        person.await_saved()
        if code == HANDED_OVER:
            person.look("item-not-applicable")
        page.locator(".crumbs a").last.click()
        person.link("Check answers and submit", ".heading-actions").click()
    person.look("check-not-applicable")
    page.get_by_role("checkbox").check()
    person.button("Submit to the authority").click()
    expect(page.locator(".receipt, .key-values").first).to_be_visible()


def _authority_of(stack: Stack, username: str) -> int:
    [(found,)] = stack.rows(
        "SELECT a.id FROM portal_organisation a, portal_organisation c WHERE c.id = %s AND a.kind = 'authority'"
        " AND a.scope = substring(c.scope FROM '^/[^/]+/')",
        int(username.rpartition("_")[2]),
    )
    return int(found)


def _review(person: Person, responsible: Person) -> None:
    """One exclusion accepted, one refused with a rung and a reason, a percentage lowered from a list."""
    page = person.page
    company = responsible.page.locator(".place strong").inner_text()
    person.link("Open the queue").click()
    page.locator(".queue-table").get_by_role("link", name=company).first.click()
    person.button("Assign to me").click()
    person.await_scripts()
    page.locator(".item-link", has_text=HANDED_OVER).click()
    person.await_scripts()
    page.keyboard.press("a")
    person.await_saved()
    person.look("review-not-applicable-accepted")
    page.locator(".item-link", has_text=SCORED_NOTHING).click()
    page.locator("#score [name=rung][value='2']").check()
    page.locator("#id_comment").fill("产品在监督抽查目录内，应当评价。")
    person.await_saved()
    person.read()
    page.locator(".item-link", has_text=DEGREE).click()
    person.await_scripts()
    page.keyboard.press("l")
    expect(page.locator("#score-rung")).to_have_value("30")
    page.locator("#id_comment").fill("只见三条线。")
    person.await_saved()
    person.look("review-percent")
    page.locator(".item-link", has_text=CERTIFIED).click()
    person.read()


def _read_in_english(person: Person, stack: Stack) -> None:
    """Every page that was looked at; then back to Chinese, as the account keeps its language."""
    page = person.page
    page.locator(".language-switch button[value=en]").click()
    person.texts.clear()
    for address in dict.fromkeys(person.seen.values()):
        page.goto(address)
        person.read()
    assert foreign(person.texts, HAN, people_wrote(stack)) == []
    page.locator(".language-switch button[value=zh-hans]").click()
    expect(page.locator("html")).to_have_attribute("lang", re.compile("zh"))
