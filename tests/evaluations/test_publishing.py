"""From determined to published: notice, publication, revocation; each filing exactly once."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone, translation

from evaluations.determined_queries import DeterminedFilter
from evaluations.models import Certificate
from evaluations.publication_tasks import run_announcement
from evaluations.services import publications, publishing_jobs
from evaluations.services.publications import publish_filing, revoke_result
from evaluations.services.publishing_jobs import (
    ANNOUNCE_RESULTS,
    PUBLISH_RESULTS,
    request_announcement,
    request_publication,
)
from portal.enums import Role
from portal.errors import NotPermitted, Refused
from portal.jobs import Cancelled
from portal.models import Job
from portal.services.jobs import cancel_job
from portal.tenancy import Actor, scope
from portal.working_days import count_working_days
from tests import factories
from tests.evaluations.factories import Case, authority_round, case
from tests.evaluations.publishing import (
    WORDS,
    certificates,
    determined,
    end,
    entries,
    posted,
    refused,
    run,
    this_year,
    with_notice,
    work_for,
)
from tests.evaluations.racing import race
from tests.seeding import seeding

pytestmark = pytest.mark.django_db


def test_a_batch_goes_on_notice_for_its_working_days_and_what_is_shown_is_frozen() -> None:
    with_notice()
    made = determined(count=2)
    notice = posted(made[0].approver)
    assert (notice.ends_on, notice.sure) == _last_day()
    assert [one.read().state for one in made] == ["on_notice", "on_notice"]
    row = next(entry for entry in entries(notice) if entry.filing_id == made[0].filing.pk)
    assert row.company == made[0].company.organisation.name
    assert (row.city, row.division, row.level) == ("杭州市", "C36", made[0].filing.reviewed_level)
    with seeding():
        told = Job.objects.filter(kind="deliver_notice", params__link=f"/filings/{made[0].filing.pk}/result/")
        assert any("on public notice" in job.params["subject_en"] for job in told)


def _last_day() -> tuple[object, bool]:
    counted = count_working_days(timezone.localdate(), 5)
    return counted.day, counted.sure


def test_a_batch_is_its_filter_and_what_was_determined_before_it_was_shown() -> None:
    with_notice()
    first, second, late = determined(count=3)
    shown = timezone.now() - timedelta(hours=1)
    with seeding():
        for made in (first, second):
            type(made.filing).objects.filter(pk=made.filing.pk).update(determined_at=shown - timedelta(hours=1))
    with scope(first.approver) as actor:
        wanted = DeterminedFilter(this_year(), chosen=(first.filing.pk, late.filing.pk))
        request_announcement(actor=actor, wanted=wanted, until=shown, words=WORDS)
    run(ANNOUNCE_RESULTS)
    assert [made.read().state for made in (first, second, late)] == ["on_notice", "determined", "determined"]


def test_a_list_of_foreign_keys_moves_nothing() -> None:
    with_notice()
    own, foreign = determined()[0], case(determined=True, under="440000")
    both = DeterminedFilter(this_year(), chosen=(own.filing.pk, foreign.filing.pk))
    posted(own.approver, wanted=both)
    assert (own.read().state, foreign.read().state) == ("on_notice", "determined")
    with scope(own.approver) as actor:
        assert "No determined result" in refused(
            lambda: request_announcement(
                actor=actor, wanted=replace(both, chosen=(foreign.filing.pk,)), until=timezone.now(), words=WORDS
            )
        )


def test_only_approvers_announce_and_only_as_the_round_says() -> None:
    (made,) = determined()
    wanted, now = DeterminedFilter(this_year()), timezone.now()
    with scope(made.reviewer) as actor, pytest.raises(NotPermitted):
        request_publication(actor=actor, wanted=wanted, until=now)
    with scope(made.approver) as actor:
        assert "no public notice" in refused(
            lambda: request_announcement(actor=actor, wanted=wanted, until=now, words=WORDS)
        )
    with_notice()
    with scope(made.approver) as actor:
        assert "has a public notice" in refused(lambda: request_publication(actor=actor, wanted=wanted, until=now))


def test_a_second_batch_waits_for_the_first() -> None:
    """Sent twice, or by a colleague with another filter: never two notices for the same filings."""
    with_notice()
    (made,) = determined()
    posted(made.approver, done=False)
    with scope(factories.approver()) as actor:
        assert "at work" in refused(
            lambda: request_announcement(
                actor=actor, wanted=DeterminedFilter(this_year()), until=timezone.now(), words=WORDS
            )
        )


def test_ones_own_company_is_refused_and_named_and_the_others_go_on() -> None:
    with_notice()
    made, other = determined(count=2)
    belongs_too(made, made.approver)
    posted(made.approver)
    assert (made.read().state, other.read().state) == ("determined", "on_notice")
    with seeding():
        result = Job.objects.filter(kind=ANNOUNCE_RESULTS).latest("pk").result
    assert (result["done"], result["failed"]) == (1, 1)
    assert result["refused"][0][0] == made.filing.number


def belongs_too(made: Case, person: Actor) -> None:
    """The person belongs to the company as well."""
    with seeding():
        made.company.organisation.memberships.create(
            user_id=person.person_id, scope=made.company.scope, roles=[str(Role.FILLER)]
        )


def test_a_killed_job_goes_on_and_announces_each_filing_once(monkeypatch: pytest.MonkeyPatch) -> None:
    with_notice()
    made = determined(count=3)
    monkeypatch.setattr(publishing_jobs, "STRIDE", 1)
    notice = posted(made[0].approver, done=False)
    work = work_for(ANNOUNCE_RESULTS)
    begun = publishing_jobs.announce_results(actor=work.actor, params=work.params)
    assert next(begun).done == 1
    del begun
    assert len(entries(notice)) == 1
    run_announcement(work)
    run_announcement(work)
    assert sorted(entry.filing_id for entry in entries(notice)) == sorted(one.filing.pk for one in made)
    with seeding():
        job = Job.objects.get(pk=work.job_id)
        assert (job.progress_done, job.progress_total, job.result["failed"]) == (3, 3, 0)


def test_a_cancelled_job_stops_and_keeps_what_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    with_notice()
    made = determined(count=2)
    monkeypatch.setattr(publishing_jobs, "STRIDE", 1)
    notice = posted(made[0].approver, done=False)
    work = work_for(ANNOUNCE_RESULTS)
    with seeding():
        cancel_job(actor=made[0].approver, job=Job.objects.get(pk=work.job_id))
    with pytest.raises(Cancelled):
        run_announcement(work)
    assert len(entries(notice)) == 1


def test_without_a_notice_results_are_published_at_once_by_the_same_kind_of_job() -> None:
    authority_round(notice_days=None, validity_years=None)
    made, other = determined(count=2)
    with scope(made.approver) as actor:
        job = request_publication(
            actor=actor, wanted=DeterminedFilter(this_year(), q=made.company.organisation.name), until=timezone.now()
        )
    assert job.params["total"] == 1
    run(PUBLISH_RESULTS)
    assert (made.read().state, other.read().state) == ("published", "determined")
    assert certificates(made)[0].valid_until is None


def test_the_database_allows_one_open_entry_and_one_certificate_in_force() -> None:
    with_notice()
    (made,) = determined()
    notice = posted(made.approver)
    end(notice)
    (row,) = entries(notice)
    with seeding():
        notice.pk = None
        notice.save()
        row.pk, row.notice = None, notice
        with pytest.raises(IntegrityError, match="one_open_notice_entry_per_filing"), transaction.atomic():
            row.save()
    authority_round(notice_days=None)
    (other,) = determined()
    with scope(other.approver) as actor:
        publish_filing(actor=actor, filing_id=other.filing.pk)
    with seeding():
        (certificate,) = Certificate.objects.filter(filing=other.filing)
        certificate.pk, certificate.number = None, "X"
        with pytest.raises(IntegrityError, match="one_certificate_in_force_per_filing"), transaction.atomic():
            certificate.save()


def test_a_revoked_result_loses_its_certificate_and_the_company_reads_why() -> None:
    authority_round(notice_days=None, validity_years=3)
    (made,) = determined(steps=())
    with scope(made.approver) as actor:
        publish_filing(actor=actor, filing_id=made.filing.pk)
        assert "Give a reason" in refused(lambda: revoke_result(actor=actor, filing=made.filing, reason=" "))
        revoke_result(actor=actor, filing=made.read(), reason="提供虚假材料")
    (certificate,) = certificates(made)
    assert certificate.revoked_reason == "提供虚假材料"
    assert made.read().state == "revoked"
    with scope(made.filler):
        assert made.filing.reviewed_level
        assert Certificate.objects.get(pk=certificate.pk).revoked_at


@pytest.mark.django_db(transaction=True)
def test_of_two_approvers_at_once_one_publishes_and_the_other_is_told() -> None:
    authority_round(notice_days=None)
    (made,) = determined()
    second, pk = factories.approver(), made.filing.pk

    def late(actor: Actor) -> str:
        with translation.override("en"), pytest.raises(Refused) as caught:
            publications.publish_filing(actor=actor, filing_id=pk)
        return caught.value.message

    words = race(made.approver, lambda actor: publish_filing(actor=actor, filing_id=pk), second, late)
    assert "no longer possible" in words or "not possible" in words
    assert len(certificates(made)) == 1
