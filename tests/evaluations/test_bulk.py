"""One step with many filings: counted first, each exactly once, what is not possible listed, undone for ten minutes."""

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

import evaluations.tasks  # noqa: F401  (the handlers of jobs)
from evaluations.bulk_queries import Chosen, outcomes_of
from evaluations.bulk_rules import bulk_faults, fill_in
from evaluations.enums import BulkKind, FilingState, LineOutcome
from evaluations.models import Answer, BulkLine, BulkStep, Filing, FilingEvent, Review
from evaluations.review_queue import QueueFilter
from evaluations.services import bulk_work
from evaluations.services.bulk import Typed, start_bulk, undo_bulk
from evaluations.services.bulk_work import perform_bulk
from evaluations.services.formal_checks import accept_filing
from portal.errors import InvalidInput, NotPermitted, Refused
from portal.models import AuditEntry, Notice
from portal.tenancy import Actor, scope
from tests import factories
from tests.evaluations.factories import Case, authority_round, case, yearly_round
from tests.evaluations.test_filing_pages import client_of
from tests.evaluations.test_own_company import join
from tests.portal.people import perform_jobs
from tests.seeding import seeding

pytestmark = pytest.mark.django_db
WHY = "{company}（{number}）：营业执照副本缺页。"


@pytest.fixture
def office() -> Actor:
    authority_round(formal_check=True)
    return factories.reviewer()


@pytest.fixture
def submitted(office: Actor) -> list[Case]:
    return [case(submitted=True, officials=(office, office)) for _number in range(3)]


def everything() -> Chosen:
    return Chosen(QueueFilter(year=yearly_round().year))


def start(actor: Actor, kind: BulkKind = BulkKind.ACCEPT, chosen: Chosen | None = None, **typed: Any) -> BulkStep:
    with scope(actor) as acting:
        fields: dict[str, Any] = {"expected": 3, "key": "k1"} | typed
        return start_bulk(actor=acting, chosen=chosen or everything(), typed=Typed(kind, **fields))


def states(cases: list[Case]) -> Counter[str]:
    return Counter(made.read().state for made in cases)


def outcomes(step: BulkStep) -> dict[LineOutcome, int]:
    with seeding():
        return outcomes_of(step)


def read(step: BulkStep) -> BulkStep:
    with seeding():
        return BulkStep.objects.get(pk=step.pk)


def test_it_is_done_by_a_job_and_told_by_one_entry(office: Actor, submitted: list[Case]) -> None:
    step = start(office)
    assert states(submitted) == {"submitted": 3}
    perform_jobs("bulk_step")
    assert states(submitted) == {"accepted": 3}
    assert outcomes(step) == {LineOutcome.DONE: 3}
    with seeding():
        assert AuditEntry.objects.filter(action="bulk.accept").count() == 1
        assert not AuditEntry.objects.filter(action="filing.accept").exists()
        assert FilingEvent.objects.filter(transition="accept").count() == 3


def test_what_is_not_possible_is_listed_and_stops_nothing_else(office: Actor, submitted: list[Case]) -> None:
    step = start(office)
    with scope(office) as actor:
        accept_filing(actor=actor, filing=submitted[1].read())
    perform_jobs("bulk_step")
    assert outcomes(step) == {LineOutcome.DONE: 2, LineOutcome.REFUSED: 1}
    page = client_of(office).get(f"/review/bulk/{step.pk}/").content.decode()
    assert submitted[1].company.organisation.name in page
    assert "已受理" in page


def test_the_count_that_was_seen_is_the_count_that_is_taken(office: Actor, submitted: list[Case]) -> None:
    with pytest.raises(Refused, match="3"):
        start(office, expected=2)
    with seeding():
        assert not BulkStep.objects.exists(), "nothing half-written"


def test_a_second_press_makes_no_second_step(office: Actor, submitted: list[Case]) -> None:
    assert start(office).pk == start(office, expected=99).pk
    with seeding():
        assert BulkLine.objects.count() == 3


def test_a_filter_or_some_of_its_rows(office: Actor, submitted: list[Case]) -> None:
    start(office, chosen=Chosen(everything().wanted, (submitted[0].filing.pk,)), expected=1)
    perform_jobs("bulk_step")
    assert [made.read().state for made in submitted] == ["accepted", "submitted", "submitted"]


def test_another_offices_filings_are_in_no_choice(office: Actor, submitted: list[Case]) -> None:
    stranger = factories.reviewer("440000")
    keys = tuple(made.filing.pk for made in submitted)
    with pytest.raises(Refused):
        start(stranger, chosen=Chosen(everything().wanted, keys))


def test_each_company_reads_its_own_words(office: Actor, submitted: list[Case]) -> None:
    start(office, BulkKind.ASK_COMPLETION, reason=WHY)
    perform_jobs("bulk_step")
    perform_jobs("deliver_notice")
    made = submitted[0].read()
    assert made.state == FilingState.INCOMPLETE
    wanted = f"{made.enterprise.name}（{made.number}）：营业执照副本缺页。"
    with seeding():
        assert FilingEvent.objects.get(filing=made, transition="ask_completion").reason == wanted
        assert Notice.objects.filter(recipient_id=submitted[0].filler.person_id, body__startswith=wanted).count() == 1
    assert fill_in("{number}", made) == made.number


@pytest.mark.parametrize(("reason", "faulty"), [("", True), ("{name}缺页", True), (WHY, False), ("缺页" * 2000, True)])
def test_a_reason_that_cannot_be_sent_is_refused_beside_its_field(reason: str, faulty: bool) -> None:
    assert list(bulk_faults(BulkKind.ASK_COMPLETION, reason, None)) == (["reason"] if faulty else [])


def test_assigned_filings_are_under_the_colleagues_hand_who_is_told_once(office: Actor, submitted: list[Case]) -> None:
    colleague = factories.reviewer()
    with scope(office) as actor:
        for made in submitted:
            accept_filing(actor=actor, filing=made.read())
    start(office, BulkKind.ASSIGN, assignee=colleague.user_id)
    perform_jobs("bulk_step")
    perform_jobs("deliver_notice")
    with seeding():
        assert set(Review.objects.values_list("reviewer_id", flat=True)) == {colleague.user_id}
        assert Notice.objects.filter(recipient_id=colleague.person_id, link="/review/?reviewer=mine").count() == 1
    assert states(submitted) == {"in_review": 3}


def test_nobody_outside_the_office_is_assigned_and_nobody_their_own_company(
    office: Actor, submitted: list[Case]
) -> None:
    with pytest.raises(InvalidInput):
        start(office, BulkKind.ASSIGN, assignee=factories.reviewer("440000").user_id)
    colleague = factories.reviewer()
    join(submitted[0], colleague)
    with seeding():
        Filing.objects.update(state="accepted")
    step = start(office, BulkKind.ASSIGN, assignee=colleague.user_id)
    perform_jobs("bulk_step")
    assert outcomes(step) == {LineOutcome.DONE: 2, LineOutcome.REFUSED: 1}


def test_it_is_undone_as_far_as_nobody_moved_a_filing_on(office: Actor, submitted: list[Case]) -> None:
    step = start(office, BulkKind.ASK_COMPLETION, reason=WHY)
    perform_jobs("bulk_step")
    begun = submitted[2]
    with seeding():
        Answer.objects.filter(evaluation_id=begun.filing.evaluation_id).update(
            updated_at=timezone.now() + timedelta(seconds=1)
        )
    with scope(office) as actor:
        undo_bulk(actor=actor, step=step)
    perform_jobs("undo_bulk_step")
    assert [made.read().state for made in submitted] == ["submitted", "submitted", "incomplete"]
    assert outcomes(step) == {LineOutcome.UNDONE: 2, LineOutcome.KEPT: 1}
    perform_jobs("deliver_notice")
    with seeding():
        bodies = list(Notice.objects.filter(recipient_id=begun.filler.person_id).values_list("subject", flat=True))
        assert AuditEntry.objects.filter(action="bulk.undo").count() == 1
    assert not [subject for subject in bodies if "撤回" in subject]


@pytest.mark.parametrize("kind", [BulkKind.ACCEPT, BulkKind.ASSIGN])
def test_accepting_and_assigning_are_undone(kind: BulkKind, office: Actor, submitted: list[Case]) -> None:
    if kind == BulkKind.ASSIGN:
        with seeding():
            Filing.objects.update(state="accepted")
    before = states(submitted)
    step = start(office, kind, assignee=office.user_id if kind == BulkKind.ASSIGN else None)
    perform_jobs("bulk_step")
    assert states(submitted) != before
    with scope(office) as actor:
        undo_bulk(actor=actor, step=step)
    perform_jobs("undo_bulk_step")
    assert states(submitted) == before


def test_it_is_undone_once_and_for_ten_minutes(office: Actor, submitted: list[Case]) -> None:
    step = start(office)
    with pytest.raises(Refused), scope(office) as actor:
        undo_bulk(actor=actor, step=step)
    perform_jobs("bulk_step")
    with seeding():
        BulkStep.objects.update(finished_at=timezone.now() - timedelta(minutes=11))
    with pytest.raises(Refused), scope(office) as actor:
        undo_bulk(actor=actor, step=step)
    with seeding():
        BulkStep.objects.update(finished_at=timezone.now() - timedelta(minutes=9))
    with scope(office) as actor:
        undo_bulk(actor=actor, step=step)
    with pytest.raises(Refused), scope(office) as actor:
        undo_bulk(actor=actor, step=step)


def test_killed_half_way_it_goes_on_and_takes_each_filing_once(
    office: Actor, submitted: list[Case], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk_work, "AT_ONCE", 1)
    step = start(office)
    half = perform_bulk(actor=office, step_id=step.pk)
    assert next(half) == (1, 3)
    del half
    assert states(submitted) == {"accepted": 1, "submitted": 2}
    assert read(step).finished_at is None
    perform_jobs("bulk_step")
    assert states(submitted) == {"accepted": 3}
    assert read(step).finished_at is not None
    with seeding():
        assert FilingEvent.objects.filter(transition="accept").count() == 3


def test_roles(office: Actor, submitted: list[Case]) -> None:
    for person in (factories.approver(), factories.officer(), submitted[0].responsible):
        with pytest.raises(NotPermitted):
            start(person)


def test_the_pages_count_before_anything_happens(office: Actor, submitted: list[Case]) -> None:
    browser = client_of(office)
    assert "/review/bulk/accept/new/" in browser.get("/review/bulk/").content.decode()
    page = browser.get("/review/bulk/accept/new/").content.decode()
    assert 'name="expected" value="3"' in page
    one = browser.get(f"/review/bulk/accept/new/?pk={submitted[0].filing.pk}&pk=x").content.decode()
    assert 'name="expected" value="1"' in one
    stale = browser.post("/review/bulk/accept/new/", {"expected": "2", "key": "a"})
    assert stale.status_code == 409
    empty = browser.post("/review/bulk/ask_completion/new/", {"expected": "3", "key": "a", "reason": ""})
    assert empty.status_code == 400
    done = browser.post("/review/bulk/accept/new/", {"expected": "3", "key": "a"})
    assert done.status_code == 302
    assert browser.get(done["Location"]).status_code == 200
    assert browser.post(f"{done['Location']}undo/").status_code == 409, "it is still at work"


def test_rows_of_the_queue_are_marked_within_its_filter(office: Actor, submitted: list[Case]) -> None:
    page = client_of(office).get("/review/?state=submitted").content.decode()
    form = page[page.index('id="bulk-marks"') :].split("</form>")[0]
    assert 'name="state" value="submitted"' in form
    assert 'name="pk" value=""' in form, "none marked means none"
    assert page.count('form="bulk-marks"') == 3
    assert 'id="bulk-marks"' not in client_of(factories.officer()).get("/review/?state=submitted").content.decode()


def test_programs_take_it_too(office: Actor, submitted: list[Case]) -> None:
    browser = client_of(office)
    sent = {"step": "accept", "filter": {"q": submitted[0].company.organisation.name}, "expected": 1, "key": "p1"}
    answer = browser.post("/api/v1/bulk-steps/", sent, content_type="application/json")
    assert (answer.status_code, answer.json()["outcomes"]) == (202, {"waiting": 1})
    perform_jobs("bulk_step")
    address = f"/api/v1/bulk-steps/{answer.json()['id']}/"
    assert browser.get(address).json()["outcomes"] == {"done": 1}
    assert browser.post(f"{address}undo/").status_code == 202
    assert client_of(factories.reviewer("440000")).get(address).status_code == 404
