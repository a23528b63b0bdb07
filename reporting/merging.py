"""Adding up frozen snapshots: a headline figure of several authorities together, and the divisions of all of them.

A separately listed city's filings lie under the city alone and its province's snapshot never holds them, so that adding
the snapshots of both counts nothing twice.
"""

from collections.abc import Callable, Iterable, Sequence
from itertools import zip_longest
from typing import Literal

from evaluations.enums import FilingState
from reporting.lineage import DECIMALS, Number, share
from reporting.reading import is_below
from reporting.snapshot_schema import GroupRow, SnapshotData

Parts = Sequence[SnapshotData]

# What is counted in each authority and nowhere else adds up; a figure that is not named in MERGES is not added.
_ADDED = (
    "filings.started", "filings.submitted", "filings.determined", "levels.lowered", "levels.raised",
    "moves.up", "moves.same", "moves.down", "moves.new", "readers.pairs",
)  # fmt: skip


def figure_of(data: SnapshotData, code: str) -> Number:
    """The headline figure as it was frozen; None where the snapshot does not have it."""
    return next((figure["value"] for figure in data["figures"] if figure["code"] == code), None)


def merge_figure(code: str, parts: Parts) -> Number:
    """The figure of these authorities together; of one authority as it was frozen, None where it cannot be added."""
    if len(parts) == 1:
        return figure_of(parts[0], code)
    return MERGES[code](parts) if parts and code in MERGES else None


def determined_of(data: SnapshotData) -> int:
    return _in_states(data, FilingState.counted())


def _in_states(data: SnapshotData, states: Iterable[str]) -> int:
    return sum(data["states"].get(str(state), 0) for state in states)


def _adding(code: str) -> Callable[[Parts], Number]:
    def add(parts: Parts) -> Number:
        values = [figure_of(data, code) for data in parts]
        known = [value for value in values if value is not None]
        # a sum of some would pass for that of all
        return sum(known) if len(known) == len(values) else None

    return add


def _completion(parts: Parts) -> Number:
    submitted = sum(_in_states(data, FilingState.with_authority()) for data in parts)
    return share(sum(map(determined_of, parts)), submitted)


def _agreement(parts: Parts) -> Number:
    return share(sum(data["agreement"]["equal"] for data in parts), sum(map(determined_of, parts)))


def _readers_agree(parts: Parts) -> Number:
    known = [data["readers"] for data in parts if "readers" in data]
    return share(sum(row["same"] for row in known), sum(row["pairs"] for row in known))


def _mean_score(parts: Parts) -> Number:
    """The mean of all filings, not that of the authorities' means."""
    pairs = [(data["mean_total"], determined_of(data)) for data in parts]
    scored = [(mean, count) for mean, count in pairs if mean is not None]
    filings = sum(count for _mean, count in scored)
    return sum(mean * count for mean, count in scored) / filings if filings else None


def _taking_part(kind: Literal["divisions", "cities"]) -> Callable[[Parts], Number]:
    """A division of two authorities is one division."""

    def count(parts: Parts) -> Number:
        return len({row["code"] for data in parts for row in data[kind] if row["filings"]})

    return count


MERGES: dict[str, Callable[[Parts], Number]] = {
    **{code: _adding(code) for code in _ADDED},
    "filings.completion": _completion,
    "levels.agreement": _agreement,
    "readers.same": _readers_agree,
    "scores.mean": _mean_score,
    "coverage.divisions": _taking_part("divisions"),
    "coverage.cities": _taking_part("cities"),
}


def merge_groups(kind: Literal["divisions", "sizes", "cities"], parts: Parts) -> list[GroupRow]:
    """The groups of all parts, each once, in the order of their codes."""
    merged: dict[str, GroupRow] = {}
    for row in (row for data in parts for row in data[kind]):
        merged[row["code"]] = _together(merged[row["code"]], row) if row["code"] in merged else row
    return [merged[code] for code in sorted(merged)]


def _together(one: GroupRow, other: GroupRow) -> GroupRow:
    return {
        "code": one["code"],
        "name": one["name"],
        "filings": one["filings"] + other["filings"],
        "determined": one["determined"] + other["determined"],
        "levels": add_levels([one["levels"], other["levels"]]),
    }


def add_levels(counts: Iterable[Sequence[int]]) -> list[int]:
    return [sum(column) for column in zip_longest(*counts, fillvalue=0)]


def shown_levels(parts: Parts) -> list[int]:
    """Levels that have a column: all of the standard, and 0 when somebody is or was below the first."""
    return list(range(0 if any(map(is_below, parts)) else 1, len(parts[0]["levels"]) + 1))


def pick_levels(counts: Sequence[int], levels: Iterable[int]) -> list[int]:
    """The counts of these levels; a list that knows fewer has none of the others."""
    return [counts[level] if level < len(counts) else 0 for level in levels]


def reviewed_levels(data: SnapshotData) -> list[int]:
    """Determined filings by reviewed level, from those below the first upwards."""
    return [row["reviewed"] for row in sorted(data["ladder"], key=lambda row: row["level"])]


def add_standing(parts: Parts) -> dict[int, tuple[int, int]]:
    """{level: (stock, new)} as the summaries count them, added; empty where a snapshot is without them."""
    if not all("standing" in data for data in parts):
        return {}
    found: dict[int, tuple[int, int]] = {}
    for row in (row for data in parts for row in data["standing"]):
        stock, new = found.get(row["level"], (0, 0))
        found[row["level"]] = stock + row["stock"], new + row["new"]
    return found


def round_number(value: Number) -> Number:
    """As it is shown: whole, or with one decimal."""
    return round(value, DECIMALS) if isinstance(value, float) else value
