"""A list as a file of the actor's office, with the time it was true and the number of its rows."""

import csv
from io import BytesIO, TextIOWrapper

from django.utils import timezone
from django.utils.translation import gettext as _

from portal.documents.workbook import plain_workbook
from portal.enums import FilePurpose
from portal.models import Organisation, StoredFile
from portal.presentation import shown
from portal.services.files import store_file
from portal.tenancy import Actor

Cell = str | int | float | None
Cells = list[Cell]


def keep_table(
    *,
    actor: Actor,
    title: str,
    head: list[str],
    rows: list[Cells],
    format_name: str = "xlsx",
    frozen: int = 1,
    widths: tuple[int, ...] = (),
    remark: str = "",
) -> StoredFile:
    """As XLSX, whose first columns stay in sight up to `frozen`, or as CSV for `format_name` csv.

    `widths` are the columns' in characters, whose texts break into lines then; `remark` stands behind time and number.
    """
    as_of = timezone.now()
    note = _("As of %(time)s (Asia/Shanghai), %(count)d rows") % {"time": shown(as_of), "count": len(rows)}
    table: list[Cells] = [[f"{note} · {remark}" if remark else note], [*head], *rows]
    return store_file(
        actor=actor,
        organisation=Organisation.objects.get(pk=actor.home_id),
        purpose=FilePurpose.EXPORT,
        name=f"{title}-{timezone.localtime(as_of):%Y%m%d-%H%M}.{format_name}",
        content=_as_csv(table) if format_name == "csv" else _as_workbook(table, frozen, widths),
    )


def inert(cell: Cell) -> Cell:
    """A leading sign that a spreadsheet would run as a formula is quoted."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell


def _as_workbook(rows: list[Cells], frozen: int, widths: tuple[int, ...]) -> bytes:
    buffer = BytesIO()
    with plain_workbook(buffer) as book:
        sheet, bold = book.add_worksheet(), book.add_format({"bold": True, "bottom": 1})
        body = book.add_format({"text_wrap": True, "valign": "top"}) if widths else None
        for column, width in enumerate(widths or [18] * len(rows[1])):
            sheet.set_column(column, column, width)
        sheet.freeze_panes(2, frozen)
        sheet.write_row(0, 0, rows[0])
        sheet.write_row(1, 0, rows[1], bold)
        for number, cells in enumerate(rows[2:], 2):
            sheet.write_row(number, 0, cells, body)
    return buffer.getvalue()


def _as_csv(rows: list[Cells]) -> bytes:
    """UTF-8 with a byte-order mark, as spreadsheet programs expect."""
    buffer = BytesIO()
    text = TextIOWrapper(buffer, encoding="utf-8-sig", newline="")
    csv.writer(text).writerows([inert(cell) for cell in cells] for cells in rows)
    text.flush()
    return buffer.getvalue()
