from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from evaluations.definition import Definition
from evaluations.enums import VersionState
from evaluations.forms import RoundForm
from evaluations.models import Round
from evaluations.outline import bands_of, outline_of, profiles_of
from evaluations.queries import definition_of, open_filings, visible_versions
from evaluations.rules import may_set_round, may_simulate
from evaluations.scoring import score
from evaluations.services.rounds import set_round
from evaluations.services.standards import MOST_BYTES, load_standard, may_load, publish_version, retire_version
from evaluations.stages import stages_of
from evaluations.standard_forms import StandardFileForm, StandardTextForm
from evaluations.views.standards_preview import describe_check
from portal.enums import Side
from portal.errors import InvalidInput
from portal.forms.errors import show_errors
from portal.middleware import PortalRequest
from portal.views.access import member_page


@member_page()
def standard_list(request: PortalRequest) -> HttpResponse:
    return render(request, "evaluations/standards.html", _list_context(request))


@require_http_methods(["GET", "POST"])
@member_page(Side.MINISTRY)
def load(request: PortalRequest) -> HttpResponse:
    """A YAML file, or a text that was checked, becomes a draft; else every fault is shown with line and path.

    Whoever changes the language under the faults comes back by GET.
    """
    if request.method == "GET":
        return redirect("evaluations:standard-check")
    form = (StandardTextForm if "text" in request.POST else StandardFileForm)(request.POST, request.FILES)
    if not form.is_valid():
        return render(request, "evaluations/standards.html", _list_context(request) | {"form": form}, status=400)
    content = form.content(MOST_BYTES + 1)
    try:
        loaded = load_standard(actor=request.actor, content=content)
    except InvalidInput:
        context = describe_check(form, content) | {"refused": True}
        return render(request, "evaluations/standards/check.html", context, status=400)
    return redirect("evaluations:standard", pk=loaded.version.pk)


@member_page()
def standard(request: PortalRequest, pk: int) -> HttpResponse:
    """One version, read-only: dimensions, items, rungs and what each stage asks for."""
    versions = visible_versions(request.actor)
    version = get_object_or_404(versions, pk=pk)
    definition = definition_of(version)
    context = {
        "version": version,
        "definition": definition,
        "dimensions": outline_of(definition),
        "bands": bands_of(definition),
        "profiles": profiles_of(definition),
        "stages": _demands(definition),
        "others": versions.filter(standard_id=version.standard_id).exclude(pk=pk).order_by("-loaded_at"),
        "simulates": not may_simulate(request.actor),
        "publishable": version.state == VersionState.DRAFT and may_load(request.actor),
        "retirable": version.state == VersionState.PUBLISHED and may_load(request.actor),
    }
    return render(request, "evaluations/standard.html", context)


@require_POST
@member_page(Side.MINISTRY)
def publish(request: PortalRequest, pk: int) -> HttpResponse:
    publish_version(actor=request.actor, version=get_object_or_404(visible_versions(request.actor), pk=pk))
    return redirect("evaluations:standard", pk=pk)


@require_POST
@member_page(Side.MINISTRY)
def retire(request: PortalRequest, pk: int) -> HttpResponse:
    retire_version(actor=request.actor, version=get_object_or_404(visible_versions(request.actor), pk=pk))
    return redirect("evaluations:standard", pk=pk)


@member_page(Side.MINISTRY)
def edit_round(request: PortalRequest, year: int | None = None) -> HttpResponse:
    """Announce a round, or change the dates of one."""
    known = get_object_or_404(Round, year=year) if year else None
    initial, filings = (_initial(known), open_filings(known).count()) if known else (None, 0)
    form = RoundForm(request.POST or None, initial=initial, open_filings=filings)
    if request.method == "POST" and form.is_valid():
        try:
            saved = set_round(actor=request.actor, **form.cleaned_data | ({"year": year} if year else {}))
        except InvalidInput as error:
            show_errors(form, error)
        else:
            return _after(known, saved)
    status = 400 if form.errors else 200
    return render(request, "evaluations/round.html", {"form": form, "round": known}, status=status)


def _after(known: Round | None, saved: Round) -> HttpResponse:
    """To the list; where filings are moved because of it, to what becomes of them."""
    if known and known.standard_version_id != saved.standard_version_id:
        return redirect("evaluations:round-work", year=saved.year)
    return redirect("evaluations:standards")


def _demands(definition: Definition) -> list[dict[str, object]]:
    """Each stage with what its gates ask for, in words."""
    levels = score(definition, {}).levels
    return [
        {"stage": stage, "demands": [verdict.requirement for verdict in level.gates]}
        for stage, level in zip(stages_of(definition), levels, strict=True)
    ]


def _initial(known: Round) -> dict[str, object]:
    return {
        "year": known.year,
        "version": known.standard_version_id,
        "opens_on": known.opens_on,
        "closes_on": known.closes_on,
        "summary_due_on": known.summary_due_on,
        "appeal_days": known.appeal_days,
        "extension_days": known.extension_days,
    }


def _list_context(request: PortalRequest) -> dict[str, object]:
    return {
        "versions": visible_versions(request.actor).order_by("standard__code", "-version"),
        "rounds": Round.objects.select_related("standard_version__standard").defer("standard_version__source"),
        "today": timezone.localdate(),
        "loads": may_load(request.actor),
        "sets_rounds": not may_set_round(request.actor),
        "form": StandardFileForm(),
    }
