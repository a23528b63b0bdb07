"""The files of a summary as its document lists them: after its own annexes, hanging, with what a file is checked by."""

import io
import re
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.shared import Pt
from pypdf import PdfReader

from portal.documents.annex_list import annex_lines
from portal.documents.model import Annex, Document, SignOff, Table
from portal.documents.printer import print_document
from portal.documents.word import write_docx
from reporting.attached import Attached
from reporting.composition import compose_summary
from tests.portal.documents.samples import paragraph, plain_document
from tests.portal.documents.test_printer import MM, Word, read_text, read_words
from tests.reporting.samples import sample_snapshot

LONG = "全省制造业质量管理数字化典型场景和优秀解决方案名单（第一批至第三批）及推广应用情况说明"
SHA = "0123456789abcdef" * 4
FILES = (
    Attached("2026年度工作方案", "方案 定稿.pdf", 1_234_567, SHA),
    Attached(LONG, "名单.xlsx", 9, SHA[::-1]),
)


def listed(*titles: str, files: tuple[str, ...] = ()) -> Document:
    """Text, annexes of these titles and files, a signature."""
    annexes = tuple(Annex(title, (paragraph("见表。"),)) for title in titles)
    return replace(
        plain_document("正文。"), annexes=annexes, attached=files, sign_off=SignOff("某厅", "2025年12月10日")
    )


def test_they_are_numbered_on_after_the_documents_own_annexes() -> None:
    document = compose_summary(sample_snapshot(), {}, language="zh-hans", attached=FILES)
    assert [annex.title for annex in document.annexes] == ["评价情况表", "指标及口径说明", "随文附件清单"]
    assert [(line.number, line.title) for line in annex_lines(document)][2:] == [
        ("3.", "随文附件清单"),
        ("4.", "2026年度工作方案"),
        ("5.", LONG),
    ]
    (table,) = [block for block in document.annexes[-1].blocks if isinstance(block, Table)]
    grouped = "01234567 89abcdef " * 4
    assert table.rows[0] == ("附件4", "2026年度工作方案", "方案 定稿.pdf", "1234567", grouped.strip())
    assert [column.title for column in table.columns][-1] == "SHA-256"


def test_without_files_nothing_is_said_of_them() -> None:
    document = compose_summary(sample_snapshot(), {}, language="zh-hans")
    assert document == compose_summary(sample_snapshot(), {}, language="zh-hans", attached=())
    assert (document.attached, len(document.annexes)) == ((), 2)


def test_in_english_every_word_is_english() -> None:
    files = (replace(FILES[0], title="Plan", name="plan.pdf"),)
    document = compose_summary(sample_snapshot(), {}, language="en", attached=files)
    assert document.annexes[-1].title == "Files submitted with the summary"
    assert "Annex 4" in str(document.annexes[-1].blocks)


def first_word(words: dict[int, list[Word]], text: str) -> Word:
    return next(word for page in words.values() for word in page if word.text.startswith(text))


def test_a_title_goes_on_below_its_first_character_and_before_the_date(tmp_path: Path) -> None:
    """附件： two characters in, further titles below the first one, and what does not fit below its own beginning."""
    printed = print_document(listed("评价情况表", "指标", files=(LONG, "方案"))).pdf
    text = read_text(printed, tmp_path)
    assert text.index("正文。") < text.index("附件：") < text.index("4. 方案") < text.index("2025年12月10日")
    words = read_words(printed, tmp_path)
    label, second = first_word(words, "附件"), first_word(words, "2.")
    assert label.left == pytest.approx(28 * MM + 2 * 16, abs=1.5)
    assert second.left == pytest.approx(label.left + 3 * 16, abs=1.5)
    page = next(words for words in words.values() if label in words)
    lines = sorted({round(word.top) for word in page if label.top <= word.top})
    below = [word for word in page if round(word.top) == lines[3]]
    assert below[0].text in LONG, "the third entry's second line"
    assert below[0].left == pytest.approx(second.left + 1.3 * 16, abs=1.5)


def structure(pdf: bytes, folder: Path) -> list[tuple[int, str]]:
    """The tagged PDF as a reader of the screen meets it: (depth, kind of the element or "its words" in quotes)."""
    path = folder / "tagged.pdf"
    path.write_bytes(pdf)
    told = subprocess.run(["pdfinfo", "-struct-text", str(path)], check=True, capture_output=True, text=True).stdout
    return [(len(line) - len(line.lstrip()), line.strip()) for line in told.splitlines() if line.strip()]


def items_of(tree: list[tuple[int, str]]) -> list[list[str]]:
    """For each list of the structure the words of its items."""
    lists: list[list[str]] = []
    inside: list[tuple[int, str]] = []
    for depth, line in tree:
        inside = [one for one in inside if one[0] < depth]
        kind = line.split()[0]
        if kind == "L":
            lists.append([])
        elif kind == "LI" and inside and inside[-1][1] == "L":
            lists[-1].append("")
        elif line.startswith('"') and any(one == "LI" for _depth, one in inside):
            lists[-1][-1] += line.strip('"')
        inside.append((depth, kind))
    return lists


def test_the_list_is_a_list_to_who_cannot_see_it_and_its_annexes_are_the_bookmarks(tmp_path: Path) -> None:
    printed = print_document(listed("评价情况表", files=("方案", LONG))).pdf
    (items,) = items_of(structure(printed, tmp_path))
    assert [re.sub(r"\s", "", item) for item in items] == ["附件：1.评价情况表", "2.方案", f"3.{LONG}"]
    reader = PdfReader(io.BytesIO(printed))
    titles: list[Any] = [entry["/Title"] for entry in reader.outline if not isinstance(entry, list)]
    assert titles[-1] == "评价情况表"


def test_fifty_files_are_listed_over_the_page(tmp_path: Path) -> None:
    text = read_text(print_document(listed("表", files=tuple(f"材料{n}号" for n in range(50)))).pdf, tmp_path)
    assert "51. 材料49号" in text
    assert text.index("51. ") < text.index("2025年12月10日")


def test_word_has_the_same_list() -> None:
    word = docx.Document(io.BytesIO(write_docx(listed("评价情况表", files=("方案",)), [])))
    lines = [line for line in word.paragraphs if "\t" in line.text]
    assert [line.text for line in lines] == ["附件：1.\t评价情况表", "2.\t方案"]
    shapes = [(line.paragraph_format.left_indent, line.paragraph_format.first_line_indent) for line in lines]
    assert shapes == [(Pt(104), Pt(-72)), (Pt(104), Pt(-24))]
    texts = [line.text for line in word.paragraphs]
    assert texts.index("2.\t方案") < texts.index("2025年12月10日")
    alone = docx.Document(io.BytesIO(write_docx(listed("评价情况表"), [])))
    assert "附件：评价情况表" in [line.text for line in alone.paragraphs]
