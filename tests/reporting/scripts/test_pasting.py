"""What is pasted or dropped into a section: its words come in, nothing is fetched, no file and no element gets in."""

import random
import time
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from reporting.markup import parse_text, write_text
from reporting.rules import TEXT_LIMIT
from tests.portal.scripts.served import ORIGIN
from tests.reporting.scripts.editor import Editor, EditorServer
from tests.reporting.scripts.word import CLEANED, CLIPBOARD, PAGE, PAGE_CLEANED

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("scripts")]
# What the copy of a selection would put on the clipboard.
COPY = """(element) => {
  const held = new DataTransfer();
  element.dispatchEvent(new ClipboardEvent('copy', { clipboardData: held, bubbles: true, cancelable: true }));
  return [held.getData('text/plain'), held.getData('text/html')];
}"""
BOTH_WAYS = """async (texts) => {
  const { toOps, toText } = await import('/static/reporting/rich/markup.js');
  return texts.map((text) => [toOps(text), toText(toOps(text))]);
}"""

ROUND = """async (lines) => {
  const { toOps, toText } = await import('/static/reporting/rich/markup.js');
  return lines.map((ops) => [toText(ops), toOps(toText(ops)), toOps(toText(toOps(toText(ops))))]);
}"""


def test_word_is_cleaned_and_nothing_is_fetched(editor: Editor, server: EditorServer, faults: list[str]) -> None:
    editor.open(server)
    asked = list(server.asked)
    editor.box.focus()
    editor.paste(html=CLIPBOARD, plain="ignored")
    assert editor.text == CLEANED
    expect(editor.page.locator("[data-rich-state]")).to_have_text("已粘贴，其中 4 张图片未放入。正文只含文字和指标。")
    editor.page.wait_for_timeout(300)
    assert [path for path in server.asked[len(asked) :] if not path.startswith("/summaries/")] == []
    assert editor.box.locator("img, a, script, style, iframe, [style], [onclick], table").count() == 0
    assert faults == [], "no request, and no complaint of the content policy"


def test_words_are_meant_where_a_picture_of_them_comes_along(editor: Editor, server: EditorServer) -> None:
    editor.open(server)
    said = editor.page.locator("[data-rich-state]")
    editor.box.focus()
    editor.paste(html="<p>字</p>", file="a picture of the word")
    assert editor.text == "字"
    expect(said).to_have_text("")
    editor.paste(html='<img src="http://evil.test/a.png">', file="the picture")
    expect(said).to_contain_text("文件不能放入正文")
    assert editor.text == "字"


def test_what_no_section_holds_is_refused_and_what_one_holds_is_pasted(editor: Editor, server: EditorServer) -> None:
    editor.open(server, "短")
    editor.box.focus()
    started = time.monotonic()
    editor.paste(html="<p>质<b>量</b>提升与品牌。</p>" * 25_000)
    expect(editor.page.locator("[data-rich-state]")).to_contain_text(str(25_000 * len("质**量**提升与品牌。\n") - 1))
    for hostile in ("<!--", "<style", "<a ", "<b style='", " ", "\n", "**"):
        editor.paste(html=hostile * (400_000 // len(hostile)))
    assert editor.text.replace("*", "") == "短"
    assert time.monotonic() - started < 30
    line = "推进质量提升与品牌建设，" * 8
    editor.open(server)
    editor.box.focus()
    started = time.monotonic()
    editor.paste(html=f"<p>{line}<b>重点</b></p>" * (TEXT_LIMIT // 104))
    assert len(editor.text) > TEXT_LIMIT - 300
    editor.page.keyboard.press("Control+z")
    assert editor.text == ""
    assert time.monotonic() - started < 30


def test_other_sources(editor: Editor, server: EditorServer, faults: list[str]) -> None:
    editor.open(server)
    editor.box.focus()
    editor.paste(html=PAGE)
    assert editor.text == PAGE_CLEANED
    editor.page.keyboard.press("Control+a")
    editor.paste(plain="• 一\r\n\r\n段\u00a0落 <b>字</b>\n## 头")
    assert editor.text == "- 一\n段 落 <b>字</b>\n## 头"
    assert faults == []


@pytest.mark.parametrize(
    ("stored", "keys", "pasted", "text"),
    [
        ("前后", ["Home", "ArrowRight"], "中", "前中后"),
        ("前后", ["Home", "ArrowRight"], "甲\n乙", "前甲\n乙后"),
        ("前后", ["Home", "ArrowRight"], "- 甲", "前\n- 甲\n后"),
        ("前", ["End"], "- 甲\n- 乙", "前\n- 甲\n- 乙"),
        ("- 前", ["End"], "中", "- 前中"),
        ("", [], "## 头\n段", "## 头\n段"),
        ("一二", ["Control+a"], "三", "三"),
        ("- 前", ["End"], "甲\n乙", "- 前甲\n乙"),
        ("- 前", ["End"], "甲\n- 乙", "- 前甲\n- 乙"),
        ("- 前", ["End"], "- 甲\n乙", "- 前\n- 甲\n乙"),
        ("## 头", ["End"], "段一\n段二", "## 头段一\n段二"),
        ("## 头", ["End"], "段一\n#. 甲\n段二", "## 头段一\n#. 甲\n段二"),
        ("- 前后", ["Home", "ArrowRight"], "甲\n乙\n丙", "- 前甲\n乙\n丙后"),
        ("#. 后", ["Home"], "甲\n乙", "甲\n#. 乙后"),
    ],
)
def test_where_pasted_lines_go(
    editor: Editor, server: EditorServer, stored: str, keys: list[str], pasted: str, text: str
) -> None:
    editor.open(server, stored)
    editor.box.focus()
    for key in keys:
        editor.page.keyboard.press(key)
    editor.paste(plain=pasted)
    assert editor.text == text
    editor.page.keyboard.press("Control+z")
    assert editor.text == stored


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ('<p data-figure="x">整段<b>文字</b></p>', "整段**文字**"),
        (
            '<p>共<span data-figure="no figure">甲</span><span data-figure="filings.submitted">128</span></p>',
            "共甲{filings.submitted}",
        ),
        ("<p>留<del>删</del><s>划</s><strike>去</strike><span class=msoDel>掉</span><ins>下</ins></p>", "留下"),
        ("<p>留<span style='text-decoration:line-through'>划</span>下</p>", "留下"),
        (
            "<p>字<a class=msocomanchor href='#_msocom_1'>[A1]</a>。</p><div style='mso-element:comment-list'><p>批注</p></div>",
            "字。",
        ),
        ("<p>外</p><ol><!--StartFragment--><li>一</li><li>二</li><!--EndFragment--><li>三</li></ol>", "#. 一\n#. 二"),
        ("<p>前<!--EndFragment-->中<!--StartFragment-->后</p>", "前中后"),
        ("<ul><li>第一行<br>\n第二行</li></ul><h2>上<br>下</h2><p>甲<br>乙</p>", "- 第一行 第二行\n## 上 下\n甲\n乙"),
    ],
)
def test_what_was_not_meant_stays_outside(editor: Editor, server: EditorServer, html: str, text: str) -> None:
    editor.open(server)
    editor.box.focus()
    editor.paste(html=html)
    assert editor.text == text


def test_files_are_refused_in_words_and_dropped_words_are_cleaned(
    editor: Editor, server: EditorServer, faults: list[str]
) -> None:
    editor.open(server, "字")
    said = editor.page.locator("[data-rich-state]")
    for bring in (editor.paste, editor.drop):
        editor.box.focus()
        bring(file="secret")
        expect(said).to_have_text("文件不能放入正文。请复制其中的文字，再粘贴到这里。")
        editor.box.blur()
        editor.box.focus()
        expect(said).to_have_text("")
    editor.drop(html='<img src="http://evil.test/x.png"><b>拖来</b><script>alert(1)</script>')
    assert editor.text == "**拖来**字"
    assert faults == []


def test_what_is_copied_keeps_its_figures_here_and_its_values_elsewhere(editor: Editor, server: EditorServer) -> None:
    stored = "## 头\n共**{filings.submitted}家**\n- 项"
    editor.open(server, stored)
    editor.box.focus()
    editor.page.keyboard.press("Control+a")
    words, html = editor.box.evaluate(COPY)
    assert words.strip() == stored
    assert '<span data-figure="filings.submitted">128</span>' in html
    editor.page.keyboard.press("Delete")
    editor.paste(html=html, plain=words)
    assert editor.text == stored


def test_the_page_and_the_server_read_the_same(page: Page, server: EditorServer) -> None:
    """The markup is written twice, here and in Python: lines, kinds, bold and codes agree on any text."""
    signs = [
        "## ",
        "- ",
        "#. ",
        "1. ",
        "**",
        "{filings.submitted}",
        "{no}",
        "甲",
        "b ",
        "\n",
        "\u2028",
        "\u3000",
        "*",
        "<i>",
        *"\ufeff\x85\x1c\x1f\xa0",
    ]
    draw = random.Random(6)  # noqa: S311 - nothing is kept secret
    texts = ["".join(draw.choices(signs, k=draw.randrange(14))) for _text in range(2_000)]
    page.goto(f"{ORIGIN}/other")
    for text, (ops, written) in zip(texts, page.evaluate(BOTH_WAYS, texts), strict=True):
        assert parse_text(written) == parse_text(text), repr(text)
        assert read_ops(ops) == read_lines(text), repr(text)


def test_no_star_is_lost_or_gained(page: Page, server: EditorServer) -> None:
    """Whatever stands in the editor: as stored it has the same words, and read again they are the same."""
    draw = random.Random(3)  # noqa: S311 - nothing is kept secret
    words: list[object] = ["甲", "乙 ", "*", "**", " ** ", "x**y", "1. ", {"figure": "filings.submitted"}]
    drawn = [
        [[one, draw.random() < 0.5] for one in draw.choices(words, k=draw.randrange(1, 7))] for _line in range(3_000)
    ]
    drawn += [
        [["甲 ** 乙 ", False], ["丙", True]],
        [["备注", False], ["*", True]],
        [["甲", True], ["**", False], ["乙", True]],
    ]
    lines = [
        [{"insert": one, **({"attributes": {"bold": True}} if bold else {})} for one, bold in line] + [{"insert": "\n"}]
        for line in drawn
    ]
    page.goto(f"{ORIGIN}/other")
    for ops, (written, again, once_more) in zip(lines, page.evaluate(ROUND, lines), strict=True):
        plain, read = (written_by_hand(line) for line in (ops, again))
        assert read == plain or ("**" in plain and written == plain)
        assert once_more == again
    kept = [[{"insert": "甲"}, {"insert": "乙*丙", "attributes": {"bold": True}}, {"insert": "\n"}]]
    assert page.evaluate(ROUND, kept)[0][0] == "甲**乙*丙**"


def written_by_hand(ops: list[dict[str, Any]]) -> str:
    """The words of one line."""
    words = (op["insert"] for op in ops[:-1])
    return "".join(one if isinstance(one, str) else f"{{{one['figure']}}}" for one in words)


def read_ops(ops: list[dict[str, object]]) -> list[list[object]]:
    """[attributes of the line, [[words, bold], …]] of each line that has words."""
    lines: list[list[object]] = []
    runs: list[list[object]] = []
    for op in ops:
        attributes = op.get("attributes") or {}
        insert = op["insert"]
        if insert == "\n":
            lines.append([attributes, runs])
            runs = []
        else:
            words = f"{{{insert['figure']}}}" if isinstance(insert, dict) else str(insert)
            runs.append([words, bool(attributes.get("bold"))])  # type: ignore[attr-defined]
    return [[kind, joined(runs)] for kind, runs in lines if joined(runs)]  # type: ignore[arg-type]


def read_lines(text: str) -> list[list[object]]:
    kinds: dict[str, dict[str, object]] = {"## ": {"header": 3}, "- ": {"list": "bullet"}, "#. ": {"list": "ordered"}}
    lines = parse_text(write_text(parse_text(text)))
    return [[kinds.get(line.kind, {}), joined([[run.written, run.bold] for run in line.runs])] for line in lines]


def joined(runs: list[list[object]]) -> list[list[object]]:
    """Neighbours of one manner together; blanks at the ends of a line say nothing."""
    found: list[list[object]] = []
    for words, bold in runs:
        if found and found[-1][1] == bold:
            found[-1][0] = f"{found[-1][0]}{words}"
        else:
            found.append([words, bold])
    while found and not str(found[0][0]).strip():
        del found[0]
    while found and not str(found[-1][0]).strip():
        del found[-1]
    if found:
        found[0][0] = str(found[0][0]).lstrip()
        found[-1][0] = str(found[-1][0]).rstrip()
    return found
