"""Jobs of the ministry's desk: the ZIP, the workbooks of the comparison and of late steps, the national compendium."""

import io
from collections.abc import Iterator, Sequence
from tempfile import TemporaryFile
from typing import IO

from django.conf import settings
from django.utils.translation import gettext as _

from portal.documents.printer import Phase, PrintFailed
from portal.errors import Refused
from portal.jobs import Work
from portal.tenancy import scope
from reporting.services.collecting import MANIFEST, Packed, keep_archive, pack, submitted_files, write_manifest
from reporting.services.comparing import keep_comparison
from reporting.services.compendia import freeze_compendium, keep_compendium, print_compendium
from reporting.services.errata_export import keep_errata

_PHASES: dict[Phase, int] = {"charts": 1, "layout": 2, "write": 3}
_STEPS = 5


def collect_summaries(work: Work) -> None:
    """Every summary asked for with a list of them; one that was returned meanwhile is named and nothing is packed."""
    year = work.params["year"]
    packed = submitted_files(actor=work.actor, year=year, codes=work.params.get("offices", ()))
    with TemporaryFile(dir=settings.FILE_UPLOAD_TEMP_DIR) as content:
        pack(content, _opened(work, packed))
        with scope(work.actor):
            archive = keep_archive(actor=work.actor, year=year, content=content, packed=packed)
            work.report({"count": len(packed)}, archive)
    work.progress(len(packed), len(packed), _("Done"))


def _opened(work: Work, packed: Sequence[Packed]) -> Iterator[tuple[str, IO[bytes]]]:
    """One file after the other, opened as it is packed; the list of them last."""
    for number, one in enumerate(packed):
        for name, file in one.members:
            work.progress(number, len(packed), name)
            yield name, file.blob.open("rb")
    yield MANIFEST, io.BytesIO(write_manifest(packed))


def export_comparison(work: Work) -> None:
    with scope(work.actor):
        file, lines = keep_comparison(actor=work.actor, params=work.params)
        work.report({"rows": lines}, file)
    work.progress(1, 1, _("Done"))


def export_errata(work: Work) -> None:
    with scope(work.actor):
        file, rows = keep_errata(actor=work.actor, params=work.params)
        work.report({"rows": rows}, file)
    work.progress(1, 1, _("Done"))


def build_compendium(work: Work) -> None:
    """Freeze, print, keep; each with its word of progress."""
    words = {"charts": _("Drawing the charts"), "layout": _("Setting the pages"), "write": _("Writing the PDF")}
    work.progress(0, _STEPS, _("Gathering the frozen figures"))
    frozen = freeze_compendium(actor=work.actor, year=work.params["year"], job_id=work.job_id)
    try:
        built = print_compendium(frozen, progress=lambda phase: work.progress(_PHASES[phase], _STEPS, words[phase]))
    except PrintFailed as error:
        raise Refused(error.reason) from error
    work.progress(4, _STEPS, _("Storing the files"))
    made = keep_compendium(actor=work.actor, frozen=frozen, built=built, key=f"job:{work.job_id}")
    with scope(work.actor):
        work.report({"number": made.number, "pages": made.pages}, made.pdf)
    work.progress(_STEPS, _STEPS, _("Done"))
