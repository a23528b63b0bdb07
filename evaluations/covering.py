"""A small exact search: the cheapest choices whose gains cover every need.

Whole numbers throughout, so "cheapest" is proved and not estimated. The bound is a Lagrangian one: each need gets a
price, found once by sub-gradient steps, and what is still needed is worth at least its price.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

NODES_PER_CAP = 20_000
PRICE_ROUNDS = 200
SLACK = 1e-6


@dataclass(frozen=True, slots=True)
class Option:
    """One way to change an item: what it costs and what it adds to each need."""

    cost: int
    gains: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """At most one option for each item, exactly one where `must` says so, at most `most` items in all."""

    items: tuple[tuple[Option, ...], ...]
    must: tuple[bool, ...]
    needs: tuple[int, ...]
    most: int


@dataclass(frozen=True, slots=True)
class Cover:
    """The option chosen for each item (None: left alone); `exact` when nothing cheaper covers the needs."""

    cost: int
    chosen: tuple[int | None, ...]
    exact: bool
    at_least: int


def find_cover(problem: Problem) -> Cover | None:
    """The cheapest cover; None when the needs cannot be covered."""
    if not _coverable(problem):
        return None
    search = _Search(problem)
    proved = cap = max(0, ceil(search.bound() - SLACK))
    exact, step = True, 1
    highest = sum(max((option.cost for option in options), default=0) for options in problem.items)
    while cap <= highest:
        chosen = search.run(cap)
        if chosen is not None:
            cost = _cost(problem, chosen)
            return Cover(cost, chosen, exact or cost == proved, proved)
        if search.gave_up:
            exact, step = False, step * 2
        elif exact:
            proved = cap + 1
        cap += step
    return None


def _cost(problem: Problem, chosen: Sequence[int | None]) -> int:
    picked = zip(problem.items, chosen, strict=True)
    return sum(options[choice].cost for options, choice in picked if choice is not None)


def _coverable(problem: Problem) -> bool:
    if any(must and not options for options, must in zip(problem.items, problem.must, strict=True)):
        return False
    tops = [_most_gained(options, len(problem.needs)) for options in problem.items]
    return all(sum(top[need] for top in tops) >= wanted for need, wanted in enumerate(problem.needs))


def _most_gained(options: Sequence[Option], needs: int) -> tuple[int, ...]:
    return tuple(max((option.gains[need] for option in options), default=0) for need in range(needs))


class _Search:
    """Depth first, cheapest promise first, under a cap on the cost that the caller raises until a cover appears."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.prices, self.item_price = _find_prices(problem)
        self.order = range(len(problem.items))
        self.branches = [self._branches(item) for item in self.order]
        self._sum_suffixes()
        self.gave_up = False

    def bound(self) -> float:
        """No cover is cheaper than this."""
        worth = sum(price * need for price, need in zip(self.prices, self.problem.needs, strict=True))
        return worth - self.item_price * self.problem.most + self.worth_after[0]

    def run(self, cap: int) -> tuple[int | None, ...] | None:
        """Choices costing at most the cap, or None; `gave_up` when None is no proof."""
        self.cap, self.nodes, self.gave_up = cap, 0, False
        self.failed: dict[tuple[int, int, tuple[int, ...]], int] = {}
        self.chosen: list[int | None] = [None] * len(self.problem.items)
        found = self._descend(0, 0, self.problem.most, self.problem.needs)
        return tuple(self.chosen) if found else None

    def _branches(self, item: int) -> list[tuple[float, int | None]]:
        priced: list[tuple[float, int | None]] = [] if self.problem.must[item] else [(0.0, None)]
        for position, option in enumerate(self.problem.items[item]):
            priced.append((_reduced(option, self.prices) + self.item_price, position))
        return sorted(priced, key=lambda branch: (branch[0], branch[1] is not None, branch[1] or 0))

    def _sum_suffixes(self) -> None:
        count = len(self.problem.needs)
        self.worth_after = [0.0]
        self.most_after = [(0,) * count]
        for item in reversed(self.order):
            self.worth_after.append(self.worth_after[-1] + self.branches[item][0][0])
            top = _most_gained(self.problem.items[item], count)
            self.most_after.append(tuple(a + b for a, b in zip(self.most_after[-1], top, strict=True)))
        self.worth_after.reverse()
        self.most_after.reverse()

    def _descend(self, item: int, cost: int, left: int, needs: tuple[int, ...]) -> bool:
        if item == len(self.order):
            return not any(needs)
        if self._hopeless(item, cost, left, needs):
            return False
        self.nodes += 1
        if self.nodes > NODES_PER_CAP:
            self.gave_up = True
            return False
        for _, choice in self.branches[item]:
            self.chosen[item] = choice
            if self._take(item, choice, cost, left, needs):
                return True
        self.failed[item, left, needs] = cost
        return False

    def _take(self, item: int, choice: int | None, cost: int, left: int, needs: tuple[int, ...]) -> bool:
        if choice is None:
            return self._descend(item + 1, cost, left, needs)
        option = self.problem.items[item][choice]
        if not left or cost + option.cost > self.cap:
            return False
        rest = tuple([need - gain if need > gain else 0 for need, gain in zip(needs, option.gains, strict=True)])
        return self._descend(item + 1, cost + option.cost, left - 1, rest)

    def _hopeless(self, item: int, cost: int, left: int, needs: tuple[int, ...]) -> bool:
        if self.gave_up or self.failed.get((item, left, needs), cost + 1) <= cost:
            return True
        bound = cost + self.worth_after[item] - self.item_price * left
        for need, price, most in zip(needs, self.prices, self.most_after[item], strict=True):
            if need > most:
                return True
            bound += need * price
        return bound > self.cap + SLACK


def _reduced(option: Option, prices: Sequence[float]) -> float:
    return option.cost - sum([gain * price for gain, price in zip(option.gains, prices, strict=True)])


def _find_prices(problem: Problem) -> tuple[list[float], float]:
    """Prices of the needs, and of taking one more item, that make the bound high (Polyak steps, best kept)."""
    needs = problem.needs
    prices, item_price = [0.0] * len(needs), 0.0
    best, best_bound, pace, stale = (prices, item_price), float("-inf"), 1.0, 0
    scale = max(1.0, float(sum(min((o.cost for o in options), default=0) for options in problem.items)))
    for _ in range(PRICE_ROUNDS):
        bound, lacking, spare = _price_out(problem, prices, item_price)
        if bound > best_bound + SLACK:
            best, best_bound, stale = (prices, item_price), bound, 0
        else:
            stale += 1
        if stale >= 8:
            pace, stale = pace / 2, 0
        size = sum((gap / need) ** 2 for gap, need in zip(lacking, needs, strict=True)) + (spare / problem.most) ** 2
        if not size or pace < 1e-3:
            break
        stride = pace * max(scale * 0.05, (best_bound - bound) + 0.05 * abs(best_bound)) / size
        prices = [max(0.0, p + stride * gap / n / n) for p, gap, n in zip(prices, lacking, needs, strict=True)]
        item_price = max(0.0, item_price - stride * spare / problem.most / problem.most)
    return list(best[0]), best[1]


def _price_out(problem: Problem, prices: list[float], item_price: float) -> tuple[float, list[int], int]:
    """The bound at these prices, what the priced-out choices leave lacking, and how many items they leave spare."""
    bound = sum(p * n for p, n in zip(prices, problem.needs, strict=True)) - item_price * problem.most
    lacking, spare = list(problem.needs), problem.most
    for options, must in zip(problem.items, problem.must, strict=True):
        reduced, option = min(
            ((_reduced(option, prices) + item_price, option) for option in options), key=lambda pair: pair[0]
        )
        if reduced < 0 or must:
            bound += reduced
            spare -= 1
            lacking = [gap - gain for gap, gain in zip(lacking, option.gains, strict=True)]
    return bound, lacking, spare
