"""The compendium's figures for machines: as JSON, and as a workbook; both travel inside its PDF."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from portal.documents.model import Table
from reporting import compendium_tables as tables
from reporting.attachments import FIGURES_JSON, FIGURES_XLSX, Cell, Sheet
from reporting.compendium import as_of
from reporting.compendium_data import CompendiumData, Nation
from reporting.merging import figure_of, merge_groups, reviewed_levels, round_number
from reporting.snapshot_schema import SnapshotData
from reporting.workbooks import write_workbook


def attach_compendium(
    data: CompendiumData, snapshots: Mapping[int, SnapshotData], *, language: str
) -> dict[str, bytes]:
    """The files to embed in the printed compendium, by name."""
    with translation.override(language):
        nation = Nation(data, snapshots, language)
        workbook = write_workbook(_sheets(nation), as_of(data))
    return {FIGURES_JSON: write_figures(nation), FIGURES_XLSX: workbook}


def write_figures(nation: Nation) -> bytes:
    """What was frozen, the national figures, and those of each authority (UTF-8, keys sorted)."""
    found: dict[str, Any] = {
        "compendium": nation.data,
        "figures": {code: nation.figure(code) for code in nation.codes},
        "divisions": merge_groups("divisions", nation.facts),
        "authorities": {
            part.office["code"]: {
                "figures": {figure["code"]: figure["value"] for figure in part.data["figures"]},
                "ladder": part.data["ladder"],
                "divisions": part.data["divisions"],
            }
            for part in nation.parts
        },
    }
    return json.dumps(found, ensure_ascii=False, sort_keys=True, indent=1).encode()


def _sheets(nation: Nation) -> list[Sheet]:
    return [
        _figures_sheet(nation),
        _as_sheet(_("Targets"), tables.tabulate_targets(nation)),
        _offices_sheet(nation),
        _divisions_sheet(nation),
        _states_sheet(nation),
    ]


def _figures_sheet(nation: Nation) -> Sheet:
    reading = nation.reading
    rows = [
        (
            figure["code"],
            reading.text(figure["name"]),
            nation.figure(figure["code"]),
            reading.text(figure["unit"]),
            reading.text(figure["definition"]),
        )
        for figure in map(reading.figure, nation.codes)
    ]
    return _("Figures"), (_("Code"), _("Figure"), _("Value"), _("Unit"), _("Definition")), list(rows)


def _as_sheet(name: str, table: Table) -> Sheet:
    """A table of the document; its cells are text there and numbers here where they are nothing else."""
    return name, [column.title for column in table.columns], [[_plain(cell) for cell in row] for row in table.rows]


def _plain(cell: str) -> Cell:
    digits = cell.replace(",", "")
    return int(digits) if digits.isascii() and digits.isdigit() else cell


def _offices_sheet(nation: Nation) -> Sheet:
    """Every headline figure of every authority, then its ladder."""
    reading = nation.reading
    names = [reading.text(reading.figure(code)["name"]) for code in nation.codes]
    heads = [_("Code"), _("Authority"), *names, *nation.level_names]
    rows: list[list[Cell]] = []
    for part in nation.parts:
        values = [round_number(figure_of(part.data, code)) for code in nation.codes]
        levels = nation.of_levels(reviewed_levels(part.data))
        rows.append([part.office["code"], nation.name(part.office), *values, *levels])
    return _("Authorities"), heads, list(rows)


def _divisions_sheet(nation: Nation) -> Sheet:
    heads = (_("Code"), _("Division"), _("Filings"), _("Determined"), *nation.level_names)
    rows: list[Sequence[Cell]] = [
        (row["code"], nation.reading.text(row["name"]), row["filings"], row["determined"], *nation.counts(row))
        for row in merge_groups("divisions", nation.facts)
    ]
    return _("Divisions"), heads, rows


def _states_sheet(nation: Nation) -> Sheet:
    heads = (
        _("Code"),
        _("Authority"),
        _("State"),
        _("Handed in"),
        _("Late"),
        _("Edition"),
        _("Attachments"),
        "SHA-256",
    )
    rows: list[Sequence[Cell]] = [
        (
            office["code"],
            nation.name(office),
            nation.state(office),
            tables.moment_of(office["submitted_at"]) if office["submitted_at"] else "",
            _("late") if office["late"] else "",
            office["edition"],
            office.get("files"),
            office["sha256"],
        )
        for office in nation.data["offices"]
    ]
    return _("States"), heads, rows
