"""The lines of the queue and of the desk: a filing with the few words that are said of it there."""

import threading
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from django.contrib.postgres.aggregates import StringAgg
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from evaluations.enums import FilingState, ResultKind
from evaluations.lease_queries import lease_end_of, with_lease
from evaluations.models import Calibration, Filing, Result, Review
from evaluations.queries import definition_of
from evaluations.readings import TWO
from evaluations.stages import Stage, stage_of
from evaluations.triage_queries import NOT_READ, with_triage
from evaluations.triage_words import say_reasons
from portal.enums import RegionLevel
from portal.models import Enterprise, Region
from portal.reference import DivisionRecord, divisions
from portal.tenancy import current_actor

# What a row of the queue shows of the filing itself: fifty whole filings, companies and standards take longer to make
# into objects than to find.
_SHOWN = (
    "number", "company", "credit_code", "city_id", "division_id", "size_class", "state", "state_since", "submitted_at",
    "declared_level", "declared_total", "reviewed_level", "reviewed_total", "company_plain",
    "evaluation__standard_version__source_hash",
)  # fmt: skip

_UNDECIDED = FilingState.undecided()
_kept = threading.local()


def with_review(filings: QuerySet[Filing]) -> QuerySet[Filing]:
    """Adds the reviewer's name, the gap, and the stage the finished review proposes (`proposed_level`)."""
    proposed = Result.objects.filter(evaluation_id=OuterRef("evaluation_id"), kind=ResultKind.REVIEWER)
    reviews = Review.objects.filter(filing_id=OuterRef("pk"), ordinal=0)
    readings = _readings().values("filing")
    return with_lease(filings).annotate(
        readers=Subquery(
            readings.annotate(n=StringAgg("reviewer__display_name", ", ", order_by="ordinal")).values("n")
        ),
        readings=Subquery(readings.annotate(n=Count("pk")).values("n")),
        readings_left=Subquery(readings.annotate(n=Count("pk", filter=Q(finished_at=None))).values("n")),
        places=Subquery(Calibration.objects.filter(filing_id=OuterRef("pk")).values("readers")),
        proposed_level=Subquery(proposed.order_by("-id").values("level")[:1]),
        reviewer_name=Subquery(reviews.values("reviewer__display_name")[:1]),
        gap=Subquery(reviews.values("gap")[:1]),
    )


def _readings() -> QuerySet[Review]:
    return Review.objects.filter(filing_id=OuterRef("pk"), ordinal__gt=0).order_by()


def with_row(filings: QuerySet[Filing]) -> QuerySet[Filing]:
    """Everything a row of the queue names, and no more."""
    related = filings.select_related("evaluation__standard_version").only(*_SHOWN)
    warnings = Enterprise.objects.filter(pk=OuterRef("enterprise_id")).values("code_warning")
    return with_triage(with_review(related)).annotate(code_warning=Subquery(warnings))


def _every_row() -> QuerySet[Filing]:
    """Kept, for to put a dozen questions together takes a tenth of a page's time, and they never change.

    By each thread its own: a query counts its tables in itself while it is written out.
    """
    if not hasattr(_kept, "rows"):
        _kept.rows = with_row(Filing.objects.all())
    rows: QuerySet[Filing] = _kept.rows
    return rows


def rows_for(reader: int | None) -> QuerySet[Filing]:
    """Any filing `with_row` and `with_reader`."""
    current_actor()
    return with_reader(_every_row(), reader)


def with_reader(filings: QuerySet[Filing], reader: int | None) -> QuerySet[Filing]:
    """Adds whether `reader`, who looks, `reads` it blind: to them it is not said whether another reader is wanted."""
    return filings.annotate(reads=Exists(_readings().filter(reviewer_id=reader)))


@dataclass(frozen=True)
class QueueRow:
    """One line. `reviewed` is final once determined, before that the reviewer's proposal."""

    filing: Filing
    city: str
    division: DivisionRecord
    claimed: Stage | None
    reviewed: Stage | None
    reviewer: str
    gap: int | None
    waiting: int | None
    expected: int | None
    reasons: tuple[str, ...]
    by_lot: bool
    lapsed: bool = False
    read_blind: bool = False
    wants_reader: bool = False


def row_of(filing: Filing, now: datetime | None = None) -> QueueRow:
    """`filing` comes from with_review(); waiting in whole days since the last step, None once determined."""
    definition = definition_of(filing.evaluation.standard_version)
    by_lot = bool(getattr(filing, "triage_control", False))
    return QueueRow(
        filing=filing,
        city=city_names().get(filing.city_id, filing.city_id),
        division=_divisions()[filing.division_id],
        claimed=stage_of(definition, filing.declared_level),
        reviewed=stage_of(definition, _found_level(filing)),
        # A released filing keeps its review for the next reviewer, and has nobody until then.
        reviewer="" if filing.unassigned else _reviewed_by(filing),
        gap=getattr(filing, "gap", None),
        waiting=days_waiting(filing, now) if filing.state in _UNDECIDED else None,
        expected=_expected(filing),
        reasons=tuple(say_reasons(getattr(filing, "triage_reasons", None), control=by_lot)),
        by_lot=by_lot,
        read_blind=filing.state == FilingState.IN_REVIEW and bool(getattr(filing, "readings", 0)),
        wants_reader=filing.state == FilingState.IN_REVIEW and _wants_reader(filing),
        lapsed=_is_over(lease_end_of(filing), now),
    )


def _expected(filing: Filing) -> int | None:
    """The place, as a figure; None when it was not read yet."""
    place = getattr(filing, "expected", NOT_READ)
    return None if place == NOT_READ else place


@cache
def city_names() -> dict[str, str]:
    """Kept per process, as `review_queue.cities_for`."""
    return dict(Region.objects.filter(level=RegionLevel.CITY).values_list("pk", "name"))


@cache
def _divisions() -> dict[str, DivisionRecord]:
    return {record.code: record for record in divisions()}


def _reviewed_by(filing: Filing) -> str:
    """Who read it blind is told once what they found was put together."""
    name: str = getattr(filing, "reviewer_name", "") or ""
    return (getattr(filing, "readers", "") or name) if name else ""


def _wants_reader(filing: Filing) -> bool:
    """One has it, or two have ended and it goes on: they are too far apart; or fewer read it than a calibration wants."""
    if getattr(filing, "reads", False):
        return False
    readings, left, places = (getattr(filing, name, None) or 0 for name in ("readings", "readings_left", "places"))
    return 0 < readings < places if places else (readings, left) in ((1, 0), (1, 1), (TWO, 0))


def _is_over(end: datetime | None, now: datetime | None) -> bool:
    return end is not None and end <= (now or timezone.now())


def days_waiting(filing: Filing, now: datetime | None = None) -> int:
    return max(((now or timezone.now()) - filing.state_since).days, 0)


def _found_level(filing: Filing) -> str:
    if filing.decided:
        return filing.reviewed_level
    return getattr(filing, "proposed_level", None) or "" if filing.state == FilingState.REVIEWED else ""
