"""Divisions against levels over several authorities: the numbers of the heat map and of its table."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from reporting.desk_charts import divisions_option
from reporting.merging import merge_groups, pick_levels, shown_levels
from reporting.reading import Reading
from reporting.snapshot_schema import SnapshotData


@dataclass(frozen=True)
class Heat:
    """`rows` are (division, determined filings by level), the levels from low to high."""

    levels: list[str]
    rows: list[tuple[str, list[int]]]

    @property
    def option(self) -> dict[str, Any]:
        return divisions_option(self.rows, self.levels)

    @property
    def table(self) -> dict[str, Any]:
        """As the `chart` tag wants it, with the sum of each division."""
        head = [_("Division"), *self.levels, _("Determined")]
        return {"head": head, "rows": [(name, *counts, sum(counts)) for name, counts in self.rows]}


def heat_of(parts: Sequence[SnapshotData], language: str) -> Heat:
    """Of all parts together; empty without parts. Divisions without a determined filing have no row."""
    if not parts:
        return Heat([], [])
    reading = Reading(parts[0], language)
    levels = shown_levels(parts)
    rows = [
        (reading.text(row["name"]), pick_levels(row["levels"], levels))
        for row in merge_groups("divisions", parts)
        if row["determined"]
    ]
    return Heat([reading.level_name(level) for level in levels], rows)
