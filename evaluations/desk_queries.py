"""What the first page of an official answers: what next, how much, how old, and whether it will be done in time."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import Any

from django.db.models import BigIntegerField, Count, Exists, F, Min, OuterRef, Q, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Cast, TruncDate
from django.utils import timezone

from evaluations.enums import AppealState, FilingState
from evaluations.lease_queries import lapsed_reviews
from evaluations.models import Appeal, Filing, FilingEvent, Review, Round
from evaluations.notice_queries import waiting_objections
from evaluations.queries import visible_filings, with_context
from evaluations.queue_rows import with_reader, with_review
from evaluations.reading_queries import waiting_for_reader
from portal.enums import OrganisationKind, Role
from portal.queries import under
from portal.tenancy import Actor

LAST_DAYS = 14
SHOWN = 8
# Upper ends of the age classes in days since the last step; the last class is open.
AGE_LIMITS = (3, 10, 30)


def filings_of(actor: Actor, yearly: Round) -> QuerySet[Filing]:
    return visible_filings(actor).filter(round=yearly)


def work_of_reviewer(actor: Actor, yearly: Round) -> list[Filing]:
    """What this person is reviewing, oldest step first; `last_step` says how it came to them."""
    mine = filings_of(actor, yearly).filter(
        reviews__reviewer_id=actor.user_id, reviews__finished_at=None, state=FilingState.IN_REVIEW
    )
    steps = FilingEvent.objects.filter(filing=OuterRef("pk")).order_by("-id").values("transition")[:1]
    return _shown(mine.annotate(last_step=Subquery(steps)), reader=actor.user_id)


def next_in_hand(actor: Actor, filing: Filing) -> Filing | None:
    """The next filing that this person is reviewing, the oldest step first; never `filing` itself."""
    if not actor.has(Role.REVIEWER):
        return None
    own = {"reviews__reviewer_id": actor.user_id, "reviews__finished_at": None}
    mine = visible_filings(actor, FilingState.scorable()).filter(**own)
    return mine.select_related("enterprise").exclude(pk=filing.pk).order_by("state_since", "pk").first()


def waiting_for_reviewer(actor: Actor, yearly: Round) -> list[Filing]:
    return _shown(filings_of(actor, yearly).filter(state__in=FilingState.unassigned()))


def waiting_for_city(actor: Actor, yearly: Round) -> list[Filing]:
    """What a city bureau has for its first review; what an authority has with its cities."""
    return _shown(filings_of(actor, yearly).filter(state=FilingState.AT_CITY))


def waiting_for_second(actor: Actor, yearly: Round) -> list[Filing]:
    """One of two readers has them, or two ended too far apart; the person is none of these."""
    return _shown(filings_of(actor, yearly).filter(pk__in=waiting_for_reader(actor)))


def left_alone(actor: Actor, yearly: Round, days: int | None) -> list[Filing]:
    """What colleagues took and did not touch for so long that anybody may take it."""
    mine = Review.objects.filter(reviewer_id=actor.user_id).values("filing")
    lapsed = lapsed_reviews(actor, yearly, days, timezone.now()).exclude(filing__in=mine)
    return _shown(filings_of(actor, yearly).filter(pk__in=lapsed.values("filing"))) if days else []


def waiting_for_approver(actor: Actor, yearly: Round) -> list[Filing]:
    """Reviewed by somebody else than this person, who did not determine it before it was decided anew either."""
    reviewed = filings_of(actor, yearly).filter(state=FilingState.REVIEWED)
    overruled = FilingEvent.objects.filter(filing=OuterRef("pk"), transition="determine", by_id=actor.user_id)
    return _shown(reviewed.exclude(reviews__reviewer_id=actor.user_id).exclude(Exists(overruled)))


def appeals_to_answer(actor: Actor, yearly: Round) -> list[Filing]:
    """Filings whose enterprise appealed and has no answer yet."""
    return _shown(filings_of(actor, yearly).filter(appeal__state=AppealState.SUBMITTED))


@dataclass(frozen=True)
class Contested:
    """What waits for an answer, of all rounds: appeals by (year, count), objections by (notice, its title, count)."""

    appeals: list[tuple[int, int]]
    objections: list[tuple[int, str, int]]

    @property
    def total(self) -> int:
        return sum(count for _year, count in self.appeals) + sum(count for _pk, _title, count in self.objections)


def contested_of(actor: Actor) -> Contested:
    """Nothing but for whoever leads an authority's work. An objection to a result that left its notice waits for nothing.

    One query.
    """
    if actor.kind != OrganisationKind.AUTHORITY or not actor.has(Role.APPROVER, Role.ADMINISTRATOR):
        return Contested([], [])
    answerable = under(Appeal.objects.filter(state=AppealState.SUBMITTED), actor).order_by()
    appeals = _counted(answerable, "appeals", "filing__round__year", Value(""))
    objections = _counted(waiting_objections(actor), "objections", "entry__notice_id", F("entry__notice__title"))
    rows = list(appeals.union(objections).order_by("place"))
    return Contested(
        [(key, count) for kind, key, _title, count in rows if kind == "appeals"],
        [(key, title, count) for kind, key, title, count in rows if kind == "objections"],
    )


def _counted(rows: QuerySet[Any], kind: str, key: str, title: F | Value) -> QuerySet[Any, Any]:
    named = {"what": Value(kind), "place": Cast(key, BigIntegerField()), "words": Cast(title, TextField())}
    counted: QuerySet[Any, Any] = rows.annotate(**named).values_list(*named).annotate(count=Count("pk"))
    return counted


def _shown(filings: QuerySet[Filing], reader: int | None = None) -> list[Filing]:
    return list(with_reader(with_review(with_context(filings)), reader).order_by("state_since", "pk")[:SHOWN])


@dataclass(frozen=True)
class FunnelStep:
    state: FilingState
    count: int
    oldest: datetime | None


def funnel_of(actor: Actor, yearly: Round, used: Collection[FilingState] = ()) -> list[FunnelStep]:
    """Filings by state in the order of the procedure, with the oldest step of each.

    States outside `used`, which the round's steps do not lead to, are there only when a filing is in them.
    """
    rows = filings_of(actor, yearly).order_by().values("state").annotate(count=Count("pk"), oldest=Min("state_since"))
    found = {row["state"]: (row["count"], row["oldest"]) for row in rows}
    shown = [state for state in FilingState.with_authority() if not used or state in used or state in found]
    return [FunnelStep(state, *found.get(state, (0, None))) for state in shown]


def ages_of(actor: Actor, yearly: Round, now: datetime) -> list[int]:
    """How many filings in the office's hands wait up to 3, 10, 30 and more days."""
    in_hand = filings_of(actor, yearly).filter(state__in=FilingState.in_hand())
    counts = {f"up_to_{days}": Count("pk", filter=Q(state_since__gt=now - timedelta(days + 1))) for days in AGE_LIMITS}
    found = in_hand.aggregate(total=Count("pk"), **counts)
    sums = [0, *(found[f"up_to_{days}"] for days in AGE_LIMITS), found["total"]]
    return [later - earlier for earlier, later in pairwise(sums)]


@dataclass(frozen=True)
class Day:
    day: date
    received: int
    determined: int


def last_days_of(actor: Actor, yearly: Round, today: date) -> list[Day]:
    """Filings received and determined on each of the last days, today last; days are Asia/Shanghai."""
    first = today - timedelta(LAST_DAYS - 1)
    since = timezone.make_aware(datetime.combine(first, time.min))
    events = under(FilingEvent.objects.filter(filing__round=yearly, at__gte=since), actor)
    steps = events.filter(transition__in=("submit", "determine")).order_by()
    rows = steps.values(day=TruncDate("at")).annotate(
        received=Count("pk", filter=Q(transition="submit")), determined=Count("pk", filter=Q(transition="determine"))
    )
    by_day = {row["day"]: (row["received"], row["determined"]) for row in rows}
    days = [first + timedelta(number) for number in range(LAST_DAYS)]
    return [Day(day, *by_day.get(day, (0, 0))) for day in days]


def load_of(actor: Actor, yearly: Round) -> list[tuple[str, int]]:
    """Reviewers with the number of filings under their review, the busiest first."""
    held = Review.objects.filter(filing__round=yearly, filing__state=FilingState.IN_REVIEW, finished_at=None)
    reviews = under(held, actor)
    counts = Counter(reviews.values_list("reviewer__display_name", flat=True))
    return counts.most_common()


@dataclass(frozen=True)
class Forecast:
    """At the pace of the last days: filings left, a day's worth of determinations, and the day all are done."""

    left: int
    per_day: float
    done_on: date | None
    due_on: date

    @property
    def in_time(self) -> bool:
        return self.left == 0 or (self.done_on is not None and self.done_on <= self.due_on)


def forecast_of(funnel: list[FunnelStep], days: list[Day], due_on: date) -> Forecast:
    left = sum(step.count for step in funnel if step.state in FilingState.undecided())
    per_day = sum(day.determined for day in days) / LAST_DAYS
    done_on = timezone.localdate() + timedelta(round(left / per_day)) if per_day else None
    return Forecast(left, per_day, done_on, due_on)
