"""From a determined result to a certificate: public notice, an objection rejected, publication, the check by QR address."""

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import Meet
from tests.browser.person import Person, words_of
from tests.browser.stack import Stack, wait_until

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
TITLE = "浏览器走查公示（示例，非官方）"
SAYS = "示例：该企业现场记录与公示级别不符，首件检验未覆盖全部产线。"


def test_notice_objection_publication_and_certificate(meet: Meet, stack: Stack, chromium: Browser) -> None:
    approver = meet("demo_approver")
    _announce(approver)
    passer_by = Person(chromium, stack.address)
    try:
        _object(passer_by)
        _reject(meet("demo_approver2"))
        _publish(approver, stack)
        address = _certificate(meet, stack)
        _check(passer_by, address)
    finally:
        passer_by.close()


def _announce(approver: Person) -> None:
    page = approver.page
    approver.link("Determined results").click()
    approver.look("determined")
    page.locator("[name=filing]").first.check()
    page.locator("[name=pick]").click()
    page.locator("[name=title]").fill(TITLE)
    page.locator("[name=text]").fill("示例：现予公示。")
    page.locator("[name=contact]").fill("示例处室")
    approver.look("batch")
    page.locator("main form[method=post] .btn-primary").click()
    expect(page.locator("h1")).to_contain_text(TITLE)
    expect(page.locator("#main tbody th a").first).to_be_visible()
    approver.look("notice")


def _object(person: Person) -> None:
    page = person.page
    page.goto(person.address)
    person.link("Public notices", ".site-footer").click()
    person.look("public-notices")
    page.get_by_role("link", name=TITLE).click()
    person.look("public-notice")
    page.locator("tbody th a").first.click()
    page.locator("[name=text]").fill("短")
    person.button("Send the objection").click()
    expect(page.locator(".error-summary")).to_be_visible()
    page.locator("[name=name]").fill("示例异议人")
    page.locator("[name=contact]").fill("objector@example.test")
    page.locator("[name=text]").fill(SAYS)
    person.look("object")
    person.button("Send the objection").click()
    expect(page.locator("h1")).to_contain_text(person.word("Your objection arrived"))
    person.look("received")
    assert SAYS not in page.content()


def _reject(second: Person) -> None:
    page = second.page
    second.link("Public notices", "nav").click()
    second.look("notices")
    page.get_by_role("link", name=TITLE).click()
    page.locator("a[href*='/objections/']").first.click()
    expect(page.locator(".quoted").first).to_contain_text(SAYS)
    second.look("objection")
    page.locator("[name=decision][value=reject]").check()
    page.locator("[name=reason]").fill("示例：已核实，记录完整。")
    second.button("Decide").click()
    expect(page.locator("main")).to_contain_text("示例：已核实，记录完整。")


def _publish(approver: Person, stack: Stack) -> None:
    """The days pass in the database; the rest is clicked."""
    page = approver.page
    days = "posted_on = current_date - 20, ends_on = current_date - 3"
    stack.change(f"UPDATE evaluations_publicnotice SET {days} WHERE title = %s", TITLE)
    page.reload()
    page.locator(".heading-actions .confirm button").click()
    page.locator("dialog[open] button[value=yes]").click()
    left = "SELECT 1 FROM evaluations_noticeentry e JOIN evaluations_publicnotice n ON n.id = e.notice_id"
    wait_until(lambda: not stack.rows(f"{left} WHERE n.title = %s AND e.state = 'on_notice'", TITLE), "published", 30)
    expect(page.locator("main")).to_contain_text(approver.word("Done"))
    approver.look("notice-published")


def _certificate(meet: Meet, stack: Stack) -> str:
    """The company's own copy; where its QR code leads, as it stands in words beside it."""
    found = (
        "SELECT f.enterprise_id, c.number FROM evaluations_certificate c JOIN evaluations_filing f ON f.id = c.filing_id"
        " JOIN evaluations_noticeentry e ON e.filing_id = f.id JOIN evaluations_publicnotice n ON n.id = e.notice_id"
        " WHERE n.title = %s AND c.file_id IS NOT NULL"
    )
    wait_until(lambda: bool(stack.rows(found, TITLE)), "a certificate is printed", 60, stack.logs)
    enterprise, number = stack.rows(found, TITLE)[0]
    owner = meet(stack.join("demo_responsible", enterprise))
    owner.link("Certificates").click()
    owner.look("certificates")
    pdf = owner.context.request.get(
        f"{stack.address}{owner.page.locator('.certificate-actions a.btn-primary').get_attribute('href')}"
    ).body()
    address = re.search(rf"https?://[^/]+/certificates/{re.escape(number)}/[A-Z0-9]{{10}}/", words_of(pdf))
    assert address
    return urlsplit(address[0]).path


def _check(person: Person, address: str) -> None:
    page = person.page
    page.goto(f"{person.address}{address}")
    expect(page.locator("h2").first).to_contain_text(person.word("This certificate is in force"))
    person.look("certificate")
