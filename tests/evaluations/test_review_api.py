"""The authority's API: the same services, the same refusals."""

from typing import Any

import pytest

from tests import factories
from tests.evaluations.factories import Case, case
from tests.evaluations.test_rereview import correct, corrected
from tests.evaluations.test_review_pages import client_of

pytestmark = pytest.mark.django_db
ROOT = "/api/v1/reviews/"


def send(actor: Any, path: str, body: dict[str, Any] | None = None, method: str = "post") -> Any:
    client = client_of(actor)
    return getattr(client, method)(f"{ROOT}{path}", body or {}, content_type="application/json")


def put(made: Case, code: str = "D1.1", **body: Any) -> Any:
    return send(made.reviewer, f"{made.filing.pk}/items/{code}/", {"rung": "3", "version": 0} | body, "put")


def test_the_whole_way() -> None:
    made = case(submitted=True)
    pk = made.filing.pk
    assert [row["id"] for row in client_of(made.reviewer).get(ROOT).json()["results"]] == [pk]
    assert send(made.reviewer, f"{pk}/take/").json()["tally"]["open"] == 36
    assert put(made, rung="2", comment="缺记录").json()["version"] == 1
    assert put(made, rung="4", comment="另一窗口").json()["current"]["comment"] == "缺记录"
    assert send(made.reviewer, f"{pk}/agree/", {"expected": 35}).json()["tally"]["open"] == 0
    assert send(made.reviewer, f"{pk}/finish/", {"opinion": "属实"}).status_code == 200
    assert send(made.reviewer, f"{pk}/determine/", {"reason": "同意"}).status_code == 409
    done = send(made.approver, f"{pk}/determine/", {"reason": "同意", "version": made.read().version}).json()
    assert done["filing"]["state"] == "determined"
    assert done["filing"]["reviewed_level"] == done["scored_level"]


def test_what_is_not_theirs_is_not_there() -> None:
    made = case(in_review=True)
    for stranger in (factories.reviewer("440000"), made.filler):
        assert client_of(stranger).get(f"{ROOT}{made.filing.pk}/").status_code == 404
        assert send(stranger, f"{made.filing.pk}/release/").status_code == 404
    officer = factories.officer()
    assert client_of(officer).get(f"{ROOT}{made.filing.pk}/").status_code == 200
    assert send(officer, f"{made.filing.pk}/release/").status_code == 403


@pytest.mark.parametrize(
    "body", [{"rung": "9"}, {"version": "x"}, {"comment": "长" * 2001}, {"version": -1}, {"rung": None}]
)
def test_bad_input_is_a_sentence(body: dict[str, Any]) -> None:
    made = case(in_review=True)
    response = put(made, **{"version": 1} | body)
    assert response.status_code == 400
    assert response.json()


def test_filters_are_those_of_the_page() -> None:
    made = case(submitted=True)
    client = client_of(made.reviewer)
    assert client.get(ROOT, {"state": "reviewed"}).json()["results"] == []
    assert client.get(ROOT, {"state": "nonsense"}).status_code == 400


def test_programs_read_where_the_office_stands() -> None:
    made = case(in_review=True)
    desk = client_of(made.reviewer).get("/api/v1/desk/").json()
    assert [(row["state"], row["count"]) for row in desk["funnel"] if row["count"]] == [("in_review", 1)]
    assert desk["load"] == [{"reviewer": made.reviewer.user_name, "filings": 1}]
    assert desk["forecast"]["left"] == sum(row["filings"] for row in desk["ages"]) == 1
    assert client_of(made.filler).get("/api/v1/desk/").status_code == 404


def test_what_changed_is_read_and_confirmed() -> None:
    made = corrected()
    address = f"{ROOT}{made.filing.pk}/"
    client = client_of(made.reviewer)
    board = client.get(address).json()
    waiting = [line for line in board["items"] if line["again"]]
    assert [(line["code"], line["rung"], line["former_rung"], line["verdict"]) for line in waiting] == [
        (code, "", "3", "open") for code in ("D1.1", "D1.2", "D1.3")
    ]
    assert board["tally"]["again"] == 3
    first = client.get(f"{address}changes/").json()[0]
    assert (first["item"], first["since"], first["before"]["rung"], first["after"]["rung"]) == ("D1.1", 1, "3", "2")
    assert (first["former"]["comment"], first["former"]["flagged"], first["again"]) == ("证据不足", True, True)
    refused = send(made.reviewer, f"{made.filing.pk}/finish/", {"opinion": ""})
    assert refused.status_code == 409
    assert "D1.1, D1.2, D1.3" in refused.content.decode()
    for line in waiting:
        put(made, line["code"], rung=line["former_rung"], comment="维持", version=line["version"])
    assert client.get(address).json()["tally"]["again"] == 0
    assert len(client.get(f"{address}changes/").json()) == 3
    assert send(made.reviewer, f"{made.filing.pk}/finish/", {"opinion": ""}).status_code == 200


def test_officials_compare_what_was_handed_in_but_not_what_is_being_typed() -> None:
    made = case(rung="3", returned=True)
    correct(made, "D1.1", "2", "还没交")
    address = f"/api/v1/filings/{made.filing.pk}/versions/"
    official, company = client_of(made.reviewer), client_of(made.filler)
    assert official.get(address, {"from": "1", "to": "1"}).json() == []
    assert official.get(address, {"from": "1", "to": "now"}).status_code == 404
    assert [row["item"] for row in company.get(address, {"from": "1", "to": "now"}).json()] == ["D1.1"]
