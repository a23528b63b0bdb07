"""The lists of a platform's record: one page for each kind, a line at a time."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from pilots.forms import PartForm
from pilots.lists import KINDS
from pilots.models import Platform, Qualification
from pilots.models.parts import Part
from pilots.presentation import conflict_rows, part_cells, part_columns
from pilots.queries import count_expired, visible_platforms
from pilots.rules import may_edit
from pilots.services.parts import add_part, change_part, remove_part
from pilots.words import LISTS, PART_LABELS
from portal.enums import Side
from portal.errors import InvalidInput, Stale
from portal.forms.errors import show_errors
from portal.middleware import PortalRequest
from portal.paging import page_by_key
from portal.views.access import member_page

_SIDES = (Side.ENTERPRISE, Side.AUTHORITY, Side.MINISTRY)
SHOWN = 5


@require_http_methods(["GET", "POST"])
@member_page(*_SIDES, institutes=True)
def part_list(request: PortalRequest, pk: int, kind: str) -> HttpResponse:
    """The lines, fifty a page, and the form of another one; a POST adds it."""
    platform, model = _found(request, pk, kind)
    if request.method != "POST":
        return _list_page(request, platform, kind, PartForm(model, initial={"version": 0}))
    form = PartForm(model, request.POST)
    if form.is_valid():
        try:
            line = add_part(actor=request.actor, platform=platform, kind=model, values=form.values())
        except InvalidInput as refused:
            show_errors(form, refused)
        else:
            messages.success(request, _("“%s” has been added.") % line)
            return redirect("pilots:list", pk=pk, kind=kind)
    return _list_page(request, platform, kind, form, status=400)


@require_http_methods(["GET", "POST"])
@member_page(Side.ENTERPRISE, institutes=True)
def part(request: PortalRequest, pk: int, kind: str, line: int) -> HttpResponse:
    """One line to change; a second person's save shows both and loses neither."""
    platform, model = _found(request, pk, kind)
    found = get_object_or_404(model._default_manager.filter(platform=platform), pk=line)
    if request.method != "POST":
        return _line_page(request, found, PartForm.of(found))
    form = PartForm(model, request.POST)
    if not form.is_valid():
        return _line_page(request, found, form, status=400)
    try:
        change_part(actor=request.actor, line=found, version=form.cleaned_data["version"], values=form.values())
    except InvalidInput as refused:
        show_errors(form, refused)
        return _line_page(request, found, form, status=400)
    except Stale as stale:
        typed = request.POST.copy()
        typed["version"] = str(model._default_manager.get(pk=line).version)
        return _line_page(request, found, PartForm(model, typed), stale=stale, status=409)
    messages.success(request, _("Saved."))
    return redirect("pilots:list", pk=pk, kind=kind)


@require_POST
@member_page(Side.ENTERPRISE, institutes=True)
def remove(request: PortalRequest, pk: int, kind: str, line: int) -> HttpResponse:
    """Take a line off the list; its history stays."""
    platform, model = _found(request, pk, kind)
    found = get_object_or_404(model._default_manager.filter(platform=platform), pk=line)
    version = request.POST.get("version", "")
    remove_part(
        actor=request.actor,
        line=found,
        version=int(version) if version.isascii() and version.isdecimal() and len(version) < 10 else 0,
    )
    messages.success(request, _("“%s” has been removed; the history keeps it.") % found)
    return redirect("pilots:list", pk=pk, kind=kind)


def list_cards(platform: Platform) -> list[dict[str, Any]]:
    """The first lines of each list, for the record's page."""
    cards = []
    for kind, model in KINDS.items():
        lines = list(model._default_manager.filter(platform=platform)[: SHOWN + 1])
        card = {"kind": kind, "title": LISTS[kind], "lines": lines[:SHOWN], "more": len(lines) > SHOWN}
        if model is Qualification:
            card["expired"] = count_expired(platform, timezone.localdate())
        cards.append(card)
    return cards


def _found(request: PortalRequest, pk: int, kind: str) -> tuple[Platform, type[Part]]:
    if kind not in KINDS:
        raise Http404
    return get_object_or_404(visible_platforms(request.actor), pk=pk), KINDS[kind]


def _list_page(
    request: PortalRequest, platform: Platform, kind: str, form: PartForm, *, status: int = 200
) -> HttpResponse:
    model = KINDS[kind]
    page = page_by_key(model._default_manager.filter(platform=platform), request.GET, order="id")
    context = {
        "platform": platform,
        "kind": kind,
        "title": LISTS[kind],
        "columns": part_columns(model),
        "page": page,
        "lines": [(line, part_cells(line)) for line in page.rows],
        "form": form,
        "may_edit": not may_edit(request.actor, platform),
    }
    return render(request, "pilots/part_list.html", context, status=status)


def _line_page(
    request: PortalRequest, line: Part, form: PartForm, *, stale: Stale | None = None, status: int = 200
) -> HttpResponse:
    kind = str(line._meta.model_name)
    context: dict[str, Any] = {
        "platform": line.platform,
        "kind": kind,
        "title": LISTS[kind],
        "line": line,
        "form": form,
    }
    if stale:
        context |= {"stale": stale, "differing": conflict_rows(stale.current, stale.attempted, PART_LABELS[kind])}
    return render(request, "pilots/part.html", context, status=status)
