"""The data that travels inside the PDF: everything as JSON, and the tables as a workbook without formulas."""

import io
import json
from collections.abc import Iterable, Sequence
from typing import TypeAlias

from django.utils import translation
from django.utils.translation import gettext as _

from evaluations.enums import FilingState
from portal.documents.workbook import plain_workbook
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
