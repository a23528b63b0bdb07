"""Two editions of one summary side by side; for the ministry, two that were submitted to it."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from portal.enums import Side
from portal.middleware import PortalRequest
from portal.views.access import member_page
from reporting.attached import compare_attached
from reporting.attachment_queries import files_listed
from reporting.comparing import compare_figures, compare_texts
from reporting.models import Edition
from reporting.queries import visible_editions, with_listed
from reporting.views.access import round_or_404, summary_or_404


@require_GET
@member_page(Side.AUTHORITY, Side.MINISTRY)
def compare(request: PortalRequest, pk: int) -> HttpResponse:
    """`?before=1&after=3`; without them the two newest."""
    found = summary_or_404(request, pk)
    editions = list(visible_editions(request.actor).filter(summary=found).defer("snapshot__data", "narrative"))
    context: dict[str, Any] = {"summary": found, "yearly": round_or_404(found.year), "editions": editions}
    before, after = _chosen(request, editions, "before", 1), _chosen(request, editions, "after", 0)
    context |= {"before": before, "after": after, "errors": _errors(request, editions)}
    if before and after and not context["errors"]:
        old, new = _whole(request, before), _whole(request, after)
        sections = compare_texts(old, new)
        context |= {"sections": sections, "unchanged": [section for section in sections if not section.lines]}
        context["figures"] = compare_figures(old, new, get_language() or "")
        context["files"] = compare_attached(files_listed(old), files_listed(new))
    return render(request, "reporting/compare_editions.html", context, status=400 if context["errors"] else 200)


def _chosen(request: PortalRequest, editions: list[Edition], name: str, place: int) -> Edition | None:
    wanted = request.GET.get(name, "")
    found = [edition for edition in editions if str(edition.number) == wanted]
    return next(iter(found or editions[place : place + 1]), None)


def _errors(request: PortalRequest, editions: list[Edition]) -> dict[str, list[str]]:
    known = {"", *(str(edition.number) for edition in editions)}
    words = _("There is no edition “%s” to compare. Choose one from the list.")
    asked = {name: request.GET.get(name, "") for name in ("before", "after")}
    return {name: [words % wanted[:20]] for name, wanted in asked.items() if wanted not in known}


def _whole(request: PortalRequest, edition: Edition) -> Edition:
    return with_listed(visible_editions(request.actor)).get(pk=edition.pk)
