"""What the world's companies say when they close: why contradictions stand, and why they contest a determination."""

from evaluations.enums import FilingState
from evaluations.models import Answer, Appeal, ContestedItem, Filing, OverrideReason
from portal.tenancy import Actor


def furnish_closing(filing: Filing, answer: Answer, filler: Actor, mark: str) -> None:
    """A reason; and on a determined filing an appeal, submitted, so that the officials in charge read it."""
    rows = {"scope": filing.scope, "updated_by_id": filler.person_id}
    OverrideReason.objects.create(
        evaluation_id=filing.evaluation_id, code="K1", basis="0", text=f"{mark}两处均属实", **rows
    )
    if filing.state == FilingState.DETERMINED:
        sent = {"state": "submitted", "submitted_at": filing.determined_at, "submitted_by_id": filler.person_id}
        appeal = Appeal.objects.create(filing=filing, reason=f"{mark}申诉理由", **sent, **rows)
        contested = {"item_id": answer.item_id, "scope": filing.scope, "reason": f"{mark}逐项理由"}
        ContestedItem.objects.create(appeal=appeal, **contested)
