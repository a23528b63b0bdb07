"""What a filing said each time it was handed in, side by side; and every record that there is of it."""

from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from evaluations.enums import FilingState
from evaluations.filing_queries import own_filing
from evaluations.handed_in import compare_handed_in
from evaluations.models import Filing, Submission
from evaluations.queries import previous_filing
from evaluations.record_queries import records_of
from evaluations.submission_queries import LAST_YEAR, NOW, find_handed_in, submissions_of
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
    choices = _choices(filing)
    words = [choice for choice, _label in choices]
    old, new = request.GET.get("from", ""), request.GET.get("to", "")
    context: dict[str, Any] = {"filing": filing, "choices": choices, "comparable": len(words) > 1}
    if len(words) > 1:
        old, new = old or words[-2], new or words[-1]
        context |= _compared(filing, old, new, dict(choices)) | {"all": request.GET.get("all") == "1"}
    return render(request, "evaluations/versions.html", context)


def _compared(filing: Filing, old: str, new: str, labels: dict[str, str]) -> dict[str, Any]:
    (before, _before), (after, _after) = find_handed_in(filing, old), find_handed_in(filing, new)
    rows = compare_handed_in(before, after)
    return {
        "old": old,
        "new": new,
        "old_label": labels.get(old, old),
        "new_label": labels.get(new, new),
        "rows": rows,
        "changed": [row for row in rows if row.differs],
    }


def _choices(filing: Filing) -> list[Choice]:
    """What there is to compare, oldest first; the answers as they stand only while they may differ from the last."""
    earlier = previous_filing(filing)
    listed = [(LAST_YEAR, _("As handed in for %d") % earlier.round.year)] if earlier else []
    listed += [(str(row.ordinal), _label(row)) for row in submissions_of(filing)]
    return listed + ([(NOW, _("As it stands now"))] if filing.state in FilingState.editable() else [])


def _label(row: Submission) -> str:
    return _("Submission %(ordinal)d, %(at)s") % {"ordinal": row.ordinal, "at": shown(row.submitted_at)}


@require_GET
@member_page(Side.ENTERPRISE)
def records(request: PortalRequest) -> HttpResponse:
    """Receipts and explanations by year, each with what it is and whether it still holds."""
    # An explanation goes with the job that printed it.
    context = {"years": records_of(request.actor), "days_kept": settings.JOB_KEPT.days}
    return render(request, "evaluations/records.html", context)
