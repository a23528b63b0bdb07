"""What a colleague who leaves has still to do."""

from dataclasses import dataclass

from evaluations.enums import ActionState, FilingState
from evaluations.models import ChapterAssignment, Comment, ImprovementAction
from evaluations.queries import visible_filings
from evaluations.team_queries import open_mentions
from portal.tenancy import Actor


@dataclass(frozen=True)
class Handover:
    """What a person has to hand over: chapters of filings that are open, mentions in open threads, actions of plans."""

    chapters: tuple[ChapterAssignment, ...]
    mentions: tuple[Comment, ...]
    actions: tuple[ImprovementAction, ...]

    def __bool__(self) -> bool:
        return bool(self.chapters or self.mentions or self.actions)

    def counts(self) -> dict[str, int]:
        return {"chapters": len(self.chapters), "mentions": len(self.mentions), "actions": len(self.actions)}


def handover_of(actor: Actor, person: int) -> Handover:
    """What would move if this person left; three queries."""
    filings = visible_filings(actor).filter(state__in=FilingState.editable()).order_by()
    chapters = ChapterAssignment.objects.filter(filing__in=filings, person_id=person)
    actions = ImprovementAction.objects.filter(
        plan__enterprise_id=actor.home_id, owner_id=person, state__in=ActionState.pending()
    )
    return Handover(
        tuple(chapters.select_related("filing__round").order_by("filing__round__year", "chapter")),
        tuple(open_mentions(filings, person)),
        tuple(actions.select_related("item", "plan__filing__round")),
    )
