"""How far a demo filing has come: the shares of the states, the steps to each, and the events that tell of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from evaluations import scoring
from evaluations.enums import FilingState as State
from evaluations.models import Filing, FilingEvent
from portal.enums import Side
from portal.models import User

Answers = dict[str, scoring.Answer]
SHARES = {
    State.DRAFT: 26, State.SUBMITTED: 16, State.IN_REVIEW: 12, State.RETURNED: 8, State.REVIEWED: 8, State.DETERMINED: 30,
}  # fmt: skip
PATH: dict[State, tuple[str, ...]] = {
    State.DRAFT: (),
    State.SUBMITTED: ("submit",),
    State.IN_REVIEW: ("submit", "take"),
    State.RETURNED: ("submit", "take", "return"),
    State.REVIEWED: ("submit", "take", "finish"),
    State.DETERMINED: ("submit", "take", "finish", "determine"),
}
BETWEEN_STEPS = timedelta(days=2)
AFTER = {
    "submit": State.SUBMITTED, "take": State.IN_REVIEW, "return": State.RETURNED, "finish": State.REVIEWED,
    "determine": State.DETERMINED,
}  # fmt: skip
REASON = {
    "return": "示例：标出的评价项缺少证明材料，请补充后重新提交。",
    "determine": "示例：评分与证明材料相符，同意评审意见。",
}


@dataclass(frozen=True)
class People:
    """Whose names stand in the history."""

    filer: User
    reviewer: User
    approver: User


def since_submission(state: State) -> timedelta:
    """From the submission to the last step that leads to `state`."""
    return BETWEEN_STEPS * (len(PATH[state]) - 1)


def write_events(filings: Iterable[Filing], people: People, *steps: str) -> None:
    """The events of these steps, for every filing whose state lies behind them."""
    events = []
    for filing in filings:
        path = PATH[State(filing.state)]
        events += [_event(filing, step, path.index(step), people) for step in steps if step in path]
    FilingEvent.objects.bulk_create(events)


def _event(filing: Filing, step: str, position: int, people: People) -> FilingEvent:
    assert filing.submitted_at is not None
    by = {"submit": people.filer, "determine": people.approver}.get(step, people.reviewer)
    before = PATH[AFTER[step]][position - 1] if position else ""
    return FilingEvent(
        filing=filing,
        scope=filing.scope,
        transition=step,
        source=AFTER[before] if before else State.DRAFT,
        target=AFTER[step],
        reason=REASON.get(step, ""),
        by=by,
        by_side=Side.ENTERPRISE if step == "submit" else Side.AUTHORITY,
        by_name=f"{by}（示例）",
        at=filing.state_since if step == "return" else filing.submitted_at + BETWEEN_STEPS * position,
    )
