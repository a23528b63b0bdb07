"""The library as a workbook, written by a job for whoever asked."""

from io import BytesIO
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from evaluations.document_queries import DocumentFilter, filter_documents, with_uses
from evaluations.models import DocumentVersion
from evaluations.validity import validity_of
from portal.documents.workbook import plain_workbook
from portal.enums import FilePurpose
from portal.models import Job, Organisation, StoredFile
from portal.presentation import shown
from portal.services.files import store_file
from portal.services.jobs import enqueue_job
from portal.tenancy import Actor

EXPORT_LIBRARY = "export_library"
_WIDTHS = (40, 10, 36, 12, 14, 14, 16, 12, 18, 18, 50)


def request_library_export(*, actor: Actor, wanted: DocumentFilter) -> Job:
    """Promise the list as this person sees it; a colleague's of the same filter is another job."""
    params = wanted.as_params()
    key = f"{actor.user_id}:" + ":".join(str(value) for value in params.values())
    return enqueue_job(actor=actor, kind=EXPORT_LIBRARY, key=key[:200], params=params)


def keep_library_export(*, actor: Actor, wanted: DocumentFilter) -> tuple[StoredFile, int]:
    """Write every row of the filter and keep the file with the company; also returns how many rows."""
    rows = list(with_uses(filter_documents(actor, wanted)).order_by(wanted.order, "pk"))
    file = store_file(
        actor=actor,
        organisation=Organisation.objects.get(pk=actor.home_id),
        purpose=FilePurpose.EXPORT,
        name=f"{_('Library')}-{timezone.localtime():%Y%m%d-%H%M}.xlsx",
        content=_workbook(rows),
    )
    return file, len(rows)


def head() -> list[str]:
    return [
        _("Title"),
        _("Version"),
        _("File"),
        _("Size (KB)"),
        _("Effective on"),
        _("Valid until"),
        _("State"),
        _("Shown on items"),
        _("Added by"),
        _("Added at"),
        _("Note"),
    ]


def _workbook(rows: list[DocumentVersion]) -> bytes:
    buffer, today = BytesIO(), timezone.localdate()
    with plain_workbook(buffer) as book:
        sheet = book.add_worksheet()
        bold = book.add_format({"bold": True, "bottom": 1})
        for column, width in enumerate(_WIDTHS):
            sheet.set_column(column, column, width)
        sheet.freeze_panes(2, 1)
        words = _("As of %(time)s (Asia/Shanghai), %(count)d rows")
        sheet.write_string(0, 0, words % {"time": shown(timezone.now()), "count": len(rows)})
        sheet.write_row(1, 0, head(), bold)
        for number, row in enumerate(rows, 2):
            validity = str(validity_of(row.effective_on, row.expires_on, today).label)
            sheet.write_row(number, 0, _cells(row, validity))
    return buffer.getvalue()


def _cells(row: DocumentVersion, validity: str) -> list[Any]:
    return [
        row.document.title,
        row.number,
        row.file.name,
        max(round(row.file.size / 1024), 1),
        shown(row.effective_on) if row.effective_on else "",
        shown(row.expires_on) if row.expires_on else "",
        validity,
        getattr(row, "uses", 0),
        str(row.added_by),
        shown(row.added_at),
        row.document.note,
    ]
