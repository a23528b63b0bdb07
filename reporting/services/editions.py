"""Printing an edition: freeze, print, keep; three steps, so that a lost worker loses at most one of them."""

from dataclasses import asdict, dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from portal.documents.printer import Drawing, Printed, Progress, print_document
from portal.documents.signing import sign_pdf
from portal.enums import FilePurpose
from portal.errors import Refused
from portal.models import Job
from portal.services.audit import record_audit
from portal.services.files import store_file
from portal.tenancy import Actor, scope
from reporting.annexes import first_number
from reporting.attached import Attached
from reporting.attachment_queries import attached_now, carries_attachments
from reporting.composition import attach_data, compose_summary
from reporting.markup import MARKUP
from reporting.models import Edition, EditionAttachment, Snapshot, Summary
from reporting.queries import latest_edition, narrative_texts, next_number
from reporting.rules import may_print, says_text
from reporting.services.snapshots import count_summary, take_snapshot
from reporting.services.summaries import lock_summary

LANGUAGE = "zh-hans"


def is_current(*, actor: Actor, summary: Summary) -> bool:
    """Whether the latest edition says what one printed now would say; the moment of counting is no difference."""
    edition = latest_edition(summary)
    if edition is None or not says_text(edition, narrative_texts(summary)):
        return False
    if not carries_attachments(edition):
        return False
    now = count_summary(actor=actor, summary=summary)
    return bool(edition.snapshot.data == {**now, "as_of": edition.snapshot.data["as_of"]})


@dataclass(frozen=True)
class Frozen:
    """What an edition is printed from; kept with the job, so that a second attempt prints the same."""

    snapshot: Snapshot
    narrative: dict[str, str]
    attached: tuple[Attached, ...] = ()


def freeze(*, actor: Actor, summary: Summary, job_id: int | None = None) -> Frozen:
    """Snapshot, narrative and attachments of this moment; for a job that was lost after this step, those of its first attempt."""
    with scope(actor):
        job = Job.objects.filter(pk=job_id).first() if job_id else None
        if job and "snapshot" in job.result:
            return _recall(job.result)
        if refusal := may_print(lock_summary(actor=actor, pk=summary.pk)):
            raise Refused(refusal)
        snapshot = take_snapshot(actor=actor, summary=summary)
        frozen = Frozen(snapshot, narrative_texts(summary), attached_now(summary))
        if job:
            job.result = {"snapshot": snapshot.pk, "narrative": frozen.narrative}
            job.result["attached"] = [asdict(one) for one in frozen.attached]
            job.save(update_fields=["result"])
        return frozen


def _recall(result: dict[str, Any]) -> Frozen:
    """What the first attempt of a job froze."""
    attached = tuple(Attached(**row) for row in result.get("attached", ()))
    return Frozen(Snapshot.objects.get(pk=result["snapshot"]), result["narrative"], attached)


def print_edition(
    frozen: Frozen, *, language: str = LANGUAGE, progress: Progress | None = None, drawing: Drawing | None = None
) -> Printed:
    """The PDF of a frozen summary; the same snapshot, words and attachments give the same bytes, before a signature is added to them."""
    data = frozen.snapshot.data
    document = compose_summary(data, frozen.narrative, language=language, attached=frozen.attached)
    attachments = attach_data(data, language=language)
    printed = print_document(document, attachments=attachments, progress=progress, drawing=drawing)
    return replace(printed, pdf=sign_pdf(printed.pdf, reason=document.title))


def keep_edition(*, actor: Actor, summary: Summary, frozen: Frozen, printed: Printed, key: str) -> Edition:
    """Store the PDF as the summary's next edition, once per key."""
    with scope(actor):
        locked = lock_summary(actor=actor, pk=summary.pk)
        existing = Edition.objects.filter(key=key).first()
        if existing:
            return existing
        if refusal := may_print(locked):
            raise Refused(refusal)
        edition = _create(actor, locked, frozen, printed, key)
        _list_files(edition, frozen)
        detail: dict[str, Any] = {"edition": edition.number, "pages": edition.pages}
        detail |= {"snapshot": frozen.snapshot.data_hash, "files": len(frozen.attached)}
        record_audit(actor=actor, action="summary.build", target=locked, detail=detail)
        return edition


def _list_files(edition: Edition, frozen: Frozen) -> None:
    """Each by its row, so that its bytes stay as long as the edition does, under the number that is printed."""
    EditionAttachment.objects.bulk_create(
        EditionAttachment(edition=edition, scope=edition.scope, number=number, title=one.title, file_id=one.file)
        for number, one in enumerate(frozen.attached, start=first_number(frozen.snapshot.data))
    )


def _create(actor: Actor, summary: Summary, frozen: Frozen, printed: Printed, key: str) -> Edition:
    number = next_number(summary)
    name = _("%(authority)s annual summary %(year)d edition %(number)d") % {
        "authority": summary.authority.name,
        "year": summary.year,
        "number": number,
    }
    file = store_file(
        actor=actor,
        organisation=summary.authority,
        purpose=FilePurpose.SUMMARY,
        name=f"{name}.pdf",
        content=printed.pdf,
    )
    return Edition.objects.create(
        summary=summary,
        scope=summary.scope,
        number=number,
        key=key,
        snapshot=frozen.snapshot,
        narrative=frozen.narrative,
        markup=MARKUP,
        language=LANGUAGE,
        file=file,
        pages=printed.pages,
        seconds=printed.seconds,
        built_by_id=actor.user_id,
    )
