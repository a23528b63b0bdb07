"""What the order of expected disagreement was worth, as an ECharts option: plain data in, plain data out."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from evaluations.triage_worth import Slice


def draw_worth(slices: Sequence[Slice]) -> tuple[dict[str, Any], dict[str, Any]]:
    """(option, table): the mean absolute difference by slice; a slice with too few reviews has no bar."""
    names = [str(found.kind.label) for found in slices]
    option = {
        "grid": {"left": 8, "right": 24, "top": 16, "bottom": 8, "containLabel": True},
        "xAxis": {"type": "value"},
        "yAxis": {"type": "category", "data": names, "inverse": True},
        "series": [
            {"type": "bar", "barMaxWidth": 28, "label": {"show": True, "position": "right"}, "data": _bars(slices)}
        ],
    }
    head = [
        _("Slice"),
        _("Filings"),
        _("Reviews finished"),
        _("Mean difference (points)"),
        _("Mean difference (stages)"),
    ]
    rows = [
        [n, s.filings, s.reviewed, figure_of(s.points), figure_of(s.stages)] for n, s in zip(names, slices, strict=True)
    ]
    return option, {"head": head, "rows": rows}


def _bars(slices: Sequence[Slice]) -> list[float | str]:
    return [round(s.points, 2) if s.says_something and s.points is not None else "-" for s in slices]


def figure_of(value: float | None) -> str:
    return "—" if value is None else f"{value:.2f}"
