"""What-if, explanation and plan for programs: the same engine, rules and refusals as the pages."""

from typing import Any

import pytest
from django.test import Client

from evaluations.models import ImprovementPlan
from evaluations.scoring import Answer
from evaluations.what_if import way_changes
from tests import factories
from tests.evaluations.factories import Case, case
from tests.evaluations.test_explanation import standpoint
from tests.evaluations.test_filing_pages import client_of
from tests.evaluations.test_plans import plan_of
from tests.seeding import seeding

pytestmark = pytest.mark.django_db
JSON = "application/json"


def send(client: Client, method: str, path: str, data: Any = None) -> Any:
    return getattr(client, method)(f"/api/v1/{path}", data, content_type=JSON)


def at(made: Case, path: str) -> str:
    return f"filings/{made.filing.pk}/{path}/"


def as_changes(changes: dict[str, Answer]) -> dict[str, Any]:
    return {"changes": [{"item": c, "rung": a.rung or "", "evidence": a.evidence} for c, a in changes.items()]}


def test_the_explanation_holds_the_way_with_its_guidance() -> None:
    made = case(rung="3", submitted=True)
    told = client_of(made.filler).get(f"/api/v1/{at(made, 'explanation')}").json()["explanation"]
    found = standpoint(made).explanation
    assert found.way
    assert found.next_stage
    assert told["next_level"] == found.next_stage.code
    assert [step["item"] for step in told["way"]["steps"]] == [step.item.code for step in found.way.steps]
    assert told["way"]["steps"][0]["guidance"]["en"]
    assert [level["reached"] for level in told["levels"]] == [level.reached for level in found.levels]


def test_trying_the_way_opens_the_stage_and_stores_nothing() -> None:
    made = case(rung="3")
    found = standpoint(made)
    changes = as_changes(way_changes(found.detail["shortest_way"], found.answers))
    told = send(client_of(made.filler), "post", at(made, "what-if"), changes).json()
    assert found.explanation.next_stage
    assert told["level_after"] == found.explanation.next_stage.code != told["level_before"]
    assert told["result"]["engine_version"] == found.detail["engine_version"]
    with seeding():
        assert not ImprovementPlan.objects.exists()


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"item": "X9", "rung": "3"}, "X9"),
        ({"item": "D1.1", "rung": "9"}, "D1.1"),
        ({"rung": "3"}, "item"),
        ({"item": "D1.1", "evidence": -1}, "evidence"),
    ],
)
@pytest.mark.parametrize("path", ["what-if", "plan"])
def test_unknown_items_and_rungs_are_refused_by_name(path: str, change: dict[str, Any], named: str) -> None:
    made = case(rung="3")
    response = send(client_of(made.filler), "post", at(made, path), {"changes": [change]})
    assert response.status_code == 400
    assert named in response.content.decode()


def test_a_plan_is_made_read_worked_on_dropped_and_taken_back() -> None:
    made = case(rung="3")
    client = client_of(made.filler)
    plan = send(client, "post", at(made, "plan"), as_changes({"D1.1": Answer("5"), "D1.2": Answer("3", 1)})).json()
    told = client.get(f"/api/v1/plans/{plan['id']}/").json()
    assert [row["action"]["item"] for row in told["items"]] == ["D1.1", "D1.2"]
    assert told["if_done"]["improvements"] == ["D1.1", "D1.2"]
    row = told["items"][0]["action"]
    change = {"state": "doing", "owner": made.filler.user_id, "due_on": "2026-12-01", "version": row["version"]}
    kept = send(client, "put", f"plan-actions/{row['id']}/", change).json()
    assert (kept["state"], kept["owner"], kept["due_on"]) == ("doing", made.filler.user_id, "2026-12-01")
    assert send(client, "put", f"plan-actions/{row['id']}/", change).status_code == 409
    assert send(client, "delete", f"plan-actions/{row['id']}/").json()["state"] == "dropped"
    assert send(client, "post", f"plan-actions/{row['id']}/restore/").json()["state"] == "doing"
    assert [found["id"] for found in client.get("/api/v1/plans/").json()["results"]] == [plan["id"]]


def test_nobody_else_finds_it() -> None:
    made = case(rung="3", submitted=True)
    plan = plan_of(made).plan
    for actor in (factories.filler(factories.enterprise()), factories.reviewer(), factories.officer()):
        assert client_of(actor).get(f"/api/v1/plans/{plan.pk}/").status_code == 404
        assert client_of(actor).get("/api/v1/plans/").json()["results"] == []
