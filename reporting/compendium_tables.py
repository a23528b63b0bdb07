"""Tables and charts of the national compendium, each from the frozen figures that are added up in `merging`."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from portal.documents.model import Column, Figure, Table
from reporting import figures
from reporting.compendium_data import Nation, OfficeRow
from reporting.desk_charts import compare_option, divisions_option
from reporting.merging import add_levels, add_standing, figure_of, merge_groups, reviewed_levels, round_number
from reporting.reading import MISSING, SHANGHAI
from reporting.targets import SOURCE, TARGETS

COMPARED = ("filings.completion", "levels.agreement", "scores.mean", "moves.up", "moves.down")
SUBMITTED, DETERMINED = "filings.submitted", "filings.determined"
HASH_SHOWN = 12


def tabulate_figures(nation: Nation) -> Table:
    """The headline figures of the nation; one that does not add up has a dash."""
    reading = nation.reading
    columns = (Column(_("Figure"), weight=4), Column(_("Value"), "number", weight=2), Column(_("Unit"), weight=2))
    cells = tuple(
        (reading.text(figure["name"]), reading.number(nation.figure(figure["code"])), reading.text(figure["unit"]))
        for figure in map(reading.figure, nation.codes)
    )
    notes = (
        _("Counts are added; shares and means are worked out anew from the counts of all authorities included."),
        _("A dash: the snapshots of several authorities do not hold what would be needed to add it."),
    )
    return Table(_("Headline figures"), columns, cells, notes)


def draw_levels(nation: Nation) -> Figure:
    """Determined filings of the nation by declared and by reviewed level."""
    ladders = [sorted(data["ladder"], key=lambda row: row["level"]) for data in nation.facts]
    declared = nation.of_levels(add_levels([[row["declared"] for row in ladder] for ladder in ladders]))
    reviewed = nation.of_levels(add_levels([[row["reviewed"] for row in ladder] for ladder in ladders]))
    number, names = nation.reading.number, nation.level_names
    cells = tuple((n, number(one), number(two)) for n, one, two in zip(names, declared, reviewed, strict=True))
    caption = _("Enterprises by declared and by reviewed level")
    words = _("; ").join(
        _("%(level)s: declared %(one)s, reviewed %(two)s") % {"level": n, "one": a, "two": b} for n, a, b in cells
    )
    columns = (Column(_("Level")), Column(_("Declared"), "number"), Column(_("Reviewed"), "number"))
    option = figures.ladder_option(names, [(_("Declared"), declared), (_("Reviewed"), reviewed)])
    return Figure(caption, words, option, Table(caption, columns, cells), height=225)


def tabulate_targets(nation: Nation) -> Table:
    """The national targets beside the stock and those new to a level, both as the summaries count them."""
    standing, unknown = add_standing(nation.facts), (None, None)
    reading, goals = nation.reading, list(zip(*TARGETS.values(), strict=True))
    levels = range(2, max(len(data["ladder"]) for data in nation.facts))
    names = [_("Advanced quality management standards implemented"), *map(reading.level_name, levels)]
    counts = [unknown, *(standing.get(level, unknown) for level in levels)]
    cells = tuple(
        (
            name,
            *(_("first ones") if goal is None else reading.number(goal) for goal in pair),
            *map(reading.number, count),
        )
        for name, pair, count in zip(names, goals, counts, strict=False)
    )
    columns = (
        Column(_("Target"), weight=3),
        *(Column(_("By %(year)s") % {"year": year}, "number") for year in TARGETS),
        Column(_("On the level"), "number"),
        Column(_("New to it this year"), "number"),
    )
    counted = (
        _("On the level: enterprises by their latest determination up to this year whose certificate has not run out."),
        _("New to it: enterprises determined at the level for the first time in this year's round."),
    )
    notes = (
        _("Source of the targets: %(source)s; they count new enterprises of all years together.") % {"source": SOURCE},
        *(counted if standing else [_("A dash: not every summary included holds what would be needed to add it.")]),
        _("The portal does not count management standards implemented."),
    )
    return Table(_("National targets and this year's ladder"), columns, cells, notes)


def draw_offices(nation: Nation) -> Figure:
    """Every authority included with its filings and its ladder, and all of them together."""
    reading = nation.reading
    rows = [(nation.region(p.office), p.data, nation.of_levels(reviewed_levels(p.data))) for p in nation.parts]
    columns = (
        Column(_("Authority"), weight=3),
        Column(_("Filings submitted"), "number", weight=2),
        Column(_("Determined"), "number", weight=2),
        *(Column(name, "number", weight=2) for name in nation.level_names),
    )
    cells = [
        (name, *map(reading.number, (figure_of(data, SUBMITTED), figure_of(data, DETERMINED), *levels)))
        for name, data, levels in rows
    ]
    everybody = add_levels([levels for _name, _data, levels in rows])
    sums = (nation.figure(SUBMITTED), nation.figure(DETERMINED), *everybody)
    cells.append((_("All of them"), *map(reading.number, sums)))
    caption = _("Determined filings of the authorities, by reviewed level")
    words = _("; ").join(f"{row[0]} {row[2]}" for row in cells)
    option = figures.bars_option([(name, levels) for name, _data, levels in rows], nation.level_names)
    option["yAxis"]["axisLabel"] |= {"width": 110}
    option["grid"] |= {"left": 122}
    return Figure(caption, words, option, Table(caption, columns, tuple(cells)), height=80 + 17 * len(rows))


def draw_divisions(nation: Nation) -> Figure:
    """Divisions against reviewed levels in the whole nation."""
    reading = nation.reading
    rows = [row for row in merge_groups("divisions", nation.facts) if row["filings"]]
    columns = (
        Column(_("Division"), weight=5),
        Column(_("Filings"), "number", weight=2),
        Column(_("Determined"), "number", weight=2),
        *(Column(name, "number", weight=2) for name in nation.level_names),
    )
    cells = tuple(
        (
            reading.text(row["name"]),
            *(reading.number(n) for n in (row["filings"], row["determined"], *nation.counts(row))),
        )
        for row in rows
    )
    caption = _("Determined filings by division and reviewed level")
    words = _("; ").join(f"{row[0]} {row[2]}" for row in cells)
    option = divisions_option([(reading.text(row["name"]), nation.counts(row)) for row in rows], nation.level_names)
    return Figure(caption, words, option, Table(caption, columns, cells), height=70 + 20 * len(rows))


def draw_comparison(nation: Nation) -> Figure:
    """Shares, means and moves of the authorities side by side; the mean score is drawn, highest first."""
    reading = nation.reading
    known = [code for code in COMPARED if code in nation.codes]
    columns = (
        Column(_("Authority"), weight=3),
        *(Column(_title(nation, code), "number", weight=2) for code in known),
    )
    cells = [
        (nation.region(p.office), *(reading.number(round_number(figure_of(p.data, code))) for code in known))
        for p in nation.parts
    ]
    cells.append((_("All of them"), *(reading.number(nation.figure(code)) for code in known)))
    means = [(nation.region(p.office), round_number(figure_of(p.data, "scores.mean"))) for p in nation.parts]
    ordered = sorted((row for row in means if row[1] is not None), key=lambda row: -(row[1] or 0))
    caption = _("The authorities compared")
    words = _("; ").join(_("%(name)s %(mean)s points") % {"name": n, "mean": reading.number(m)} for n, m in ordered)
    option = compare_option(ordered, _("Mean total score"))
    return Figure(caption, words, option, Table(caption, columns, tuple(cells)), height=60 + 17 * len(ordered))


def _title(nation: Nation, code: str) -> str:
    figure = nation.reading.figure(code)
    unit = nation.reading.text(figure["unit"])
    name = nation.reading.text(figure["name"])
    return f"{name} ({unit})" if unit == "%" else name


def tabulate_states(nation: Nation) -> Table:
    """All 37, whether they are included or not."""
    columns = (
        Column(_("Authority"), weight=6),
        Column(_("State"), weight=3),
        Column(_("Handed in"), weight=4),
        Column(_("Edition"), "number", weight=2),
        Column(_("Attachments"), "number", weight=2),
        Column(_("Hash of the figures"), weight=4),
    )
    cells = tuple(_state_cells(nation, office) for office in nation.data["offices"])
    notes = (_("The hash is the beginning of the SHA-256 of the frozen figures; the annexed data hold all of it."),)
    return Table(_("The 37 authorities"), columns, cells, notes)


def _state_cells(nation: Nation, office: OfficeRow) -> tuple[str, ...]:
    late = _("%(time)s, late") if office["late"] else "%(time)s"
    when = late % {"time": moment_of(office["submitted_at"])} if office["submitted_at"] else MISSING
    edition, files = (nation.reading.number(value) for value in (office["edition"], office.get("files")))
    return (nation.name(office), nation.state(office), when, edition, files, office["sha256"][:HASH_SHOWN] or MISSING)


def moment_of(iso: str) -> str:
    return f"{datetime.fromisoformat(iso).astimezone(SHANGHAI):%Y-%m-%d %H:%M}"


def tabulate_definitions(nation: Nation) -> Table:
    reading = nation.reading
    columns = (Column(_("Code"), weight=4), Column(_("Figure"), weight=4), Column(_("Definition"), weight=8))
    cells: Sequence[tuple[str, ...]] = tuple(
        (figure["code"], reading.text(figure["name"]), reading.text(figure["definition"]))
        for figure in map(reading.figure, nation.codes)
    )
    return Table(_("Headline figures and their definitions"), columns, tuple(cells))
