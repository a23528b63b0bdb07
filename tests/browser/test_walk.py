"""The main path as people walk it, by clicking: enterprise, reviewer, approver, province, ministry."""

import io
import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from tests.browser.archive import handed_in, offices_in
from tests.browser.conftest import Meet
from tests.browser.filling import choose_and_preview, work_offline
from tests.browser.person import Person, plain, words_of
from tests.browser.stack import Stack

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
HAN = re.compile("[一-鿿]{2}")
CORRECTED, LOWERED = "D1.2", "D1.1"
NARRATIVE = "（示例，非官方）全省已提交自评"


def test_the_main_path(meet: Meet, stack: Stack, proof: Path) -> None:
    filler, responsible = meet("demo_filler"), meet("demo_responsible")
    _answer_what_is_left(filler, proof)
    _both_write_at_once(filler, responsible)
    number = _submit(responsible)
    reviewer, approver = meet("demo_reviewer"), meet("demo_approver")
    _find_and_take(reviewer, filler)
    _score_and_return(reviewer)
    _correct(filler, responsible)
    _finish(reviewer, number)
    _determine(approver, number)
    _read_result(responsible)
    figure = _write_summary(reviewer, stack)
    _send_to_check(reviewer)
    _sign_off_and_submit(approver)
    _collect(meet("demo_ministry"), figure)


def _answer_what_is_left(filler: Person, proof: Path) -> None:
    """From the task list to the last item, with the mouse and with the keyboard in turn, never waiting for a save."""
    page = filler.page
    filler.look("home")
    filler.link("Task list").click()
    filler.look("task-list")
    work_offline(filler)
    filler.link("Next open item").click()
    page.locator("input[type=file]").set_input_files(proof)
    expect(page.locator("#evidence-list")).to_contain_text(proof.name)
    choose_and_preview(filler)
    filler.look("item")
    turn = 0
    while page.locator("#answer").count():
        _choose(filler, by_keyboard=turn % 2 == 1)
        with page.expect_navigation():
            page.locator("button[name=go]").click()
        turn += 1
    assert turn > 1
    expect(filler.page.locator("h1")).to_have_text(filler.word("Check answers"))


def _choose(filler: Person, *, by_keyboard: bool) -> None:
    if by_keyboard:
        filler.page.locator("#id_rung input").first.focus()
        for _step in range(2):
            filler.page.keyboard.press("ArrowDown")
    else:
        filler.page.locator("label.rung").nth(2).click()
    expect(filler.page.locator("#id_rung input").nth(2)).to_be_checked()


def _both_write_at_once(filler: Person, responsible: Person) -> None:
    """The second of two colleagues sees both texts and chooses; nothing is lost."""
    for person in (filler, responsible):
        person.page.goto(person.address)
        person.page.locator(".brand").click()
        person.link("Task list").click()
        person.page.locator(".task-title").first.click()
    responsible.remark("负责人写的说明")
    responsible.await_saved()
    filler.remark("填报员写的说明")
    conflict = filler.page.locator(".conflict")
    expect(conflict).to_contain_text("负责人写的说明")
    expect(conflict).to_contain_text("填报员写的说明")
    filler.look("conflict")
    filler.button("Save my text").click()
    filler.await_saved()
    filler.page.reload()
    expect(filler.page.get_by_label(filler.word("Remark")).first).to_have_value("填报员写的说明")


def _submit(responsible: Person) -> str:
    """Check, pledge, submit; returns the number on the receipt."""
    page = responsible.page
    page.locator(".brand").click()
    responsible.link("Check answers and submit").click()
    responsible.look("check")
    page.get_by_role("checkbox").check()
    responsible.button("Submit to the authority").click()
    responsible.look("receipt")
    number = page.locator(".key-values strong").first.inner_text()
    with page.expect_download() as waiting:
        page.get_by_role("link", name=re.compile("下载")).first.click(timeout=30_000)
    text = words_of(waiting.value.path().read_bytes())
    assert number in text
    assert HAN.search(text)
    return number


def _find_and_take(reviewer: Person, filler: Person) -> None:
    """By two characters of the company's name."""
    page = reviewer.page
    company = filler.page.locator(".place strong").inner_text()
    reviewer.look("desk")
    reviewer.link("Open the queue").click()
    page.locator(".queue-filters summary").click()
    page.get_by_label(reviewer.word("Company or code")).fill(company[3:5])
    reviewer.button("Show", ".queue-filters").click()
    reviewer.look("queue")
    page.locator(".queue-table").get_by_role("link", name=company).click()
    reviewer.look("review")
    reviewer.button("Assign to me").click()
    expect(page.locator("#score")).to_be_visible()


def _score_and_return(reviewer: Person) -> None:
    """One lower with its reason, one flagged, the rest agreed; then back to the enterprise."""
    page = reviewer.page
    reviewer.await_scripts()
    page.keyboard.press("l")
    expect(page.locator("[data-reason-missing]")).to_be_visible()
    page.keyboard.press("c")
    page.keyboard.type("只有月度汇总，未见最高管理者的处置记录。")
    reviewer.await_saved()
    reviewer.look("review-item")
    reviewer.button("Save, next open item").click()
    page.wait_for_url(f"**/{CORRECTED}/")
    reviewer.await_scripts()
    page.keyboard.press("f")
    page.keyboard.press("c")
    page.keyboard.type("请补充质量目标的年度完成情况。")
    reviewer.await_saved()
    page.locator(".crumbs a").last.click()
    reviewer.link("Agree with all that are left").click()
    reviewer.look("agree")
    reviewer.button("Agree with these").click()
    page.locator(".next-step").get_by_role("link", name=re.compile("退回")).click()
    page.get_by_label(reviewer.word("Reason")).fill("一项材料不全，请补正后重新提交。")
    reviewer.look("return")
    reviewer.button("Return to the enterprise").click()
    expect(page.locator(".next-step")).to_contain_text(reviewer.word("With the enterprise for correction"))


def _correct(filler: Person, responsible: Person) -> None:
    """Only the flagged item is open; the rest stays as submitted."""
    page = filler.page
    page.locator(".brand").click()
    filler.look("home-returned")
    filler.link("Task list", ".crumbs").or_(filler.link("Correct the returned items")).first.click()
    expect(page.locator("h1")).to_contain_text(CORRECTED)
    expect(page.locator(".official-remark")).to_contain_text("请补充质量目标")
    filler.look("item-returned")
    filler.remark("已补充近三年质量目标完成情况。")
    filler.await_saved()
    filler.link("Previous item").click()
    expect(page.locator("#id_rung input").first).to_be_disabled()
    filler.look("item-locked")
    responsible.page.locator(".brand").click()
    responsible.link("Check answers and submit").click()
    responsible.page.get_by_role("checkbox").check()
    responsible.button("Submit again").click()
    expect(responsible.page.locator("h1")).to_contain_text(responsible.word("The filing was submitted"))


def _finish(reviewer: Person, number: str) -> None:
    page = reviewer.page
    page.locator(".brand").click()
    page.locator(".desk-list li", has_text=number).get_by_role("link").click()
    reviewer.link("Continue with").click()
    expect(page.locator("#item-title")).to_contain_text(CORRECTED)
    reviewer.await_scripts()
    page.keyboard.press("a")
    reviewer.await_saved()
    page.locator(".crumbs a").last.click()
    reviewer.link("Finish the review").click()
    page.locator("[name=opinion]").fill("材料完整，一项下调，其余与自评一致。")
    reviewer.look("finish")
    reviewer.button("Hand over for determination").click()
    expect(page.locator(".next-step")).to_contain_text(reviewer.word("Awaiting determination"))


def _determine(approver: Person, number: str) -> None:
    page = approver.page
    page.locator(".brand").click()
    approver.look("approver-desk")
    page.locator("[aria-labelledby=desk-decide] li", has_text=number).get_by_role("link").click()
    approver.look("determination")
    page.locator(".two-ways textarea").first.fill("同意评审意见。")
    page.locator(".two-ways .btn-primary").click()
    expect(page.locator(".next-step")).to_contain_text(approver.word("Determined"))


def _read_result(responsible: Person) -> None:
    """Stage declared and found, the difference with its reason, the whole history."""
    page = responsible.page
    page.locator(".brand").click()
    responsible.link("See the result").click()
    expect(page.locator(".differences li")).to_have_count(1)
    expect(page.locator(".differences")).to_contain_text("未见最高管理者的处置记录")
    responsible.look("result")
    responsible.link("History").click()
    expect(page.locator(".timeline-item")).to_have_count(6)
    expect(page.locator(".timeline-list")).to_contain_text("一项材料不全，请补正后重新提交。")
    responsible.look("history")


def _write_summary(writer: Person, stack: Stack) -> str:
    """A sentence with a figure chip, then the PDF by the real worker; returns what the sentence must say in print."""
    page = writer.page
    writer.link("Annual summary", ".site-nav-row").click()
    writer.look("summaries")
    page.locator(".heading-actions a").click()
    text = page.locator("#quality_project textarea")
    page.locator("#quality_project .ql-editor").fill(NARRATIVE)
    chip = page.locator("[data-figure='filings.submitted']")
    shown = chip.locator(".figure-number").inner_text()
    chip.click()
    expect(text).to_have_value(NARRATIVE + "{filings.submitted}")
    page.keyboard.type("。")
    writer.await_saved(".section:not(#head)")
    expect(page.locator(".prose .figure-value").first).to_have_text(re.compile(shown.split()[0]), timeout=10_000)
    writer.look("summary")
    writer.link("Charts and figures").click()
    writer.look("figures")
    writer.link("PDF and submission").click()
    writer.button("Build the PDF").click()
    expect(page.locator(".job-card progress")).to_be_visible()
    writer.look("building")
    expect(page.locator("iframe.preview")).to_be_visible(timeout=60_000)
    writer.look("editions")
    return f"{NARRATIVE}{shown.split()[0]}"


def _send_to_check(writer: Person) -> None:
    writer.page.locator("form.confirm[action*='send-to-check'] button").click()
    writer.look("check-dialog")
    writer.page.locator("dialog[open] button[value=yes]").click()
    expect(writer.page.locator(".way-here")).to_contain_text(writer.word("Internal check"))
    writer.look("summary-checking")


def _sign_off_and_submit(approver: Person) -> None:
    page = approver.page
    approver.link("Annual summary", ".site-nav-row").click()
    page.locator(".heading-actions a").click()
    approver.link("PDF and submission").click()
    approver.look("summary-to-sign")
    page.locator("form.confirm[action*='sign-off'] button").click()
    page.locator("dialog[open] button[value=yes]").click()
    page.locator("form.confirm[action*='submit'] button").click()
    approver.look("submit-dialog")
    page.locator("dialog[open] button[value=yes]").click()
    expect(page.locator(".receipt")).to_contain_text(approver.word("Submitted to the ministry"))
    approver.look("summary-submitted")


def _collect(ministry: Person, sentence: str) -> None:
    """The board shows the state; one PDF and the ZIP of all are what was handed in."""
    page = ministry.page
    ministry.look("board")
    page.locator(".tile-submitted", has_text="浙江").get_by_role("link").click()
    ministry.look("received")
    with page.expect_download() as waiting:
        ministry.link("Download the PDF").click()
    content = waiting.value.path().read_bytes()
    assert plain(sentence) in words_of(content)
    attached = PdfReader(io.BytesIO(content)).attachments
    assert [json.loads(data) for name, [data] in attached.items() if name.endswith(".json")]
    page.locator(".crumbs a").first.click()
    board = handed_in(page)
    ministry.button("Download all as a ZIP").click()
    with page.expect_download() as waiting:
        page.locator(".job-card").get_by_role("link").click(timeout=30_000)
    packed = offices_in(waiting.value.path())
    page.reload()
    # the demo may hand one in meanwhile
    assert board <= packed <= handed_in(page)
    assert {"330000", "440000", "510000"} <= packed
