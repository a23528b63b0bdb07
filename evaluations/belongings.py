"""What of evaluations goes along when an enterprise moves to another authority (settings.BELONGINGS)."""

from django.db.models import Count
from django.utils.translation import gettext as _

from evaluations.enums import FilingState
from evaluations.models import Filing
from portal.models import Enterprise


def count_filings(enterprise: Enterprise) -> list[tuple[str, int]]:
    """Filings by year, the latest first, and state. Drafts count as well: nobody reads them, yet they move."""
    filings = Filing.objects.filter(enterprise_id=enterprise.pk).order_by("-round__year", "state")
    rows = filings.values_list("round__year", "state").annotate(count=Count("pk"))
    words = _("Filings of %(year)d: %(state)s")
    return [(words % {"year": year, "state": FilingState(state).label}, count) for year, state, count in rows]
