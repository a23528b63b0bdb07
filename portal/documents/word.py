"""A Document as DOCX for those who must edit it: the page, faces and headings of GB/T 9704 as far as Word sets them.

The same document and charts give the same bytes. What a reader of the PDF has and Word lays out by itself (page numbers
in the contents, breaks) is left to Word.
"""

import io
import re
from collections.abc import Iterable, Iterator, Sequence

import docx
from django.utils import translation
from django.utils.translation import gettext as _
from docx.enum.section import WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK, WD_LINE_SPACING
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph as WordParagraph

from portal.documents.annex_list import annex_lines, hang_annex, is_numbered
from portal.documents.columns import fit_columns
from portal.documents.layout import ROWS_KEPT_TOGETHER, print_date
from portal.documents.model import (
    Annex,
    Block,
    Checklist,
    Digest,
    Document,
    Figure,
    ItemList,
    KeyValues,
    Paragraph,
    QrCode,
    Section,
    SignOff,
    Table,
)
from portal.documents.numbering import heading_labels
from portal.documents.word_lists import BULLET, NUMBER, Lists, make_item
from portal.documents.word_parts import (
    add_page_number,
    keep_together,
    mark_row,
    save_document,
    set_face,
    set_latin_faces,
    set_widths,
)

# GB/T 9704-2012 (domain.md §7): type area 156 × 225 mm, 22 lines of 28 characters of 16 pt.
BODY, LINE, TITLE, SMALL = Pt(16), Pt(28.95), Pt(22), Pt(10.5)
# Running text of other languages, as the PDF sets it; the standard is about Chinese characters.
LATIN_BODY, LATIN_LINE = Pt(12), Pt(20)
FANG_SONG, HEI, KAI, XIAO_BIAO_SONG = "仿宋", "黑体", "楷体", "方正小标宋简体"
FACES = {1: HEI, 2: KAI, 3: FANG_SONG, 4: FANG_SONG}
# Chinese faces have Latin letters of one width.
LATIN_FACES = {HEI: "Arial", FANG_SONG: "Times New Roman", KAI: "Times New Roman", XIAO_BIAO_SONG: "Times New Roman"}
# XML 1.0 has no place for these.
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def write_docx(document: Document, charts: Sequence[bytes]) -> bytes:
    """The document as DOCX; `charts` are the PNGs of `figures_in(document)`, in that order."""
    with translation.override(document.language):
        return _Writer(document, charts).write()


def figures_in(document: Document) -> list[Figure]:
    """Every figure in reading order."""
    groups = [document.lead, *(section.blocks for section in document.sections), *(a.blocks for a in document.annexes)]
    return [block for blocks in groups for block in blocks if isinstance(block, Figure)]


class _Writer:
    """One pass over a document; tables and figures are numbered as they come."""

    def __init__(self, document: Document, charts: Sequence[bytes]) -> None:
        self.document, self.charts = document, iter(charts)
        self.word = docx.Document()
        self.lists = Lists(self.word)
        self.tables = self.figures = 0

    def write(self) -> bytes:
        self._set_page()
        if self.document.cover:
            self._write_cover()
        self._write_head()
        self._write_blocks(self.document.lead)
        for section, label in zip(self.document.sections, self._labels(), strict=True):
            self._write_section(section, label)
        self._write_annex_list()
        if self.document.sign_off:
            self._write_sign_off(self.document.sign_off)
        for place, annex in enumerate(self.document.annexes, start=1):
            self._write_annex(annex, place)
        if not self.is_chinese:
            set_latin_faces((self.word.styles.element, self.word.element), LATIN_FACES)
        return save_document(self.word, self.document)

    def _labels(self) -> Iterator[str]:
        return heading_labels((section.level for section in self.document.sections), self.document.language)

    def _set_page(self) -> None:
        page = self.word.sections[0]
        page.page_width, page.page_height = Mm(210), Mm(297)
        page.top_margin, page.bottom_margin, page.left_margin, page.right_margin = Mm(37), Mm(35), Mm(28), Mm(26)
        normal = self.word.styles["Normal"]
        normal.font.size = BODY
        set_face(normal.element.get_or_add_rPr(), FANG_SONG)
        self.word.settings.odd_and_even_pages_header_footer = True
        for footer, side in ((page.footer, "right"), (page.even_page_footer, "left")):
            line = footer.paragraphs[0]
            line.alignment = WD_ALIGN_PARAGRAPH.RIGHT if side == "right" else WD_ALIGN_PARAGRAPH.LEFT
            setattr(line.paragraph_format, f"{side}_indent", Pt(14))
            add_page_number(line)

    def _write_cover(self) -> None:
        self._line(self.document.title, face=XIAO_BIAO_SONG, size=TITLE, align="center", before=Mm(48))
        if self.document.subtitle:
            self._line(self.document.subtitle, align="center")
        self._pairs(self.document.cover)
        if self.document.notice:
            self._line(self.document.notice, face=HEI, size=SMALL, align="center", before=Mm(10))
        self._line(self.document.author, align="center", before=Mm(30))
        self._line(print_date(self.document.date.isoformat(), self.document.language), align="center")
        self.word.add_section(WD_SECTION.NEW_PAGE)

    def _write_head(self) -> None:
        if self.document.red_header:
            self._line(self.document.red_header, face=XIAO_BIAO_SONG, size=Pt(36), align="center")
        if self.document.number:
            self._line(self.document.number, align="center")
        self._line(self.document.title, face=XIAO_BIAO_SONG, size=TITLE, align="center", after=LINE)
        if self.document.notice and not self.document.cover:
            self._line(self.document.notice, face=HEI, size=SMALL, align="center")

    def _write_section(self, section: Section, label: str) -> None:
        self._heading(f"{label}{section.heading}", section.level, FACES[section.level])
        self._write_blocks(section.blocks)

    def _write_annex_list(self) -> None:
        """Hanging, as the PDF has it: the tab ends where the titles begin."""
        for place, line in enumerate(annex_lines(self.document)):
            label = (_("Annexes: ") if place == 0 else "") + (f"{line.number}\t" if line.number else "")
            shape = self._line(label + line.title, before=0 if place else LINE).paragraph_format
            shape.left_indent, shape.first_line_indent = hang_annex(self.document, place, BODY)

    def _write_annex(self, annex: Annex, place: int) -> None:
        label = _("Annex %(number)s") % {"number": place} if is_numbered(self.document) else _("Annex")
        self._line(label, face=HEI).runs[0].add_break(WD_BREAK.LINE)
        self.word.paragraphs[-1].paragraph_format.page_break_before = True
        self._heading(annex.title, 1, XIAO_BIAO_SONG, size=TITLE, align="center")
        self._write_blocks(annex.blocks)

    def _write_blocks(self, blocks: Iterable[Block]) -> None:
        for block in blocks:
            self._write_block(block)

    def _write_block(self, block: Block) -> None:
        match block:
            case Paragraph():
                self._write_text(block)
            case ItemList():
                self._write_list(block)
            case Table():
                self._write_table(block)
            case Figure():
                self._write_figure(block)
            case KeyValues():
                self._pairs(block.rows)
            case SignOff():
                self._write_sign_off(block)
            case _:
                for line in _lines_of(block):
                    self._line(line, size=SMALL)

    def _write_text(self, paragraph: Paragraph) -> WordParagraph:
        (first, bold), *more = paragraph.pieces or (("", False),)
        size = BODY if self.is_chinese else LATIN_BODY
        if self.is_chinese:
            line = self._line(first, indent=True, align="justify")
        else:
            line = self._line(first, size=size, after=Pt(8))
            line.paragraph_format.line_spacing = LATIN_LINE
        line.runs[0].bold = bold
        for text, bold in more:
            _add_run(line, text, FANG_SONG, size, bold=bold)
        return line

    def _write_list(self, block: ItemList) -> None:
        number = self.lists.begin(NUMBER if block.numbered else BULLET)
        for item in block.items:
            make_item(self._write_text(item), number)

    @property
    def is_chinese(self) -> bool:
        return self.document.language.startswith("zh")

    def _write_figure(self, figure: Figure) -> None:
        self.figures += 1
        line = self.word.add_paragraph()
        line.paragraph_format.space_before, line.paragraph_format.keep_with_next = Pt(8), True
        picture = line.add_run().add_picture(io.BytesIO(next(self.charts)), width=Mm(156))
        # what a screen reader says of it
        picture._inline.docPr.set("descr", figure.alt)
        self._line(
            f"{_('Figure %(number)s') % {'number': self.figures}}  {figure.caption}",
            face=HEI,
            size=Pt(12),
            align="center",
        )
        self._write_table(figure.table)

    def _write_table(self, table: Table) -> None:
        self.tables += 1
        caption = f"{_('Table %(number)s') % {'number': self.tables}}  {table.caption}"
        shape = self._line(caption, face=HEI, size=Pt(12), align="center", before=Pt(8)).paragraph_format
        shape.keep_with_next = True
        grid = self.word.add_table(rows=1, cols=len(table.columns), style="Table Grid")
        grid.autofit = False
        (size, padding), widths = fit_columns(table)
        heads = [f"{column.title} ({column.unit})" if column.unit else column.title for column in table.columns]
        _fill(grid.rows[0], heads, ["center"] * len(heads), face=HEI, size=Pt(size))
        mark_row(grid.rows[0], "w:tblHeader")
        sides = ["right" if column.kind == "number" else "left" for column in table.columns]
        for cells in table.rows:
            _fill(grid.add_row(), cells, sides)
        for row in grid.rows:
            mark_row(row, "w:cantSplit")
        keep_together(grid.rows[: -1 if len(table.rows) <= ROWS_KEPT_TOGETHER else 2])
        set_widths(grid, [Pt(width) for width in widths], Pt(padding))
        for note in table.notes:
            self._line(f"{_('Note: ')}{note}", size=SMALL)

    def _pairs(self, rows: Sequence[tuple[str, str]]) -> None:
        grid = self.word.add_table(rows=0, cols=2, style="Table Grid")
        grid.autofit = False
        for pair in rows:
            _fill(grid.add_row(), pair, ["left", "left"])
        set_widths(grid, (Mm(45), Mm(111)), Pt(4))

    def _write_sign_off(self, signed: SignOff) -> None:
        """The date four characters from the right, the name over it (7.3.5)."""
        for line, before in ((signed.name, LINE * 2), (signed.date, Pt(0))):
            shape = self._line(line, align="right", before=before).paragraph_format
            shape.right_indent, shape.keep_with_next = BODY * 4, line == signed.name

    def _heading(self, text: str, level: int, face: str, *, size: Pt = BODY, align: str = "left") -> None:
        line = self.word.add_heading(level=level)
        _style(line, text, face, size, align)
        if align == "left" and self.is_chinese:
            line.paragraph_format.first_line_indent = BODY * 2

    def _line(
        self,
        text: str,
        *,
        face: str = FANG_SONG,
        size: Pt = BODY,
        align: str = "left",
        indent: bool = False,
        before: int = 0,
        after: int = 0,
    ) -> WordParagraph:
        line = self.word.add_paragraph()
        _style(line, text, face, size, align)
        shape = line.paragraph_format
        shape.space_before, shape.space_after = before, after
        if size == BODY:
            shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, LINE
        if indent:
            shape.first_line_indent = BODY * 2
        return line


def _lines_of(block: Checklist | Digest | QrCode) -> list[str]:
    match block:
        case Checklist():
            return [*([block.heading] if block.heading else []), *(f"□ {item.text}" for item in block.items)]
        case Digest():
            return [f"{block.label} {' '.join(block.groups)}"]
        case QrCode():
            return [block.label, block.address, *block.lines]


def _style(line: WordParagraph, text: str, face: str, size: Pt, align: str) -> None:
    line.alignment = getattr(WD_ALIGN_PARAGRAPH, align.upper())
    _add_run(line, text, face, size)


def _add_run(line: WordParagraph, text: str, face: str, size: Pt, *, bold: bool = False) -> None:
    run = line.add_run(_UNPRINTABLE.sub("", text))
    run.font.size, run.font.color.rgb, run.bold = size, docx.shared.RGBColor(0, 0, 0), bold
    set_face(run._element.get_or_add_rPr(), face)


def _fill(row: object, texts: Sequence[str], sides: Sequence[str], *, face: str = FANG_SONG, size: Pt = SMALL) -> None:
    for cell, text, side in zip(row.cells, texts, sides, strict=True):  # type: ignore[attr-defined]
        line = cell.paragraphs[0]
        _style(line, text, face, size, side)
        line.paragraph_format.space_after = Pt(0)
