"""Enterprises for officials: the list and one record; for the enterprise: its own record."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from portal.enums import Role, Side
from portal.errors import InvalidInput, Stale
from portal.forms.enterprise_filter import EnterpriseFilter
from portal.forms.enterprises import CreditCodeForm, EnterpriseEditForm, stored_values
from portal.forms.errors import refusal_of, show_errors
from portal.forms.exports import ExportForm
from portal.middleware import PortalRequest
from portal.models import Enterprise
from portal.paging import page_by_key
from portal.presentation_enterprises import authority_choices, code_verdict, differences, history_of, record_rows
from portal.queries import visible_audit, visible_enterprises
from portal.rules import may_appoint_responsible, may_correct_code, may_move_enterprise
from portal.services.enterprise_export import request_enterprise_export
from portal.services.enterprises import choose_authority, confirm_code, correct_code, update_enterprise
from portal.views.access import member_page

COUNTED = 1000
HISTORY = 20


@require_GET
@member_page(Side.AUTHORITY, Side.MINISTRY)
def enterprise_list(request: PortalRequest) -> HttpResponse:
    """Filters, sort and page are in the URL; the count stops at a thousand."""
    filters = EnterpriseFilter(request.actor, request.GET)
    found = filters.apply(visible_enterprises(request.actor))
    # joins would be made for every row in reach before the page is cut; four small reads are made for the page alone
    rows = found.select_related(None).prefetch_related("organisation", "division", "region", "city")
    context = {
        "filters": filters,
        "chips": filters.chips(),
        "page": page_by_key(rows, request.GET, order=filters.order()),
        "count": found.order_by()[: COUNTED + 1].count(),
        "counted": COUNTED,
    }
    return render(request, "portal/enterprises/list.html", context)


@require_POST
@member_page(Side.AUTHORITY, Side.MINISTRY)
def export(request: PortalRequest) -> HttpResponse:
    """Promise a file of the filter in the URL; the job's page shows progress and the file."""
    filters, kind = EnterpriseFilter(request.actor, request.GET), ExportForm(request.POST)
    if not (filters.is_valid() and kind.is_valid()):
        raise refusal_of(filters if filters.errors else kind)
    wanted = filters.as_params()
    job = request_enterprise_export(
        actor=request.actor, filters=wanted, format_name=kind.cleaned_data["format"] or "xlsx"
    )
    return redirect("portal:job", pk=job.pk)


@require_GET
@member_page(Side.AUTHORITY, Side.MINISTRY)
def enterprise_page(request: PortalRequest, pk: int) -> HttpResponse:
    """One record as the office sees it."""
    return _record_page(request, pk)


@require_POST
@member_page(Side.AUTHORITY, Side.MINISTRY)
def correct_record_code(request: PortalRequest, pk: int) -> HttpResponse:
    """Replace a wrong credit code; what was typed stays beside its sentence."""
    enterprise = get_object_or_404(_records(request), pk=pk)
    form, status = CreditCodeForm(request.POST), 400
    if form.is_valid():
        try:
            correct_code(actor=request.actor, enterprise=enterprise, **form.cleaned_data)
        except InvalidInput as refused:
            show_errors(form, refused)
        except Stale as stale:
            form, status = CreditCodeForm.again(request.POST, _records(request).get(pk=pk), stale), 409
        else:
            messages.success(request, _("The credit code has been corrected."))
            return redirect("portal:enterprise-record", pk=pk)
    return _record_page(request, pk, form=form, status=status)


@require_GET
@member_page(Side.ENTERPRISE)
def own_page(request: PortalRequest) -> HttpResponse:
    """The enterprise's own record, and what it is asked to settle."""
    enterprise = _own(request)
    may_route = request.actor.has(Role.RESPONSIBLE)
    context = {"may_route": may_route, "choices": authority_choices(enterprise)}
    return render(request, "portal/enterprises/own.html", context | _record_context(request, enterprise))


@require_http_methods(["GET", "POST"])
@member_page(Side.ENTERPRISE)
def edit_own(request: PortalRequest) -> HttpResponse:
    """Correct the record; a second person's save shows both texts and loses neither."""
    enterprise = _own(request)
    if request.method == "GET":
        return _edit_page(request, EnterpriseEditForm.of(enterprise))
    form = EnterpriseEditForm(request.POST)
    if not form.is_valid():
        return _edit_page(request, form, status=400)
    version = form.cleaned_data["version"]
    try:
        update_enterprise(actor=request.actor, enterprise=enterprise, version=version, data=form.profile())
    except InvalidInput as refused:
        form.show(refused)
        return _edit_page(request, form, status=400)
    except Stale as stale:
        latest = request.POST.dict() | {"version": str(stored_values(_own(request))["version"])}
        return _edit_page(request, EnterpriseEditForm(latest), status=409, stale=differences(stale))
    messages.success(request, _("The record has been saved."))
    return redirect("portal:enterprise")


@require_POST
@member_page(Side.ENTERPRISE)
def confirm_own_code(request: PortalRequest) -> HttpResponse:
    confirm_code(actor=request.actor, enterprise=_own(request))
    messages.success(request, _("Thank you. Your authority sees that you have confirmed the code."))
    return redirect("portal:enterprise")


@require_POST
@member_page(Side.ENTERPRISE)
def choose_own_authority(request: PortalRequest) -> HttpResponse:
    authority = request.POST.get("authority", "")
    choose_authority(actor=request.actor, enterprise=_own(request), authority=authority)
    messages.success(request, _("Your filings now go to the authority that you have chosen."))
    return redirect("portal:enterprise")


def _records(request: PortalRequest) -> Any:
    related = ("organisation", "division", "region__parent__parent", "city")
    return visible_enterprises(request.actor).select_related(*related)


def _own(request: PortalRequest) -> Enterprise:
    enterprise: Enterprise = get_object_or_404(_records(request), pk=request.actor.organisation_id)
    return enterprise


def _record_context(request: PortalRequest, enterprise: Enterprise) -> dict[str, Any]:
    entries = visible_audit(request.actor).filter(target_type=Enterprise._meta.label, target_id=str(enterprise.pk))
    return {
        "enterprise": enterprise,
        "rows": record_rows(enterprise),
        "code_verdict": code_verdict(enterprise),
        "events": history_of(entries[:HISTORY]),
    }


def _record_page(
    request: PortalRequest, pk: int, *, form: CreditCodeForm | None = None, status: int = 200
) -> HttpResponse:
    enterprise = get_object_or_404(_records(request), pk=pk)
    context = _record_context(request, enterprise) | {"form": form or CreditCodeForm.of(enterprise)}
    context |= {"may_correct": not may_correct_code(request.actor), "may_move": not may_move_enterprise(request.actor)}
    context |= {"may_appoint": not may_appoint_responsible(request.actor)}
    return render(request, "portal/enterprises/record.html", context, status=status)


def _edit_page(request: PortalRequest, form: EnterpriseEditForm, *, status: int = 200, stale: Any = ()) -> HttpResponse:
    return render(request, "portal/enterprises/edit.html", {"form": form, "stale": stale}, status=status)
