import logging
from collections.abc import Mapping
from typing import Any

from celery import current_app
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from kombu.exceptions import OperationalError

from portal.enums import ACTIVE_JOB_STATES, PATIENT_JOBS, JobState
from portal.errors import Refused
from portal.models import Job
from portal.queries import asker_of
from portal.rules import may_retry
from portal.tenancy import Actor

logger = logging.getLogger(__name__)
# On Redis, Celery serves the lowest number first.
FIRST, LAST = 0, 9


def enqueue_job(*, actor: Actor, kind: str, key: str, params: dict[str, Any]) -> Job:
    """Promise work in the caller's transaction; the active job with the same (kind, key) is returned, not doubled."""
    fields = _asked_by(actor, kind) | {"params": _spoken(params)}
    job, created = Job.objects.get_or_create(kind=kind, key=key, state__in=ACTIVE_JOB_STATES, defaults=fields)
    if created:
        transaction.on_commit(lambda: ring(job.pk, kind))
    return job


def enqueue_jobs(*, actor: Actor, kind: str, wanted: Mapping[str, dict[str, Any]]) -> None:
    """As `enqueue_job`, for many of one kind at once: {key: params}, in three statements."""
    fields = _asked_by(actor, kind)
    rows = [Job(key=key, params=_spoken(params), **fields) for key, params in wanted.items()]
    Job.objects.bulk_create(rows, ignore_conflicts=True)
    waiting = Job.objects.filter(kind=kind, key__in=list(wanted), state=JobState.QUEUED)
    numbers = list(waiting.values_list("pk", flat=True))

    def ring_all() -> None:
        for number in numbers:
            ring(number, kind)

    transaction.on_commit(ring_all)


def _asked_by(actor: Actor, kind: str) -> dict[str, Any]:
    return {
        "kind": kind,
        "scope": actor.path,
        "side": actor.side,
        "organisation_id": actor.organisation_id,
        "created_by_id": actor.user_id,
        "roles": sorted(actor.roles),
    }


def _spoken(params: dict[str, Any]) -> dict[str, Any]:
    return params | {"language": translation.get_language()}


def ring(job_id: int, kind: str) -> None:
    """Wake a worker. Without a broker the row waits: the sweep rings again each minute."""
    try:
        current_app.send_task("portal.run_job", [job_id], retry=False, priority=LAST if kind in PATIENT_JOBS else FIRST)
    except OperationalError:
        logger.warning("no broker: job %s waits for the sweep", job_id)


def cancel_job(*, actor: Actor, job: Job) -> Job:
    """A waiting job ends at once; a running one at its next report of progress."""
    locked = Job.objects.select_for_update().get(pk=job.pk)
    if locked.state == JobState.QUEUED:
        locked.state, locked.finished_at = JobState.CANCELLED, timezone.now()
    locked.cancel_requested = True
    locked.save(update_fields=["state", "cancel_requested", "finished_at"])
    return locked


def retry_job(*, actor: Actor, job: Job) -> Job:
    """A failed or cancelled job once more, as a new row; raises Refused with the reason.

    On behalf of whoever asks; the operator, who sees no tenant's data, does it for whoever asked first.
    """
    if refusal := may_retry(actor, job):
        raise Refused(refusal, _("Reload the page."))
    asker = actor if actor.organisation_id == job.organisation_id else asker_of(job)
    params = {name: value for name, value in job.params.items() if name != "language"}
    return enqueue_job(actor=asker, kind=job.kind, key=job.key, params=params)
