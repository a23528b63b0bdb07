"""Workbooks that carry what strangers typed."""

import io
from pathlib import Path

from python_calamine import CalamineWorkbook

from portal.documents.workbook import plain_workbook

ROOT = Path(__file__).resolve().parents[3]
TYPED = ["=1+1", "http://example.test/", "007", "{=SUM(A1)}", "internal:Sheet1!A1"]


def test_what_was_typed_stays_text() -> None:
    buffer = io.BytesIO()
    with plain_workbook(buffer) as book:
        book.add_worksheet("one").write_row(0, 0, TYPED)
    buffer.seek(0)
    assert CalamineWorkbook.from_filelike(buffer).get_sheet_by_index(0).to_python() == [TYPED]


def test_nobody_opens_a_workbook_in_another_way() -> None:
    files = (file for app in ("portal", "evaluations", "reporting") for file in (ROOT / app).rglob("*.py"))
    found = [str(file.relative_to(ROOT)) for file in files if "xlsxwriter.Workbook(" in file.read_text()]
    assert found == ["portal/documents/workbook.py"]
