"""Options of the charts on the ministry's desk, and what they say as a table; the compendium prints the same ones."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from reporting.figures import AREA, INK, Option, heatmap_option
from reporting.lineage import Number

REACHED, TARGET, NEEDED = "#0b5cad", "#d97706", "#6b7280"


def compare_option(rows: Sequence[tuple[str, Number]], unit: str) -> Option:
    """Horizontal bars of (name, value), the first row on top; the number stands beside each."""
    return {
        "tooltip": {"trigger": "axis", "axisPointer": {"type": "shadow"}},
        "grid": {"left": 8, "right": 56, "top": 30, "bottom": 8, "containLabel": True},
        "xAxis": {"type": "value", "name": unit, "nameLocation": "middle", "nameGap": 24, "position": "top"},
        "yAxis": {
            "type": "category",
            "inverse": True,
            "data": [name for name, _value in rows],
            "axisLabel": {"interval": 0, "fontSize": 12},
        },
        "series": [
            {
                "type": "bar",
                "barMaxWidth": 16,
                "label": {"show": True, "position": "right", "color": INK, "fontSize": 11},
                "data": [{"value": value, "itemStyle": {"color": AREA}} for _name, value in rows],
            }
        ],
    }


def divisions_option(rows: Sequence[tuple[str, Sequence[int]]], levels: Sequence[str]) -> Option:
    """Divisions against levels; the names get the room that they need."""
    option = heatmap_option(rows, levels)
    option["grid"] = {"left": 8, "right": 16, "top": 8, "bottom": 36, "containLabel": True}
    option["yAxis"]["axisLabel"] = {"width": 190, "overflow": "truncate", "fontSize": 11, "interval": 0}
    option["series"][0]["label"]["fontSize"] = 11
    return option


def track_option(
    years: Sequence[int],
    reached: Sequence[int | None],
    targets: Sequence[int | None],
    needed: Sequence[int | None],
) -> Option:
    """Enterprises reached by year, the targets as diamonds, and the line that leads to the next of them, dashed."""
    lines: list[dict[str, Any]] = [
        {"name": _("Reached"), "data": reached, "itemStyle": {"color": REACHED}, "lineStyle": {"width": 3}},
        {
            "name": _("Target"),
            "data": targets,
            "symbol": "diamond",
            "symbolSize": 13,
            "connectNulls": True,
            "itemStyle": {"color": TARGET},
            "lineStyle": {"type": "dotted", "width": 2},
        },
        {
            "name": _("Needed from now on"),
            "data": needed,
            "symbol": "emptyCircle",
            # its numbers would stand on those of the other two
            "label": {"show": False},
            "itemStyle": {"color": NEEDED},
            "lineStyle": {"type": "dashed", "width": 2},
        },
    ]
    label = {"show": True, "position": "top", "color": INK, "fontSize": 12}
    shown = [line for line in lines if any(value is not None for value in line["data"])]
    return {
        "legend": {"top": 0},
        "tooltip": {"trigger": "axis"},
        "grid": {"left": 8, "right": 30, "top": 56, "bottom": 8, "containLabel": True},
        "xAxis": {"type": "category", "data": [str(year) for year in years], "boundaryGap": True},
        "yAxis": {"type": "value", "minInterval": 1},
        "series": [
            {"type": "line", "symbolSize": 8, "label": label} | line | {"data": list(line["data"])} for line in shown
        ],
    }
