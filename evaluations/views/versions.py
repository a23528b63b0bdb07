"""What a filing said each time it was handed in, side by side; and every record that there is of it."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from evaluations.enums import FilingState
from evaluations.filing_queries import filing_of, own_filing
from evaluations.handed_in import compare_handed_in
from evaluations.models import Filing, Submission
from evaluations.queries import previous_filing
from evaluations.record_queries import records_of
from evaluations.review_queries import board_of
from evaluations.submission_queries import LAST_YEAR, NOW, find_handed_in, submissions_of
from evaluations.views.review_parts import frame_parts
from portal.differences import Effort
from portal.enums import Side
from portal.middleware import PortalRequest
from portal.presentation import shown
from portal.views.access import member_page

Choice = tuple[str, str]


@require_GET
@member_page(Side.ENTERPRISE)
def versions(request: PortalRequest, pk: int) -> HttpResponse:
    """`?from=1&to=2`: what differs between two submissions, `now` or `last-year`; `all=1` shows every item."""
    filing = own_filing(request.actor, pk)
    now = [(NOW, _("As it stands now"))] if filing.state in FilingState.editable() else []
    context = _compared_parts(request, filing, [*_handed_in(filing), *now])
    return render(request, "evaluations/versions.html", {"filing": filing} | context)


@require_GET
@member_page(Side.AUTHORITY, Side.MINISTRY)
def review_versions(request: PortalRequest, pk: int) -> HttpResponse:
    """The same for officials, of what was handed in alone."""
    filing = filing_of(request.actor, pk)
    context = _compared_parts(request, filing, _handed_in(filing))
    return render(
        request,
        "evaluations/review/versions.html",
        frame_parts(request.actor, board_of(filing, request.actor)) | context,
    )


def _compared_parts(request: PortalRequest, filing: Filing, choices: list[Choice]) -> dict[str, Any]:
    """Http404 for what is not among the choices."""
    words = [choice for choice, _label in choices]
    context: dict[str, Any] = {"choices": choices, "comparable": len(words) > 1}
    if len(words) > 1:
        old, new = request.GET.get("from") or words[-2], request.GET.get("to") or words[-1]
        if not {old, new} <= set(words):
            raise Http404
        context |= _compared(filing, old, new, dict(choices)) | {"all": request.GET.get("all") == "1"}
    return context


def _compared(filing: Filing, old: str, new: str, labels: dict[str, str]) -> dict[str, Any]:
    (before, _before), (after, _after) = find_handed_in(filing, old), find_handed_in(filing, new)
    rows = compare_handed_in(before, after, Effort())
    return {
        "old": old,
        "new": new,
        "old_label": labels.get(old, old),
        "new_label": labels.get(new, new),
        "rows": rows,
        "changed": [row for row in rows if row.differs],
    }


def _handed_in(filing: Filing) -> list[Choice]:
    """What there is to compare, oldest first."""
    earlier = previous_filing(filing)
    listed = [(LAST_YEAR, _("As handed in for %d") % earlier.round.year)] if earlier else []
    return listed + [(str(row.ordinal), _label(row)) for row in submissions_of(filing)]


def _label(row: Submission) -> str:
    return _("Submission %(ordinal)d, %(at)s") % {"ordinal": row.ordinal, "at": shown(row.submitted_at)}


@require_GET
@member_page(Side.ENTERPRISE)
def records(request: PortalRequest) -> HttpResponse:
    """Receipts and explanations by year, each with what it is and whether it still holds."""
    # An explanation goes with the job that printed it.
    context = {"years": records_of(request.actor), "days_kept": settings.JOB_KEPT.days}
    return render(request, "evaluations/records.html", context)
