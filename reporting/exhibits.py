"""The figures of the annual summary: chart, words for who cannot see it, and table, all from the same numbers."""

from collections.abc import Callable, Sequence

from django.utils.translation import gettext as _

from evaluations.enums import FilingState
from portal.documents.model import Column, Figure, Table
from reporting import figures
from reporting.reading import Reading
from reporting.snapshot_schema import DimensionRow, GroupRow, MoveRow

# A chart of more bars is a table.
LARGEST_DIVISIONS = 12
LARGEST_CITIES = 15


def _lineage(reading: Reading, code: str) -> str:
    """What stands under a table (design.md §6); the filter itself is in the annexed data under the same code."""
    definition = reading.text(reading.figure(code)["definition"])
    return _("%(definition)s (figure %(code)s).") % {"definition": definition, "code": code}


def _level_columns(reading: Reading) -> tuple[Column, ...]:
    return tuple(Column(name, "number") for name in reading.level_names)


def draw_ladder(reading: Reading) -> Figure:
    """Determined filings by declared and by reviewed level, side by side (domain.md §1)."""
    rows = {row["level"]: row for row in reading.data["ladder"]}
    shown = [rows[level] for level in reading.shown_levels]
    declared, reviewed = [row["declared"] for row in shown], [row["reviewed"] for row in shown]
    columns = (Column(_("Level")), Column(_("Declared"), "number"), Column(_("Reviewed"), "number"))
    numbers = zip(reading.level_names, declared, reviewed, strict=True)
    cells = tuple((name, reading.number(one), reading.number(two)) for name, one, two in numbers)
    caption = _("Enterprises by declared and by reviewed level")
    words = _("; ").join(
        _("%(level)s: declared %(one)s, reviewed %(two)s") % {"level": n, "one": a, "two": b} for n, a, b in cells
    )
    option = figures.ladder_option(reading.level_names, [(_("Declared"), declared), (_("Reviewed"), reviewed)])
    notes = (_lineage(reading, "filings.determined"),)
    return Figure(caption, words, option, Table(caption, columns, cells, notes), height=225)


def count_steps(reading: Reading) -> list[tuple[str, int]]:
    """The round as a funnel: how many filings came at least so far. Returned filings have been submitted."""
    states = reading.data["states"]
    decided = sum(states.get(state, 0) for state in FilingState.counted())
    reviewed = decided + states.get(FilingState.REVIEWED, 0)
    opened = reviewed + states.get(FilingState.IN_REVIEW, 0)
    begun = sum(states.values())
    submitted = begun - states.get(FilingState.DRAFT, 0)
    names = (_("Begun"), _("Submitted"), _("Review begun"), _("Review finished"), _("Determined"))
    return list(zip(names, (begun, submitted, opened, reviewed, decided), strict=True))


def draw_funnel(reading: Reading) -> Figure:
    steps = count_steps(reading)
    first = steps[0][1] or 1
    cells = tuple((name, reading.number(count), reading.number(round(100 * count / first, 1))) for name, count in steps)
    columns = (Column(_("Step")), Column(_("Filings"), "number"), Column(_("Of those begun"), "number", unit="%"))
    caption = _("Progress of the round")
    words = _("; ").join(f"{name} {count}" for name, count, _share in cells)
    notes = (_("Each step counts the filings that have come at least so far."), _lineage(reading, "filings.submitted"))
    return Figure(caption, words, figures.funnel_option(steps), Table(caption, columns, cells, notes), height=175)


def _dimension_cells(reading: Reading, row: DimensionRow) -> tuple[str, ...]:
    mean, before = row["mean"], row["mean_before"]
    change = None if mean is None or before is None else round(mean - before, 1)
    numbers = [reading.number(number) for number in (mean, row["median"], before, row["median_before"])]
    return (reading.text(row["name"]), *numbers, reading.signed(change))


def draw_dimensions(reading: Reading) -> Figure:
    """Mean scores of the dimensions this year against last year."""
    rows, year = reading.data["dimensions"], reading.data["year"]
    caption = _("Mean scores of the dimensions, %(year)s against %(before)s") % {"year": year, "before": year - 1}
    titles = (_("Mean %(year)s"), _("Median %(year)s"))
    columns = (
        Column(_("Dimension"), weight=2),
        *(Column(title % {"year": when}, "number") for when in (year, year - 1) for title in titles),
        Column(_("Change of the mean"), "number"),
    )
    cells = tuple(_dimension_cells(reading, row) for row in rows)
    series = [(str(year - 1), [row["mean_before"] for row in rows]), (str(year), [row["mean"] for row in rows])]
    option = figures.radar_option([reading.text(row["name"]) for row in rows], series)
    words = _("; ").join(_("%(name)s %(mean)s points") % {"name": row[0], "mean": row[1]} for row in cells)
    notes = (_("Points from 0 to 100, final scores of determined filings."),)
    return Figure(caption, words, option, Table(caption, columns, cells, notes), height=280)


def tabulate_groups(reading: Reading, caption: str, title: str, rows: Sequence[GroupRow]) -> Table:
    """Filings, determined filings and these by reviewed level, one row for each group."""
    cells = tuple(
        (
            reading.text(row["name"]),
            *(reading.number(n) for n in (row["filings"], row["determined"], *reading.level_counts(row))),
        )
        for row in rows
    )
    columns = (Column(title, weight=3), Column(_("Filings"), "number"), Column(_("Determined"), "number"))
    return Table(caption, columns + _level_columns(reading), cells)


def _named_counts(reading: Reading, rows: Sequence[GroupRow]) -> list[tuple[str, list[int]]]:
    return [(reading.text(row["name"]), reading.level_counts(row)) for row in rows]


def _words_of(reading: Reading, rows: Sequence[GroupRow]) -> str:
    return _("; ").join(f"{reading.text(row['name'])} {reading.number(row['determined'])}" for row in rows)


def draw_divisions(reading: Reading) -> Figure:
    rows = reading.largest(reading.data["divisions"], LARGEST_DIVISIONS)
    caption = _("The divisions with most determined filings, by reviewed level")
    option = figures.bars_option(_named_counts(reading, rows), reading.level_names)
    table = tabulate_groups(reading, caption, _("Division"), rows)
    return Figure(caption, _words_of(reading, rows), option, table, height=60 + 26 * len(rows))


def draw_sizes(reading: Reading) -> Figure:
    rows = reading.data["sizes"]
    caption = _("Determined filings by size of the enterprise and reviewed level")
    option = figures.heatmap_option(_named_counts(reading, rows), reading.level_names)
    table = tabulate_groups(reading, caption, _("Size"), rows)
    return Figure(caption, _words_of(reading, rows), option, table, height=60 + 40 * len(rows))


def draw_cities(reading: Reading) -> Figure:
    rows = reading.largest(reading.data["cities"], LARGEST_CITIES)
    caption = _("Determined filings by city")
    option = figures.treemap_option([(reading.text(row["name"]), row["determined"]) for row in rows])
    table = tabulate_groups(reading, caption, _("City"), rows)
    return Figure(caption, _words_of(reading, rows), option, table, height=240)


def _flow_cells(reading: Reading, move: MoveRow) -> tuple[str, str, str]:
    before = _("Not determined last year") if move["before"] is None else reading.level_name(move["before"])
    return (before, reading.level_name(move["after"]), reading.number(move["count"]))


def draw_moves(reading: Reading) -> Figure:
    """Reviewed level of last year against this year; who is new comes from a place of its own."""
    year, shown = reading.data["year"], reading.shown_levels
    moves = [move for move in reading.data["moves"] if move["count"]]
    colours = figures.ladder_colours(len(shown))
    levels = list(zip(reading.level_names, colours, strict=True))
    place = {level: position for position, level in enumerate(shown)}
    flows = [
        (len(shown) if move["before"] is None else place[move["before"]], place[move["after"]], move["count"])
        for move in moves
    ]
    option = figures.sankey_option([*levels, (_("Not determined last year"), figures.NEW)], levels, flows)
    caption = _("Movement between levels from %(before)s to %(year)s") % {"before": year - 1, "year": year}
    columns = (Column(str(year - 1)), Column(str(year)), Column(_("Enterprises"), "number"))
    cells = tuple(_flow_cells(reading, move) for move in moves)
    words = _("; ").join(
        _("%(before)s to %(after)s %(count)s") % {"before": a, "after": b, "count": c} for a, b, c in cells
    )
    return Figure(caption, words, option, Table(caption, columns, cells), height=265)


def draw_spreads(reading: Reading) -> Figure:
    """How the final total scores spread in each size class."""
    rows = [row for row in reading.data["spreads"] if row["count"]]
    caption = _("Spread of the total scores by size of the enterprise")
    titles = (_("Lowest"), _("Lower quartile"), _("Median"), _("Upper quartile"), _("Highest"))
    columns = (Column(_("Size")), Column(_("Filings"), "number"), *(Column(title, "number") for title in titles))
    numbers = [(row["minimum"], row["lower"], row["median"], row["upper"], row["maximum"]) for row in rows]
    names = [reading.text(row["name"]) for row in rows]
    cells = tuple(
        (name, reading.number(row["count"]), *(reading.number(float(n)) for n in five))
        for name, row, five in zip(names, rows, numbers, strict=True)
    )
    words = _("; ").join(_("%(name)s: median %(median)s points") % {"name": row[0], "median": row[4]} for row in cells)
    option = figures.boxplot_option(list(zip(names, numbers, strict=True)), _("points"))
    notes = (_("Points from 0 to 100, final scores of determined filings."),)
    return Figure(caption, words, option, Table(caption, columns, cells, notes), height=215)


def draw_bands(reading: Reading) -> Figure:
    """How the final scores of each dimension spread over ten bands of ten points."""
    rows = reading.data["bands"]
    width = 100 // len(rows[0]["counts"])
    bands = [f"{start}–{start + width}" for start in range(0, 100, width)]
    caption = _("Distribution of the scores of each dimension")
    columns = (Column(_("Dimension"), weight=3), *(Column(band, "number") for band in bands))
    named = [(reading.text(row["name"]), row["counts"]) for row in rows]
    cells = tuple((name, *map(reading.number, counts)) for name, counts in named)
    words = _("; ").join(
        _("%(name)s: most filings between %(band)s points") % {"name": name, "band": bands[counts.index(max(counts))]}
        for name, counts in named
        if any(counts)
    )
    notes = (_("Determined filings by final score; a band begins with its lower end, 100 belongs to the last."),)
    option = figures.heatmap_option(named, bands, left=128)
    alt = words or _("No filing is determined yet.")
    return Figure(caption, alt, option, Table(caption, columns, cells, notes), height=60 + 34 * len(rows))


def is_known(draw: Callable[[Reading], Figure], reading: Reading) -> bool:
    """Whether the snapshot has what the exhibit shows: older ones have no distributions."""
    return draw is not draw_bands or bool(reading.data.get("bands"))


def draw_years(reading: Reading) -> Figure:
    """Determined filings by reviewed level, and their mean total score, year by year."""
    rows = reading.data["years"]
    names = [str(row["year"]) for row in rows]
    caption = _("Progress over the years")
    mean = _("Mean total score")
    counts = [(reading.level_name(level), [row["levels"][level] for row in rows]) for level in reading.shown_levels]
    columns = (Column(_("Year")), Column(_("Determined"), "number"), *_level_columns(reading), Column(mean, "number"))
    cells = tuple(
        (
            str(row["year"]),
            *(
                reading.number(n)
                for n in (sum(row["levels"]), *(row["levels"][level] for level in reading.shown_levels))
            ),
            reading.number(row["mean"]),
        )
        for row in rows
    )
    words = _("; ").join(_("%(year)s: %(count)s determined") % {"year": row[0], "count": row[1]} for row in cells)
    option = figures.years_option(names, counts, (mean, [row["mean"] for row in rows]))
    return Figure(caption, words, option, Table(caption, columns, cells), height=250)


def tabulate_standing(reading: Reading) -> Table:
    """Enterprises on each level, and those that reached it this year for the first time."""
    rows = [row for row in reading.data["standing"] if row["level"] in reading.shown_levels]
    columns = (
        Column(_("Level"), weight=2),
        Column(_("On the level"), "number"),
        Column(_("New to it this year"), "number"),
    )
    cells = tuple(
        (reading.level_name(row["level"]), reading.number(row["stock"]), reading.number(row["new"])) for row in rows
    )
    notes = (
        _("On the level: enterprises by their latest determination up to this year whose certificate has not run out."),
        _("New to it: enterprises determined at the level for the first time in this year's round."),
    )
    return Table(_("Enterprises on the ladder: stock and new"), columns, cells, notes)
