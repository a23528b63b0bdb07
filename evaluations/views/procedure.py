"""How an authority goes about a round: its steps and days, with a picture that follows the switches."""

from dataclasses import asdict
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET

from evaluations.models import Round
from evaluations.procedure import Procedure, procedure_of
from evaluations.procedure_chart import draw_days, draw_flow, list_days
from evaluations.procedure_forms import ProcedureForm
from evaluations.procedure_rules import may_set_procedure
from evaluations.queries import authority_round_at, rounds_known
from evaluations.services.authority_rounds import set_authority_round
from portal.enums import Side, SizeClass
from portal.errors import InvalidInput, Stale
from portal.forms.errors import show_errors
from portal.middleware import PortalRequest
from portal.views.access import member_page


@member_page(Side.AUTHORITY)
def procedure(request: PortalRequest, year: int) -> HttpResponse:
    """Read by the whole office, set by its approvers and administrators."""
    yearly_round = get_object_or_404(Round, year=year)
    known = authority_round_at(request.actor.path, yearly_round)
    initial = asdict(procedure_of(known)) | {"version": known.version if known else 0}
    form = ProcedureForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            _save(request, yearly_round, form)
        except InvalidInput as error:
            show_errors(form, error)
        except Stale as error:
            return _show(request, yearly_round, form, 409, known=known, theirs=_differing(form, error), own=error.own)
        else:
            return redirect("evaluations:procedure", year=year)
    return _show(request, yearly_round, form, 400 if form.errors else 200, known=known)


def _differing(form: ProcedureForm, error: Stale) -> list[tuple[Any, Any, Any]]:
    """(label, what is stored, what was typed) where they differ; sent again, the form replaces what is stored."""
    data: Any = form.data
    again = data.copy()
    again["version"] = error.current["version"]
    form.data = again
    names = [name for name, value in error.attempted.items() if value != error.current[name]]
    return [(form.fields[name].label, error.current[name], error.attempted[name]) for name in names]


def _save(request: PortalRequest, yearly_round: Round, form: ProcedureForm) -> None:
    version = form.cleaned_data["version"]
    set_authority_round(actor=request.actor, yearly_round=yearly_round, wanted=form.wanted(), version=version)


@require_GET
@member_page(Side.AUTHORITY)
def picture(request: PortalRequest, year: int) -> HttpResponse:
    """The picture alone, of what the form says now; nothing is kept."""
    yearly_round = get_object_or_404(Round, year=year)
    wanted = ProcedureForm(request.GET).wanted()
    return render(request, "evaluations/procedure_picture.html", _pictures(wanted, yearly_round))


def _show(request: PortalRequest, yearly_round: Round, form: ProcedureForm, status: int, **extra: Any) -> HttpResponse:
    known = extra.get("known")
    wanted = form.wanted() if form.is_bound else procedure_of(known)
    context = {
        "round": yearly_round,
        "rounds": rounds_known(),
        "form": form,
        "refusal": may_set_procedure(request.actor),
        "settings": known,
        "city_sizes": [SizeClass(size).label for size in known.city_sizes] if known else [],
    }
    context |= _pictures(wanted, yearly_round) | extra
    return render(request, "evaluations/procedure.html", context, status=status)


def _pictures(wanted: Procedure, yearly_round: Round) -> dict[str, Any]:
    days = list_days(wanted, yearly_round.closes_on)
    bar, dates = draw_days(yearly_round.opens_on, days)
    return {"flow": draw_flow(wanted), "bar": bar, "dates": dates, "days": days}
