"""State × transition × role × steps used, every combination, against a table written by hand from the procedure."""

from contextlib import suppress
from datetime import date
from typing import Any

import pytest
from django.http import Http404
from django.utils import timezone

from evaluations.enums import FilingState, Step
from evaluations.models import FilingEvent
from evaluations.queries import flow_of
from evaluations.rules import may_perform
from evaluations.services.transitions import perform_transition
from evaluations.workflow import NAMES, TRANSITIONS, find_step
from portal.enums import Role
from portal.errors import Refused
from portal.tenancy import Actor, scope
from tests import factories
from tests.access.world import _bureau
from tests.evaluations.factories import Case, authority_round, case
from tests.seeding import seeding

pytestmark = pytest.mark.django_db

PLAIN, CHECK, NOTICE, BOTH, CITY, ALL = "", "check", "notice", "both", "city", "all"
EVERY, WITH_CHECK, WITHOUT_CHECK = (PLAIN, CHECK, NOTICE, BOTH, CITY, ALL), (CHECK, BOTH, ALL), (PLAIN, NOTICE, CITY)
WITH_NOTICE, WITHOUT_NOTICE = (NOTICE, BOTH, ALL), (PLAIN, CHECK, CITY)
UNTIL = date(2099, 12, 31)
SETTINGS: dict[str, dict[str, Any]] = {
    PLAIN: {"formal_check": False, "notice_days": None, "city_by": None},
    CHECK: {"formal_check": True, "notice_days": None, "city_by": None},
    NOTICE: {"formal_check": False, "notice_days": 5, "city_by": None},
    BOTH: {"formal_check": True, "notice_days": 5, "city_by": None},
    CITY: {"formal_check": False, "notice_days": None, "city_by": UNTIL},
    ALL: {"formal_check": True, "notice_days": 5, "city_by": UNTIL},
}
# A reviewer of the authority, and one of the city's bureau.
REVIEWERS = {"reviewer", "city"}
# (state, transition) → (who may, where it leads, in rounds that use these steps). What is not here is refused.
BY_HAND: dict[tuple[str, str], list[tuple[set[str], str, tuple[str, ...]]]] = {
    ("draft", "submit"): [({"responsible"}, "submitted", EVERY)],
    ("submitted", "withdraw"): [({"responsible"}, "draft", EVERY)],
    ("incomplete", "complete"): [({"responsible"}, "submitted", EVERY)],
    ("returned", "resubmit"): [({"responsible"}, "in_review", EVERY)],
    ("submitted", "accept"): [(REVIEWERS, "accepted", WITH_CHECK)],
    ("submitted", "ask_completion"): [(REVIEWERS, "incomplete", WITH_CHECK)],
    ("submitted", "refuse"): [({"approver"}, "refused", WITH_CHECK)],
    ("incomplete", "refuse"): [({"approver"}, "refused", WITH_CHECK)],
    ("refused", "readmit"): [({"approver"}, "submitted", EVERY)],
    ("accepted", "undo_accept"): [(REVIEWERS, "submitted", EVERY)],
    ("incomplete", "undo_completion"): [(REVIEWERS, "submitted", EVERY)],
    ("submitted", "delegate"): [({"approver"}, "at_city", (CITY,))],
    ("accepted", "delegate"): [({"approver"}, "at_city", (CITY, ALL))],
    ("at_city", "recommend"): [({"city"}, "submitted", WITHOUT_CHECK), ({"city"}, "accepted", WITH_CHECK)],
    ("at_city", "advise_against"): [({"city"}, "submitted", WITHOUT_CHECK), ({"city"}, "accepted", WITH_CHECK)],
    ("at_city", "escalate"): [({"city"}, "submitted", WITHOUT_CHECK), ({"city"}, "accepted", WITH_CHECK)],
    ("at_city", "recall"): [({"approver"}, "submitted", WITHOUT_CHECK), ({"approver"}, "accepted", WITH_CHECK)],
    ("submitted", "assign_reviewer"): [({*REVIEWERS, "administrator"}, "in_review", WITHOUT_CHECK)],
    ("accepted", "assign_reviewer"): [({*REVIEWERS, "administrator"}, "in_review", EVERY)],
    ("submitted", "take"): [(REVIEWERS, "in_review", WITHOUT_CHECK)],
    ("accepted", "take"): [(REVIEWERS, "in_review", EVERY)],
    ("in_review", "release"): [
        ({*REVIEWERS, "administrator"}, "submitted", WITHOUT_CHECK),
        ({*REVIEWERS, "administrator"}, "accepted", WITH_CHECK),
    ],
    ("in_review", "return"): [(REVIEWERS, "returned", EVERY)],
    ("returned", "undo_return"): [(REVIEWERS, "in_review", EVERY)],
    ("in_review", "finish"): [(REVIEWERS, "reviewed", EVERY)],
    ("reviewed", "send_back"): [({"approver"}, "in_review", EVERY)],
    ("reviewed", "determine"): [({"approver"}, "determined", EVERY)],
    ("determined", "announce"): [({"approver"}, "on_notice", WITH_NOTICE)],
    ("determined", "publish"): [({"approver"}, "published", WITHOUT_NOTICE)],
    ("on_notice", "publish"): [({"approver"}, "published", EVERY)],
    ("determined", "reopen"): [({"approver"}, "reviewed", EVERY)],
    ("on_notice", "reopen"): [({"approver"}, "reviewed", EVERY)],
    ("published", "reopen"): [({"approver"}, "reviewed", EVERY)],
    ("published", "revoke"): [({"approver"}, "revoked", EVERY)],
}
REASONED = {
    "ask_completion", "refuse", "readmit", "return", "send_back", "reopen", "revoke",
    "recommend", "advise_against", "escalate", "recall",
}  # fmt: skip
# How a filing comes to each state, in a round with all steps.
TRAITS: dict[str, dict[str, Any]] = {
    "draft": {},
    "submitted": {"submitted": True},
    "incomplete": {"submitted": True, "steps": ("ask_completion",)},
    "refused": {"submitted": True, "steps": ("refuse",)},
    "accepted": {"submitted": True, "steps": ("accept",)},
    "at_city": {"submitted": True, "steps": ("accept", "delegate")},
    "in_review": {"in_review": True},
    "returned": {"returned": True},
    "reviewed": {"reviewed": True},
    "determined": {"determined": True},
    "on_notice": {"determined": True, "steps": ("announce",)},
    "published": {"determined": True, "steps": ("announce", "publish")},
    "revoked": {"determined": True, "steps": ("announce", "publish", "revoke")},
}


class Tried(Exception):
    """Rolls an allowed step back."""


def people(made: Case) -> dict[str, Actor]:
    return {
        "filler": made.filler,
        "responsible": made.responsible,
        "reviewer": made.reviewer,
        "approver": made.approver,
        "administrator": factories.member(factories.authority(), Role.ADMINISTRATOR),
        "city": factories.member(_bureau(factories.authority(), "330100"), Role.REVIEWER, Role.ADMINISTRATOR),
        "officer": factories.officer(),
    }


def in_state(state: str) -> Case:
    """A filing in this state; those that come by an optional step had the round use it."""
    authority_round(**SETTINGS[ALL if TRAITS[state].get("steps") else PLAIN])
    return case(**TRAITS[state])


def where_to(made: Case, actor: Actor, state: str) -> dict[str, str]:
    """Where each step of the table leads; '' when it is refused. Nothing stays changed."""
    with scope(actor):
        flow = flow_of(made.filing)
        steps = {name: find_step(name, state, flow) for name in NAMES}
        open_to = {name for name, step in steps.items() if not may_perform(actor, made.filing, step, flow, "因为")}
    # The pledge and the declared stage come from the service; here the table alone is asked.
    found = {name: "submitted" if name == "submit" else taken(made, actor, name) for name in open_to}
    return dict.fromkeys(NAMES, "") | found


def taken(made: Case, actor: Actor, transition: str) -> str:
    reached = ""
    with suppress(Tried), scope(actor):
        done = perform_transition(
            actor=actor, filing=made.filing, name=transition, reason="因为", changes=changes(transition)
        )
        reached = done.state
        raise Tried
    return reached


def changes(transition: str) -> dict[str, Any]:
    """What the services add so that the database's own checks hold."""
    return {"determine": {"determined_at": timezone.now()}}.get(transition, {})


def expected(state: str, transition: str, role: str, used: str) -> str:
    rows = BY_HAND.get((state, transition), [])
    return next((target for who, target, rounds in rows if role in who and used in rounds), "")


def test_the_table_has_exactly_the_steps_of_the_procedure() -> None:
    flows = {
        PLAIN: frozenset[Step](),
        CHECK: frozenset({Step.FORMAL_CHECK}),
        NOTICE: frozenset({Step.PUBLIC_NOTICE}),
        BOTH: frozenset({Step.FORMAL_CHECK, Step.PUBLIC_NOTICE}),
        CITY: frozenset({Step.CITY_REVIEW}),
        ALL: frozenset(Step),
    }
    listed = {
        (str(source), step.name, str(step.target), used)
        for step in TRANSITIONS
        for source in step.sources
        for used, flow in flows.items()
        if step.is_in(flow)
    }
    assert listed == {
        (state, name, target, used)
        for (state, name), rows in BY_HAND.items()
        for _who, target, rounds in rows
        for used in rounds
    }
    assert {step.name for step in TRANSITIONS if step.needs_reason} == REASONED


def test_no_step_leads_to_two_places_in_one_round() -> None:
    for used in (frozenset[Step](), frozenset(Step)):
        pairs = [(source, step.name) for step in TRANSITIONS if step.is_in(used) for source in step.sources]
        assert len(pairs) == len(set(pairs))


@pytest.mark.parametrize("state", [str(state) for state in FilingState])
def test_every_role_tries_every_step(state: str) -> None:
    made = in_state(state)
    everybody = people(made)
    for used, settings in SETTINGS.items():
        authority_round(**settings)
        for role, actor in everybody.items():
            assert where_to(made, actor, state) == {name: expected(state, name, role, used) for name in NAMES}, (
                role,
                used,
            )
    assert made.read().state == state


def test_a_step_that_is_not_there_is_refused_when_it_is_tried() -> None:
    made = case(submitted=True)
    with pytest.raises(Refused, match="已提交"), scope(made.reviewer) as actor:
        perform_transition(actor=actor, filing=made.filing, name="finish")
    with pytest.raises(Http404), scope(factories.reviewer("440000")) as stranger:
        perform_transition(actor=stranger, filing=made.filing, name="take")


def test_a_reason_is_asked_for_where_it_is_sent_along() -> None:
    made = case(in_review=True)
    with scope(made.reviewer) as actor:
        flow = flow_of(made.filing)
        step = find_step("return", made.filing.state, flow)
        assert may_perform(actor, made.filing, step, flow, "  ")
        assert may_perform(actor, made.filing, step, flow, "缺少记录") == ""


def test_a_refusal_names_the_steps_that_are_possible() -> None:
    made = case(in_review=True)
    with scope(made.reviewer) as actor:
        flow = flow_of(made.filing)
        refusal = may_perform(actor, made.filing, find_step("accept", made.filing.state, flow), flow)
    assert refusal == "申报现为“评审中”，不能进行这一步。您现在可以：退回队列, 退回补正, 完成评审。"


def test_each_step_is_logged_once_with_its_author() -> None:
    authority_round(formal_check=True, notice_days=5)
    made = case(submitted=True, steps=("ask_completion",))
    with seeding():
        steps = FilingEvent.objects.filter(filing=made.filing).values_list("transition", "source", "target", "by_id")
        found = list(steps)
    assert found == [
        ("submit", "draft", "submitted", made.responsible.user_id),
        ("ask_completion", "submitted", "incomplete", made.reviewer.user_id),
    ]


def test_steps_of_a_review_are_logged_once_with_their_authors() -> None:
    made = case(determined=True)
    with seeding():
        steps = list(
            FilingEvent.objects.filter(filing=made.filing).values_list("transition", "source", "target", "by_id")
        )
    assert steps == [
        ("submit", "draft", "submitted", made.responsible.user_id),
        ("take", "submitted", "in_review", made.reviewer.user_id),
        ("finish", "in_review", "reviewed", made.reviewer.user_id),
        ("determine", "reviewed", "determined", made.approver.user_id),
    ]
