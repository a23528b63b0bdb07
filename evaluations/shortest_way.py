"""The least set of item changes that opens a level: fewest items first, then fewest steps.

The level's gates become alternatives (one per way through its any-of lists); each alternative is a covering problem:
what its gates still lack, and what each item could add. Exact fractions throughout.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import product
from math import ceil, gcd, lcm

from evaluations.chains import find_fewest
from evaluations.covering import Option, Problem, find_cover, is_cover
from evaluations.definition import Definition, Item, Level
from evaluations.gates import (
    AllOf,
    AnyOf,
    EveryGroupAtLeast,
    Gate,
    GroupAtLeast,
    ItemAtLeast,
    LowerLevels,
    NoVeto,
)
from evaluations.measuring import Leaf, Measures, State

MOST_ALTERNATIVES = 32


@dataclass(frozen=True)
class Change:
    """Raise an item from a rung (None: not answered) to another, and attach evidence where it is missing."""

    item: str
    from_rung: str | None
    to_rung: str | None
    add_evidence: bool

    def as_dict(self) -> dict[str, object]:
        return {
            "item": self.item,
            "from_rung": self.from_rung,
            "to_rung": self.to_rung,
            "add_evidence": self.add_evidence,
        }


@dataclass(frozen=True)
class Way:
    """Changes that open `level`, in the order of the standard.

    `possible` is False when no change of answers can open it: a veto stands in the way, or the limit that was set on
    the rungs one item may climb. `exact` is True when this is
    proved to be the least; otherwise the changes do open the level and at least `at_least` items must change.
    """

    level: str
    changes: tuple[Change, ...]
    possible: bool
    exact: bool
    at_least: int

    def as_dict(self) -> dict[str, object]:
        return {
            "level": self.level,
            "changes": [change.as_dict() for change in self.changes],
            "possible": self.possible,
            "exact": self.exact,
            "at_least": self.at_least,
        }


@dataclass(frozen=True)
class _Found:
    changes: tuple[Change, ...]
    steps: int
    exact: bool
    at_least: int


def search_way(
    definition: Definition,
    level: Level,
    positions: Mapping[str, int],
    evidenced: frozenset[str],
    vetoes: frozenset[str],
    climb: int | None = None,
) -> Way:
    """The way to a level whose lower levels are all met; positions are rung positions, -1 for not answered."""
    current = {code: (position, code in evidenced) for code, position in positions.items()}
    search = _WaySearch(definition, current, vetoes, climb)
    alternatives = search.alternatives(level.gate)
    ways = [way for leaves in alternatives[:MOST_ALTERNATIVES] if (way := search.cover(leaves))]
    if not ways:
        return Way(level.code, (), possible=False, exact=True, at_least=0)
    best = min(ways, key=lambda way: (len(way.changes), way.steps))
    complete = len(alternatives) <= MOST_ALTERNATIVES
    at_least = min(way.at_least for way in ways) if complete else min(1, len(best.changes))
    exact = complete and all(way.exact for way in ways)
    return Way(level.code, best.changes, possible=True, exact=exact, at_least=at_least)


class _WaySearch:
    def __init__(
        self, definition: Definition, current: dict[str, State], vetoes: frozenset[str], climb: int | None
    ) -> None:
        self.definition = definition
        self.climb = climb
        self.current = current
        self.vetoes = vetoes
        self.measures = Measures(definition, current)

    def alternatives(self, gate: Gate) -> list[tuple[Leaf, ...]]:
        """Each tuple is a set of unmet gates that together are enough; no tuple at all means impossible."""
        match gate:
            case AllOf():
                return self._all(gate.gates)
            case AnyOf():
                found = [leaves for part in gate.gates for leaves in self.alternatives(part)]
                return [()] if () in found else list(dict.fromkeys(found))
            case EveryGroupAtLeast():
                groups = self.definition.groups
                return self._all(tuple(GroupAtLeast(group.code, gate.minimum) for group in groups))
            case NoVeto():
                return [] if self.vetoes else [()]
            case LowerLevels():
                return [()]
            case _:
                return [()] if self.measures.lack(gate) <= 0 else [(gate,)]

    def cover(self, leaves: tuple[Leaf, ...]) -> _Found | None:
        """The least changes that meet all these gates, or None when nothing does."""
        items = [option_set for item in self.definition.items if (option_set := self._options(item, leaves))]
        needs = [leaf for leaf in leaves if not isinstance(leaf, ItemAtLeast)]
        problem = _as_problem(items, [self.measures.lack(leaf) for leaf in needs])
        if not is_cover(problem, _fullest(problem)) or not self._can_climb(leaves, items):
            return None
        fewest = find_fewest(_counting_items(problem))
        kept = zip(fewest.chosen, _fullest(problem), strict=True)
        known = tuple(None if choice is None else top for choice, top in kept)
        cheapest = find_cover(replace(problem, most=fewest.cost), known)
        picked = zip(items, cheapest.chosen, strict=True)
        changes = [self._change(options.item, options.states[n]) for options, n in picked if n is not None]
        exact = fewest.exact and cheapest.exact
        return _Found(tuple(changes), cheapest.cost, exact, fewest.at_least)

    def _can_climb(self, leaves: tuple[Leaf, ...], items: list[_Options]) -> bool:
        """Whether every item that a gate names can reach the rung it names."""
        named = {leaf.code for leaf in leaves if isinstance(leaf, ItemAtLeast)}
        return named <= {options.item.code for options in items}

    def _all(self, gates: tuple[Gate, ...]) -> list[tuple[Leaf, ...]]:
        combined: list[tuple[Leaf, ...]] = [()]
        for gate in gates:
            pairs = product(combined, self.alternatives(gate))
            combined = [tuple(dict.fromkeys(left + right)) for left, right in pairs][: MOST_ALTERNATIVES + 1]
        return combined

    def _change(self, item: Item, state: State) -> Change:
        before, after = self.current[item.code], state
        return Change(
            item=item.code,
            from_rung=_rung_code(item, before[0]),
            to_rung=_rung_code(item, after[0]),
            add_evidence=after[1] and not before[1],
        )

    def _options(self, item: Item, leaves: tuple[Leaf, ...]) -> _Options | None:
        """The states worth moving an item to, with what each adds to every need; None when none adds anything."""
        position, evidenced = self.current[item.code]
        floors = [item.scale.position(g.rung) for g in leaves if isinstance(g, ItemAtLeast) and g.code == item.code]
        needs = [leaf for leaf in leaves if not isinstance(leaf, ItemAtLeast)]
        found = _Options(item, [], [], [], must=bool(floors))
        for state in self._states(item, max([position, *floors]), evidenced):
            cost = state[0] - position + (state[1] and not evidenced)
            gains = tuple(self.measures.gain(leaf, item, state) for leaf in needs)
            if cost and (any(gains) or floors) and gains not in found.gains:
                found.add(state, cost, gains)
        return found if found.states else None

    def _states(self, item: Item, lowest: int, evidenced: bool) -> Iterator[State]:
        """From the least to the most; the last has the most of everything."""
        end = len(item.scale.rungs)
        if self.climb is not None:
            end = min(end, self.current[item.code][0] + self.climb + 1)
        for position in range(max(lowest, 0), end):
            yield position, evidenced
            if not evidenced:
                yield position, True


@dataclass
class _Options:
    """The states an item could be moved to, and for each its cost in steps and its gains."""

    item: Item
    states: list[State]
    costs: list[int]
    gains: list[tuple[Fraction, ...]]
    must: bool

    def add(self, state: State, cost: int, gains: tuple[Fraction, ...]) -> None:
        self.states.append(state)
        self.costs.append(cost)
        self.gains.append(gains)


def _rung_code(item: Item, position: int) -> str | None:
    return item.scale.rungs[position].code if position >= 0 else None


def _as_problem(items: list[_Options], lacks: list[Fraction]) -> Problem:
    """Whole numbers in the coarsest unit that loses nothing; no gain counts for more than the need."""
    units = [_unit([gains[need] for options in items for gains in options.gains]) for need in range(len(lacks))]
    needs = tuple(ceil(lack / unit) for lack, unit in zip(lacks, units, strict=True))
    option_sets = []
    for options in items:
        rows = zip(options.costs, options.gains, strict=True)
        option_sets.append(tuple(Option(cost, _in_units(gains, units, needs)) for cost, gains in rows))
    return Problem(tuple(option_sets), tuple(options.must for options in items), needs, len(items))


def _in_units(gains: tuple[Fraction, ...], units: list[Fraction], needs: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(min(int(gain / unit), need) for gain, unit, need in zip(gains, units, needs, strict=True))


def _unit(figures: list[Fraction]) -> Fraction:
    """The greatest fraction of which all figures are whole multiples; 1 when there is none above zero."""
    bottom = lcm(*(figure.denominator for figure in figures))
    top = gcd(*(int(figure * bottom) for figure in figures))
    return Fraction(top, bottom) if top else Fraction(1)


def _counting_items(problem: Problem) -> Problem:
    """The same needs when only the number of items counts: each item then goes to its fullest state."""
    fullest = tuple((Option(1, options[-1].gains),) for options in problem.items)
    return Problem(fullest, problem.must, problem.needs, problem.most)


def _fullest(problem: Problem) -> tuple[int, ...]:
    return tuple(len(options) - 1 for options in problem.items)
