"""Down and up as a person does it, with the jobs done at once."""

from collections.abc import Mapping

from django.utils import translation

import evaluations.tasks  # noqa: F401  (the handlers)
from evaluations.models import Answer
from evaluations.services.answers import save_answer
from evaluations.services.workbooks import request_apply, request_workbook, upload_workbook
from evaluations.workbook.differences import Difference, Differences, RowKind
from evaluations.workbook.report import Report
from evaluations.workbook_queries import READ, differences_of, workbook_job
from portal.enums import JobState
from portal.models import Job
from portal.services.files import read_content
from portal.tasks import run_job
from portal.tenancy import Actor, scope
from tests.evaluations.factories import Case
from tests.evaluations.workbooks import edited, read_back
from tests.seeding import seeding


def reloaded(job: Job) -> Job:
    with seeding():
        return Job.objects.select_related("result_file").get(pk=job.pk)


def done(job: Job) -> Job:
    run_job(job.pk)
    return reloaded(job)


def downloaded(made: Case, actor: Actor | None = None, language: str = "zh-hans") -> bytes:
    with translation.override(language), scope(actor or made.filler) as asking:
        job = request_workbook(actor=asking, filing=made.filing)
    file = done(job).result_file
    assert file
    with seeding():
        return read_content(file)


def uploaded(made: Case, content: bytes, name: str = "填报表.xlsx") -> Job:
    with scope(made.filler) as actor:
        job = upload_workbook(actor=actor, filing=made.filing, name=name, content=content)
    return done(job)


def found(made: Case, upload: Job) -> Differences:
    assert upload.state == JobState.DONE, upload.reason
    made.read()
    with scope(made.filler) as actor:
        return differences_of(actor, made.filing, workbook_job(actor, made.filing, upload.pk, READ))


def kinds(differences: Differences) -> dict[str, RowKind]:
    return {row.code: row.kind for row in differences.rows if row.kind != RowKind.UNCHANGED}


def row_of(differences: Differences, code: str) -> Difference:
    return next(row for row in differences.rows if row.code == code)


def taken(made: Case, upload: Job, *rows: Difference) -> Report:
    chosen = {row.code: row.seen for row in rows}
    with scope(made.filler) as actor:
        job = request_apply(actor=actor, filing=made.filing, upload=upload, rows=chosen)
    finished = done(job)
    assert finished.state == JobState.DONE, finished.reason
    return Report(**finished.result)


def filled(content: bytes, answers: Mapping[str, tuple[str | None, str | None]]) -> bytes:
    """Choice and remark typed in by item; None empties a cell."""
    cells: dict[tuple[str, str], str | float | None] = {}
    for entry in read_back(content).entries:
        if entry.code in answers:
            choice, remark = answers[entry.code]
            cells |= {(entry.sheet, entry.choice_at): choice, (entry.sheet, entry.remark_at): remark}
    return edited(content, cells)


def save(made: Case, code: str, rung: str, remark: str, actor: Actor | None = None) -> Answer:
    with scope(actor or made.filler) as saving:
        now = Answer.objects.filter(evaluation_id=made.filing.evaluation_id, item__code=code).first()
        version = now.version if now else 0
        return save_answer(actor=saving, filing=made.filing, item_code=code, rung=rung, remark=remark, version=version)


def stored(made: Case) -> dict[str, tuple[str, str, int]]:
    with seeding():
        rows = Answer.objects.filter(evaluation_id=made.filing.evaluation_id)
        return {row.item.code: (row.rung, row.remark, row.version) for row in rows.select_related("item")}
