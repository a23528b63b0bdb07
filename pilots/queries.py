"""Reads of platforms for re-use: querysets in, querysets out."""

from datetime import date

from django.db.models import QuerySet

from pilots.models import Direction, DirectionList, Platform, Qualification
from portal.enums import OrganisationKind
from portal.queries import under
from portal.tenancy import Actor


def visible_platforms(actor: Actor) -> QuerySet[Platform]:
    """An operating body its own, an office those in its reach, the ministry all; who keeps the machine running none."""
    platforms = under(Platform.objects.select_related("entry__owner", "direction"), actor)
    return platforms.none() if actor.kind == OrganisationKind.OPERATOR else platforms


def with_place(platforms: QuerySet[Platform]) -> QuerySet[Platform]:
    """With the county, city and province of each, for who shows them."""
    return platforms.select_related("entry__region__parent__parent")


def count_expired(platform: Platform, today: date) -> int:
    """Of its certificates, those that hold no longer on this day (Asia/Shanghai)."""
    return Qualification.objects.filter(platform=platform, expires_on__lt=today).count()


def directions_in_force() -> QuerySet[Direction]:
    """Those of the newest list; none while no list has been loaded."""
    newest = DirectionList.objects.order_by("-id").values("pk")[:1]
    return Direction.objects.filter(list__in=newest)
