"""Tables as they are printed, measured from the PDF: what stands together on a page, and how wide columns are."""

from dataclasses import replace
from pathlib import Path

import pytest

from portal.documents.columns import HEADS, WIDTH, fit_columns
from portal.documents.layout import ROWS_KEPT_TOGETHER
from portal.documents.model import Annex, Block, Column, Table
from portal.documents.printer import print_document
from tests.portal.documents.samples import paragraph, plain_document
from tests.portal.documents.test_printer import run_on

LONG = Table(
    "长表",
    (Column("名称"), Column("数", "number")),
    tuple((f"行{row}", "1") for row in range(ROWS_KEPT_TOGETHER + 8)),
    ("说明",),
)


def test_no_caption_head_row_or_note_of_a_long_table_stands_alone_on_its_page(tmp_path: Path) -> None:
    """Each annex begins a page; the table begins a line lower in each."""
    lines = range(2, 20)
    annexes = tuple(Annex("附", (*(paragraph("段落") for _line in range(count)), LONG)) for count in lines)
    document = replace(plain_document("正文"), annexes=annexes)
    pages = run_on(["pdftotext", "-layout"], print_document(document).pdf, tmp_path).split("\f")
    places = set()
    for page in pages:
        rows = page.count("行")
        assert rows != 1, page
        assert ("长表" not in page and "名称" not in page and "说明" not in page) or rows, page
        places.add(rows)
    assert sum(page.count("长表") for page in pages) == len(lines)
    assert len(places) > 5, "it was broken in many places"


def test_a_table_of_one_row_is_not_held_by_the_next_one(tmp_path: Path) -> None:
    short = Table("短表", (Column("名称"),), (("唯一",),))
    next_one = Table("后表", (Column("名称"),), tuple((f"行{row}",) for row in range(ROWS_KEPT_TOGETHER - 1)))
    blocks: tuple[Block, ...] = (*(paragraph("段落") for _line in range(12)), short, next_one)
    printed = print_document(replace(plain_document("正文"), annexes=(Annex("附", blocks),)))
    (page,) = [page for page in run_on(["pdftotext", "-layout"], printed.pdf, tmp_path).split("\f") if "唯一" in page]
    assert "段落" in page, "it stands below the text"
    assert "后表" not in page, "which did not fit any more"


def test_a_head_is_set_smaller_only_where_its_words_need_it() -> None:
    roomy = Table("表", (Column("Level", weight=2), Column("Determined", "number")), ())
    head, widths = fit_columns(roomy)
    assert head == HEADS[0]
    assert widths == pytest.approx([WIDTH * 2 / 3, WIDTH / 3])
    narrow = Table("表", (Column("City", weight=3), *(Column("Determined", "number"),) * 7), ())
    head, widths = fit_columns(narrow)
    assert head in HEADS[1:]
    assert sum(widths) == pytest.approx(WIDTH)
    assert fit_columns(Table("表", (Column("a" * 200), *(Column("b" * 90, "number"),) * 9), ()))[0] == HEADS[-1]
