"""What goes at night and, above all, what stays."""

import math
import os
import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.test import override_settings
from django.utils import timezone
from pytest_django.fixtures import Settings

from portal.celery import app
from portal.enums import FilePurpose, JobState
from portal.models import AuditEntry, Job, StoredFile, Upload
from portal.services import housekeeping
from portal.services.files import store_file
from portal.services.housekeeping import end_sessions, forget_files, forget_jobs, keep_house, sweep_blobs
from portal.services.register_import import PREVIEW
from portal.services.uploads import forget_uploads
from portal.tasks import run_keep_house
from portal.tenancy import Actor, scope
from tests import factories
from tests.portal.sending import in_storage, opened, send_part
from tests.portal.test_files import PDF
from tests.seeding import seeding

pytestmark = pytest.mark.django_db
NIGHT = Actor.system("housekeeping")
LONG_AGO = timezone.now() - timedelta(days=400)


@pytest.fixture(autouse=True)
def _storage(tmp_path: Path) -> Iterator[None]:
    with override_settings(MEDIA_ROOT=str(tmp_path)):
        yield


@pytest.fixture
def official() -> Actor:
    return factories.approver()


def file_of(actor: Actor, purpose: FilePurpose, *, days: int = 30) -> StoredFile:
    """A file whose row and content are this old."""
    with seeding():
        made = store_file(actor=actor, organisation=factories.authority(), purpose=purpose, name="x.pdf", content=PDF)
        StoredFile.objects.filter(pk=made.pk).update(created_at=timezone.now() - timedelta(days=days))
    age(name_of(made), days)
    return made


def name_of(file: StoredFile) -> str:
    """Its key in the storage."""
    return str(file.blob.name)


def age(name: str, days: int) -> None:
    moment = (timezone.now() - timedelta(days=days)).timestamp()
    os.utime(default_storage.path(name), (moment, moment))


def job_of(actor: Actor, *, days: int, state: JobState = JobState.DONE, **fields: Any) -> Job:
    names = {"scope": actor.path, "side": actor.side, "organisation_id": actor.organisation_id}
    ended = None if state in (JobState.QUEUED, JobState.RUNNING) else timezone.now() - timedelta(days=days)
    with seeding():
        key = fields.pop("key", f"{timezone.now():%f}")
        return Job.objects.create(
            kind=fields.pop("kind", "x"), key=key, state=state, finished_at=ended, **names | fields
        )


def left(model: type[Job] | type[StoredFile], *rows: Job | StoredFile) -> list[bool]:
    with seeding():
        return [model.objects.filter(pk=row.pk).exists() for row in rows]


def test_only_expired_sessions_go() -> None:
    for key, days in (("old", -1), ("new", 1)):
        Session.objects.create(session_key=key, expire_date=timezone.now() + timedelta(days=days))
    assert end_sessions(actor=NIGHT) == 1
    assert list(Session.objects.values_list("session_key", flat=True)) == ["new"]


def test_jobs_go_when_they_ended_long_enough_ago(official: Actor, settings: Settings) -> None:
    settings.JOB_KEPT = timedelta(days=30)
    old, failed = job_of(official, days=31), job_of(official, days=31, state=JobState.FAILED)
    young, waiting = job_of(official, days=29), job_of(official, days=99, state=JobState.QUEUED)
    assert forget_jobs(actor=NIGHT) == 2
    assert left(Job, old, failed, young, waiting) == [False, False, True, True]


@pytest.mark.parametrize("purpose", FilePurpose)
def test_only_passing_files_go_and_only_without_a_job(official: Actor, purpose: FilePurpose) -> None:
    """Evidence, receipts and editions stay, whatever became of the job that made them."""
    loose, young, made, read = (file_of(official, purpose, days=days) for days in (8, 6, 30, 30))
    job_of(official, days=1, result_file=made)
    job_of(official, days=1, kind=PREVIEW, key=str(read.pk))
    passing = purpose in ("register", "rejected_rows", "archive", "export")
    assert forget_files(actor=NIGHT) == int(passing)
    assert left(StoredFile, loose, young, made, read) == [not passing, True, True, True]


def test_a_job_and_the_file_it_made_go_together_with_the_content(official: Actor, settings: Settings) -> None:
    settings.JOB_KEPT = timedelta(days=30)
    export, evidence = file_of(official, FilePurpose.EXPORT, days=31), file_of(official, FilePurpose.EVIDENCE, days=31)
    job_of(official, days=31, result_file=export)
    assert run_keep_house() == {"sessions": 0, "jobs": 1, "uploads": 0, "files": 1, "blobs": 1}
    assert [default_storage.exists(name_of(file)) for file in (export, evidence)] == [False, True]
    with seeding():
        entry = AuditEntry.objects.filter(action="housekeeping").latest("id")
    assert entry.detail == {"sessions": 0, "jobs": 1, "uploads": 0, "files": 1, "blobs": 1}
    assert keep_house(actor=NIGHT) == dict.fromkeys(entry.detail, 0)


def test_content_goes_only_when_old_and_owned_by_no_row(official: Actor) -> None:
    one = file_of(official, FilePurpose.EVIDENCE, days=99)
    with seeding():
        StoredFile.objects.filter(pk=file_of(official, FilePurpose.EVIDENCE).pk).update(blob=name_of(one))
        StoredFile.objects.filter(pk=one.pk).delete()
    folder = Path(name_of(one)).parent
    for name, days in (("undone", 8), ("under-way", 6)):
        default_storage.save(f"{folder}/{name}", ContentFile(b"x"))
        age(f"{folder}/{name}", days)
    before = set(default_storage.listdir(str(folder))[1])
    assert sweep_blobs(actor=NIGHT, today=timezone.localdate(), until=math.inf) == 2
    kept = set(default_storage.listdir(str(folder))[1])
    assert {"undone"} < before - kept
    assert {"under-way", Path(name_of(one)).name} <= kept


def test_every_month_has_its_night() -> None:
    months = [f"evidence/{year}/{month:02d}" for year in (2023, 2024) for month in (1, 2, 12)]
    for month in months:
        default_storage.save(f"{month}/undone", ContentFile(b"x"))
        age(f"{month}/undone", 30)
    today = timezone.localdate()
    nights = [sweep_blobs(actor=NIGHT, today=today + timedelta(days=night), until=math.inf) for night in range(4)]
    assert nights == [3, 1, 1, 1]


@pytest.mark.parametrize("step", [end_sessions, forget_jobs, forget_files])
def test_each_step_takes_a_bounded_piece_at_once(
    step: Callable[..., int], official: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(housekeeping, "AT_ONCE", 2)
    make_leftovers(official, 3)
    assert [step(actor=NIGHT) for _piece in range(3)] == [2, 1, 0]


def make_leftovers(official: Actor, count: int) -> None:
    for number in range(count):
        Session.objects.create(session_key=str(number), expire_date=LONG_AGO)
        job_of(official, days=400)
        file_of(official, FilePurpose.EXPORT)


def test_one_night_takes_every_piece(official: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(housekeeping, "AT_ONCE", 2)
    make_leftovers(official, 5)
    assert keep_house(actor=NIGHT) == {"uploads": 0, "sessions": 5, "jobs": 5, "files": 5, "blobs": 5}


def test_when_the_nights_time_is_up_the_rest_waits(official: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    make_leftovers(official, 1)
    monkeypatch.setattr(housekeeping, "SECONDS", 0.0)
    assert set(keep_house(actor=NIGHT).values()) == {0}


@pytest.mark.django_db(transaction=True)
def test_at_night_an_upload_stays_for_which_a_part_is_arriving() -> None:
    """The night has seen that its time is over, the part gives it new time and commits after that."""
    actor = factories.filler(factories.enterprise())
    upload, arriving = opened(actor, len(PDF)), threading.Event()
    with seeding():
        Upload.objects.filter(pk=upload.pk).update(expires_at=timezone.now() - timedelta(hours=1))

    def arrive() -> None:
        with scope(actor):
            send_part(actor, upload, 0, PDF)
            arriving.set()
            time.sleep(1)
        connection.close()

    sender = threading.Thread(target=arrive)
    sender.start()
    assert arriving.wait(10)
    assert forget_uploads(actor=NIGHT, most=10) == 0
    sender.join()
    assert opened(actor, len(PDF)).offset == len(PDF)
    assert len(in_storage()) == 1


def test_the_beat_knows_it() -> None:
    assert app.conf.beat_schedule["housekeeping"]["task"] == run_keep_house.name
