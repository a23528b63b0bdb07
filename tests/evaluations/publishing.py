"""Notices for tests: a batch announced by its job, the last day moved into the past, objections."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from evaluations.determined_queries import DeterminedFilter
from evaluations.models import Certificate, NoticeEntry, Objection, PublicNotice
from evaluations.publication_tasks import run_announcement, run_notice_publication, run_publication
from evaluations.services.objections import Said, receive_objection
from evaluations.services.publishing_jobs import (
    ANNOUNCE_RESULTS,
    PUBLISH_NOTICE,
    PUBLISH_RESULTS,
    Words,
    request_announcement,
    request_notice_publication,
)
from portal.enums import JobState
from portal.errors import Refused
from portal.jobs import Work
from portal.models import Job
from portal.queries import asker_of
from portal.tenancy import Actor, scope
from tests import factories
from tests.evaluations.factories import Case, authority_round, case
from tests.seeding import seeding

WORDS = Words("2026 年度评审结果公示（示例）", "现将评审结果予以公示。", "示例联系人，示例电话")
HANDLERS = {
    ANNOUNCE_RESULTS: run_announcement,
    PUBLISH_NOTICE: run_notice_publication,
    PUBLISH_RESULTS: run_publication,
}
SAID = Said("张某", "zhang@example.test", "该企业的检验记录与我所见不符，请核实现场情况与原始记录。")


def this_year() -> int:
    return timezone.localdate().year


def with_notice(**settings: Any) -> None:
    """The authority's round uses a notice of five working days and certificates of three years."""
    authority_round(**{"notice_days": 5, "validity_years": 3} | settings)


def work_for(kind: str) -> Work:
    """The newest job of this kind, as its worker gets it."""
    with seeding():
        job = Job.objects.select_related("organisation", "created_by").filter(kind=kind).latest("pk")
        return Work(job.pk, job.params, asker_of(job))


def run(kind: str) -> None:
    """Do the newest job of this kind and close it, as a worker would."""
    work = work_for(kind)
    HANDLERS[kind](work)
    with seeding():
        Job.objects.filter(pk=work.job_id).update(state=JobState.DONE)


def posted(actor: Actor, *, wanted: DeterminedFilter | None = None, done: bool = True) -> PublicNotice:
    """A notice with everything determined this year, or what `wanted` finds; `done`: its job has run."""
    with scope(actor) as own:
        notice = request_announcement(
            actor=own, wanted=wanted or DeterminedFilter(this_year()), until=timezone.now(), words=WORDS
        )
    if done:
        run(ANNOUNCE_RESULTS)
    return notice


def end(notice: PublicNotice) -> None:
    """Its last day was yesterday."""
    day = timezone.localdate() - timedelta(days=1)
    with seeding():
        PublicNotice.objects.filter(pk=notice.pk).update(posted_on=day - timedelta(days=7), ends_on=day)


def entries(notice: PublicNotice) -> list[NoticeEntry]:
    with seeding():
        return list(NoticeEntry.objects.filter(notice=notice).order_by("pk"))


def object_to(entry: NoticeEntry, said: Said = SAID) -> Objection:
    with scope(Actor.system("public page")) as actor:
        return receive_objection(
            actor=actor, address="192.0.2.1", notice_id=entry.notice_id, entry_id=entry.pk, said=said
        )


def publish(actor: Actor, notice: PublicNotice) -> dict[str, Any]:
    """Publish what can be; what the job reports."""
    with scope(actor) as own:
        job = request_notice_publication(actor=own, notice=notice)
    run(PUBLISH_NOTICE)
    with seeding():
        return dict(Job.objects.get(pk=job.pk).result)


def determined(*, count: int = 1, **traits: Any) -> list[Case]:
    """Determined filings under one reviewer and one approver."""
    officials = (factories.reviewer(), factories.approver())
    return [case(determined=True, officials=officials, **traits) for _number in range(count)]


def refused(work: Callable[[], object]) -> str:
    """Why it was refused, in English."""
    with translation.override("en"), pytest.raises(Refused) as caught:
        work()
    return caught.value.message


def english(client: Client) -> Client:
    client.cookies["django_language"] = "en"
    return client


def read(client: Client, name: str, *args: object, status: int = 200) -> str:
    """The page of this name; its status is as expected."""
    answer = client.get(reverse(f"evaluations:{name}", args=args))
    assert answer.status_code == status, answer.status_code
    return answer.content.decode()


def certificates(made: Case) -> list[Certificate]:
    """Of one filing, oldest first."""
    with seeding():
        return list(Certificate.objects.filter(filing=made.filing).order_by("pk"))
