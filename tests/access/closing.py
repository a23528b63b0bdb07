"""What a company says of its contradictions, and against a determination; a part of the small country."""

from evaluations.enums import FilingState
from evaluations.models import Answer, Appeal, ContestedItem, Filing, OverrideReason
from portal.tenancy import Actor


def explain_and_contest(filing: Filing, answer: Answer, mark: str, filler: Actor) -> None:
    """A reason with every filing, and a submitted appeal, which officials read, against a determined one."""
    by = filler.person_id
    OverrideReason.objects.create(
        evaluation_id=filing.evaluation_id, scope=filing.scope, code="K1", basis="0", text=mark, updated_by_id=by
    )
    if filing.state != FilingState.DETERMINED:
        return
    appeal = Appeal.objects.create(
        filing=filing,
        scope=filing.scope,
        state="submitted",
        reason=f"{mark}申诉理由",
        updated_by_id=by,
        submitted_at=filing.determined_at,
        submitted_by_id=by,
    )
    ContestedItem.objects.create(appeal=appeal, item_id=answer.item_id, scope=filing.scope, reason=f"{mark}逐项理由")
