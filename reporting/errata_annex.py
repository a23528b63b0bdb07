"""The annex that says what changed since an edition was handed in: the figures, then every other fact, table by table."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.documents.model import Annex, Block, Column, Paragraph, Table
from reporting.attachments import FIGURES_XLSX
from reporting.fact_words import both_words, group_errata, part_name, row_name, table_name
from reporting.reading import Reading
from reporting.snapshot_schema import FactErratum

# So many changes of one table are printed; the workbook has all of them.
MOST_PRINTED = 20


def annex_errata(reading: Reading) -> Annex:
    """What differs from the edition that was handed in, as it was and as it is."""
    data = reading.data
    number = next(iter([*data.get("errata", ()), *data.get("fact_errata", ())]))["edition"]
    text = _(
        "After edition %(number)s was handed in, the following changed. These values replace those of that edition:"
    )
    blocks: list[Block] = [Paragraph((text % {"number": number},)), *_figures(reading, number), *_facts(reading)]
    return Annex(_("Errata"), tuple(blocks))


def _figures(reading: Reading, number: int) -> Iterator[Table]:
    columns = (
        Column(_("Figure"), weight=3),
        Column(_("As handed in"), "number"),
        Column(_("Now"), "number"),
        Column(_("Unit"), weight=2),
    )
    cells = tuple(
        (
            reading.text(figure["name"]),
            reading.number(row["before"]),
            reading.number(figure["value"]),
            reading.text(figure["unit"]),
        )
        for row in reading.data.get("errata", ())
        for figure in (reading.figure(row["code"]),)
    )
    if cells:
        yield Table(_("Figures that changed since edition %(number)s") % {"number": number}, columns, cells)


def _facts(reading: Reading) -> Iterator[Table]:
    for table, rows in group_errata(reading):
        cells = tuple(_cells(reading, row) for row in rows[:MOST_PRINTED])
        parted = any(row["part"] for row in rows)
        columns = (
            Column(table_name(table), weight=3),
            *((Column(_("Part"), weight=3),) if parted else ()),
            Column(_("As handed in"), "number", weight=2),
            Column(_("Now"), "number", weight=2),
        )
        shown = cells if parted else tuple((name, before, now) for name, _part, before, now in cells)
        yield Table(_("What changed: %(table)s") % {"table": table_name(table)}, columns, shown, _rest(len(rows)))


def _cells(reading: Reading, row: FactErratum) -> tuple[str, str, str, str]:
    return (row_name(reading, row), part_name(reading, row), *both_words(reading, row))


def _rest(count: int) -> tuple[str, ...]:
    left = count - MOST_PRINTED
    if left <= 0:
        return ()
    words = ngettext(
        "%(count)s more change stands in the attached file %(file)s.",
        "%(count)s more changes stand in the attached file %(file)s.",
        left,
    )
    return (words % {"count": left, "file": FIGURES_XLSX},)
