"""How a filing moves, as a table that reads like the procedure (domain.md §1). Pure: no queries."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from evaluations.enums import FilingState as State
from evaluations.enums import Step
from portal.enums import OrganisationKind, Role, Side

# The optional steps that an authority's round uses.
Flow = frozenset[Step]


@dataclass(frozen=True)
class Transition:
    """One step: from where, to where, by whom; `needs_reason` when a sentence must be given.

    `office` is the kind of office whose people alone take it; none: any office in charge.

    It is there only where the round uses `within`, and only where it leaves out `without`.
    """

    name: str
    label: Promise
    sources: tuple[State, ...]
    target: State
    side: Side
    roles: tuple[Role, ...]
    needs_reason: bool = False
    within: Step | None = None
    without: Step | None = None
    office: OrganisationKind | None = None

    def is_for(self, side: Side, kind: str) -> bool:
        return self.side == side and self.office in (None, kind)

    def is_in(self, flow: Flow) -> bool:
        return (self.within is None or self.within in flow) and (self.without is None or self.without not in flow)


_ENTERPRISE, _AUTHORITY = Side.ENTERPRISE, Side.AUTHORITY
_RESPONSIBLE, _REVIEWER, _APPROVER = (Role.RESPONSIBLE,), (Role.REVIEWER,), (Role.APPROVER,)
_CHECK, _CITY, _NOTICE = Step.FORMAL_CHECK, Step.CITY_REVIEW, Step.PUBLIC_NOTICE
_PROVINCE, _BUREAU = OrganisationKind.AUTHORITY, OrganisationKind.BUREAU
_RELEASERS = (Role.REVIEWER, Role.ADMINISTRATOR)

TRANSITIONS = (
    # the enterprise declares
    Transition("submit", _("Submit"), (State.DRAFT,), State.SUBMITTED, _ENTERPRISE, _RESPONSIBLE),
    Transition("withdraw", _("Withdraw"), (State.SUBMITTED,), State.DRAFT, _ENTERPRISE, _RESPONSIBLE),
    Transition("complete", _("Submit again"), (State.INCOMPLETE,), State.SUBMITTED, _ENTERPRISE, _RESPONSIBLE),
    Transition("resubmit", _("Submit again"), (State.RETURNED,), State.IN_REVIEW, _ENTERPRISE, _RESPONSIBLE),
    # formal check
    Transition("accept", pgettext_lazy("filing", "Accept"), (State.SUBMITTED,), State.ACCEPTED, _AUTHORITY, _REVIEWER, within=_CHECK),
    Transition(
        "ask_completion", _("Return as incomplete"), (State.SUBMITTED,), State.INCOMPLETE, _AUTHORITY, _REVIEWER,
        needs_reason=True, within=_CHECK,
    ),
    Transition(
        "refuse", _("Do not accept"), (State.SUBMITTED, State.INCOMPLETE), State.REFUSED, _AUTHORITY, _APPROVER,
        needs_reason=True, within=_CHECK,
    ),
    Transition(
        "readmit", _("Admit after all"), (State.REFUSED,), State.SUBMITTED, _AUTHORITY, _APPROVER, needs_reason=True
    ),
    Transition(
        "undo_accept", _("Take the acceptance back"), (State.ACCEPTED,), State.SUBMITTED, _AUTHORITY, _REVIEWER
    ),
    Transition(
        "undo_completion", _("Take the return back"), (State.INCOMPLETE,), State.SUBMITTED, _AUTHORITY, _REVIEWER
    ),
    # first review by the city, whose word goes up
    Transition("delegate", _("Hand to the city"), (State.SUBMITTED,), State.AT_CITY, _AUTHORITY, _APPROVER, within=_CITY, without=_CHECK, office=_PROVINCE),
    Transition("delegate", _("Hand to the city"), (State.ACCEPTED,), State.AT_CITY, _AUTHORITY, _APPROVER, within=_CITY, office=_PROVINCE),
    Transition("recommend", _("Recommend"), (State.AT_CITY,), State.ACCEPTED, _AUTHORITY, _REVIEWER, needs_reason=True, within=_CHECK, office=_BUREAU),
    Transition("recommend", _("Recommend"), (State.AT_CITY,), State.SUBMITTED, _AUTHORITY, _REVIEWER, needs_reason=True, without=_CHECK, office=_BUREAU),
    Transition("advise_against", _("Do not recommend"), (State.AT_CITY,), State.ACCEPTED, _AUTHORITY, _REVIEWER, needs_reason=True, within=_CHECK, office=_BUREAU),
    Transition("advise_against", _("Do not recommend"), (State.AT_CITY,), State.SUBMITTED, _AUTHORITY, _REVIEWER, needs_reason=True, without=_CHECK, office=_BUREAU),
    Transition("escalate", _("Pass up to the authority"), (State.AT_CITY,), State.ACCEPTED, _AUTHORITY, _REVIEWER, needs_reason=True, within=_CHECK, office=_BUREAU),
    Transition("escalate", _("Pass up to the authority"), (State.AT_CITY,), State.SUBMITTED, _AUTHORITY, _REVIEWER, needs_reason=True, without=_CHECK, office=_BUREAU),
    Transition("recall", _("Take back from the city"), (State.AT_CITY,), State.ACCEPTED, _AUTHORITY, _APPROVER, needs_reason=True, within=_CHECK, office=_PROVINCE),
    Transition("recall", _("Take back from the city"), (State.AT_CITY,), State.SUBMITTED, _AUTHORITY, _APPROVER, needs_reason=True, without=_CHECK, office=_PROVINCE),
    # document review
    Transition("take", _("Take"), (State.SUBMITTED,), State.IN_REVIEW, _AUTHORITY, _REVIEWER, without=_CHECK),
    Transition("take", _("Take"), (State.ACCEPTED,), State.IN_REVIEW, _AUTHORITY, _REVIEWER),
    Transition("assign_reviewer", pgettext_lazy("review", "Assign"), (State.SUBMITTED,), State.IN_REVIEW, _AUTHORITY, _RELEASERS, without=_CHECK),
    Transition("assign_reviewer", pgettext_lazy("review", "Assign"), (State.ACCEPTED,), State.IN_REVIEW, _AUTHORITY, _RELEASERS),
    Transition("release", _("Release"), (State.IN_REVIEW,), State.SUBMITTED, _AUTHORITY, _RELEASERS, without=_CHECK),
    Transition("release", _("Release"), (State.IN_REVIEW,), State.ACCEPTED, _AUTHORITY, _RELEASERS, within=_CHECK),
    Transition(
        "return", _("Return for correction"), (State.IN_REVIEW,), State.RETURNED, _AUTHORITY, _REVIEWER,
        needs_reason=True,
    ),
    Transition(
        "undo_return", _("Take the return back"), (State.RETURNED,), State.IN_REVIEW, _AUTHORITY, _REVIEWER
    ),
    Transition("finish", _("Finish the review"), (State.IN_REVIEW,), State.REVIEWED, _AUTHORITY, _REVIEWER),
    # determination
    Transition(
        "send_back", _("Send back"), (State.REVIEWED,), State.IN_REVIEW, _AUTHORITY, _APPROVER, needs_reason=True
    ),
    Transition("determine", _("Determine"), (State.REVIEWED,), State.DETERMINED, _AUTHORITY, _APPROVER),
    # public notice, publication, and what may follow
    Transition(
        "announce", _("Put on public notice"), (State.DETERMINED,), State.ON_NOTICE, _AUTHORITY, _APPROVER,
        within=_NOTICE,
    ),
    Transition("publish", pgettext_lazy("result", "Publish"), (State.ON_NOTICE,), State.PUBLISHED, _AUTHORITY, _APPROVER),
    Transition(
        "publish", pgettext_lazy("result", "Publish"), (State.DETERMINED,), State.PUBLISHED, _AUTHORITY, _APPROVER, without=_NOTICE
    ),
    Transition(
        "reopen", _("Decide anew"), (State.DETERMINED, State.ON_NOTICE, State.PUBLISHED), State.REVIEWED,
        _AUTHORITY, _APPROVER, needs_reason=True,
    ),
    Transition("revoke", pgettext_lazy("result", "Revoke"), (State.PUBLISHED,), State.REVOKED, _AUTHORITY, _APPROVER, needs_reason=True),
)  # fmt: skip
NAMES = tuple(dict.fromkeys(transition.name for transition in TRANSITIONS))
# How a filing is handed in from each state in which the enterprise may type.
HANDING_IN = {State.DRAFT: "submit", State.INCOMPLETE: "complete", State.RETURNED: "resubmit"}

# What a city says of a filing, and how it comes back without that; the company reads neither.
CITY_RESULTS = ("recommend", "advise_against")
CITY_STEPS = (*CITY_RESULTS, "escalate", "recall")

# The step that brought a filing back to its enterprise, by the state that it is in since.
BROUGHT_BACK = {State.INCOMPLETE: "ask_completion", State.RETURNED: "return"}


def next_steps(state: str, flow: Flow) -> tuple[Transition, ...]:
    """The steps that leave this state in a round that goes this way."""
    return tuple(transition for transition in TRANSITIONS if state in transition.sources and transition.is_in(flow))


def find_step(name: str, state: str, flow: Flow) -> Transition:
    """The step of this name from this state; where there is none, one of this name, which may not be taken from it."""
    fitting = [transition for transition in next_steps(state, flow) if transition.name == name]
    return fitting[0] if fitting else next(transition for transition in TRANSITIONS if transition.name == name)
