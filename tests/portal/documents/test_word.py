"""The same document as DOCX: page, faces and headings of GB/T 9704, every word of it, and the same bytes twice."""

import io
import zipfile
from dataclasses import replace
from itertools import chain
from typing import Any, cast

import docx
import pytest
from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from portal.documents.columns import fit_columns
from portal.documents.layout import ROWS_KEPT_TOGETHER
from portal.documents.model import Column, Document, Figure, Section, Table
from portal.documents.printer import PrintFailed, draw_charts
from portal.documents.word import figures_in, write_docx
from tests.portal.documents.samples import (
    BARS,
    COUNTS,
    HOSTILE,
    IMPOSSIBLE,
    RARE,
    full_document,
    paragraph,
    plain_document,
)

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


def long_table(rows: int) -> Document:
    columns = (Column("Division", weight=3), *(Column("Determined", "number"),) * 7)
    table = Table("By division", columns, (("Communication equipment", *"1234567"),) * rows)
    return replace(
        plain_document("Running text."), language="en", sections=(Section("S", 1, (paragraph("Words."), table)),)
    )


def test_columns_are_as_wide_as_in_the_pdf_for_every_reader() -> None:
    """One goes by the grid, another by the cells."""
    [table] = docx.Document(io.BytesIO(write_docx(long_table(3), []))).tables
    (size, _padding), widths = fit_columns(cast("Table", long_table(3).sections[0].blocks[1]))
    for found in ([column.width for column in table.columns], [cell.width for cell in table.rows[2].cells]):
        assert [width / Pt(1) for width in found if width] == pytest.approx(widths, abs=0.1)
    assert table.rows[0].cells[1].paragraphs[0].runs[0].font.size == Pt(size)


@pytest.mark.parametrize(
    ("rows", "kept"), [(5, 5), (ROWS_KEPT_TOGETHER, ROWS_KEPT_TOGETHER), (ROWS_KEPT_TOGETHER + 1, 2)]
)
def test_rows_stand_together_as_in_the_pdf_and_none_is_cut(rows: int, kept: int) -> None:
    [table] = docx.Document(io.BytesIO(write_docx(long_table(rows), []))).tables
    with_next = [bool(row.cells[0].paragraphs[0].paragraph_format.keep_with_next) for row in table.rows]
    assert with_next == [True] * kept + [False] * (rows + 1 - kept)
    assert len(list(table._tbl.iter(qn("w:cantSplit")))) == rows + 1


def test_another_language_has_letters_of_its_own_and_smaller_text() -> None:
    english = docx.Document(io.BytesIO(write_docx(long_table(1), [])))
    text = next(line for line in english.paragraphs if line.text == "Words.")
    assert (text.runs[0].font.size, text.paragraph_format.first_line_indent) == (Pt(12), None)
    faces = {fonts.get(qn("w:ascii")) for fonts in english.element.iter(qn("w:rFonts"))}
    assert faces == {"Times New Roman", "Arial"}
    chinese = docx.Document(io.BytesIO(write_docx(plain_document("正文"), [])))
    assert "仿宋" in {fonts.get(qn("w:ascii")) for fonts in chinese.element.iter(qn("w:rFonts"))}
