"""The improvement plan: begun from a what-if, kept by the company alone, held against next year's filing."""

from datetime import date, timedelta
from typing import Any

import pytest
from celery import current_app
from django.urls import reverse

from evaluations.enums import ActionState
from evaluations.filing_queries import own_filing
from evaluations.models import ImprovementAction, ImprovementPlan
from evaluations.plan_queries import PlanView, own_plan, view_plan
from evaluations.scoring import Answer as EngineAnswer
from evaluations.services.plan_notices import actions_to_remind, remind_owners
from evaluations.services.plans import ActionChange, SavedPlan, drop_action, restore_action, save_action, save_plan
from portal.enums import JobState, Role
from portal.errors import InvalidInput, Refused, Stale
from portal.jobs import perform_job
from portal.models import AuditEntry, Job, Membership, Notice
from portal.repeats import Sent
from portal.tenancy import Actor, scope
from tests import factories
from tests.evaluations.factories import Case, case
from tests.evaluations.test_filing_pages import client_of
from tests.seeding import seeding

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)
RAISED = {"D1.1": EngineAnswer("4"), "D1.2": EngineAnswer("3", 1)}


def plan_of(made: Case, changes: dict[str, EngineAnswer] | None = None) -> SavedPlan:
    with scope(made.filler) as actor:
        return save_plan(actor=actor, filing=own_filing(actor, made.filing.pk), changes=changes or RAISED)


def actions(plan: ImprovementPlan) -> dict[str, ImprovementAction]:
    with seeding():
        rows = ImprovementAction.objects.filter(plan=plan).select_related("item", "plan__filing", "owner")
        return {row.item.code: row for row in rows}


def view(made: Case, plan: ImprovementPlan) -> PlanView:
    with scope(made.filler) as actor:
        return view_plan(actor, own_plan(actor, plan.pk))


def change(
    made: Case, row: ImprovementAction, *, version: int | None = None, key: str = "", **fields: Any
) -> ImprovementAction:
    values = {"state": ActionState.TODO} | fields
    with scope(made.filler) as actor:
        seen = row.version if version is None else version
        return save_action(actor=actor, action=row, change=ActionChange(**values), version=seen, sent=Sent(key))


def test_a_what_if_becomes_a_plan_of_what_rises() -> None:
    made = case(rung="3")
    saved = plan_of(made, RAISED | {"D1.3": EngineAnswer("1"), "D1.4": EngineAnswer("3")})
    rows = actions(saved.plan)
    assert saved.added == 2
    assert [(code, row.from_rung, row.to_rung, row.add_evidence) for code, row in rows.items()] == [
        ("D1.1", "3", "4", False),
        ("D1.2", "3", "3", True),
    ]
    with seeding():
        entry = AuditEntry.objects.get(action="plan.save", target_id=str(saved.plan.pk))
    assert entry.detail["items"] == ["D1.1", "D1.2"]


def test_saving_again_adds_and_aims_anew_and_keeps_what_people_wrote() -> None:
    made = case(rung="3")
    plan = plan_of(made).plan
    change(made, actions(plan)["D1.1"], state=ActionState.DOING, note="已开始", due_on=TODAY)
    again = plan_of(made, {"D1.1": EngineAnswer("5"), "D2.1": EngineAnswer("4")})
    rows = actions(plan)
    assert (again.plan.pk, again.added, again.changed) == (plan.pk, 1, 1)
    assert (rows["D1.1"].to_rung, rows["D1.1"].note, rows["D1.1"].due_on) == ("5", "已开始", TODAY)
    assert set(rows) == {"D1.1", "D1.2", "D2.1"}
    assert plan_of(made, {"D2.1": EngineAnswer("4")}).changed == 0


@pytest.mark.parametrize(
    "changes",
    [{"D1.1": EngineAnswer("1")}, {"D1.1": EngineAnswer("3")}, {"D1.1": EngineAnswer("9")}, {"X": EngineAnswer("3")}],
)
def test_a_plan_of_nothing_or_of_unknown_things_is_refused(changes: dict[str, EngineAnswer]) -> None:
    with pytest.raises(InvalidInput):
        plan_of(case(rung="3"), changes)


def test_the_stage_if_all_is_done_and_what_dropping_costs() -> None:
    made = case(rung="3")
    response = client_of(made.filler).post(reverse("evaluations:plan-save", args=[made.filing.pk]), {"take": "way"})
    with seeding():
        plan = ImprovementPlan.objects.get(filing_id=made.filing.pk)
    assert response["Location"] == f"/plan/?plan={plan.pk}"
    found = view(made, plan)
    assert found.if_done.rises
    assert plan.target_level == found.if_done.after.code if found.if_done.after else False
    with scope(made.filler) as actor:
        drop_action(actor=actor, action=found.items[0].action)
    fallen = view(made, plan)
    assert not fallen.if_done.rises
    assert fallen.plan.target_level == ""
    assert fallen.progress.total == found.progress.total - 1


def test_dropping_is_taken_back_to_where_it_was() -> None:
    made = case(rung="3")
    row = change(made, actions(plan_of(made).plan)["D1.1"], state=ActionState.DOING)
    with scope(made.filler) as actor:
        dropped = drop_action(actor=actor, action=row)
        with pytest.raises(Refused):
            save_action(actor=actor, action=row, change=ActionChange("done"), version=dropped.version)
        assert restore_action(actor=actor, action=row).state == ActionState.DOING


def test_two_people_on_one_action_both_keep_their_text() -> None:
    made = case(rung="3")
    row = actions(plan_of(made).plan)["D1.1"]
    change(made, row, note="第一个人写的")
    with pytest.raises(Stale) as refused:
        change(made, row, note="第二个人写的")
    assert refused.value.current["note"] == "第一个人写的"
    assert refused.value.attempted["note"] == "第二个人写的"
    sent = {
        "state": "todo",
        "owner": "",
        "owner_name": "",
        "due_on": "",
        "note": "第二个人写的",
        "version": row.version,
    }
    answer = client_of(made.filler).post(address(row), sent, headers={"Accept": "application/json"})
    assert answer.status_code == 409
    assert "第一个人写的" in answer.content.decode()
    assert "第二个人写的" in answer.content.decode()


def address(row: ImprovementAction, name: str = "plan-action") -> str:
    return reverse(f"evaluations:{name}", args=[row.pk])


def test_a_repeated_send_is_kept_once() -> None:
    made = case(rung="3")
    row = actions(plan_of(made).plan)["D1.1"]
    first = change(made, row, note="一次", key="k1")
    assert change(made, row, note="一次", key="k1").version == first.version
    change(made, row, note="二次", key="k2", version=first.version)
    assert change(made, row, note="一次", key="k1", version=first.version - 1).note == "二次", (
        "late, and replaced by then"
    )


@pytest.mark.parametrize(
    ("field", "value", "named"),
    [
        ("state", "dropped", "state"),
        ("owner", "999999", "owner"),
        ("due_on", "2026-13-45", "due_on"),
        ("note", "x" * 2001, "note"),
        ("owner", "other", "owner_name"),
        ("version", "x", "version"),
        ("note", "\x00", "note"),
    ],
)
def test_bad_input_names_its_field(field: str, value: str, named: str) -> None:
    made = case(rung="3")
    row = actions(plan_of(made).plan)["D1.1"]
    sent = {"state": "todo", "owner": "", "owner_name": "", "due_on": "", "note": "", "version": "1"} | {field: value}
    answer = client_of(made.filler).post(address(row), sent, headers={"Accept": "application/json"})
    assert answer.status_code == 422
    assert named in answer.json()["errors"]
    assert actions(row.plan)["D1.1"].version == row.version


def test_a_strangers_colleague_owns_nothing() -> None:
    made, stranger = case(rung="3"), factories.filler(factories.enterprise())
    with pytest.raises(InvalidInput):
        change(made, actions(plan_of(made).plan)["D1.1"], owner=stranger.user_id)


def test_an_owner_who_has_left_stays_until_somebody_else_is_named() -> None:
    made = case(rung="3")
    leaver = factories.member(made.company.organisation, Role.FILLER)
    row = change(made, actions(plan_of(made).plan)["D1.1"], owner=leaver.user_id)
    with seeding():
        Membership.objects.filter(user_id=leaver.person_id).update(active=False)
    assert change(made, row, owner=leaver.user_id, note="交接中").note == "交接中"
    with pytest.raises(Stale):
        change(made, row, owner=leaver.user_id, note="另一句")
    with pytest.raises(InvalidInput):
        change(made, actions(row.plan)["D1.2"], owner=leaver.user_id)


def test_a_new_owner_is_told_once_and_reminded_seven_days_before() -> None:
    made = case(rung="3")
    colleague = factories.member(made.company.organisation, Role.FILLER, name="质量经理")
    row = change(made, actions(plan_of(made).plan)["D1.1"], owner=colleague.user_id, due_on=TODAY + timedelta(days=7))
    change(made, row, owner=colleague.user_id, due_on=TODAY + timedelta(days=7), note="说明")
    _deliver()
    assert _told(colleague) == 1
    assert _remind(TODAY - timedelta(days=1)) == 0
    assert _remind(TODAY) == 1
    _deliver()
    assert _told(colleague) == 2
    assert _remind(TODAY) == _remind(TODAY + timedelta(days=1)) == 0
    change(made, actions(row.plan)["D1.1"], owner=colleague.user_id, due_on=TODAY + timedelta(days=3))
    assert _remind(TODAY) == 1


def test_who_sets_himself_is_not_told_and_what_is_done_is_not_reminded() -> None:
    made = case(rung="3")
    change(made, actions(plan_of(made).plan)["D1.1"], owner=made.filler.user_id, due_on=TODAY, state=ActionState.DONE)
    _deliver()
    assert _told(made.filler) == 0
    with scope(Actor.system()):
        assert not actions_to_remind(TODAY).exists()


def _remind(day: date) -> int:
    with scope(Actor.system("plans")) as actor:
        return remind_owners(actor=actor, today=day)


def _deliver() -> None:
    current_app.loader.import_default_modules()
    with seeding():
        waiting = list(Job.objects.filter(kind="deliver_notice", state=JobState.QUEUED).values_list("pk", flat=True))
    for pk in waiting:
        assert perform_job(pk) == JobState.DONE


def _told(person: Actor) -> int:
    with seeding():
        return Notice.objects.filter(recipient_id=person.person_id, key__startswith="plan-action:").count()
