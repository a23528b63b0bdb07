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

from evaluations.countings import Counting
from evaluations.enums import FilingState
from reporting.snapshot_schema import Bilingual, CountedFacts, Facts, FigureRow, GroupRow

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
    counting: Counting | None = None


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
        Counting.SUBMITTED,
    ),
    FigureKind(
        "filings.determined",
        _("Filings determined"),
        FILINGS,
        _("Filings whose level the authority has determined"),
        DETERMINED,
        _determined,
        Counting.DETERMINED,
    ),
    FigureKind(
        "filings.completion",
        _("Share of filings determined"),
        PERCENT,
        _("Filings determined divided by filings submitted"),
        f"{DETERMINED} / {SUBMITTED}",
        lambda facts: share(_determined(facts), _submitted(facts)),
        Counting.DETERMINED,
    ),
    FigureKind(
        "levels.agreement",
        _("Declared level confirmed"),
        PERCENT,
        _("Determined filings whose reviewed level is the declared level, divided by filings determined"),
        f"{DETERMINED}, reviewed level = declared level",
        lambda facts: share(facts["agreement"]["equal"], _determined(facts)),
        Counting.CONFIRMED,
    ),
    FigureKind(
        "levels.lowered",
        _("Reviewed below the declared level"),
        ENTERPRISES,
        _("Determined filings whose reviewed level is below the declared level"),
        f"{DETERMINED}, reviewed level < declared level",
        lambda facts: facts["agreement"]["lower"],
        Counting.LOWERED,
    ),
    FigureKind(
        "levels.raised",
        _("Reviewed above the declared level"),
        ENTERPRISES,
        _("Determined filings whose reviewed level is above the declared level"),
        f"{DETERMINED}, reviewed level > declared level",
        lambda facts: facts["agreement"]["higher"],
        Counting.RAISED,
    ),
    FigureKind(
        "readers.pairs",
        _("Items judged by two blind readers"),
        _("pairs of judgements"),
        _("Judgements of one item by two readers who did not see each other's, in filings whose review is over"),
        "two blind readings, review over",
        lambda facts: facts["readers"]["pairs"] if "readers" in facts else None,
    ),
    FigureKind(
        "readers.same",
        _("Readers of one mind"),
        PERCENT,
        _("Pairs of blind judgements on the same rung, divided by all pairs"),
        "two blind readings, review over, same rung / all",
        lambda facts: share(facts["readers"]["same"], facts["readers"]["pairs"]) if "readers" in facts else None,
    ),
    FigureKind(
        "scores.mean",
        _("Mean total score"),
        POINTS,
        _("Mean of the final total scores of determined filings, 0 to 100 points"),
        DETERMINED,
        lambda facts: None if facts["mean_total"] is None else round(facts["mean_total"], DECIMALS),
        Counting.DETERMINED,
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
        Counting.UP,
    ),
    FigureKind(
        "moves.same",
        _("On the same level"),
        ENTERPRISES,
        _("Enterprises determined in both years whose reviewed level is that of the year before"),
        f"{DETERMINED} in year and year - 1, level = level before",
        lambda facts: _moved(facts, lambda after, before: after == before),
        Counting.SAME,
    ),
    FigureKind(
        "moves.down",
        _("Fallen on the ladder"),
        ENTERPRISES,
        _("Enterprises determined in both years whose reviewed level is lower than the year before"),
        f"{DETERMINED} in year and year - 1, level < level before",
        lambda facts: _moved(facts, lambda after, before: after < before),
        Counting.DOWN,
    ),
    FigureKind(
        "moves.new",
        _("New on the ladder"),
        ENTERPRISES,
        _("Enterprises determined this year and not the year before"),
        f"{DETERMINED} in year, not in year - 1",
        _new,
        Counting.NEW,
    ),
    FigureKind(
        "coverage.divisions",
        _("Divisions taking part"),
        _("divisions"),
        _("Divisions C13 to C43 of GB/T 4754-2017 with at least one filing submitted"),
        SUBMITTED,
        lambda facts: _taking_part(facts["divisions"]),
        Counting.SUBMITTED,
    ),
    FigureKind(
        "coverage.cities",
        _("Cities taking part"),
        _("cities"),
        _("Cities with at least one filing submitted"),
        SUBMITTED,
        lambda facts: _taking_part(facts["cities"]),
        Counting.SUBMITTED,
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
        "counting": str(kind.counting or ""),
    }


def list_figures(facts: Facts) -> list[FigureRow]:
    """Every headline figure of the facts."""
    return [_row(kind, facts) for kind in KINDS]


def freeze_facts(facts: Facts) -> CountedFacts:
    """The snapshot to store, but for its manifest and errata: the facts with their headline figures."""
    return {**facts, "figures": list_figures(facts)}
