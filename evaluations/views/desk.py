"""The official's first page: what must I do next, and by when?"""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from evaluations import desk_queries as desk_of
from evaluations.models import Filing, Round
from evaluations.procedure import Procedure, procedure_of
from evaluations.procedure_chart import list_days, reachable
from evaluations.queries import authority_round_at, current_round
from evaluations.queue_rows import row_of
from portal.enums import OrganisationKind, Role, Side
from portal.middleware import PortalRequest
from portal.tenancy import Actor
from portal.views.access import member_page


@member_page(Side.AUTHORITY)
def desk(request: PortalRequest) -> HttpResponse:
    yearly = current_round()
    if yearly is None:
        return render(request, "evaluations/review/desk_empty.html")
    judges = request.actor.has(Role.REVIEWER, Role.APPROVER)
    procedure = procedure_of(authority_round_at(request.actor.path, yearly))
    leads = request.actor.has(Role.APPROVER, Role.ADMINISTRATOR)
    work = {"leads": leads, "yearly": yearly, "lists": _lists(request.actor, yearly, procedure), "judges": judges}
    work["contested"] = desk_of.contested_of(request.actor)
    return render(request, "evaluations/review/desk.html", work | _office(request.actor, yearly, procedure))


def _lists(actor: Actor, yearly: Round, procedure: Procedure) -> list[dict[str, Any]]:
    """The person's own work by role; each list with its sentence for when it is empty."""
    lists = []
    if actor.has(Role.APPROVER):
        decide = desk_of.waiting_for_approver(actor, yearly)
        nothing = _("No review is waiting for determination.")
        lists.append(_list("decide", _("Awaiting my determination"), decide, nothing))
        if appeals := desk_of.appeals_to_answer(actor, yearly):
            lists.append(_list("appeals", _("Appeals to decide on"), appeals, ""))
    if actor.has(Role.REVIEWER):
        if actor.kind == OrganisationKind.BUREAU and (first := desk_of.waiting_for_city(actor, yearly)):
            lists.append(_list("at_city", _("For the city's first review"), first, ""))
        mine, unassigned = desk_of.work_of_reviewer(actor, yearly), desk_of.waiting_for_reviewer(actor, yearly)
        lists.append(_list("mine", _("My reviews"), mine, _("You are reviewing nothing.")))
        if procedure.readers > 1 and (second := desk_of.waiting_for_second(actor, yearly)):
            lists.append(_list("second", _("Waiting for another reader"), second, ""))
        if left := desk_of.left_alone(actor, yearly, procedure.lease_days):
            lists.append(_list("left", _("Taken by colleagues and left alone: free again"), left, ""))
        nothing = _("Every submitted filing has a reviewer.")
        lists.append(_list("unassigned", _("Waiting longest, nobody assigned"), unassigned, nothing))
    return lists


def _list(key: str, title: str, filings: list[Filing], nothing: str) -> dict[str, Any]:
    return {"key": key, "title": title, "rows": [row_of(filing) for filing in filings], "nothing": nothing}


def _office(actor: Actor, yearly: Round, procedure: Procedure) -> dict[str, Any]:
    now = timezone.now()
    funnel = desk_of.funnel_of(actor, yearly, reachable(procedure.flow))
    days = desk_of.last_days_of(actor, yearly, timezone.localdate())
    ages = desk_of.ages_of(actor, yearly, now)
    return {
        "funnel": funnel,
        "total": sum(step.count for step in funnel),
        "ages": list(zip(_age_words(), ages, strict=True)),
        "load": desk_of.load_of(actor, yearly),
        "forecast": desk_of.forecast_of(funnel, days, procedure.determine_by or yearly.summary_due_on),
        "deadlines": [*list_days(procedure, yearly.closes_on), (_("Annual summary due"), yearly.summary_due_on)],
        "chart": _days_option(days),
        "figures": _days_table(days),
    }


def _age_words() -> list[str]:
    first, second, third = desk_of.AGE_LIMITS
    return [
        _("Up to %d days") % first,
        _("%(from)d to %(to)d days") % {"from": first + 1, "to": second},
        _("%(from)d to %(to)d days") % {"from": second + 1, "to": third},
        _("More than %d days") % third,
    ]


def _days_option(days: list[desk_of.Day]) -> dict[str, Any]:
    series = {_("Received"): [d.received for d in days], _("Determined"): [d.determined for d in days]}
    return {
        "legend": {"top": 0},
        "grid": {"left": 36, "right": 8, "top": 36, "bottom": 28},
        "tooltip": {"trigger": "axis"},
        "xAxis": {"type": "category", "data": [f"{d.day:%m-%d}" for d in days]},
        "yAxis": {"type": "value", "minInterval": 1},
        "series": [{"type": "bar", "name": str(name), "data": data} for name, data in series.items()],
    }


def _days_table(days: list[desk_of.Day]) -> dict[str, Any]:
    rows = [[f"{d.day:%Y-%m-%d}", d.received, d.determined] for d in days]
    return {"head": [_("Day"), _("Received"), _("Determined")], "rows": rows}
