"""What goes on with a round as a whole: open filings moved to its version, submitted ones scored once more."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from evaluations.models import Round
from evaluations.queries import round_of
from evaluations.rules import may_set_round
from evaluations.services.moving import MOVE, filings_to_move, request_move
from evaluations.services.rescoring import RESCORE, request_rescore
from portal.enums import Side
from portal.errors import NotPermitted
from portal.middleware import PortalRequest
from portal.models import Job
from portal.queries import visible_jobs
from portal.views.access import member_page


@require_GET
@member_page(Side.MINISTRY)
def round_work(request: PortalRequest, year: int) -> HttpResponse:
    """How many filings are behind, and the latest move and rescoring with their results."""
    if refusal := may_set_round(request.actor):
        raise NotPermitted(refusal)
    yearly_round = round_of(year) or get_object_or_404(Round, year=year)
    context = {
        "round": yearly_round,
        "behind": len(filings_to_move(yearly_round)),
        "move": _job(request, MOVE, year),
        "rescore": _job(request, RESCORE, year),
    }
    return render(request, "evaluations/standards/round_work.html", context)


@require_POST
@member_page(Side.MINISTRY)
def move(request: PortalRequest, year: int) -> HttpResponse:
    request_move(actor=request.actor, yearly_round=get_object_or_404(Round, year=year))
    return redirect("evaluations:round-work", year=year)


@require_POST
@member_page(Side.MINISTRY)
def rescore(request: PortalRequest, year: int) -> HttpResponse:
    request_rescore(actor=request.actor, yearly_round=get_object_or_404(Round, year=year))
    return redirect("evaluations:round-work", year=year)


def _job(request: PortalRequest, kind: str, year: int) -> Job | None:
    jobs = visible_jobs(request.actor).filter(kind=kind, params__year=year)
    return jobs.select_related("created_by", "result_file").first()
