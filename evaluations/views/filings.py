from collections.abc import Mapping

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from evaluations.carried import describe_carrying
from evaluations.checklist import Checklist
from evaluations.enums import FilingState
from evaluations.extension_queries import extension_in_force
from evaluations.filing_queries import (
    answers_by_item,
    checklist_of,
    events_of,
    filing_of,
    outlook_of,
    own_filing,
    standing_of,
)
from evaluations.models import Filing
from evaluations.next_steps import describe_state
from evaluations.offer_queries import offers_of
from evaluations.queries import current_round, marked_items, standard_of
from evaluations.services.filings import open_filing
from evaluations.standing import describe_standing
from evaluations.team_queries import chapters_of
from evaluations.team_rules import may_assign
from evaluations.views.history import describe_event, describe_former
from evaluations.views.team import presence_context
from evaluations.workflow import BROUGHT_BACK
from portal.enums import Side
from portal.errors import Refused
from portal.middleware import PortalRequest
from portal.views.access import member_page


@require_POST
@member_page(Side.ENTERPRISE)
def open_current(request: PortalRequest) -> HttpResponse:
    """This year's filing, made at the first call."""
    yearly_round = current_round()
    if yearly_round is None:
        raise Refused(gettext("No round has been announced yet."))
    return redirect("evaluations:filing", pk=open_filing(actor=request.actor, yearly_round=yearly_round).pk)


@member_page(Side.ENTERPRISE)
def task_list(request: PortalRequest, pk: int) -> HttpResponse:
    filing = own_filing(request.actor, pk)
    answers, marked = answers_by_item(filing), marked_items(filing)
    checklist = checklist_of(filing, answers, marked)
    chapters = chapters_of(request.actor, filing, checklist)
    mine = [chapter for chapter in chapters if chapter.mine]
    context = {
        "filing": filing,
        "state": describe_state(filing, outlook_of(filing)),
        "checklist": checklist,
        "returned": _returned(filing, checklist, marked),
        "extension": extension_in_force(request.actor, filing.round, filing),
        "carrying": describe_carrying(filing, checklist),
        "offers": offers_of(filing),
        "standing": describe_standing(standard_of(filing), standing_of(filing, answers)),
        "next_open": checklist.next_open(),
        "editable": filing.state in FilingState.editable(),
        "chapters": mine if request.GET.get("mine") else chapters,
        "tabs": _tabs(request, len(chapters), len(mine)),
        "may_assign": not may_assign(request.actor, filing),
    }
    context |= presence_context(request, filing, "")
    return render(request, "evaluations/filing.html", context)


def _returned(filing: Filing, checklist: Checklist, marked: Mapping[str, str]) -> dict[str, object] | None:
    """Why the authority sent a returned filing back, and the items that it marked with what it says of each."""
    if filing.state not in BROUGHT_BACK:
        return None
    back = events_of(filing).filter(transition=BROUGHT_BACK[FilingState(filing.state)]).first()
    asked = [(task, marked[task.code]) for task in checklist.tasks if task.code in marked]
    return {"reason": back.reason if back else "", "asked": asked}


def _tabs(request: PortalRequest, every: int, mine: int) -> list[tuple[object, ...]]:
    """All chapters, or those that are the reader's; nothing to choose where none is."""
    wanted = bool(request.GET.get("mine"))
    if not mine and not wanted:
        return []
    return [(gettext("All dimensions"), "?", not wanted, every), (gettext("My dimensions"), "?mine=1", wanted, mine)]


@member_page()
def history(request: PortalRequest, pk: int) -> HttpResponse:
    filing = filing_of(request.actor, pk)
    events = [describe_event(event) for event in events_of(filing)]
    context = {"filing": filing, "events": events, "former": describe_former(filing)}
    return render(request, "evaluations/history.html", context)
