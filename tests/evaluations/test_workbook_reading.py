"""What people and spreadsheet programs do to a workbook: found again where possible, else explained."""

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from evaluations.definition import Definition
from evaluations.models import Answer
from evaluations.workbook.choices import claim_of
from evaluations.workbook.differences import Difference, RowKind
from evaluations.workbook.messages import SENTENCES, sentence_of
from evaluations.workbook.reading import UnreadableWorkbook, fault_at_the_door, read_book
from evaluations.workbook.writing import write_book
from tests.evaluations.mixed_standards import bands, group, item, rungs, standard
from tests.evaluations.workbooks import (
    book_of,
    changed_part,
    compared,
    edited,
    members_of,
    packed,
    part_of,
    parts_of,
    read_back,
)

STEPS = rungs(0, 50, 100)
STANDARD = standard(
    [
        group("A", item("A1", STEPS), item("A2", {"kind": "percent", "step": 5}, not_applicable="redistribute")),
        group("B", item("B1", points=5), item("B2", bands(C=0, B=5, A=10)), rollup="sum"),
    ]
)
FINE = standard([group("A", item("A1", {"kind": "percent", "step": 1}))])
BOOK = write_book(book_of(STANDARD, {"A1": Answer(rung="2", remark="说明", version=3)}))
SHEET_A, SHEET_B = "A A", "B B"
TITLES = ("评价项", "选择（填写）", "说明（填写）")
OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600


def archive(**members: bytes) -> bytes:
    return packed({name.replace("__", "/"): content for name, content in members.items()})


def open_document() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as made:
        made.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet", zipfile.ZIP_STORED)
        made.writestr("content.xml", "<x/>")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        ("评价项,选择\nA1,2\n".encode(), "text"),
        (b"%PDF-1.7 \x00", "not_a_table"),
        (OLD, "old_workbook"),
        (OLD + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
        (open_document(), "open_document"),
        (archive(word__document=b"<x/>"), "no_workbook"),
        (BOOK[: len(BOOK) // 2], "broken"),
        (BOOK, ""),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_another_kind_of_file_is_known_at_the_door(content: bytes, code: str) -> None:
    assert fault_at_the_door(content) == code


def bomb() -> bytes:
    return packed(parts_of(BOOK) | {"xl/worksheets/sheet9.xml": b" " * 12_000_000})


def of_somebody() -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        book.add_worksheet().write_row(0, 0, ["评价项", "选择", "说明"])
    return buffer.getvalue()


def renumbered(number: int) -> bytes:
    return edited(BOOK, {("_portal", "B1"): number})


def without_titles() -> bytes:
    return edited(BOOK, {(SHEET_A, "D1"): "别的", (SHEET_B, "A1"): "别的"})


def crammed() -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        book.add_worksheet().write_column(0, 0, ["长" * 32_000] * 150)
    return buffer.getvalue()


FILES: dict[str, tuple[Callable[[], bytes], str]] = {
    "half a file": (lambda: BOOK[: len(BOOK) // 2], "broken"),
    "a sheet that ends in its middle": (
        lambda: packed(parts_of(BOOK) | {"xl/worksheets/sheet2.xml": part_of(BOOK, "xl/worksheets/sheet2.xml")[:900].encode()}),
        "broken",
    ),
    "a bomb": (bomb, "unpacks_too_large"),
    "entities": (
        lambda: changed_part(BOOK, "xl/workbook.xml", "<workbook", '<!DOCTYPE a [<!ENTITY b "c">]><workbook'),
        "declares_entities",
    ),
    "somebody's own workbook": (of_somebody, "foreign"),
    "a sheet copied into another file": (lambda: edited(BOOK, {("_portal", "A1"): "x"}), "foreign"),
    "an identification without its year": (lambda: edited(BOOK, {("_portal", "A4"): "x"}), "foreign"),
    "a format that is no number": (lambda: edited(BOOK, {("_portal", "B1"): "一"}), "foreign"),
    "an older format": (lambda: renumbered(0), "older_format"),
    "a newer format": (lambda: renumbered(2), "newer_format"),
    "titles that were changed": (without_titles, "no_sheets"),
    "far more text than items need": (crammed, "too_large"),
}  # fmt: skip


@pytest.mark.parametrize("name", list(FILES))
def test_a_workbook_that_cannot_be_used_is_explained(tmp_path: Path, name: str) -> None:
    """Read as the job does, in the limited process; each has a sentence of its own, whole."""
    make, code = FILES[name]
    (tmp_path / "book").write_bytes(make())
    with pytest.raises(UnreadableWorkbook) as caught:
        read_book(tmp_path / "book")
    assert caught.value.code == code
    assert "%" not in sentence_of(caught.value)


def test_every_reason_has_a_sentence_of_its_own() -> None:
    assert len({str(text) for text in SENTENCES.values()}) == len(SENTENCES)


def differing(content: bytes, definition: Definition = STANDARD) -> dict[str, Difference]:
    answers = {"A1": Answer(rung="2", remark="说明", version=3)} if definition is STANDARD else {}
    rows = compared(definition, answers, read_back(content)).rows
    return {row.code: row for row in rows if row.kind != RowKind.UNCHANGED}


def test_renamed_sheets_in_another_order_are_found() -> None:
    content = edited(BOOK, {(SHEET_A, "D2"): "3", (SHEET_B, "E2"): "新"})
    book = part_of(content, "xl/workbook.xml")
    one, two = (f'<sheet name="{name}" sheetId="{n}"' for name, n in ((SHEET_A, 2), (SHEET_B, 3)))
    assert one in book
    content = changed_part(content, "xl/workbook.xml", one, '<sheet name="第一部分" sheetId="2"')
    content = changed_part(content, "xl/workbook.xml", two, '<sheet name="第二部分" sheetId="3"')
    assert set(differing(content)) == {"A1", "B1"}


def moved_right(content: bytes, sheet: str) -> bytes:
    """A column put in before the first."""
    member = members_of(content)[sheet]
    text = part_of(content, member)
    for letter in "HGFEDCBA":
        text = text.replace(f'<c r="{letter}', f'<c r="{chr(ord(letter) + 1)}')
    return packed(parts_of(content) | {member: text.encode()})


def test_a_column_put_in_before_the_others_changes_nothing() -> None:
    found = differing(moved_right(edited(BOOK, {(SHEET_A, "D2"): "3"}), SHEET_A))
    assert list(found) == ["A1"]
    assert found["A1"].entry.choice_at == "E2"


def test_a_sheet_that_was_deleted_is_a_sheet_without_changes() -> None:
    content = edited(BOOK, dict.fromkeys([(SHEET_B, f"{c}{r}") for c in "ABCDEFGH" for r in (1, 2, 3)]))
    assert [entry.code for entry in read_back(content).entries] == ["A1", "A2"]
    assert differing(content) == {}


def test_rows_above_the_head_and_a_head_that_was_copied_are_no_answers() -> None:
    """The head stands in row 3 now, below a note, and once more below the items."""
    cells: dict[tuple[str, str], str | float | None] = {(SHEET_A, f"{column}1"): None for column in "ABCDEFGH"}
    cells |= {(SHEET_A, "A1"): "张三填", (SHEET_A, "D3"): "100%"}
    cells |= {(SHEET_A, f"{column}2"): title for column, title in zip("ADE", TITLES, strict=True)}
    found = read_back(edited(BOOK, cells)).entries
    assert [entry.code for entry in found] == ["A2", "B1", "B2"]
    again = read_back(edited(BOOK, {(SHEET_A, f"{c}3"): t for c, t in zip("ADE", TITLES, strict=True)})).entries
    assert [entry.code for entry in again] == ["A1", "B1", "B2"]


def test_a_sheet_of_ones_own_is_passed_over_and_named() -> None:
    content = edited(BOOK, {(SHEET_B, "A1"): "我的笔记"})
    assert read_back(content).passed_over == (SHEET_B,)


@pytest.mark.parametrize(
    ("code", "cell", "claim"),
    [
        ("A1", 1.0, "1"),
        ("A1", "1.0", "1"),
        ("A1", " ２　2 ", "2"),
        ("A1", "3 3", "3"),
        ("A2", 0.5, "50"),
        ("A2", 50.0, "50"),
        ("A2", "５０ ％", "50"),
        ("A2", "50%", "50"),
        ("A2", 1.0, "100"),
        ("A2", 0, "0"),
        ("A2", "Not Applicable", "not-applicable"),
        ("A2", "不适用 ", "not-applicable"),
        ("B1", "TRUE", "yes"),
        ("B1", "yes", "yes"),
        ("B1", "是", "yes"),
        ("B2", "a", "A"),
        ("A1", "", ""),
        ("A1", "4", None),
        ("A1", "2025-12-15 00:00:00", None),
        ("A1", "nan", None),
        ("A2", 0.512, None),
        ("A2", "52%", None),
        ("B1", "不适用", None),
        ("B1", 1.0, None),
    ],
)
def test_what_programs_make_of_a_choice_is_understood(code: str, cell: Any, claim: str | None) -> None:
    assert claim_of(STANDARD.item(code), cell) == claim


def test_one_on_a_scale_of_single_percents_could_be_all_or_next_to_nothing() -> None:
    one = FINE.item("A1")
    assert [claim_of(one, cell) for cell in (1.0, "1 %", 0.01, 100.0)] == [None, "1", "1", "100"]


@pytest.mark.parametrize(
    ("cells", "code", "where", "said"),
    [
        ({(SHEET_A, "D2"): "五级"}, "A1", "D2", "五级"),
        ({(SHEET_A, "E2"): "长" * 2001}, "A1", "E2", "2001"),
        ({(SHEET_A, "D3"): "不适用"}, "A2", "E3", ""),
        ({(SHEET_A, "A2"): "A9", (SHEET_A, "D2"): "3"}, "A9", "A2", "A9"),
        ({(SHEET_A, "A2"): None}, "", "A2", ""),
        ({(SHEET_A, "A3"): "A1", (SHEET_A, "D3"): "3"}, "A1", "D2", "A A!D3"),
    ],
)
def test_a_row_that_is_not_taken_names_its_cell_the_reason_and_what_to_do(
    cells: dict[tuple[str, str], str | None], code: str, where: str, said: str
) -> None:
    row = differing(edited(BOOK, cells))[code]
    assert (row.kind, row.entry.sheet) == (RowKind.REFUSED, SHEET_A)
    assert row.faults[0].cell == where
    assert said in f"{row.faults[0].reason} {row.faults[0].remedy}"


@pytest.mark.parametrize("cells", [["D2"], ["E2"], ["D2", "E2"]])
def test_a_formula_is_no_answer(cells: list[str]) -> None:
    member = members_of(BOOK)[SHEET_A]
    text = part_of(BOOK, member)
    for cell in cells:
        text = re.sub(rf'<c r="{cell}"[^>]*?(/>|>.*?</c>)', f'<c r="{cell}"><f>1+2</f><v>3</v></c>', text)
    row = differing(packed(parts_of(BOOK) | {member: text.encode()}))["A1"]
    assert (row.kind, [fault.cell for fault in row.faults]) == (RowKind.REFUSED, cells)


def test_two_rows_that_say_the_same_count_once() -> None:
    same = {(SHEET_A, "A3"): "A1", (SHEET_A, "D2"): "3", (SHEET_A, "D3"): "3", (SHEET_A, "E3"): "说明"}
    found = differing(edited(BOOK, same))
    assert {code: row.kind for code, row in found.items()} == {"A1": RowKind.CHANGED}
