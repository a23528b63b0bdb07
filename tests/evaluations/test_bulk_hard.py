"""Steps with many filings when things go wrong: withdrawn, moved away, stopped, tried again, undone by the wrong person."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

import evaluations.tasks  # noqa: F401  (the handlers of jobs)
from evaluations.bulk_queries import PERFORM, TAKE_BACK, Chosen
from evaluations.enums import BulkKind, FilingState, LineOutcome
from evaluations.models import BulkStep, Evidence, Filing, Score
from evaluations.services import bulk_work
from evaluations.services.bulk import undo_bulk
from evaluations.services.bulk_work import perform_bulk
from evaluations.services.evidence import add_evidence, remove_evidence
from evaluations.services.filings import submit_filing, withdraw_filing
from portal.errors import NotPermitted, Refused
from portal.models import Job, Notice, Organisation
from portal.services.housekeeping import forget_jobs
from portal.services.jobs import retry_job
from portal.tenancy import Actor, scope
from tests import factories
from tests.evaluations.factories import PDF, Case, authority_round
from tests.evaluations.test_bulk import WHY, everything, office, outcomes, read, start, states, submitted
from tests.evaluations.test_filing_pages import client_of
from tests.evaluations.test_own_company import join
from tests.portal.people import perform_jobs
from tests.seeding import seeding

__all__ = ["office", "submitted"]
pytestmark = pytest.mark.django_db


def undo(actor: Actor, step: BulkStep) -> None:
    with scope(actor) as acting:
        undo_bulk(actor=acting, step=step)


def cancel(kind: str) -> None:
    with seeding():
        Job.objects.filter(kind=kind).update(state="cancelled", finished_at=timezone.now())


def test_a_filing_withdrawn_meanwhile_is_listed_and_stops_nothing(office: Actor, submitted: list[Case]) -> None:
    step = start(office)
    with scope(submitted[1].responsible) as owner:
        withdraw_filing(actor=owner, filing=submitted[1].read())
    perform_jobs(PERFORM)
    assert outcomes(step) == {LineOutcome.DONE: 2, LineOutcome.REFUSED: 1}
    page = client_of(office).get(f"/review/bulk/{step.pk}/").content.decode()
    assert "已不在本单位" in page
    assert submitted[1].company.organisation.name not in page


def test_a_company_that_moved_away_is_listed_without_its_name(office: Actor, submitted: list[Case]) -> None:
    step, moved = start(office), submitted[0].company.organisation
    with seeding():
        elsewhere = factories.authority("440000")
        Organisation.objects.filter(pk=moved.pk).update(scope=f"/44/4401/440106/e{moved.pk}/", parent=elsewhere)
    perform_jobs(PERFORM)
    assert outcomes(step) == {LineOutcome.DONE: 2, LineOutcome.REFUSED: 1}
    assert moved.name not in client_of(office).get(f"/review/bulk/{step.pk}/").content.decode()


def test_an_undoing_that_was_stopped_can_be_taken_up_again(office: Actor, submitted: list[Case]) -> None:
    step = start(office)
    perform_jobs(PERFORM)
    undo(office, step)
    with pytest.raises(Refused):
        undo(office, step)
    cancel(TAKE_BACK)
    assert read(step).undone_at is None, "nobody is told that it was undone"
    undo(office, step)
    perform_jobs(TAKE_BACK)
    assert states(submitted) == {"submitted": 3}
    assert read(step).undone_at is not None


def test_tried_again_after_it_was_undone_it_does_nothing_more(
    office: Actor, submitted: list[Case], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk_work, "AT_ONCE", 1)
    step = start(office)
    next(perform_bulk(actor=office, step_id=step.pk))
    cancel(PERFORM)
    undo(office, step)
    perform_jobs(TAKE_BACK)
    with seeding():
        first = Job.objects.get(kind=PERFORM)
    with scope(office) as actor:
        retry_job(actor=actor, job=first)
    perform_jobs(PERFORM)
    assert states(submitted) == {"submitted": 3}


def test_whoever_tries_it_again_is_asked_like_whoever_began_it(office: Actor, submitted: list[Case]) -> None:
    step = start(office)
    with pytest.raises(NotPermitted):
        list(perform_bulk(actor=factories.approver(), step_id=step.pk))
    colleague = factories.reviewer()
    join(submitted[0], colleague)
    list(perform_bulk(actor=colleague, step_id=step.pk))
    assert outcomes(step) == {LineOutcome.DONE: 2, LineOutcome.REFUSED: 1}


def test_nobody_undoes_a_return_of_their_own_company(office: Actor, submitted: list[Case]) -> None:
    step = start(office, BulkKind.ASK_COMPLETION, reason=WHY)
    perform_jobs(PERFORM)
    colleague = factories.reviewer()
    join(submitted[0], colleague)
    undo(colleague, step)
    perform_jobs(TAKE_BACK)
    assert outcomes(step) == {LineOutcome.UNDONE: 2, LineOutcome.KEPT: 1}


def test_a_file_taken_away_is_work_of_the_company(office: Actor, submitted: list[Case]) -> None:
    with scope(submitted[0].responsible) as signer:
        withdraw_filing(actor=signer, filing=submitted[0].read())
        file = add_evidence(actor=signer, filing=submitted[0].read(), item_code="D1.1", name="证明.pdf", content=PDF)
        submit_filing(actor=signer, filing=submitted[0].filing, pledged=True)
    step = start(office, BulkKind.ASK_COMPLETION, reason=WHY)
    perform_jobs(PERFORM)
    with scope(submitted[0].filler) as filler:
        remove_evidence(actor=filler, filing=submitted[0].read(), evidence=file)
    undo(office, step)
    perform_jobs(TAKE_BACK)
    assert [one.read().state for one in submitted] == ["incomplete", "submitted", "submitted"]
    with seeding():
        assert not Evidence.objects.exists()


def test_what_a_reviewer_has_begun_stays_theirs(office: Actor, submitted: list[Case]) -> None:
    with seeding():
        Filing.objects.update(state="accepted")
    step = start(office, BulkKind.ASSIGN, assignee=office.user_id)
    perform_jobs(PERFORM)
    with scope(office) as actor:
        filing = submitted[0].read()
        review, answer = filing.reviews.get(), filing.evaluation.answers.all()[0]
        Score.objects.create(review=review, answer=answer, scope=filing.scope, rung="1", updated_by_id=actor.person_id)
    undo(office, step)
    perform_jobs(TAKE_BACK)
    assert [one.read().state for one in submitted] == ["in_review", "accepted", "accepted"]


def test_stopped_half_way_the_assignee_hears_of_what_they_got(
    office: Actor, submitted: list[Case], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk_work, "AT_ONCE", 1)
    colleague = factories.reviewer()
    with seeding():
        Filing.objects.update(state="accepted")
    step = start(office, BulkKind.ASSIGN, assignee=colleague.user_id)
    work = perform_bulk(actor=office, step_id=step.pk)
    next(work)
    del work
    perform_jobs("deliver_notice")
    with seeding():
        told = Notice.objects.get(recipient_id=colleague.person_id, link="/review/?reviewer=mine")
    assert "1" in told.subject


def test_words_that_grow_beyond_what_can_be_sent_are_refused(office: Actor, submitted: list[Case]) -> None:
    step = start(office, BulkKind.ASK_COMPLETION, reason="{company}" * 200)
    perform_jobs(PERFORM)
    assert outcomes(step) == {LineOutcome.REFUSED: 3}
    assert states(submitted) == {"submitted": 3}


def test_a_step_outlives_its_jobs(office: Actor, submitted: list[Case]) -> None:
    step = start(office)
    perform_jobs(PERFORM)
    with seeding():
        Job.objects.update(finished_at=timezone.now() - settings.JOB_KEPT - timedelta(days=1))
    assert forget_jobs(actor=Actor.system("housekeeping")) > 0
    assert client_of(office).get(f"/review/bulk/{step.pk}/").status_code == 200


def test_the_round_says_which_steps_are_offered(office: Actor, submitted: list[Case]) -> None:
    browser = client_of(office)
    page = browser.get("/review/bulk/").content.decode()
    assert "/review/bulk/accept/new/" in page
    assert "/review/bulk/assign/new/" not in page, "nothing is accepted yet"
    authority_round(formal_check=False)
    page = browser.get("/review/bulk/").content.decode()
    assert "/review/bulk/accept/new/" not in page
    assert "/review/bulk/assign/new/" in page


@pytest.mark.parametrize("query", ["pk=", "pk=abc", "pk=99999999999999999999"])
def test_a_row_that_is_none_means_no_row(query: str, office: Actor, submitted: list[Case]) -> None:
    page = client_of(office).get(f"/review/bulk/accept/new/?{query}").content.decode()
    assert 'name="expected"' not in page
    with pytest.raises(Refused):
        start(office, chosen=Chosen(everything().wanted, ()))


def test_a_key_of_another_step_is_refused(office: Actor, submitted: list[Case]) -> None:
    start(office)
    with pytest.raises(Refused):
        start(office, BulkKind.ASK_COMPLETION, reason=WHY)
    with pytest.raises(Refused):
        start(factories.reviewer())


def test_an_incomplete_filing_can_be_refused_and_its_return_taken_back(office: Actor, submitted: list[Case]) -> None:
    start(office, BulkKind.ASK_COMPLETION, reason=WHY)
    perform_jobs(PERFORM)
    address = f"/review/{submitted[0].filing.pk}/"
    assert client_of(office).post(f"{address}check/undo-completion/").status_code == 302
    assert submitted[0].read().state == FilingState.SUBMITTED
    boss = client_of(factories.approver())
    assert boss.post(f"/review/{submitted[1].filing.pk}/steps/refuse/", {"reason": "未补齐"}).status_code == 302
    assert submitted[1].read().state == FilingState.REFUSED
