"""A level of a standard as the pages show it: its place on the ladder and its name in both languages."""

from dataclasses import dataclass

from evaluations.definition import Definition
from evaluations.results import Result


@dataclass(frozen=True)
class Stage:
    """`rank` counts from 1; the field names are those the ui tags read."""

    code: str
    rank: int
    title_zh: str
    title_en: str


def stage_of(definition: Definition, code: str | None) -> Stage | None:
    """None for no level, and for one that this version of the standard does not have."""
    known = {level.code: rank for rank, level in enumerate(definition.levels, 1)}
    if not code or code not in known:
        return None
    name = definition.level(code).name
    return Stage(code, known[code], name.zh, name.en)


def gap_between(definition: Definition, declared: str | None, found: str | None) -> int:
    """How many stages the one found lies above the one declared; negative when below. No stage is the lowest."""
    ranks = [stage.rank if stage else 0 for stage in (stage_of(definition, code) for code in (declared, found))]
    return ranks[1] - ranks[0]


def stage_reached(definition: Definition, result: Result) -> Stage | None:
    """The level reached; in a standard of bands without levels, the band of the total stands for it."""
    if definition.levels or result.band is None:
        return stage_of(definition, result.level)
    band = result.band
    return Stage(band.code, definition.bands.index(band) + 1, band.name.zh, band.name.en)


def stages_of(definition: Definition) -> tuple[Stage, ...]:
    return tuple(
        Stage(level.code, rank, level.name.zh, level.name.en) for rank, level in enumerate(definition.levels, 1)
    )
