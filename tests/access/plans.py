"""What the world's companies mean to improve."""

from typing import Any

from evaluations.filing_queries import own_filing
from evaluations.models import ImprovementAction
from evaluations.scoring import Answer as EngineAnswer
from evaluations.services.plans import save_plan
from portal.tenancy import Actor, scope


def furnish_plan(keys: dict[str, Any], text: str, filler: Actor) -> None:
    """The company's improvement plan: its own, whatever became of the filing it began with."""
    with scope(filler):
        filing = own_filing(filler, keys["determined filing"])
        plan = save_plan(actor=filler, filing=filing, changes={"D1.2": EngineAnswer("5", 1)}).plan
        row = ImprovementAction.objects.get(plan=plan)
        ImprovementAction.objects.filter(pk=row.pk).update(note=f"{text}稿计划", version=1)
    keys |= {"plan": plan.pk, "plan action": row.pk}
