"""Authorities side by side in the headline figures: which ones, in which order, with the five cities or without."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from portal.reference import AuthorityRecord
from portal.reference import authorities as reference
from reporting.enums import BoardState, Cities
from reporting.lineage import KINDS, FigureKind, Number
from reporting.merging import merge_figure, round_number
from reporting.snapshot_schema import SnapshotData
from reporting.sources import CITIES, Source, YearSources, province_of

USUAL = ("filings.submitted", "filings.determined", "filings.completion", "scores.mean")
BY_PLACE = "place"
_KINDS = {kind.code: kind for kind in KINDS}
RECORDS = {record.code: record for record in reference()}


class Asked(Protocol):
    """A request's query, or what a job kept of one."""

    def getlist(self, key: str) -> list[Any]: ...


@dataclass(frozen=True)
class Choice:
    """What is compared; `offices` empty means all. `order` is BY_PLACE or a figure's code, with `-` downwards."""

    figures: tuple[str, ...] = USUAL
    offices: tuple[str, ...] = ()
    cities: str = Cities.OWN
    order: str = BY_PLACE

    def as_params(self) -> dict[str, Any]:
        return {"figure": list(self.figures), "office": list(self.offices), "cities": self.cities, "sort": self.order}

    @property
    def measured(self) -> str:
        """The figure that the chart draws: the one sorted by, else the first."""
        code = self.order.removeprefix("-")
        return code if code in self.figures else self.figures[0]

    @property
    def kinds(self) -> list[FigureKind]:
        return [_KINDS[code] for code in self.figures]


@dataclass(frozen=True)
class Missing:
    """An authority that has not handed in: nothing of it but its name and how far it is."""

    code: str
    name: str
    state: BoardState


@dataclass(frozen=True)
class Line:
    """An authority, or a province with its city, and its figures in the order of the choice."""

    code: str
    name: str
    short: str
    sources: tuple[Source, ...]
    absent: tuple[Missing, ...]
    values: tuple[Number, ...]

    @property
    def standing(self) -> str:
        """Where the figures come from, in words."""
        words = [_origin(source) for source in self.sources]
        words += [_("%(name)s: no figures (%(state)s)") % {"name": a.name, "state": a.state.label} for a in self.absent]
        return _("; ").join(dict.fromkeys(words))


def read_choice(asked: Asked) -> Choice:
    """What a query names and the portal knows; without a figure the usual ones."""
    figures = tuple(code for code in dict.fromkeys(asked.getlist("figure")) if code in _KINDS) or USUAL
    offices = tuple(code for code in dict.fromkeys(asked.getlist("office")) if code in RECORDS)
    cities = next((word for word in asked.getlist("cities") if word in Cities.values), str(Cities.OWN))
    order = next(iter(asked.getlist("sort")), BY_PLACE)
    known = order.removeprefix("-") in (*figures, BY_PLACE)
    return Choice(figures, offices, cities, order if known else BY_PLACE)


def choice_of(params: Mapping[str, Any]) -> Choice:
    """The choice that `Choice.as_params` wrote."""
    return Choice(tuple(params["figure"]), tuple(params["office"]), params["cities"], params["sort"])


def _origin(source: Source) -> str:
    words = _("handed in, as of %s; returned since") if source.returned else _("handed in, as of %s")
    return words % source.data["as_of"][:10]


def compare(choice: Choice, sources: YearSources) -> list[Line]:
    """One line for each authority chosen, in order; lines without a value stand last."""
    lines = [_line(choice, codes, sources) for codes in _groups(choice)]
    if choice.order.removeprefix("-") == BY_PLACE:
        return lines[::-1] if choice.order.startswith("-") else lines
    place = choice.figures.index(choice.measured)
    known = [line for line in lines if line.values[place] is not None]
    ordered = sorted(known, key=lambda line: line.values[place] or 0, reverse=choice.order.startswith("-"))
    return ordered + [line for line in lines if line.values[place] is None]


def total_of(choice: Choice, lines: Iterable[Line]) -> tuple[Number, ...]:
    """The figures of all lines together; None for one that does not add up."""
    return _values(choice, parts_of(lines))


def parts_of(lines: Iterable[Line]) -> list[SnapshotData]:
    """The snapshots behind the lines, each once."""
    return [source.data for line in lines for source in line.sources]


def _groups(choice: Choice) -> list[tuple[str, ...]]:
    """The codes behind each line: a separately listed city by itself, with its province, or left out."""
    codes = [code for code in RECORDS if not choice.offices or code in choice.offices]
    if choice.cities == Cities.OWN:
        return [(code,) for code in codes]
    provinces = [code for code in codes if code not in CITIES]
    if choice.cities == Cities.WITHOUT:
        return [(code,) for code in provinces]
    # A city that was ticked without its province brings the province along.
    wanted = [code for code in RECORDS if code in {*provinces, *(province_of(c) for c in codes if c in CITIES)}]
    return [(code, *(city for city in CITIES if province_of(city) == code)) for code in wanted]


def _line(choice: Choice, codes: Sequence[str], sources: YearSources) -> Line:
    found = tuple(sources.found[code] for code in codes if code in sources.found)
    record = RECORDS[codes[0]]
    cities = [region_of(RECORDS[code]) for code in codes[1:]]
    within = _(" (with %s)") % _(", ").join(cities) if cities else ""
    without = (code for code in codes if code not in sources.found)
    absent = tuple(Missing(code, region_of(RECORDS[code]), sources.state(code)) for code in without)
    values = _values(choice, [source.data for source in found])
    names = f"{name_of(record)}{within}", f"{region_of(record)}{within}"
    return Line(record.code, *names, found, absent, values)


def _values(choice: Choice, parts: Sequence[SnapshotData]) -> tuple[Number, ...]:
    return tuple(round_number(merge_figure(code, parts)) for code in choice.figures)


def region_of(record: AuthorityRecord) -> str:
    """浙江, 宁波, 兵团, or the English name of the region."""
    return record.region_en if _in_english() else record.region_zh


def name_of(record: AuthorityRecord) -> str:
    return record.name_en if _in_english() else record.name_zh


def _in_english() -> bool:
    return (get_language() or "").startswith("en")


def describe_sources(lines: Sequence[Line]) -> str:
    """How many lines stand on what was handed in, and on nothing."""
    empty = sum(not line.sources for line in lines)
    words = [
        ngettext("%(n)d line with figures handed in", "%(n)d lines with figures handed in", len(lines) - empty)
        % {"n": len(lines) - empty},
        ngettext("%(n)d without figures", "%(n)d without figures", empty) % {"n": empty},
    ]
    return _("; ").join(words)
