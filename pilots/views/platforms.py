"""Platforms: the list, one record, registering and correcting it, showing it to the public."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pilots.enums import FileKind
from pilots.file_queries import files_of
from pilots.filters import PlatformFilter
from pilots.forms import PlatformForm
from pilots.history import describe_steps
from pilots.history_queries import history_entries
from pilots.models import Platform
from pilots.presentation import conflict_rows, fact_rows, text_rows
from pilots.queries import visible_platforms, with_place
from pilots.rules import may_edit, may_register, may_release
from pilots.services.platform_export import request_platform_export
from pilots.services.platforms import register_platform, release_platform, update_platform
from pilots.views.parts import list_cards
from pilots.words import LABELS
from portal.enums import Side
from portal.errors import InvalidInput, Refused, Stale
from portal.forms.errors import refusal_of
from portal.forms.exports import ExportForm
from portal.middleware import PortalRequest
from portal.paging import page_by_key
from portal.views.access import member_page

_SIDES = (Side.ENTERPRISE, Side.AUTHORITY, Side.MINISTRY)
COUNTED = 1000
HISTORY = 5


@require_GET
@member_page(*_SIDES, institutes=True)
def platform_list(request: PortalRequest) -> HttpResponse:
    """Filters, sort and page are in the URL; the count stops at a thousand."""
    filters = PlatformFilter(request.actor, request.GET)
    found = filters.apply(visible_platforms(request.actor))
    context = {
        "filters": filters,
        "chips": filters.chips(),
        "page": page_by_key(with_place(found), request.GET, order=filters.order()),
        "count": found.order_by()[: COUNTED + 1].count(),
        "counted": COUNTED,
        "may_register": not may_register(request.actor),
        "own": request.actor.side == Side.ENTERPRISE,
    }
    return render(request, "pilots/list.html", context)


@require_POST
@member_page(Side.AUTHORITY, Side.MINISTRY)
def export(request: PortalRequest) -> HttpResponse:
    """Promise a file of the filter in the URL; the job's page shows progress and the file."""
    filters, kind = PlatformFilter(request.actor, request.GET), ExportForm(request.POST)
    for form in (filters, kind):
        if not form.is_valid():
            raise refusal_of(form)
    format_name = kind.cleaned_data["format"] or "xlsx"
    job = request_platform_export(actor=request.actor, filters=filters.as_params(), format_name=format_name)
    return redirect("portal:job", pk=job.pk)


@require_GET
@member_page(*_SIDES, institutes=True)
def platform_page(request: PortalRequest, pk: int) -> HttpResponse:
    """The whole record as its reader may see it."""
    platform = get_object_or_404(with_place(visible_platforms(request.actor)), pk=pk)
    files = list(files_of(platform))
    context = {
        "platform": platform,
        "pictures": [row for row in files if row.kind == FileKind.PICTURE],
        "attachments": [row for row in files if row.kind == FileKind.ATTACHMENT],
        "rows": fact_rows(platform),
        "texts": text_rows(platform),
        "lists": list_cards(platform),
        "years": platform.years.all()[:3],
        "steps": describe_steps(history_entries(request.actor, platform)[:HISTORY]),
        "may_edit": not may_edit(request.actor, platform),
        "release_refusal": may_release(request.actor, platform),
    }
    return render(request, "pilots/record.html", context)


@require_http_methods(["GET", "POST"])
@member_page(Side.ENTERPRISE, institutes=True)
def register(request: PortalRequest) -> HttpResponse:
    """A new platform; without scripts the button beside the place asks for the next level's list."""
    if request.method != "POST" or "list_places" in request.POST:
        return _form_page(request, PlatformForm(initial=_as_initial(request) or {"version": 0}))
    form = PlatformForm(request.POST)
    if form.is_valid():
        try:
            platform = register_platform(actor=request.actor, values=form.values())
        except (InvalidInput, Refused) as refused:
            _tell(form, refused)
        else:
            messages.success(request, _("The platform is registered. Add its equipment and services next."))
            return redirect("pilots:platform", pk=platform.pk)
    return _form_page(request, form, status=400)


@require_http_methods(["GET", "POST"])
@member_page(Side.ENTERPRISE, institutes=True)
def edit(request: PortalRequest, pk: int) -> HttpResponse:
    """Correct the record; a second person's save shows both texts and loses neither."""
    platform = get_object_or_404(visible_platforms(request.actor), pk=pk)
    present = platform.direction
    if request.method != "POST":
        return _form_page(request, PlatformForm.of(platform), platform)
    if "list_places" in request.POST:
        return _form_page(request, PlatformForm(initial=_as_initial(request), present=present), platform)
    form = PlatformForm(request.POST, present=present)
    if not form.is_valid():
        return _form_page(request, form, platform, status=400)
    version = form.cleaned_data["version"]
    try:
        update_platform(actor=request.actor, platform=platform, version=version, values=form.values())
    except (InvalidInput, Refused) as refused:
        _tell(form, refused)
        return _form_page(request, form, platform, status=400)
    except Stale as stale:
        typed = request.POST.copy()
        typed["version"] = str(visible_platforms(request.actor).get(pk=pk).entry.version)
        return _form_page(request, PlatformForm(typed, present=present), platform, stale=stale, status=409)
    messages.success(request, _("The record has been saved."))
    return redirect("pilots:platform", pk=pk)


@require_POST
@member_page(Side.ENTERPRISE, institutes=True)
def release(request: PortalRequest, pk: int) -> HttpResponse:
    """Into the public directory, or out of it."""
    platform = get_object_or_404(visible_platforms(request.actor), pk=pk)
    public = request.POST.get("public") == "yes"
    release_platform(actor=request.actor, platform=platform, public=public)
    words = (
        _("The platform is released for the public directory.")
        if public
        else _("The platform is taken out of the public directory.")
    )
    messages.success(request, words)
    return redirect("pilots:platform", pk=pk)


def _as_initial(request: PortalRequest) -> dict[str, Any]:
    """What was typed so far, every box that was ticked included."""
    lists = {name: request.POST.getlist(name) for name in ("functions", "validations") if name in request.POST}
    return request.POST.dict() | lists


def _tell(form: PlatformForm, refused: InvalidInput | Refused) -> None:
    if isinstance(refused, InvalidInput):
        form.show(refused)
    else:
        form.add_error("name", [refused.message, refused.remedy])


def _form_page(
    request: PortalRequest,
    form: PlatformForm,
    platform: Platform | None = None,
    *,
    stale: Stale | None = None,
    status: int = 200,
) -> HttpResponse:
    context: dict[str, Any] = {"form": form, "platform": platform, "stale": stale}
    if stale:
        context["differing"] = conflict_rows(stale.current, stale.attempted, LABELS)
    return render(request, "pilots/form.html", context, status=status)
