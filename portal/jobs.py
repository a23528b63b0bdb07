"""Running a job row: claim, work, finish. Handlers register by kind and live in each app's tasks."""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, NamedTuple

from django.conf import settings
from django.db import DatabaseError, OperationalError, connection
from django.db.models import F, Q, QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from portal.enums import PATIENT_JOBS, JobState
from portal.errors import PortalError
from portal.models import Job, StoredFile
from portal.queries import asker_of
from portal.tenancy import Actor, scope

logger = logging.getLogger(__name__)
MAX_ATTEMPTS = 3
DUE_AT_ONCE = 1000
# How long a job that was put off waits for its next try; after the last one it has failed.
WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 720, 1440))


class Cancelled(Exception):
    """Somebody asked for the job to stop."""


class PutOff(Exception):
    """What the handler needs is away for a while: the same job is tried again after the next of WAITS."""


class Ending(NamedTuple):
    """How an attempt ended; `wait` is for a job that is to be tried again."""

    state: JobState
    reason: str = ""
    wait: timedelta | None = None


@dataclass(frozen=True)
class Work:
    """What a handler gets. Report progress outside any open scope, so that it is seen at once."""

    job_id: int
    params: dict[str, Any]
    actor: Actor

    def progress(self, done: int, total: int, text: str = "") -> None:
        """Show progress; raises Cancelled when somebody asked to stop."""
        with scope(Actor.system()):
            rows = Job.objects.filter(pk=self.job_id)
            rows.update(progress_done=done, progress_total=total, progress_text=text[:200], lease_until=_lease_end())
            cancelled = rows.filter(cancel_requested=True).exists()
        if cancelled:
            raise Cancelled

    def report(self, result: dict[str, Any], file: StoredFile | None = None) -> None:
        """Write figures and file of the result; call inside the scope that wrote the effect."""
        fields: dict[str, Any] = {"result": result} | ({"result_file": file} if file else {})
        Job.objects.filter(pk=self.job_id).update(**fields)


Handler = Callable[[Work], None]
_handlers: dict[str, Handler] = {}


def job_handler(kind: str) -> Callable[[Handler], Handler]:
    """Register the function that does jobs of this kind; it must tolerate being run twice."""

    def register(handler: Handler) -> Handler:
        _handlers[kind] = handler
        return handler

    return register


def perform_job(job_id: int) -> JobState | None:
    """Claim and do one job; None when another worker holds it or it has ended."""
    job = _claim(job_id)
    if job is None:
        return None
    with _heartbeat(job), translation.override(job.params.get("language") or settings.LANGUAGE_CODE):
        ending = _attempt(job)
    with scope(Actor.system()):
        _held(job).update(**_fields(ending))
    return ending.state


def due_jobs() -> dict[int, str]:
    """{id: kind} of jobs that nobody works on but somebody should: their bell was lost, their worker vanished, their
    wait is over. Those that lost too many workers are closed here.
    """
    with scope(Actor.system()):
        due = Job.objects.filter(_claimable())
        due.filter(attempts__gte=F("postponed") + MAX_ATTEMPTS).update(
            state=JobState.FAILED, reason=_("The worker was lost three times."), finished_at=timezone.now()
        )
        found, patient = due.values_list("pk", "kind"), Q(kind__in=PATIENT_JOBS)
        return dict([*found.exclude(patient)[:DUE_AT_ONCE], *found.filter(patient).order_by("pk")[:DUE_AT_ONCE]])


def _claimable() -> Q:
    """A waiting job carries the end of its wait where a running one carries that of its lease."""
    past = Q(lease_until__lt=timezone.now())
    return Q(state=JobState.QUEUED) & (Q(lease_until=None) | past) | Q(state=JobState.RUNNING) & past


def _claim(job_id: int) -> Job | None:
    with scope(Actor.system()):
        job = (
            Job.objects.select_related("organisation", "created_by")
            .select_for_update(skip_locked=True, of=("self",))
            .filter(_claimable(), pk=job_id)
            .first()
        )
        if job is None:
            return None
        job.state, job.attempts, job.lease_until = JobState.RUNNING, job.attempts + 1, _lease_end()
        job.started_at = job.started_at or timezone.now()
        job.save(update_fields=["state", "attempts", "lease_until", "started_at"])
        return job


def _held(job: Job) -> QuerySet[Job]:
    """The row while this attempt holds it: a worker that woke too late does not end its successor's attempt."""
    return Job.objects.filter(pk=job.pk, state=JobState.RUNNING, attempts=job.attempts)


def _attempt(job: Job) -> Ending:
    try:
        _handlers[job.kind](Work(job.pk, job.params, asker_of(job)))
    except Cancelled:
        return Ending(JobState.CANCELLED)
    except PutOff as reason:
        logger.warning("job %s (%s) put off: %s", job.pk, job.kind, reason)
        return _wait_or_fail(job)
    except OperationalError:
        logger.exception("job %s (%s) lost the database", job.pk, job.kind)
        often = job.attempts - job.postponed >= MAX_ATTEMPTS
        return Ending(JobState.FAILED if often else JobState.QUEUED, _("The database was away."))
    except PortalError as error:
        return Ending(JobState.FAILED, f"{error.message} {error.remedy}".strip())
    except Exception:
        logger.exception("job %s (%s) failed", job.pk, job.kind)
        said = _("Unexpected error. The operator finds the cause in the log under job %s.")
        return Ending(JobState.FAILED, said % job.pk)
    return Ending(JobState.DONE)


def _wait_or_fail(job: Job) -> Ending:
    if job.postponed < len(WAITS):
        return Ending(JobState.QUEUED, wait=WAITS[job.postponed])
    said = _("It was tried for two days without success. The operator finds the cause in the log under job %s.")
    return Ending(JobState.FAILED, said % job.pk)


def _fields(ending: Ending) -> dict[str, Any]:
    now = timezone.now()
    fields: dict[str, Any] = {"state": ending.state, "reason": ending.reason, "lease_until": None}
    if ending.wait:
        return fields | {"lease_until": now + ending.wait, "postponed": F("postponed") + 1}
    return fields | {"finished_at": now}


def _lease_end() -> Any:
    return timezone.now() + settings.JOB_LEASE


@contextmanager
def _heartbeat(job: Job) -> Iterator[None]:
    """Renew the lease from a thread with a connection of its own, so that long C calls do not lose the job."""
    stop = threading.Event()
    thread = threading.Thread(target=_renew, args=(job, stop), daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def _renew(job: Job, stop: threading.Event) -> None:
    while not stop.wait(settings.JOB_LEASE.total_seconds() / 3):
        try:
            with scope(Actor.system()):
                _held(job).update(lease_until=_lease_end())
        except DatabaseError:
            logger.warning("job %s: lease not renewed, trying again", job.pk)
            connection.close()
    connection.close()
