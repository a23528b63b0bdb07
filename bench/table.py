"""The figures side by side: a row for each scenario and scale, and how far the smallest grows into the largest."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bench.budgets import growth_of
from bench.figures import Figures

Found = Mapping[str, dict[int, Figures]]
_HEAD = (
    "scenario",
    "scale",
    "p50 ms",
    "p95 ms",
    "p99 ms",
    "SQL ms",
    "queries",
    "bytes",
    "seconds",
    "MB",
    "errors",
    "growth",
)
_ROW = "{:<14}{:>8}{:>9}{:>9}{:>9}{:>8}{:>9}{:>9}{:>9}{:>6}{:>8}{:>8}"


def lines_of(found: Found) -> Iterator[str]:
    yield _ROW.format(*_HEAD)
    for name, by_scale in found.items():
        for scale, figures in by_scale.items():
            grown = growth_of(by_scale) if scale == max(by_scale) else 0
            yield _ROW.format(name, scale, *_cells(figures), figures.errors, grown or "").rstrip()


def _cells(figures: Figures) -> tuple[object, ...]:
    spent = (figures.p50, figures.p95, figures.p99, figures.database, figures.queries, figures.bytes, figures.seconds)
    return (*(figure or "" for figure in spent), figures.megabytes)
