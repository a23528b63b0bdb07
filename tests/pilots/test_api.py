"""Platforms over the API: the same answers as the pages."""

from typing import Any

import pytest
from django.test import Client

from portal.tenancy import Actor
from tests.factories import enterprise, filler, reviewer
from tests.pilots.factories import figures, institute, people_of, platform, record
from tests.pilots.test_directions import lines, load
from tests.portal.people import signed_in

pytestmark = pytest.mark.django_db
PLATFORMS = "/api/v1/platforms/"


@pytest.fixture
def actor() -> Actor:
    return people_of(institute())


def send(client: Client, method: str, address: str, data: Any) -> tuple[int, Any]:
    answer = getattr(client, method)(address, data, content_type="application/json")
    return answer.status_code, answer.json() if answer.content else None


def test_a_platform_from_registering_to_the_directory(actor: Actor) -> None:
    client = signed_in(actor)
    status, made = send(client, "post", PLATFORMS, record(site_area="120.50"))
    assert (status, made["version"], made["site_area"], made["released_at"]) == (201, 1, "120.50", None)
    one = f"{PLATFORMS}{made['id']}/"
    assert client.get(one).json() == made
    status, changed = send(client, "patch", one, {"address": "示例路2号", "version": 1})
    assert (status, changed["address"], changed["version"]) == (200, "示例路2号", 2)
    status, refused = send(client, "patch", one, {"address": "示例路3号", "version": 1})
    assert status == 409
    assert "示例路2号" in str(refused)
    status, shown = send(client, "post", f"{one}release/", {"public": True})
    assert (status, bool(shown["released_at"])) == (200, True)
    assert [row["id"] for row in client.get(PLATFORMS).json()["results"]] == [made["id"]]


def test_faults_are_named_by_field(actor: Actor) -> None:
    client = signed_in(actor)
    status, answer = send(client, "post", PLATFORMS, record(region="999999", functions=["nothing"]))
    assert status == 400
    assert "functions" in str(answer)
    status, answer = send(client, "post", PLATFORMS, record(region="999999"))
    assert (status, "region" in str(answer)) == (400, True)
    status, answer = send(client, "post", PLATFORMS, record(direction="X1"))
    assert (status, "direction" in str(answer)) == (400, True)


def test_a_stale_record_names_its_direction_by_code(actor: Actor) -> None:
    load("示例", lines("M1"))
    client = signed_in(actor)
    _status, made = send(client, "post", PLATFORMS, record(direction="M1"))
    one = f"{PLATFORMS}{made['id']}/"
    assert send(client, "patch", one, {"address": "示例路2号", "version": 1})[0] == 200
    status, refused = send(client, "patch", one, {"direction": "M1", "address": "示例路3号", "version": 1})
    assert (status, refused["current"]["direction"], refused["attempted"]["direction"]) == (409, "M1", "M1")


def test_lines_and_years(actor: Actor) -> None:
    made, client = platform(actor), signed_in(actor)
    lines = f"{PLATFORMS}{made.pk}/lists/equipment/"
    status, line = send(client, "post", lines, {"name": "反应釜", "quantity": 2, "original_value": "35.00"})
    assert (status, line["version"], line["original_value"]) == (201, 1, "35.00")
    status, changed = send(client, "patch", f"{lines}{line['id']}/", {"capacity": "500 L", "version": 1})
    assert (status, changed["capacity"], changed["quantity"]) == (200, "500 L", 2)
    assert client.delete(f"{lines}{line['id']}/?version=1").status_code == 409
    assert client.delete(f"{lines}{line['id']}/?version=2").status_code == 204
    assert client.get(lines).json() == []
    year = f"{PLATFORMS}{made.pk}/years/2024/"
    status, answer = send(client, "put", year, figures(income="5.00") | {"version": 0})
    assert (status, "explanation" in str(answer)) == (400, True)
    status, row = send(client, "put", year, figures(income="5.00", projects=1, clients=1) | {"version": 0})
    assert (status, row["year"], row["income"]) == (200, 2024, "5.00")
    assert client.get(f"{PLATFORMS}{made.pk}/years/").json() == [row]
    assert client.get(f"{PLATFORMS}{made.pk}/lists/nothing/").status_code == 404


def test_an_office_reads_and_a_stranger_finds_nothing(actor: Actor) -> None:
    made = platform(actor)
    one = f"{PLATFORMS}{made.pk}/"
    office, stranger = signed_in(reviewer()), signed_in(filler(enterprise()))
    assert office.get(one).status_code == 200
    assert send(office, "patch", one, {"address": "x", "version": 1})[0] == 403
    assert send(office, "post", PLATFORMS, record())[0] == 403
    assert stranger.get(one).status_code == 404
    assert send(stranger, "patch", one, {"address": "x", "version": 1})[0] == 404
