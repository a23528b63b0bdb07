"""What the database itself refuses of a summary's steps, whoever asks it past the services."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import Error, transaction
from django.utils import timezone

from portal.tenancy import Actor, scope
from reporting.models import Summary, SummaryStep
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
