"""The least set of item changes that opens a level: fewest items first, then fewest steps.

The level's gates become alternatives (one per way through its any-of lists); each alternative is a covering problem:
what its needs still lack, and what each item could add. Whole numbers throughout.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import product
from math import gcd

from evaluations.chains import find_fewest
from evaluations.checks import Check, Checks
from evaluations.compiling import Plan
from evaluations.covering import Option, Problem, find_cover, is_cover
from evaluations.definition import Band, Item, Level
from evaluations.gates import AnyOf, LowerLevels, NoVeto
from evaluations.measuring import Mark, Measures
from evaluations.needs import Need, RungNeed, State

MOST_ALTERNATIVES = 32
Needs = tuple[Need, ...]


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
    """Changes that open `level`, in the order of the standard; where a standard has no levels, its next band.

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
    checks: Checks, level: Level, state: State, settled: frozenset[str] = frozenset(), climb: int | None = None
) -> Way:
    """The way to a level whose lower levels are all met; `settled` items stay as they are."""
    search = _WaySearch(checks.plan, state, settled, climb)
    position = checks.plan.definition.level_position(level.code)
    return _least(search, level.code, search.all_of(checks.levels[position]))


def search_way_to_band(
    checks: Checks, band: Band, state: State, settled: frozenset[str] = frozenset(), climb: int | None = None
) -> Way:
    """As `search_way`, for the totals from a band's start."""
    needs = dict(checks.bands)[band]
    lacking = tuple(need for need in needs if need.lack(state) > 0)
    return _least(_WaySearch(checks.plan, state, settled, climb), band.code, [lacking])


def _least(search: _WaySearch, code: str, alternatives: list[Needs]) -> Way:
    ways = [way for needs in alternatives[:MOST_ALTERNATIVES] if (way := search.cover(needs))]
    if not ways:
        return Way(code, (), possible=False, exact=True, at_least=0)
    best = min(ways, key=lambda way: (len(way.changes), way.steps))
    complete = len(alternatives) <= MOST_ALTERNATIVES
    at_least = min(way.at_least for way in ways) if complete else min(1, len(best.changes))
    exact = complete and all(way.exact for way in ways)
    return Way(code, best.changes, possible=True, exact=exact, at_least=at_least)


class _WaySearch:
    def __init__(self, plan: Plan, state: State, settled: frozenset[str], climb: int | None) -> None:
        self.plan = plan
        self.state = state
        self.climb = climb
        self.movable = [place for place, item in enumerate(plan.items) if item.code not in settled]
        self.measures = Measures(plan)

    def all_of(self, checks: Iterable[Check]) -> list[Needs]:
        """Each entry is a set of unmet needs that together are enough; no entry at all means impossible."""
        combined: list[Needs] = [()]
        for check in checks:
            pairs = product(combined, self._alternatives(check))
            combined = [tuple(dict.fromkeys(left + right)) for left, right in pairs][: MOST_ALTERNATIVES + 1]
        return combined

    def _alternatives(self, check: Check) -> list[Needs]:
        match check.gate:
            case _ if check.waived:
                return [()]
            case AnyOf():
                live = [part for part in check.parts if not part.waived]
                found = [needs for part in live for needs in self._alternatives(part)]
                return [()] if () in found else list(dict.fromkeys(found))
            case NoVeto():
                return [] if self.state.vetoes else [()]
            case LowerLevels():
                return [()]
            case _:
                lacking = tuple(need for need in check.needs if need.lack(self.state) > 0)
                return self.all_of(check.parts) if check.parts else [lacking]

    def cover(self, needs: Needs) -> _Found | None:
        """The least changes that meet all these needs, or None when nothing does."""
        items = [options for place in self.movable if (options := self._options(place, needs))]
        sums = [need for need in needs if not isinstance(need, RungNeed)]
        problem = _as_problem(items, [need.lack(self.state) for need in sums])
        named = {need.place for need in needs if isinstance(need, RungNeed)}
        if not is_cover(problem, _fullest(problem)) or not named <= {options.place for options in items}:
            return None
        fewest = find_fewest(_counting_items(problem))
        kept = zip(fewest.chosen, _fullest(problem), strict=True)
        known = tuple(None if choice is None else top for choice, top in kept)
        cheapest = find_cover(replace(problem, most=fewest.cost), known)
        picked = zip(items, cheapest.chosen, strict=True)
        changes = [self._change(options.place, options.marks[n]) for options, n in picked if n is not None]
        exact = fewest.exact and cheapest.exact
        return _Found(tuple(changes), cheapest.cost, exact, fewest.at_least)

    def _change(self, place: int, after: Mark) -> Change:
        item, before = self.plan.items[place], self._mark(place)
        return Change(
            item=item.code,
            from_rung=_rung_code(item, before[0]),
            to_rung=_rung_code(item, after[0]),
            add_evidence=after[1] and not before[1],
        )

    def _mark(self, place: int) -> Mark:
        return self.state.positions[place], self.state.evidenced[place]

    def _options(self, place: int, needs: Needs) -> _Options | None:
        """The marks worth moving an item to, with what each adds to every need; None when none adds anything."""
        before = self._mark(place)
        floors = [need.floor for need in needs if isinstance(need, RungNeed) and need.place == place]
        sums = [need for need in needs if not isinstance(need, RungNeed)]
        found = _Options(place, [], [], [], must=bool(floors))
        for mark in self._marks(place, max([before[0], *floors])):
            cost = self._steps(place, before, mark)
            gains = tuple([self.measures.gain(need, place, before, mark) for need in sums])
            if cost and (any(gains) or floors) and gains not in found.gains:
                found.add(mark, cost, gains)
        return found if found.marks else None

    def _steps(self, place: int, before: Mark, after: Mark) -> int:
        """Rungs climbed and evidence added; a fact is one step, whatever its rungs."""
        climbed = after[0] - before[0]
        return (climbed if self.plan.items[place].share else min(climbed, 1)) + (after[1] and not before[1])

    def _marks(self, place: int, lowest: int) -> Iterator[Mark]:
        """From the least to the most; the last has the most of everything."""
        before, evidenced = self._mark(place)
        item = self.plan.items[place]
        end = len(item.scale.rungs)
        if self.climb is not None and item.share:
            end = min(end, before + self.climb + 1)
        for position in range(max(lowest, 0), end):
            yield position, evidenced
            if not evidenced:
                yield position, True


@dataclass
class _Options:
    """The marks an item could be moved to, and for each its cost in steps and its gains."""

    place: int
    marks: list[Mark]
    costs: list[int]
    gains: list[tuple[int, ...]]
    must: bool

    def add(self, mark: Mark, cost: int, gains: tuple[int, ...]) -> None:
        self.marks.append(mark)
        self.costs.append(cost)
        self.gains.append(gains)


def _rung_code(item: Item, position: int) -> str | None:
    return item.scale.rungs[position].code if position >= 0 else None


def _as_problem(items: list[_Options], lacks: list[int]) -> Problem:
    """The coarsest units that lose nothing; no gain counts for more than the need."""
    units = [gcd(*(gains[need] for options in items for gains in options.gains)) or 1 for need in range(len(lacks))]
    needs = tuple(-(-lack // unit) for lack, unit in zip(lacks, units, strict=True))
    option_sets = []
    for options in items:
        rows = zip(options.costs, options.gains, strict=True)
        option_sets.append(tuple(Option(cost, _in_units(gains, units, needs)) for cost, gains in rows))
    return Problem(tuple(option_sets), tuple(options.must for options in items), needs, len(items))


def _in_units(gains: tuple[int, ...], units: list[int], needs: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(min(gain // unit, need) for gain, unit, need in zip(gains, units, needs, strict=True))


def _counting_items(problem: Problem) -> Problem:
    """The same needs when only the number of items counts: each item then goes to its fullest state."""
    fullest = tuple((Option(1, options[-1].gains),) for options in problem.items)
    return Problem(fullest, problem.must, problem.needs, problem.most)


def _fullest(problem: Problem) -> tuple[int, ...]:
    return tuple(len(options) - 1 for options in problem.items)
