"""The national targets of new enterprises, published in 工信部联科〔2023〕249号 (domain.md §1)."""

from django.utils.translation import gettext as _

from portal.documents.model import Column, Table
from reporting.reading import Reading

SOURCE = "工信部联科〔2023〕249号"
# 经验级 has no target. year: (advanced quality management standards, level 2, level 3, level 4, level 5); None: "the first ones appear".
TARGETS: dict[int, tuple[int | None, ...]] = {
    2025: (50_000, 5_000, 500, 50, None),
    2027: (100_000, 10_000, 1_000, 100, 10),
}


def tabulate_targets(reading: Reading) -> Table:
    """Targets of 2025 and 2027 beside the enterprises on each level now; only ever shown for the whole nation."""
    reviewed = {row["level"]: row["reviewed"] for row in reading.data["ladder"]}
    names = (
        _("Advanced quality management standards implemented"),
        *(reading.level_name(level) for level in range(2, 6)),
    )
    reached = (None, *(reviewed.get(level, 0) for level in range(2, 6)))
    goals = zip(*TARGETS.values(), strict=True)
    cells = tuple(
        (name, *(_("first ones") if goal is None else reading.number(goal) for goal in pair), reading.number(now))
        for name, pair, now in zip(names, goals, reached, strict=True)
    )
    columns = (
        Column(_("Target"), weight=2),
        *(Column(_("By %(year)s") % {"year": year}, "number") for year in TARGETS),
        Column(_("Reviewed level now"), "number"),
    )
    notes = (
        _("Source of the targets: %(source)s; they count new enterprises.") % {"source": SOURCE},
        _("Enterprises on a level now are those of this snapshot and include earlier ones."),
    )
    return Table(_("National targets and the ladder now"), columns, cells, notes)
