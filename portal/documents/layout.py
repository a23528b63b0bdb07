"""From a Document to the HTML and style sheets that the printer sets; the template engine escapes all text."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import segno
from django.template import Context, Engine
from django.utils import translation
from django.utils.translation import gettext as _

from portal.documents.annex_list import annex_lines, is_numbered
from portal.documents.columns import write_column_rules
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
    Style,
    Table,
)
from portal.documents.numbering import heading_labels

HERE = Path(__file__).parent
TEMPLATES = HERE.parents[1] / "templates"
STYLE_SHEETS = {Style.OFFICIAL: "gbt9704.css", Style.RECEIPT: "receipt.css"}
KINDS: dict[type, str] = {
    Paragraph: "paragraph",
    ItemList: "item_list",
    Table: "table",
    Figure: "figure",
    KeyValues: "key_values",
    Checklist: "checklist",
    Digest: "digest",
    QrCode: "qr_code",
    SignOff: "sign_off",
}
# A table of so few rows is kept on one page, caption and notes with it.
ROWS_KEPT_TOGETHER = 14


@dataclass(frozen=True, slots=True)
class Layout:
    """What the printer needs: HTML, style sheets, and what `<img src="chart:N">` and `picture:N` (SVG) stand for."""

    html: str
    style_sheets: tuple[str, ...]
    figures: tuple[Figure, ...]
    pictures: tuple[str, ...] = ()


@dataclass(slots=True)
class _Numbers:
    """Counts tables and figures in reading order and collects what the counts stand for."""

    figures: list[Figure] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    pictures: list[str] = field(default_factory=list)

    def set_block(self, block: Block) -> dict[str, Any]:
        set_block: dict[str, Any] = {"template": f"documents/{KINDS[type(block)]}.html", "block": block}
        if isinstance(block, Figure):
            set_block |= self._set_figure(block)
        elif isinstance(block, Table):
            set_block |= self._set_table(block)
        elif isinstance(block, QrCode):
            self.pictures.append(draw_qr_code(block.address))
            set_block |= {"source": f"picture:{len(self.pictures) - 1}"}
        return set_block

    def set_blocks(self, blocks: Iterable[Block]) -> list[dict[str, Any]]:
        return [self.set_block(block) for block in blocks]

    def _set_figure(self, figure: Figure) -> dict[str, Any]:
        self.figures.append(figure)
        number = len(self.figures)
        label = _("Figure %(number)s") % {"number": number}
        return {"source": f"chart:{number - 1}", "label": label, "table": self.set_block(figure.table)}

    def _set_table(self, table: Table) -> dict[str, Any]:
        self.tables.append(table)
        number = len(self.tables)
        return {
            "label": _("Table %(number)s") % {"number": number},
            "id": f"t{number}",
            "rows": [list(zip(table.columns, row, strict=True)) for row in table.rows],
            "together": len(table.rows) <= ROWS_KEPT_TOGETHER,
            "note": _("Note: "),
        }

    def column_rules(self) -> str:
        """Column widths as style rules: with a fixed table layout the pages are set in half the time."""
        return "\n".join(write_column_rules(f"t{number}", table) for number, table in enumerate(self.tables, start=1))


def draw_qr_code(address: str) -> str:
    """A QR code as SVG of one path; a quarter of it may be damaged or dirty and it still reads."""
    return str(segno.make_qr(address, error="q").svg_inline(omitsize=True))


def _set_sections(sections: tuple[Section, ...], language: str, numbers: _Numbers) -> Iterator[dict[str, Any]]:
    labels = heading_labels((section.level for section in sections), language)
    for place, (section, label) in enumerate(zip(sections, labels, strict=True), start=1):
        yield {
            "id": f"s{place}",
            "level": section.level,
            "listed": section.listed and section.level <= 2,
            "tag": f"h{section.level + 1}",
            "label": label,
            "heading": section.heading,
            "blocks": numbers.set_blocks(section.blocks),
        }


def _set_annexes(annexes: tuple[Annex, ...], numbers: _Numbers, *, several: bool) -> Iterator[dict[str, Any]]:
    for place, annex in enumerate(annexes, start=1):
        yield {
            "id": f"a{place}",
            "label": _("Annex %(number)s") % {"number": place} if several else _("Annex"),
            "title": annex.title,
            "blocks": numbers.set_blocks(annex.blocks),
        }


def _context(document: Document, numbers: _Numbers) -> dict[str, Any]:
    sections = list(_set_sections(document.sections, document.language, numbers))
    return {
        "document": document,
        "language": "zh-CN" if document.language.startswith("zh") else document.language,
        "sign_off": document.sign_off and numbers.set_block(document.sign_off),
        "lead": numbers.set_blocks(document.lead),
        "sections": sections,
        "annexes": list(_set_annexes(document.annexes, numbers, several=is_numbered(document))),
        "annex_lines": annex_lines(document),
        "listed": [section for section in sections if section["listed"]],
        "printed_date": print_date(document.date.isoformat(), document.language),
        "contents_title": _("Contents"),
        "annexes_label": _("Annexes: "),
    }


def print_date(iso: str, language: str) -> str:
    """2025-12-15 as 2025年12月15日 in Chinese (GB/T 9704-2012, 7.3.5.4), as it is in other languages."""
    year, month, day = iso.split("-")
    return f"{year}年{int(month)}月{int(day)}日" if language.startswith("zh") else iso


@cache
def _engine() -> Engine:
    return Engine(dirs=[str(TEMPLATES)], autoescape=True)


def lay_out(document: Document) -> Layout:
    """HTML, style sheets and figures of a document, in the document's own language whatever the caller's is."""
    numbers = _Numbers()
    with translation.override(document.language):
        context = Context(_context(document, numbers), use_l10n=False, use_tz=False)
        html = _engine().get_template(f"documents/{document.style}.html").render(context)
    sheet = (HERE / STYLE_SHEETS[document.style]).read_text(encoding="utf-8")
    return Layout(html, (sheet, numbers.column_rules()), tuple(numbers.figures), tuple(numbers.pictures))
