from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from evaluations.appeal_days import appeal_window
from evaluations.certificate_queries import held_of
from evaluations.charts import dimension_radar
from evaluations.clash_queries import reasons_that_travel
from evaluations.definition import Definition
from evaluations.enums import FilingState
from evaluations.explanation_queries import Standpoint, standpoint_of
from evaluations.filing_queries import answers_by_item, own_filing, released_scores, standing_of
from evaluations.models import Answer, Filing
from evaluations.peer_queries import compare_with, peers_of
from evaluations.queries import standard_of
from evaluations.radar import radar_series, scores_in
from evaluations.services.explanations import request_explanation
from evaluations.stages import stage_of, stages_of
from evaluations.standing import describe_standing
from evaluations.verdicts import DIFFERING, ReviewedItem, name_of
from evaluations.views.what_if import panel_of
from evaluations.visit_queries import shown_findings
from portal.enums import Side
from portal.errors import Refused
from portal.middleware import PortalRequest
from portal.views.access import member_page

# A certificate was issued, whatever became of it.
CERTIFIED = (FilingState.PUBLISHED, FilingState.REVOKED)


@member_page(Side.ENTERPRISE)
def result(request: PortalRequest, pk: int) -> HttpResponse:
    """Declared and reviewed stage side by side, why, and the shortest way up."""
    filing = own_filing(request.actor, pk, "appeal")
    found = standpoint_of(filing)
    if filing.state == FilingState.DRAFT or found.declared is None:
        raise Refused(_("There is no result before the filing is submitted."), _("Answer the items and submit first."))
    answers = answers_by_item(filing) if filing.decided else {}
    context = {
        "filing": filing,
        "declared": stage_of(found.definition, filing.declared_level),
        "reviewed": stage_of(found.definition, filing.reviewed_level) if found.final else None,
        "final": found.final,
        "grounds": found.grounds,
        "differences": _differences(found.definition, filing, answers),
        "visited": shown_findings(request.actor, filing, answers),
        "window": appeal_window(filing),
        "appeal": getattr(filing, "appeal", None),
        "held": held_of(filing, timezone.localdate()) if filing.state in CERTIFIED else None,
    }
    return render(request, "evaluations/result.html", context | _explained(found, filing))


@member_page(Side.ENTERPRISE)
def standing(request: PortalRequest, pk: int) -> HttpResponse:
    """Where a filing stands while it is being written, and why; htmx asks for the side panel alone after each save."""
    filing = own_filing(request.actor, pk)
    if request.headers.get("HX-Request"):
        found = describe_standing(standard_of(filing), standing_of(filing, answers_by_item(filing)))
        return render(request, "evaluations/standing.html", {"filing": filing, "standing": found})
    if filing.state not in FilingState.editable():
        return redirect("evaluations:result", pk=pk)
    standpoint = standpoint_of(filing)
    found = describe_standing(standpoint.definition, standing_of(filing, answers_by_item(filing)))
    context = {"filing": filing, "standing": found}
    return render(request, "evaluations/standing_page.html", context | _explained(standpoint, filing))


@require_POST
@member_page(Side.ENTERPRISE)
def explanation(request: PortalRequest, pk: int) -> HttpResponse:
    """Promise the explanation as a PDF; the job's page shows progress and the file."""
    job = request_explanation(actor=request.actor, filing=own_filing(request.actor, pk))
    return redirect("portal:job", pk=job.pk)


def _explained(found: Standpoint, filing: Filing) -> dict[str, Any]:
    """What the result and the standing page share."""
    peers = peers_of(filing)
    option, table = dimension_radar(found.definition, radar_series(found, peers))
    return {
        "explanation": found.explanation,
        "stages": stages_of(found.definition),
        "notice": found.definition.notice,
        "option": option,
        "table": table,
        "reasons": reasons_that_travel(filing) if found.explanation.contradictions else {},
        "peers": peers,
        "comparison": compare_with(peers, scores_in(found.declared.detail if found.declared else found.detail)),
    } | panel_of(found, {})


def _differences(definition: Definition, filing: Filing, answers: Mapping[str, Answer]) -> list[dict[str, Any]]:
    """Items on which the official came to another rung, once determined."""
    if not filing.decided:
        return []
    scores = released_scores(filing)
    reviewed = [ReviewedItem(item, answers.get(item.code), scores.get(item.code)) for item in definition.items]
    return [
        {
            "item": row.item,
            "claimed": name_of(row.item, row.claim),
            "found": name_of(row.item, row.rung),
            "verdict": row.verdict,
            "reason": row.score.comment if row.score else "",
        }
        for row in reviewed
        if row.verdict in DIFFERING
    ]
