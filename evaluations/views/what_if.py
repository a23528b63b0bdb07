"""The what-if panel: items are toggled, the engine answers, nothing is stored."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import render

from evaluations.explanation_queries import Standpoint, standpoint_of
from evaluations.filing_queries import own_filing
from evaluations.scoring import Answer, RefusedAnswers
from evaluations.services.plans import refusal_of_answers
from evaluations.what_if import list_choices, read_changes, try_changes, way_changes
from portal.enums import Side
from portal.middleware import PortalRequest
from portal.views.access import member_page


@member_page(Side.ENTERPRISE)
def what_if(request: PortalRequest, pk: int) -> HttpResponse:
    """The panel on a page of its own; htmx sends the form at every change and gets the outcome alone."""
    filing = own_filing(request.actor, pk)
    found = standpoint_of(filing)
    changes = changes_of(found, request.POST)
    context = {"filing": filing, "notice": found.definition.notice} | panel_of(found, changes)
    if "only" not in request.POST and request.method == "POST":
        context["only_way"] = False
    template = "what_if_outcome.html" if request.headers.get("HX-Request") else "what_if_page.html"
    return render(request, f"evaluations/{template}", context)


def changes_of(found: Standpoint, sent: QueryDict) -> dict[str, Answer]:
    """The form's trial answers, or those of the shortest way when that was asked for."""
    if sent.get("take") == "way":
        return way_changes(found.detail.get("shortest_way"), found.answers)
    return read_changes(found.answers, {name: str(value) for name, value in sent.items()})


def panel_of(found: Standpoint, changes: Mapping[str, Answer]) -> dict[str, Any]:
    """What templates/evaluations/what_if.html shows; InvalidInput for items and rungs that do not exist."""
    way = found.explanation.way
    codes = way.codes if way else frozenset[str]()
    try:
        trial = try_changes(found.definition, found.answers, changes)
    except RefusedAnswers as error:
        raise refusal_of_answers(error) from error
    groups = list_choices(found.definition, found.answers, changes, codes)
    return {"trial": trial, "groups": groups, "way": way, "only_way": bool(way)}
