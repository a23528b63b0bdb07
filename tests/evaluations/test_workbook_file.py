"""What the downloaded file is: typed, locked, printable, and nothing in it that could run."""

import re
from datetime import datetime
from pathlib import Path

import pytest
from django.utils import timezone, translation

from evaluations.checklist import build_checklist
from evaluations.enums import NOT_APPLICABLE
from evaluations.models import Answer, Node
from evaluations.workbook.contents import build_book
from evaluations.workbook.reading import read_book
from evaluations.workbook.writing import write_book
from tests.evaluations.mixed_standards import group, item, standard
from tests.evaluations.schemes.reading import shipped
from tests.evaluations.test_workbook_reading import STANDARD
from tests.evaluations.workbooks import book_of, members_of, paper_filing, part_of, parts_of

SAVED = Path(__file__).parents[1] / "data" / "workbook-saved-by-libreoffice.xlsx"
AT = datetime(2026, 7, 1, 9, 30, tzinfo=timezone.get_fixed_timezone(480))
SAMPLE = shipped("sample-2025")
FIRST = SAMPLE.items[0].code


def written(returned: bool = False, language: str = "zh-hans") -> bytes:
    filing = paper_filing()
    filing.state, filing.state_since = ("returned" if returned else "draft"), AT
    answers = {code.code: Answer(rung="2", remark="=1+1", version=1, updated_at=AT) for code in SAMPLE.items}
    checklist = build_checklist(SAMPLE, filing, answers, {FIRST}, AT.date())
    with translation.override(language):
        return write_book(build_book(filing, SAMPLE, checklist, {FIRST: ["=证明.pdf"]}, AT))


def sheet(content: bytes, number: int) -> str:
    return part_of(content, f"xl/worksheets/sheet{number}.xml")


def cell(text: str, address: str) -> str:
    found = re.search(rf'<c r="{address}".*?</c>', text, re.DOTALL)
    assert found, address
    return found[0]


def test_the_introduction_says_whose_it_is_of_when_and_that_the_sample_is_not_official() -> None:
    text = sheet(written(), 1)
    for word in (
        "示例公司 &amp; 合伙人",
        "91350200MA2YJ1XR9G",
        "2026",
        "2025.1",
        "示例，非官方",
        "2026-07-01 09:30",
        "36",
    ):
        assert word in text
    assert "Illustrative, not official" in sheet(written(language="en"), 1)


def test_each_dimension_has_its_sheet_with_head_help_and_names_of_files() -> None:
    content = written()
    assert list(members_of(content)) == [
        "填表须知", *(f"{one.code} {one.title.zh}" for one in SAMPLE.groups), "_choices", "_portal",
    ]  # fmt: skip
    text, descriptor = sheet(content, 2), SAMPLE.items[0].descriptor("3").zh
    for word in (FIRST, "占总分", "3 保证级", descriptor, "已作答", "=证明.pdf"):
        assert word in text


def test_nothing_in_it_can_run_or_lead_away() -> None:
    parts = parts_of(written())
    assert not [name for name in parts if re.search("vba|macro|external|hyperlink", name, re.IGNORECASE)]
    assert not [name for name, part in parts.items() if b"<f>" in part or b"<f " in part or b"<hyperlink" in part]


def test_only_open_answers_can_be_typed_and_only_from_the_list() -> None:
    content = written(returned=True)
    text = sheet(content, 2)
    assert "<sheetProtection" in text
    assert "password" not in text
    assert re.findall(r'sqref="(\w+)"', text.partition("<dataValidations")[2]) == ["D2", "E2"]
    assert 'type="textLength" operator="lessThanOrEqual"' in text
    assert "<formula1>2000</formula1>" in text
    assert text.count("<formula1>_choices!$A$1:$A$5</formula1>") == 1
    assert len(re.findall('errorTitle="[^"]+" error="[^"]+"', text)) == 2
    styles = re.findall(r"<xf [^>]*?(?:/>|>.*?</xf>)", part_of(content, "xl/styles.xml").partition("<cellXfs")[2])

    def locked(address: str) -> bool:
        style = int(re.findall(r's="(\d+)"', cell(text, address))[0])
        return 'locked="0"' not in styles[style]

    assert [locked(address) for address in ("A2", "B2", "D2", "E2", "F2", "D3", "E3")] == [
        True, True, False, False, True, True, True,
    ]  # fmt: skip


def test_it_prints_on_a4_across_with_its_heads_and_stays_readable_on_the_screen() -> None:
    content = written()
    text = sheet(content, 2)
    assert 'paperSize="9" ' in text
    assert 'orientation="landscape"' in text
    assert "fitToPage" in text
    assert '<pane xSplit="2" ySplit="1"' in text
    assert "_xlnm.Print_Titles" in part_of(content, "xl/workbook.xml")
    tall = float(re.findall(r'<row r="2"[^>]* ht="([\d.]+)"', text)[0])
    assert 100 < tall <= 409


def test_what_identifies_it_is_hidden_and_locked() -> None:
    content = written()
    book = part_of(content, "xl/workbook.xml")
    assert book.count('state="veryHidden"') == 2
    for name in ("_choices", "_portal"):
        assert "<sheetProtection" in part_of(content, members_of(content)[name])
    text = part_of(content, members_of(content)["_portal"])
    for word in ("quality-ladder-workbook", SAMPLE.digest, FIRST):
        assert word in text


def test_an_answer_to_be_confirmed_is_blank_and_says_what_it_was() -> None:
    carried = Answer(remark="去年", carried_from=Node(code=FIRST), carried_rung="3", version=0)
    carried.carried_from_id = 1
    with translation.override("zh-hans"):
        line = book_of(SAMPLE, {FIRST: carried}).pages[0].lines[0]
    assert not isinstance(line, str)
    assert (line.choice, line.remark) == ("", "去年")
    assert line.state == "待确认\n此前：保证级"


def test_not_applicable_is_offered_only_where_the_standard_allows_it() -> None:
    with translation.override("en"):
        lines = [line for page in book_of(STANDARD, {}).pages for line in page.lines if not isinstance(line, str)]
    assert {line.code for line in lines if "Not applicable" in line.choices} == {"A2"}
    assert NOT_APPLICABLE not in str(lines)


@pytest.mark.parametrize("titles", [("同名", "同名"), ("很长" * 30, "很长" * 30), ("a/b?*[]:", "'x'")])
def test_sheets_have_names_that_a_workbook_may_have(titles: tuple[str, str]) -> None:
    made = standard([group(c, item(f"{c}1"), title={"zh": t, "en": t}) for c, t in zip("AB", titles, strict=True)])
    names = list(members_of(write_book(book_of(made, {}))))
    assert len({name.casefold() for name in names}) == 5
    assert all(len(name) <= 31 and not set(name) & set("[]:*?/\\") for name in names)


def test_a_workbook_that_libreoffice_saved_is_read_like_ours() -> None:
    """Filled in, saved by LibreOffice 7.4 and kept; its choices were typed as text and as numbers."""
    entries = {entry.code: (entry.choice, entry.remark) for entry in read_book(SAVED).entries}
    assert entries == {"A1": ("3 3", "第一行\n第二行"), "A2": (0.5, "=1+1"), "B1": ("是", ""), "B2": ("", "")}
