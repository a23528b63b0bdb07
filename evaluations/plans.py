"""What an improvement plan promises, and whether a filing keeps it. Pure, from rows already read."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _

from evaluations import scoring
from evaluations.definition import Definition, Group, Item, Text
from evaluations.enums import ActionState
from evaluations.explanation import descriptor_of
from evaluations.models import ImprovementAction
from evaluations.scoring import NO_ANSWER
from evaluations.what_if import improvements, position_of


class Outcome(models.TextChoices):
    """A promise against the next filing; the values name the signs of portal.presentation."""

    KEPT = "kept", _("Kept")
    EXCEEDED = "exceeded", _("Exceeded")
    NOT_YET = "not_yet", _("Not yet")


@dataclass(frozen=True)
class PlannedItem:
    """One action with its item; `outcome` is None as long as there is no later filing to look at."""

    action: ImprovementAction
    item: Item
    group: Group
    outcome: Outcome | None = None

    @property
    def before(self) -> Text | None:
        return _name(self.item, self.action.from_rung)

    @property
    def after(self) -> Text | None:
        return _name(self.item, self.action.to_rung)

    @property
    def climbs(self) -> bool:
        return self.action.to_rung != self.action.from_rung

    @property
    def descriptor(self) -> Text | None:
        return descriptor_of(self.item, self.action.to_rung)

    @property
    def owner(self) -> str:
        return str(self.action.owner) if self.action.owner else self.action.owner_name


@dataclass(frozen=True)
class Progress:
    """How far a plan is; dropped actions do not count."""

    done: int
    doing: int
    total: int


def planned_item(
    action: ImprovementAction,
    definition: Definition,
    later: tuple[Definition, Mapping[str, scoring.Answer]] | None = None,
) -> PlannedItem:
    """`definition` is that of the action's item; `later` is the next filing's standard with its answers."""
    code = action.item.code
    outcome = judge_promise(action, *later) if later else None
    return PlannedItem(action, definition.item(code), definition.ancestors(code)[0], outcome)


def judge_promise(
    action: ImprovementAction, definition: Definition, answers: Mapping[str, scoring.Answer]
) -> Outcome | None:
    """Whether a filing's answer keeps the promise; None when its standard has no such item or rung any more.

    Promised evidence counts as kept by any file; without it a promise is not kept, however high the rung.
    """
    code = action.item.code
    if not definition.has_item(code):
        return None
    item, answer = definition.item(code), answers.get(code, NO_ANSWER)
    if action.to_rung and action.to_rung not in item.scale:
        return None
    reached = position_of(item, answer.rung) - position_of(item, action.to_rung or None)
    if reached < 0 or (action.add_evidence and not answer.evidence):
        return Outcome.NOT_YET
    return Outcome.EXCEEDED if reached > 0 and action.to_rung else Outcome.KEPT


def promised_answers(
    definition: Definition, answers: Mapping[str, scoring.Answer], actions: Iterable[ImprovementAction]
) -> dict[str, scoring.Answer]:
    """The answers as they would be with every action done that is not dropped; what is higher already stays.

    Items and rungs that the standard no longer has, the filing having moved to a newer version, promise nothing.
    """
    changes = {}
    for action in actions:
        if action.state != ActionState.DROPPED and _is_known(definition, action):
            now = answers.get(action.item.code, NO_ANSWER)
            files = max(now.evidence, int(action.add_evidence))
            changes[action.item.code] = scoring.Answer(action.to_rung or now.rung, files)
    return improvements(definition, answers, changes)


def _is_known(definition: Definition, action: ImprovementAction) -> bool:
    code = action.item.code
    return definition.has_item(code) and (not action.to_rung or action.to_rung in definition.item(code).scale)


def progress_of(actions: Iterable[ImprovementAction]) -> Progress:
    states = [action.state for action in actions if action.state != ActionState.DROPPED]
    return Progress(states.count(ActionState.DONE), states.count(ActionState.DOING), len(states))


def _name(item: Item, rung: str) -> Text | None:
    return item.scale.rung(rung).name if rung in item.scale else None
