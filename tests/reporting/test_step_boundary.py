"""What the database itself refuses of a summary's steps, whoever asks it past the services."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import Error, transaction
from django.utils import timezone

from portal.enums import Side
from portal.tenancy import Actor, scope
from reporting.enums import SummaryState
from reporting.models import Summary, SummaryStep
from reporting.models.summaries import AUTHORITY_MOVES, MINISTRY_MOVES
from reporting.workflow import STEPS, next_steps
from tests import factories
from tests.reporting.factories import summary
from tests.reporting.test_summary_steps import WAYS, people, stored, walk
from tests.seeding import seeding

pytestmark = pytest.mark.django_db


def _update(actor: Actor, made: Summary, **fields: Any) -> None:
    with scope(actor), transaction.atomic():
        Summary.objects.filter(pk=made.pk).update(**fields)


@pytest.mark.parametrize(
    ("way", "person", "fields"),
    [
        ("submitted", "approver", {"state": "accepted"}),
        ("submitted", "approver", {"state": "draft"}),
        ("signed_off", "approver", {"state": "accepted"}),
        ("accepted", "approver", {"state": "draft"}),
        ("accepted", "officer", {"state": "returned"}),
        ("draft", "officer", {"state": "accepted"}),
        ("submitted", "officer", {"state": "draft"}),
        ("submitted", "officer", {"submitted_at": None}),
        ("accepted", "approver", {"state": "submitted"}),
        ("accepted", "officer", {"state": "submitted", "submitted_at": None}),
    ],
)
def test_the_database_knows_which_side_moves_what(way: str, person: str, fields: dict[str, Any]) -> None:
    who = people()
    made = walk(who, WAYS[way])
    with pytest.raises(Error):
        _update(who[person], made, **fields)
    assert stored(made).state == way


def test_the_database_wants_two_people() -> None:
    who = people()
    made = walk(who, WAYS["checking"])
    sender = who["sender"].user_id
    with pytest.raises(Error):
        _update(who["approver"], made, state="signed_off", signed_by_id=sender, signed_at=stored(made).sent_at)


def _as_named(made: Summary) -> dict[str, Any]:
    """Everybody and everything that any state asks for is named; what is there already stays."""
    with seeding():
        edition, sender = made.editions.get().pk, factories.reviewer().person_id
    signer, now = factories.approver().person_id, timezone.now()
    wanted = {
        "proposed_id": edition, "sent_by_id": sender, "sent_at": now, "signed_by_id": signer, "signed_at": now,
        "submitted_id": edition, "submitted_at": now, "submitted_by_id": signer,
    }  # fmt: skip
    return {name: getattr(made, name) or value for name, value in wanted.items()}


def _moves(actor: Actor, made: Summary, fields: dict[str, Any]) -> bool:
    """Whether the database lets it through; it is undone either way."""
    try:
        with scope(actor), transaction.atomic():
            Summary.objects.filter(pk=made.pk).update(**fields)
            transaction.set_rollback(True)
    except Error:
        return False
    return True


@pytest.mark.parametrize("way", list(WAYS))
def test_the_database_lets_through_what_the_table_says_and_nothing_else(way: str) -> None:
    who = people()
    made = stored(walk(who, WAYS[way]))
    returned = made.submitted_id is not None
    for person, side in (("approver", Side.AUTHORITY), ("officer", Side.MINISTRY)):
        named = _as_named(made) if side == Side.AUTHORITY else {}
        wanted = {step.leads_to(returned_before=returned) for step in next_steps(made.state, side)}
        others = [state for state in SummaryState if state != made.state]
        found = {state for state in others if _moves(who[person], made, {"state": state} | named)}
        assert found == wanted, side


def test_the_moves_of_each_side_are_those_of_the_table() -> None:
    steps = [step for step in STEPS if step.side == Side.AUTHORITY]
    pairs = {
        (str(a), str(step.leads_to(returned_before=back)))
        for step in steps
        for a in step.sources
        for back in (False, True)
    }
    assert set(AUTHORITY_MOVES) == pairs
    assert len(AUTHORITY_MOVES) == len(pairs)
    decisions = [
        (str(source), str(step.target)) for step in STEPS if step.side == Side.MINISTRY for source in step.sources
    ]
    assert sorted(MINISTRY_MOVES) == sorted(decisions)


@pytest.mark.parametrize("field", ["sent_by_id", "signed_by_id"])
def test_who_sent_and_who_signed_is_not_named_anew(field: str) -> None:
    """Whoever sent it to check could else name somebody else and sign it off."""
    who = people()
    made = walk(who, WAYS["signed_off" if field == "signed_by_id" else "checking"])
    other = factories.approver().person_id
    assert not _moves(who["approver"], made, {field: other})
    if field == "sent_by_id":
        signed = {"state": "signed_off", "signed_by_id": stored(made).sent_by_id, "signed_at": timezone.now()}
        assert not _moves(who["approver"], made, signed | {field: other})


def test_a_summary_begins_as_a_draft() -> None:
    approver = factories.approver()
    home = factories.authority()
    fields: dict[str, Any] = {"authority": home, "scope": home.scope}
    finished = fields | {"state": "checking", "sent_at": timezone.now(), "sent_by_id": approver.person_id}
    proposed = summary(approver, printed=True).editions
    with seeding():
        edition = proposed.get().pk
    with pytest.raises(Error, match="begins as a draft"), scope(approver), transaction.atomic():
        Summary.objects.create(year=2031, proposed_id=edition, **finished)
    with scope(approver):
        assert Summary.objects.create(year=2031, **fields).state == "draft"


def _handing_in(edition_id: int) -> dict[str, Any]:
    return {"state": "submitted", "submitted_id": edition_id, "submitted_at": timezone.now()}


@pytest.mark.parametrize(
    ("way", "fields"),
    [
        ("draft", lambda first, _second: _handing_in(first)),
        ("checking", lambda first, _second: _handing_in(first)),
        ("returned", lambda first, _second: _handing_in(first)),
        ("signed_off", lambda _first, second: _handing_in(second)),
        ("signed_off", lambda _first, second: _handing_in(second) | {"proposed_id": second}),
        ("signed_off", lambda _first, second: {"proposed_id": second}),
        ("checking", lambda _first, second: {"proposed_id": second}),
        ("submitted", lambda _first, second: {"submitted_id": second}),
        ("submitted", lambda _first, _second: {"submitted_at": timezone.now()}),
        ("submitted", lambda _first, second: {"proposed_id": second}),
    ],
)
def test_the_ministry_receives_the_edition_that_was_signed_off(
    way: str, fields: Callable[[int, int], dict[str, Any]]
) -> None:
    who = people()
    made = walk(who, WAYS[way])
    before = stored(made)
    with seeding():
        first, second = made.editions.get(), made.editions.get()
        second.pk, second.number, second.key = None, 2, "test:second"
        second.save(force_insert=True)
    with pytest.raises(Error):
        _update(who["approver"], made, **fields(first.pk, second.pk))
    after = stored(made)
    for name in ("state", "submitted_id", "submitted_at", "proposed_id"):
        assert getattr(after, name) == getattr(before, name), name


def test_no_summary_and_no_step_points_at_an_edition_of_another_authority() -> None:
    who = people()
    made = walk(who, WAYS["checking"])
    foreign = summary(factories.approver("330200"), printed=True)
    with seeding():
        elsewhere = foreign.editions.get().pk
        for change in (
            lambda: Summary.objects.filter(pk=made.pk).update(proposed=elsewhere),
            lambda: _step(made, elsewhere),
        ):
            with pytest.raises(Error, match="same_scope"), transaction.atomic():
                change()


def _step(made: Summary, elsewhere: int) -> None:
    step = SummaryStep.objects.filter(summary=made)[0]
    step.pk, step.edition_id = None, elsewhere
    step.save(force_insert=True)


def test_steps_are_never_rewritten() -> None:
    who = people()
    made = walk(who, WAYS["checking"])
    for change in (lambda found: found.update(reason="另一个理由"), lambda found: found.delete()):
        with pytest.raises(Error):
            _change(who["approver"], change)
    with seeding():
        assert SummaryStep.objects.get(summary=made).reason == ""


def _change(actor: Actor, change: Callable[[Any], Any]) -> None:
    with scope(actor), transaction.atomic():
        change(SummaryStep.objects.all())
