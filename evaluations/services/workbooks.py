"""The offline workbook: downloaded by a job, read by another when it comes back, imported by a third."""

import re
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from evaluations.models import Filing
from evaluations.rules import may_work_offline
from evaluations.services.answers import save_answer
from evaluations.services.transitions import lock_filing
from evaluations.workbook.contents import Book
from evaluations.workbook.differences import OFFERED, Difference, RowKind
from evaluations.workbook.messages import SENTENCES
from evaluations.workbook.reading import FilledBook, fault_at_the_door
from evaluations.workbook.report import Report
from evaluations.workbook.writing import write_book
from evaluations.workbook_queries import APPLY, EXPORT_WORKBOOK, READ, applied_from, differences_of
from portal.enums import FilePurpose, JobState
from portal.errors import InvalidInput, PortalError, Refused
from portal.models import Job, Organisation, StoredFile
from portal.presentation import shown
from portal.repeats import Sent
from portal.services.audit import record_audit
from portal.services.files import store_file
from portal.services.jobs import enqueue_job
from portal.tenancy import Actor

_SEEN = re.compile(r"\d{1,9}-[0-9a-f]{16}")


def request_workbook(*, actor: Actor, filing: Filing) -> Job:
    """Promise the filing as a workbook; a colleague's is another job, since exports are for their maker."""
    _check_may(actor, filing)
    key = f"{actor.user_id}:{filing.pk}"
    return enqueue_job(actor=actor, kind=EXPORT_WORKBOOK, key=key, params={"filing": filing.pk})


def keep_workbook(*, actor: Actor, filing: Filing, book: Book) -> StoredFile:
    """Write the workbook and keep it with the company."""
    return store_file(
        actor=actor,
        organisation=Organisation.objects.get(pk=actor.home_id),
        purpose=FilePurpose.EXPORT,
        name=f"{book.name}-{filing.enterprise.name}-{timezone.localtime():%Y%m%d-%H%M}.xlsx",
        content=write_book(book),
    )


def upload_workbook(*, actor: Actor, filing: Filing, name: str, content: bytes) -> Job:
    """Keep a filled-in workbook until a job has read it; nothing is written before somebody says so.

    Raises InvalidInput (`file`) for what is no workbook at first sight, Refused when the answers are closed.
    """
    _check_may(actor, filing)
    # Of a file that is too large only the beginning is here; its size is the reason to give.
    if len(content) <= settings.UPLOAD_LIMIT and (code := fault_at_the_door(content)):
        raise InvalidInput({"file": [str(SENTENCES[code])]})
    # A table to be read once, as a register is: the purpose under which such files go by themselves.
    purpose = FilePurpose.REGISTER
    file = store_file(actor=actor, organisation=filing.enterprise, purpose=purpose, name=name, content=content)
    params = {"filing": filing.pk, "file": file.pk, "name": file.name, "sha256": file.sha256}
    return enqueue_job(actor=actor, kind=READ, key=str(file.pk), params=params)


def request_apply(*, actor: Actor, filing: Filing, upload: Job, rows: Mapping[str, str]) -> Job:
    """Promise that the chosen rows of a finished upload are written; `rows` maps item codes to Difference.seen.

    An upload is imported once: asked again, the first answer is given again. Raises InvalidInput (`rows`) when
    nothing is chosen or the choice is damaged, Refused when the answers are closed or the upload is not ready.
    """
    _check_may(actor, filing)
    locked = Job.objects.select_for_update().get(pk=upload.pk)
    if locked.state != JobState.DONE:
        raise Refused(_("The workbook has not been read yet."), _("Wait a moment, or upload it again."))
    if earlier := applied_from(actor, filing, locked):
        return earlier
    _check_rows(FilledBook.from_dict(locked.result["workbook"]), rows)
    params = {name: locked.params[name] for name in ("filing", "name", "sha256")}
    params |= {"upload": upload.pk, "rows": dict(rows)}
    return enqueue_job(actor=actor, kind=APPLY, key=str(upload.pk), params=params)


def _check_rows(book: FilledBook, rows: Mapping[str, str]) -> None:
    codes = {entry.code for entry in book.entries}
    if not rows:
        raise InvalidInput({"rows": [_("No row is chosen, so there is nothing to import.")]})
    if not all(code in codes and _SEEN.fullmatch(seen) for code, seen in rows.items()):
        raise InvalidInput({"rows": [_("The page is damaged. Reload it and choose again.")]})


def apply_workbook(*, actor: Actor, job_id: int, params: Mapping[str, Any]) -> Report:
    """Write the chosen rows, each through the rules of saving an answer; call inside one scope.

    All that can be written is, in one transaction with its entry in the audit; a row that changed since it was seen,
    or is closed by now, stays as it is and is reported.
    """
    filing = lock_filing(actor=actor, pk=params["filing"])
    upload = Job.objects.filter(pk=params["upload"]).first()
    if upload is None:
        raise Refused(_("The upload is no longer kept."), _("Upload the workbook again."))
    report, rows = Report(), params["rows"]
    for row in differences_of(actor, filing, upload).rows:
        if row.code in rows and row.kind != RowKind.UNCHANGED:
            _apply_row(actor, filing, row, rows[row.code], f"workbook-{job_id}", report)
        elif row.kind in OFFERED:
            report.kept.append(row.code)
    detail = {"name": params["name"], "sha256": params["sha256"], "items": ", ".join(report.written)}
    record_audit(actor=actor, action="filing.apply_workbook", target=filing, detail=detail)
    return report


def _apply_row(actor: Actor, filing: Filing, row: Difference, seen: str, key: str, report: Report) -> None:
    if why := _why_left(row, seen):
        report.left.append({"item": row.code, "why": why})
        return
    try:
        save_answer(
            actor=actor,
            filing=filing,
            item_code=row.code,
            rung=row.written.rung,
            remark=row.written.remark,
            version=row.version,
            sent=Sent(key),
            not_applicable=row.written.not_applicable,
        )
    except PortalError as refused:
        report.left.append({"item": row.code, "why": f"{refused.message} {refused.remedy}".strip()})
    else:
        report.saved.setdefault(row.kind, []).append(row.code)


def _why_left(row: Difference, seen: str) -> str:
    if row.kind == RowKind.REFUSED:
        return " ".join(f"{fault.reason} {fault.remedy}".strip() for fault in row.faults)
    if row.seen == seen:
        return ""
    if not row.stored_by or not row.stored_at:
        return _("The answer changed after you had seen it, so it stays.")
    words = _("%(who)s changed it at %(time)s, after you had seen it; that text stays.")
    return words % {"who": row.stored_by, "time": shown(row.stored_at)}


def _check_may(actor: Actor, filing: Filing) -> None:
    if refusal := may_work_offline(actor, filing):
        raise Refused(refusal)
