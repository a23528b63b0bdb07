"""A platform's pages cost the same however long its lists and however many its years."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pilots.models import Equipment, Person, Platform, Qualification, Service
from pilots.models.parts import Part
from pilots.services.parts import add_part
from pilots.services.years import enter_year
from portal.tenancy import Actor, scope
from tests.factories import officer, reviewer
from tests.pilots.factories import TODAY, figures, institute, people_of, platform
from tests.pilots.test_directions import lines, load
from tests.portal.people import signed_in

pytestmark = pytest.mark.django_db
# The record shows five lists, the years and its history, each read once.
MOST_OF_THE_RECORD, MOST = 17, 12
# Only inside a test's own transaction does a request need savepoints and put an outer scope back.
NESTING = ("SAVEPOINT", "RELEASE SAVEPOINT", "SELECT set_config('role', 'none'")
LINES: tuple[tuple[type[Part], dict[str, str]], ...] = (
    (Equipment, {}),
    (Service, {}),
    (Person, {}),
    (Qualification, {"issuer": "示例机构"}),
)


def grow(actor: Actor, made: Platform, number: int) -> None:
    """One line more in every list, one year more."""
    with scope(actor):
        for kind, values in LINES:
            add_part(actor=actor, platform=made, kind=kind, values={"name": f"第{number}行"} | values)
        enter_year(actor=actor, platform=made, year=2025 - number, version=0, values=figures(), today=TODAY)


def count_queries(actor: Actor, address: str) -> list[str]:
    client = signed_in(actor)
    client.get(address)  # definitions and content types are read once a process
    with CaptureQueriesContext(connection) as found:
        assert client.get(address).status_code == 200
    return [query["sql"] for query in found.captured_queries if not query["sql"].startswith(NESTING)]


@pytest.mark.parametrize("who", [None, reviewer, officer], ids=["own", "office", "ministry"])
@pytest.mark.parametrize(
    ("address", "most"),
    [
        ("/platforms/{}/", MOST_OF_THE_RECORD),
        ("/platforms/{}/lists/equipment/", MOST),
        ("/platforms/{}/lists/qualification/", MOST),
        ("/platforms/{}/years/", MOST),
        ("/api/v1/platforms/{}/", MOST),
        ("/api/v1/platforms/{}/lists/qualification/", MOST),
        ("/api/v1/platforms/{}/years/", MOST),
    ],
)
def test_a_page_costs_the_same_at_one_and_at_three(address: str, most: int, who: Callable[[], Actor] | None) -> None:
    actor = people_of(institute())
    made, reader = platform(actor), who() if who else actor
    place = address.format(made.pk)
    grow(actor, made, 1)
    at_one = count_queries(reader, place)
    for number in (2, 3):
        grow(actor, made, number)
    at_three = count_queries(reader, place)
    assert len(at_one) == len(at_three), "\n".join(at_three)
    assert len(at_three) <= most, "\n".join(at_three)


def test_the_list_of_directions_costs_the_same_at_one_and_at_three() -> None:
    actor = people_of(institute())
    costs = []
    for edition, codes in (("一", ("M1",)), ("二", ("M1", "M2", "M3"))):
        load(edition, lines(*codes))
        costs.append(
            [len(count_queries(actor, place)) for place in ("/platforms/directions/", "/api/v1/platforms/directions/")]
        )
    assert costs[0] == costs[1]
    assert max(costs[0]) <= MOST
