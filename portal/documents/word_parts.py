"""What Word has and python-docx has no word for: page numbers, rows, widths, faces of two scripts, bytes that repeat."""

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from docx.document import Document as WordDocument
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt
from docx.table import Table, _Row
from docx.text.paragraph import Paragraph

from portal.documents.model import Document

# ZIP keeps no time before 1980 and no zone: a fixed one makes the bytes repeat.
ZIP_TIME = (1980, 1, 1, 0, 0, 0)


def add_page_number(line: Paragraph) -> None:
    """— 1 —"""
    line.add_run("— ").font.size = Pt(14)
    run = line.add_run()
    run.font.size = Pt(14)
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        part.text = text
        run._element.append(part)
    line.add_run(" —").font.size = Pt(14)


def mark_row(row: object, name: str) -> None:
    """Its head is repeated on each page (w:tblHeader), or it is kept on one (w:cantSplit)."""
    mark = OxmlElement(name)
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)  # type: ignore[attr-defined]


def keep_together(rows: Iterable[_Row]) -> None:
    """Each of them stands on the page of the row after it."""
    for row in rows:
        for cell in row.cells:
            cell.paragraphs[0].paragraph_format.keep_with_next = True


def set_widths(grid: Table, widths: Sequence[int], padding: int) -> None:
    """Of the columns and of their cells: one reader goes by these, another by those."""
    for column, width in zip(grid.columns, widths, strict=True):
        column.width = width
        for cell in column.cells:
            cell.width = width
    margins = OxmlElement("w:tblCellMar")
    for side in ("w:left", "w:right"):
        part = OxmlElement(side)
        part.set(qn("w:w"), str(round(padding / Pt(1) * 20)))
        part.set(qn("w:type"), "dxa")
        margins.append(part)
    grid._tbl.tblPr.insert_element_before(margins, "w:tblLook")


def save_document(word: WordDocument, document: Document) -> bytes:
    """With the document's own facts and day: the same document gives the same bytes."""
    facts, day = word.core_properties, datetime.combine(document.date, datetime.min.time())
    facts.title, facts.author, facts.language = document.title, document.author, document.language
    facts.created = facts.modified = day
    facts.last_modified_by, facts.comments = "", document.notice
    stream = io.BytesIO()
    word.save(stream)
    return _with_fixed_times(stream)


def _with_fixed_times(stream: io.BytesIO) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(stream) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in source.namelist():
            archive.writestr(zipfile.ZipInfo(name, ZIP_TIME), source.read(name), zipfile.ZIP_DEFLATED)
    return target.getvalue()


def set_latin_faces(roots: Iterable[object], faces: Mapping[str, str]) -> None:
    """Letters get the face that goes with the Chinese one beside them."""
    for root in roots:
        for fonts in root.iter(qn("w:rFonts")):  # type: ignore[attr-defined]
            latin = faces.get(fonts.get(qn("w:eastAsia"), ""))
            for script in ("w:ascii", "w:hAnsi") if latin else ():
                fonts.set(qn(script), latin)


def set_face(properties: object, face: str) -> None:
    """The face of Chinese characters is an attribute of its own in Word."""
    fonts = properties.get_or_add_rFonts()  # type: ignore[attr-defined]  # lxml element classes carry no types
    for script in ("w:ascii", "w:hAnsi", "w:eastAsia"):
        fonts.set(qn(script), face)
