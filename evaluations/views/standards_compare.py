"""Two versions of a standard side by side."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from evaluations.comparing import Comparison, Kind, compare
from evaluations.comparison_rows import MEANING_ONLY, group_rows, item_rows, level_rows, text_rows
from evaluations.models import StandardVersion
from evaluations.queries import definition_of, visible_versions
from evaluations.standard_forms import CompareForm
from portal.differences import Effort
from portal.middleware import PortalRequest
from portal.tenancy import Actor
from portal.views.access import member_page


@require_GET
@member_page()
def compare_versions(request: PortalRequest, pk: int, other: int) -> HttpResponse:
    """What version `pk` changes against the version `other` of the same standard."""
    new, old = versions_of(request.actor, pk, other)
    comparison = compare(definition_of(old), definition_of(new))
    form = CompareForm(request.GET, comparison=comparison)
    wanted = form.wanted()
    effort = Effort()
    context = {
        "old": old,
        "new": new,
        "form": form,
        "chips": form.chips(),
        "counts": _counts(comparison),
        "rows": item_rows(comparison, wanted, effort),
        "groups": group_rows(comparison, effort),
        "levels": level_rows(comparison, effort),
        "others": text_rows(comparison, effort),
    }
    return render(request, "evaluations/standards/compare.html", context)


def versions_of(actor: Actor, pk: int, other: int) -> tuple[StandardVersion, StandardVersion]:
    """Both visible versions, of one standard; Http404 otherwise."""
    new = get_object_or_404(visible_versions(actor), pk=pk)
    old = get_object_or_404(visible_versions(actor), pk=other)
    if old.standard_id != new.standard_id:
        raise Http404
    return new, old


def _counts(comparison: Comparison) -> list[tuple[str, int, str]]:
    """(in words, how many, the filter that shows them)."""
    meaning = sum(change.meaning_changed for change in comparison.items)
    of_kind = [(str(kind.label), len(comparison.of_kind(kind)), f"?kind={kind}") for kind in Kind]
    return [*of_kind, (_("Changed in meaning"), meaning, f"?part={MEANING_ONLY}")]
