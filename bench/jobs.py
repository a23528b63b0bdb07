"""Work that people ask for and a worker does: how long until all of it is done."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from uuid import uuid4

from django.db.models import Count
from django.utils import timezone

from bench.world import World
from evaluations.bulk_queries import Chosen, job_of
from evaluations.enums import BulkKind, FilingState
from evaluations.models import BulkStep, Filing
from evaluations.queue_choices import ALL_STATES
from evaluations.review_queue import QueueFilter
from evaluations.services.bulk import Typed, start_bulk, undo_bulk
from evaluations.services.queue_export import request_export
from evaluations.services.rescoring import request_rescore
from portal.enums import ACTIVE_JOB_STATES, JobState, RegionLevel
from portal.identifiers import inner_check, outer_check
from portal.models import Job, Region
from portal.services.register_import import commit_register, upload_register
from portal.tenancy import Actor, scope
from reporting.services.summaries import BUILD
from reporting.tasks import build_drafts

ROWS = 20_000
MANY = 5_000
Steps = Callable[[World], Iterator[list[int]]]


@dataclass(frozen=True)
class Task:
    """`steps` yields the keys of the jobs to wait for, and goes on once they have ended."""

    name: str
    steps: Steps


def rescore(world: World) -> Iterator[list[int]]:
    with scope(world.officer.actor) as actor:
        job = request_rescore(actor=actor, yearly_round=world.round)
    yield [job.pk]


def summaries(world: World) -> Iterator[list[int]]:
    """What the night before the due date promises: one for each authority."""
    began = timezone.now()
    build_drafts(f"{world.round.summary_due_on}T03:00:00+08:00")
    with scope(Actor.system("bench")):
        promised = Job.objects.filter(kind=BUILD, created_at__gte=began)
        keys = list(promised.values_list("pk", flat=True))
    assert keys, "no draft was promised: there is nothing to measure"
    yield keys


def export(world: World) -> Iterator[list[int]]:
    """The authority whose list comes closest to so many rows, or everything where there are no more."""
    with scope(world.officer.actor) as actor:
        wanted = QueueFilter(year=world.round.year, state=ALL_STATES, authority=_authority_of(world))
        job = request_export(actor=actor, wanted=wanted, format_name="xlsx")
    yield [job.pk]


def _authority_of(world: World) -> str:
    submitted = Filing.objects.filter(round=world.round, state__in=FilingState.with_authority()).order_by()
    if submitted.count() <= ROWS:
        return ""
    sizes = submitted.values_list("enterprise__parent__code").annotate(filings=Count("pk"))
    return str(min(sizes, key=lambda size: abs(size[1] - ROWS))[0])


def import_register(world: World) -> Iterator[list[int]]:
    """Check and preview of a register of new companies, then their import."""
    with scope(world.officer.actor) as actor:
        preview = upload_register(actor=actor, name="register.csv", content=_register(ROWS))
    yield [preview.pk]
    with scope(world.officer.actor) as actor:
        commit = commit_register(actor=actor, preview=Job.objects.get(pk=preview.pk))
    yield [commit.pk]


def _register(rows: int) -> bytes:
    text = io.StringIO()
    table = csv.writer(text)
    table.writerow(["企业名称", "统一社会信用代码", "行政区划代码", "行业代码", "从业人员", "营业收入(万元)"])
    counties = list(Region.objects.filter(level=RegionLevel.COUNTY).order_by("code").values_list("code", flat=True))
    for number in range(rows):
        county = counties[number % len(counties)]
        place = [_credit_code(county, number), county, f"C{13 + number % 31}"]
        table.writerow([f"示例导入{number:05d}有限公司", *place, 20 + number % 500, 1000 + number])
    return text.getvalue().encode()


def _credit_code(county: str, number: int) -> str:
    """91: a company; its organisation code begins with W, which the seed's do not."""
    stem = f"91{county}W{number:07d}"
    inner = stem + inner_check(stem)
    return inner + outer_check(inner)


def bulk(world: World) -> Iterator[list[int]]:
    """So many filings of the busiest authority given to one reviewer at once, or all that wait there."""
    reviewer = world.reviewer.actor
    with scope(reviewer) as actor:
        waiting = Filing.objects.filter(round=world.round, state=FilingState.SUBMITTED)
        keys = tuple(waiting.order_by("pk").values_list("pk", flat=True)[:MANY])
        typed = Typed(BulkKind.ASSIGN, expected=len(keys), key=uuid4().hex, assignee=actor.user_id)
        step = start_bulk(actor=actor, chosen=Chosen(QueueFilter(year=world.round.year), keys), typed=typed)
    yield [_job_of(world, step)]


def undo(world: World) -> Iterator[list[int]]:
    """All of the same taken back."""
    with scope(world.reviewer.actor) as actor:
        step = undo_bulk(actor=actor, step=BulkStep.objects.latest("pk"))
    yield [_job_of(world, step)]


def _job_of(world: World, step: BulkStep) -> int:
    with scope(world.reviewer.actor):
        job = job_of(step)
    assert job
    return job.pk


def are_over(keys: list[int]) -> bool:
    with scope(Actor.system("bench")):
        return not Job.objects.filter(pk__in=keys, state__in=ACTIVE_JOB_STATES).exists()


def is_idle() -> bool:
    """Nothing of whatever kind is left to do."""
    with scope(Actor.system("bench")):
        return not Job.objects.filter(state__in=ACTIVE_JOB_STATES).exists()


def failures(keys: list[int]) -> list[str]:
    """Why jobs ended otherwise than done."""
    with scope(Actor.system("bench")):
        failed = Job.objects.filter(pk__in=keys).exclude(state=JobState.DONE)
        return [f"{job} {job.state}: {job.reason}" for job in failed]


TASKS = (
    Task("export", export),
    Task("bulk", bulk),
    Task("bulk-undo", undo),
    Task("summaries", summaries),
    Task("rescore", rescore),
    Task("import", import_register),
)
