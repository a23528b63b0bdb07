"""Filings of the demo's office that several read: for calibration over three months, in blind pairs, and by an expert."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from django.db.models import Exists, F, OuterRef
from django.utils import timezone

from evaluations.bulk_queries import Chosen
from evaluations.demo.crew import Crew, change_procedure, read_filing
from evaluations.enums import BulkKind, FilingState
from evaluations.models import Calibration, Filing, FilingEvent, Review, Round
from evaluations.queries import visible_filings
from evaluations.review_queue import QueueFilter
from evaluations.services.bulk import Typed, start_bulk
from evaluations.services.bulk_work import perform_bulk
from evaluations.services.calibration import begin_calibration
from evaluations.services.reviews import take_filing
from portal.tenancy import Actor, scope

SEED = "demo-calibration"
THRESHOLD = Decimal(5)
# What each of three readers lowers, month by month: one grows severer, one stays near the others, one is mild.
MONTHS = ((2, 4, 1), (5, 4, 1), (9, 4, 2))
MONTH = timedelta(days=30)


def calibrate(crew: Crew, yearly_round: Round) -> None:
    """A filing a month that all three have read, and one that is still being read."""
    readers = crew.reviewers[1:]
    with scope(crew.lead) as actor:
        people = [reader.person_id for reader in readers]
        drawn = begin_calibration(actor=actor, yearly=yearly_round, number=len(MONTHS) + 1, people=people, seed=SEED)
    for number, (row, lowered) in enumerate(zip(drawn, MONTHS, strict=False)):
        for place, (reader, lower) in enumerate(zip(readers, lowered, strict=True)):
            read_filing(reader, row.filing, lower=lower, offset=place)
        _date_back(crew.lead, row, timezone.now() - MONTH * (len(MONTHS) - number))
    read_filing(readers[0], drawn[-1].filing, lower=6)
    read_filing(readers[1], drawn[-1].filing, lower=3, finish=False)


def _date_back(lead: Actor, row: Calibration, moment: datetime) -> None:
    """Its reading lies in the past, after it was handed in: a drift is seen over months only."""
    with scope(lead):
        handed_in = row.filing.submitted_at
        assert handed_in
        at = max(moment, handed_in + timedelta(days=1))
        Calibration.objects.filter(pk=row.pk).update(at=at)
        reviews = Review.objects.filter(filing=row.filing)
        reviews.update(started_at=at, finished_at=at + timedelta(days=1) + F("ordinal") * timedelta(hours=3))
        Filing.objects.filter(pk=row.filing_id).update(state_since=at + timedelta(days=2))


def read_in_pairs(crew: Crew, yearly_round: Round) -> None:
    """While the office tries two readers: one pair too far apart for whom a third reads, one with a third who has, and
    one near enough whose differences wait for the approver."""
    first, *others = crew.reviewers
    change_procedure(crew.lead, yearly_round, readers=2, reading_threshold=THRESHOLD, blind=True)
    third_reads, third_has_read, near = unbegun(crew.lead, yearly_round)[:3]
    _pair(third_reads, (first, 0), (others[0], 14))
    give_to_expert(crew, yearly_round, third_reads, "demo-third")
    read_filing(crew.expert, third_reads, lower=2, finish=False)
    _pair(third_has_read, (others[1], 1), (others[2], 15))
    _take(others[0], third_has_read)
    read_filing(others[0], third_has_read, lower=5)
    _pair(near, (others[1], 1), (others[2], 2))
    # What has its readers stays blind; what comes from now on has one reviewer again, and experts no names.
    change_procedure(crew.lead, yearly_round, readers=1)


def _pair(filing: Filing, *read: tuple[Actor, int]) -> None:
    for reader, _lower in read:
        _take(reader, filing)
    for place, (reader, lower) in enumerate(read):
        read_filing(reader, filing, lower=lower, offset=place)


def _take(reader: Actor, filing: Filing) -> None:
    with scope(reader) as actor:
        take_filing(actor=actor, filing=filing)


def ask_expert(crew: Crew, yearly_round: Round) -> None:
    """One filing of the expert alone, begun."""
    filing = unbegun(crew.lead, yearly_round)[0]
    give_to_expert(crew, yearly_round, filing, "demo-expert")
    read_filing(crew.expert, filing, lower=3, finish=False)


def give_to_expert(crew: Crew, yearly_round: Round, filing: Filing, key: str) -> None:
    """As the queue does it, with many filings or with one."""
    chosen = Chosen(QueueFilter(yearly_round.year), (filing.pk,))
    with scope(crew.lead) as actor:
        typed = Typed(BulkKind.ASSIGN, expected=1, key=key, assignee=crew.expert.person_id)
        step = start_bulk(actor=actor, chosen=chosen, typed=typed)
    list(perform_bulk(actor=crew.lead, step_id=step.pk))


def unbegun(lead: Actor, yearly_round: Round) -> Sequence[Filing]:
    """Handed in, touched by nobody, also by no city; the newest first, which nobody will miss in the queue."""
    with scope(lead) as actor:
        mine = Filing.objects.filter(round=yearly_round, pk__in=visible_filings(actor, [FilingState.SUBMITTED]))
        reviewed = Review.objects.filter(filing=OuterRef("pk"))
        sent = FilingEvent.objects.filter(filing=OuterRef("pk"), transition="delegate")
        found = mine.exclude(Exists(reviewed)).exclude(Exists(sent))
        return list(found.select_related("round").order_by("-submitted_at"))
