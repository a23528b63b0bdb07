"""The order of expected disagreement: where it stands, how it is made, and what it was worth."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from evaluations.models import Round
from evaluations.models.triage import USUAL_SHARE
from evaluations.queries import current_round, rounds_known
from evaluations.services.triage import READ_ROUND, request_round, set_triage_round
from evaluations.triage import COPIED, METHOD, SAME_RUNG, SPREADS, STAGES_ABOVE, WEIGHTS, Signal
from evaluations.triage_chart import draw_worth
from evaluations.triage_choices import Why
from evaluations.triage_forms import ControlForm
from evaluations.triage_queries import count_read, triage_setting, visible_clusters, worth_of
from evaluations.triage_rules import may_read_round, may_set_triage
from evaluations.triage_worth import FEWEST
from evaluations.views.answering import act, status_of
from portal.enums import Side
from portal.middleware import PortalRequest
from portal.queries import own_jobs
from portal.views.access import member_page


@member_page(Side.AUTHORITY)
def triage(request: PortalRequest) -> HttpResponse:
    """How much of the round is in order, when all was read, and the control slice's share, which a POST sets."""
    yearly = round_asked(request)
    setting = triage_setting(request.actor, yearly) if yearly else None
    shown = {"control_percent": USUAL_SHARE, "version": 1}
    shown |= {"control_percent": setting.control_percent, "version": setting.version} if setting else {}
    form = ControlForm(request.POST if request.method == "POST" else None, initial=shown)
    if request.method == "POST" and yearly and act(request, form, lambda: _set(request, yearly, form)):
        return redirect(_here(yearly))
    context = {"form": form, "setting": setting, "job": _job(request), "set_refusal": may_set_triage(request.actor)}
    context |= _standing(request, yearly) | {"read_refusal": may_read_round(request.actor)}
    return render(request, "evaluations/triage/triage.html", context, status=status_of(request, form))


def _set(request: PortalRequest, yearly: Round, form: ControlForm) -> None:
    set_triage_round(actor=request.actor, yearly_round=yearly, **form.cleaned_data)


def _standing(request: PortalRequest, yearly: Round | None) -> dict[str, Any]:
    read, waiting = count_read(request.actor, yearly) if yearly else (0, 0)
    clusters = visible_clusters(request.actor, yearly).count() if yearly else 0
    return {"round": yearly, "rounds": rounds_known(), "read": read, "waiting": waiting, "clusters": clusters}


def _job(request: PortalRequest) -> Any:
    jobs = own_jobs(request.actor).select_related("created_by", "result_file")
    return jobs.filter(kind=READ_ROUND).first()


def _here(yearly: Round) -> str:
    return f"{reverse('evaluations:triage')}?year={yearly.year}"


@require_POST
@member_page(Side.AUTHORITY)
def read(request: PortalRequest) -> HttpResponse:
    """Promise that the whole round is read anew."""
    yearly = get_object_or_404(Round, year=_year(request.POST.get("year", "")))
    request_round(actor=request.actor, yearly_round=yearly)
    return redirect(_here(yearly))


@require_GET
@member_page(Side.AUTHORITY)
def method(request: PortalRequest) -> HttpResponse:
    """Signals, weights, and what they are not: anybody who meets a reason can look it up."""
    limits = {
        "method": METHOD,
        "rows": [(Why(signal).label, signal, WEIGHTS[signal]) for signal in Signal],
        "spreads": SPREADS,
        "same": [round(share * 100) for share in SAME_RUNG],
        "above": STAGES_ABOVE,
        "copied": COPIED,
    }
    return render(request, "evaluations/triage/method.html", limits)


@require_GET
@member_page(Side.AUTHORITY)
def worth(request: PortalRequest) -> HttpResponse:
    """How far reviews came to differ, by the place that filings had in the order."""
    yearly = round_asked(request)
    slices = worth_of(request.actor, yearly) if yearly else ()
    chart, table = draw_worth(slices)
    context = {
        "round": yearly,
        "rounds": rounds_known(),
        "slices": slices,
        "chart": chart,
        "table": table,
        "enough": bool(slices) and all(found.says_something for found in slices if found.filings),
        "any": any(found.reviewed for found in slices),
        "fewest": FEWEST,
    }
    return render(request, "evaluations/triage/worth.html", context)


def round_asked(request: PortalRequest) -> Round | None:
    """That of the year in the URL, else the latest; none on a fresh system. Http404 for a year without a round."""
    year = request.GET.get("year", "")
    return get_object_or_404(Round, year=_year(year)) if year else current_round()


def _year(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) == 4 else 0
