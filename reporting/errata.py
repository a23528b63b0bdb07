"""What happened after a data cut: derived from the filings' own steps, so that nothing changes silently and nothing is stored twice."""

from typing import TYPE_CHECKING

from django.db.models import QuerySet

from evaluations.enums import FilingState
from evaluations.models import FilingEvent
from portal.queries import under
from portal.tenancy import Actor
from reporting.models import Snapshot, Summary

if TYPE_CHECKING:
    from evaluations.models import Round


def later_steps(actor: Actor, summary: Summary, yearly: "Round", snapshot: Snapshot) -> QuerySet[FilingEvent]:
    """Steps of the authority's filings of the round after the figures were frozen; drafts of enterprises are theirs alone."""
    steps = FilingEvent.objects.filter(at__gt=snapshot.as_of, filing__round=yearly).exclude(target=FilingState.DRAFT)
    return under(steps, actor.narrowed_to(summary.scope)).select_related("filing__enterprise")
