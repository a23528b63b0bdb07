"""Steps of filling in a filing, by clicking: a document of the library, the offline workbook."""

import re

from playwright.sync_api import expect

from tests.browser.person import Person
from tests.evaluations.workbooks import edited, read_back


def work_offline(filler: Person) -> None:
    """Down, one remark filled in, up again, imported."""
    page = filler.page
    filler.link("Work offline").click()
    filler.look("offline")
    filler.button("Download the workbook").click()
    with page.expect_download() as waiting:
        filler.link("Download the result").click(timeout=30_000)
    assert page.url.partition("#")[0] == filler.seen["offline"]
    content = waiting.value.path().read_bytes()
    entry = read_back(content).entries[0]
    typed = edited(content, {(entry.sheet, entry.remark_at): "离线填写的说明"})
    page.locator("input[type=file]").set_input_files({"name": "表.xlsx", "mimeType": "", "buffer": typed})
    filler.button("Upload and compare").click()
    expect(page.locator(".difference")).to_contain_text("离线填写的说明", timeout=30_000)
    filler.look("differences")
    filler.button("Import as chosen").click()
    expect(page.locator("#report-title")).to_be_visible(timeout=30_000)
    filler.look("imported")
    filler.link("To the task list").click()


def choose_and_preview(filler: Person) -> None:
    """Another document of the library on the same item, at a page, looked at without leaving the item."""
    page = filler.page
    files = page.locator("#evidence-list > li")
    before = files.count()
    filler.link("Choose from the library").click()
    filler.look("choose")
    page.locator(".evidence-row", has_not_text=filler.word("shown there already")).first.get_by_role(
        "textbox"
    ).first.fill("1")
    page.keyboard.press("Enter")
    expect(files).to_have_count(before + 1)
    files.last.get_by_role("link", name=filler.word("Preview")).press("Enter")
    expect(files.last.locator("iframe.evidence-preview")).to_be_visible()
    expect(files.last.locator("iframe.evidence-preview")).to_have_attribute("src", re.compile(r"#page=1&"))
