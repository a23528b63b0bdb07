"""The queue: which filings an office works on, filtered and in order. The filter is the URL."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db.models import OuterRef, Prefetch, QuerySet, Subquery
from django.utils import timezone

from evaluations.enums import FilingState, ResultKind
from evaluations.models import Filing, Result, Review, Round
from evaluations.queries import definition_of, visible_filings, with_context
from evaluations.stages import Stage, stage_of
from portal.enums import OrganisationKind, RegionLevel
from portal.models import Organisation, Region, User
from portal.queries import search_by_name, under
from portal.reference import authorities
from portal.routing import CORPS, CORPS_CITIES, authority_key
from portal.tenancy import Actor

ALL_STATES = "all"
MINE, UNASSIGNED = "mine", "none"
# The order of each sort key; waiting counts from the last step, so the longest wait is the earliest.
ORDERS = {
    "-waiting": "state_since",
    "waiting": "-state_since",
    "submitted": "submitted_at",
    "-submitted": "-submitted_at",
    "company": "enterprise__name",
    "-company": "-enterprise__name",
    "claimed": "declared_level",
    "-claimed": "-declared_level",
    "city": "enterprise__enterprise__city_id",
    "-city": "-enterprise__enterprise__city_id",
    "division": "enterprise__enterprise__division_id",
    "-division": "-enterprise__enterprise__division_id",
}
LONGEST_WAIT = "-waiting"


@dataclass(frozen=True)
class QueueFilter:
    """What the URL asks for; '' is no restriction, except that no state means what is in the office's hands."""

    year: int
    state: str = ""
    authority: str = ""
    city: str = ""
    division: str = ""
    size: str = ""
    level: str = ""
    reviewer: str = ""
    q: str = ""
    sort: str = LONGEST_WAIT

    @property
    def order(self) -> str:
        return ORDERS.get(self.sort, ORDERS[LONGEST_WAIT])

    def as_params(self) -> dict[str, Any]:
        """Ready for a job's parameters; `QueueFilter(**params)` is the way back."""
        return asdict(self)


def filter_queue(actor: Actor, wanted: QueueFilter) -> QuerySet[Filing]:
    """The filings of the year that match, unordered, with everything a row of the list names."""
    filings = with_context(visible_filings(actor)).filter(round_id=_round_key(wanted.year))
    filings = _of_state(filings, wanted.state)
    filings = filings.filter(**_plain_conditions(wanted))
    filings = _of_reviewer(filings, wanted.reviewer, actor)
    if wanted.authority:
        filings = _under_authority(filings, wanted.authority)
    return search_by_name(filings, wanted.q, organisation="enterprise") if wanted.q else filings


def _round_key(year: int) -> Subquery:
    """As a value of its own: by the year of a joined row the planner expects a handful of filings, and sorts them all."""
    return Subquery(Round.objects.filter(year=year).order_by().values("pk")[:1])


def _of_state(filings: QuerySet[Filing], state: str) -> QuerySet[Filing]:
    if state == ALL_STATES:
        return filings
    return filings.filter(state=state) if state else filings.filter(state__in=FilingState.in_hand())


def _plain_conditions(wanted: QueueFilter) -> dict[str, str]:
    fields = {
        "enterprise__enterprise__city_id": wanted.city,
        "enterprise__enterprise__division_id": wanted.division,
        "enterprise__enterprise__size_class": wanted.size,
        "declared_level": wanted.level,
    }
    return {name: value for name, value in fields.items() if value}


def _of_reviewer(filings: QuerySet[Filing], reviewer: str, actor: Actor) -> QuerySet[Filing]:
    if reviewer == UNASSIGNED:
        return filings.filter(state__in=FilingState.unassigned())
    if reviewer == MINE:
        return filings.filter(reviews__reviewer_id=actor.user_id).exclude(state__in=FilingState.unassigned())
    return filings


def _under_authority(filings: QuerySet[Filing], code: str) -> QuerySet[Filing]:
    path = f"/{authority_key(code)}/"
    return filings.filter(scope__gte=path, scope__lt=f"{path}~")


def with_review(filings: QuerySet[Filing]) -> QuerySet[Filing]:
    """Adds the reviewer and the stage the finished review proposes (`proposed_level`)."""
    proposed = Result.objects.filter(evaluation_id=OuterRef("evaluation_id"), kind=ResultKind.REVIEWER)
    latest = proposed.order_by("-id").values("level")[:1]
    reviews = Prefetch("reviews", Review.objects.select_related("reviewer"))
    return filings.annotate(proposed_level=Subquery(latest)).prefetch_related(reviews)


@dataclass(frozen=True)
class QueueRow:
    """One line of the queue. `reviewed` is final once determined, before that the reviewer's proposal."""

    filing: Filing
    claimed: Stage | None
    reviewed: Stage | None
    reviewer: User | None
    waiting: int | None


def row_of(filing: Filing, now: datetime | None = None) -> QueueRow:
    """`filing` comes from with_review(); waiting in whole days since the last step, None once determined."""
    definition = definition_of(filing.evaluation.standard_version)
    return QueueRow(
        filing=filing,
        claimed=stage_of(definition, filing.declared_level),
        reviewed=stage_of(definition, _found_level(filing)),
        reviewer=_reviewer_of(filing),
        waiting=None if filing.state in FilingState.ended() else days_waiting(filing, now),
    )


def days_waiting(filing: Filing, now: datetime | None = None) -> int:
    return max(((now or timezone.now()) - filing.state_since).days, 0)


def _found_level(filing: Filing) -> str:
    if filing.decided:
        return filing.reviewed_level
    return getattr(filing, "proposed_level", None) or "" if filing.state == FilingState.REVIEWED else ""


def _reviewer_of(filing: Filing) -> User | None:
    """A released filing keeps its review for the next reviewer, and has nobody until then."""
    if filing.unassigned:
        return None
    return next((review.reviewer for review in filing.reviews.all()), None)


def cities_for(actor: Actor, authority: str = "") -> QuerySet[Region]:
    """Cities an office can filter by; those of the chosen authority for the ministry, none before one is chosen."""
    key = authority_key(authority) if authority else (actor.path.strip("/").split("/")[0])
    if not key:
        return Region.objects.none()
    prefix = CORPS_CITIES if key == CORPS else key
    cities = Region.objects.filter(level=RegionLevel.CITY, code__startswith=prefix)
    # A separately listed city answers for itself and is no city of the province around it.
    others = [own for record in authorities() if (own := authority_key(record.code)) != key and own.startswith(prefix)]
    return cities.exclude(pk__in=[f"{other}00" for other in others])


def authorities_for(actor: Actor) -> QuerySet[Organisation]:
    return under(Organisation.objects.filter(kind=OrganisationKind.AUTHORITY), actor)


def rounds() -> list[Round]:
    """Every yearly round with its standard version, newest first."""
    return list(Round.objects.select_related("standard_version").defer("standard_version__source"))


def filter_from(params: Mapping[str, Any]) -> QueueFilter:
    """The filter again from a job's parameters, which carry more than the filter."""
    names = QueueFilter.__dataclass_fields__
    return QueueFilter(**{name: value for name, value in params.items() if name in names})
