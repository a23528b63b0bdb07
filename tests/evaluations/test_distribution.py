"""Filings dealt out among reviewers: evenly, by experience, never against a conflict; previewed, done, undone."""

from collections import Counter
from collections.abc import Sequence

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

import evaluations.tasks  # noqa: F401  (the handlers of jobs)
from evaluations.bulk_queries import Chosen
from evaluations.distribution import Candidate, Task, distribute, even_shares
from evaluations.distribution_queries import plan_distribution
from evaluations.enums import BulkKind, LineOutcome
from evaluations.models import BulkLine, Filing, Review
from evaluations.services.bulk import undo_bulk
from portal.errors import Refused
from portal.models import AuditEntry, Notice
from portal.tenancy import Actor, scope
from tests import factories
from tests.evaluations.factories import Case, case
from tests.evaluations.test_bulk import everything, outcomes, start, states
from tests.evaluations.test_filing_pages import client_of
from tests.evaluations.test_interests import declare
from tests.portal.people import perform_jobs
from tests.seeding import seeding

A, B, C = Candidate(1, "甲"), Candidate(2, "乙"), Candidate(3, "丙")


def deal(tasks: Sequence[Task], *people: Candidate) -> Counter[int]:
    return Counter(distribute(tasks, people).values())


def test_as_many_for_each_and_less_for_who_has_much() -> None:
    tasks = [Task(number, "C13") for number in range(30)]
    assert deal(tasks, A, B, C) == {1: 10, 2: 10, 3: 10}
    assert deal(tasks, Candidate(1, "甲", load=40), B, C) == {2: 15, 3: 15}
    assert deal(tasks, Candidate(1, "甲", load=15), B, C) == {2: 15, 3: 15}
    assert deal(tasks, Candidate(1, "甲", load=3), B, C) == {1: 8, 2: 11, 3: 11}


def test_who_is_barred_gets_none_and_the_others_share_evenly() -> None:
    tasks = [Task(number, "C13", frozenset({3})) for number in range(30)]
    assert deal(tasks, A, B, C) == {1: 15, 2: 15}
    mixed = [*tasks, *(Task(number, "C14", frozenset({1, 2, 3})) for number in range(30, 33))]
    found = distribute(mixed, (A, B, C))
    assert set(found) == set(range(30)), "what nobody may review is given to nobody"


def test_among_even_loads_experience_decides() -> None:
    food, steel = Candidate(1, "甲", reviewed={"C13": 20}), Candidate(2, "乙", reviewed={"C31": 20})
    tasks = [Task(number, "C13" if number % 2 else "C31") for number in range(20)]
    found = distribute(tasks, (food, steel))
    assert {number for number, person in found.items() if person == 1} == {number for number in range(20) if number % 2}


@given(st.lists(st.integers(0, 50), min_size=1, max_size=8), st.integers(0, 200))
def test_even_shares_leave_nobody_far_from_the_others(loads: list[int], count: int) -> None:
    shares = even_shares(loads, count)
    after = [load + share for load, share in zip(loads, shares, strict=True)]
    assert sum(shares) == count
    filled = [load for load, share in zip(after, shares, strict=True) if share]
    assert not filled or max(filled) - min(after) <= 1


@given(
    st.lists(st.tuples(st.sampled_from(["C13", "C14"]), st.frozensets(st.integers(1, 3))), min_size=1, max_size=25),
    st.lists(st.integers(0, 9), min_size=3, max_size=3),
)
def test_everything_that_can_be_given_is_given_and_never_to_whom_it_may_not(
    drawn: list[tuple[str, frozenset[int]]], loads: list[int]
) -> None:
    tasks = [Task(number, division, barred) for number, (division, barred) in enumerate(drawn)]
    people = [Candidate(number, str(number), load) for number, load in enumerate(loads, 1)]
    found = distribute(tasks, people)
    assert set(found) == {task.pk for task in tasks if len(task.barred) < 3}
    assert not [task for task in tasks if found.get(task.pk) in task.barred]


@pytest.fixture
def office() -> Actor:
    return factories.reviewer()


@pytest.fixture
def submitted(office: Actor) -> list[Case]:
    return [case(submitted=True, officials=(office, office)) for _number in range(3)]


@pytest.mark.django_db
def test_it_is_previewed_done_told_and_undone(office: Actor, submitted: list[Case]) -> None:
    colleague = factories.reviewer()
    declare(colleague, name=submitted[0].company.organisation.name)
    with scope(office) as actor:
        plan = plan_distribution(actor, everything())
    gets = {share.person: share.gets for share in plan.shares}
    assert sorted(gets.values()) == [1, 2]
    assert plan.given[submitted[0].filing.pk] == office.user_id
    step = start(office, BulkKind.DISTRIBUTE, seen=plan.seen)
    perform_jobs("bulk_step")
    perform_jobs("deliver_notice")
    with seeding():
        assert dict(Counter(Review.objects.values_list("reviewer_id", flat=True))) == gets
        assert Notice.objects.filter(recipient_id=colleague.person_id, link="/review/?reviewer=mine").count() == 1
        assert AuditEntry.objects.filter(action="bulk.distribute").count() == 1
    assert "分配结果" in client_of(office).get(f"/review/bulk/{step.pk}/").content.decode()
    with scope(office) as actor:
        undo_bulk(actor=actor, step=step)
    perform_jobs("undo_bulk_step")
    assert states(submitted) == {"submitted": 3}


@pytest.mark.django_db
def test_the_preview_costs_the_same_for_one_and_for_three(office: Actor, submitted: list[Case]) -> None:
    counts, wanted = [], everything().wanted
    for keys in ((submitted[0].filing.pk,), None):
        with scope(office) as actor, CaptureQueriesContext(connection) as captured:
            plan_distribution(actor, Chosen(wanted, keys))
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 12


@pytest.mark.django_db
def test_what_nobody_may_review_is_listed_with_everybodys_reason(office: Actor, submitted: list[Case]) -> None:
    barred = submitted[1]
    declare(office, name=barred.company.organisation.name)
    page = client_of(office).get("/review/bulk/distribute/new/").content.decode()
    assert barred.company.organisation.name in page
    assert "已声明与该企业有利害关系" in page
    step = start(office, BulkKind.DISTRIBUTE)
    perform_jobs("bulk_step")
    assert outcomes(step) == {LineOutcome.DONE: 2, LineOutcome.REFUSED: 1}
    with seeding():
        assert "利害关系" in BulkLine.objects.get(step=step, filing=barred.filing).message
        assert Filing.objects.get(pk=barred.filing.pk).state == "submitted"


@pytest.mark.django_db
def test_only_among_those_ticked_and_only_as_seen(office: Actor, submitted: list[Case]) -> None:
    colleague = factories.reviewer()
    browser = client_of(office)
    page = browser.get(f"/review/bulk/distribute/new/?who=&who={colleague.user_id}").content.decode()
    assert f'name="seen" value="{colleague.user_id}:3"' in page
    with pytest.raises(Refused):
        start(office, BulkKind.DISTRIBUTE, seen=f"{office.user_id}:3")
    none = browser.get("/review/bulk/distribute/new/?who=").content.decode()
    assert 'name="seen"' not in none
    address = f"/review/bulk/distribute/new/?who=&who={colleague.user_id}"
    sent = {"expected": "3", "key": "d1", "seen": f"{colleague.user_id}:3"}
    assert browser.post(address, sent).status_code == 302
    perform_jobs("bulk_step")
    with seeding():
        assert set(Review.objects.values_list("reviewer_id", flat=True)) == {colleague.user_id}


@pytest.mark.django_db
def test_programs_preview_and_distribute(office: Actor, submitted: list[Case]) -> None:
    browser = client_of(office)
    plan = browser.post("/api/v1/bulk-steps/distribution/", {}, content_type="application/json").json()
    assert (plan["given"], plan["shares"][0]["gets"], plan["impossible"]) == (3, 3, [])
    sent = {"step": "distribute", "expected": 3, "key": "p1", "seen": plan["seen"]}
    assert browser.post("/api/v1/bulk-steps/", sent, content_type="application/json").status_code == 202
    perform_jobs("bulk_step")
    assert states(submitted) == {"in_review": 3}
