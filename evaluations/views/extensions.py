"""One company's last day in a round: what holds, a later one with its reason, and the way back."""

from http import HTTPStatus
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from evaluations.extension_forms import ExtensionForm, TakeBackForm
from evaluations.extension_queries import extension_at, filing_in, find_company
from evaluations.extension_rules import last_day_with, may_be_extended, may_extend
from evaluations.last_days import latest_extension
from evaluations.models import Extension, Round
from evaluations.queries import current_round
from evaluations.services.extensions import give_extension, take_back_extension
from evaluations.views.answering import act, status_of
from portal.enums import Side
from portal.errors import Refused
from portal.middleware import PortalRequest
from portal.models import Organisation
from portal.views.access import member_page


@require_GET
@member_page(Side.AUTHORITY)
def current_extension(request: PortalRequest, pk: int) -> HttpResponse:
    """From the company's record to its last day in the latest round."""
    company, latest = find_company(request.actor, pk), current_round()
    if latest is None:
        raise Refused(_("No round has been announced yet."))
    return redirect("evaluations:extension", year=latest.year, pk=company.pk)


@member_page(Side.AUTHORITY)
def extension(request: PortalRequest, year: int, pk: int) -> HttpResponse:
    """Read by the whole office; an approver gives a later day."""
    company, yearly_round = find_company(request.actor, pk), get_object_or_404(Round, year=year)
    known = extension_at(request.actor, company.pk, yearly_round)
    form = ExtensionForm(request.POST or None, initial=_initial(known))
    given: Any = {"actor": request.actor, "company": company, "yearly_round": yearly_round}
    if request.method == "POST" and act(request, form, lambda: give_extension(**given, **form.cleaned_data)):
        return redirect("evaluations:extension", year=year, pk=pk)
    return _show(request, company, yearly_round, form=form)


@member_page(Side.AUTHORITY)
def take_back(request: PortalRequest, year: int, pk: int) -> HttpResponse:
    company, yearly_round = find_company(request.actor, pk), get_object_or_404(Round, year=year)
    known = extension_at(request.actor, company.pk, yearly_round)
    form = TakeBackForm(request.POST or None, initial={"version": known.version if known else 0})
    given: Any = {"actor": request.actor, "company": company, "yearly_round": yearly_round}
    if request.method == "POST" and act(request, form, lambda: take_back_extension(**given, **form.cleaned_data)):
        return redirect("evaluations:extension", year=year, pk=pk)
    return _show(request, company, yearly_round, taking=form)


def _initial(known: Extension | None) -> dict[str, Any]:
    """What stands, to be changed; a new extension begins empty."""
    stands = {"until": known.until, "reason": known.reason} if known and known.until else {}
    return {"version": known.version if known else 0} | stands


def _again(form: TakeBackForm, known: Extension | None) -> None:
    """Sent again, the form replaces what a colleague saved meanwhile, which the page shows above it."""
    data: Any = form.data
    form.data = data.copy()
    form.data["version"] = str(known.version if known else 0)  # type: ignore[index]


def _show(
    request: PortalRequest,
    company: Organisation,
    yearly_round: Round,
    *,
    form: ExtensionForm | None = None,
    taking: TakeBackForm | None = None,
) -> HttpResponse:
    shown: TakeBackForm = form or taking or TakeBackForm()
    status = status_of(request, shown)
    filing, known = filing_in(company, yearly_round), extension_at(request.actor, company.pk, yearly_round)
    refusal = may_be_extended(yearly_round, filing)
    context = {
        "company": company,
        "round": yearly_round,
        "known": known,
        "last_day": None if refusal else last_day_with(yearly_round, filing),
        "latest": latest_extension(yearly_round, filing),
        "blocked": may_extend(request.actor) or (refusal if form else ""),
        "form": form,
        "taking": taking,
        "shown_form": shown,
    }
    if status == HTTPStatus.CONFLICT:
        _again(shown, known)
    return render(request, "evaluations/extension.html", context, status=status)
