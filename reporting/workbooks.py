"""Tables as a workbook without formulas, dated by its figures, so that the same tables give the same bytes."""

import io
from collections.abc import Iterable
from datetime import datetime

from portal.documents.workbook import plain_workbook
from reporting.attachments import Sheet

# A name of a sheet is at most this long, and some signs are not allowed in it.
NAME_LIMIT = 31


def write_workbook(sheets: Iterable[Sheet], dated: datetime) -> bytes:
    """Each sheet with a bold head that stays in sight; the first column too."""
    stream = io.BytesIO()
    with plain_workbook(stream) as book:
        book.set_properties({"created": dated.replace(tzinfo=None)})
        head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True})
        for name, heads, rows in sheets:
            sheet = book.add_worksheet(name[:NAME_LIMIT])
            sheet.freeze_panes(1, 1)
            sheet.set_column(0, len(heads) - 1, 18)
            for place, row in enumerate([heads, *rows]):
                sheet.write_row(place, 0, row, head if place == 0 else None)
    return stream.getvalue()
