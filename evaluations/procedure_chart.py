"""The way of a filing through an authority's round, drawn and as a table; plain data in, plain data out."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from evaluations.enums import FilingState as State
from evaluations.procedure import DATES, Procedure
from evaluations.workflow import TRANSITIONS, Flow, Transition
from portal.presentation import shown

# The way straight through, from top to bottom; what turns aside stands to the right of where it leaves.
STRAIGHT = (
    State.DRAFT, State.SUBMITTED, State.ACCEPTED, State.IN_REVIEW, State.REVIEWED, State.DETERMINED, State.ON_NOTICE,
    State.PUBLISHED,
)  # fmt: skip
ASIDE = {
    State.INCOMPLETE: State.SUBMITTED,
    State.REFUSED: State.ACCEPTED,
    State.RETURNED: State.IN_REVIEW,
    State.REVOKED: State.PUBLISHED,
}
ROW, COLUMN = 62, 190
BOX = [124, 34]


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


def draw_flow(wanted: Procedure) -> tuple[dict[str, Any], dict[str, Any]]:
    """(option, table): states as boxes, steps as arrows; beside it every step with who takes it."""
    reached = reachable(wanted.flow)
    straight = [state for state in STRAIGHT if state in reached]
    places = {state: (0, row) for row, state in enumerate(straight)}
    places |= {aside: (1, places[beside][1]) for aside, beside in ASIDE.items() if aside in reached}
    option = {
        "series": [
            {
                "type": "graph",
                "layout": "none",
                "symbol": "roundRect",
                "symbolSize": BOX,
                "edgeSymbol": ["none", "arrow"],
                "edgeSymbolSize": 7,
                "label": {"show": True},
                "left": BOX[0] // 2 + 6,
                "right": BOX[0] // 2 + 6,
                "top": BOX[1] // 2 + 6,
                "bottom": BOX[1] // 2 + 6,
                "data": [
                    {"name": str(state.label), "x": column * COLUMN, "y": row * ROW}
                    for state, (column, row) in places.items()
                ],
                "links": list(_links(wanted.flow, places)),
            }
        ]
    }
    return option, _table(wanted)


def _links(flow: Flow, places: dict[State, tuple[int, int]]) -> Iterator[dict[str, Any]]:
    """One arrow between two states, whichever steps lead there; what goes back is bent, so that it meets no box."""
    seen: set[tuple[State, State]] = set()
    for step in steps_of(flow):
        for source in (state for state in step.sources if state in places):
            if (source, step.target) in seen:
                continue
            seen.add((source, step.target))
            back = places[step.target][0] == places[source][0] == 0 and places[step.target][1] < places[source][1]
            line = {"curveness": 0.45 if back else 0.15 * (places[source][0] != places[step.target][0])}
            yield {"source": str(source.label), "target": str(step.target.label), "lineStyle": line}


def _table(wanted: Procedure) -> dict[str, Any]:
    rows = [
        [
            str(step.label),
            " / ".join(str(role.label) for role in step.roles),
            " / ".join(str(source.label) for source in step.sources if source in reachable(wanted.flow)),
            str(step.target.label),
            _("yes") if step.needs_reason else "—",
        ]
        for step in steps_of(wanted.flow)
    ]
    return {"head": [_("Step"), _("Who"), _("From"), _("To"), _("With a reason")], "rows": rows}


def list_days(wanted: Procedure, opens_on: date, closes_on: date) -> list[tuple[str, date]]:
    """The days that are named, in the order of the procedure."""
    names = {
        "check_by": _("Formal check until"),
        "review_by": _("Review until"),
        "determine_by": _("Determination until"),
        "publish_by": _("Publication until"),
    }
    named = [(names[name], day) for name in DATES if (day := getattr(wanted, name)) is not None]
    return [(_("Round opens"), opens_on), (_("Enterprises may submit until"), closes_on), *named]


def draw_days(days: list[tuple[str, date]]) -> tuple[dict[str, Any], dict[str, Any]]:
    """(option, table) of the days on one bar; each piece ends with its day."""
    ordered = sorted(days, key=lambda pair: pair[1])
    first = ordered[0][1]
    pieces, before = [], first
    for name, day in ordered[1:]:
        pieces.append((name, (day - before).days))
        before = day
    option = {
        "grid": {"left": 8, "right": 16, "top": 8, "bottom": 56, "containLabel": True},
        "legend": {"bottom": 0, "type": "scroll"},
        "xAxis": {"type": "value", "name": _("days since it opened"), "nameLocation": "middle", "nameGap": 24},
        "yAxis": {"type": "category", "data": [""]},
        "series": [{"type": "bar", "stack": "days", "name": name, "data": [days_long]} for name, days_long in pieces],
    }
    rows = [[name, shown(day), (day - first).days] for name, day in ordered]
    return option, {"head": [_("Day"), _("Date"), _("Days since it opened")], "rows": rows}
