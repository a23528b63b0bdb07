"""Reads of leases: until when a filing stays whose it is, and which ones are free again."""

from datetime import datetime, timedelta

from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Concat
from django.utils import timezone

from evaluations.enums import FilingState
from evaluations.leases import lease_end
from evaluations.models import AuthorityRound, Filing, Review, Round, Score
from evaluations.procedure import procedure_of
from evaluations.queries import authority_round_at, authority_round_of
from portal.queries import under
from portal.tenancy import Actor


def lapsed_reviews(actor: Actor, yearly: Round, days: int | None, now: datetime) -> QuerySet[Review]:
    """Claims of the round on which nothing happened for so many days; none without such a setting.

    Of a filing that the person reads blind, not what another reader left alone.
    """
    reviews = under(Review.objects.order_by(), actor)
    if not days:
        return reviews.none()
    since = now - timedelta(days)
    own = Score.objects.filter(review=OuterRef("pk"), updated_by=OuterRef("reviewer"), updated_at__gt=since)
    held = reviews.filter(filing__round=yearly, filing__state__in=FilingState.scorable(), claimed_at__lte=since)
    lapsed = held.filter(~Exists(own), filing__state_since__lte=since, finished_at=None)
    mine = reviews.filter(reviewer_id=actor.user_id, ordinal__gt=0).values("filing")
    return lapsed.exclude(~Q(reviewer_id=actor.user_id), filing__in=mine)


def lease_days_at(actor: Actor, yearly: Round) -> int | None:
    return procedure_of(authority_round_at(actor.path, yearly)).lease_days


def lease_of(filing: Filing, review: Review | None, scored_at: datetime | None = None) -> datetime | None:
    """Until when the filing stays its reviewer's; None where that has no end. `scored_at` is read where it is not known."""
    if review is None or review.claimed_at is None or review.finished_at or filing.state not in FilingState.scorable():
        return None
    days = procedure_of(authority_round_of(filing)).lease_days
    if scored_at is None and days:
        own = Score.objects.filter(review=review, updated_by_id=review.reviewer_id)
        scored_at = own.aggregate(at=Max("updated_at"))["at"]
    return lease_end(filing, claimed_at=review.claimed_at, scored_at=scored_at, days=days)


def has_lapsed(filing: Filing, review: Review | None) -> bool:
    ends = lease_of(filing, review)
    return ends is not None and ends <= timezone.now()


def with_lease(filings: QuerySet[Filing]) -> QuerySet[Filing]:
    """Adds what `lease_end_of` reads."""
    reviews = Review.objects.filter(filing_id=OuterRef("pk"), ordinal=0)
    own = Score.objects.filter(
        review__filing_id=OuterRef("pk"), review__ordinal=0, updated_by_id=F("review__reviewer_id")
    ).order_by()
    office = Concat(Value("/"), OuterRef("office"), Value("/"))
    settings = AuthorityRound.objects.filter(round_id=OuterRef("round_id"), scope=office)
    return filings.annotate(
        claimed_at=Subquery(reviews.values("claimed_at")[:1]),
        scored_at=Subquery(own.values("review").annotate(at=Max("updated_at")).values("at")[:1]),
        lease_days=Subquery(settings.values("lease_days")[:1]),
    )


def lease_end_of(filing: Filing) -> datetime | None:
    """Of a filing `with_lease`, else None."""
    read = {name: getattr(filing, name, None) for name in ("claimed_at", "scored_at")}
    return lease_end(filing, days=getattr(filing, "lease_days", None), **read)
