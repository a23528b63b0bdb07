"""A definition made ready for fast and exact arithmetic: whole numbers, each figure a weighted sum of earlier ones."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from math import ceil, gcd, lcm
from operator import mul

from evaluations.definition import Definition, Group, Item, Rollup
from evaluations.figures import Unit, as_decimal, unit_of
from evaluations.needs import FigureNeed
from evaluations.tree import keep


@dataclass(frozen=True, slots=True)
class Figure:
    """The weighted sum of the values in other slots."""

    slots: tuple[int, ...]
    weights: tuple[int, ...]

    def value(self, values: Sequence[int]) -> int:
        return sum(map(mul, self.weights, [values[slot] for slot in self.slots]))


@dataclass(frozen=True, slots=True)
class Step:
    """One level of a staged score: where its figure stands (None: it has no items), and when it is met."""

    slot: int | None
    met_at: int
    unit: Unit


class Plan:
    """Slots 0 to n-1 hold the items' values, the following ones the figures of groups and totals, children first.

    A scope is a group's code, or None for the total. Each value is out of its slot's `wholes`. A staged standard has
    no figure for a scope as a whole but one for each level that has items in it.
    """

    def __init__(self, definition: Definition) -> None:
        self.definition = definition
        self.items = definition.items
        self.places = {item.code: place for place, item in enumerate(self.items)}
        self.rungs: list[dict[str | None, int]] = [_positions(item) for item in self.items]
        self.wholes = [_whole(item) for item in self.items]
        self.tables = [_values(item, whole) for item, whole in zip(self.items, self.wholes, strict=True)]
        self.points = [_points(item) for item in self.items]
        self.figures: list[Figure] = []
        self.slots: dict[tuple[str | None, str | None], int] = {}
        self._add_trees()
        self._coefficients: dict[int, dict[int, int]] = {}
        self._scored = _scored_codes(definition.groups)
        self.scopes = (None, *(code for code in self._scored if code not in self.places))
        self._units = {} if self.staged else {scope: self._unit(scope) for scope in self.scopes}
        self._ladders = {scope: self._ladder(scope) for scope in self.scopes} if self.staged else {}

    @property
    def staged(self) -> bool:
        return self.definition.rollup == Rollup.STAGED

    def values(self, positions: Sequence[int]) -> list[int]:
        """The value of every slot for rung positions; -1, no answer, finds the nothing at a table's end."""
        values = [table[position] for table, position in zip(self.tables, positions, strict=True)]
        for figure in self.figures:
            values.append(figure.value(values))
        return values

    def total(self, values: Sequence[int]) -> Decimal:
        return self._score(None, values)

    def scores(self, positions: Sequence[int], values: Sequence[int]) -> dict[str, Decimal]:
        """Every scored group and item, each in its own unit, in the order of the standard."""
        places, points = self.places, self.points
        return {
            code: self._score(code, values) if (place := places.get(code)) is None else points[place][positions[place]]
            for code in self._scored
        }

    def stage_score(self, level: str, scope: str | None, values: Sequence[int]) -> Decimal:
        """What the items of a level in a scope score, as a percentage. KeyError where there are none."""
        slot = self.slots[level, scope]
        return unit_of(Fraction(100, self.wholes[slot])).shown(values[slot])

    def climbed(self, scope: str | None, values: Sequence[int]) -> tuple[int, Decimal]:
        """How many levels are met from the lowest without a gap, and that number plus the score of the next."""
        ladder = self._ladders[scope]
        for met, step in enumerate(ladder):
            if step.slot is not None and values[step.slot] < step.met_at:
                return met, met + step.unit.shown(values[step.slot])
        return len(ladder), Decimal(len(ladder))

    def stages(self, values: Sequence[int]) -> dict[str, str | None]:
        """In a staged standard, each group's highest level with no gap below it."""
        levels, groups = self.definition.levels, self.scopes[1:] if self.staged else ()
        met = {code: self.climbed(code, values)[0] for code in groups if code is not None}
        return {code: levels[count - 1].code if count else None for code, count in met.items()}

    def needs_of_score(self, scope: str | None, minimum: Decimal) -> tuple[FigureNeed, ...]:
        """What a scope needs to score the minimum, in its own unit."""
        if self.staged:
            return tuple(self._needs_of_climb(scope, Fraction(minimum)))
        part = Fraction(minimum) / Fraction(self._maximum(scope))
        return (self._need(self.slots[None, scope], part),)

    def needs_of_stage(self, level: str, scope: str | None, minimum: Decimal) -> tuple[FigureNeed, ...] | None:
        """What the items of a level in a scope need to score a percentage; None where there are none."""
        slot = self.slots.get((level, scope))
        return None if slot is None else (self._need(slot, Fraction(minimum) / 100),)

    def coefficients(self, slot: int) -> Mapping[int, int]:
        """How much one step of each item's value adds to a figure, by the item's place."""
        if slot < len(self.items):
            return {slot: 1}
        if slot not in self._coefficients:
            figure, found = self.figures[slot - len(self.items)], self._coefficients.setdefault(slot, {})
            for inner, weight in zip(figure.slots, figure.weights, strict=True):
                found.update({place: weight * one for place, one in self.coefficients(inner).items()})
        return self._coefficients[slot]

    def _add_trees(self) -> None:
        if not self.staged:
            self._add(None, None, self.definition.groups)
        for level in self.definition.levels:
            if self.definition.scored_items(level=level.code):
                self._add(level.code, None, _only(self.definition.groups, level.code))

    def _add(self, level: str | None, scope: str | None, children: Sequence[Group | Item]) -> int:
        """The slot of a new figure, after those of the groups in it."""
        scored = [child for child in children if child.share]
        slots = [self._slot(level, child) for child in scored]
        parts = [(child.share, self.wholes[slot]) for child, slot in zip(scored, slots, strict=True)]
        whole = lcm(*(share.denominator * inner for share, inner in parts))
        weights = [share.numerator * whole // (share.denominator * inner) for share, inner in parts]
        common = gcd(whole, *weights)
        self.figures.append(Figure(tuple(slots), tuple(weight // common for weight in weights)))
        self.wholes.append(whole // common)
        self.slots[level, scope] = len(self.wholes) - 1
        return len(self.wholes) - 1

    def _slot(self, level: str | None, node: Group | Item) -> int:
        return self.places[node.code] if isinstance(node, Item) else self._add(level, node.code, node.children)

    def _score(self, scope: str | None, values: Sequence[int]) -> Decimal:
        if self.staged:
            return self.climbed(scope, values)[1]
        return self._units[scope].shown(values[self.slots[None, scope]])

    def _maximum(self, scope: str | None) -> Decimal:
        return self.definition.maximum if scope is None else self.definition.group(scope).maximum

    def _unit(self, scope: str | None) -> Unit:
        return unit_of(Fraction(self._maximum(scope)) / self.wholes[self.slots[None, scope]])

    def _ladder(self, scope: str | None) -> tuple[Step, ...]:
        slots = [self.slots.get((level.code, scope)) for level in self.definition.levels]
        return tuple(self._step(slot) for slot in slots)

    def _step(self, slot: int | None) -> Step:
        whole = 1 if slot is None else self.wholes[slot]
        return Step(slot, ceil(Fraction(self.definition.met_at) * whole / 100), unit_of(Fraction(1, whole)))

    def _needs_of_climb(self, scope: str | None, minimum: Fraction) -> Iterator[FigureNeed]:
        full, part = divmod(minimum, 1)
        for number, step in enumerate(self._ladders[scope]):
            if step.slot is not None and number < full:
                yield FigureNeed(step.slot, step.met_at)
            elif step.slot is not None and number == full and part:
                # A level that is met counts as one, so no more than that is ever asked of it.
                yield FigureNeed(step.slot, min(step.met_at, self._need(step.slot, part).amount))

    def _need(self, slot: int, part: Fraction) -> FigureNeed:
        return FigureNeed(slot, ceil(part * self.wholes[slot]))


@lru_cache(maxsize=512)
def plan_of(definition: Definition) -> Plan:
    """Compiled once per definition and process."""
    return Plan(definition)


def _only(groups: tuple[Group, ...], level: str) -> tuple[Group, ...]:
    return keep(groups, lambda node: isinstance(node, Group) or node.level == level)


def _positions(item: Item) -> dict[str | None, int]:
    return {rung.code: position for position, rung in enumerate(item.scale.rungs)}


def _whole(item: Item) -> int:
    return lcm(*(_part(item, rung.points).denominator for rung in item.scale.rungs))


def _values(item: Item, whole: int) -> tuple[int, ...]:
    return (*(int(_part(item, rung.points) * whole) for rung in item.scale.rungs), 0)


def _points(item: Item) -> tuple[Decimal, ...]:
    maximum = Fraction(item.maximum)
    return (*(as_decimal(_part(item, rung.points) * maximum) for rung in item.scale.rungs), Decimal(0))


def _part(item: Item, points: Decimal) -> Fraction:
    return Fraction(points) / Fraction(item.scale.maximum)


def _scored_codes(nodes: Sequence[Group | Item]) -> tuple[str, ...]:
    codes: list[str] = []
    for node in nodes:
        if node.share:
            codes += (node.code, *(_scored_codes(node.children) if isinstance(node, Group) else ()))
    return tuple(codes)
