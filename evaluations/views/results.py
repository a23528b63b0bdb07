from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from evaluations.charts import dimension_radar, group_minima
from evaluations.definition import Definition
from evaluations.enums import FilingState
from evaluations.filing_queries import answers_by_item, own_filing, released_scores, shown_result, standard_of
from evaluations.models import Filing, Result
from evaluations.stages import stage_of
from evaluations.verdicts import DIFFERING, ReviewedItem
from portal.enums import Side
from portal.errors import Refused
from portal.middleware import PortalRequest
from portal.views.access import member_page


@member_page(Side.ENTERPRISE)
def result(request: PortalRequest, pk: int) -> HttpResponse:
    """Declared and reviewed stage side by side, why, and the shortest way up."""
    filing = own_filing(request.actor, pk)
    declared, final = shown_result(filing)
    shown = final or declared
    if filing.state == FilingState.DRAFT or shown is None:
        raise Refused(_("There is no result before the filing is submitted."), _("Answer the items and submit first."))
    definition = standard_of(filing)
    option, table = _radar(definition, declared, final)
    context = {
        "filing": filing,
        "declared": stage_of(definition, filing.declared_level),
        "reviewed": stage_of(definition, filing.reviewed_level) if final else None,
        "final": final,
        "levels": _levels(definition, shown),
        "option": option,
        "table": table,
        "differences": _differences(definition, filing),
        "way": _way(definition, shown),
        "next_stage": stage_of(definition, shown.detail.get("next_level")),
    }
    return render(request, "evaluations/result.html", context)


def _levels(definition: Definition, result: Result) -> list[dict[str, Any]]:
    """Every stage with its gates; open are the one reached and the one above it."""
    shown = (result.detail["level"], result.detail["next_level"])
    return [
        level | {"stage": stage_of(definition, level["code"]), "open": level["code"] in shown}
        for level in result.detail["levels"]
    ]


def _radar(
    definition: Definition, declared: Result | None, final: Result | None
) -> tuple[dict[str, Any], dict[str, Any]]:
    series = [
        (name, _scores(result))
        for name, result in ((_("Self-declared"), declared), (_("Found in review"), final))
        if result is not None
    ]
    following = (final or declared).detail.get("next_level") if final or declared else None  # type: ignore[union-attr]
    minima = group_minima(definition, definition.level(following)) if following else {}
    if minima:
        series.append((_("Needed for the next stage"), minima))
    return dimension_radar(definition, series)


def _scores(result: Result) -> dict[str, Decimal]:
    return {code: Decimal(score) for code, score in result.detail["scores"].items()}


def _differences(definition: Definition, filing: Filing) -> list[dict[str, Any]]:
    """Items on which the official came to another rung, once determined."""
    if filing.state != FilingState.DETERMINED:
        return []
    answers, scores = answers_by_item(filing), released_scores(filing)
    reviewed = [ReviewedItem(item, answers.get(item.code), scores.get(item.code)) for item in definition.items]
    return [
        {
            "item": row.item,
            "claimed": row.item.scale.rung(row.claim).name if row.claim else None,
            "found": row.item.scale.rung(row.rung).name,
            "verdict": row.verdict,
            "reason": row.score.comment if row.score else "",
        }
        for row in reviewed
        if row.verdict in DIFFERING
    ]


def _way(definition: Definition, result: Result) -> dict[str, Any] | None:
    """The least changes that open the next stage; None at the top or when no change of answers opens it."""
    way = result.detail.get("shortest_way")
    if not way or not way["possible"]:
        return None
    return {"changes": list(_changes(definition, way["changes"])), "exact": way["exact"]}


def _changes(definition: Definition, changes: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for change in changes:
        item = definition.item(change["item"])
        yield {
            "item": item,
            "before": item.scale.rung(change["from_rung"]).name if change["from_rung"] else None,
            "after": item.scale.rung(change["to_rung"]).name if change["to_rung"] else None,
            "climbs": change["from_rung"] != change["to_rung"],
            "add_evidence": change["add_evidence"],
        }
