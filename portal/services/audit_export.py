"""The audit as a workbook, for whoever examines it elsewhere."""

import io
import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.audit_words import action_in_words, object_in_words, person_in_words
from portal.documents.workbook import plain_workbook
from portal.enums import FilePurpose, Side
from portal.models import AuditEntry, Organisation, StoredFile
from portal.queries import filter_audit, visible_audit
from portal.services.audit import record_audit
from portal.services.files import store_file
from portal.tenancy import Actor, scope

EXPORT = "export_audit"
ROW_LIMIT = 100_000
_BATCH = 2000
Report = Callable[[int, int], None]


def export_audit(*, actor: Actor, filters: Mapping[str, str], report: Report) -> bytes:
    """Newest first, at most ROW_LIMIT entries of those the actor may see; `report(done, total)` between batches."""
    with scope(actor):
        total = min(filter_audit(visible_audit(actor), filters).count(), ROW_LIMIT)
    buffer = io.BytesIO()
    workbook = plain_workbook(buffer)
    sheet = workbook.add_worksheet(_("Audit"))
    heads = (_("Number"), _("Time"), _("Person"), _("Side"), _("Action"), _("Object"), _("Details"), _("Hash"))
    sheet.write_row(0, 0, heads)
    for row, entry in enumerate(_entries(actor, filters, total), start=1):
        sheet.write_row(row, 0, _cells(entry))
        if row % _BATCH == 0:
            report(row, total)
    workbook.close()
    return buffer.getvalue()


def store_export(*, actor: Actor, content: bytes) -> StoredFile:
    """Keep the workbook with the organisation that asked; taking the audit out is itself in the audit."""
    organisation = Organisation.objects.get(pk=actor.home_id)
    name = f"audit-{timezone.localtime():%Y%m%d-%H%M}.xlsx"
    file = store_file(actor=actor, organisation=organisation, purpose=FilePurpose.EXPORT, name=name, content=content)
    record_audit(actor=actor, action="audit.exported", target=file)
    return file


def _entries(actor: Actor, filters: Mapping[str, str], total: int) -> Iterator[AuditEntry]:
    """In batches by key, each in a scope of its own, so that progress can be reported in between."""
    below: int | None = None
    for _start in range(0, total, _BATCH):
        with scope(actor):
            rows: QuerySet[AuditEntry] = filter_audit(visible_audit(actor), filters).order_by("-id")
            batch = list((rows if below is None else rows.filter(id__lt=below))[:_BATCH])
        if not batch:
            return
        yield from batch
        below = batch[-1].id


def _cells(entry: AuditEntry) -> tuple[Any, ...]:
    return (
        f"{entry.chain}-{entry.seq}",
        timezone.localtime(entry.at).strftime("%Y-%m-%d %H:%M:%S"),
        person_in_words(entry.user_name),
        str(Side(entry.side).label),
        action_in_words(entry.action),
        f"{object_in_words(entry.target_type)} {entry.target_id}".strip(),
        json.dumps(entry.detail, ensure_ascii=False)[:32_000],
        entry.hash,
    )
