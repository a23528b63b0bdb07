"""A worker that is killed in each part of a build in turn: the build ends once, complete, as if nothing had been."""

import os
import sys
import tempfile
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from django.core.cache import cache
from django.utils import timezone, translation

from portal.documents.layout import lay_out
from portal.enums import FilePurpose, JobState
from portal.jobs import due_jobs, perform_job
from portal.models import AuditEntry, Job, StoredFile
from portal.services.files import read_content
from portal.tenancy import scope
from reporting.attachment_queries import attached_to
from reporting.composition import compose_summary
from reporting.models import Edition, Snapshot, Summary
from reporting.services.editions import LANGUAGE, Frozen, freeze, print_edition
from reporting.services.summaries import request_edition
from tests import factories
from tests.browser.stack import wait_until
from tests.killing import end_at_once, lose_worker, processes_of
from tests.reporting.attaching import attach
from tests.reporting.factories import YEAR, filing, summary
from tests.seeding import seeding

pytestmark = pytest.mark.django_db(transaction=True)


@dataclass(frozen=True)
class Moment:
    """When the worker dies: as `function` begins, or as it `ends`, with these values in its variables."""

    function: str
    ends: bool = False
    having: tuple[tuple[str, Any], ...] = ()

    def has_come(self, frame: FrameType) -> bool:
        return all(frame.f_locals.get(name) == value for name, value in self.having)


def told(done: int) -> Moment:
    """The stage was told, and so its work begins."""
    return Moment("Work.progress", ends=True, having=(("done", done),))


CHARTS = 10
MOMENTS = (
    told(0),
    Moment("FactCounting.facts"),
    Moment("freeze", ends=True),
    Moment("write_xlsx"),
    Moment("Popen.__init__", ends=True),
    *(Moment("_Watch.see", having=(("place", place),)) for place in range(CHARTS)),
    told(2),
    told(3),
    Moment("_create", ends=True),
    Moment("_list_files", ends=True),
    told(5),
)


def lose_worker_at(moment: Moment, pk: int) -> None:
    """A worker takes the job and is killed at that moment; what printed for it goes with it."""

    name, wanted = moment.function, "return" if moment.ends else "call"

    def watch(frame: FrameType, event: str, _value: object) -> None:
        # asked at every call of a whole build
        if frame.f_code.co_qualname == name and event == wanted and moment.has_come(frame):
            end_at_once()

    def work() -> None:
        sys.setprofile(watch)
        perform_job(pk)

    worker = lose_worker(work)
    wait_until(lambda: not processes_of(worker), "its child is gone", 5)


def lease_runs_out(pk: int) -> None:
    """Time passes; the loss is not counted, or the third would be the last."""
    with seeding():
        rows = Job.objects.filter(pk=pk, state=JobState.RUNNING)
        assert rows.update(attempts=1, lease_until=timezone.now() - timedelta(seconds=1)) == 1
    assert pk in due_jobs(), "the sweep finds it"


@pytest.fixture
def workplace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where printing children have their folders."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


@pytest.fixture
def made() -> Summary:
    """A small province with every chart, and a file that goes with its summary."""
    for total, level in ((40, "L1"), (60, "L2"), (80, "L3")):
        company = factories.enterprise()
        filing(company, year=YEAR - 1, declared="L1", reviewed="L1", total=30)
        filing(company, declared=level, reviewed=level, total=total)
    writer = factories.approver()
    begun = summary(writer, text="共有{filings.determined}份。")
    attach(writer, begun, "工作方案")
    return begun


def test_killed_in_each_part_in_turn_it_ends_once_complete(made: Summary, workplace: Path) -> None:
    actor = factories.approver()
    with scope(actor):
        job = request_edition(actor=actor, summary=made)
    for moment in MOMENTS:
        lose_worker_at(moment, job.pk)
        lease_runs_out(job.pk)
    left = list(workplace.iterdir())
    assert len(left) > CHARTS, "a killed worker tidies nothing"
    for folder in left:
        os.utime(folder, (0, 0))
    assert perform_job(job.pk) == JobState.DONE
    assert perform_job(job.pk) is None
    with seeding():
        edition = Edition.objects.select_related("snapshot", "file").get(summary=made)
        assert Snapshot.objects.filter(summary=made).count() == 1
        assert StoredFile.objects.filter(purpose=FilePurpose.SUMMARY, organisation=made.authority_id).count() == 1
        assert AuditEntry.objects.filter(action="summary.build").count() == 1
        attached = attached_to(edition)
        done = Job.objects.get(pk=job.pk)
    assert (done.result["edition"], done.result_file_id, done.reason) == (1, edition.file_id, "")
    assert (done.progress_done, done.progress_total) == (5, 5)
    cache.clear()
    undisturbed = print_edition(Frozen(edition.snapshot, edition.narrative, attached))
    assert [one.title for one in attached] == ["工作方案"]
    assert read_content(edition.file) == undisturbed.pdf
    assert edition.pages == undisturbed.pages
    assert list(workplace.iterdir()) == [], "the next to print tidies after them"


def test_every_chart_of_a_summary_is_among_the_parts(made: Summary) -> None:
    actor = factories.approver()
    frozen = freeze(actor=actor, summary=made)
    with translation.override(LANGUAGE):
        assert len(lay_out(compose_summary(frozen.snapshot.data, {}, language=LANGUAGE)).figures) == CHARTS
