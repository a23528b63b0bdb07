"""The summaries of an office: last year's handed in twice, this year's being written."""

from typing import Any

from portal.enums import FilePurpose
from portal.models import Organisation, StoredFile
from portal.services.files import store_file
from portal.tenancy import Actor, scope
from reporting.enums import SectionKey
from reporting.models import (
    Attachment,
    Decision,
    Edition,
    EditionAttachment,
    Mark,
    MarkAnswer,
    Narrative,
    Snapshot,
    Submission,
    Summary,
    SummaryStep,
)
from reporting.queries import narrative_texts
from reporting.services.snapshots import take_snapshot
from reporting.services.summaries import open_summary
from tests.evaluations.factories import PDF, PNG, yearly_round
from tests.seeding import seeding


def furnish_summaries(writer: Actor, office: Organisation, text: str) -> dict[str, int]:
    """Narrative, snapshot and an edition each, with `text` in them; by the name of the object."""
    keys: dict[str, int] = {}
    for title, year, mark in (("summary", 2025, "："), ("draft summary", 2026, "稿")):
        yearly_round(year)
        with scope(writer):
            summary = open_summary(actor=writer, year=year)
            rows = {"summary": summary, "scope": summary.scope}
            Narrative.objects.create(section=SectionKey.values[0], text=f"{text}{mark}工作", **rows)
            snapshot = take_snapshot(actor=writer, summary=summary)
            file = store_file(
                actor=writer, organisation=office, purpose=FilePurpose.SUMMARY, name=f"{text}{mark}.pdf", content=PDF
            )
            edition = _edition(writer, summary, snapshot, file)
            attached = _attach(writer, edition, f"{text}{mark}附件")
            keys |= {title.replace("summary", "attachment"): attached.pk}
            keys |= {title.replace("summary", "attachment file"): attached.file_id}
            if title == "summary":
                fields = {"submitted": edition, "submitted_at": edition.built_at, "submitted_by_id": writer.user_id}
                with seeding():
                    Summary.objects.filter(pk=summary.pk).update(state="submitted", **fields)
                keys |= _handed_in_twice(writer, summary, edition)
        keys |= {title: summary.pk, f"{title} file": file.pk}
    return keys


def _attach(writer: Actor, edition: Edition, title: str) -> Attachment:
    """A file of its own, which the edition was printed with."""
    summary = edition.summary
    file = store_file(
        actor=writer,
        organisation=summary.authority,
        purpose=FilePurpose.ATTACHMENT,
        name=f"{title}.png",
        content=PNG,
    )
    rows: dict[str, Any] = {"scope": summary.scope, "title": title, "file": file}
    EditionAttachment.objects.create(edition=edition, number=1, **rows)
    by = {"added_by_id": writer.person_id, "updated_by_id": writer.person_id}
    return Attachment.objects.create(summary=summary, position=1, **rows, **by)


def _handed_in_twice(writer: Actor, summary: Summary, edition: Edition) -> dict[str, int]:
    """Returned with a mark that was answered, and handed in again with one that is not sent yet; {title: key}."""
    rows, by = {"scope": summary.scope}, {"by_id": writer.person_id}
    words = {"section": SectionKey.values[0], "quote": "工作", "remark": "请补充"}
    keys = {}
    with seeding():
        step = {
            "name": "submit",
            "source": "signed_off",
            "target": "submitted",
            "by_side": "authority",
            "by_name": "人员",
        }
        SummaryStep.objects.create(summary=summary, **step, **rows, **by)
        for number, title in ((1, "answered mark"), (2, "mark")):
            fields = {"reference": f"{summary.pk}-{number}", "edition": edition, "submitted_by_id": writer.person_id}
            submission = Submission.objects.create(summary=summary, number=number, **fields, **rows)
            keys[title] = Mark.objects.create(submission=submission, **words, **rows, **by).pk
            if number == 1:
                Decision.objects.create(submission=submission, verdict="returned", **rows, **by)
                MarkAnswer.objects.create(mark_id=keys[title], settled=True, **rows, **by)
    return keys


def _edition(writer: Actor, summary: Summary, snapshot: Snapshot, file: StoredFile) -> Edition:
    fields = {
        "narrative": narrative_texts(summary),
        "pages": 1,
        "seconds": 0.1,
        "built_by_id": writer.user_id,
        "scope": summary.scope,
    }
    return Edition.objects.create(
        summary=summary, number=1, key=f"world:{summary.pk}", snapshot=snapshot, file=file, **fields
    )
