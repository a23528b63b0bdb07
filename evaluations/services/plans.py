"""Writing an improvement plan: begun from a what-if, then worked on action by action."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from evaluations import scoring
from evaluations.enums import ActionState
from evaluations.explanation_queries import Standpoint, standpoint_of
from evaluations.models import Filing, ImprovementAction, ImprovementPlan
from evaluations.plan_queries import actions_of, possible_owners
from evaluations.plans import promised_answers
from evaluations.queries import item_ids
from evaluations.rules import NOTE_LIMIT, may_plan
from evaluations.services.plan_notices import tell_owner
from evaluations.what_if import improvements, try_changes
from portal.errors import InvalidInput, Refused, Stale
from portal.repeats import UNKEYED, Sent
from portal.services.audit import record_audit
from portal.tenancy import Actor


@dataclass(frozen=True)
class SavedPlan:
    """What saving a what-if did: actions added, and existing ones that now aim elsewhere."""

    plan: ImprovementPlan
    added: int
    changed: int


@dataclass(frozen=True)
class ActionChange:
    """What a person sets on an action; the owner is a member's key or somebody named in words, not both."""

    state: str
    owner: int | None = None
    owner_name: str = ""
    due_on: date | None = None
    note: str = ""


def save_plan(*, actor: Actor, filing: Filing, changes: Mapping[str, scoring.Answer]) -> SavedPlan:
    """Keep the improvements among the trial answers as the plan of this filing; a plan that exists is added to.

    An item that is in the plan aims at the new rung, and comes back when it was dropped. InvalidInput when nothing
    improves, or for an item or rung that the standard does not have.
    """
    _refuse(may_plan(actor, filing))
    found = standpoint_of(filing)
    kept = _improvements(found, changes)
    fields = {"enterprise_id": filing.enterprise_id, "scope": filing.scope, "created_by_id": actor.person_id}
    fields |= {"standard_version_id": filing.evaluation.standard_version_id}
    ImprovementPlan.objects.get_or_create(filing=filing, defaults=fields)
    plan = ImprovementPlan.objects.select_for_update().get(filing=filing)
    existing = {action.item.code: action for action in actions_of(plan)}
    added = [code for code in kept if code not in existing]
    changed = [code for code in kept if code in existing and _aim(existing[code], found, kept[code], actor)]
    nodes = item_ids(filing.evaluation.standard_version)
    for code in added:
        _add(plan, nodes[code], found.answers.get(code, scoring.NO_ANSWER), kept[code], actor)
    _aim_plan(plan, found)
    detail = {"items": added + changed, "level": plan.target_level}
    record_audit(actor=actor, action="plan.save", target=plan, detail=detail)
    return SavedPlan(plan, len(added), len(changed))


def save_action(
    *,
    actor: Actor,
    action: ImprovementAction,
    change: ActionChange,
    version: int,
    sent: Sent = UNKEYED,
) -> ImprovementAction:
    """Keep one action; `version` is the one the person saw, `sent` makes a repeated send harmless.

    Stale with both texts when a colleague saved first, InvalidInput naming the field, Refused for a dropped action.
    """
    locked = _lock(actor, action)
    if sent.arrived(locked, version):
        return locked
    owners = _owners(actor, locked)
    _check(owners, change)
    if not sent.builds_on(locked, version):
        raise Stale(
            current=action_text(locked), attempted=_attempted(owners, change), own=actor.is_person(locked.updated_by_id)
        )
    if locked.state == ActionState.DROPPED:
        raise Refused(_("This action was dropped."), _("Take it back first."))
    told = locked.owner_id
    turned = {name: value for name, value in _fields(change).items() if getattr(locked, name) != value}
    for name, value in turned.items():
        setattr(locked, name, value)
    _write(actor, locked, sent.key)
    if set(turned) - {"note"}:
        _record(actor, locked, "plan.change", turned)
    if locked.owner_id not in (None, told, actor.user_id):
        tell_owner(actor=actor, action=locked)
    return locked


def drop_action(*, actor: Actor, action: ImprovementAction) -> ImprovementAction:
    """Take an action out of the plan; `restore_action` brings it back as it was. Harmless when it is out already."""
    locked = _lock(actor, action)
    if locked.state != ActionState.DROPPED:
        locked.dropped_from, locked.state = locked.state, ActionState.DROPPED
        _write(actor, locked)
        _record(actor, locked, "plan.drop")
        _aim_plan(locked.plan, standpoint_of(locked.plan.filing))
    return locked


def restore_action(*, actor: Actor, action: ImprovementAction) -> ImprovementAction:
    """Back to the state it was dropped from. Harmless when it is in the plan."""
    locked = _lock(actor, action)
    if locked.state == ActionState.DROPPED:
        locked.state, locked.dropped_from = locked.dropped_from, ""
        _write(actor, locked)
        _record(actor, locked, "plan.restore")
        _aim_plan(locked.plan, standpoint_of(locked.plan.filing))
    return locked


def action_text(action: ImprovementAction) -> dict[str, Any]:
    """What the other person sees of a saved action in a conflict."""
    return {
        "state": str(ActionState(action.state).label),
        "owner": str(action.owner) if action.owner else action.owner_name,
        "due_on": action.due_on,
        "note": action.note,
        "version": action.version,
        "by": str(action.updated_by) if action.updated_by else "",
        "at": action.updated_at,
    }


def _owners(actor: Actor, action: ImprovementAction) -> dict[int, str]:
    """Names of the members by key, and of an owner who has left the company since and may stay."""
    kept = {action.owner.pk: str(action.owner)} if action.owner else {}
    return kept | dict(possible_owners(actor))


def _attempted(owners: Mapping[int, str], change: ActionChange) -> dict[str, Any]:
    owner = owners[change.owner] if change.owner else change.owner_name
    state = str(ActionState(change.state).label)
    return {"state": state, "owner": owner, "due_on": change.due_on, "note": change.note}


def _refuse(reason: str) -> None:
    if reason:
        raise Refused(reason)


def _improvements(found: Standpoint, changes: Mapping[str, scoring.Answer]) -> dict[str, scoring.Answer]:
    try:
        scoring.what_if(found.definition, found.answers, changes)
    except scoring.RefusedAnswers as error:
        raise refusal_of_answers(error) from error
    kept = improvements(found.definition, found.answers, changes)
    if not kept:
        words = _("Nothing would improve. Choose a higher rung, or evidence, for at least one item.")
        raise InvalidInput({"items": [words]})
    return kept


def refusal_of_answers(error: scoring.RefusedAnswers) -> InvalidInput:
    """The engine's faults as the refusal that every edge understands, by item."""
    language = get_language() or ""
    return InvalidInput({fault.code: [fault.message.in_language(language)] for fault in error.faults})


def _add(plan: ImprovementPlan, node: int, now: scoring.Answer, aim: scoring.Answer, actor: Actor) -> None:
    ImprovementAction.objects.create(
        plan=plan,
        item_id=node,
        scope=plan.scope,
        from_rung=now.rung or "",
        to_rung=aim.rung or "",
        add_evidence=aim.evidence > now.evidence,
        updated_by_id=actor.user_id,
    )


def _aim(action: ImprovementAction, found: Standpoint, aim: scoring.Answer, actor: Actor) -> bool:
    """Point an existing action at the new rung; False when it aims there already."""
    now = found.answers.get(action.item.code, scoring.NO_ANSWER)
    evidence = action.add_evidence or aim.evidence > now.evidence
    same = (action.to_rung, action.add_evidence) == (aim.rung or "", evidence)
    if same and action.state != ActionState.DROPPED:
        return False
    action.to_rung, action.add_evidence = aim.rung or "", evidence
    action.state, action.dropped_from = ActionState.TODO, ""
    _write(actor, action)
    return True


def _aim_plan(plan: ImprovementPlan, found: Standpoint) -> None:
    """Note the stage that the plan opens when all of it is done; '' when it opens none."""
    promised = promised_answers(found.definition, found.answers, actions_of(plan))
    trial = try_changes(found.definition, found.answers, promised)
    plan.target_level = trial.result.level or "" if trial.rises else ""
    plan.version += 1
    plan.save(update_fields=["target_level", "version", "updated_at"])


def _lock(actor: Actor, action: ImprovementAction) -> ImprovementAction:
    rows = ImprovementAction.objects.select_for_update(of=("self",)).select_related(
        "item", "owner", "updated_by", "plan__filing__round", "plan__filing__evaluation__standard_version"
    )
    locked = rows.defer("plan__filing__evaluation__standard_version__source").get(pk=action.pk)
    _refuse(may_plan(actor, locked.plan.filing))
    return locked


def _write(actor: Actor, action: ImprovementAction, key: str = "") -> None:
    action.version, action.updated_by_id, action.last_key = action.version + 1, actor.user_id, key
    action.save()


def _record(actor: Actor, action: ImprovementAction, step: str, turned: Mapping[str, Any] | None = None) -> None:
    shown = {name: value for name, value in (turned or {}).items() if name in ("state", "due_on", "owner_name")}
    record_audit(actor=actor, action=step, target=action, detail={"items": action.item.code} | shown)


def _fields(change: ActionChange) -> dict[str, Any]:
    name = change.owner_name.strip()
    fields = {"state": change.state, "owner_id": change.owner, "owner_name": "" if change.owner else name}
    return fields | {"due_on": change.due_on, "note": change.note.strip()}


def _check(owners: Mapping[int, str], change: ActionChange) -> None:
    errors: dict[str, list[str]] = {}
    if change.state not in (*ActionState.pending(), ActionState.DONE):
        errors["state"] = [_("Choose one of: to do, in work, done.")]
    if change.owner is not None and change.owner not in owners:
        errors["owner"] = [_("Choose a member of your company, or name somebody else in words.")]
    if len(change.note) > NOTE_LIMIT:
        words = _("The note has %(count)d characters; at most %(limit)d are kept. Shorten it.")
        errors["note"] = [words % {"count": len(change.note), "limit": NOTE_LIMIT}]
    if "\x00" in change.note + change.owner_name:
        errors["note"] = [_("The text contains a character that cannot be stored. Remove it.")]
    if len(change.owner_name) > 60:
        errors["owner_name"] = [_("A name has at most 60 characters. Shorten it.")]
    if errors:
        raise InvalidInput(errors)
