"""State × transition × role, every combination, against a table written by hand from the procedure."""

from contextlib import suppress
from typing import Any

import pytest
from django.http import Http404
from django.utils import timezone

from evaluations.enums import FilingState
from evaluations.models import Filing, FilingEvent
from evaluations.rules import may_perform
from evaluations.services.transitions import perform_transition
from evaluations.workflow import BY_NAME, TRANSITIONS
from portal.enums import Role
from portal.errors import PortalError
from portal.tenancy import Actor, scope
from tests import factories
from tests.evaluations.factories import Case, case
from tests.seeding import seeding

pytestmark = pytest.mark.django_db

ROLES = ("filler", "responsible", "reviewer", "approver", "administrator", "officer")
# (state, transition) → (who may, where it leads). What is not here is refused.
BY_HAND = {
    ("draft", "submit"): ({"responsible"}, "submitted"),
    ("returned", "resubmit"): ({"responsible"}, "in_review"),
    ("submitted", "withdraw"): ({"responsible"}, "draft"),
    ("submitted", "take"): ({"reviewer"}, "in_review"),
    ("in_review", "release"): ({"reviewer", "administrator"}, "submitted"),
    ("in_review", "return"): ({"reviewer"}, "returned"),
    ("in_review", "finish"): ({"reviewer"}, "reviewed"),
    ("reviewed", "send_back"): ({"approver"}, "in_review"),
    ("reviewed", "determine"): ({"approver"}, "determined"),
}
TRAITS: dict[str, Any] = {"draft": {}} | {
    state: {state: True} for state in ("submitted", "in_review", "returned", "reviewed", "determined")
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
        "officer": factories.officer(),
    }


def target_of(made: Case, actor: Actor, transition: str) -> str:
    """Where the step leads; '' when it is refused. Nothing stays changed."""
    reached = ""
    with suppress(Tried, PortalError, Http404), scope(actor):
        filing = Filing.objects.get(pk=made.filing.pk)
        reached = perform_transition(
            actor=actor, filing=filing, name=transition, reason="因为", changes=changes(transition)
        ).state
        raise Tried
    return reached


def changes(transition: str) -> dict[str, Any]:
    """What the services add so that the database's own checks hold."""
    return {"determine": {"determined_at": timezone.now()}}.get(transition, {})


def expected(state: str, transition: str, role: str) -> str:
    who, target = BY_HAND.get((state, transition), (set(), ""))
    return target if role in who else ""


def test_the_table_has_exactly_the_steps_of_the_procedure() -> None:
    listed = {(str(source), t.name, str(t.target)) for t in TRANSITIONS for source in t.sources}
    assert listed == {(state, name, target) for (state, name), (_who, target) in BY_HAND.items()}
    assert {t.name for t in TRANSITIONS if t.needs_reason} == {"return", "send_back"}


@pytest.mark.parametrize("state", [str(state) for state in FilingState])
def test_every_role_tries_every_step(state: str) -> None:
    made = case(**TRAITS[state])
    for role, actor in people(made).items():
        found = {transition: _try(made, actor, role, state, transition) for transition in BY_NAME}
        assert found == {transition: expected(state, transition, role) for transition in BY_NAME}, role
    assert made.read().state == state


def _try(made: Case, actor: Actor, role: str, state: str, transition: str) -> str:
    # The pledge and the declared stage come from the service; here the table alone is asked.
    if transition == "submit" and expected(state, transition, role):
        with scope(actor):
            assert may_perform(actor, made.filing, BY_NAME[transition]) == ""
        return "submitted"
    return target_of(made, actor, transition)


def test_a_reason_is_asked_for_where_it_is_sent_along() -> None:
    made = case(in_review=True)
    with scope(made.reviewer) as actor:
        assert may_perform(actor, made.filing, BY_NAME["return"], "  ")
        assert may_perform(actor, made.filing, BY_NAME["return"], "缺少记录") == ""


def test_each_step_is_logged_once_with_its_author() -> None:
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
