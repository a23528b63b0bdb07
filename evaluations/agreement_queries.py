"""Figures of a round's reviewers: agreement by person and item, severity, and its drift by month.

Only filings whose review is over are counted, so that nothing tells of a reading that others still do blind.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property

from django.core.cache import cache
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Coalesce, TruncMonth

from evaluations.agreement import Agreement, Pair, Severity, adjusted_total, agreement_of, severity_of
from evaluations.definition import Definition, Item
from evaluations.enums import FilingState
from evaluations.models import Filing, Review, Round, Score
from evaluations.queries import definition_of
from portal.models import User
from portal.queries import under
from portal.tenancy import Actor

KEPT_SECONDS = 600
OVER = (FilingState.REVIEWED, *FilingState.decided())


@dataclass(frozen=True)
class Compared:
    """So many times one person (and another) said these rungs of an item; without another, against the claim."""

    item: str
    people: tuple[int, ...]
    rungs: tuple[str, str]
    often: int


@dataclass(frozen=True)
class PersonFigures:
    person: int
    name: str
    severity: Severity
    with_claims: Agreement
    with_readers: Agreement
    beyond: Decimal | None  # of the severity, what it is beyond the office's mean


@dataclass(frozen=True)
class ItemFigures:
    item: Item
    with_claims: Agreement
    between_readers: Agreement


@dataclass(frozen=True)
class Figures:
    """All of it; `months` are {person: {first day of a month: (sum of differences, filings)}}."""

    definition: Definition
    names: dict[int, str]
    claims: list[Compared]
    readers: list[Compared]
    months: dict[int, dict[date, tuple[Decimal, int]]] = field(default_factory=dict)

    @cached_property
    def office(self) -> Severity:
        return severity_of(part for of_person in self.months.values() for part in of_person.values())

    @cached_property
    def people(self) -> list[PersonFigures]:
        """Whoever reviewed something, the most severe first."""
        known = sorted(self.names, key=lambda person: (self.severity(person).mean or Decimal(0), person))
        claims, readers = self._by_person(self.claims), self._by_person(self.readers)
        return [
            PersonFigures(
                person,
                self.names[person],
                self.severity(person),
                agreement_of(claims[person]),
                agreement_of(readers[person]),
                self._beyond(person),
            )
            for person in known
        ]

    @cached_property
    def items(self) -> list[ItemFigures]:
        """In the order of the standard."""
        claims, readers = self._by_item(self.claims), self._by_item(self.readers)
        return [
            ItemFigures(item, agreement_of(claims[item.code]), agreement_of(readers[item.code]))
            for item in self.definition.items
        ]

    @cached_property
    def reader_pairs(self) -> list[Pair]:
        """Of all items and readers."""
        return [pair for row in self.readers if (pair := self._pair(row))]

    def severity(self, person: int) -> Severity:
        return severity_of(self.months.get(person, {}).values())

    def _beyond(self, person: int) -> Decimal | None:
        own = self.severity(person).mean
        return None if own is None or self.office.mean is None else own - self.office.mean

    def _by_person(self, rows: Iterable[Compared]) -> dict[int, list[Pair]]:
        found: dict[int, list[Pair]] = defaultdict(list)
        for row in rows:
            if pair := self._pair(row):
                for person in row.people:
                    found[person].append(pair)
        return found

    def _by_item(self, rows: Iterable[Compared]) -> dict[str, list[Pair]]:
        found: dict[str, list[Pair]] = defaultdict(list)
        for row in rows:
            if pair := self._pair(row):
                found[row.item].append(pair)
        return found

    def _pair(self, row: Compared) -> Pair | None:
        """Places on the item's own scale from 0 to 1; None for what is on it no longer, or does not apply."""
        if not self.definition.has_item(row.item):
            return None
        scale = self.definition.item(row.item).scale
        if any(rung not in scale for rung in row.rungs):
            return None
        highest = max(len(scale.rungs) - 1, 1)
        first, second = (scale.position(rung) / highest for rung in row.rungs)
        return (first, second, row.often)


def figures_of(actor: Actor, yearly: Round) -> Figures:
    """Four queries, whatever the number of filings; what is read is one row for each combination of rungs."""
    own = _own_work(actor, yearly)
    months: dict[int, dict[date, tuple[Decimal, int]]] = defaultdict(dict)
    for person, month, total, count in _differences(own):
        months[person][month] = (total, count)
    claims, readers = _against_claims(own), _between_readers(actor, yearly)
    people = {*months, *(person for row in (*claims, *readers) for person in row.people)}
    names = dict(User.objects.filter(pk__in=people).values_list("pk", "display_name"))
    return Figures(definition_of(yearly.standard_version), names, claims, readers, dict(months))


@dataclass(frozen=True)
class ReadersAgree:
    """Judgements of one item by two blind readers: how many, on how many they chose the same rung, weighted kappa."""

    pairs: int
    same: int
    kappa: float | None


def readers_agree(actor: Actor, yearly: Round) -> ReadersAgree:
    """One query; it reads what was read twice alone."""
    readers = _between_readers(actor, yearly)
    pairs = Figures(definition_of(yearly.standard_version), {}, [], readers).reader_pairs
    agreed = agreement_of(pairs)
    same = sum(often for first, second, often in pairs if first == second)
    return ReadersAgree(agreed.count, same, None if agreed.kappa is None else round(agreed.kappa, 6))


def _own_work(actor: Actor, yearly: Round) -> QuerySet[Review]:
    """Each person's own verdicts: a blind reading, or a review that somebody did alone."""
    reviews = under(Review.objects.filter(filing__round=yearly, filing__state__in=OVER), actor).order_by()
    blind = Review.objects.filter(filing=OuterRef("filing"), ordinal__gt=0)
    alone = Q(ordinal=0) & ~Exists(blind)
    return reviews.filter(Q(ordinal__gt=0) | alone, finished_at__isnull=False)


def _differences(own: QuerySet[Review]) -> Iterable[tuple[int, date, Decimal, int]]:
    """(person, month, sum of reviewed minus declared total, filings)."""
    found = own.annotate(
        difference=Coalesce(F("total"), F("filing__reviewed_total")) - F("filing__declared_total"),
        month=TruncMonth("finished_at"),
    ).exclude(difference=None)
    grouped = found.values_list("reviewer_id", "month").annotate(sum=Sum("difference"), n=Count("pk"))
    return [(person, month.date(), total, count) for person, month, total, count in grouped]


def _against_claims(own: QuerySet[Review]) -> list[Compared]:
    scores = Score.objects.filter(review__in=own.values("pk")).exclude(rung="").exclude(answer__rung="").order_by()
    grouped = scores.values_list("answer__item__code", "review__reviewer_id", "answer__rung", "rung")
    return [Compared(c, (p,), (claim, rung), n) for c, p, claim, rung, n in grouped.annotate(n=Count("pk"))]


def _between_readers(actor: Actor, yearly: Round) -> list[Compared]:
    """Every two readings of one filing."""
    read = {"review__filing__round": yearly, "review__filing__state__in": OVER, "review__ordinal__gt": 0}
    other = {"answer__scores__review__ordinal__gt": F("review__ordinal")}
    scores = under(Score.objects.filter(**read, **other), actor).order_by()
    grouped = scores.values_list(
        "answer__item__code",
        "review__reviewer_id",
        "answer__scores__review__reviewer_id",
        "rung",
        "answer__scores__rung",
    )
    return [Compared(c, (a, b), (one, two), n) for c, a, b, one, two, n in grouped.annotate(n=Count("pk"))]


def _lately(actor: Actor, yearly: Round) -> list[tuple[int, date, Decimal, int]]:
    """`_differences` of the office, a few minutes old at most: one filing's page does not count all others."""
    key = f"severity:{actor.path}:{yearly.pk}"
    known: list[tuple[int, date, Decimal, int]] | None = cache.get(key)
    if known is None:
        known = list(_differences(_own_work(actor, yearly)))
        cache.set(key, known, KEPT_SECONDS)
    return known


@dataclass(frozen=True)
class Adjusted:
    """A filing's reviewed total beside the one adjusted by its reviewers' severity."""

    raw: Decimal
    adjusted: Decimal | None
    own: Severity
    office: Severity


def adjusted_of(actor: Actor, filing: Filing, raw: Decimal) -> Adjusted:
    """By the mean severity of whoever reviewed it, among all of the office's in the round."""
    people = set(Review.objects.filter(filing=filing, ordinal__gte=0).values_list("reviewer_id", flat=True))
    found = _lately(actor, filing.round)
    theirs = severity_of((total, count) for person, _month, total, count in found if person in people)
    office = severity_of((total, count) for _person, _month, total, count in found)
    return Adjusted(raw, adjusted_total(raw, theirs, office), theirs, office)
