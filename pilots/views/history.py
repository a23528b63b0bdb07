"""A platform's whole history: who changed what, when, and what it said before and after."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from pilots.history import describe_steps
from pilots.history_queries import history_entries
from pilots.queries import visible_platforms
from pilots.words import HISTORY_PARTS
from portal.enums import Side
from portal.middleware import PortalRequest
from portal.paging import page_by_key
from portal.views.access import member_page

STEPS = 20


@require_GET
@member_page(Side.ENTERPRISE, Side.AUTHORITY, Side.MINISTRY, institutes=True)
def platform_history(request: PortalRequest, pk: int) -> HttpResponse:
    """The newest first, `part` in the URL for one part of the record; an unknown part is the whole."""
    platform = get_object_or_404(visible_platforms(request.actor), pk=pk)
    asked = request.GET.get("part", "")
    part = asked if asked in HISTORY_PARTS else ""
    page = page_by_key(history_entries(request.actor, platform, part), request.GET, order="-id", size=STEPS)
    address = reverse("pilots:history", args=[pk])
    tabs = [(_("All"), address, not part)]
    tabs += [(words, f"{address}?part={key}", part == key) for key, words in HISTORY_PARTS.items()]
    context = {"platform": platform, "page": page, "steps": describe_steps(page.rows), "tabs": tabs, "part": part}
    return render(request, "pilots/history.html", context)
