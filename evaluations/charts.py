"""ECharts options of the evaluation's figures: plain data in, plain data out."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from textwrap import wrap
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from evaluations.definition import Definition, Level
from evaluations.figures import shown
from evaluations.gates import AllOf, EveryGroupAtLeast, Gate, GroupAtLeast
from evaluations.stages import Stage
from portal.presentation import bilingual_text

Series = tuple[str, Mapping[str, Decimal]]
# Characters of a name in one line of a chart in the page's side.
LINE = 14


def dimension_radar(definition: Definition, series: Sequence[Series]) -> tuple[dict[str, Any], dict[str, Any]]:
    """(option, table) of scores by dimension; each series is a name and its scores by group code, in the group's unit.

    An axis ends at what its dimension is out of; a dimension of which a series says nothing has no value there.
    """
    language = get_language() or ""
    names = [group.title.in_language(language) for group in definition.scored_groups]
    codes = [group.code for group in definition.scored_groups]
    data = [{"name": name, "value": [_number(scores.get(code)) for code in codes]} for name, scores in series]
    option = {
        "legend": {"bottom": 0, "data": [name for name, _scores in series]},
        "radar": {
            "indicator": [
                {"name": _folded(group.title.in_language(language)), "max": _number(group.maximum)}
                for group in definition.scored_groups
            ],
            "radius": "42%",
            "center": ["50%", "46%"],
        },
        "series": [{"type": "radar", "data": data, "symbolSize": 6, "areaStyle": {"opacity": 0.08}}],
    }
    said = [["—" if value is None else value for value in entry["value"]] for entry in data]
    rows = [[name, *(values[place] for values in said)] for place, name in enumerate(names)]
    return option, {"head": [_("Dimension"), *(name for name, _scores in series)], "rows": rows}


def stage_history(
    stages: Sequence[Stage], years: Sequence[tuple[int, Stage | None, Stage | None]]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """(option, table) of the declared and the reviewed stage over the years, oldest first."""
    names = [_("Self-declared"), _("Found in review")]
    pairs = list(
        zip(names, zip(*((declared, reviewed) for _year, declared, reviewed in years), strict=True), strict=True)
    )
    option = {
        "grid": {"left": 8, "right": 16, "top": 16, "bottom": 40, "containLabel": True},
        "legend": {"bottom": 0, "data": names},
        "xAxis": {"type": "category", "data": [str(year) for year, *_rest in years]},
        "yAxis": {
            "type": "category",
            "data": [bilingual_text(stage, "title") for stage in stages],
            "boundaryGap": True,
        },
        "series": [
            {
                "type": "line",
                "name": name,
                "step": "middle",
                # Where both agree, the dashed line lets the other one show.
                "lineStyle": {"type": "dashed" if name == names[1] else "solid"},
                "data": [_name(stage) or "-" for stage in found],
            }
            for name, found in pairs
        ],
    }
    rows = [[year, _name(declared) or "—", _name(reviewed) or "—"] for year, declared, reviewed in years]
    return option, {"head": [_("Year"), *names], "rows": rows}


def _name(stage: Stage | None) -> str:
    return bilingual_text(stage, "title") if stage else ""


def group_minima(definition: Definition, level: Level) -> dict[str, Decimal]:
    """The least score that the level asks of each dimension; alternatives (any-of) ask for none in particular.

    What is asked of a group inside a dimension is no need of the whole dimension.
    """
    dimensions = [group.code for group in definition.scored_groups]
    minima: dict[str, Decimal] = {}
    for gate in _demands(level.gate):
        for code in dimensions if isinstance(gate, EveryGroupAtLeast) else {gate.code}.intersection(dimensions):
            minima[code] = max(gate.minimum, minima.get(code, Decimal(0)))
    return minima


def _demands(gate: Gate) -> Iterator[GroupAtLeast | EveryGroupAtLeast]:
    if isinstance(gate, AllOf):
        for part in gate.gates:
            yield from _demands(part)
    elif isinstance(gate, GroupAtLeast | EveryGroupAtLeast):
        yield gate


def _folded(name: str) -> str:
    """A long name in short lines, so that it stays inside a narrow chart."""
    if " " in name:
        return "\n".join(wrap(name, LINE))
    half = (len(name) + 1) // 2
    return f"{name[:half]}\n{name[half:]}" if len(name) > 4 else name


def _number(score: Decimal | None) -> float | None:
    """Cut off like every figure shown, so that a dimension never looks better than it is."""
    return None if score is None else float(shown(score))
