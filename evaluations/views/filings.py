from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from evaluations.carried import describe_carrying
from evaluations.enums import FilingState
from evaluations.filing_queries import answers_by_item, checklist_of, events_of, filing_of, own_filing, standing_of
from evaluations.offer_queries import offers_of
from evaluations.queries import current_round, standard_of
from evaluations.services.filings import open_filing
from evaluations.standing import describe_standing
from evaluations.views.history import describe_event, describe_former
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
    answers = answers_by_item(filing)
    checklist = checklist_of(filing, answers)
    context = {
        "filing": filing,
        "checklist": checklist,
        "carrying": describe_carrying(filing, checklist),
        "offers": offers_of(filing),
        "standing": describe_standing(standard_of(filing), standing_of(filing, answers)),
        "next_open": checklist.next_open(),
        "present": checklist.present(timezone.now(), request.actor.user_id),
        "editable": filing.state in FilingState.editable(),
    }
    return render(request, "evaluations/filing.html", context)


@member_page()
def history(request: PortalRequest, pk: int) -> HttpResponse:
    filing = filing_of(request.actor, pk)
    events = [describe_event(event) for event in events_of(filing)]
    context = {"filing": filing, "events": events, "former": describe_former(filing)}
    return render(request, "evaluations/history.html", context)
