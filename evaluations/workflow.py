"""How a filing moves, as a table that reads like the procedure (domain.md §1). Pure: no queries."""

from dataclasses import dataclass

from evaluations.enums import FilingState as State
from portal.enums import Role, Side


@dataclass(frozen=True)
class Transition:
    """One step: from where, to where, by whom; `needs_reason` when a sentence must be given."""

    name: str
    sources: tuple[State, ...]
    target: State
    side: Side
    roles: tuple[Role, ...]
    needs_reason: bool = False


_ENTERPRISE, _AUTHORITY = Side.ENTERPRISE, Side.AUTHORITY

TRANSITIONS = (
    Transition("submit", (State.DRAFT,), State.SUBMITTED, _ENTERPRISE, (Role.RESPONSIBLE,)),
    Transition("resubmit", (State.RETURNED,), State.IN_REVIEW, _ENTERPRISE, (Role.RESPONSIBLE,)),
    Transition("withdraw", (State.SUBMITTED,), State.DRAFT, _ENTERPRISE, (Role.RESPONSIBLE,)),
    Transition("take", (State.SUBMITTED,), State.IN_REVIEW, _AUTHORITY, (Role.REVIEWER,)),
    Transition("release", (State.IN_REVIEW,), State.SUBMITTED, _AUTHORITY, (Role.REVIEWER, Role.ADMINISTRATOR)),
    Transition("return", (State.IN_REVIEW,), State.RETURNED, _AUTHORITY, (Role.REVIEWER,), needs_reason=True),
    Transition("finish", (State.IN_REVIEW,), State.REVIEWED, _AUTHORITY, (Role.REVIEWER,)),
    Transition("send_back", (State.REVIEWED,), State.IN_REVIEW, _AUTHORITY, (Role.APPROVER,), needs_reason=True),
    Transition("determine", (State.REVIEWED,), State.DETERMINED, _AUTHORITY, (Role.APPROVER,)),
)
BY_NAME = {transition.name: transition for transition in TRANSITIONS}


def next_steps(state: str) -> tuple[Transition, ...]:
    """The steps that leave this state."""
    return tuple(transition for transition in TRANSITIONS if state in transition.sources)
