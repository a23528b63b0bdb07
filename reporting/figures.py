"""ECharts options as pure functions of plain data; the page and the printed document draw the same dict.

Every option is JSON without functions. Colours come from the shared theme; numbers are printed beside the marks, so
that colour is never the only sign.
"""

from collections.abc import Sequence
from typing import Any, TypeAlias

from portal.documents.theme import load_theme

Option: TypeAlias = dict[str, Any]

INK = "#1f2933"
PAPER = "#ffffff"
AREA = "#1c5f9e"
# Every label is shown; a long one takes a second line.
WRAPPED = {"interval": 0, "width": 100, "overflow": "break", "fontSize": 12}
# More letters than this and the legend takes two rows.
LEGEND_LETTERS = 50
# Enterprises that were not on the ladder the year before.
NEW = "#d97706"


def ladder_colours(count: int) -> list[str]:
    """Colours of `count` levels from low to high; a level below the first is grey."""
    ladder: list[str] = load_theme()["ladder"]
    return (["#e4e7eb"] * max(0, count - len(ladder)) + ladder)[-count:] if count else []


def _top_legend() -> Option:
    return {"top": 0}


def ladder_option(levels: Sequence[str], series: Sequence[tuple[str, Sequence[int]]]) -> Option:
    """Grouped columns: the levels from low to high, one column for each of (name, counts): declared, reviewed."""
    return {
        "legend": _top_legend(),
        "tooltip": {"trigger": "axis"},
        "grid": {"left": 52, "right": 16, "top": 40, "bottom": 30},
        "xAxis": {"type": "category", "data": list(levels), "axisLabel": WRAPPED},
        "yAxis": {"type": "value"},
        "series": [
            {
                "type": "bar",
                "name": name,
                "data": list(counts),
                "label": {"show": True, "position": "top", "color": INK},
            }
            for name, counts in series
        ],
    }


def funnel_option(steps: Sequence[tuple[str, int]]) -> Option:
    """A funnel of (step, filings) from the widest to the narrowest."""
    return {
        "tooltip": {"trigger": "item"},
        "series": [
            {
                "type": "funnel",
                "left": "12%",
                "right": "12%",
                "top": 8,
                "bottom": 8,
                "sort": "none",
                "gap": 3,
                "minSize": "14%",
                "label": {"show": True, "position": "inside", "formatter": "{b}  {c}", "color": INK},
                "data": [
                    {"name": name, "value": value, "itemStyle": {"color": colour}}
                    for (name, value), colour in zip(steps, FUNNEL_COLOURS, strict=False)
                ],
            }
        ],
    }


FUNNEL_COLOURS = ("#dbe7f3", "#c3d8ec", "#abc9e5", "#93bade", "#7babd7")


def radar_option(dimensions: Sequence[str], series: Sequence[tuple[str, Sequence[float | None]]]) -> Option:
    """Mean scores (0 to 100) of the dimensions, one polygon for each of (year, means); the earlier one is dashed."""
    last = len(series) - 1
    return {
        "legend": _top_legend(),
        "tooltip": {},
        "radar": {
            "center": ["50%", "57%"],
            "radius": "70%",
            "axisName": {"color": INK, "fontSize": 13},
            "indicator": [{"name": name, "max": 100, "min": 0} for name in dimensions],
        },
        "series": [
            {
                "type": "radar",
                "data": [
                    {
                        "name": name,
                        "value": [mean or 0 for mean in means],
                        "lineStyle": {"type": "solid" if place == last else "dashed", "width": 2},
                        "areaStyle": {"opacity": 0.12 if place == last else 0},
                    }
                    for place, (name, means) in enumerate(series)
                    if any(mean is not None for mean in means)
                ],
            }
        ],
    }


def bars_option(rows: Sequence[tuple[str, Sequence[int]]], levels: Sequence[str]) -> Option:
    """Horizontal bars, the first row on top, each stacked by level; what is empty gets no label."""
    colours = ladder_colours(len(levels))
    return {
        "legend": _top_legend(),
        "tooltip": {"trigger": "axis", "axisPointer": {"type": "shadow"}},
        "grid": {"left": 196, "right": 20, "top": 36 if len("".join(levels)) <= LEGEND_LETTERS else 58, "bottom": 24},
        "xAxis": {"type": "value"},
        "yAxis": {
            "type": "category",
            "inverse": True,
            "data": [name for name, _ in rows],
            "axisLabel": {"width": 172, "overflow": "truncate", "fontSize": 12, "interval": 0},
        },
        "series": [
            {
                "type": "bar",
                "stack": "levels",
                "name": level,
                "itemStyle": {"color": colour, "borderColor": PAPER, "borderWidth": 0.6},
                "data": [counts[place] for _, counts in rows],
            }
            for place, (level, colour) in enumerate(zip(levels, colours, strict=True))
        ],
    }


def heatmap_option(rows: Sequence[tuple[str, Sequence[int]]], columns: Sequence[str], *, left: int = 72) -> Option:
    """A grid of counts: rows (sizes) against columns (levels); the number stands in each cell, names in `left` pixels."""
    highest = max((count for _, counts in rows for count in counts), default=0)
    return {
        "tooltip": {"position": "top"},
        "grid": {"left": left, "right": 16, "top": 10, "bottom": 30},
        "xAxis": {"type": "category", "data": list(columns), "axisLabel": WRAPPED},
        "yAxis": {"type": "category", "inverse": True, "data": [name for name, _ in rows]},
        "visualMap": {
            "show": False,
            "min": 0,
            "max": max(highest, 1),
            "inRange": {"color": ["#f4f7fa", "#c3d8ec", "#7babd7"]},
        },
        "series": [
            {
                "type": "heatmap",
                "label": {"show": True, "color": INK, "fontSize": 13},
                "itemStyle": {"borderColor": PAPER, "borderWidth": 2},
                "data": [
                    [column, row, count] for row, (_, counts) in enumerate(rows) for column, count in enumerate(counts)
                ],
            }
        ],
    }


def treemap_option(rows: Sequence[tuple[str, int]]) -> Option:
    """Areas in proportion to the counts; name and number stand in each that has room."""
    return {
        "tooltip": {"trigger": "item"},
        "series": [
            {
                "type": "treemap",
                "roam": False,
                "nodeClick": False,
                "breadcrumb": {"show": False},
                "left": 0,
                "right": 0,
                "top": 4,
                "bottom": 4,
                "itemStyle": {"borderColor": PAPER, "borderWidth": 2, "gapWidth": 2},
                "label": {"show": True, "formatter": "{b}\n{c}", "fontSize": 13, "color": PAPER},
                "data": [{"name": name, "value": count, "itemStyle": {"color": AREA}} for name, count in rows if count],
            }
        ],
    }


def sankey_option(
    before: Sequence[tuple[str, str]], after: Sequence[tuple[str, str]], flows: Sequence[tuple[int, int, int]]
) -> Option:
    """Flows (place before, place after, enterprises) between two columns of (name, colour)."""
    left = [
        {"name": f"{name} ", "itemStyle": {"color": colour}, "label": {"position": "right"}} for name, colour in before
    ]
    right = [{"name": name, "itemStyle": {"color": colour}, "label": {"position": "left"}} for name, colour in after]
    used = {f"{before[source][0]} " for source, _, _ in flows} | {after[target][0] for _, target, _ in flows}
    return {
        "tooltip": {"trigger": "item"},
        "series": [
            {
                "type": "sankey",
                "left": 8,
                "right": 8,
                "top": 8,
                "bottom": 8,
                "nodeGap": 18,
                "layoutIterations": 0,
                "draggable": False,
                "label": {"color": INK, "fontSize": 13},
                "lineStyle": {"color": "source", "opacity": 0.4},
                "data": [node for node in [*left, *right] if node["name"] in used],
                "links": [
                    {"source": f"{before[source][0]} ", "target": after[target][0], "value": count}
                    for source, target, count in flows
                ],
            }
        ],
    }


def boxplot_option(rows: Sequence[tuple[str, Sequence[float]]], axis: str) -> Option:
    """Boxes of (name, [minimum, lower quartile, median, upper quartile, maximum]) on a scale of 0 to 100."""
    return {
        "tooltip": {"trigger": "item"},
        "grid": {"left": 52, "right": 16, "top": 34, "bottom": 30},
        "xAxis": {"type": "category", "data": [name for name, _ in rows]},
        "yAxis": {"type": "value", "min": 0, "max": 100, "name": axis},
        "series": [
            {
                "type": "boxplot",
                "itemStyle": {"color": "#c3d8ec", "borderColor": "#0b3a6b", "borderWidth": 1.5},
                "boxWidth": [14, 60],
                "data": [list(numbers) for _, numbers in rows],
            }
        ],
    }


def years_option(
    years: Sequence[str],
    levels: Sequence[tuple[str, Sequence[int]]],
    mean: tuple[str, Sequence[float | None]],
) -> Option:
    """Columns of the years, stacked by (level, counts) from low to high, and the line of a mean (0 to 100) over them."""
    colours = ladder_colours(len(levels))
    stacked = [
        {
            "type": "bar",
            "stack": "levels",
            "name": name,
            "barMaxWidth": 70,
            "itemStyle": {"color": colour, "borderColor": PAPER, "borderWidth": 0.6},
            "data": list(counts),
        }
        for (name, counts), colour in zip(levels, colours, strict=True)
    ]
    name, means = mean
    line = {
        "type": "line",
        "name": name,
        "yAxisIndex": 1,
        "symbolSize": 9,
        "color": NEW,
        "label": {"show": True, "position": "top", "color": INK},
        "data": [None if value is None else round(value, 1) for value in means],
    }
    return {
        "legend": _top_legend(),
        "tooltip": {"trigger": "axis"},
        "grid": {"left": 60, "right": 44, "top": 64, "bottom": 30},
        "xAxis": {"type": "category", "data": list(years)},
        "yAxis": [{"type": "value"}, {"type": "value", "min": 0, "max": 100, "splitLine": {"show": False}}],
        "series": [*stacked, line],
    }
