"""Why a result is what it is: every stage's gates, the shortest way up with guidance, contradictions, missing evidence.

One explanation for the page, the document and the API, made from what the engine kept (`scoring.Result.as_dict()`).
Pure.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from evaluations.definition import Definition, Group, Item, Text
from evaluations.stages import Stage, stage_of


@dataclass(frozen=True)
class LevelRow:
    """One stage with its gates as the engine wrote them; `open` are the one reached and the one above it."""

    stage: Stage | None
    reached: bool
    open: bool
    gates: Sequence[Mapping[str, Any]]

    @property
    def missing(self) -> int:
        return sum(not gate["met"] for gate in self.gates)


@dataclass(frozen=True)
class Step:
    """One item of the way up, with what its target rung means and what an assessor looks for.

    `before` is None for an item without an answer; `descriptor` None where the standard describes no such rung.
    """

    item: Item
    group: Group
    from_rung: str
    to_rung: str
    add_evidence: bool

    @property
    def before(self) -> Text | None:
        return _name(self.item, self.from_rung)

    @property
    def after(self) -> Text | None:
        return _name(self.item, self.to_rung)

    @property
    def climbs(self) -> bool:
        return self.from_rung != self.to_rung

    @property
    def descriptor(self) -> Text | None:
        return descriptor_of(self.item, self.to_rung)


@dataclass(frozen=True)
class WayUp:
    """The least changes that open the next stage; not `exact`: at least `at_least` items must change."""

    steps: tuple[Step, ...]
    exact: bool
    at_least: int

    @property
    def codes(self) -> frozenset[str]:
        return frozenset(step.item.code for step in self.steps)


@dataclass(frozen=True)
class Contradiction:
    """Answers that do not go together, in the standard's own words."""

    code: str
    blocking: bool
    text: Text
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Explanation:
    """`way` is None at the top, and where no change of answers opens the next stage (`barred`).

    `next_band` is told only where the standard has no levels.
    """

    stage: Stage | None
    next_stage: Stage | None
    levels: tuple[LevelRow, ...]
    way: WayUp | None
    barred: bool
    contradictions: tuple[Contradiction, ...]
    missing_evidence: tuple[Item, ...]
    band: Text | None
    next_band: Text | None = None

    @property
    def aim(self) -> Text | None:
        """What the way leads to: the next stage, or where a standard has no levels the next band."""
        stage = self.next_stage
        return Text(stage.title_zh, stage.title_en) if stage else self.next_band


def explain_detail(definition: Definition, detail: Mapping[str, Any]) -> Explanation:
    """`detail` is a kept result; what an older engine did not say yet is left out."""
    way = detail.get("shortest_way")
    return Explanation(
        stage=stage_of(definition, detail["level"]),
        next_stage=stage_of(definition, detail["next_level"]),
        levels=tuple(_levels(definition, detail)),
        way=_way(definition, way) if way and way["possible"] else None,
        barred=bool(way and not way["possible"]),
        contradictions=tuple(_contradictions(definition, detail.get("contradictions") or ())),
        missing_evidence=tuple(definition.item(code) for code in detail.get("missing_evidence") or ()),
        band=_band(detail.get("band")),
        next_band=None if definition.levels else _band(detail.get("next_band")),
    )


def descriptor_of(item: Item, rung: str) -> Text | None:
    """What the rung means for this item, where the standard says so."""
    return dict(item.descriptors).get(rung)


def _levels(definition: Definition, detail: Mapping[str, Any]) -> Iterator[LevelRow]:
    shown = (detail["level"], detail["next_level"])
    for level in detail["levels"]:
        code = level["code"]
        yield LevelRow(stage_of(definition, code), level["reached"], code in shown, level["gates"])


def _way(definition: Definition, way: Mapping[str, Any]) -> WayUp:
    return WayUp(tuple(_steps(definition, way["changes"])), way["exact"], way["at_least"])


def _steps(definition: Definition, changes: Sequence[Mapping[str, Any]]) -> Iterator[Step]:
    for change in changes:
        item = definition.item(change["item"])
        group = definition.ancestors(item.code)[0]
        yield Step(item, group, change["from_rung"] or "", change["to_rung"] or "", change["add_evidence"])


def _contradictions(definition: Definition, found: Sequence[Mapping[str, Any]]) -> Iterator[Contradiction]:
    for row in found:
        items = tuple(definition.item(code) for code in row.get("items", ()))
        yield Contradiction(row["code"], row["severity"] == "blocking", Text(**row["text"]), items)


def _band(band: Mapping[str, Any] | None) -> Text | None:
    return Text(**band["name"]) if band else None


def _name(item: Item, rung: str) -> Text | None:
    return item.scale.rung(rung).name if rung in item.scale else None
