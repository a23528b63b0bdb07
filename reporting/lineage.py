"""The headline figures of a snapshot, each with its unit, definition and the filter that produced it (design.md §6).

Prose, tables and the attached data all take a figure from the list made here, by its code.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeAlias

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from evaluations.enums import FilingState
from reporting.snapshot_schema import Bilingual, Facts, FigureRow, GroupRow, SnapshotData

Number: TypeAlias = int | float | None

ENTERPRISES = _("enterprises")
FILINGS = _("filings")
POINTS = _("points")
PERCENT = "%"
DECIMALS = 1


@dataclass(frozen=True, slots=True)
class FigureKind:
    code: str
    name: str | Promise
    unit: str | Promise
    definition: str | Promise
    filter: str
    count: Callable[[Facts], Number]


def _in_states(facts: Facts, states: Iterable[str]) -> int:
    return sum(facts["states"].get(state, 0) for state in states)


def _submitted(facts: Facts) -> int:
    return _in_states(facts, FilingState.with_authority())


def _determined(facts: Facts) -> int:
    return _in_states(facts, FilingState.counted())


def share(part: int, whole: int) -> float | None:
    """Percent with one decimal; None of nothing."""
    return round(100 * part / whole, DECIMALS) if whole else None


def _moved(facts: Facts, holds: Callable[[int, int], bool]) -> int | None:
    """None when there is no year before to compare with."""
    moves = facts["moves"]
    pairs = [(move["after"], move["before"], move["count"]) for move in moves]
    return (
        sum(count for after, before, count in pairs if before is not None and holds(after, before)) if moves else None
    )


def _new(facts: Facts) -> int | None:
    moves = facts["moves"]
    return sum(move["count"] for move in moves if move["before"] is None) if moves else None


def _score_change(facts: Facts) -> float | None:
    now, before = facts["mean_total"], facts["mean_total_before"]
    return None if now is None or before is None else round(now - before, DECIMALS)


def _taking_part(rows: list[GroupRow]) -> int:
    return sum(row["filings"] > 0 for row in rows)


DETERMINED = f"state in ({', '.join(FilingState.counted())})"
SUBMITTED = f"state in ({', '.join(FilingState.with_authority())})"

KINDS = (
    FigureKind(
        "filings.started",
        _("Filings begun"),
        FILINGS,
        _("Filings of the round in any state"),
        "",
        lambda facts: sum(facts["states"].values()),
    ),
    FigureKind(
        "filings.submitted",
        _("Filings submitted"),
        FILINGS,
        _("Filings that the enterprise has handed in at least once, those returned for correction included"),
        SUBMITTED,
        _submitted,
    ),
    FigureKind(
        "filings.determined",
        _("Filings determined"),
        FILINGS,
        _("Filings whose level the authority has determined"),
        DETERMINED,
        _determined,
    ),
    FigureKind(
        "filings.completion",
        _("Share of filings determined"),
        PERCENT,
        _("Filings determined divided by filings submitted"),
        f"{DETERMINED} / {SUBMITTED}",
        lambda facts: share(_determined(facts), _submitted(facts)),
    ),
    FigureKind(
        "levels.agreement",
        _("Declared level confirmed"),
        PERCENT,
        _("Determined filings whose reviewed level is the declared level, divided by filings determined"),
        f"{DETERMINED}, reviewed level = declared level",
        lambda facts: share(facts["agreement"]["equal"], _determined(facts)),
    ),
    FigureKind(
        "levels.lowered",
        _("Reviewed below the declared level"),
        ENTERPRISES,
        _("Determined filings whose reviewed level is below the declared level"),
        f"{DETERMINED}, reviewed level < declared level",
        lambda facts: facts["agreement"]["lower"],
    ),
    FigureKind(
        "levels.raised",
        _("Reviewed above the declared level"),
        ENTERPRISES,
        _("Determined filings whose reviewed level is above the declared level"),
        f"{DETERMINED}, reviewed level > declared level",
        lambda facts: facts["agreement"]["higher"],
    ),
    FigureKind(
        "scores.mean",
        _("Mean total score"),
        POINTS,
        _("Mean of the final total scores of determined filings, 0 to 100 points"),
        DETERMINED,
        lambda facts: facts["mean_total"],
    ),
    FigureKind(
        "scores.change",
        _("Change of the mean total score"),
        POINTS,
        _("Mean total score of this year less that of the year before"),
        f"{DETERMINED}, year and year - 1",
        _score_change,
    ),
    FigureKind(
        "moves.up",
        _("Risen on the ladder"),
        ENTERPRISES,
        _("Enterprises determined in both years whose reviewed level is higher than the year before"),
        f"{DETERMINED} in year and year - 1, level > level before",
        lambda facts: _moved(facts, lambda after, before: after > before),
    ),
    FigureKind(
        "moves.same",
        _("On the same level"),
        ENTERPRISES,
        _("Enterprises determined in both years whose reviewed level is that of the year before"),
        f"{DETERMINED} in year and year - 1, level = level before",
        lambda facts: _moved(facts, lambda after, before: after == before),
    ),
    FigureKind(
        "moves.down",
        _("Fallen on the ladder"),
        ENTERPRISES,
        _("Enterprises determined in both years whose reviewed level is lower than the year before"),
        f"{DETERMINED} in year and year - 1, level < level before",
        lambda facts: _moved(facts, lambda after, before: after < before),
    ),
    FigureKind(
        "moves.new",
        _("New on the ladder"),
        ENTERPRISES,
        _("Enterprises determined this year and not the year before"),
        f"{DETERMINED} in year, not in year - 1",
        _new,
    ),
    FigureKind(
        "coverage.divisions",
        _("Divisions taking part"),
        _("divisions"),
        _("Divisions C13 to C43 of GB/T 4754-2017 with at least one filing submitted"),
        SUBMITTED,
        lambda facts: _taking_part(facts["divisions"]),
    ),
    FigureKind(
        "coverage.cities",
        _("Cities taking part"),
        _("cities"),
        _("Cities with at least one filing submitted"),
        SUBMITTED,
        lambda facts: _taking_part(facts["cities"]),
    ),
)


def in_all_languages(text: str | Promise) -> Bilingual:
    """The text in every language of the portal, to be frozen in a snapshot."""
    texts: Bilingual = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            texts[code] = str(text)
    return texts


def _row(kind: FigureKind, facts: Facts) -> FigureRow:
    base = f"authority = {facts['authority']['code']}, year = {facts['year']}"
    return {
        "code": kind.code,
        "name": in_all_languages(kind.name),
        "value": kind.count(facts),
        "unit": in_all_languages(kind.unit),
        "definition": in_all_languages(kind.definition),
        "filter": f"{base}, {kind.filter}" if kind.filter else base,
    }


def list_figures(facts: Facts) -> list[FigureRow]:
    """Every headline figure of the facts."""
    return [_row(kind, facts) for kind in KINDS]


def freeze_facts(facts: Facts) -> SnapshotData:
    """The snapshot to store: the facts with their headline figures."""
    return {**facts, "figures": list_figures(facts)}
