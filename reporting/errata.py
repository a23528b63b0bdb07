"""What happened after a data cut: derived from the filings' own steps, so that nothing changes silently and nothing is stored twice."""

from typing import TYPE_CHECKING

from django.db.models import QuerySet

from evaluations.statistics import steps_after
from portal.tenancy import Actor
from reporting.models import Snapshot, Summary

if TYPE_CHECKING:
    from evaluations.models import FilingEvent, Round


def later_steps(actor: Actor, summary: Summary, yearly: "Round", snapshot: Snapshot) -> "QuerySet[FilingEvent]":
    """Steps of the authority's filings of the round after the figures were frozen; drafts of enterprises are theirs alone."""
    return steps_after(actor.narrowed_to(summary.scope), yearly, snapshot.as_of)
