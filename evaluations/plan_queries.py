"""Reads of improvement plans: a company's own, and nobody else's."""

from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import Http404

from evaluations.definition import Definition
from evaluations.enums import ActionState
from evaluations.explanation_queries import Standpoint, standpoint_of
from evaluations.models import Answer, Filing, ImprovementAction, ImprovementPlan
from evaluations.plans import (
    Outcome,
    PlannedItem,
    Progress,
    planned_item,
    progress_of,
    promised_answers,
)
from evaluations.queries import definition_of, engine_answers, standard_of, visible_filings, with_context
from evaluations.scoring import Answer as EngineAnswer
from evaluations.what_if import Trial, try_changes
from portal.enums import Side
from portal.models import Membership
from portal.queries import under
from portal.tenancy import Actor

NOBODY, OTHER = "none", "other"


@dataclass(frozen=True)
class PlanFilter:
    """What the URL asks for; '' is no restriction, except that no state leaves out what was dropped.

    `owner` is a member's key, `none` for nobody, `other` for somebody named in words; `chapter` a dimension's code.
    """

    state: str = ""
    owner: str = ""
    chapter: str = ""

    def finds(self, row: PlannedItem) -> bool:
        wanted = row.action.state == self.state if self.state else row.action.state != ActionState.DROPPED
        return wanted and (not self.chapter or row.group.code == self.chapter) and self._is_owner(row.action)

    def _is_owner(self, action: ImprovementAction) -> bool:
        match self.owner:
            case "":
                return True
            case "none":
                return action.owner_id is None and not action.owner_name
            case "other":
                return bool(action.owner_name)
            case key:
                return str(action.owner_id) == key


@dataclass(frozen=True)
class PlanView:
    """A plan with its actions, what becomes of the stage when all are done, and the later filing it is held against."""

    plan: ImprovementPlan
    standpoint: Standpoint
    items: tuple[PlannedItem, ...]
    progress: Progress
    if_done: Trial
    later: Filing | None

    @property
    def definition(self) -> Definition:
        return self.standpoint.definition

    def outcomes(self) -> dict[Outcome, int]:
        """How many promises of each outcome; empty without a later filing."""
        found = [row.outcome for row in self.items if row.outcome and row.action.state != ActionState.DROPPED]
        return {outcome: found.count(outcome) for outcome in Outcome if outcome in found}


def visible_plans(actor: Actor) -> QuerySet[ImprovementPlan]:
    """The company's own, the latest year first; an official reads none [ours]."""
    plans = under(ImprovementPlan.objects.all(), actor)
    if actor.side != Side.ENTERPRISE:
        return plans.none()
    related = plans.select_related("filing__round", "filing__evaluation__standard_version", "created_by")
    return related.defer("filing__evaluation__standard_version__source").order_by("-filing__round__year")


def own_plan(actor: Actor, pk: int) -> ImprovementPlan:
    """Http404 for an absent and a foreign one alike."""
    found = visible_plans(actor).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def own_action(actor: Actor, pk: int) -> ImprovementAction:
    """An action of one of the company's plans; Http404 otherwise."""
    rows = ImprovementAction.objects.filter(plan__in=visible_plans(actor).order_by())
    related = rows.select_related("item", "owner", "plan__filing__evaluation__standard_version")
    found = related.defer("plan__filing__evaluation__standard_version__source").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def actions_of(plan: ImprovementPlan) -> list[ImprovementAction]:
    rows = ImprovementAction.objects.filter(plan=plan).select_related("item__version", "owner", "updated_by")
    return list(rows.defer("item__version__source"))


def view_plan(actor: Actor, plan: ImprovementPlan) -> PlanView:
    """Everything the plan's page, file and document say; some eight queries, whatever the number of actions."""
    actions, standpoint = actions_of(plan), standpoint_of(plan.filing)
    later = later_filing(actor, plan)
    against = (standard_of(later), engine_answers(later)) if later else None
    changes = promised_answers(standpoint.definition, standpoint.answers, actions)
    return PlanView(
        plan=plan,
        standpoint=standpoint,
        items=tuple(planned_item(action, definition_of(action.item.version), against) for action in actions),
        progress=progress_of(actions),
        if_done=try_changes(standpoint.definition, standpoint.answers, changes),
        later=later,
    )


def later_filing(actor: Actor, plan: ImprovementPlan) -> Filing | None:
    """The company's filing of the closest later year, draft or not."""
    filings = with_context(visible_filings(actor)).filter(enterprise_id=plan.enterprise_id)
    return filings.filter(round__year__gt=plan.filing.round.year).order_by("round__year").first()


def promise_of(filing: Filing, item_code: str, answer: Answer | None) -> PlannedItem | None:
    """What the plan of the closest earlier year promised for this item, held against the answer as it is now.

    `answer` comes with `evidence_count`; a dropped promise is none.
    """
    rows = ImprovementAction.objects.filter(
        plan__enterprise_id=filing.enterprise_id, plan__filing__round__year__lt=filing.round.year, item__code=item_code
    )
    related = rows.exclude(state=ActionState.DROPPED).select_related("item__version", "owner", "plan__filing__round")
    action = related.defer("item__version__source").order_by("-plan__filing__round__year").first()
    if action is None:
        return None
    files = int(getattr(answer, "evidence_count", 0))
    claim = {item_code: EngineAnswer(answer.rung or None, files)} if answer else {}
    return planned_item(action, definition_of(action.item.version), (standard_of(filing), claim))


def possible_owners(actor: Actor) -> list[tuple[int, str]]:
    """The company's active members: (key, name)."""
    members = Membership.objects.filter(organisation_id=actor.home_id, active=True, user__is_active=True)
    return [(member.user_id, str(member.user)) for member in members.select_related("user")]
