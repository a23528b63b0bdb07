"""What a document says, apart from how it is set or printed; equal documents print to equal bytes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import groupby
from typing import Any, Literal, TypeAlias

Level: TypeAlias = Literal[1, 2, 3, 4]
ChartOption: TypeAlias = Mapping[str, Any]


class Style(StrEnum):
    """OFFICIAL follows GB/T 9704-2012 (domain.md §7); RECEIPT is one plain A4 page."""

    OFFICIAL = "official"
    RECEIPT = "receipt"


@dataclass(frozen=True, slots=True)
class Value:
    """A figure inside the prose: the code under which the snapshot lists it, and its text as printed."""

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Strong:
    """Words of a paragraph that are printed bold."""

    parts: tuple[str | Value, ...]

    @property
    def text(self) -> str:
        return "".join(part if isinstance(part, str) else part.text for part in self.parts)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text; figures stand in it as `Value`, so that prose and tables show the same number."""

    parts: tuple[str | Value | Strong, ...]

    @property
    def text(self) -> str:
        return "".join(text for text, _bold in self.pieces)

    @property
    def pieces(self) -> tuple[tuple[str, bool], ...]:
        """(text, whether it is bold) in turns, as it is printed."""
        turns = groupby(self.parts, key=lambda part: isinstance(part, Strong))
        return tuple(
            ("".join(part if isinstance(part, str) else part.text for part in parts), bold) for bold, parts in turns
        )


@dataclass(frozen=True, slots=True)
class ItemList:
    """Paragraphs that are items, with a bullet or, `numbered`, with （1）（2）…; the numbers begin anew with each list."""

    items: tuple[Paragraph, ...]
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """`weight` is the share of the table's width; numbers are aligned right; `unit` stands with the title."""

    title: str
    kind: Literal["text", "number"] = "text"
    weight: int = 1
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A bounded table (rosters belong in the spreadsheet). Cells are text, already formatted for the reader."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if any(len(row) != len(self.columns) for row in self.rows):
            raise ValueError(f"every row of the table {self.caption!r} needs {len(self.columns)} cells")


@dataclass(frozen=True, slots=True)
class Figure:
    """A chart: `option` is an ECharts option (plain JSON), `alt` says in words what it shows, `table` repeats its data.

    `height` is in chart pixels at a width of `charts.WIDTH`.
    """

    caption: str
    alt: str
    option: ChartOption
    table: Table
    height: int = 300


@dataclass(frozen=True, slots=True)
class KeyValues:
    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ChecklistItem:
    text: str
    done: bool = False


@dataclass(frozen=True, slots=True)
class Checklist:
    """Points with a box each; `heading` may be empty."""

    heading: str
    items: tuple[ChecklistItem, ...]


@dataclass(frozen=True, slots=True)
class Digest:
    """A content hash, printed in groups of eight so that people can compare it."""

    label: str
    value: str

    @property
    def groups(self) -> tuple[str, ...]:
        return tuple(self.value[start : start + 8] for start in range(0, len(self.value), 8))


@dataclass(frozen=True, slots=True)
class QrCode:
    """An address as a QR code of ISO/IEC 18004 with the same address in words beside it; `label` says what for."""

    label: str
    address: str
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SignOff:
    """Name and date under the text, each indented from the right (GB/T 9704-2012, 7.3.5)."""

    name: str
    date: str


Block: TypeAlias = Paragraph | ItemList | Table | Figure | KeyValues | Checklist | Digest | QrCode | SignOff


@dataclass(frozen=True, slots=True)
class Section:
    """A heading of level 1 to 4 and what stands under it; numbers are given by the layout.

    One that is not `listed` stays out of the contents, as those that people type: thousands of them take no more memory.
    """

    heading: str
    level: Level = 1
    blocks: tuple[Block, ...] = ()
    listed: bool = True


@dataclass(frozen=True, slots=True)
class Annex:
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A whole document. `language` is a Django language code; `notice` is the 示例，非官方 line, shown only when given.

    `red_header` and `number` appear only when a person typed them (domain.md, rule 1). `cover` makes a cover page with
    these rows; `contents` adds a table of contents over levels 1 and 2. `attached` are the titles of files that go with
    the document: they are listed after its own annexes and numbered on.
    """

    title: str
    language: str
    author: str
    date: date
    sections: tuple[Section, ...]
    subtitle: str = ""
    style: Style = Style.OFFICIAL
    cover: tuple[tuple[str, str], ...] = ()
    contents: bool = False
    lead: tuple[Block, ...] = ()
    sign_off: SignOff | None = None
    annexes: tuple[Annex, ...] = ()
    attached: tuple[str, ...] = ()
    notice: str = ""
    red_header: str = ""
    number: str = ""
