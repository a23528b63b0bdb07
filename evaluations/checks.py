"""Gates made ready to be judged: each knows the needs that it comes down to.

A gate about something that does not count for the applicant is waived: a list of gates passes over it, and an any-of
does not take it for an alternative unless it has no other.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, lru_cache
from math import ceil

from evaluations.compiling import Plan, plan_of
from evaluations.definition import Band, Contradiction, Definition, Text
from evaluations.gates import (
    AllOf,
    AnyOf,
    EveryGroupAtLeast,
    EvidencedShare,
    Gate,
    GroupAtLeast,
    ItemAtLeast,
    LowerLevels,
    NoVeto,
    ShareOfItems,
    StageAtLeast,
    TotalAtLeast,
)
from evaluations.needs import CountNeed, Need, RungNeed, State
from evaluations.wording import needed, requirement


@dataclass(frozen=True)
class Check:
    """A gate with its place in the file, its needs, and the parts of a composed one."""

    gate: Gate
    path: str
    standard: Definition
    needs: tuple[Need, ...] = ()
    parts: tuple[Check, ...] = ()
    waived: bool = False

    def meets(self, state: State) -> bool:
        """Whether every need of its own is met."""
        return all(need.lack(state) <= 0 for need in self.needs)

    @cached_property
    def requirement(self) -> Text:
        """What is asked for, in words."""
        return requirement(self.gate, self.standard)

    @cached_property
    def needed(self) -> str:
        return needed(self.gate)


@dataclass(frozen=True, slots=True)
class Clash:
    """A contradiction by places: its conditions are (place, lowest position, highest position)."""

    contradiction: Contradiction
    bounds: tuple[tuple[int, int, int], ...]

    def found(self, state: State) -> bool:
        positions = state.positions
        return all(low <= positions[place] <= high for place, low, high in self.bounds)


@dataclass(frozen=True)
class Checks:
    """Everything that is asked of answers: the levels' checks, bands, contradictions, and expected evidence."""

    plan: Plan
    levels: tuple[tuple[Check, ...], ...]
    bands: tuple[tuple[Band, tuple[Need, ...]], ...]
    clashes: tuple[Clash, ...]
    evidence: tuple[RungNeed, ...]


@lru_cache(maxsize=512)
def checks_of(definition: Definition) -> Checks:
    """Compiled once per definition and process."""
    plan = plan_of(definition)
    compiler = _Compiler(plan)
    return Checks(
        plan=plan,
        levels=tuple(tuple(compiler.flat(v.gate, f"levels[{n}].gates")) for n, v in enumerate(definition.levels)),
        bands=tuple((band, plan.needs_of_score(None, band.start)) for band in definition.bands),
        clashes=tuple(compiler.clashes()),
        evidence=tuple(
            RungNeed(place, item.scale.position(item.evidence_from))
            for place, item in enumerate(plan.items)
            if item.evidence_from is not None
        ),
    )


class _Compiler:
    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.definition = plan.definition
        self.standard = plan.definition.whole

    def flat(self, gate: Gate, path: str) -> Iterator[Check]:
        """Nested all-of lists are laid flat because each part must be met anyway."""
        if isinstance(gate, AllOf):
            for position, part in enumerate(gate.gates):
                yield from self.flat(part, f"{path}.all_of[{position}]")
        else:
            yield self._check(gate, path)

    def clashes(self) -> Iterator[Clash]:
        for contradiction in self.definition.contradictions:
            if all(condition.item in self.plan.places for condition in contradiction.when):
                yield Clash(contradiction, tuple(self._bounds(contradiction)))

    def _bounds(self, contradiction: Contradiction) -> Iterator[tuple[int, int, int]]:
        for condition in contradiction.when:
            scale = self.definition.item(condition.item).scale
            low = 0 if condition.at_least is None else scale.position(condition.at_least)
            high = len(scale.rungs) if condition.at_most is None else scale.position(condition.at_most)
            yield self.plan.places[condition.item], low, high

    def _check(self, gate: Gate, path: str) -> Check:
        match gate:
            case AllOf() | AnyOf():
                return self._composed(gate, path)
            case EveryGroupAtLeast():
                groups = self.definition.scored_groups
                parts = (GroupAtLeast(group.code, gate.minimum) for group in groups)
                return Check(gate, path, self.standard, parts=tuple(self._check(part, path) for part in parts))
            case LowerLevels() | NoVeto():
                return Check(gate, path, self.standard)
            case _:
                needs = self._needs(gate)
                return Check(gate, path, self.standard, needs or (), waived=needs is None)

    def _composed(self, gate: AllOf | AnyOf, path: str) -> Check:
        word = "all_of" if isinstance(gate, AllOf) else "any_of"
        parts = tuple(self._check(part, f"{path}.{word}[{n}]") for n, part in enumerate(gate.gates))
        return Check(gate, path, self.standard, parts=parts, waived=bool(parts) and all(part.waived for part in parts))

    def _needs(
        self, gate: TotalAtLeast | GroupAtLeast | StageAtLeast | ItemAtLeast | ShareOfItems | EvidencedShare
    ) -> tuple[Need, ...] | None:
        """None where nothing of what the gate is about counts for the applicant."""
        match gate:
            case TotalAtLeast():
                return self.plan.needs_of_score(None, gate.minimum)
            case GroupAtLeast():
                known = gate.code in self.plan.scopes
                return self.plan.needs_of_score(gate.code, gate.minimum) if known else None
            case StageAtLeast():
                return self.plan.needs_of_stage(gate.level, gate.group, gate.minimum)
            case ItemAtLeast():
                return self._rung_need(gate)
            case _:
                return self._count_need(gate)

    def _rung_need(self, gate: ItemAtLeast) -> tuple[Need, ...] | None:
        if gate.code not in self.plan.places:
            return None
        return (RungNeed(self.plan.places[gate.code], self.definition.item(gate.code).scale.position(gate.rung)),)

    def _count_need(self, gate: ShareOfItems | EvidencedShare) -> tuple[Need, ...] | None:
        items = self.definition.scored_items(gate.group, gate.level)
        floors = tuple((self.plan.places[item.code], item.scale.position(gate.rung)) for item in items)
        amount = ceil(Fraction(gate.minimum) * len(items) / 100)
        return (CountNeed(floors, amount, isinstance(gate, EvidencedShare)),) if items else None
