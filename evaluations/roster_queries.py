"""Reads of rosters: which companies of the register were invited to a round, and how far each is."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    FilteredRelation,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)

from evaluations.enums import FilingState, RosterProgress
from evaluations.models import Extension, Filing, RosterEntry, Round, RoundOpening
from evaluations.queue_rows import city_names
from portal.models import Enterprise, Membership
from portal.queries import under, visible_enterprises
from portal.tenancy import Actor


def _of_round(rows: QuerySet, yearly_round: Round) -> QuerySet:  # type: ignore[type-arg]  # of any of three tables
    return rows.filter(round=yearly_round, enterprise_id=OuterRef("pk")).order_by()


def _entries(yearly_round: Round) -> QuerySet[RosterEntry]:
    return _of_round(RosterEntry.objects.all(), yearly_round)


def _filings(yearly_round: Round) -> QuerySet[Filing]:
    return _of_round(Filing.objects.all(), yearly_round)


def _progress_is(yearly_round: Round) -> dict[RosterProgress, Q]:
    """The condition of each step of the funnel, the furthest first."""
    filings = _filings(yearly_round)
    openings = _of_round(RoundOpening.objects.all(), yearly_round)
    begun, opened = Exists(filings), Exists(openings)
    handed_in = Exists(filings.exclude(state=FilingState.DRAFT))
    return {
        RosterProgress.HANDED_IN: Q(handed_in),
        RosterProgress.STARTED: Q(begun) & ~Q(handed_in),
        RosterProgress.OPENED: ~Q(begun) & Q(opened),
        RosterProgress.INVITED: ~Q(begun) & ~Q(opened),
    }


def invited_companies(
    actor: Actor, yearly_round: Round, progress: Iterable[RosterProgress] = tuple(RosterProgress)
) -> QuerySet[Enterprise]:
    """Companies in the actor's reach that were invited, as far as `progress` says."""
    companies = visible_enterprises(actor).filter(Exists(_entries(yearly_round)))
    wanted = set(progress)
    if wanted == set(RosterProgress):
        return companies
    conditions = _progress_is(yearly_round)
    if wanted == set(RosterProgress.waiting()):
        return companies.filter(~conditions[RosterProgress.HANDED_IN])
    anyone = Q(pk__in=[])
    for step in RosterProgress:
        anyone = anyone | conditions[step] if step in wanted else anyone
    return companies.filter(anyone)


def companies_to_invite(actor: Actor, yearly_round: Round) -> QuerySet[Enterprise]:
    return visible_enterprises(actor).filter(~Exists(_entries(yearly_round)))


def with_progress(companies: QuerySet[Enterprise], yearly_round: Round) -> QuerySet[Enterprise]:
    """Adds `progress`, `invited_at`, `reminded_on` and `extended_to`, the filing's own last day."""
    entries = _entries(yearly_round)
    steps = [When(condition, then=Value(str(step))) for step, condition in _progress_is(yearly_round).items()]
    return companies.annotate(
        progress=Case(*steps, output_field=CharField()),
        invited_at=Subquery(entries.values("invited_at")[:1]),
        reminded_on=Subquery(entries.values("reminded_on")[:1]),
        extended_to=Subquery(_of_round(Extension.objects.all(), yearly_round).values("until")[:1]),
    )


@dataclass(frozen=True)
class FunnelRow:
    """Companies by how far they came at least; `city` is empty for all together."""

    city: str
    invited: int
    opened: int
    started: int
    handed_in: int


def funnel_of(actor: Actor, yearly_round: Round) -> list[FunnelRow]:
    """By city, the largest first; each step counts those that went further too. Joined, not asked row by row."""
    entries = under(RosterEntry.objects.filter(round=yearly_round), actor).order_by()
    joined: Any = entries.annotate(
        filing=FilteredRelation("enterprise__filings", condition=Q(enterprise__filings__round=yearly_round)),
        opening=FilteredRelation(
            "enterprise__round_openings", condition=Q(enterprise__round_openings__round=yearly_round)
        ),
    ).values("enterprise__enterprise__city_id")
    rows = joined.annotate(
        invited=Count("pk"),
        opened=Count("pk", filter=Q(filing__isnull=False) | Q(opening__isnull=False)),
        started=Count("filing"),
        handed_in=Count("filing", filter=~Q(filing__state=FilingState.DRAFT)),
    )
    names = city_names()
    found = [FunnelRow(names.get(row.pop("enterprise__enterprise__city_id"), "—"), **row) for row in rows]
    return sorted(found, key=lambda row: (-row.invited, row.city))


def sum_of(rows: Iterable[FunnelRow]) -> FunnelRow:
    numbers = [(row.invited, row.opened, row.started, row.handed_in) for row in rows]
    return (
        FunnelRow("", *(sum(column) for column in zip(*numbers, strict=True))) if numbers else FunnelRow("", 0, 0, 0, 0)
    )


@dataclass(frozen=True)
class Counts:
    """What a step would reach: `total`, by city (the largest dozen), by progress."""

    total: int
    cities: list[tuple[str, int]]
    steps: list[tuple[RosterProgress, int]]


def count_companies(companies: QuerySet[Enterprise], yearly_round: Round) -> Counts:
    plain = companies.order_by()
    cities = list(plain.values_list("city__name").annotate(n=Count("pk")).order_by("-n", "city__name"))
    counts = {str(step): Count("pk", filter=condition) for step, condition in _progress_is(yearly_round).items()}
    by_step = plain.aggregate(**counts)
    steps = [(step, by_step[str(step)]) for step in RosterProgress if by_step[str(step)]]
    return Counts(sum(number for _city, number in cities), cities[:12], steps)


def to_remind(companies: QuerySet[Enterprise], yearly_round: Round, today: date) -> QuerySet[Enterprise]:
    """Of invited companies, those that were not reminded today."""
    return companies.filter(Exists(_entries(yearly_round).filter(Q(reminded_on=None) | Q(reminded_on__lt=today))))


def invitation_of(actor: Actor, yearly_round: Round) -> RosterEntry | None:
    """The company's own."""
    entries = under(RosterEntry.objects.all(), actor)
    return entries.filter(enterprise_id=actor.home_id, round=yearly_round).first()


def people_waiting(yearly_round: Round, roles: Iterable[str], entries: QuerySet[RosterEntry]) -> QuerySet[Membership]:
    """People of the companies of these entries that have not handed in."""
    filed = Filing.objects.filter(round=yearly_round, enterprise_id=OuterRef("organisation_id"))
    named = entries.filter(round=yearly_round, enterprise_id=OuterRef("organisation_id"))
    people = Membership.objects.filter(Exists(named), roles__overlap=list(roles))
    return people.exclude(Exists(filed.exclude(state=FilingState.DRAFT)))
