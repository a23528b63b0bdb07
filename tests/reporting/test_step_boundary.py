"""What the database itself refuses of a summary's steps, whoever asks it past the services."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import Error, transaction

from portal.tenancy import Actor, scope
from reporting.models import Summary, SummaryStep
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
