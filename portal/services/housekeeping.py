"""What nobody needs any more goes at night: each step in bounded pieces until nothing is left or the night's time is up.

Audit, evidence, receipts and editions are never touched: only files that were made to be fetched or read once go.
"""

import logging
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import takewhile

from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.files.storage import default_storage
from django.db.models import CharField, Exists, OuterRef
from django.db.models.functions import Cast
from django.utils import timezone

from portal.enums import ACTIVE_JOB_STATES, PASSING_FILES, FilePurpose
from portal.models import Job, StoredFile, Upload
from portal.services.audit import record_audit
from portal.services.register_import import COMMIT, PREVIEW
from portal.services.uploads import FOLDER, forget_uploads
from portal.tenancy import Actor, scope

logger = logging.getLogger(__name__)
AT_ONCE = 5000
# Below settings.CELERY_TASK_SOFT_TIME_LIMIT; what is left waits for the following night.
SECONDS = 1200.0
FILES_KEPT = timedelta(days=7)
NEWEST = 2


def keep_house(*, actor: Actor) -> dict[str, int]:
    """Every step, first those of the uploads that count against a storage; how many of each went is one audit entry."""
    until = time.monotonic() + SECONDS
    gone = {
        "uploads": _repeat(lambda: forget_uploads(actor=actor, most=AT_ONCE), until),
        "sessions": _repeat(lambda: end_sessions(actor=actor), until),
        "jobs": _repeat(lambda: forget_jobs(actor=actor), until),
        "files": _repeat(lambda: forget_files(actor=actor), until),
        "blobs": sweep_blobs(actor=actor, today=timezone.localdate(), until=until),
    }
    if any(gone.values()):
        with scope(actor):
            record_audit(actor=actor, action="housekeeping", detail=gone)
    return gone


def _repeat(step: Callable[[], int], until: float) -> int:
    """A step, each time a piece in a transaction of its own; returns how many went in all."""
    total = 0
    while time.monotonic() < until and (gone := step()):
        total += gone
    return total


def end_sessions(*, actor: Actor) -> int:
    """Rows of sessions that have expired; a piece of them, as the steps below."""
    expired = Session.objects.filter(expire_date__lt=timezone.now()).values("pk")[:AT_ONCE]
    return Session.objects.filter(pk__in=list(expired.values_list("pk", flat=True))).delete()[0]


def forget_jobs(*, actor: Actor) -> int:
    """Jobs that ended longer than settings.JOB_KEPT ago; forget_files takes what they made."""
    with scope(actor):
        ended = Job.objects.exclude(state__in=ACTIVE_JOB_STATES).filter(
            finished_at__lt=timezone.now() - settings.JOB_KEPT
        )
        return Job.objects.filter(pk__in=list(ended.values_list("pk", flat=True)[:AT_ONCE])).delete()[0]


def forget_files(*, actor: Actor) -> int:
    """Files made to be fetched or read once that no job knows: its job was forgotten, or it never had one.

    What is left of them in the storage goes in sweep_blobs: some rows share theirs.
    """
    with scope(actor):
        made = Job.objects.filter(result_file=OuterRef("pk"))
        read = Job.objects.filter(kind__in=(PREVIEW, COMMIT), key=Cast(OuterRef("pk"), CharField()))
        old = StoredFile.objects.filter(purpose__in=PASSING_FILES, created_at__lt=timezone.now() - FILES_KEPT)
        unknown = old.exclude(Exists(made)).exclude(Exists(read))
        return StoredFile.objects.filter(pk__in=list(unknown.values_list("pk", flat=True)[:AT_ONCE])).delete()[0]


def sweep_blobs(*, actor: Actor, today: date, until: float) -> int:
    """Contents in the storage that are older than FILES_KEPT and belong to no row, such as of an upload that was undone.

    Looked at are the newest months of each purpose and, in turn, one older month a night, until that moment (monotonic).
    """
    unowned = (name for folder in _folders(today) for name in _unowned(actor, folder))
    return sum(_delete_old(name) for name in takewhile(lambda _name: time.monotonic() < until, unowned))


def _folders(today: date) -> list[str]:
    """Tonight's: a file is kept under purpose/year/month, a part of an upload likewise."""
    months = {kind: _months(kind) for kind in (*FilePurpose.values, FOLDER)}
    newest = [folder for found in months.values() for folder in found[-NEWEST:]]
    older = [folder for found in months.values() for folder in found[:-NEWEST]]
    return newest + ([older[today.toordinal() % len(older)]] if older else [])


def _months(kind: str) -> list[str]:
    years = [f"{kind}/{year}" for year in _listed(kind)[0] if year.isdigit()]
    return sorted(f"{year}/{month}" for year in years for month in _listed(year)[0])


def _listed(folder: str) -> tuple[list[str], list[str]]:
    """Folders and files; a local disk knows folders that are missing, an object store does not."""
    try:
        return default_storage.listdir(folder)
    except FileNotFoundError:
        return [], []


def _unowned(actor: Actor, folder: str) -> Iterator[str]:
    files = _listed(folder)[1]
    for start in range(0, len(files), AT_ONCE):
        names = [f"{folder}/{name}" for name in files[start : start + AT_ONCE]]
        with scope(actor):
            owned = set(StoredFile.objects.filter(blob__in=names).values_list("blob", flat=True))
            owned.update(*Upload.objects.filter(parts__overlap=names).values_list("parts", flat=True))
        yield from (name for name in names if name not in owned)


def _delete_old(name: str) -> bool:
    """Young ones may belong to a transaction that is still under way."""
    if default_storage.get_modified_time(name) > timezone.now() - FILES_KEPT:
        return False
    default_storage.delete(name)
    logger.info("deleted from the storage, as no row owns it: %s", name)
    return True
