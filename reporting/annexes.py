"""The annexes of the annual summary: the evaluation in full tables, and the figures with their definitions."""

from django.utils.translation import gettext as _

from portal.documents.model import Annex, Column, KeyValues, Paragraph, Table
from reporting.attachments import FIGURES_JSON, FIGURES_XLSX
from reporting.exhibits import tabulate_groups
from reporting.reading import Reading
from reporting.snapshot_schema import FigureRow


def annex_evaluation(reading: Reading) -> Annex:
    """Every division and city that took part, by reviewed level."""
    data = reading.data
    divisions = [row for row in data["divisions"] if row["filings"]]
    cities = [row for row in data["cities"] if row["filings"]]
    tables = (
        tabulate_groups(reading, _("Filings by division"), _("Division"), divisions),
        tabulate_groups(reading, _("Filings by city"), _("City"), cities),
    )
    return Annex(_("Evaluation tables"), tables)


def _figure_cells(reading: Reading, figure: FigureRow) -> tuple[str, ...]:
    return (
        figure["code"],
        reading.text(figure["name"]),
        reading.number(figure["value"]),
        reading.text(figure["unit"]),
        reading.text(figure["definition"]),
    )


def annex_figures(reading: Reading) -> Annex:
    """Codes, values and definitions of the headline figures, and what the attached files hold."""
    columns = (
        Column(_("Code"), weight=11),
        Column(_("Figure"), weight=9),
        Column(_("Value"), "number", weight=4),
        Column(_("Unit"), weight=6),
        Column(_("Definition"), weight=15),
    )
    cells = tuple(_figure_cells(reading, figure) for figure in reading.data["figures"])
    attached = KeyValues(
        (
            (FIGURES_JSON, _("All figures of this summary with definition and filter, for machines")),
            (FIGURES_XLSX, _("The same figures and tables as a workbook")),
        )
    )
    text = _(
        "The figures of this summary are those of the snapshot described above."
        " Two files with them are attached to this PDF:"
    )
    blocks = (Paragraph((text,)), attached, Table(_("Headline figures and their definitions"), columns, cells))
    return Annex(_("Figures and definitions"), blocks)
