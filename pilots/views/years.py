"""A platform's figures over the years, and the form of one year."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from pilots.forms import YearForm
from pilots.models import Platform
from pilots.presentation import conflict_rows, year_rows
from pilots.queries import visible_platforms
from pilots.rules import may_edit
from pilots.services.years import describe_year, enter_year, year_fault, years_open
from pilots.words import LABELS
from portal.enums import Side
from portal.errors import InvalidInput, Stale
from portal.forms.errors import show_errors
from portal.middleware import PortalRequest
from portal.views.access import member_page

_SIDES = (Side.ENTERPRISE, Side.AUTHORITY, Side.MINISTRY)


@require_GET
@member_page(*_SIDES, institutes=True)
def year_list(request: PortalRequest, pk: int) -> HttpResponse:
    """All years side by side, the newest first, and which may be entered today."""
    platform = get_object_or_404(visible_platforms(request.actor), pk=pk)
    years = list(platform.years.all())
    known = {row.year for row in years}
    context = {
        "platform": platform,
        "years": years,
        "rows": year_rows(years),
        "missing": [year for year in years_open(timezone.localdate()) if year not in known][:3],
        "may_edit": not may_edit(request.actor, platform),
    }
    return render(request, "pilots/years.html", context)


@require_http_methods(["GET", "POST"])
@member_page(Side.ENTERPRISE, institutes=True)
def year_form(request: PortalRequest, pk: int, year: int) -> HttpResponse:
    """Enter or correct one year; what leaps is asked about beside its figure."""
    platform, today = get_object_or_404(visible_platforms(request.actor), pk=pk), timezone.localdate()
    if year_fault(year, today):
        raise Http404
    if request.method != "POST":
        return _form_page(request, platform, year, YearForm(initial=_stored(platform, year)))
    form = YearForm(request.POST)
    if not form.is_valid():
        return _form_page(request, platform, year, form, status=400)
    version, values = form.cleaned_data["version"], form.values()
    try:
        enter_year(actor=request.actor, platform=platform, year=year, version=version, values=values, today=today)
    except InvalidInput as refused:
        show_errors(form, refused)
        return _form_page(request, platform, year, form, status=400)
    except Stale as stale:
        typed = request.POST.copy()
        typed["version"] = str(_stored(platform, year)["version"])
        return _form_page(request, platform, year, YearForm(typed), stale=stale, status=409)
    messages.success(request, _("The figures of %d are on record.") % year)
    return redirect("pilots:years", pk=pk)


def _stored(platform: Platform, year: int) -> dict[str, Any]:
    row = platform.years.filter(year=year).first()
    return describe_year(row) | {"version": row.version} if row else {"version": 0}


def _form_page(
    request: PortalRequest,
    platform: Platform,
    year: int,
    form: YearForm,
    *,
    stale: Stale | None = None,
    status: int = 200,
) -> HttpResponse:
    context: dict[str, Any] = {"platform": platform, "year": year, "form": form}
    if last := platform.years.filter(year=year - 1).first():
        form.show_last(last)
    context["last"] = last
    if stale:
        context |= {"stale": stale, "differing": conflict_rows(stale.current, stale.attempted, LABELS)}
    return render(request, "pilots/year.html", context, status=status)
