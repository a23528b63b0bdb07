"""The funnel of a roster as a chart and a table; plain data in, plain data out."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from evaluations.roster_queries import FunnelRow, sum_of

MOST_CITIES = 12


def draw_funnel(rows: Sequence[FunnelRow]) -> tuple[dict[str, Any], dict[str, Any]]:
    """(option, table): bars of the cities with the most invited companies; the table has every city, and all of them."""
    steps = [
        (_("Invited"), [row.invited for row in rows]),
        (_("Opened"), [row.opened for row in rows]),
        (pgettext("roster", "Started"), [row.started for row in rows]),
        (pgettext("roster", "Handed in"), [row.handed_in for row in rows]),
    ]
    option = {
        "legend": {"bottom": 0, "type": "scroll"},
        "grid": {"left": 8, "right": 16, "top": 16, "bottom": 40, "containLabel": True},
        "tooltip": {"trigger": "axis"},
        "xAxis": {"type": "category", "data": [row.city for row in rows[:MOST_CITIES]]},
        "yAxis": {"type": "value", "minInterval": 1},
        "series": [{"type": "bar", "name": name, "data": numbers[:MOST_CITIES]} for name, numbers in steps],
    }
    total = sum_of(rows)
    lines = [(_("All cities"), total), *((row.city, row) for row in rows)]
    table = [[name, row.invited, row.opened, row.started, row.handed_in] for name, row in lines]
    return option, {"head": [_("City"), *(name for name, _numbers in steps)], "rows": table}
