"""The annexes of the annual summary: the evaluation in full tables, and the figures with their definitions."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from portal.documents.model import Annex, Block, Column, Digest, KeyValues, Paragraph, Table
from reporting.attached import Attached
from reporting.attachments import FIGURES_JSON, FIGURES_XLSX
from reporting.errata_annex import annex_errata
from reporting.exhibits import tabulate_groups
from reporting.reading import Reading
from reporting.snapshot_schema import FigureRow, SnapshotData


def list_annexes(reading: Reading, attached: Sequence[Attached] = ()) -> tuple[Annex, ...]:
    """Errata come first, where figures or other facts changed since they were handed in before; last, what is `attached`."""
    changed = reading.data.get("errata") or reading.data.get("fact_errata")
    own = (*((annex_errata(reading),) if changed else ()), annex_evaluation(reading), annex_figures(reading))
    return (*own, annex_attached(reading, attached)) if attached else own


def first_number(data: SnapshotData) -> int:
    """The number of the first of the attached files: behind errata, the annexes of figures, and the list of the files."""
    return 5 if data.get("errata") or data.get("fact_errata") else 4


def annex_attached(reading: Reading, attached: Sequence[Attached]) -> Annex:
    """The files that go with the summary, each with what tells whether it is the one that was sent."""
    columns = (
        Column(_("No."), weight=4),
        Column(_("Title"), weight=9),
        Column(_("File"), weight=9),
        Column(_("File size"), "number", weight=5, unit=_("bytes")),
        Column("SHA-256", weight=11),
    )
    cells = tuple(
        (_("Annex %(number)s") % {"number": number}, one.title, one.name, reading.number(one.size), _in_groups(one))
        for number, one in enumerate(attached, start=first_number(reading.data))
    )
    text = _(
        "The following files are submitted with this summary. Size and SHA-256 tell whether a file is the one sent."
    )
    return Annex(_("Files submitted with the summary"), (Paragraph((text,)), Table(_("Files"), columns, cells)))


def _in_groups(one: Attached) -> str:
    return " ".join(Digest("", one.sha256).groups)


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
    return Annex(_("Figures and definitions"), (*blocks, *_cut(reading)))


def _cut(reading: Reading) -> tuple[Block, ...]:
    """The manifest of the data cut: rows and hashes, so that anybody can tell whether it is the same."""
    manifest = reading.data.get("manifest")
    if manifest is None:
        return ()
    rows = manifest["rows"]
    counted = KeyValues(
        (
            (_("Data cut"), f"{reading.as_of:%Y-%m-%d %H:%M}"),
            (_("Filings counted"), reading.number(rows["filings"])),
            (_("Filings of the year before"), reading.number(rows["filings_before"])),
            (_("Pairs of blind judgements"), reading.number(rows["reader_pairs"])),
        )
    )
    digests = (
        (_("Filings, SHA-256"), manifest["filings"]),
        (_("Standard, SHA-256"), manifest["standard"]),
        (_("Figures, SHA-256"), manifest["facts"]),
    )
    return (counted, *(Digest(label, value) for label, value in digests))
