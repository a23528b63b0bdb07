"""Reads of the ministry's desk: whom it asked and when, its compendia."""

from datetime import datetime

from django.db.models import QuerySet

from portal.queries import under
from portal.tenancy import Actor
from reporting.desk_rules import may_work_at_desk
from reporting.models import Compendium, Nudge, SummaryStep


def latest_nudges(actor: Actor, year: int) -> dict[int, Nudge]:
    """{authority's key: the last time it was asked}; one query."""
    nudges = under(Nudge.objects.filter(year=year), actor).select_related("by")
    return {nudge.authority_id: nudge for nudge in nudges.order_by("authority_id", "-id").distinct("authority_id")}


def visible_compendia(actor: Actor) -> QuerySet[Compendium]:
    """The ministry's officers see them all, nobody else any."""
    compendia = Compendium.objects.select_related("pdf", "xlsx", "built_by")
    return compendia.none() if may_work_at_desk(actor) else under(compendia, actor)


def compendia_of(actor: Actor, year: int) -> QuerySet[Compendium]:
    """Newest first."""
    return visible_compendia(actor).filter(year=year)


def steps_since(actor: Actor, year: int, limit: datetime) -> QuerySet[SummaryStep]:
    """Submissions and the ministry's decisions since then; what an office does among its own people is not in it."""
    steps = SummaryStep.objects.filter(summary__year=year, at__gte=limit, name__in=("submit", "accept", "return"))
    return under(steps, actor)
