"""A small exact search: the cheapest choices whose gains cover every need.

Whole numbers throughout, so "cheapest" is proved and not estimated. The bound is a Lagrangian one: each need gets a
price, found once by sub-gradient steps, and what is still needed is worth at least its price.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, inf

# Nodes of one search; how far above the bound it is worth climbing before descending from a known cover.
MOST_NODES = 300_000
CLOSE = 2
PRICE_ROUNDS = 400
PATIENCE = 6
SMALLEST_PACE = 1e-3
SLACK = 1e-6


# The option chosen for each item; None leaves the item alone.
Choices = tuple[int | None, ...]


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
    """A cover and its cost; `exact` when no cover is cheaper, else none costs less than `at_least`."""

    cost: int
    chosen: Choices
    exact: bool
    at_least: int


def find_cover(problem: Problem, known: Choices) -> Cover:
    """The cheapest cover, or the cheapest found within the limits of the search; `known` is any cover at all.

    Upwards from the bound first, where the cheapest mostly lies; else downwards from the known one.
    """
    ordered = _widest_first(problem)
    search = _Search(ordered)
    best = _lowered(ordered, known, search)
    cost, least = _cost(ordered, best), max(0, ceil(search.bound() - SLACK))
    for cap in range(least, min(least + CLOSE, cost)):
        if (chosen := search.run_afresh(cap)) is not None:
            return Cover(cap, chosen, exact=True, at_least=cap)
        least = least if search.gave_up else cap + 1
    search.forget()
    while least < cost and (chosen := search.run(cost - 1)) is not None:
        best, cost = chosen, _cost(ordered, chosen)
    exact = least == cost or not search.gave_up
    return Cover(cost, best, exact, at_least=cost if exact else least)


def _cost(problem: Problem, chosen: Choices) -> int:
    return sum(option.cost for option in _taken(problem, chosen))


def _taken(problem: Problem, chosen: Choices) -> list[Option]:
    pairs = zip(problem.items, chosen, strict=True)
    return [options[choice] for options, choice in pairs if choice is not None]


def is_cover(problem: Problem, chosen: Choices) -> bool:
    """Whether these choices leave no need uncovered."""
    return all(lack <= 0 for lack in _lacks(problem, chosen))


def _lacks(problem: Problem, chosen: Choices) -> list[int]:
    """What each need still lacks; below zero where there is more than enough."""
    taken = _taken(problem, chosen)
    return [need - sum([option.gains[place] for option in taken]) for place, need in enumerate(problem.needs)]


def _lowered(problem: Problem, known: Choices, search: _Search) -> Choices:
    """A known cover made cheaper, item by item, the least worthwhile first, while it still covers."""
    chosen = list(known)
    spare = [-lack for lack in _lacks(problem, known)]
    worth = [branches[0][0] for branches in search.branches]
    for item in sorted(range(len(chosen)), key=lambda item: -worth[item]):
        if (choice := chosen[item]) is not None:
            chosen[item], spare = _cheaper(problem, item, choice, spare)
    return tuple(chosen)


def _cheaper(problem: Problem, item: int, choice: int, spare: list[int]) -> tuple[int | None, list[int]]:
    """The cheapest choice for one item that leaves nothing lacking, and what is then to spare."""
    options = problem.items[item]
    by_cost = sorted(range(len(options)), key=lambda option: options[option].cost)
    trials = by_cost if problem.must[item] else [None, *by_cost]
    now = _gains(problem, item, choice)
    for trial in trials:
        then = _gains(problem, item, trial)
        left = [extra - loss + gain for extra, loss, gain in zip(spare, now, then, strict=True)]
        if min(left) >= 0:
            return trial, left
    return choice, spare


def _gains(problem: Problem, item: int, choice: int | None) -> tuple[int, ...]:
    return (0,) * len(problem.needs) if choice is None else problem.items[item][choice].gains


def _widest_first(problem: Problem) -> Problem:
    """The same needs, with the one of the most different values first: `_Search` remembers failures by the others.

    A last need of nothing keeps the list from being empty.
    """
    order = sorted(range(len(problem.needs)), key=lambda need: -problem.needs[need])
    needs = (*(problem.needs[need] for need in order), 0)
    items = tuple(
        tuple(Option(option.cost, (*(option.gains[need] for need in order), 0)) for option in options)
        for options in problem.items
    )
    return Problem(items, problem.must, needs, problem.most)


def _most_gained(options: tuple[Option, ...], needs: int) -> tuple[int, ...]:
    return tuple(max((option.gains[need] for option in options), default=0) for need in range(needs))


class _Search:
    """Depth first, cheapest promise first, under a cap on the cost."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.prices, self.item_price = _find_prices(problem)
        self.order = range(len(problem.items))
        self.branches = [self._branches(item) for item in self.order]
        self._sum_suffixes()
        self.forget()

    def bound(self) -> float:
        """No cover is cheaper than this."""
        worth = sum(price * need for price, need in zip(self.prices, self.problem.needs, strict=True))
        return worth - self.item_price * self.problem.most + self.worth_after[0]

    def forget(self) -> None:
        """What failed under a cap is known to fail under lower ones, not under higher ones."""
        self.failed: dict[tuple[int, int, int, tuple[int, ...]], int] = {}
        self.nodes, self.gave_up = 0, False

    def run_afresh(self, cap: int) -> Choices | None:
        self.forget()
        return self.run(cap)

    def run(self, cap: int) -> Choices | None:
        """Choices costing at most the cap, or None; `gave_up` when None is no proof."""
        self.cap = cap
        self.chosen: list[int | None] = [None] * len(self.problem.items)
        found = self._descend(0, 0, self.problem.most, self.problem.needs)
        return tuple(self.chosen) if found else None

    def _branches(self, item: int) -> list[tuple[float, int | None]]:
        priced: list[tuple[float, int | None]] = [] if self.problem.must[item] else [(0.0, None)]
        for position, option in enumerate(self.problem.items[item]):
            priced.append((self._reduced(option), position))
        return sorted(priced, key=lambda branch: (branch[0], branch[1] is not None, branch[1] or 0))

    def _reduced(self, option: Option) -> float:
        worth = sum([gain * price for gain, price in zip(option.gains, self.prices, strict=True)])
        return option.cost - worth + self.item_price

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
        self.nodes += 1
        self.gave_up = self.nodes > MOST_NODES
        if self.gave_up or self._hopeless(item, cost, left, needs):
            return False
        for _, choice in self.branches[item]:
            self.chosen[item] = choice
            if self._take(item, choice, cost, left, needs):
                return True
        if not self.gave_up:
            self.failed[item, cost, left, needs[1:]] = needs[0]
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
        if self.failed.get((item, cost, left, needs[1:]), needs[0] + 1) <= needs[0]:
            return True
        bound = cost + self.worth_after[item] - self.item_price * left
        for need, price, most in zip(needs, self.prices, self.most_after[item], strict=True):
            if need > most:
                return True
            bound += need * price
        return bound > self.cap + SLACK


Priced = tuple[int, tuple[tuple[int, int], ...]]


def _find_prices(problem: Problem) -> tuple[list[float], float]:
    """Prices of the needs, and of taking one more item, that make the bound high (sub-gradient steps, best kept)."""
    sizes = [max(1, need) for need in problem.needs]
    table = [tuple(_sparse(option) for option in options) for options in problem.items]
    prices, item_price = [0.0] * len(sizes), 0.0
    best, best_bound, pace, stale = (prices, item_price), float("-inf"), 1.0, 0
    for _ in range(PRICE_ROUNDS):
        bound, lacking, spare = _price_out(problem, table, prices, item_price)
        stale += 1
        if bound > best_bound + SLACK:
            best, best_bound, stale = (prices, item_price), bound, 0
        elif stale >= PATIENCE:
            pace, stale = pace / 2, 0
            prices, item_price = best
        size = sum([(gap / whole) ** 2 for gap, whole in zip(lacking, sizes, strict=True)])
        size += (spare / problem.most) ** 2
        if not size or pace < SMALLEST_PACE:
            break
        stride = pace * (max(best_bound * 0.2, len(table) * 0.5) + best_bound - bound) / size
        prices = [max(0.0, p + stride * gap / n / n) for p, gap, n in zip(prices, lacking, sizes, strict=True)]
        item_price = max(0.0, item_price - stride * spare / problem.most / problem.most)
    return list(best[0]), best[1]


def _sparse(option: Option) -> Priced:
    return option.cost, tuple((need, gain) for need, gain in enumerate(option.gains) if gain)


def _price_out(
    problem: Problem, table: list[tuple[Priced, ...]], prices: list[float], item_price: float
) -> tuple[float, list[int], int]:
    """The bound at these prices, what the priced-out choices leave lacking, and how many items they leave spare."""
    bound = sum([price * need for price, need in zip(prices, problem.needs, strict=True)]) - item_price * problem.most
    lacking, spare = list(problem.needs), problem.most
    for options, must in zip(table, problem.must, strict=True):
        least = inf if must else 0.0
        taken: tuple[tuple[int, int], ...] = ()
        for cost, gains in options:
            reduced = cost + item_price
            for need, gain in gains:
                reduced -= gain * prices[need]
            if reduced < least:
                least, taken = reduced, gains
        bound += least
        spare -= bool(taken) or must
        for need, gain in taken:
            lacking[need] -= gain
    return bound, lacking, spare
