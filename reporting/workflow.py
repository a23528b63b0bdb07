"""How an annual summary moves, as a table that reads like the procedure (domain.md §7). Pure: no queries."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.enums import Role, Side
from reporting.enums import SummaryState as State


@dataclass(frozen=True)
class Step:
    """One step: from where, to where, by whom; `needs_reason` when a sentence must be given.

    One that `reopens` gives the text back to its writers: a draft again or, once the ministry has returned it, returned.
    """

    name: str
    label: Promise
    sources: tuple[State, ...]
    target: State
    side: Side
    roles: tuple[Role, ...]
    needs_reason: bool = False
    reopens: bool = False

    def leads_to(self, *, returned_before: bool) -> State:
        """Where it ends; `returned_before`: the ministry has returned the summary at least once."""
        return State.RETURNED if self.reopens and returned_before else self.target


WRITERS = (Role.REVIEWER, Role.APPROVER, Role.ADMINISTRATOR)
_APPROVER, _OFFICER = (Role.APPROVER,), (Role.OFFICER,)
_AUTHORITY, _MINISTRY = Side.AUTHORITY, Side.MINISTRY

STEPS = (
    # the office among its own people: whoever signs off is not who sent it to check
    Step("send_to_check", _("Send to internal check"), (State.DRAFT, State.RETURNED), State.CHECKING, _AUTHORITY, WRITERS),
    Step("sign_off", _("Sign off"), (State.CHECKING,), State.SIGNED_OFF, _AUTHORITY, _APPROVER),
    Step("submit", _("Submit to the ministry"), (State.SIGNED_OFF,), State.SUBMITTED, _AUTHORITY, _APPROVER),
    Step("send_back", _("Send back to its writers"), (State.CHECKING, State.SIGNED_OFF), State.DRAFT, _AUTHORITY, _APPROVER, needs_reason=True, reopens=True),
    Step("withdraw", _("Take back from the check"), (State.CHECKING,), State.DRAFT, _AUTHORITY, WRITERS, reopens=True),
    # the ministry decides on each submission; a return has a reason or marks, which its service asks for
    Step("accept", pgettext_lazy("summary", "Accept"), (State.SUBMITTED,), State.ACCEPTED, _MINISTRY, _OFFICER),
    Step("return", pgettext_lazy("summary", "Return"), (State.SUBMITTED,), State.RETURNED, _MINISTRY, _OFFICER),
    # accepted by mistake: it is undecided again, and both stay in the history
    Step("revoke", _("Revoke the acceptance"), (State.ACCEPTED,), State.SUBMITTED, _MINISTRY, _OFFICER, needs_reason=True),
)  # fmt: skip
NAMED = {step.name: step for step in STEPS}
# What an office does among its own people: the ministry is not told.
KEPT_INSIDE = ("send_to_check", "withdraw", "send_back", "sign_off")


def next_steps(state: str, side: Side) -> tuple[Step, ...]:
    """The steps that this side may take from this state, if the person's role and the rules let them."""
    return tuple(step for step in STEPS if step.side == side and state in step.sources)
