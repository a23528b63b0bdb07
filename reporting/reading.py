"""Reads a frozen snapshot in one language: names, numbers as text, and sentences whose figures keep their codes."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import TypeAlias
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from portal.documents.layout import print_date
from portal.documents.model import ItemList, Paragraph, Strong, Value
from reporting.markup import MARKUP, Kind, Line, Run, parse_text
from reporting.snapshot_schema import Bilingual, FigureRow, GroupRow, SnapshotData

SHANGHAI = ZoneInfo("Asia/Shanghai")
PLACE = re.compile(r"%\((\w+)\)s")
MISSING = "—"


def format_number(number: int | float | None, language: str) -> str:
    """1234 as 1234 in Chinese and 1,234 elsewhere; one decimal where there is one; a dash for nothing."""
    if number is None:
        return MISSING
    grouped = f"{number:,}" if isinstance(number, int) else f"{number:,.1f}"
    return grouped.replace(",", "") if language.startswith("zh") else grouped


def is_below(data: SnapshotData) -> bool:
    """Whether somebody is or was below the first level, in any of the tables that name levels."""
    return (
        any(row["level"] == 0 and (row["declared"] or row["reviewed"]) for row in data["ladder"])
        or any(row["count"] and 0 in (row["before"], row["after"]) for row in data["moves"])
        or any(row["levels"][0] for row in data.get("years", ()))
        or any(row["level"] == 0 and (row["stock"] or row["new"]) for row in data.get("standing", ()))
    )


@dataclass(frozen=True, slots=True)
class Subhead:
    """A head within a section, in its words."""

    text: str


Prose: TypeAlias = Subhead | Paragraph | ItemList


@dataclass(frozen=True, slots=True)
class Reading:
    """A snapshot read in `language`; gettext's active language must be the same. Prose is of that `markup`."""

    data: SnapshotData
    language: str
    markup: int = MARKUP

    def text(self, texts: Bilingual) -> str:
        return texts.get(self.language) or next(iter(texts.values()), "")

    def number(self, number: int | float | None) -> str:
        return format_number(number, self.language)

    def signed(self, number: int | float | None) -> str:
        """With its sign in front, as a change is read."""
        return f"+{self.number(number)}" if number and number > 0 else self.number(number)

    def day(self, iso: str) -> str:
        return print_date(iso[:10], self.language)

    @property
    def as_of(self) -> datetime:
        return datetime.fromisoformat(self.data["as_of"]).astimezone(SHANGHAI)

    @property
    def authority(self) -> str:
        return self.text(self.data["authority"]["name"])

    @property
    def standard_notice(self) -> str:
        return self.text(self.data["standard"]["notice"])

    def figure(self, code: str) -> FigureRow:
        """The headline figure of that code; KeyError names a code that the snapshot does not have."""
        return self._figures()[code]

    def value(self, code: str) -> Value:
        """The figure as it stands in prose, without its unit."""
        return Value(code, self.number(self.figure(code)["value"]))

    def _figures(self) -> dict[str, FigureRow]:
        return {figure["code"]: figure for figure in self.data["figures"]}

    def sentence(self, template: str, words: Mapping[str, str | Value]) -> Paragraph:
        """A translated template with `%(name)s` places as a paragraph; figures keep their codes."""
        parts = PLACE.split(template)
        placed = [words[part] if odd % 2 else part for odd, part in enumerate(parts)]
        return Paragraph(tuple(part for part in placed if part))

    def prose(self, text: str) -> tuple[Prose, ...]:
        """Typed text (markup.py) as it reads; `{filings.submitted}` becomes that figure, unknown codes stay as typed."""
        found = groupby(parse_text(text, self.markup), key=lambda line: line.kind)
        return tuple(block for kind, lines in found for block in self._read_lines(kind, lines))

    def _read_lines(self, kind: Kind, lines: Iterable[Line]) -> Iterator[Prose]:
        """Neighbours of one kind: items are one list together."""
        read = (self._read_line(line) for line in lines)
        match kind:
            case Kind.BULLET | Kind.NUMBERED:
                yield ItemList(tuple(read), numbered=kind is Kind.NUMBERED)
            case Kind.SUBHEAD:
                yield from (Subhead(line.text) for line in read)
            case Kind.PARAGRAPH:
                yield from read

    def _read_line(self, line: Line) -> Paragraph:
        known, parts = self._figures(), list[str | Value | Strong]()
        for bold, runs in groupby(line.runs, key=lambda run: run.bold):
            read = [self._read_run(run, known) for run in runs]
            parts += [Strong(tuple(read))] if bold else read
        return Paragraph(tuple(parts))

    def _read_run(self, run: Run, known: Mapping[str, FigureRow]) -> str | Value:
        return self.value(run.text) if run.figure and run.text in known else run.written

    @property
    def shown_levels(self) -> list[int]:
        """Levels that have a column: all of the standard, and 0 when somebody is below the first."""
        return list(range(0 if is_below(self.data) else 1, len(self.data["levels"]) + 1))

    def level_name(self, level: int) -> str:
        return self.text(self.data["levels"][level - 1]["name"]) if level else _("Below the first level")

    @property
    def level_names(self) -> list[str]:
        return [self.level_name(level) for level in self.shown_levels]

    def level_counts(self, row: GroupRow) -> list[int]:
        return [row["levels"][level] for level in self.shown_levels]

    def largest(self, rows: Sequence[GroupRow], count: int) -> list[GroupRow]:
        """The rows with the most determined filings, most first; equal ones by code."""
        kept = [row for row in rows if row["filings"]]
        return sorted(kept, key=lambda row: (-row["determined"], -row["filings"], row["code"]))[:count]
