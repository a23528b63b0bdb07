"""Writes a workbook that can be filled in and nothing else: no formulas, links or macros, all but the answers locked."""

from collections.abc import Sequence
from io import BytesIO
from itertools import chain
from math import ceil
from typing import Any
from unicodedata import east_asian_width

from django.utils.translation import gettext as _
from xlsxwriter.utility import xl_col_to_name

from evaluations.rules import REMARK_LIMIT
from evaluations.workbook.contents import Book, Line, Page
from evaluations.workbook.marks import CHOICES_SHEET, FORMAT, IDENTITY_SHEET, ITEM, MAGIC, PASSED
from portal.documents.workbook import plain_workbook

WIDTHS = (8, 30, 10, 16, 42, 60, 11, 20)
INTRODUCTION = (26, 78)
CHOICE, REMARK = 3, 4
A4 = 9
_GREY, _LINE = "#EEF1F5", "#C3CCD8"
# Points; the tallest row that a spreadsheet has.
_LINE_HEIGHT, _TALLEST = 14, 409
_BOX = {"font_size": 10, "valign": "top", "text_wrap": True, "border": 1, "border_color": _LINE}
_STYLES: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 16},
    "notice": {"bold": True, "font_color": "#8A4B00"},
    "step": {"text_wrap": True, "valign": "top"},
    "head": _BOX | {"bold": True, "bg_color": "#DCE5F0", "valign": "vcenter"},
    "part": {"bold": True, "bg_color": "#F6F8FB"},
    "code": _BOX | {"bold": True, "bg_color": _GREY, "num_format": "@"},
    "text": _BOX | {"bg_color": _GREY, "num_format": "@"},
    "open": _BOX | {"num_format": "@", "locked": False},
    "closed": _BOX | {"bg_color": "#DDE2E9", "font_color": "#4A5568", "num_format": "@"},
}
_PROTECTED = {"format_columns": True, "format_rows": True}


def write_book(book: Book) -> bytes:
    """The .xlsx file."""
    buffer = BytesIO()
    with plain_workbook(buffer) as out:
        writer = _Writer(book, out)
        writer.introduction()
        for page in book.pages:
            writer.page(page)
        writer.choices()
        writer.identification()
    return buffer.getvalue()


class _Writer:
    def __init__(self, book: Book, out: Any) -> None:
        self.book, self.out = book, out
        self.styles = {name: out.add_format(style) for name, style in _STYLES.items()}
        lines = chain.from_iterable(page.lines for page in book.pages)
        every = dict.fromkeys(line.choices for line in lines if isinstance(line, Line))
        self.columns = {choices: column for column, choices in enumerate(every)}

    def introduction(self) -> None:
        sheet, book = self._sheet(self.book.first), self.book
        sheet.set_portrait()
        for column, width in enumerate(INTRODUCTION):
            sheet.set_column(column, column, width)
        sheet.write_string(0, 0, book.name, self.styles["title"])
        sheet.write_string(1, 0, book.notice, self.styles["notice"])
        for row, (name, value) in enumerate(book.facts, 3):
            sheet.set_row(row, _height((name, value), INTRODUCTION))
            sheet.write_string(row, 0, name, self.styles["code"])
            sheet.write_string(row, 1, value, self.styles["text"])
        below = len(book.facts) + 4
        sheet.write_string(below, 0, _("How to fill it in"), self.styles["title"])
        for number, step in enumerate(book.steps, 1):
            text = f"{number}. {step}"
            sheet.set_row(below + number, _height([text], [sum(INTRODUCTION)]))
            sheet.merge_range(below + number, 0, below + number, 1, text, self.styles["step"])

    def page(self, page: Page) -> None:
        sheet = self._sheet(page.name)
        sheet.set_landscape()
        sheet.repeat_rows(0)
        sheet.freeze_panes(1, 2)
        sheet.set_row(0, _height(self.book.heads, WIDTHS))
        for column, (width, title) in enumerate(zip(WIDTHS, self.book.heads, strict=True)):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, title, self.styles["head"])
        for row, line in enumerate(page.lines, 1):
            if isinstance(line, Line):
                self._line(sheet, row, line)
            else:
                self._part(sheet, row, line)

    def _part(self, sheet: Any, row: int, heading: str) -> None:
        for column in range(len(WIDTHS)):
            sheet.write_string(row, column, heading if column == 1 else "", self.styles["part"])

    def _line(self, sheet: Any, row: int, line: Line) -> None:
        answer = "open" if line.open else "closed"
        cells = (line.code, line.question, line.weight, line.choice, line.remark, line.help, line.state, line.evidence)
        styles = ("code", "text", "text", answer, answer, "text", "text", "text")
        sheet.set_row(row, _height(cells, WIDTHS))
        for column, (cell, style) in enumerate(zip(cells, styles, strict=True)):
            sheet.write_string(row, column, cell, self.styles[style])
        if line.open:
            sheet.data_validation(row, CHOICE, row, CHOICE, self._list_of(line))
            sheet.data_validation(row, REMARK, row, REMARK, _length())

    def _list_of(self, line: Line) -> dict[str, Any]:
        """Words of a choice may hold commas, so the list is a range of cells, on a sheet of its own."""
        name = xl_col_to_name(self.columns[line.choices], col_abs=True)
        return {
            "validate": "list",
            "source": f"={CHOICES_SHEET}!{name}$1:{name}${len(line.choices)}",
            "error_title": _("Not one of the choices"),
            "error_message": _("Take one from the list of this cell, or empty the cell."),
        }

    def choices(self) -> None:
        sheet = self._hidden(CHOICES_SHEET)
        for row in range(max(map(len, self.columns), default=0)):
            for choices, column in self.columns.items():
                if row < len(choices):
                    sheet.write_string(row, column, choices[row])

    def identification(self) -> None:
        sheet, book = self._hidden(IDENTITY_SHEET), self.book
        passed = [(PASSED, name) for name in (book.first, CHOICES_SHEET)]
        items = [(ITEM, code, base.version, base.mark) for code, base in book.bases.items()]
        for row, cells in enumerate([(MAGIC, FORMAT), *book.identity.rows(), *passed, *items]):
            for column, cell in enumerate(cells):
                if isinstance(cell, int):
                    sheet.write_number(row, column, cell)
                else:
                    sheet.write_string(row, column, cell)

    def _sheet(self, name: str) -> Any:
        sheet = self.out.add_worksheet(name)
        sheet.protect("", _PROTECTED)
        sheet.set_paper(A4)
        sheet.fit_to_pages(1, 0)
        sheet.hide_gridlines(2)
        sheet.set_header(f"&L{_in_print(self.book.notice)}&R{_in_print(self.book.name)}")
        sheet.set_footer("&C&P / &N")
        return sheet

    def _hidden(self, name: str) -> Any:
        sheet = self.out.add_worksheet(name)
        sheet.protect("")
        sheet.very_hidden()
        return sheet


def _height(cells: Sequence[str], widths: Sequence[int]) -> int:
    """Room for all of the text: not every program fits rows to it by itself."""
    lines = [sum(_lines(line, width) for line in cell.split("\n")) for cell, width in zip(cells, widths, strict=True)]
    return min(max(lines) * _LINE_HEIGHT + _LINE_HEIGHT // 2, _TALLEST)


def _lines(text: str, width: int) -> int:
    """Lines of a column `width` letters wide that a text takes, a Chinese character counting double."""
    return max(1, ceil(sum(1 + (east_asian_width(letter) in "WF") for letter in text) / width))


def _length() -> dict[str, Any]:
    return {
        "validate": "length",
        "criteria": "<=",
        "value": REMARK_LIMIT,
        "error_title": _("The remark is too long"),
        "error_message": _("At most %(limit)d characters are kept. Shorten it.") % {"limit": REMARK_LIMIT},
    }


def _in_print(text: str) -> str:
    """An ampersand begins a code in headers and footers."""
    return text.replace("&", "&&")
