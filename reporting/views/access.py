from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import get_object_or_404

from evaluations.queries import round_of
from portal.middleware import PortalRequest
from reporting.models import Summary
from reporting.queries import visible_summaries

if TYPE_CHECKING:
    from evaluations.models import Round


def summary_or_404(request: PortalRequest, pk: int) -> Summary:
    """The summary when this person may see it; a bureau, an enterprise and another authority find nothing."""
    return get_object_or_404(
        visible_summaries(request.actor).select_related("submitted_by", "sent_by", "signed_by", "proposed__file"), pk=pk
    )


def round_or_404(year: int) -> "Round":
    found = round_of(year)
    if found is None:
        raise Http404
    return found
