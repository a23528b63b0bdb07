"""The workbook of just the rejected rows: the file's own columns and why, to correct and load again."""

import io
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from portal.documents.workbook import plain_workbook
from portal.registers.reading import Register
from portal.registers.rows import Rejected

WIDTH = 24


def write_rejected(register: Register, rejected: Sequence[Rejected]) -> bytes:
    """An .xlsx with the register's header, then two columns: row in the original file, and what to do."""
    cells_of = {row.number: row.cells for row in register.rows}
    buffer = io.BytesIO()
    with plain_workbook(buffer) as book:
        sheet = book.add_worksheet(_("Rejected rows"))
        heading, wrapped = book.add_format({"bold": True, "text_wrap": True}), book.add_format({"text_wrap": True})
        titles = [*register.columns.titles, _("Row in the file"), _("Reason and remedy")]
        sheet.set_column(0, len(titles) - 2, WIDTH)
        sheet.set_column(len(titles) - 1, len(titles) - 1, 3 * WIDTH, wrapped)
        sheet.freeze_panes(1, 0)
        for at, title in enumerate(titles):
            sheet.write_string(0, at, title, heading)
        for line, verdict in enumerate(rejected, start=1):
            cells = cells_of.get(verdict.row, ())[: len(register.columns.titles)]
            padded = [*cells, *[""] * (len(register.columns.titles) - len(cells))]
            _write_line(sheet, line, [*padded, verdict.row, reasons_of(verdict)])
    return buffer.getvalue()


def reasons_of(verdict: Rejected) -> str:
    return "\n".join(f"{fault.column}: {fault.reason} {fault.remedy}" for fault in verdict.faults)


def _write_line(sheet: Any, line: int, cells: Sequence[Any]) -> None:
    for at, cell in enumerate(cells):
        if isinstance(cell, (int, float)):
            sheet.write_number(line, at, cell)
        else:
            sheet.write_string(line, at, str(cell))
