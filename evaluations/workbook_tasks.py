"""Job handlers of the offline workbook; evaluations/tasks.py registers them."""

from django.utils import timezone
from django.utils.translation import gettext as _

from evaluations.filing_queries import own_filing
from evaluations.services.workbooks import apply_workbook, keep_workbook
from evaluations.workbook.messages import sentence_of
from evaluations.workbook.reading import FilledBook, UnreadableWorkbook, read_book
from evaluations.workbook_queries import book_of, source_of
from portal.errors import Refused
from portal.jobs import Work
from portal.models import Job, StoredFile
from portal.queries import visible_files
from portal.registers.process import on_disk
from portal.services.files import discard_file, read_content
from portal.tenancy import scope

_STEPS = 2


def export_workbook(work: Work) -> None:
    """The filing as a workbook, for whoever asked."""
    work.progress(0, _STEPS, _("Reading the answers"))
    with scope(work.actor):
        filing = own_filing(work.actor, work.params["filing"])
        book = book_of(filing, timezone.now())
    work.progress(1, _STEPS, _("Writing the file"))
    with scope(work.actor):
        work.report({"rows": len(book.bases)}, keep_workbook(actor=work.actor, filing=filing, book=book))
    work.progress(_STEPS, _STEPS, _("Done"))


def read_workbook(work: Work) -> None:
    """Read an upload and keep what its cells say; the file goes at once, also when it is refused."""
    with scope(work.actor):
        if Job.objects.get(pk=work.job_id).result:
            return
        file = visible_files(work.actor).filter(pk=work.params["file"]).first()
        if file is None:
            raise Refused(_("An uploaded workbook is not kept once it was looked into."), _("Upload it again."))
        content = read_content(file)
    work.progress(0, _STEPS, _("Reading the file"))
    try:
        with on_disk(content) as path:
            book = read_book(path)
        _finish_reading(work, book, file)
    except UnreadableWorkbook as refused:
        with scope(work.actor):
            discard_file(actor=work.actor, file=file)
        raise Refused(sentence_of(refused)) from refused
    work.progress(_STEPS, _STEPS, _("Done"))


def _finish_reading(work: Work, book: FilledBook, file: StoredFile) -> None:
    with scope(work.actor):
        source_of(own_filing(work.actor, work.params["filing"]), book.identity)
        work.report({"workbook": book.as_dict()})
        discard_file(actor=work.actor, file=file)


def import_workbook(work: Work) -> None:
    """Write the chosen rows; run again after a crash, it finds its own report and stops."""
    work.progress(0, 1, _("Writing"))
    with scope(work.actor):
        if Job.objects.get(pk=work.job_id).result:
            return
        report = apply_workbook(actor=work.actor, job_id=work.job_id, params=work.params)
        work.report(report.as_dict())
    work.progress(1, 1, _("Done"))
