"""Reads of calibration filings: which ones there are, how far each has come, and how far their readers are apart.

For whoever runs the office's work, and never of a filing that this person still reads.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from evaluations.agreement import Months, Severity, severity_of
from evaluations.agreement_queries import OVER
from evaluations.bulk_queries import Chosen
from evaluations.calibration import Calibrated, Found, distances_by_month
from evaluations.enums import BulkKind, FilingState
from evaluations.models import Calibration, Filing, Review, Round
from evaluations.queries import visible_filings
from evaluations.review_queue import QueueFilter
from portal.queries import under
from portal.tenancy import Actor

RUNNING, ENDED = "running", "ended"


def visible_calibrations(actor: Actor, yearly: Round, state: str = "") -> QuerySet[Calibration]:
    """Unordered, with how many readings have `ended`; `state` is RUNNING, ENDED or '' for both."""
    reads = Review.objects.filter(filing=OuterRef("filing"), reviewer_id=actor.user_id, ordinal__gt=0)
    found = under(Calibration.objects.filter(filing__round=yearly), actor).select_related("filing").order_by()
    found = found.exclude(Q(Exists(reads), filing__state__in=FilingState.scorable()))
    if state in (RUNNING, ENDED):
        found = found.filter(filing__state__in=OVER if state == ENDED else FilingState.scorable())
    ended = Q(filing__reviews__ordinal__gt=0, filing__reviews__finished_at__isnull=False)
    return found.annotate(ended=Count("filing__reviews", filter=ended))


@dataclass(frozen=True)
class ReaderFigures:
    person: int
    name: str
    severity: Severity


@dataclass(frozen=True)
class CalibrationFigures:
    """What all readers of each filing found, {filing: …}, and who they are, {person: name}."""

    filings: dict[int, Calibrated]
    names: dict[int, str]

    @cached_property
    def months(self) -> Months:
        return distances_by_month(self.filings.values())

    @cached_property
    def people(self) -> list[ReaderFigures]:
        """The most severe first."""
        rows = [ReaderFigures(key, self.names[key], severity_of(sums.values())) for key, sums in self.months.items()]
        return sorted(rows, key=lambda row: (row.severity.mean or 0, row.person))

    def readers_of(self, filings: Iterable[int]) -> list[tuple[int, str]]:
        """(person, name) of whoever read one of these, by name."""
        read = {one.person for key in filings if key in self.filings for one in self.filings[key].found}
        return sorted(((key, self.names[key]) for key in read), key=lambda pair: (pair[1], pair[0]))


def calibration_figures(actor: Actor, yearly: Round) -> CalibrationFigures:
    """Of the filings that all have read; one query, whatever their number."""
    over = visible_calibrations(actor, yearly, ENDED).values("filing")
    readings = under(Review.objects.filter(filing__in=over, ordinal__gt=0, total__isnull=False), actor)
    found: dict[int, list[Found]] = defaultdict(list)
    names: dict[int, str] = {}
    for row in readings.select_related("reviewer").order_by("filing_id", "ordinal"):
        assert row.total is not None
        assert row.finished_at
        names[row.reviewer_id] = row.reviewer.display_name
        found[row.filing_id].append(Found(row.reviewer_id, row.total, _month(timezone.localdate(row.finished_at))))
    return CalibrationFigures({key: Calibrated(tuple(rows)) for key, rows in found.items()}, names)


def _month(day: date) -> date:
    return day.replace(day=1)


def calibration_frame(actor: Actor, yearly: Round) -> QuerySet[Filing]:
    """What can be drawn: filings whose review would be the next step, and that nobody has begun."""
    states = Chosen(QueueFilter(yearly.year), ()).sources(actor, BulkKind.DISTRIBUTE)
    filings = visible_filings(actor, states).filter(round=yearly)
    return filings.exclude(Exists(Review.objects.filter(filing=OuterRef("pk"), city=False))).order_by("pk")
