"""The process that opens a stranger's file: limited in memory, processor time and wall time; prints JSON lines.

{"sheet": "企业名录"}                     a sheet begins
{"row": 3, "cells": [...], "formulas": [0]}   one row: sheet row number, cells, columns that hold formulas
{"fault": "encrypted"}                    why the file cannot be read; nothing follows

Called with the file, the longest text to take from a cell, and "hidden" where hidden sheets are read too.
"""

import csv
import io
import json
import math
import re
import sys
from collections.abc import Iterator
from datetime import datetime, time
from itertools import chain
from pathlib import Path
from typing import Any
from xml.parsers import expat
from zipfile import ZipFile

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from portal.limits import limit_process
from portal.registers.guard import UnsafeFile, inspect_workbook
from portal.registers.sniffing import WORKBOOK, NotARegister, decode, kind_of

MEMORY = 512 * 1024 * 1024
PROCESSOR_SECONDS = 60
WALL_SECONDS = 120
MAX_ROWS = 60_000
MAX_COLUMNS = 200


def main(path: Path, longest: int, *, hidden: bool = False) -> None:
    limit_process(memory=MEMORY, processor_seconds=PROCESSOR_SECONDS, wall_seconds=WALL_SECONDS)
    try:
        for line in read_lines(path, longest, hidden=hidden):
            sys.stdout.write(json.dumps(line, ensure_ascii=False, default=str) + "\n")
    except (UnsafeFile, NotARegister) as refused:
        sys.stdout.write(json.dumps({"fault": refused.code}) + "\n")
    except MemoryError:
        sys.stdout.write('{"fault": "too_large"}\n')


def read_lines(path: Path, longest: int, *, hidden: bool = False) -> Iterator[dict[str, Any]]:
    content = path.read_bytes()
    if kind_of(content) == WORKBOOK:
        lines = read_workbook(path, hidden=hidden)
    else:
        lines = chain([{"sheet": ""}], read_text(decode(content), longest))
    for line in lines:
        if "cells" in line:
            line["cells"] = [_plain(cell, longest) for cell in line["cells"]]
        yield line


def read_workbook(path: Path, *, hidden: bool = False) -> Iterator[dict[str, Any]]:
    """Every visible worksheet, row by row; with `hidden` the others too."""
    formulas = inspect_workbook(path)
    members = _sheet_members(path)
    try:
        with CalamineWorkbook.from_path(str(path)) as book:
            for meta in book.sheets_metadata:
                if meta.typ == SheetTypeEnum.WorkSheet and (hidden or meta.visible == SheetVisibleEnum.Visible):
                    sheet = book.get_sheet_by_name(meta.name)
                    yield {"sheet": meta.name}
                    yield from _sheet_rows(sheet, formulas.get(members.get(meta.name, ""), set()))
    except CalamineError as error:
        raise UnsafeFile("broken") from error


def _sheet_rows(sheet: Any, formulas: set[str]) -> Iterator[dict[str, Any]]:
    if sheet.total_width > MAX_COLUMNS:
        raise UnsafeFile("too_many_columns")
    if sheet.total_height > MAX_ROWS:
        raise UnsafeFile("too_many_rows")
    columns: dict[int, list[int]] = {}
    for address in formulas:
        letters, row = re.fullmatch(r"([A-Z]+)(\d+)", address).groups()  # type: ignore[union-attr]
        columns.setdefault(int(row), []).append(_column(letters))
    # iter_rows pads the rows above the table but not the columns left of it
    left: list[object] = [""] * (sheet.start or (0, 0))[1]
    for number, cells in enumerate(sheet.iter_rows(), start=1):
        yield {"row": number, "cells": [*left, *cells], "formulas": columns.get(number, [])}


def _sheet_members(path: Path) -> dict[str, str]:
    """Sheet name → archive member, from the workbook's own relations."""
    with ZipFile(path) as archive:
        try:
            relations = _elements(archive.read("xl/_rels/workbook.xml.rels"), "Relationship")
            sheets = _elements(archive.read("xl/workbook.xml"), "sheet")
        except (KeyError, expat.ExpatError) as error:
            raise UnsafeFile("broken") from error
    targets = {item.get("Id", ""): item.get("Target", "").lstrip("/").removeprefix("xl/") for item in relations}
    identifiers = {item.get("name", ""): "".join(item[key] for key in item if key.endswith(":id")) for item in sheets}
    return {name: f"xl/{targets.get(identifier, '')}" for name, identifier in identifiers.items()}


def _elements(content: bytes, name: str) -> list[dict[str, str]]:
    """Attributes of the elements called so; the guard has refused every document that declares entities."""
    found: list[dict[str, str]] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        if tag.rsplit(":", 1)[-1] == name:
            found.append(attributes)

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.Parse(content, True)
    return found


def read_text(text: str, longest: int) -> Iterator[dict[str, Any]]:
    """CSV in UTF-8 or GB18030, separated by comma, tab or semicolon."""
    csv.field_size_limit(longest * 100)
    try:
        for number, cells in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text)), start=1):
            if number > MAX_ROWS:
                raise UnsafeFile("too_many_rows")
            if len(cells) > MAX_COLUMNS:
                raise UnsafeFile("too_many_columns")
            yield {"row": number, "cells": cells, "formulas": []}
    except csv.Error as error:
        raise UnsafeFile("broken") from error


def _delimiter(text: str) -> str:
    head = "\n".join(text.splitlines()[:20])
    return max(",\t;", key=head.count)


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _plain(cell: object, longest: int) -> object:
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, datetime) and cell.time() == time.min:
        return str(cell.date())
    if isinstance(cell, (int, float)):
        return cell if math.isfinite(cell) else str(cell)
    return str(cell)[:longest]


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), hidden="hidden" in sys.argv[3:])
