"""Batches of announcing and publishing: promised with a filter, done by a job, each filing in a transaction of its own."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from evaluations.determined_queries import DeterminedFilter, determined_filings, filter_from
from evaluations.enums import Step
from evaluations.models import AuthorityRound, Filing, PublicNotice
from evaluations.notice_queries import has_ended, notice_of, publishable
from evaluations.procedure import procedure_of
from evaluations.publication_rules import may_announce
from evaluations.queries import round_of
from evaluations.services.publications import announce_filing, publish_filing
from portal.enums import ACTIVE_JOB_STATES
from portal.errors import NotPermitted, PortalError, Refused
from portal.models import Job, Organisation
from portal.services.audit import record_audit
from portal.services.jobs import enqueue_job
from portal.tenancy import Actor, scope
from portal.working_days import count_working_days

ANNOUNCE_RESULTS, PUBLISH_NOTICE, PUBLISH_RESULTS = "announce_results", "publish_notice", "publish_results"
# Between two looks at whether somebody asked to stop.
STRIDE = 20
MOST_NAMED = 200


@dataclass(frozen=True)
class Words:
    """What the office types; nothing official is made up."""

    title: str
    text: str
    contact: str


@dataclass
class Progress:
    """How far a batch is; `refused` are (number, company, why), at most MOST_NAMED of them."""

    done: int = 0
    failed: int = 0
    refused: list[tuple[str, str, str]] = field(default_factory=list)

    def as_result(self) -> dict[str, Any]:
        return {"done": self.done, "failed": self.failed, "refused": self.refused}


def request_announcement(*, actor: Actor, wanted: DeterminedFilter, until: datetime, words: Words) -> PublicNotice:
    """Post the notice and promise to put on it what the filter finds of what was determined by `until`."""
    found = _batch(actor, wanted, until)
    settings = found.settings
    if settings is None or settings.notice_days is None:
        raise Refused(_("The round of your authority has no public notice: publish the results at once."))
    today = timezone.localdate()
    last = count_working_days(today, settings.notice_days)
    office = Organisation.objects.get(pk=actor.home_id)
    notice = PublicNotice.objects.create(
        authority=office,
        round_id=found.round_id,
        scope=office.scope,
        authority_name=office.name,
        title=words.title.strip(),
        text=words.text.strip(),
        contact=words.contact.strip(),
        posted_on=today,
        ends_on=last.day,
        sure=last.sure,
        posted_by_id=actor.person_id,
    )
    params = wanted.as_params() | {"notice": notice.pk, "until": found.until.isoformat(), "total": found.total}
    enqueue_job(actor=actor, kind=ANNOUNCE_RESULTS, key=str(notice.pk), params=params)
    _audit(actor, "notice.post", notice, found.total)
    return notice


def request_publication(*, actor: Actor, wanted: DeterminedFilter, until: datetime) -> Job:
    """Promise to publish what the filter finds, where the round has no public notice."""
    found = _batch(actor, wanted, until)
    if Step.PUBLIC_NOTICE in procedure_of(found.settings).flow:
        raise Refused(_("The round of your authority has a public notice: put the results on it first."))
    params = wanted.as_params() | {"until": found.until.isoformat(), "total": found.total}
    job = enqueue_job(actor=actor, kind=PUBLISH_RESULTS, key=f"{actor.path}{wanted.year}", params=params)
    record_audit(actor=actor, action="notice.publish_directly", detail={"year": wanted.year, "count": found.total})
    return job


def request_notice_publication(*, actor: Actor, notice: PublicNotice) -> Job:
    """Promise to publish what is still on an ended notice; what an objection waits against stays."""
    _approvers_only(actor)
    if not has_ended(notice, timezone.localdate()):
        raise Refused(_("The public notice still lasts. Results are published after its last day."))
    total = publishable(actor, notice).count()
    if not total:
        raise Refused(_("Nothing on this notice can be published: answer the objections first."))
    params = {"notice": notice.pk, "total": total}
    job = enqueue_job(actor=actor, kind=PUBLISH_NOTICE, key=str(notice.pk), params=params)
    _audit(actor, "notice.publish", notice, total)
    return job


def announce_results(*, actor: Actor, params: dict[str, Any]) -> Iterator[Progress]:
    """Put the batch on its notice, batch by batch; begun anew it goes on where it stopped. Call outside any scope."""
    wanted, until = filter_from(params), datetime.fromisoformat(params["until"])
    with scope(actor) as own:
        notice = notice_of(own, params["notice"])

    def announce(own: Actor, pk: int) -> None:
        announce_filing(actor=own, notice=notice, filing_id=pk)

    return _each(actor, params, lambda own: determined_filings(own, wanted, until=until), announce)


def publish_results(*, actor: Actor, params: dict[str, Any]) -> Iterator[Progress]:
    """As `announce_results`, for results without a public notice."""
    wanted, until = filter_from(params), datetime.fromisoformat(params["until"])
    return _each(actor, params, lambda own: determined_filings(own, wanted, until=until), _publish)


def publish_notice(*, actor: Actor, params: dict[str, Any]) -> Iterator[Progress]:
    """As `announce_results`, for what is still on a notice."""
    return _each(actor, params, lambda own: publishable(own, notice_of(own, params["notice"])), _publish)


def _publish(actor: Actor, pk: int) -> None:
    publish_filing(actor=actor, filing_id=pk)


def _each(
    actor: Actor,
    params: dict[str, Any],
    waiting: Callable[[Actor], QuerySet[Filing]],
    step: Callable[[Actor, int], None],
) -> Iterator[Progress]:
    """The step for every filing that waits, in the order of their keys; what was done is no longer among them."""
    with scope(actor) as own:
        left = waiting(own).count()
    progress, last = Progress(done=max(params["total"] - left, 0)), 0
    while True:
        with scope(actor) as own:
            keys = list(waiting(own).filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:STRIDE])
        if not keys:
            return
        for pk in keys:
            _one(actor, pk, waiting, step, progress)
        last = keys[-1]
        yield progress


def _one(
    actor: Actor,
    pk: int,
    waiting: Callable[[Actor], QuerySet[Filing]],
    step: Callable[[Actor, int], None],
    progress: Progress,
) -> None:
    try:
        with scope(actor) as own:
            step(own, pk)
        progress.done += 1
    except (PortalError, Http404) as refusal:
        why = f"{refusal.message} {refusal.remedy}".strip() if isinstance(refusal, PortalError) else ""
        with scope(actor) as own:
            still = waiting(own).filter(pk=pk).values_list("number", "enterprise__name").first()
        # somebody else was faster: nothing is left to do, and nothing is wrong
        if still is None:
            return
        progress.failed += 1
        if len(progress.refused) < MOST_NAMED:
            progress.refused.append((*still, why))


@dataclass(frozen=True)
class _Batch:
    round_id: int
    settings: AuthorityRound | None
    until: datetime
    total: int


def _batch(actor: Actor, wanted: DeterminedFilter, until: datetime) -> _Batch:
    """What the filter finds, counted; NotPermitted for who is no approver, Refused where it finds nothing.

    One batch of an authority's round at a time: what another one is taking would be promised twice.
    """
    _approvers_only(actor)
    yearly_round, until = round_of(wanted.year), min(until, timezone.now())
    settings = lock_settings(actor=actor, round_id=yearly_round.pk) if yearly_round else None
    if _at_work(actor, wanted.year):
        raise Refused(_("Another batch of this round is at work."), _("Wait until its job has ended, then look again."))
    total = determined_filings(actor, wanted, until=until).count()
    if yearly_round is None or not total:
        raise Refused(
            _("No determined result matches this choice any more."), _("Go back to the list and choose again.")
        )
    return _Batch(yearly_round.pk, settings, until, total)


def lock_settings(*, actor: Actor, round_id: int) -> AuthorityRound | None:
    """What the authority set for a round, held until the transaction ends; a form sent twice at once waits here."""
    rows = AuthorityRound.objects.select_for_update(no_key=True)
    return rows.filter(round_id=round_id, scope=actor.path).first()


def _at_work(actor: Actor, year: int) -> bool:
    kinds = (ANNOUNCE_RESULTS, PUBLISH_RESULTS)
    jobs = Job.objects.filter(kind__in=kinds, scope=actor.path, state__in=ACTIVE_JOB_STATES)
    return jobs.filter(params__year=year).exists()


def _approvers_only(actor: Actor) -> None:
    if refusal := may_announce(actor):
        raise NotPermitted(refusal)


def _audit(actor: Actor, action: str, notice: PublicNotice, count: int) -> None:
    record_audit(actor=actor, action=action, target=notice, detail={"count": count, "name": notice.title})
