"""Writing a section in its editor: what is seen is stored as line markup, by pointer and by keyboard."""

import re
import time

import pytest
from playwright.sync_api import expect

from reporting.rules import TEXT_LIMIT
from tests.portal.scripts.served import state
from tests.reporting.scripts.editor import Editor, EditorServer

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("scripts")]
STORED = "## 头\n\n  首行 **粗** {filings.submitted}\n- 一\n- 二\n#. 甲\n1. 手写 <b>不是标记</b> {no.such} **"


def test_what_is_stored_is_shown_and_stays_as_it_is(editor: Editor, server: EditorServer, faults: list[str]) -> None:
    editor.open(server, STORED)
    assert editor.text == STORED
    expect(editor.box.locator("h3")).to_have_text("头")
    expect(editor.box.locator("li")).to_have_count(3)
    expect(editor.box.locator("strong")).to_have_text("粗")
    assert editor.box.locator("b, script").count() == 0
    known, unknown = editor.box.locator("[data-figure]").all()
    assert plain(known.inner_text()) == "已提交申报 128"
    assert known.get_attribute("title") == "filings.submitted"
    assert "is-unknown" in str(unknown.get_attribute("class"))
    editor.box.click()
    editor.page.keyboard.press("Control+End")
    editor.page.keyboard.type("尾")
    assert editor.text == f"{STORED}尾"
    assert server.received == [], "the text is sent once somebody has stopped typing"
    expect(editor.page.locator("[data-save-state]")).to_contain_text("Saved")
    assert "%E5%B0%BE" in server.received[0]["body"] or "尾" in server.received[0]["body"]
    assert faults == []


def plain(text: str) -> str:
    return text.replace("\ufeff", "")


def test_written_with_the_keyboard_alone(editor: Editor, server: EditorServer, faults: list[str]) -> None:
    keys = editor.open(server).page.keyboard
    editor.page.locator(".ql-editor").focus()
    keys.type("## 小标题\n- 第一项\n第二项\n\n1. 是段落，")
    keys.press("Control+b")
    keys.type("加粗")
    keys.press("Control+b")
    keys.type("，完。\n#. 甲\n乙")
    assert editor.text == "## 小标题\n- 第一项\n- 第二项\n1. 是段落，**加粗**，完。\n#. 甲\n#. 乙"
    keys.press("Home")
    keys.press("Backspace")
    assert editor.text.endswith("\n#. 甲\n乙")
    keys.press("End")
    keys.type("\n- 丙\n## 丁")
    assert editor.text.endswith("乙\n- 丙\n## 丁"), "a subhead may follow an item"
    keys.press("Tab")
    expect(editor.page.locator("#picker-search")).to_be_focused()
    assert faults == []


def test_tab_goes_through_and_the_bar_is_one_stop(editor: Editor, server: EditorServer) -> None:
    page = editor.open(server, "字").page
    editor.box.focus()
    page.keyboard.press("Shift+Tab")
    expect(editor.button("data-format=bold")).to_be_focused()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(editor.button("data-value=bullet")).to_be_focused()
    page.keyboard.press("Enter")
    expect(editor.box).to_be_focused()
    assert editor.text == "- 字"
    expect(editor.button("data-value=bullet")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("Shift+Tab")
    expect(editor.button("data-value=bullet")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    assert not page.evaluate("document.activeElement.closest('[data-rich]')"), "the hidden field is no stop"


def test_buttons_change_the_line_or_the_words_and_say_which_is_on(editor: Editor, server: EditorServer) -> None:
    page = editor.open(server, "一行字").page
    editor.box.click()
    page.keyboard.press("Control+a")
    for button, text in [
        ("data-format=bold", "**一行字**"),
        ("data-format=header", "## **一行字**"),
        ("data-value=ordered", "#. **一行字**"),
        ("data-value=bullet", "- **一行字**"),
        ("data-value=bullet", "**一行字**"),
        ("data-format=bold", "一行字"),
    ]:
        editor.button(button).click()
        assert editor.text == text
    editor.button("data-history=undo").click()
    editor.button("data-history=redo").click()
    assert editor.text == "一行字"
    pressed = page.locator("[data-rich-bar] [aria-pressed=true]")
    assert pressed.count() == 0
    page.keyboard.press("Control+b")
    expect(pressed).to_have_count(1)


def test_a_figure_by_keyboard_is_one_sign_and_can_be_undone(editor: Editor, server: EditorServer) -> None:
    page = editor.open(server, "共家").page
    editor.box.focus()
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("F2")
    page.keyboard.type("已提交")
    page.keyboard.press("Enter")
    expect(editor.box).to_be_focused()
    assert editor.text == "共{filings.submitted}家"
    page.keyboard.type("多")
    assert editor.text == "共{filings.submitted}多家"
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Backspace")
    assert editor.text == "共多家"
    page.keyboard.press("Control+z")
    assert "{filings.submitted}" in editor.text
    editor.button("data-picker").click()
    expect(page.locator("[data-figure-search]")).to_be_focused()
    page.keyboard.press("Escape")
    expect(editor.box).to_be_focused()


def test_the_cursor_is_where_it_was_after_looking_elsewhere(editor: Editor, server: EditorServer) -> None:
    page = editor.open(server, "一二三\n四五六").page
    editor.box.locator("p").last.click()
    editor.box.locator("p").last.click()
    page.keyboard.press("End")
    page.keyboard.press("ArrowLeft")
    for leave, back in (("F2", "Escape"), ("F2", "F2"), ("Shift+Tab", "Tab")):
        page.keyboard.press(leave)
        expect(editor.box).not_to_be_focused()
        page.keyboard.press(back)
        expect(editor.box).to_be_focused()
        page.keyboard.type("x")
    assert editor.text == "一二三\n四五xxx六"
    page.locator("#picker-search").focus()
    editor.box.locator("p").first.click(position={"x": 2, "y": 10})
    page.keyboard.type("y")
    assert editor.text == "y一二三\n四五xxx六", "a pointer says where it goes"


def test_signs_typed_by_hand_become_what_they_mean_when_the_text_is_left(editor: Editor, server: EditorServer) -> None:
    page = editor.open(server).page
    editor.box.focus()
    page.keyboard.type("共{coverage.cities}个，**不少**")
    assert editor.box.locator("strong, [data-figure]").count() == 0
    text = editor.text
    page.locator("[data-figure-search]").focus()
    expect(editor.box.locator("strong")).to_have_text("不少")
    expect(editor.box.locator("[data-figure]")).to_have_count(1)
    assert editor.text == text


@pytest.mark.parametrize("leave", ["F2", "Tab", "click", "focus"])
def test_the_text_is_left_at_once_and_a_figure_goes_where_the_cursor_was(
    editor: Editor, server: EditorServer, leave: str
) -> None:
    page = editor.open(server).page
    search = page.locator("[data-figure-search]")
    editor.box.focus()
    page.keyboard.type("共**不少**，完")
    page.keyboard.press("ArrowLeft")
    if leave == "click":
        search.click()
    elif leave == "focus":
        search.focus()
    else:
        page.keyboard.press(leave)
    expect(editor.box.locator("strong")).to_have_text("不少")
    expect(search).to_be_focused()
    page.keyboard.type("已提交")
    page.keyboard.press("Enter")
    expect(editor.box).to_be_focused()
    page.keyboard.type("家")
    assert editor.text == "共**不少**，{filings.submitted}家完"


def test_the_cursor_waits_where_it_was_however_often_one_clicked(editor: Editor, server: EditorServer) -> None:
    page = editor.open(server, "一二三").page
    editor.box.click()
    editor.box.click()
    page.keyboard.press("End")
    page.keyboard.press("F2")
    page.keyboard.press("Escape")
    expect(editor.box).to_be_focused()
    page.keyboard.type("四")
    assert editor.text == "一二三四"


def test_what_nobody_typed_is_not_converted_and_a_sign_waits_for_its_words(
    editor: Editor, server: EditorServer
) -> None:
    page = editor.open(server, "甲\n- \n乙").page
    after = page.locator("#after")
    editor.box.focus()
    after.focus()
    assert editor.text == "甲\n- \n乙"
    editor.box.focus()
    page.keyboard.press("Control+End")
    page.keyboard.type("丙")
    after.focus()
    assert editor.text == "甲\n- \n乙丙"
    editor.box.focus()
    page.keyboard.press("Control+Home")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("End")
    page.keyboard.type("项")
    after.focus()
    expect(editor.box.locator("li")).to_have_text("项")
    assert editor.text == "甲\n- 项\n乙丙"


def test_the_signs_are_explained_until_an_editor_is_there(editor: Editor, server: EditorServer) -> None:
    page = editor.open(server).page
    expect(page.locator(".markup-signs")).to_be_hidden()
    expect(page.locator(".markup-keys")).to_contain_text("**")
    page.route("**/quill.js", lambda route: route.abort())
    editor.open(server)
    expect(page.locator(".markup-signs")).to_be_visible()
    expect(page.locator(".markup-keys")).to_be_hidden()


def test_an_input_method_beside_a_figure(editor: Editor, server: EditorServer, faults: list[str]) -> None:
    """Quill alone puts the cursor before the word then (slab/quill#4213)."""
    page = editor.open(server, "共{filings.submitted}").page
    editor.box.focus()
    page.keyboard.press("Control+End")
    session = page.context.new_cdp_session(page)
    for typed in ("j", "ji", "jia"):
        session.send(
            "Input.imeSetComposition", {"text": typed, "selectionStart": len(typed), "selectionEnd": len(typed)}
        )
        assert editor.text == "共{filings.submitted}", "nothing is written while a word is being chosen"
    session.send("Input.insertText", {"text": "家"})
    page.keyboard.type("。")
    assert editor.text == "共{filings.submitted}家。"
    page.keyboard.press("Home")
    session.send("Input.imeSetComposition", {"text": "q", "selectionStart": 1, "selectionEnd": 1})
    session.send("Input.insertText", {"text": "全省"})
    page.keyboard.type("，")
    assert editor.text == "全省，共{filings.submitted}家。"
    assert faults == []


def test_a_longer_section_takes_no_longer_than_its_length(editor: Editor, server: EditorServer) -> None:
    """Four times the text: four times as long at most, and the growth of a square is far above the bound."""
    line = "推进**质量**提升{filings.submitted}家，" * 40
    lines = TEXT_LIMIT // len(line)
    quarter, whole = (
        min(typing(editor, server, "\n".join([line] * count)) for _try in range(2)) for count in (lines // 4, lines)
    )
    assert whole < 8 * quarter + 0.1
    assert re.search(r"\*\*质量\*\*提升\{filings\.submitted\}", editor.text)


def typing(editor: Editor, server: EditorServer, text: str) -> float:
    """Seconds that ten signs take behind this text."""
    editor.open(server, text)
    editor.box.click()
    editor.page.keyboard.press("Control+End")
    started = time.monotonic()
    editor.page.keyboard.type("十个字一个一个敲进去")
    assert editor.text == f"{text}十个字一个一个敲进去"
    seconds = time.monotonic() - started
    expect(state(editor.page)).to_contain_text("Saved")
    return seconds
