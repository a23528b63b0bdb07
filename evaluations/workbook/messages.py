"""What is said about a workbook as a whole and about its cells; sentences are made when somebody reads them."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from evaluations.workbook.reading import UnreadableWorkbook

SENTENCES: dict[str, Promise] = {
    "empty": _("The file is empty. Choose the workbook that you filled in."),
    "text": _("The file is no workbook: it is a CSV table or something else, whatever its name says. Fill in the "
              "workbook downloaded here and save it as .xlsx."),
    "old_workbook": _("The file is a workbook of the old kind, .xls. Open it in a spreadsheet program and save it as "
                      ".xlsx."),
    "encrypted": _("The workbook is protected by a password for opening. Save a copy without the password and upload "
                   "that."),
    "open_document": _("The file is an OpenDocument table, .ods. Save it as .xlsx and upload that."),
    "no_workbook": _("The file is a ZIP archive or another document, not an .xlsx workbook. Choose the workbook that "
                     "you filled in."),
    "not_a_table": _("The file is neither a workbook nor text. Choose the workbook that you filled in."),
    "broken": _("The workbook is damaged and cannot be opened. Open it in a spreadsheet program, save it again as "
                ".xlsx, or fill in a new download."),
    "too_many_parts": _("The workbook holds far more parts than a download from here, so it was not opened. Copy your "
                        "entries into a new download."),
    "unpacks_too_large": _("The workbook unpacks to far more than a download from here, so it was not opened. Copy "
                           "your entries into a new download."),
    "declares_entities": _("The workbook contains declarations that a spreadsheet program never writes, so it was not "
                           "opened. Copy your entries into a new download."),
    "too_many_rows": _("A sheet has more than 60,000 rows. Delete what you added below the items."),
    "too_many_columns": _("A sheet has more than 200 columns. Delete what you added beside the table."),
    "too_large": _("The workbook holds far more text than the items of a standard need. Delete what you added, or "
                   "copy your entries into a new download."),
    "foreign": _("This is not a workbook of this portal, or its hidden identification was lost when sheets were copied "
                 "into another file. Copy your entries into a new download."),
    "older_format": _("The workbook was downloaded from an older release of this portal, whose format is no longer "
                      "read. Copy your entries into a new download."),
    "newer_format": _("The workbook comes from a newer release of this portal than this one. Upload it where you "
                      "downloaded it."),
    "other_company": _("The workbook was downloaded for another company, with the credit code %(company)s. Upload it "
                       "there, or download the workbook of this company."),
    "other_round": _("The workbook is of the round %(there)s, this filing of %(here)s. Open the filing of that year, or "
                     "download the workbook of this one."),
    "unknown_version": _("The workbook was made for version %(version)s of the standard “%(standard)s”, which this "
                         "portal does not have. Copy your entries into a new download."),
    "no_sheets": _("No sheet has all of these columns: %(titles)s. Their titles were changed, or the sheets deleted. Put the "
                   "titles back, or copy your entries into a new download."),
}  # fmt: skip

# code → (reason, remedy)
FAULTS: dict[str, tuple[Promise, Promise]] = {
    "unknown_choice": (
        _("“%(value)s” is none of the choices of this item."),
        _("Take one from the list of the cell: %(choices)s."),
    ),
    "computed": (_("The cell holds a formula."), _("Type the choice or the text itself.")),
    "code_missing": (_("The row has entries but no item code."), _("Put the code back as it was downloaded.")),
    "code_unknown": (
        _("The standard has no item “%(code)s”: the code was changed."),
        _("Put the code back as it was downloaded."),
    ),
    "no_longer_asked": (
        _("The filing's present version of the standard no longer asks for this item."),
        _("Nothing is to be done; the answer stays in the history."),
    ),
    "not_for_you": (
        _("The item does not apply to an enterprise of this industry and size."),
        _("Nothing is to be done."),
    ),
    "meaning_changed": (
        _("The item changed between version %(old)s, of the workbook, and %(new)s, of the filing."),
        _("Read the new wording in the portal and answer there, or in a new download."),
    ),
    "twice": (
        _("Several rows speak of this item and differ: %(cells)s."),
        _("Keep one of them and delete the others."),
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Fault:
    """Why a row is not taken: the cell, the reason and what to do, in the reader's language."""

    cell: str
    reason: str
    remedy: str = ""


def fault(cell: str, name: str, /, **params: object) -> Fault:
    reason, remedy = FAULTS[name]
    return Fault(cell, str(reason) % params, str(remedy) % params)


def sentence_of(refused: UnreadableWorkbook) -> str:
    return str(SENTENCES[refused.code]) % refused.params
