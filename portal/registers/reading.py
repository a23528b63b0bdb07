"""Reads a register through the limited child process and finds its table."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from portal.registers.headers import SYNONYMS, Columns, is_same_header, recognise
from portal.registers.process import UnreadableTable, table_lines

HEADER_WITHIN = 30
TOTALS = ("合计", "总计", "共计", "小计", "本页合计", "total", "sum")
NOTES = ("注:", "注：", "备注", "说明", "填表", "制表", "审核", "单位负责人", "note")

SENTENCES = {
    "broken": _("The file is damaged or not a workbook. Open it in a spreadsheet program and save it again as .xlsx."),
    "empty": _("The file is empty. Choose the file that holds the register."),
    "encrypted": _("The file is protected by a password. Save a copy without the password and load that."),
    "old_or_encrypted": _("The file is an old .xls or has a password. Save it as .xlsx without a password."),
    "not_a_table": _("The file is neither a workbook nor a CSV table. Save the register as .xlsx and load that."),
    "too_many_parts": _("The workbook holds too many parts. Copy the register alone into a new workbook."),
    "unpacks_too_large": _("The workbook unpacks to far more than a register needs, so it was not opened. "
                           "Copy the register alone, as values, into a new workbook."),
    "declares_entities": _("The workbook contains declarations that a spreadsheet program never writes, so it was "
                           "not opened. Save the register again with a spreadsheet program."),
    "too_many_rows": _("The sheet has more than 60,000 rows. Delete empty rows at the end, or split the file."),
    "too_many_columns": _("The sheet has more than 200 columns. Delete empty columns at the right."),
    "too_large": _("Reading the file took too much memory or time. Delete empty rows and columns, or split the file."),
    "no_header": _("No header row was found in the first 30 rows of any sheet. The register needs at least the columns "
                   "企业名称, 统一社会信用代码, 行政区划代码, 行业代码, 从业人员, 营业收入."),
    "missing_columns": _("The header row lacks these columns: %(columns)s. Add them, or name them so."),
    "no_rows": _("The register has a header row but no enterprises below it."),
}  # fmt: skip


class UnreadableRegister(UnreadableTable):
    """The file as a whole cannot be used; `message` says why and what to do."""

    def __init__(self, code: str, **params: str) -> None:
        super().__init__(code)
        self.params = params

    @property
    def message(self) -> str:
        return str(SENTENCES[self.code]) % self.params


@dataclass(frozen=True)
class RegisterRow:
    """One data row: its number in the sheet, its cells, and the columns whose cell holds a formula."""

    number: int
    cells: tuple[Any, ...]
    formulas: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Register:
    sheet: str
    columns: Columns
    rows: list[RegisterRow] = field(repr=False)


def read_register(path: Path) -> Register:
    """The first sheet with a recognisable header; titles, totals, notes, repeated headers and blank rows left out."""
    try:
        return _find_register(table_lines(path))
    except UnreadableRegister:
        raise
    except UnreadableTable as refused:
        raise UnreadableRegister(refused.code) from refused


def _find_register(lines: Iterable[dict[str, Any]]) -> Register:
    sheet, columns, rows = "", None, []
    for line in lines:
        if "sheet" in line:
            if columns:
                break
            sheet = line["sheet"]
        elif columns is None:
            columns = recognise(line["cells"]) if line["row"] <= HEADER_WITHIN else None
        elif is_data(line["cells"], columns):
            rows.append(RegisterRow(line["row"], tuple(line["cells"]), frozenset(line["formulas"])))
    if columns is None:
        raise UnreadableRegister("no_header")
    if columns.missing:
        raise UnreadableRegister("missing_columns", columns="、".join(SYNONYMS[name][0] for name in columns.missing))
    if not rows:
        raise UnreadableRegister("no_rows")
    return Register(sheet, columns, rows)


def is_data(cells: list[Any], columns: Columns) -> bool:
    """False for a blank row, a total, a note under the table and a repeated header."""
    filled = [str(cell).strip() for cell in cells if str(cell).strip()]
    if not filled or is_same_header(cells, columns):
        return False
    code_at = columns.positions.get("code", -1)
    has_code = 0 <= code_at < len(cells) and bool(str(cells[code_at]).strip())
    first = "".join(filled[0].split()).lower()
    return has_code or not (first in TOTALS or first.startswith(NOTES))
