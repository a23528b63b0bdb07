"""The way of a filing through an authority's round, and its days, as a picture needs them; plain data in and out."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from evaluations.enums import FilingState as State
from evaluations.procedure import DATES, Procedure
from evaluations.workflow import TRANSITIONS, Flow, Transition
from portal.presentation import shown

# The way straight through, from top to bottom; what turns aside stands beside the state from which it leaves.
STRAIGHT = (
    State.DRAFT, State.SUBMITTED, State.ACCEPTED, State.IN_REVIEW, State.REVIEWED, State.DETERMINED, State.ON_NOTICE,
    State.PUBLISHED,
)  # fmt: skip


@dataclass(frozen=True)
class Branch:
    """A state beside the straight way: what leads there, and what leads away from it."""

    state: State
    into: tuple[Transition, ...]
    away: tuple[Transition, ...]


@dataclass(frozen=True)
class Place:
    """A state on the straight way: what leads on, what leads back, and what turns aside."""

    state: State
    onward: tuple[Transition, ...]
    back: tuple[Transition, ...]
    branches: tuple[Branch, ...]


def draw_flow(wanted: Procedure) -> list[Place]:
    """The straight way from top to bottom, with every step that the table has in such a round."""
    straight = [state for state in STRAIGHT if state in reachable(wanted.flow)]
    return [_place(state, straight, steps_of(wanted.flow)) for state in straight]


def _place(state: State, straight: list[State], steps: list[Transition]) -> Place:
    leaving = [step for step in steps if state in step.sources]
    on = [step for step in leaving if step.target in straight and STRAIGHT.index(step.target) > STRAIGHT.index(state)]
    back = [step for step in leaving if step.target in straight and step not in on]
    asides = dict.fromkeys(step.target for step in leaving if step.target not in straight)
    return Place(state, tuple(on), tuple(back), tuple(_branch(aside, leaving, steps) for aside in asides))


def _branch(aside: State, leaving: list[Transition], steps: list[Transition]) -> Branch:
    into = tuple(step for step in leaving if step.target == aside)
    return Branch(aside, into, tuple(step for step in steps if aside in step.sources))


def steps_of(flow: Flow) -> list[Transition]:
    """The steps of the table that a filing can meet in such a round, in the order of the procedure."""
    reached = reachable(flow)
    return [step for step in TRANSITIONS if step.is_in(flow) and reached.intersection(step.sources)]


def reachable(flow: Flow) -> frozenset[State]:
    """The states that a filing begun in such a round can come to."""
    known, grown = frozenset({State.DRAFT}), frozenset[State]()
    while known != grown:
        grown, known = (
            known,
            known | {step.target for step in TRANSITIONS if step.is_in(flow) and known.intersection(step.sources)},
        )
    return known


def list_days(wanted: Procedure, closes_on: date) -> list[tuple[str, date]]:
    """The days that are named, in the order of the procedure."""
    names = {
        "check_by": _("Formal check until"),
        "city_by": _("First review by the cities until"),
        "review_by": _("Review until"),
        "determine_by": _("Determination until"),
        "publish_by": _("Publication until"),
    }
    named = [(names[name], day) for name in DATES if (day := getattr(wanted, name)) is not None]
    return [(_("Enterprises may submit until"), closes_on), *named]


def draw_days(first: date, days: list[tuple[str, date]]) -> tuple[dict[str, Any], dict[str, Any]]:
    """(option, table) of the days since the `first` on one bar; each piece ends with its day."""
    ordered = sorted(days, key=lambda pair: pair[1])
    pieces, before = [], first
    for name, day in ordered:
        pieces.append((name, (day - before).days))
        before = day
    option = {
        "grid": {"left": 8, "right": 16, "top": 8, "bottom": 56, "containLabel": True},
        "legend": {"bottom": 0, "type": "scroll"},
        "xAxis": {"type": "value", "name": _("days since it opened"), "nameLocation": "middle", "nameGap": 24},
        "yAxis": {"type": "category", "data": [""]},
        "series": [{"type": "bar", "stack": "days", "name": name, "data": [days_long]} for name, days_long in pieces],
    }
    rows = [[name, shown(day), (day - first).days] for name, day in [(_("Round opens"), first), *ordered]]
    return option, {"head": [_("Day"), _("Date"), _("Days since it opened")], "rows": rows}
