"""What a person may do next with an annual summary, and why not where they may not."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.presentation import sign_of
from portal.tenancy import Actor
from reporting.enums import SummaryState
from reporting.models import Edition, Summary, SummaryStep
from reporting.rules import may_perform, may_send
from reporting.workflow import Step, next_steps

# Which station of the way a state stands at; returned, it is written again.
_PLACE = {
    SummaryState.DRAFT: 0,
    SummaryState.RETURNED: 0,
    SummaryState.CHECKING: 1,
    SummaryState.SIGNED_OFF: 2,
    SummaryState.SUBMITTED: 3,
    SummaryState.ACCEPTED: 4,
}
DONE: dict[str, Promise] = {
    "send_to_check": gettext_lazy("Sent to the internal check"),
    "withdraw": gettext_lazy("Taken back from the check"),
    "send_back": gettext_lazy("Sent back to its writers"),
    "sign_off": gettext_lazy("Signed off"),
    "submit": gettext_lazy("Submitted to the ministry"),
    "accept": gettext_lazy("Accepted by the ministry"),
    "return": gettext_lazy("Returned by the ministry"),
    "revoke": gettext_lazy("Acceptance revoked by the ministry"),
}
_STATIONS = (
    SummaryState.CHECKING.label,
    SummaryState.SIGNED_OFF.label,
    SummaryState.SUBMITTED.label,
    SummaryState.ACCEPTED.label,
)


@dataclass(frozen=True)
class Offer:
    """A step that leaves the summary's state; `refusal` says why it is not for this person now, '' when it is."""

    step: Step
    refusal: str


@dataclass(frozen=True)
class Standing:
    """The latest edition, the text as it is now, and whether the edition lists the attachments as they are now."""

    latest: Edition | None
    texts: dict[str, str]
    carries: bool = True


def offers_of(actor: Actor, summary: Summary, standing: Standing) -> list[Offer]:
    """The steps of the person's side in the order of the table.

    Why one may not go on is said; a way back that is not this person's is left out.
    """
    steps = next_steps(summary.state, actor.side)
    offers = [Offer(step, _refusal(actor, summary, step, standing)) for step in steps]
    return [offer for offer in offers if not (offer.refusal and offer.step.reopens)]


def _refusal(actor: Actor, summary: Summary, step: Step, standing: Standing) -> str:
    refusal = may_perform(actor, summary, step)
    if refusal or step.name != "send_to_check":
        return refusal
    return may_send(standing.latest, standing.texts, carries=standing.carries)


@dataclass(frozen=True)
class Station:
    """One of the places that every summary passes: `standing` is done, here or ahead."""

    label: str
    standing: str
    who: object = None
    at: datetime | None = None


def way_of(summary: Summary) -> list[Station]:
    """From writing to the ministry's decision, with who did what of it in this turn."""
    here = _PLACE[SummaryState(summary.state)]
    names = [_("Being written"), *_STATIONS]
    marks: list[tuple[object, datetime | None]] = [(None, None)] * len(names)
    if here >= 1:
        marks[1] = (summary.sent_by, summary.sent_at)
    if here >= 2:
        marks[2] = (summary.signed_by, summary.signed_at)
    if here >= 3:
        marks[3] = (summary.submitted_by, summary.submitted_at)
    standings = ["done" if place < here else "here" if place == here else "ahead" for place in range(len(names))]
    if summary.state == SummaryState.ACCEPTED:
        standings[here] = "done"
    return [Station(str(name), standing, *mark) for name, standing, mark in zip(names, standings, marks, strict=True)]


def describe_step(step: SummaryStep) -> dict[str, Any]:
    """One step for the `timeline` tag."""
    tone, icon = sign_of(step.target)
    edition = _(", edition %d") % step.edition.number if step.edition else ""
    title = f"{DONE[step.name]}{edition}"
    return {"time": step.at, "title": title, "who": step.by_name, "text": step.reason, "tone": tone, "icon": icon}
