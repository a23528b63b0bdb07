"""The data that travels inside the PDF: everything as JSON, and the tables as a workbook without formulas."""

import io
import json
from collections.abc import Iterable, Sequence
from typing import TypeAlias

from django.utils import translation
from django.utils.translation import gettext as _

from evaluations.enums import FilingState
from portal.documents.workbook import plain_workbook
from reporting.fact_words import part_name, row_name, table_name
from reporting.reading import Reading
from reporting.snapshot_schema import GroupRow, SnapshotData

FIGURES_JSON = "figures.json"
FIGURES_XLSX = "figures.xlsx"

Cell: TypeAlias = str | int | float | None
Sheet: TypeAlias = tuple[str, Sequence[str], list[Sequence[Cell]]]


def write_json(data: SnapshotData) -> bytes:
    """The whole snapshot as JSON (UTF-8, keys sorted): the same snapshot gives the same bytes."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True, indent=1).encode()


def _figures_sheet(reading: Reading) -> Sheet:
    heads = (_("Code"), _("Figure"), _("Value"), _("Unit"), _("Definition"), _("Filter"))
    rows: list[Sequence[Cell]] = [
        (
            figure["code"],
            reading.text(figure["name"]),
            figure["value"],
            reading.text(figure["unit"]),
            reading.text(figure["definition"]),
            figure["filter"],
        )
        for figure in reading.data["figures"]
    ]
    return _("Figures"), heads, rows


def _states_sheet(reading: Reading) -> Sheet:
    states = reading.data["states"]
    return _("States"), (_("State"), _("Filings")), [(str(state.label), states.get(state, 0)) for state in FilingState]


def _ladder_sheet(reading: Reading) -> Sheet:
    rows: list[Sequence[Cell]] = [
        (reading.level_name(row["level"]), row["declared"], row["reviewed"])
        for row in reading.data["ladder"]
        if row["level"] in reading.shown_levels
    ]
    return _("Levels"), (_("Level"), _("Declared"), _("Reviewed")), rows


def _groups_sheet(reading: Reading, name: str, title: str, groups: Iterable[GroupRow]) -> Sheet:
    heads = (_("Code"), title, _("Filings"), _("Determined"), *reading.level_names)
    rows: list[Sequence[Cell]] = [
        (row["code"], reading.text(row["name"]), row["filings"], row["determined"], *reading.level_counts(row))
        for row in groups
    ]
    return name, heads, rows


def _dimensions_sheet(reading: Reading) -> Sheet:
    heads = (_("Code"), _("Dimension"), _("Mean"), _("Median"), _("Mean last year"), _("Median last year"))
    rows: list[Sequence[Cell]] = [
        (row["code"], reading.text(row["name"]), row["mean"], row["median"], row["mean_before"], row["median_before"])
        for row in reading.data["dimensions"]
    ]
    return _("Dimensions"), heads, rows


def _moves_sheet(reading: Reading) -> Sheet:
    rows: list[Sequence[Cell]] = [
        (
            _("Not determined last year") if move["before"] is None else reading.level_name(move["before"]),
            reading.level_name(move["after"]),
            move["count"],
        )
        for move in reading.data["moves"]
    ]
    return _("Movement"), (_("Last year"), _("This year"), _("Enterprises")), rows


def _years_sheet(reading: Reading) -> Sheet:
    heads = (_("Year"), _("Determined"), *reading.level_names, _("Mean total score"))
    rows: list[Sequence[Cell]] = [
        (row["year"], sum(row["levels"]), *(row["levels"][level] for level in reading.shown_levels), row["mean"])
        for row in reading.data.get("years", ())
    ]
    return _("Years"), heads, rows


def _standing_sheet(reading: Reading) -> Sheet:
    heads = (_("Level"), _("On the level"), _("New to it this year"))
    rows: list[Sequence[Cell]] = [
        (reading.level_name(row["level"]), row["stock"], row["new"])
        for row in reading.data.get("standing", ())
        if row["level"] in reading.shown_levels
    ]
    return _("Stock"), heads, rows


def _bands_sheet(reading: Reading) -> Sheet:
    bands = reading.data.get("bands", ())
    width = len(bands[0]["counts"]) if bands else 0
    heads = (_("Code"), _("Dimension"), *(f"{100 * n // width}–{100 * (n + 1) // width}" for n in range(width)))
    return _("Bands"), heads, [(row["code"], reading.text(row["name"]), *row["counts"]) for row in bands]


def _spreads_sheet(reading: Reading) -> Sheet:
    heads = (_("Size"), _("Filings"), _("Lowest"), _("Lower quartile"), _("Median"), _("Upper quartile"), _("Highest"))
    rows: list[Sequence[Cell]] = [
        (
            reading.text(row["name"]),
            row["count"],
            *(float(row[part]) for part in ("minimum", "lower", "median", "upper", "maximum")),
        )
        for row in reading.data["spreads"]
    ]
    return _("Spread"), heads, rows


def _errata_sheet(reading: Reading) -> Sheet:
    """The figures first, then every other fact, with all their digits."""
    heads = (_("Edition"), _("Table"), _("Code"), _("Name of the row"), _("Part"), _("As handed in"), _("Now"))
    rows: list[Sequence[Cell]] = [
        (row["edition"], _("Figures"), row["code"], reading.text(figure["name"]), "", row["before"], figure["value"])
        for row in reading.data.get("errata", ())
        for figure in (reading.figure(row["code"]),)
    ]
    for row in reading.data.get("fact_errata", ()):
        names = (table_name(row["table"]), row["row"], row_name(reading, row), part_name(reading, row))
        rows.append((row["edition"], *names, row["before"], row["now"]))
    return _("Errata"), heads, rows


def _cut_sheet(reading: Reading) -> Sheet:
    manifest = reading.data.get("manifest")
    rows: list[Sequence[Cell]] = [(_("Figures as of"), f"{reading.as_of:%Y-%m-%d %H:%M}")]
    if readers := reading.data.get("readers"):
        rows.append((_("Quadratic weighted kappa of blind readers"), readers["kappa"]))
    if manifest:
        rows += [
            (_("Filings counted"), manifest["rows"]["filings"]),
            (_("Filings of the year before"), manifest["rows"]["filings_before"]),
            (_("Filings, SHA-256"), manifest["filings"]),
            (_("Standard, SHA-256"), manifest["standard"]),
            (_("Figures, SHA-256"), manifest["facts"]),
        ]
    return _("Data cut"), (_("What"), _("Value")), rows


def list_sheets(reading: Reading) -> list[Sheet]:
    """Every sheet of the workbook: its name, its heads, its rows."""
    data = reading.data
    return [
        _figures_sheet(reading),
        _states_sheet(reading),
        _ladder_sheet(reading),
        _groups_sheet(reading, _("Divisions"), _("Division"), data["divisions"]),
        _groups_sheet(reading, _("Sizes"), _("Size"), data["sizes"]),
        _groups_sheet(reading, _("Cities"), _("City"), data["cities"]),
        _dimensions_sheet(reading),
        _moves_sheet(reading),
        _years_sheet(reading),
        _standing_sheet(reading),
        _bands_sheet(reading),
        _spreads_sheet(reading),
        _errata_sheet(reading),
        _cut_sheet(reading),
    ]


def write_xlsx(data: SnapshotData, language: str) -> bytes:
    """The tables as a workbook, dated by the snapshot so that the bytes repeat."""
    stream = io.BytesIO()
    with translation.override(language), plain_workbook(stream) as book:
        reading = Reading(data, language)
        book.set_properties({"created": reading.as_of.replace(tzinfo=None)})
        head = book.add_format({"bold": True, "bottom": 1})
        for name, heads, rows in list_sheets(reading):
            sheet = book.add_worksheet(name)
            sheet.freeze_panes(1, 0)
            sheet.set_column(0, len(heads) - 1, 18)
            for place, row in enumerate([heads, *rows]):
                sheet.write_row(place, 0, row, head if place == 0 else None)
    return stream.getvalue()
