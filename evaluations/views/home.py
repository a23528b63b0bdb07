from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from evaluations.certificate_queries import held_by
from evaluations.charts import stage_history
from evaluations.checklist import Checklist, TaskGroup
from evaluations.enums import FilingState
from evaluations.extension_queries import extension_in_force
from evaluations.filing_queries import answers_by_item, checklist_of, outlook_of, standing_of, years_of
from evaluations.last_days import last_day_of, window_ends
from evaluations.models import Filing, RosterEntry, Round
from evaluations.next_steps import describe_state
from evaluations.queries import current_round, standard_of
from evaluations.roster_queries import invitation_of
from evaluations.rules import window_is_open
from evaluations.services.roster import note_opening
from evaluations.stages import stage_of, stages_of
from evaluations.standing import describe_standing
from evaluations.team_queries import NOBODY, ChapterWork, work_of
from portal.enums import Side
from portal.middleware import PortalRequest
from portal.queries import notices_of
from portal.tenancy import Actor
from portal.views.access import member_page

MESSAGES_SHOWN = 5


@member_page(Side.ENTERPRISE)
def home(request: PortalRequest) -> HttpResponse:
    """What to do next, and by when."""
    yearly_round, filings = current_round(), years_of(request.actor)
    current = next((filing for filing in filings if yearly_round and filing.round_id == yearly_round.pk), None)
    earlier = [_year(filing) for filing in filings if filing != current]
    extension = extension_in_force(request.actor, yearly_round, current) if yearly_round else None
    until, today = extension.until if extension else None, timezone.localdate()
    context = {
        "round": yearly_round,
        "closed": window_is_open(yearly_round, today, until) if yearly_round else "",
        "extension": extension,
        "invitation": _invitation(request.actor, yearly_round, current),
        "invited_until": window_ends(yearly_round, until) if yearly_round else None,
        "filing": current,
        "earlier": earlier,
        "ladder": _ladder(earlier),
        "first_time": not filings,
        "held": next(iter(held_by(request.actor, today)), None),
        "notices": notices_of(request.actor).filter(read_at=None).order_by("-pk")[:MESSAGES_SHOWN],
    }
    return render(request, "evaluations/home.html", context | _work(request.actor, current, yearly_round))


def _invitation(actor: Actor, yearly_round: Round | None, filing: Filing | None) -> RosterEntry | None:
    """The authority's, until something was handed in; the first look at the round by anybody is noted."""
    if yearly_round is None or (filing and filing.state != FilingState.DRAFT):
        return None
    if filing is None:
        note_opening(actor=actor, yearly_round=yearly_round)
    return invitation_of(actor, yearly_round)


def _work(actor: Actor, filing: Filing | None, yearly_round: Round | None) -> dict[str, Any]:
    if filing is None or yearly_round is None:
        return {}
    answers = answers_by_item(filing)
    checklist = checklist_of(filing, answers)
    standing = describe_standing(standard_of(filing), standing_of(filing, answers))
    editable = filing.state in FilingState.editable()
    work = {
        "checklist": checklist,
        "standing": standing,
        "state": describe_state(filing, outlook_of(filing)),
        "editable": editable,
        "last_day": last_day_of(filing),
        "go_on": _go_on(filing, checklist),
    }
    return work | ({"my_chapters": _own_chapters(actor, filing, checklist)} if editable else {})


def _own_chapters(actor: Actor, filing: Filing, checklist: Checklist) -> list[tuple[TaskGroup, ChapterWork]]:
    works = work_of(filing)
    groups = [(group, works.get(group.group.code, NOBODY)) for group in checklist.groups]
    return [(group, work) for group, work in groups if actor.user_id in work.people]


def _go_on(filing: Filing, checklist: Any) -> str:
    """Where the one button leads: the next open item, or checking once all is done."""
    task = checklist.next_open()
    if task is None:
        return reverse("evaluations:check", args=[filing.pk])
    return reverse("evaluations:item", args=[filing.pk, task.code])


def _ladder(earlier: list[dict[str, Any]]) -> dict[str, Any] | None:
    """The climb over the years as a chart, once there are two to compare."""
    if len(earlier) < 2:
        return None
    years = [(year["filing"].round.year, year["declared"], year["reviewed"]) for year in reversed(earlier)]
    option, table = stage_history(stages_of(standard_of(earlier[0]["filing"])), years)
    return {"option": option, "table": table}


def _year(filing: Filing) -> dict[str, Any]:
    standard = standard_of(filing)
    return {
        "filing": filing,
        "declared": stage_of(standard, filing.declared_level),
        "reviewed": stage_of(standard, filing.reviewed_level) if filing.state in FilingState.counted() else None,
    }
