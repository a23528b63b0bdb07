"""An annual summary's whole way: checked, signed, submitted, returned with a mark, mended, submitted again, accepted."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.archive import files_of, offices_in
from tests.browser.conftest import Meet
from tests.browser.person import Person
from tests.browser.stack import Stack
from tests.portal.contents import PDF

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
AUTHORITY = "360000"
SENTENCE, MENDED = "（示例，非官方）推动链主企业带动供应商。", "（示例，非官方）推动十二家链主企业带动供应商。"
PLAN, FILE = "2026年度工作方案（示例，非官方）", "工作方案.pdf"
PASSAGE, REMARK, ANSWER = "推动链主企业", "请写明家数", "已写明十二家"


def test_returned_with_a_mark_and_accepted(meet: Meet, stack: Stack) -> None:
    [(office,)] = stack.rows("SELECT id FROM portal_organisation WHERE code = %s", AUTHORITY)
    writer = meet(stack.join("demo_reviewer", office))
    approver = meet(stack.join("demo_approver", office))
    ministry = meet("demo_ministry")
    _write(writer, SENTENCE, figure=True)
    _attach(writer)
    _print_and_send(writer, 1)
    _sign_and_submit(approver)
    _return_with_a_mark(ministry, writer)
    _mend(writer)
    _print_and_send(writer, 2)
    _sign_and_submit(approver)
    _see_what_became_of_it(ministry, writer)
    _accept(ministry, writer)
    _collect_with_attachment(ministry)
    writer.page.reload()
    expect(writer.page.locator(".summary-facts")).to_contain_text(writer.word("Accepted by the ministry"))
    writer.look("summary-accepted")
    assert [person.faults for person in (writer, approver, ministry)] == [[], [], []]


def _write(writer: Person, sentence: str, *, figure: bool = False) -> None:
    writer.link("Annual summary", ".site-nav-row").click()
    page = writer.page
    page.locator(".heading-actions button, .heading-actions a").first.click()
    text = page.locator("[data-figure-target]").first
    text.fill(sentence)
    if figure:
        page.locator("[data-figure='filings.submitted']").click()
        expect(text.locator("[data-figure='filings.submitted']")).to_have_count(1)
        expect(page.locator("#quality_project textarea")).to_have_value(sentence + "{filings.submitted}")
    writer.await_saved(".section:not(#head)")


def _attach(writer: Person) -> None:
    """Sent ahead in parts by the script, then listed."""
    page = writer.page
    writer.link("Attachments", ".tab-bar").click()
    page.get_by_label(writer.word("Title"), exact=True).fill(PLAN)
    page.locator("input[type=file]").set_input_files({"name": FILE, "mimeType": "application/pdf", "buffer": PDF})
    page.locator("form[data-file-field] button.btn-primary").click()
    expect(page.locator(".attachment-title .form-control")).to_have_value(PLAN)
    writer.look("attachments")


def _collect_with_attachment(ministry: Person) -> None:
    """The ZIP of this authority alone has its PDF and, in a folder, what was attached."""
    page = ministry.page
    expect(page.locator(".edition-files")).to_contain_text(PLAN)
    page.locator(".crumbs a").first.click()
    page.locator(f"#office-{AUTHORITY} input[name=office]").check()
    page.locator("button[name=ticked][formaction*='collect']").click()
    with page.expect_download() as waiting:
        page.locator(".job-card").get_by_role("link").click(timeout=30_000)
    assert offices_in(waiting.value.path()) == {AUTHORITY}
    assert files_of(waiting.value.path(), AUTHORITY) == [f"04-{FILE}"]


def _print_and_send(writer: Person, number: int) -> None:
    page = writer.page
    writer.link("PDF and submission").click()
    writer.button("Build the PDF").click()
    expect(page.locator("h2#preview-title")).to_have_text(re.compile(f"第 {number} 版"), timeout=90_000)
    page.locator("form.confirm[action*='send-to-check'] button").click()
    page.locator("dialog[open] button[value=yes]").click()
    expect(page.locator(".way-here")).to_contain_text(writer.word("Internal check"))
    assert page.locator("form[action*='sign-off']").count() == 0, "nobody signs off what they sent"


def _sign_and_submit(approver: Person) -> None:
    page = approver.page
    approver.link("Annual summary", ".site-nav-row").click()
    page.locator(".heading-actions a").click()
    approver.link("PDF and submission").click()
    for step in ("sign-off", "submit"):
        page.locator(f"form.confirm[action*='{step}'] button").click()
        page.locator("dialog[open] button[value=yes]").click()
    expect(page.locator(".receipt")).to_contain_text(f"{AUTHORITY}-")


def _return_with_a_mark(ministry: Person, writer: Person) -> None:
    """Words are selected in the text; the keyboard goes on from there."""
    page = ministry.page
    _open_received(ministry, writer)
    ministry.look("received-undecided")
    page.locator("th a[href*='/submissions/1/']").click()
    expect(page.locator("[data-mark-text]").first).to_contain_text(PASSAGE)
    page.evaluate(
        """(words) => {
          const text = document.querySelector("[data-mark-text] p").firstChild;
          const start = text.data.indexOf(words);
          document.getSelection().setBaseAndExtent(text, start, text, start + words.length);
        }""",
        PASSAGE,
    )
    page.locator("[data-mark-button]:visible").focus()
    page.keyboard.press("Enter")
    expect(page.locator("[data-mark-quote]").first).to_have_value(PASSAGE)
    expect(page.locator("[data-mark-remark]").first).to_be_focused()
    page.keyboard.type(REMARK)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".mark-card")).to_contain_text(REMARK)
    ministry.look("submission-marked")
    ministry.link("Return with these marks").click()
    ministry.look("return")
    page.locator("main form button.btn-primary").click()
    expect(page.locator(".summary-facts")).to_contain_text(ministry.word("Returned by the ministry"))


def _open_received(ministry: Person, writer: Person) -> None:
    number = re.search(r"/summaries/(\d+)/", writer.page.url)
    assert number
    ministry.page.goto(f"{ministry.address}/summaries/{number[1]}/editions/")


def _mend(writer: Person) -> None:
    page = writer.page
    writer.link("Text", ".tab-bar").click()
    mark = page.locator(".mark-card")
    expect(mark).to_contain_text(REMARK)
    writer.look("editor-marked")
    mark.locator("textarea").fill(ANSWER)
    mark.locator("[name=settled]").check()
    mark.get_by_role("button").click()
    expect(page.locator(".mark-card textarea")).to_have_value(ANSWER)
    expect(page.locator(".mark-card [name=settled]")).to_be_checked()
    page.locator("[data-figure-target]").first.fill(MENDED)
    writer.await_saved(".section:not(#head)")


def _see_what_became_of_it(ministry: Person, writer: Person) -> None:
    page = ministry.page
    _open_received(ministry, writer)
    page.locator("th a[href*='/submissions/2/']").click()
    card = page.locator(".mark-card")
    expect(card).to_contain_text(ministry.word("The passage was changed."))
    expect(card).to_contain_text(ANSWER)
    ministry.look("submission-followed-up")
    ministry.link("To the PDF and the decision").click()
    ministry.link("Compare two editions").click()
    expect(page.locator(".compared-changed").first).to_contain_text("十二家")
    ministry.look("compare")


def _accept(ministry: Person, writer: Person) -> None:
    page = ministry.page
    _open_received(ministry, writer)
    page.locator("form.confirm[action*='accept'] button").click()
    page.locator("dialog[open] button[value=yes]").click()
    expect(page.locator(".summary-facts")).to_contain_text(ministry.word("Accepted by the ministry"))
    assert page.locator("form[action*='accept']").count() == 0
