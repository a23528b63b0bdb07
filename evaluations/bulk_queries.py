"""Reads of steps with many filings: which ones a filter means, their counts, and what became of them."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from evaluations.enums import BulkKind, FilingState, LineOutcome
from evaluations.models import BulkLine, BulkStep, Filing
from evaluations.review_queue import QueueFilter, filter_queue
from portal.enums import OrganisationKind, Role
from portal.models import Membership
from portal.queries import under
from portal.tenancy import Actor

SHOWN = 12
OFFICES = (OrganisationKind.AUTHORITY, OrganisationKind.BUREAU)
# The states from which a step may be possible; the table has the last word on each filing.
SOURCES = {
    BulkKind.ACCEPT: (FilingState.SUBMITTED,),
    BulkKind.ASK_COMPLETION: (FilingState.SUBMITTED,),
    BulkKind.ASSIGN: FilingState.unassigned(),
}


@dataclass(frozen=True)
class Chosen:
    """What a person means: the filter that they see, or some of its rows by key. Both are read through their own eyes."""

    wanted: QueueFilter
    keys: tuple[int, ...] = ()

    def filings(self, actor: Actor, kind: BulkKind) -> QuerySet[Filing]:
        """Unordered; only what is in a state from which the step leads away."""
        found = filter_queue(actor, self.wanted).filter(state__in=SOURCES[kind])
        return found.filter(pk__in=self.keys) if self.keys else found


def count_chosen(filings: QuerySet[Filing]) -> tuple[int, list[tuple[str, int]], list[tuple[str, int]]]:
    """(how many, by city, by claimed level), the largest first; what is beyond the first dozen cities is left out."""
    plain = filings.order_by()
    cities = plain.values_list("enterprise__enterprise__city__name").annotate(n=Count("pk")).order_by("-n")
    levels = plain.values_list("declared_level").annotate(n=Count("pk")).order_by("declared_level")
    by_level = list(levels)
    return sum(count for _level, count in by_level), list(cities[:SHOWN]), by_level


def visible_steps(actor: Actor) -> QuerySet[BulkStep]:
    return under(BulkStep.objects.all(), actor).select_related("created_by", "assignee", "undone_by", "job")


def outcomes_of(step: BulkStep) -> dict[LineOutcome, int]:
    rows = BulkLine.objects.filter(step=step).order_by().values_list("outcome").annotate(n=Count("pk"))
    found = dict(rows)
    return {outcome: found[outcome] for outcome in LineOutcome if outcome in found}


def failed_lines(step: BulkStep) -> QuerySet[BulkLine]:
    """Lines that did not come out as asked, with their company."""
    failed = Q(outcome__in=[LineOutcome.REFUSED, LineOutcome.KEPT])
    return BulkLine.objects.filter(failed, step=step).select_related("filing__enterprise")


def reviewers_for(actor: Actor) -> list[tuple[int, str]]:
    """(key, name) of the people who may review in the actor's own office."""
    members = Membership.objects.filter(
        organisation_id=actor.home_id, organisation__kind__in=OFFICES, active=True, roles__contains=[Role.REVIEWER]
    )
    return [(m.user_id, m.user.display_name) for m in members.select_related("user").order_by("user__display_name")]


def own_companies(users: Iterable[int]) -> frozenset[int]:
    """Enterprises that one of these people belongs to; nobody judges their own."""
    members = Membership.objects.filter(
        user_id__in=list(users), active=True, organisation__kind=OrganisationKind.ENTERPRISE
    )
    return frozenset(members.values_list("organisation_id", flat=True))
