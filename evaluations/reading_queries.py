"""Reads of blind readings: who reads a filing, whether another reader is wanted, and what they found once all have."""

from typing import Any

from django.db.models import Count, Q, QuerySet

from evaluations.enums import FilingState
from evaluations.models import Filing, Review, Round
from evaluations.procedure import procedure_of
from evaluations.queries import authority_round_of
from evaluations.readings import TWO, Readings, ReadItem, side_by_side
from evaluations.review_queries import board_with
from portal.enums import Role, Side
from portal.queries import under
from portal.tenancy import Actor


def readings_of(filing: Filing) -> Readings:
    reviews = Review.objects.filter(filing=filing, ordinal__gte=0).select_related("reviewer").order_by("ordinal")
    every = tuple(reviews)
    rows = tuple(row for row in every if row.ordinal)
    threshold = procedure_of(authority_round_of(filing)).reading_threshold if rows else None
    return Readings(rows, threshold, alone=bool(every) and not rows)


def is_read_blind(filing: Filing, readings: Readings) -> bool:
    """It has readings, or would get them: what one reviewer began alone stays theirs, whatever is set later."""
    if readings.rows or readings.alone:
        return bool(readings.rows)
    return procedure_of(authority_round_of(filing)).readers == TWO


def waiting_for_reader(actor: Actor) -> QuerySet[Review, Any]:
    """As filings' keys (`filing`): one reader of two, or two who ended too far apart; without those of the actor."""
    readings = under(Review.objects.filter(ordinal__gt=0), actor).order_by()
    mine = readings.filter(reviewer_id=actor.user_id).values("filing")
    open_ones = readings.filter(filing__state__in=FilingState.scorable()).exclude(filing__in=mine)
    counted = open_ones.values("filing").annotate(n=Count("pk"), left=Count("pk", filter=Q(finished_at=None)))
    return counted.filter(Q(n=1) | Q(n=TWO, left=0)).values("filing")


def have_readings_ended(actor: Actor, yearly: Round) -> bool:
    """By the threshold of then it was decided whether a third one reads."""
    return under(Review.objects.filter(filing__round=yearly, ordinal__gt=0, total__isnull=False), actor).exists()


def may_see_readers(actor: Actor, readings: Readings) -> bool:
    """Who reads is known to whoever runs the office's work, unless they read it themselves; to all once all have read."""
    if not readings.sealed:
        return True
    office = actor.side == Side.AUTHORITY and actor.has(Role.APPROVER, Role.ADMINISTRATOR)
    return office and readings.of(actor.user_id) is None


def read_items(filing: Filing, readings: Readings) -> list[ReadItem]:
    """Empty while anybody still reads."""
    if not readings.rows or readings.sealed:
        return []
    return side_by_side([board_with(filing, row).items for row in readings.rows])
