"""Why a filing stands where it stands, and what would become of it: the pages, the panel, and that nothing is stored."""

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from evaluations.enums import ResultKind
from evaluations.explanation import explain_detail
from evaluations.explanation_queries import Standpoint, standpoint_of
from evaluations.filing_queries import filing_of
from evaluations.models import Answer, Result
from evaluations.scoring import Answer as EngineAnswer
from evaluations.services.reviews import determine_filing
from evaluations.shortest_way import Way
from evaluations.what_if import improvements, read_changes, try_changes, way_changes
from portal.tenancy import Actor, scope
from tests import factories
from tests.evaluations.factories import Case, case
from tests.evaluations.test_filing_pages import client_of, url
from tests.seeding import seeding

pytestmark = pytest.mark.django_db


def standpoint(made: Case) -> Standpoint:
    with scope(made.filler) as actor:
        return standpoint_of(filing_of(actor, made.filing.pk))


def page(made: Case, name: str, **headers: str) -> str:
    return client_of(made.filler).get(url(name, made), headers=headers).content.decode()


def described(made: Case) -> Any:
    return client_of(made.filler).get(f"/api/v1/filings/{made.filing.pk}/explanation/").json()


def ask(made: Case, sent: dict[str, str], *, script: bool = True) -> Any:
    headers = {"HX-Request": "true"} if script else {}
    return client_of(made.filler).post(url("what-if", made), sent, headers=headers)


def test_the_way_up_says_what_the_target_rung_means_and_how_it_is_proved() -> None:
    found = standpoint(case(rung="3", submitted=True)).explanation
    assert found.way
    step = found.way.steps[0]
    assert step.item.code in found.way.codes
    assert step.before == step.item.scale.rung("3").name
    assert step.descriptor == step.item.descriptor(step.to_rung)
    text = page(case(rung="3", submitted=True), "result")
    assert step.descriptor is not None
    assert step.descriptor.zh in text
    assert step.item.guidance is not None
    assert step.item.guidance.zh in text
    assert step.item.evidence[0].zh in text


@pytest.mark.parametrize(("traits", "name"), [({}, "standing"), ({"submitted": True}, "result")])
def test_both_pages_give_the_same_explanation(traits: dict[str, bool], name: str) -> None:
    made = case(rung="3", **traits)  # type: ignore[arg-type]
    text, found = page(made, name), standpoint(made).explanation
    assert found.way
    for level in found.levels:
        for gate in level.gates:
            assert gate["requirement"]["zh"].replace('"', "&quot;") in text
    for step in found.way.steps:
        assert url("item", made, step.item.code) in text


def test_a_draft_is_explained_as_it_stands_and_a_submitted_one_by_what_was_kept() -> None:
    made = case(rung="3", submitted=True)
    with seeding():
        # Were the answers read again, the total would be another one.
        Answer.objects.filter(evaluation_id=made.filing.evaluation_id, item__code="D1.1").update(rung="5")
        kept = Result.objects.get(evaluation_id=made.filing.evaluation_id, kind=ResultKind.SELF)
    assert standpoint(made).detail["total"] == kept.detail["total"]
    draft = case(rung="3")
    assert draft.filing.declared_total is None
    assert Decimal(str(standpoint(draft).detail["total"])) == 60


def test_a_kept_result_without_its_way_gets_it() -> None:
    made = case(rung="3", submitted=True)
    with seeding():
        kept = Result.objects.get(evaluation_id=made.filing.evaluation_id, kind=ResultKind.SELF)
        before = kept.detail.pop("shortest_way")
        kept.pk = None
        kept.save()
    assert standpoint(made).detail["shortest_way"] == before


def test_what_was_determined_is_explained_by_the_authoritys_scores() -> None:
    made = case(rung="3", determined=True, lowered=("D1.1", "D1.2"))
    assert standpoint(made).answers["D1.1"].rung == "2"
    assert standpoint(made).final is not None


def test_what_the_officials_said_is_read_once_it_is_determined_and_not_before() -> None:
    made = case(rung="3", reviewed=True)
    opinion = "材料齐全"
    assert opinion not in page(made, "result")
    assert described(made)["grounds"] is None
    with scope(made.approver) as actor:
        determine_filing(actor=actor, filing=made.read(), reason="三项证据不足")
    shown = page(made, "result")
    assert opinion in shown
    assert "三项证据不足" in shown
    assert described(made)["grounds"] == {"opinion": opinion, "reason": "三项证据不足"}


def test_standing_is_for_who_still_types() -> None:
    made = case(submitted=True)
    response = client_of(made.filler).get(url("standing", made))
    assert response["Location"] == url("result", made)
    assert "暂定等级" in page(case(), "standing", **{"HX-Request": "true"})
    assert "尚未作答" in page(case(answered=False), "standing")


def test_taking_the_shortest_way_opens_the_next_stage() -> None:
    made = case(rung="3")
    text = ask(made, {"take": "way"}, script=False).content.decode()
    found = standpoint(made)
    assert found.explanation.next_stage
    assert f"可达到“{found.explanation.next_stage.title_zh}”" in text
    changes = way_changes(found.detail["shortest_way"], found.answers)
    trial = try_changes(found.definition, found.answers, changes)
    assert trial.rises
    assert set(trial.changes) == set(trial.improvements) == set(changes)
    assert trial.met
    assert not trial.lost


def test_a_toggled_item_is_answered_at_once_and_nothing_is_stored() -> None:
    made = case(rung="3")
    before = _stored(made)
    response = ask(made, {"rung:D1.1": "1", "evidence:D1.2": "on"})
    text = response.content.decode()
    assert "<html" not in text
    assert "D1.1" in text
    assert "2 项有变化" in text
    assert _stored(made) == before


def _stored(made: Case) -> tuple[list[Any], int]:
    with seeding():
        rows = Answer.objects.filter(evaluation_id=made.filing.evaluation_id).values_list(
            "item__code", "rung", "version"
        )
        return list(rows), Result.objects.count()


@pytest.mark.parametrize(
    ("field", "value"), [("rung:D1.1", "9"), ("rung:D9.9", "3"), ("evidence:D9.9", "on"), ("rung:D1.1", "\x00")]
)
def test_what_the_standard_does_not_have_is_refused_by_name(field: str, value: str) -> None:
    response = ask(case(rung="3"), {field: value})
    assert response.status_code == 400
    assert field.partition(":")[2] in response.content.decode()


def test_a_plan_promises_no_lowered_item() -> None:
    made = case(rung="3")
    found = standpoint(made)
    changes = read_changes(found.answers, {"rung:D1.1": "2", "rung:D1.2": "4", "evidence:D1.3": "on", "rung:D1.4": "3"})
    assert changes == {"D1.1": EngineAnswer("2"), "D1.2": EngineAnswer("4"), "D1.3": EngineAnswer("3", 1)}
    assert set(improvements(found.definition, found.answers, changes)) == {"D1.2", "D1.3"}
    trial = try_changes(found.definition, found.answers, changes)
    assert trial.total_after != trial.total_before


def test_a_way_that_is_barred_is_said() -> None:
    made = case(rung="3", submitted=True)
    found = standpoint(made)
    assert found.declared
    barred = Way("L4", (), possible=False, exact=True, at_least=0).as_dict()
    explained = explain_detail(found.definition, {**found.detail, "shortest_way": barred})
    assert explained.way is None
    assert explained.barred


def test_a_stranger_tries_nothing() -> None:
    made = case(rung="3")
    for actor in (factories.filler(factories.enterprise()), factories.reviewer()):
        assert _post(actor, made).status_code == 404


def _post(actor: Actor, made: Case) -> Any:
    return client_of(actor).post(reverse("evaluations:what-if", args=[made.filing.pk]), {"rung:D1.1": "1"})


def test_without_a_session_the_login_page() -> None:
    assert Client().get(url("what-if", case())).status_code == 302
