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
# (table, part): the schema since which it is counted by another rule; from an older one it differs though no filing did.
RULES: dict[tuple[str, str], int] = {("years", "mean"): 3}


def list_fact_errata(number: int, before: CountedFacts, now: CountedFacts) -> list[FactErratum]:
    """Every fact that differs from those of the edition `number` that was handed in, in the order of the tables.

    A table, or a column of it, that the older snapshot does not know is no change; a row that only one of them has counts
    as nothing in the other.
    """
    old, new = dict(list_facts(before)), dict(list_facts(now))
    columns, names = {(table, _stem(part)) for table, _row, part in old}, _names(before) | _names(now)
    both = [place for place in dict.fromkeys([*new, *old]) if place in old or _knows(before, columns, place)]
    return [
        {
            "edition": number,
            "table": table,
            "row": row,
            "name": names.get((table, row), {}),
            "part": part,
            "before": old.get((table, row, part)),
            "now": new.get((table, row, part)),
            "newer_rule": before["schema"] < RULES.get((table, _stem(part)), 0) <= now["schema"],
        }
        for table, row, part in sorted(both, key=lambda place: _TABLES.index(place[0]))
        if _differs((table, row, part), old, new)
    ]


def list_facts(data: CountedFacts) -> Iterator[tuple[Place, Fact]]:
    """Every number and date of the snapshot with its place; headline figures have errata of their own."""
    facts: Mapping[str, Any] = data
    for name in TOTALS:
        if name in facts:
            yield ("totals", name, ""), facts[name]
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


def _stem(part: str) -> str:
    """The column; of "levels:2" the list."""
    return part.partition(":")[0]


def _knows(older: CountedFacts, columns: set[tuple[str, str]], place: Place) -> bool:
    """Whether the older snapshot counted this at all; a table without rows knows every column."""
    facts: Mapping[str, Any] = older
    table, row, part = place
    if table not in ROW_KEYS:
        return row in (facts if table == "totals" else facts.get(table, {}))
    return table in facts and (not facts[table] or (table, _stem(part)) in columns)


def _names(data: CountedFacts) -> dict[tuple[str, str], Bilingual]:
    facts: Mapping[str, Any] = data
    rows = [(table, row) for table in ROW_KEYS for row in facts.get(table, ())]
    return {(table, _key(table, row)): row["name"] for table, row in rows if "name" in row}


def _differs(place: Place, old: Mapping[Place, Fact], new: Mapping[Place, Fact]) -> bool:
    one, other = old.get(place), new.get(place)
    alone = place not in old or place not in new
    return bool(one or other) if alone else one != other


_TABLES = ("totals", *SINGLE, *ROW_KEYS)
