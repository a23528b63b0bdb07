"""What blind readers found, side by side once all have ended, and whose verdict counts where they differ."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from evaluations.filing_queries import filing_of
from evaluations.models import Filing
from evaluations.reading_queries import differing_items, read_items
from evaluations.readings import PLACES, Readings
from evaluations.services.reviews import settle_reading
from portal.enums import Role, Side
from portal.middleware import PortalRequest
from portal.views.access import member_page

_PREFIX = "settle-"


@require_POST
@member_page(Side.AUTHORITY, roles=(Role.APPROVER,))
def settle(request: PortalRequest, pk: int) -> HttpResponse:
    """Item by item, one of the readings."""
    filing = filing_of(request.actor, pk)
    typed = [(name.removeprefix(_PREFIX), request.POST[name]) for name in request.POST if name.startswith(_PREFIX)]
    choices = {code: int(value) if value in PLACES else 0 for code, value in typed}
    settle_reading(actor=request.actor, filing=filing, choices=choices)
    return redirect("evaluations:determination", pk=pk)


def reading_parts(filing: Filing, readings: Readings) -> dict[str, Any]:
    """Nothing while anybody still reads, and where one reviewer works alone."""
    items = read_items(filing, readings)
    if not items:
        return {}
    apart = [row.total for row in readings.rows if row.total is not None and not readings.calibrated]
    return {
        "read_by": readings.rows,
        "apart": abs(apart[0] - apart[1]) if len(apart) > 1 else None,
        "differing_items": [read for read in items if not read.agreed],
        "agreed_items": sum(read.agreed for read in items),
        "settles": bool(open_items := differing_items(filing, items)),
        "settleable": frozenset(open_items),
    }
