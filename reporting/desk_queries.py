"""Reads of the ministry's desk: whom it asked and when, its compendia."""

from datetime import datetime

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject

from portal.models import Organisation
from portal.queries import under
from portal.tenancy import Actor
from reporting.desk_rules import may_work_at_desk
from reporting.models import Compendium, Nudge, Summary, SummaryStep


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


def with_asking(offices: QuerySet[Organisation], year: int) -> QuerySet[Organisation]:
    """With `asked`: when, on which day and by whom each was last asked, as JSON; one query with the offices."""
    latest = Nudge.objects.filter(year=year, authority=OuterRef("pk")).order_by("-id")
    words = JSONObject(at="at", day="day", by="by__display_name")
    return offices.annotate(asked=Subquery(latest.values(words=words)[:1]))


def with_steps(summaries: QuerySet[Summary], limit: datetime) -> QuerySet[Summary]:
    """With `moved`: submissions and the ministry's decisions since then, as JSON; of an office's own steps nothing."""
    seen = ("submit", "accept", "return", "revoke")
    steps = SummaryStep.objects.filter(summary=OuterRef("pk"), at__gte=limit, name__in=seen)
    return summaries.annotate(moved=ArraySubquery(steps.order_by("id").values(words=JSONObject(name="name", at="at"))))
