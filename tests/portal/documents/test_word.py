"""The same document as DOCX: page, faces and headings of GB/T 9704, every word of it, and the same bytes twice."""

import io
import zipfile
from dataclasses import replace
from itertools import chain
from typing import Any

import docx
import pytest
from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from portal.documents.model import Figure
from portal.documents.printer import PrintFailed, draw_charts
from portal.documents.word import figures_in, write_docx
from tests.portal.documents.samples import BARS, COUNTS, HOSTILE, IMPOSSIBLE, RARE, full_document, plain_document

PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture(scope="module")
def charts() -> list[bytes]:
    return draw_charts(figures_in(full_document()))


@pytest.fixture(scope="module")
def written(charts: list[bytes]) -> bytes:
    return write_docx(full_document(), charts)


@pytest.fixture
def word(written: bytes) -> WordDocument:
    return docx.Document(io.BytesIO(written))


def words_of(word: WordDocument) -> str:
    cells = (cell.text for table in word.tables for row in table.rows for cell in row.cells)
    return "\n".join(chain((line.text for line in word.paragraphs), cells))


def face_of(line: Any) -> str | None:
    """The face of a paragraph's Chinese characters."""
    face: str | None = line.runs[0]._element.rPr.rFonts.get(qn("w:eastAsia"))
    return face


def test_every_word_is_there_and_markup_is_text(word: WordDocument) -> None:
    text = words_of(word)
    for part in ("共有154家企业", RARE, HOSTILE, "经验级", "120", "自评 (家)", "截至2025年11月30日。"):
        assert part in text


def test_the_page_is_that_of_the_standard(word: WordDocument) -> None:
    page = word.sections[0]
    edges = (page.top_margin, page.bottom_margin, page.left_margin, page.right_margin)
    assert [round(edge / Mm(1)) for edge in edges if edge] == [37, 35, 28, 26]
    body = next(line for line in word.paragraphs if line.text.startswith("共有154家"))
    shape = body.paragraph_format
    assert (shape.line_spacing, shape.first_line_indent) == (Pt(28.95), Pt(32))
    assert (body.runs[0].font.size, face_of(body)) == (Pt(16), "仿宋")


def test_headings_have_their_numbers_faces_and_levels(word: WordDocument) -> None:
    style = {line.text: line for line in word.paragraphs if line.style and line.style.name.startswith("Heading")}
    labels = [text for text in style if text.startswith(("一、", "（一）"))]
    assert labels
    first = style[labels[0]]
    assert face_of(first) == "黑体"


def test_a_chart_is_a_picture_that_is_described(word: WordDocument, charts: list[bytes]) -> None:
    assert [chart[:8] for chart in charts] == [PNG] * len(figures_in(full_document()))
    described = [shape._inline.docPr.get("descr") for shape in word.inline_shapes]
    assert described == [figure.alt for figure in figures_in(full_document())]


def test_the_heads_of_a_table_are_repeated(word: WordDocument) -> None:
    heads: list[Any] = [table.rows[0]._tr.trPr for table in word.tables if table.rows[0].cells[0].text == "等级"]
    assert heads
    assert all(head.find(qn("w:tblHeader")) is not None for head in heads)


def test_the_same_document_gives_the_same_bytes(written: bytes, charts: list[bytes]) -> None:
    assert write_docx(full_document(), charts) == written
    assert {entry.date_time for entry in zipfile.ZipFile(io.BytesIO(written)).infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_the_sample_notice_stands_on_it(charts: list[bytes]) -> None:
    document = replace(full_document(), notice="示例，非官方")
    assert "示例，非官方" in words_of(docx.Document(io.BytesIO(write_docx(document, charts))))


def test_what_no_file_of_word_can_hold_is_left_out() -> None:
    word = docx.Document(io.BytesIO(write_docx(plain_document("甲\x0b乙\x01丙"), [])))
    assert "甲乙丙" in words_of(word)


def test_a_chart_that_cannot_be_drawn_is_a_reason() -> None:
    figure = Figure("图", "图", IMPOSSIBLE, COUNTS)
    with pytest.raises(PrintFailed, match="chart"):
        draw_charts([figure])
    assert draw_charts([replace(figure, option=BARS)])[0].startswith(PNG)
