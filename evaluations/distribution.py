"""Who reviews what: evenly by load, then by experience with the division, never against a conflict. Pure."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp

Table = NDArray[np.int_]

# Filings of a division after which half of what experience is worth has been learnt [ours].
HALF_LEARNT = 5
# What one filing beyond the even share costs, where experience is worth one at most [ours]: load comes first.
OVERLOAD = 100


@dataclass(frozen=True)
class Candidate:
    """A reviewer: how many filings they hold, and how many of each division they have reviewed."""

    pk: int
    name: str
    load: int = 0
    reviewed: Mapping[str, int] = field(default_factory=dict)

    def experience(self, division: str) -> float:
        """From 0 towards 1."""
        known = self.reviewed.get(division, 0)
        return known / (known + HALF_LEARNT)


@dataclass(frozen=True)
class Task:
    """A filing; `barred` are the candidates who may not review it."""

    pk: int
    division: str
    barred: frozenset[int] = frozenset()


def distribute(tasks: Sequence[Task], people: Sequence[Candidate]) -> dict[int, int]:
    """{filing: reviewer} of every task that somebody may review; the same answer for the same question."""
    everybody = {person.pk for person in people}
    kinds: dict[tuple[str, frozenset[int]], list[int]] = defaultdict(list)
    for task in sorted(tasks, key=lambda task: task.pk):
        if everybody - task.barred:
            kinds[task.division, task.barred & everybody].append(task.pk)
    if not kinds:
        return {}
    counts = _solve([(*kind, len(filings)) for kind, filings in kinds.items()], people)
    given = zip(kinds.values(), counts, strict=True)
    return {
        filing: person for filings, row in given for filing, person in zip(filings, _deal(row, people), strict=True)
    }


def even_shares(loads: Sequence[int], count: int) -> list[int]:
    """How many of `count` each gets so that the loads come as near to each other as they can."""
    level = _water_level(loads, count)
    shares = [max(level - load, 0) for load in loads]
    lowest = [place for place, load in enumerate(loads) if load <= level]
    for place in lowest[: count - sum(shares)]:
        shares[place] += 1
    return shares


def _water_level(loads: Sequence[int], count: int) -> int:
    """The highest load to which everybody below it can be filled up."""
    ordered, level = sorted(loads), min(loads)
    for number, load in enumerate(ordered, 1):
        if load * number - sum(ordered[:number]) <= count:
            level = (count + sum(ordered[:number])) // number
    return level


def _solve(kinds: Sequence[tuple[str, frozenset[int], int]], people: Sequence[Candidate]) -> Table:
    """How many of each kind everybody gets: a transport problem, solved in whole numbers by HiGHS.

    Unknowns: the counts, kind by kind; what each gets beyond the even share; the largest of these.
    """
    rows, columns = len(kinds), len(people)
    sizes = np.array([size for _division, _barred, size in kinds])
    gain = np.array([[person.experience(division) for person in people] for division, _barred, _size in kinds])
    open_to = np.array([[person.pk not in barred for person in people] for _division, barred, _size in kinds])
    shares = np.array(even_shares([person.load for person in people], int(sizes.sum())))
    cost = np.concatenate([-gain.ravel(), np.full(columns, OVERLOAD), [OVERLOAD * (columns + 1)]])
    most = np.concatenate([(open_to * sizes[:, None]).ravel(), np.full(columns + 1, sizes.sum())])
    everything_given = np.hstack([np.kron(np.eye(rows), np.ones(columns)), np.zeros((rows, columns + 1))])
    got = np.hstack([np.tile(np.eye(columns), rows), -np.eye(columns), np.zeros((columns, 1))])
    beyond = np.hstack([np.zeros((columns, rows * columns)), np.eye(columns), -np.ones((columns, 1))])
    found = milp(
        cost,
        integrality=np.ones_like(cost),
        bounds=Bounds(0, most),
        constraints=[
            LinearConstraint(everything_given, sizes, sizes),
            LinearConstraint(got, -np.inf, shares),
            LinearConstraint(beyond, -np.inf, 0),
        ],
    )
    counts: Table = np.rint(found.x[: rows * columns]).astype(int).reshape(rows, columns)
    return counts


def _deal(row: Table, people: Sequence[Candidate]) -> Iterator[int]:
    """In turn, so that nobody gets only the oldest."""
    left = Counter({person.pk: int(count) for person, count in zip(people, row, strict=True)})
    while left := +left:
        yield from list(left)
        left.subtract(list(left))
