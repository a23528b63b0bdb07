"""Subheads, items and bold words in the PDF and in Word, and what hostile text does there: nothing."""

import io
import re
from collections import Counter
from dataclasses import replace
from functools import partial
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from portal.documents.layout import lay_out
from portal.documents.model import Document, ItemList, Paragraph, Section, Strong
from portal.documents.printer import print_document
from portal.documents.word import write_docx
from reporting.composition import compose_summary
from reporting.enums import SectionKey
from reporting.reading import Reading
from reporting.rules import TEXT_LIMIT
from tests.browser.person import plain
from tests.reporting.samples import sample_snapshot

TEXT = """引言**加粗{filings.submitted}家**。
## 小标题
- 第一项
- 第二项
#. 甲
#. 乙
段落
#. 丙"""
HOSTILE = """- <img src="file:///etc/passwd"><link rel=attachment href="http://127.0.0.1/">
## <script>alert(1)</script>
**<a href="http://evil.test/">字</a>** url(http://evil.test/x.png) {{ document.title }} {% load x %}"""


def small(text: str) -> Document:
    """The section alone, without charts, cover and annexes."""
    whole = compose_summary(sample_snapshot(), {SectionKey.PROBLEMS: text}, language="zh-hans")
    place = next(
        place for place, section in enumerate(whole.sections) if section.heading == str(SectionKey.PROBLEMS.label)
    )
    sections = [section for section in whole.sections[place:] if section.level > 1]
    return Document(whole.title, "zh-hans", whole.author, whole.date, (whole.sections[place], *sections))


@pytest.fixture(scope="module")
def reader() -> PdfReader:
    return PdfReader(io.BytesIO(print_document(small(TEXT)).pdf))


def kinds(node: Any) -> Counter[str]:
    """Structure elements of the tagged PDF by kind."""
    found: Counter[str] = Counter()
    nodes = [node]
    while nodes:
        one = nodes.pop().get_object()
        if isinstance(one, list):
            nodes += one
        elif isinstance(one, DictionaryObject):
            found[str(one.get("/S", ""))] += 1
            nodes += [one["/K"]] if "/K" in one else []
    return found


def test_the_words_stand_in_the_pdf_with_their_signs(reader: PdfReader) -> None:
    value = Reading(sample_snapshot(), "zh-hans").value("filings.submitted").text
    text = plain("".join(page.extract_text() for page in reader.pages))
    for words in (f"引言加粗{value}家。", "(一)小标题", "•第一项", "•第二项", "(1)甲", "(2)乙", "段落(1)丙"):
        assert words in text, words
    assert "**" not in text


def test_lists_and_heads_are_tagged(reader: PdfReader) -> None:
    catalogue: Any = reader.trailer["/Root"]
    found = kinds(catalogue["/StructTreeRoot"])
    assert [found[f"/{kind}"] for kind in ("L", "LI", "Lbl", "H2", "H3", "H4")] == [3, 5, 5, 1, 1, 0]
    assert [line.title for line in outline(reader)][-1] == "（一）小标题"


def outline(reader: PdfReader) -> list[Any]:
    """Every bookmark, deep ones too."""
    lines: list[Any] = []
    left: list[Any] = list(reader.outline)
    while left:
        one = left.pop(0)
        left = [*one, *left] if isinstance(one, list) else left
        lines += [] if isinstance(one, list) else [one]
    return lines


def test_word_has_lists_that_count_anew_and_bold_runs() -> None:
    word = docx.Document(io.BytesIO(write_docx(small(TEXT), [])))
    lines = {line.text: line for line in word.paragraphs}
    number = partial(_number_of, lines)
    assert number("第一项") == number("第二项") != number("甲")
    assert number("甲") == number("乙") != number("丙")
    assert style_of(lines["（一）小标题"]) == "Heading 2"
    [first] = [line for text, line in lines.items() if text.startswith("引言")]
    assert [(run.bold, run.text[:2]) for run in first.runs] == [(False, "引言"), (True, "加粗"), (False, "。")]
    levels = word.part.numbering_part.element.xpath("w:abstractNum/w:lvl[w:suff]/w:lvlText/@w:val")
    assert levels == ["•", "（%1）"]


def style_of(line: Any) -> str:
    return str(line.style.name)


def _number_of(lines: dict[str, Any], text: str) -> int:
    found = lines[text]._element.pPr.numPr.numId.get(qn("w:val"))
    return int(found)


def test_text_without_markup_is_set_as_ever() -> None:
    """The printed bytes rest on it: they carry a hash of the HTML."""
    html = lay_out(small("甲{filings.submitted}乙\n丙 < 丁")).html
    assert re.search(r'<p class="text">甲[\d]+乙</p>\s*<p class="text">丙 &lt; 丁</p>', html)
    assert "<strong>" not in html
    assert "<ul" not in html
    document = small("")
    set_by_hand = Section("头", 1, (Paragraph((Strong(("粗",)), "细")), ItemList((Paragraph(("项",)),))))
    assert (
        "<strong>粗</strong>细"
        in lay_out(Document(document.title, "zh-hans", "厅", document.date, (set_by_hand,))).html
    )


def test_hostile_text_is_text_and_fetches_nothing() -> None:
    printed = print_document(small(HOSTILE))
    text = plain("".join(page.extract_text() for page in PdfReader(io.BytesIO(printed.pdf)).pages))
    for words in (
        '<imgsrc="file:///etc/passwd">',
        "<script>alert(1)</script>",
        '<ahref="http://evil.test/">字</a>',
        "{{document.title}}",
    ):
        assert words in text, words
    assert PdfReader(io.BytesIO(printed.pdf)).attachments == {}
    write_docx(small(HOSTILE), [])


@pytest.mark.parametrize("line", ["## 头\n", "- 项\n#. 甲\n"])
def test_the_longest_text_of_nothing_but_signs_prints(line: str) -> None:
    text = line * (TEXT_LIMIT // len(line))
    assert print_document(replace(small(text), contents=True)).pages > 100
    assert write_docx(small(text), [])
