"""How a fact of a snapshot is called: its table, its row and its part, in the reader's language."""

from collections.abc import Callable
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _

from evaluations.enums import FilingState
from reporting.reading import MISSING, Reading
from reporting.snapshot_schema import FactErratum

# Points of one of the ten bands of a score.
BAND = 10


def group_errata(reading: Reading) -> list[tuple[str, list[FactErratum]]]:
    """(table, its rows) of what changed in the facts, in the order of the tables."""
    rows = reading.data.get("fact_errata", [])
    return [(table, list(found)) for table, found in groupby(rows, key=lambda row: row["table"])]


def table_name(table: str) -> str:
    return {
        "totals": _("Mean total score"),
        "states": _("States"),
        "agreement": _("Declared and reviewed level"),
        "readers": _("Blind readers"),
        "round": _("Round"),
        "standard": _("Standard"),
        "ladder": _("Levels"),
        "standing": _("Stock"),
        "cities": _("Cities"),
        "divisions": _("Divisions"),
        "sizes": _("Sizes"),
        "dimensions": _("Dimensions"),
        "bands": _("Bands"),
        "spreads": _("Spread"),
        "moves": _("Movement"),
        "years": _("Years"),
    }[table]


def row_name(reading: Reading, erratum: FactErratum) -> str:
    """The city, level or state; as it was called when the snapshot was taken."""
    row = erratum["row"]
    if erratum["name"]:
        return reading.text(erratum["name"])
    return _ROWS[erratum["table"]](reading, row) if erratum["table"] in _ROWS else _word(row)


def part_name(reading: Reading, erratum: FactErratum) -> str:
    """The column, and whether it is counted by a newer rule; '' in a table of one."""
    name = _column(reading, erratum["part"])
    return _("%(column)s (counted by a newer rule)") % {"column": name} if erratum.get("newer_rule") else name


def _column(reading: Reading, column: str) -> str:
    part, _colon, place = column.partition(":")
    if part == "levels":
        return _level(reading, place)
    if part == "counts":
        return f"{int(place) * BAND}–{(int(place) + 1) * BAND}"
    return _word(f"{part}_quartile" if part in ("lower", "upper") else part) if part else ""


def value_words(reading: Reading, value: Any) -> str:
    """As the document writes it."""
    if isinstance(value, str):
        return value or MISSING
    return reading.number(value)


def both_words(reading: Reading, erratum: FactErratum) -> tuple[str, str]:
    """As handed in and now; where the document's own rounding hides the change, with all their digits."""
    before, now = (value_words(reading, erratum[side]) for side in ("before", "now"))
    return (str(erratum["before"]), str(erratum["now"])) if before == now else (before, now)


def _level(reading: Reading, number: str) -> str:
    """A level of a standard that has fewer by now keeps its number."""
    known = number.isdecimal() and int(number) <= len(reading.data["levels"])
    return reading.level_name(int(number)) if known else number


def _move(reading: Reading, row: str) -> str:
    before, _arrow, after = row.partition(">")
    return f"{_level(reading, before) if before else _('Not determined last year')} → {_level(reading, after)}"


def _state(_reading: Reading, row: str) -> str:
    return str(FilingState(row).label) if row in FilingState else row


_ROWS: dict[str, Callable[[Reading, str], str]] = {
    "states": _state,
    "ladder": _level,
    "standing": _level,
    "moves": _move,
}


def _word(part: str) -> str:
    """What has no word here, such as a year, is its own."""
    return {
        "mean_total": _("This year"),
        "mean_total_before": _("Last year"),
        "equal": _("Declared level confirmed"),
        "lower": _("Reviewed below the declared level"),
        "higher": _("Reviewed above the declared level"),
        "pairs": _("Pairs of blind judgements"),
        "same": _("On the same rung"),
        "kappa": _("Quadratic weighted kappa of blind readers"),
        "opens": _("Opens on"),
        "closes": _("Closes on"),
        "code": _("Code"),
        "version": _("Version"),
        "filings": _("Filings"),
        "determined": _("Determined"),
        "declared": _("Declared"),
        "reviewed": _("Reviewed"),
        "stock": _("On the level"),
        "new": _("New to it this year"),
        "count": _("Enterprises"),
        "mean": _("Mean"),
        "median": _("Median"),
        "mean_before": _("Mean last year"),
        "median_before": _("Median last year"),
        "minimum": _("Lowest"),
        "lower_quartile": _("Lower quartile"),
        "upper_quartile": _("Upper quartile"),
        "maximum": _("Highest"),
    }.get(part, part)
