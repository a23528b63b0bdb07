"""What differs between the facts of two snapshots, number by number. Pure; `fact_words` names what is found here."""

from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

from reporting.snapshot_schema import Bilingual, CountedFacts, FactErratum

Fact: TypeAlias = str | int | float | None
# Table, row and part of one fact, as `FactErratum` names them.
Place: TypeAlias = tuple[str, str, str]

# Tables of many rows, by what tells one row from another.
ROW_KEYS: dict[str, tuple[str, ...]] = {
    "ladder": ("level",),
    "standing": ("level",),
    "cities": ("code",),
    "divisions": ("code",),
    "sizes": ("code",),
    "dimensions": ("code",),
    "bands": ("code",),
    "spreads": ("code",),
    "moves": ("before", "after"),
    "years": ("year",),
}
# One row of each: part by part.
SINGLE = ("states", "agreement", "readers", "round", "standard")
TOTALS = ("mean_total", "mean_total_before")
# Names are no facts; what a level or a city is called may change without anything else changing.
NAMES = ("name", "title", "notice")


def list_fact_errata(number: int, before: CountedFacts, now: CountedFacts) -> list[FactErratum]:
    """Every fact that differs from those of the edition `number` that was handed in, in the order of the tables.

    A table that the older snapshot does not know is no change; a row that only one of them has counts as nothing in the other.
    """
    old, new = dict(list_facts(before)), dict(list_facts(now))
    known, names = {table for table, _row, _part in old}, _names(before) | _names(now)
    both = [place for place in dict.fromkeys([*new, *old]) if place[0] in known or place[0] in before]
    return [
        {
            "edition": number,
            "table": table,
            "row": row,
            "name": names.get((table, row), {}),
            "part": part,
            "before": old.get((table, row, part)),
            "now": new.get((table, row, part)),
        }
        for table, row, part in sorted(both, key=lambda place: _TABLES.index(place[0]))
        if _differs((table, row, part), old, new)
    ]


def list_facts(data: CountedFacts) -> Iterator[tuple[Place, Fact]]:
    """Every number and date of the snapshot with its place; headline figures have errata of their own."""
    facts: Mapping[str, Any] = data
    for name in TOTALS:
        yield ("totals", name, ""), facts.get(name)
    for table in SINGLE:
        for row, value in facts.get(table, {}).items():
            if row not in NAMES:
                yield (table, str(row), ""), value
    for table in ROW_KEYS:
        for row in facts.get(table, ()):
            for part, value in _parts(table, row):
                yield (table, _key(table, row), part), value


def _parts(table: str, row: Mapping[str, Any]) -> Iterator[tuple[str, Fact]]:
    for part, value in row.items():
        if isinstance(value, list):
            yield from ((f"{part}:{place}", one) for place, one in enumerate(value))
        elif part not in (*ROW_KEYS[table], *NAMES):
            yield part, value


def _key(table: str, row: Mapping[str, Any]) -> str:
    return ">".join("" if row[part] is None else str(row[part]) for part in ROW_KEYS[table])


def _names(data: CountedFacts) -> dict[tuple[str, str], Bilingual]:
    facts: Mapping[str, Any] = data
    rows = [(table, row) for table in ROW_KEYS for row in facts.get(table, ())]
    return {(table, _key(table, row)): row["name"] for table, row in rows if "name" in row}


def _differs(place: Place, old: Mapping[Place, Fact], new: Mapping[Place, Fact]) -> bool:
    one, other = old.get(place), new.get(place)
    alone = place not in old or place not in new
    return bool(one or other) if alone else one != other


_TABLES = ("totals", *SINGLE, *ROW_KEYS)
