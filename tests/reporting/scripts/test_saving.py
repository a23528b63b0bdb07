"""Saving knows nothing of the editor: what it puts back, refuses or disputes is shown there."""

import re

import pytest
from django.template.loader import render_to_string
from django.utils import translation
from playwright.sync_api import Route, expect

from portal.conflicts import describe_stale
from portal.errors import Stale
from tests.portal.scripts.served import ORIGIN, leave_behind, state
from tests.reporting.scripts.editor import SAVE, Editor, EditorServer

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("scripts")]


def test_a_text_that_was_left_behind_comes_back_into_the_editor(editor: Editor, server: EditorServer) -> None:
    editor.open(server, "从前")
    fields = [["text", "## 回来\n- {filings.submitted}"]]
    leave_behind(editor.page, url=SAVE, fields=fields, address="/text")
    editor.page.reload(wait_until="networkidle")
    expect(editor.box.locator("h3")).to_have_text("回来")
    expect(editor.box.locator("[data-figure]")).to_have_count(1)
    expect(state(editor.page)).to_contain_text("Saved")
    assert sent(server) == ["## 回来\n- {filings.submitted}"]


def sent(server: EditorServer) -> list[str]:
    """The texts that were sent to be saved, in their order; forms send lines as CR LF."""
    found = [re.search(r'name="text"\r\n\r\n(.*?)\r\n--', request["body"], re.DOTALL) for request in server.received]
    return [part[1].replace("\r\n", "\n") for part in found if part]


def test_both_texts_of_a_conflict_stand_in_the_editor(editor: Editor, server: EditorServer) -> None:
    error = Stale(current={"text": "- 他们的", "version": 5}, attempted={"text": "我的"})
    with translation.override("zh-hans"):
        shown = describe_stale(error, "text", lambda values: str(values["text"]).removeprefix("- "))
        server.answers.append((409, render_to_string("ui/conflict.html", shown | {"copied": "我的"})))
    page = editor.open(server).page
    editor.box.focus()
    page.keyboard.type("我的")
    page.locator("[data-keep=both]").click()
    expect(editor.box.locator("li")).to_have_text("他们的")
    expect(editor.box).to_be_focused()
    assert editor.text == "- 他们的\n我的"
    page.keyboard.press("Control+End")
    page.keyboard.type("合并")
    assert page.locator("[data-rich] + .form-actions").count() == 1, "what to do stands below the text"
    page.locator("[data-keep=mine]").click()
    expect(state(page)).to_contain_text("Saved")
    assert sent(server)[-1] == "- 他们的\n我的合并"


def test_what_is_refused_is_said_of_the_editor_and_leads_there(editor: Editor, server: EditorServer) -> None:
    page = editor.open(server, "字").page
    server.answers += [(422, '{"errors": {"text": ["太长了"]}}')] * 2
    editor.box.focus()
    page.keyboard.type("多")
    expect(editor.box).to_have_attribute("aria-invalid", "true")
    described = str(editor.box.get_attribute("aria-describedby")).split()
    assert [page.locator(f"#{name}").count() for name in described] == [1] * len(described)
    assert "太长了" in page.locator(f"#{described[-1]}").inner_text()
    page.locator("#after").focus()
    page.evaluate("document.querySelector('form').requestSubmit()")
    expect(editor.box).to_be_focused()
    page.keyboard.type("少")
    expect(state(page)).to_contain_text("Saved")
    expect(editor.box).not_to_have_attribute("aria-invalid", "true")


def test_typed_before_the_editor_came(editor: Editor, server: EditorServer) -> None:
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page = editor.page
    server.write_page("早")
    page.route("**/rich_text.js", hold)
    page.goto(f"{ORIGIN}/text", wait_until="commit")
    field = page.locator("textarea[name=text]")
    field.focus()
    page.keyboard.press("Control+End")
    page.keyboard.type("来的 **字**，")
    while not held:
        page.wait_for_timeout(50)
    server.answer(held.pop())
    expect(editor.box.locator("strong")).to_have_text("字")
    expect(editor.box).to_be_focused()
    page.keyboard.type("。")
    expect(state(page)).to_contain_text("Saved")
    assert sent(server)[-1] == "早来的 **字**，。"


def test_the_box_is_a_textbox_with_the_fields_names(editor: Editor, server: EditorServer) -> None:
    box = editor.open(server, "字").box
    expect(box).to_have_attribute("role", "textbox")
    expect(box).to_have_attribute("aria-multiline", "true")
    expect(box).to_have_accessible_name("三、典型经验")
    names = str(box.get_attribute("aria-describedby")).split()
    assert names == ["hint-cases", "markup-help"]
    assert editor.page.locator("textarea[name=text]").get_attribute("aria-hidden") == "true"
    expect(editor.page.get_by_role("toolbar")).to_have_accessible_name("正文格式：典型经验")
