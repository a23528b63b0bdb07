"""Reads of simulations: the runs of a version's text, and one run's moves as a matrix with its parts."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from evaluations.definition import Definition
from evaluations.models import Simulation, SimulationMove, StandardVersion
from portal.enums import SizeClass
from portal.presentation import bilingual_text
from portal.queries import under
from portal.tenancy import Actor

NO_LEVEL = ""


def simulations_of(actor: Actor, version: StandardVersion) -> QuerySet[Simulation]:
    """The runs with this very text, the newest first; none for who is not of the ministry."""
    runs = under(Simulation.objects.filter(source_hash=version.source_hash), actor)
    return runs.select_related("round__standard_version", "by").defer("round__standard_version__source")


@dataclass(frozen=True)
class Part:
    """Filings of one division or size, and how many of them go up, stay and go down."""

    code: str
    name: str
    up: int
    same: int
    down: int

    @property
    def total(self) -> int:
        return self.up + self.same + self.down


@dataclass(frozen=True)
class Row:
    """The filings that declared one level: their number by the level they would have."""

    name: str
    counts: tuple[tuple[int, str], ...]

    @property
    def total(self) -> int:
        return sum(count for count, _direction in self.counts)


@dataclass(frozen=True)
class Outcome:
    """The matrix of one run, perhaps of one division or size only, and the same by division and by size."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    whole: Part
    divisions: tuple[Part, ...]
    sizes: tuple[Part, ...]


def outcome_of(run: Simulation, old: Definition, new: Definition, *, division: str = "", size: str = "") -> Outcome:
    """One query; `division` and `size` narrow the matrix and the sums, and each other's list."""
    moves = list(SimulationMove.objects.filter(simulation=run).select_related("division"))
    ranks = _ranks(old), _ranks(new)

    def direction(move: SimulationMove) -> str:
        before, after = ranks[0].get(move.from_level, 0), ranks[1].get(move.to_level, 0)
        return "up" if after > before else "down" if after < before else "same"

    of_division = [move for move in moves if division in ("", move.division_id)]
    of_size = [move for move in moves if size in ("", move.size)]
    chosen = [move for move in of_division if size in ("", move.size)]
    names = {move.division_id: bilingual_text(move.division, "name") for move in moves}
    return Outcome(
        columns=tuple(_names(new)),
        rows=tuple(_rows(chosen, old, new, direction)),
        whole=_part("", "", chosen, direction),
        divisions=tuple(
            _part(code, f"{code} {names[code]}", [m for m in of_size if m.division_id == code], direction)
            for code in sorted({m.division_id for m in of_size})
        ),
        sizes=tuple(
            _part(kind.value, str(kind.label), [m for m in of_division if m.size == kind], direction)
            for kind in SizeClass
        ),
    )


def _ranks(definition: Definition) -> dict[str, int]:
    return {level.code: rank for rank, level in enumerate(definition.levels, 1)} | {NO_LEVEL: 0}


def _names(definition: Definition) -> list[str]:
    language = get_language() or ""
    return [_("No stage"), *(level.name.in_language(language) for level in definition.levels)]


def _rows(
    moves: Iterable[SimulationMove], old: Definition, new: Definition, direction: Callable[[SimulationMove], str]
) -> Iterable[Row]:
    counted, ways = Counter[tuple[str, str]](), {}
    for move in moves:
        counted[move.from_level, move.to_level] += move.count
        ways[move.from_level, move.to_level] = direction(move)
    columns = [NO_LEVEL, *(level.code for level in new.levels)]
    for code, name in zip([NO_LEVEL, *(level.code for level in old.levels)], _names(old), strict=True):
        cells = tuple((counted[code, column], ways.get((code, column), "")) for column in columns)
        yield Row(name, cells)


def _part(code: str, name: str, moves: Iterable[SimulationMove], direction: Callable[[SimulationMove], str]) -> Part:
    counts = Counter[str]()
    for move in moves:
        counts[direction(move)] += move.count
    return Part(code, name, counts["up"], counts["same"], counts["down"])


def matrix_option(outcome: Outcome) -> tuple[dict[str, Any], dict[str, Any]]:
    """(option, table): a heat map of the stage declared against the stage under the version."""
    rows = [row for row in outcome.rows if row.total]
    cells = [
        [column, place, count]
        for place, row in enumerate(rows)
        for column, (count, _way) in enumerate(row.counts)
        if count
    ]
    option = {
        "tooltip": {"trigger": "item"},
        "grid": {"left": 8, "right": 16, "top": 40, "bottom": 8, "containLabel": True},
        "xAxis": {
            "type": "category",
            "data": list(outcome.columns),
            "position": "top",
            # Every stage is named, however narrow the page.
            "axisLabel": {"interval": 0, "rotate": 45},
        },
        "yAxis": {"type": "category", "data": [row.name for row in rows], "inverse": True},
        "visualMap": {"show": False, "min": 0, "max": max([cell[2] for cell in cells], default=1)},
        "series": [{"type": "heatmap", "data": cells, "label": {"show": True}}],
    }
    return option, {"head": [_("Declared"), *outcome.columns], "rows": _table(rows)}


def _table(rows: Sequence[Row]) -> list[list[object]]:
    return [[row.name, *(count for count, _way in row.counts)] for row in rows]
