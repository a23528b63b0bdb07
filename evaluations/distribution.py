"""Who reviews what: evenly by load, then by experience with the division, never against a conflict."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

# Filings of a division after which half of what experience is worth has been learnt [ours].
HALF_LEARNT = 5


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
    from evaluations.distribution_solver import solve  # noqa: PLC0415 - brings 70 MB into a process that may never need it

    counts = solve([(*kind, len(filings)) for kind, filings in kinds.items()], people)
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


def _deal(row: Sequence[int], people: Sequence[Candidate]) -> Iterator[int]:
    """In turn, so that nobody gets only the oldest."""
    left = Counter({person.pk: int(count) for person, count in zip(people, row, strict=True)})
    while left := +left:
        yield from list(left)
        left.subtract(list(left))
