"""One company's last day in a round: what holds, a later one with its reason, and the way back."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from evaluations.extension_forms import ExtensionForm, TakeBackForm
from evaluations.extension_queries import extension_at, filing_in, find_company
from evaluations.extension_rules import last_day_with, may_be_extended, may_extend
from evaluations.last_days import latest_extension
from evaluations.models import Round
from evaluations.services.extensions import give_extension, take_back_extension
from portal.enums import Side
from portal.errors import InvalidInput, PortalError, Stale
from portal.forms.errors import show_errors
from portal.middleware import PortalRequest
from portal.models import Organisation
from portal.views.access import member_page


@member_page(Side.AUTHORITY)
def extension(request: PortalRequest, year: int, pk: int) -> HttpResponse:
    """Read by the whole office; an approver gives a later day."""
    company, yearly_round = find_company(request.actor, pk), get_object_or_404(Round, year=year)
    known = extension_at(request.actor, company.pk, yearly_round)
    form = ExtensionForm(request.POST or None, initial={"version": known.version if known else 0})
    if request.method == "POST" and form.is_valid():
        try:
            give_extension(actor=request.actor, company=company, yearly_round=yearly_round, **form.cleaned_data)
        except PortalError as error:
            return _show(request, company, yearly_round, form=form, status=_told(form, error))
        return redirect("evaluations:extension", year=year, pk=pk)
    return _show(request, company, yearly_round, form=form, status=400 if form.errors else 200)


@member_page(Side.AUTHORITY)
def take_back(request: PortalRequest, year: int, pk: int) -> HttpResponse:
    company, yearly_round = find_company(request.actor, pk), get_object_or_404(Round, year=year)
    known = extension_at(request.actor, company.pk, yearly_round)
    form = TakeBackForm(request.POST or None, initial={"version": known.version if known else 0})
    if request.method == "POST" and form.is_valid():
        try:
            take_back_extension(actor=request.actor, company=company, yearly_round=yearly_round, **form.cleaned_data)
        except PortalError as error:
            return _show(request, company, yearly_round, taking=form, status=_told(form, error))
        return redirect("evaluations:extension", year=year, pk=pk)
    return _show(request, company, yearly_round, taking=form, status=400 if form.errors else 200)


def _told(form: TakeBackForm, error: PortalError) -> int:
    """The refusal beside its field; sent again, the form replaces what a colleague saved meanwhile."""
    if isinstance(error, InvalidInput):
        show_errors(form, error)
        return error.status
    form.add_error(None, f"{error.message} {error.remedy}".strip())
    if isinstance(error, Stale):
        data: Any = form.data
        form.data = data.copy() | {"version": error.current["version"]}
    return error.status


def _show(
    request: PortalRequest,
    company: Organisation,
    yearly_round: Round,
    *,
    form: ExtensionForm | None = None,
    taking: TakeBackForm | None = None,
    status: int,
) -> HttpResponse:
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
        "shown_form": form or taking,
    }
    return render(request, "evaluations/extension.html", context, status=status)
