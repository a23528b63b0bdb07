"""Reads of blind readings: who reads a filing, whether another reader is wanted, and what they found once all have."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from django.db.models import Count, F, Max, OuterRef, Q, QuerySet, Subquery

from evaluations.enums import FilingState
from evaluations.models import Calibration, Filing, Review, Round, Score
from evaluations.procedure import procedure_of
from evaluations.queries import authority_round_of
from evaluations.readings import TWO, Readings, ReadItem, side_by_side
from evaluations.review_queries import board_with
from evaluations.visit_queries import corrected_findings
from portal.enums import Role, Side
from portal.queries import under
from portal.tenancy import Actor


def readings_of(filing: Filing) -> Readings:
    return readings_of_many([filing])[filing.pk]


def readings_of_many(filings: Collection[Filing]) -> dict[int, Readings]:
    """{filing: its readings}; one query, and one more for the settings of each authority of which something is read."""
    calibration = Calibration.objects.filter(filing=OuterRef("filing")).values("readers")
    reviews = Review.objects.filter(filing__in=filings, ordinal__gte=0).annotate(calibrated=Subquery(calibration))
    every = defaultdict[int, list[Any]](list)
    for row in reviews.select_related("reviewer").order_by("filing", "ordinal"):
        every[row.filing_id].append(row)
    return {filing.pk: _readings(filing, every[filing.pk]) for filing in filings}


def _readings(filing: Filing, every: Sequence[Any]) -> Readings:
    """`every` are its reviews in the order of their places, that which counts among them."""
    rows = tuple(row for row in every if row.ordinal)
    threshold = procedure_of(authority_round_of(filing)).reading_threshold if rows else None
    calibrated = rows[0].calibrated if rows else None
    return Readings(rows, threshold, alone=bool(every) and not rows, calibrated=calibrated)


def scored_filings(filings: Collection[Filing]) -> frozenset[int]:
    """Those of which somebody wrote a verdict since they came into their state."""
    since = Score.objects.filter(review__filing__in=filings, updated_at__gt=F("review__filing__state_since"))
    return frozenset(since.order_by().values_list("review__filing_id", flat=True).distinct())


def is_read_blind(filing: Filing, readings: Readings) -> bool:
    """It has readings, or would get them: what one reviewer began alone stays theirs, whatever is set later."""
    if readings.rows or readings.alone:
        return bool(readings.rows)
    return procedure_of(authority_round_of(filing)).readers == TWO


def waiting_for_reader(actor: Actor) -> QuerySet[Review, Any]:
    """As filings' keys (`filing`): one reader of two, two who ended too far apart, or fewer than a calibration wants.

    Without those of the actor.
    """
    readings = under(Review.objects.filter(ordinal__gt=0), actor).order_by()
    mine = readings.filter(reviewer_id=actor.user_id).values("filing")
    open_ones = readings.filter(filing__state__in=FilingState.scorable()).exclude(filing__in=mine)
    counted = open_ones.values("filing").annotate(
        n=Count("pk"), left=Count("pk", filter=Q(finished_at=None)), places=Max("filing__calibration__readers")
    )
    wanted = Q(n__lt=F("places")) | Q(Q(n=1) | Q(n=TWO, left=0), places=None)
    return counted.filter(wanted).values("filing")


def have_readings_ended(actor: Actor, yearly: Round) -> bool:
    """By the threshold of then it was decided whether a third one reads; of a calibration filing nothing was."""
    ended = Review.objects.filter(filing__round=yearly, ordinal__gt=0, total__isnull=False)
    return under(ended.filter(filing__calibration=None), actor).exists()


def may_see_readers(actor: Actor, readings: Readings) -> bool:
    """Who reads is known to whoever runs the office's work, unless they read it themselves; to all once all have read."""
    if not readings.sealed:
        return True
    office = actor.side == Side.AUTHORITY and actor.has(Role.APPROVER, Role.ADMINISTRATOR)
    return office and readings.of(actor.user_id) is None


def differing_items(filing: Filing, items: Iterable[ReadItem]) -> dict[str, ReadItem]:
    """{item: what each found} of those on which nobody's word counts, but for what a site visit has corrected."""
    found = {read.item.item.code: read for read in items if not read.counting}
    corrected = {finding.item.code for finding in corrected_findings(filing)} if found else set()
    return {code: read for code, read in found.items() if code not in corrected}


def read_items(filing: Filing, readings: Readings) -> list[ReadItem]:
    """Empty while anybody still reads."""
    if not readings.rows or readings.sealed:
        return []
    boards = [board_with(filing, row).items for row in readings.rows]
    return side_by_side(boards, calibrated=bool(readings.calibrated))
