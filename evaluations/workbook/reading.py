"""Reads a filled-in workbook: found by its identification and the titles of its columns, not by names or places."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from xlsxwriter.utility import xl_rowcol_to_cell

from evaluations.workbook.marks import FORMAT, ITEM, MAGIC, PASSED, Base, Identity, canonical
from portal.registers.cells import half_width, plain
from portal.registers.process import UnreadableTable, table_lines
from portal.registers.sniffing import TEXT, NotARegister, kind_of

# What a cell can hold.
LONGEST = 32_767
# Well above the largest standard, filled to the brim.
MOST_ROWS = 3_000
MOST_CHARACTERS = 4_000_000
_OPEN_DOCUMENT = b"mimetypeapplication/vnd.oasis.opendocument"
_HEAD = 200
_ZIP_END = b"PK\x05\x06"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_SHOWN_NAME = 31
_LONGEST_CODE, _LONGEST_CHOICE = 40, 200


class UnreadableWorkbook(UnreadableTable):
    """`code` and `params` make a sentence of evaluations/workbook/messages.py."""

    def __init__(self, code: str, **params: str) -> None:
        super().__init__(code)
        self.params = params


@dataclass(frozen=True)
class Entry:
    """A row of an item as it was filled in; `computed` and the last three are addresses of its cells."""

    sheet: str
    code: str
    choice: Any
    remark: str
    computed: Sequence[str]
    code_at: str
    choice_at: str
    remark_at: str


@dataclass(frozen=True)
class FilledBook:
    """`passed_over` names the visible sheets in which no columns of the portal were found."""

    identity: Identity
    bases: Mapping[str, Base]
    entries: tuple[Entry, ...]
    passed_over: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        return {
            "identity": asdict(self.identity),
            "bases": {code: [base.version, base.mark] for code, base in self.bases.items()},
            "entries": [list(asdict(entry).values()) for entry in self.entries],
            "passed_over": list(self.passed_over),
        }

    @classmethod
    def from_dict(cls, kept: Mapping[str, Any]) -> FilledBook:
        return cls(
            Identity(**kept["identity"]),
            {code: Base(*values) for code, values in kept["bases"].items()},
            tuple(Entry(*values) for values in kept["entries"]),
            tuple(kept["passed_over"]),
        )


@dataclass(frozen=True)
class _Row:
    number: int
    cells: Sequence[Any]
    formulas: frozenset[int]

    def cell(self, column: int) -> Any:
        return self.cells[column] if column < len(self.cells) else ""


_Sheets = Mapping[str, Sequence[_Row]]


def fault_at_the_door(content: bytes) -> str:
    """The code of what keeps a file from being a workbook at first sight; '' for what a reader must look into."""
    try:
        kind = kind_of(content)
    except NotARegister as refused:
        if refused.code == "old_or_encrypted":
            return "encrypted" if _ENCRYPTED in content else "old_workbook"
        return refused.code
    if kind == TEXT:
        return "text"
    if _OPEN_DOCUMENT in content[:_HEAD]:
        return "open_document"
    if b"xl/workbook.xml" in content:
        return ""
    # a ZIP ends with the list of what it holds: without one it was cut off, whatever it was
    return "no_workbook" if _ZIP_END in content else "broken"


def read_book(path: Path) -> FilledBook:
    """UnreadableWorkbook for a file that cannot be opened or is no workbook of a format that we read."""
    try:
        return find_book(table_lines(path, longest=LONGEST, hidden=True))
    except UnreadableWorkbook:
        raise
    except UnreadableTable as refused:
        raise UnreadableWorkbook(refused.code) from refused


def find_book(lines: Iterable[Mapping[str, Any]]) -> FilledBook:
    """The workbook in the lines of portal/registers/child.py, hidden sheets among them."""
    sheets = _sheets_of(lines)
    name = next((name for name, rows in sheets.items() if rows and _text(rows[0].cell(0)) == MAGIC), None)
    if name is None:
        raise UnreadableWorkbook("foreign")
    rows = sheets[name]
    _check_format(rows[0].cell(1))
    identity = _identity(rows)
    passed = {_text(row.cell(1)) for row in rows if _text(row.cell(0)) == PASSED} | {name}
    entries, passed_over = _entries({other: sheets[other] for other in sheets if other not in passed}, identity)
    return FilledBook(identity, dict(_bases(rows)), tuple(entries), tuple(passed_over))


def _sheets_of(lines: Iterable[Mapping[str, Any]]) -> _Sheets:
    """Every row that holds something, within limits."""
    sheets: dict[str, list[_Row]] = {}
    rows, count, characters = [], 0, 0
    for line in lines:
        if "sheet" in line:
            rows = sheets.setdefault(line["sheet"], [])
        elif any(cell != "" for cell in line["cells"]):
            count, characters = count + 1, characters + sum(len(c) for c in line["cells"] if isinstance(c, str))
            if count > MOST_ROWS or characters > MOST_CHARACTERS:
                raise UnreadableWorkbook("too_large")
            rows.append(_Row(line["row"], line["cells"], frozenset(line["formulas"])))
    return sheets


def _check_format(cell: Any) -> None:
    number = _number(cell)
    if number is None:
        raise UnreadableWorkbook("foreign")
    if number != FORMAT:
        raise UnreadableWorkbook("newer_format" if number > FORMAT else "older_format")


def _identity(rows: Sequence[_Row]) -> Identity:
    said = {_text(row.cell(0)): _text(row.cell(1)) for row in rows}
    if any(field.name not in said for field in fields(Identity)):
        raise UnreadableWorkbook("foreign")
    return Identity(**{field.name: said[field.name] for field in fields(Identity)})


def _bases(rows: Sequence[_Row]) -> Iterator[tuple[str, Base]]:
    for row in rows:
        version = _number(row.cell(2))
        if _text(row.cell(0)) == ITEM and version is not None:
            yield _text(row.cell(1)), Base(version, _text(row.cell(3)))


def _entries(sheets: _Sheets, identity: Identity) -> tuple[list[Entry], list[str]]:
    """The items' rows, and the sheets without any; UnreadableWorkbook when there is no sheet at all."""
    entries, passed_over, found = list[Entry](), list[str](), False
    for name, rows in sheets.items():
        heads = [(place, columns) for place, row in enumerate(rows) if (columns := _columns(row, identity))]
        if heads:
            found, (place, columns) = True, heads[0]
            repeated = {other for other, _columns_again in heads}
            below = [row for at, row in enumerate(rows) if at > place and at not in repeated]
            entries += _entries_of(name, below, columns)
        elif rows:
            passed_over.append(_text(name)[:_SHOWN_NAME])
    if not found:
        titles = (identity.code_title, identity.choice_title, identity.remark_title)
        raise UnreadableWorkbook("no_sheets", titles=" | ".join(title[:_SHOWN_NAME] for title in titles))
    return entries, passed_over


def _columns(row: _Row, identity: Identity) -> tuple[int, int, int] | None:
    """Where code, choice and remark stand below this row, if it is the head."""
    texts = [plain(cell) for cell in row.cells]
    titles = (identity.code_title, identity.choice_title, identity.remark_title)
    if not all(title in texts for title in titles):
        return None
    code, choice, remark = (texts.index(title) for title in titles)
    return code, choice, remark


def _entries_of(name: str, rows: Sequence[_Row], columns: tuple[int, int, int]) -> Iterator[Entry]:
    code_at, choice_at, remark_at = columns
    for row in rows:
        code, choice, remark = half_width(_text(row.cell(code_at))), row.cell(choice_at), _text(row.cell(remark_at))
        if not (code or remark or plain(choice)):
            continue
        address = [xl_rowcol_to_cell(row.number - 1, column) for column in columns]
        computed = [
            at for at, column in zip(address, columns, strict=True) if column != code_at and column in row.formulas
        ]
        kept = choice if isinstance(choice, int | float) else _text(choice)[:_LONGEST_CHOICE]
        yield Entry(_text(name)[:_SHOWN_NAME], code[:_LONGEST_CODE], kept, remark, computed, *address)


def _text(cell: Any) -> str:
    return canonical(plain(cell))


def _number(cell: Any) -> int | None:
    text = plain(cell)
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else None
