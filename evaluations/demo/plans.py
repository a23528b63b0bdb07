"""The demo company's improvement plan, and what its peers reach."""

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from evaluations.enums import ActionState, FilingState
from evaluations.explanation_queries import standpoint_of
from evaluations.filing_queries import own_filing
from evaluations.models import Filing, ImprovementPlan, Round
from evaluations.plan_queries import actions_of
from evaluations.scoring import NO_ANSWER, Answer
from evaluations.services.peers import count_peer_medians
from evaluations.services.plans import ActionChange, save_action, save_plan
from evaluations.what_if import way_changes
from portal.models import Enterprise, User
from portal.queries import find_actor
from portal.tenancy import Actor, scope

ACTIONS = 5
_NOTES = (
    "示例：由总经理主持季度质量例会，会议纪要归档。",
    "示例：先在一条产线试行，三个月后推广。",
    "示例：已与设备供应商约定现场培训。",
    "",
    "",
)


def ensure_plan(company: Enterprise, person: User) -> bool:
    """A plan of a few actions from last year's result, in several states; False when the company has one."""
    actor = find_actor(person, company.pk)
    assert actor
    with scope(actor):
        filings = Filing.objects.filter(enterprise_id=company.pk, state=FilingState.DETERMINED)
        latest = filings.order_by("-round__year").first()
        if latest is None or ImprovementPlan.objects.filter(enterprise_id=company.pk).exists():
            return False
        filing = own_filing(actor, latest.pk)
        plan = save_plan(actor=actor, filing=filing, changes=_aims(filing)).plan
        for action, change in zip(actions_of(plan), _changes(actor, timezone.localdate()), strict=False):
            save_action(actor=actor, action=action, change=change, version=action.version)
    return True


def ensure_peers(rounds: list[Round]) -> None:
    for yearly_round in rounds:
        count_peer_medians(actor=Actor.system("demo"), yearly_round=yearly_round)


def _aims(filing: Filing) -> dict[str, Answer]:
    """The shortest way, and the lowest items one rung up until there are a few."""
    found = standpoint_of(filing)
    aims = way_changes(found.detail.get("shortest_way"), found.answers)
    answered = [item for item in found.definition.items if found.answers.get(item.code, NO_ANSWER).rung]
    lowest = sorted(answered, key=lambda item: item.scale.position(found.answers[item.code].rung or ""))
    for item in lowest:
        position = item.scale.position(found.answers[item.code].rung or "") + 1
        if len(aims) < ACTIONS and item.code not in aims and position < len(item.scale.rungs):
            aims[item.code] = Answer(item.scale.rungs[position].code, max(found.answers[item.code].evidence, 1))
    return aims


def _changes(actor: Actor, today: date) -> list[ActionChange]:
    """The person who plans owns some of it, so that nobody is sent a notice by the seeding."""
    facts: list[dict[str, Any]] = [
        {"state": ActionState.DOING, "owner": actor.user_id, "due_on": today + timedelta(days=30)},
        {"state": ActionState.DONE, "owner": actor.user_id, "due_on": today - timedelta(days=20)},
        {"state": ActionState.TODO, "owner_name": "设备部（示例）", "due_on": today + timedelta(days=75)},
        {"state": ActionState.TODO, "owner": actor.user_id, "due_on": today + timedelta(days=120)},
        {"state": ActionState.TODO},
    ]
    return [ActionChange(**fact, note=note) for fact, note in zip(facts, _NOTES, strict=True)]
