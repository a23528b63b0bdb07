"""Workbooks for tests: made without a database, edited as a person would, read back without a process."""

import io
import re
import zipfile
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from xml.etree import ElementTree

from django.utils import timezone

from evaluations.checklist import build_checklist
from evaluations.definition import Definition
from evaluations.models import Answer, Filing, Round
from evaluations.workbook.contents import Book, build_book
from evaluations.workbook.differences import Differences, Terms, find_differences
from evaluations.workbook.reading import LONGEST, FilledBook, find_book
from portal.models import Organisation
from portal.registers.child import read_lines

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
# What looks like an escaped character is escaped itself, as every spreadsheet program does.
_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
Cells = Mapping[tuple[str, str], str | float | None]


def paper_filing() -> Filing:
    """A filing that no table holds."""
    company = Organisation(name="示例公司 & 合伙人", code="91350200MA2YJ1XR9G")
    return Filing(
        pk=7,
        state="draft",
        enterprise=company,
        round=Round(year=2026, opens_on=date(2026, 1, 1), closes_on=date(2026, 12, 31)),
    )


def book_of(definition: Definition, answers: Mapping[str, Answer], at: datetime | None = None) -> Book:
    filing = paper_filing()
    checklist = build_checklist(definition, filing, answers, (), date(2026, 7, 1))
    return build_book(filing, definition, checklist, {}, at or timezone.now())


def read_back(content: bytes) -> FilledBook:
    """As the job reads it, in this process."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "book"
        path.write_bytes(content)
        return find_book(read_lines(path, LONGEST, hidden=True))


def compared(definition: Definition, answers: Mapping[str, Answer], book: FilledBook) -> Differences:
    checklist = build_checklist(definition, paper_filing(), answers, (), date(2026, 7, 1))
    return find_differences(book, Terms(definition.whole, definition, checklist, lambda task: ""))


def edited(content: bytes, cells: Cells) -> bytes:
    """The workbook with cells filled in anew; None empties one, a number becomes a number as a program writes it."""
    # Other libraries claim the empty prefix for their own documents.
    ElementTree.register_namespace("", _MAIN)
    parts = parts_of(content)
    members = sheet_members(parts)
    for name in {sheet for sheet, _address in cells}:
        root = ElementTree.fromstring(parts[members[name]])  # noqa: S314 - our own file
        found = {cell.attrib["r"]: cell for cell in root.iter(f"{{{_MAIN}}}c")}
        for (sheet, address), value in cells.items():
            if sheet == name:
                _fill(found[address], value)
        parts[members[name]] = ElementTree.tostring(root, "utf-8", xml_declaration=True)
    return packed(parts)


def _fill(cell: ElementTree.Element, value: str | float | None) -> None:
    for child in list(cell):
        cell.remove(child)
    cell.attrib.pop("t", None)
    if isinstance(value, str):
        cell.attrib["t"] = "inlineStr"
        text = ElementTree.SubElement(ElementTree.SubElement(cell, f"{{{_MAIN}}}is"), f"{{{_MAIN}}}t")
        text.text = _ESCAPED.sub("_x005F_", value)
        text.attrib["{http://www.w3.org/XML/1998/namespace}space"] = "preserve"
    elif value is not None:
        ElementTree.SubElement(cell, f"{{{_MAIN}}}v").text = repr(value)


def parts_of(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return buffer.getvalue()


def changed_part(content: bytes, name: str, before: str, after: str) -> bytes:
    """The workbook with a text of one of its parts replaced everywhere; it must be there."""
    parts = parts_of(content)
    assert before.encode() in parts[name], before
    parts[name] = parts[name].replace(before.encode(), after.encode())
    return packed(parts)


def sheet_members(parts: Mapping[str, bytes]) -> dict[str, str]:
    """Sheet name → member, as XlsxWriter numbers them."""
    names = re.findall(r'<sheet name="([^"]*)"', parts["xl/workbook.xml"].decode())
    plain = [name.replace("&amp;", "&") for name in names]
    return {name: f"xl/worksheets/sheet{number}.xml" for number, name in enumerate(plain, 1)}


def members_of(content: bytes) -> dict[str, str]:
    return sheet_members(parts_of(content))


def part_of(content: bytes, name: str) -> str:
    return parts_of(content)[name].decode()
