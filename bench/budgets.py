"""What each scenario and each kind of job may cost on two cores: the one place where these figures stand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bench.figures import Figures


@dataclass(frozen=True)
class Budget:
    """The most of each; None is no limit. `growth` is the median at the largest scale over that at the smallest."""

    queries: int | None = None
    p95: float | None = None
    growth: float | None = None
    seconds: float | None = None
    megabytes: int | None = None


NONE = Budget()
LIST = Budget(queries=12)
FAST_LIST = Budget(queries=12, p95=100)
BUDGETS: dict[str, Budget] = {
    "sign-in": NONE,
    "tasks": LIST,
    "item": NONE,
    "save": Budget(queries=8, p95=25, growth=1.3),
    "standing": NONE,
    "explanation": NONE,
    "queue": FAST_LIST,
    "queue-filter": FAST_LIST,
    "queue-unlike": FAST_LIST,
    "search-name": FAST_LIST,
    "search-code": FAST_LIST,
    "filing": Budget(p95=100),
    "score": NONE,
    "nation-queue": FAST_LIST,
    "nation-search": FAST_LIST,
    "board": LIST,
    "check": NONE,
    "api": FAST_LIST,
    "submit": NONE,
    "export": Budget(seconds=20, megabytes=200),
    "bulk": Budget(seconds=60),
    "bulk-undo": Budget(seconds=60),
    "summaries": Budget(seconds=90, megabytes=600),
    "rescore": NONE,
    "import": NONE,
}


def misses(name: str, by_scale: Mapping[int, Figures]) -> Iterator[str]:
    """A line for each limit that is exceeded, and for each scale with errors."""
    budget = BUDGETS[name]
    for scale, figures in by_scale.items():
        if figures.errors:
            yield f"{name} at {scale}: {figures.errors} of {figures.count} failed: {figures.said}"
        for measure in ("queries", "p95", "seconds", "megabytes"):
            limit, found = getattr(budget, measure), getattr(figures, measure)
            if limit is not None and found > limit:
                yield f"{name} at {scale}: {measure} {found}, at most {limit}"
    if budget.growth and (grown := growth_of(by_scale)) > budget.growth:
        yield f"{name}: grows {grown:.2f} times, at most {budget.growth}"


def growth_of(by_scale: Mapping[int, Figures]) -> float:
    """How many times the smallest scale's time the largest takes; 0 when there is nothing to compare."""
    smallest, largest = by_scale[min(by_scale)], by_scale[max(by_scale)]
    before, after = (figures.p50 or figures.seconds for figures in (smallest, largest))
    return round(after / before, 2) if before and smallest is not largest else 0
