"""Every page that a menu leads to, for everybody: accessible, tidy, and in one language."""

import re

import pytest
from playwright.sync_api import Browser

from portal.demo import ACCOUNTS, PASSWORD
from tests.browser.conftest import Meet
from tests.browser.person import Person, foreign
from tests.browser.stack import Stack

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
# Of each kind of organisation the person who sees most.
WIDEST = (
    "demo_responsible",
    "demo_approver",
    "demo_bureau",
    "demo_institute",
    "demo_ministry",
    "demo_admin",
    "demo_expert",
)
# Formats, units, keys and the names of things that have no other name.
LATIN = {
    "PDF", "XLSX", "CSV", "ZIP", "JSON", "YAML", "MB", "KB", "GB", "SHA-256", "API", "GB/T", "English", "Enter", "TOTP", "URL", "ISO",
    "TLS", "QR", "HTTP", "POST", "IP", "EFQM", "CMMI", "V2", "demo", "example.test", PASSWORD, *(account.username for account in ACCOUNTS),
}  # fmt: skip
# The document whose targets are quoted, and the columns of the Chinese register that the import expects.
CHINESE = {
    "示例，非官方", "示例", "中文", "工信部联科〔2023〕249号", "企业名称", "统一社会信用代码", "行政区划代码", "国民经济行业代码", "从业人员", "营业收入",
}  # fmt: skip
HAN, WORD = r"[一-鿿]", r"(?<![\w.@/-])[A-Za-z]{2,}(?![\w.@/-])"
# What people and companies are called and what they wrote is said as it is in any language.
_DATA = """
    SELECT name FROM portal_organisation UNION SELECT name FROM portal_region UNION SELECT display_name FROM portal_user
    UNION SELECT name FROM portal_storedfile UNION SELECT remark FROM evaluations_answer
    UNION SELECT comment FROM evaluations_score UNION SELECT reason FROM evaluations_filingevent
    UNION SELECT by_name FROM evaluations_filingevent UNION SELECT opinion FROM evaluations_review
    UNION SELECT text FROM evaluations_comment UNION SELECT reason FROM evaluations_appeal
    UNION SELECT answer FROM evaluations_appeal
    UNION SELECT reason FROM evaluations_contesteditem UNION SELECT contact_name FROM portal_enterprise
    UNION SELECT subject FROM portal_notice UNION SELECT body FROM portal_notice
    UNION SELECT note FROM evaluations_improvementaction UNION SELECT owner_name FROM evaluations_improvementaction
    UNION SELECT title FROM evaluations_document UNION SELECT note FROM evaluations_document
    UNION SELECT note FROM evaluations_evidence
    UNION SELECT title FROM evaluations_publicnotice UNION SELECT text FROM evaluations_publicnotice
    UNION SELECT contact FROM evaluations_publicnotice UNION SELECT company FROM evaluations_noticeentry
    UNION SELECT name FROM evaluations_objection UNION SELECT text FROM evaluations_objection
    UNION SELECT reason FROM evaluations_objectionanswer UNION SELECT reason FROM evaluations_extension
    UNION SELECT reason FROM reporting_summarystep UNION SELECT by_name FROM reporting_summarystep
    UNION SELECT reason FROM reporting_decision UNION SELECT remark FROM reporting_mark
    UNION SELECT text FROM reporting_markanswer
    UNION SELECT unnest(ARRAY[name, name_en]) FROM portal_entry
    UNION SELECT unnest(ARRAY[address, introduction, lead_engineer, expert_committee, management_rules, fee_standard,
                              ip_protection, contact_name]) FROM pilots_platform
    UNION SELECT unnest(ARRAY[name, model, maker, capacity, price_rule]) FROM pilots_equipment
    UNION SELECT unnest(ARRAY[name, description, price]) FROM pilots_service
    UNION SELECT unnest(ARRAY[name, title, position, speciality]) FROM pilots_person
    UNION SELECT unnest(ARRAY[name, number, issuer]) FROM pilots_qualification
    UNION SELECT unnest(ARRAY[record, explanation]) FROM pilots_yearfigures
    UNION SELECT unnest(ARRAY[title, alt]) FROM pilots_platformfile
"""

# What a platform's record says in Latin letters, which its audit quotes: names in English, models and capacities.
_LATIN_DATA = """
    SELECT name_en FROM portal_entry WHERE name_en <> '' UNION
    SELECT unnest(ARRAY[model, capacity]) FROM pilots_equipment WHERE model <> ''
"""


@pytest.mark.parametrize("username", WIDEST)
def test_every_entry_of_the_menu(meet: Meet, stack: Stack, username: str) -> None:
    person = meet(username)
    for number in range(1, person.page.locator(".site-nav-row a").count()):
        person.page.locator(".site-nav-row a").nth(number).click()
        person.page.wait_for_load_state()
        person.look(f"{username}-{number}")
    written = {text for (text,) in stack.rows(_LATIN_DATA)}
    assert foreign(person.texts, WORD, LATIN | written) == []


def test_an_outside_expert_declares_a_conflict(meet: Meet) -> None:
    person = meet("demo_expert")
    person.link("My conflicts of interest").click()
    person.look("expert-interests")
    declare = person.page.get_by_role("button", name=person.word("Declare"), exact=True)
    declare.click()
    person.look("expert-interests-wrong")
    person.page.locator("input[name=kind][value=group]").check()
    person.page.locator("input[name=name]").fill("示例关联集团")
    declare.click()
    person.page.get_by_role("rowheader", name="示例关联集团").wait_for()
    person.look("expert-interests-declared")


def test_public_pages(stack: Stack, chromium: Browser) -> None:
    visitor = Person(chromium, stack.address)
    visitor.page.goto(stack.address)
    visitor.look("front")
    visitor.link("Sign in", ".site-header").click()
    visitor.look("sign-in")
    visitor.page.locator("main a[href*=register]").click()
    visitor.look("register")
    visitor.link("Check a receipt", ".site-footer").click()
    visitor.look("receipt-check")
    assert foreign(visitor.texts, WORD, LATIN) == []
    visitor.close()


@pytest.mark.parametrize("username", ["demo_responsible", "demo_reviewer", "demo_institute", "demo_ministry"])
def test_in_english(meet: Meet, stack: Stack, username: str) -> None:
    """Home, the first pages behind it, and every entry of the menu: no Chinese but names and what people wrote."""
    person = meet(username, language="en")
    page = person.page
    person.look(f"{username}-home")
    for number in range(1, page.locator(".site-nav-row a").count()):
        page.locator(".site-nav-row a").nth(number).click()
        person.read()
    page.locator(".site-nav-row a").first.click()
    for deeper in ("main .btn-primary", ".queue-table a, .task-title, .tile-submitted a", ".item-link, .tab-bar a"):
        if page.locator(f"a:is({deeper})").count():
            page.locator(f"a:is({deeper})").first.click()
            person.read()
    assert foreign(person.texts, HAN, people_wrote(stack)) == []


def people_wrote(stack: Stack) -> set[str]:
    """Names and texts that are Chinese in every language, whole and line by line."""
    data = {text or "" for (text,) in stack.rows(_DATA)} | CHINESE
    return data | {line.strip() for text in data for line in re.split(r"[\n{}]", text)}
