"""Justifications that are nearly the same in several companies: the list, and one of them side by side."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from evaluations.enums import FilingState
from evaluations.models import Filing
from evaluations.queries import rounds_known
from evaluations.queue_rows import with_review
from evaluations.triage_queries import cluster_of, excerpts_of, filings_of_cluster, sides_of, visible_clusters
from evaluations.views.triage import round_asked
from portal.differences import Effort
from portal.enums import Side
from portal.middleware import PortalRequest
from portal.paging import page_by_key
from portal.views.access import member_page

AT_ONCE = 20
ORDERS = {"-companies": "-companies", "companies": "companies"}


@require_GET
@member_page(Side.AUTHORITY)
def clusters(request: PortalRequest) -> HttpResponse:
    """The largest first, each with its first text."""
    yearly = round_asked(request)
    found = visible_clusters(request.actor, yearly) if yearly else visible_clusters(request.actor).none()
    items = list(found.order_by("item__position").values_list("item__code", flat=True).distinct())
    item = asked if (asked := request.GET.get("item", "")) in items else ""
    shown = found.filter(item__code=item) if item else found
    order = ORDERS.get(request.GET.get("sort", ""), "-companies")
    page = page_by_key(shown.defer("filings"), request.GET, order=order)
    excerpts = excerpts_of(request.actor, found.filter(pk__in=[cluster.pk for cluster in page.rows]))
    context = {
        "round": yearly,
        "rounds": rounds_known(),
        "item": item,
        "items": items,
        "page": page,
        "rows": [(cluster, excerpts[cluster.pk]) for cluster in page.rows],
        "total": shown.count(),
    }
    return render(request, "evaluations/triage/texts.html", context)


@require_GET
@member_page(Side.AUTHORITY)
def cluster(request: PortalRequest, pk: int) -> HttpResponse:
    """Each text beside the first one, with the words that differ marked; those under one's review can go back together."""
    found = cluster_of(request.actor, pk)
    filings = filings_of_cluster(request.actor, found)
    page = page_by_key(with_review(Filing.objects.all()), request.GET, order="id", size=AT_ONCE, slim=filings)
    first, sides = sides_of(request.actor, found, page.rows, Effort())
    mine = filings.filter(state=FilingState.IN_REVIEW, reviews__reviewer_id=request.actor.user_id, reviews__ordinal=0)
    keys = set(mine.values_list("pk", flat=True))
    context = {
        "cluster": found,
        "first": first,
        "sides": [(side, side.filing.pk in keys) for side in sides],
        "page": page,
        "total": filings.count(),
        "mine": len(keys),
    }
    return render(request, "evaluations/triage/text.html", context)
