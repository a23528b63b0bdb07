"""The queue: which filings an office works on, filtered and in order. The filter is the URL."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from functools import cache, cached_property
from typing import Any, TypeVar

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, Func, Model, Q, QuerySet, Subquery, Value
from django.db.models.functions import StrIndex
from django.db.models.lookups import GreaterThan
from django.utils import timezone

from evaluations.countings import Counting, counted_filings
from evaluations.enums import AppealState, FilingState
from evaluations.lease_queries import lapsed_reviews, lease_days_at
from evaluations.models import Appeal, Filing, Review, Round, Score, Triage
from evaluations.queries import round_of, visible_filings
from evaluations.queue_choices import ALL_STATES, MINE, UNASSIGNED, Flag, Gap
from evaluations.reading_queries import waiting_for_reader
from evaluations.triage_queries import visible_clusters, visible_triage, with_place
from portal.enums import READERS, OrganisationKind, RegionLevel
from portal.models import Enterprise, Membership, Organisation, Region
from portal.queries import plain_name, search_by_name, under
from portal.reference import authorities
from portal.routing import CORPS, CORPS_CITIES, authority_key
from portal.tenancy import Actor

M = TypeVar("M", bound=Model)
# What a reviewer has in their name; a filing that was released waits for the next one.
_TAKEN = tuple(state for state in FilingState.with_authority() if state not in FilingState.untaken())
EXPECTED = "expected"  # added to the rows by triage_queries.with_place
# The order of each sort key; waiting counts from the last step, so the longest wait is the earliest.
ORDERS = {
    "-waiting": "state_since",
    "waiting": "-state_since",
    "submitted": "submitted_at",
    "-submitted": "-submitted_at",
    "company": "company_plain",
    "-company": "-company_plain",
    "claimed": "declared_level",
    "-claimed": "-declared_level",
    "city": "city_id",
    "-city": "-city_id",
    "division": "division_id",
    "-division": "-division_id",
    "-triage": f"-{EXPECTED}",
    "triage": EXPECTED,
}
LONGEST_WAIT, MOST_EXPECTED = "-waiting", "-triage"
GAPS = {
    Gap.LOWER: Q(gap__lt=0),
    Gap.HIGHER: Q(gap__gt=0),
    Gap.SAME: Q(gap=0),
    Gap.FAR: Q(gap__lte=-2) | Q(gap__gte=2),
}
# So many companies of the nation are looked up one by one; a name that more of them bear is met soon in any order.
FEW_COMPANIES = 2000


@dataclass(frozen=True)
class QueueFilter:
    """What the URL asks for; '' is no restriction, except that no state means what is in the office's hands.

    `reviewer` is MINE, UNASSIGNED or a person's key; `waiting` the least number of whole days; `triage` the least
    expected difference, `why` a signal that speaks, `texts` the key of a cluster of nearly equal texts; `figure` a figure
    of reports that counts them.
    """

    year: int
    state: str = ""
    authority: str = ""
    city: str = ""
    division: str = ""
    size: str = ""
    level: str = ""
    gap: str = ""
    reviewer: str = ""
    waiting: int = 0
    flag: str = ""
    triage: int = 0
    why: str = ""
    texts: int = 0
    figure: str = ""
    q: str = ""
    sort: str = LONGEST_WAIT

    @property
    def order(self) -> str:
        return ORDERS.get(self.sort, ORDERS[LONGEST_WAIT])

    @property
    def states(self) -> tuple[str, ...]:
        """The states that the filter leaves; nobody's are those that wait for a reviewer."""
        everything, in_hand = FilingState.with_authority(), FilingState.in_hand()
        named = everything if self.state == ALL_STATES else (self.state,) if self.state else in_hand
        return tuple(state for state in named if self.reviewer != UNASSIGNED or state in FilingState.unassigned())

    @property
    def by_expectation(self) -> bool:
        """Ordered or filtered by the expected difference, whose reasons are then always shown."""
        return self.order.lstrip("-") == EXPECTED or bool(self.triage or self.why)

    @property
    def of_person(self) -> bool:
        """Asks for the filings in one reviewer's hands."""
        return self.reviewer not in ("", UNASSIGNED)

    def as_params(self) -> dict[str, Any]:
        """Ready for a job's parameters; `QueueFilter(**params)` is the way back."""
        return asdict(self)


class Among(Func):
    """A column is one of an array's values; PostgreSQL makes the array first."""

    template, arg_joiner, output_field = "%(expressions)s)", " = ANY (", BooleanField()


class Queue:
    """The filings that a filter finds for an actor; which companies bear a name is looked up once."""

    def __init__(self, actor: Actor, wanted: QueueFilter) -> None:
        self.actor, self.wanted = actor, wanted

    def filings(self, **changes: Any) -> QuerySet[Filing]:
        """Unordered; `changes` are fields of the filter that differ this once."""
        wanted = replace(self.wanted, **changes)
        filings = visible_filings(self.actor, wanted.states).filter(round_id=round_key(wanted.year))
        filings = filings.filter(self._named, **_plain_conditions(wanted))
        filings = in_authority(filings, wanted.authority)
        if wanted.waiting:
            since = timezone.now() - timedelta(days=wanted.waiting)
            filings = filings.filter(state_since__lte=since, state__in=FilingState.undecided())
        for condition in self._elsewhere(wanted):
            filings = filings.filter(condition)
        if wanted.figure and self._round:
            filings = counted_filings(filings, Counting(wanted.figure), self._round)
        return filings

    def page(self) -> QuerySet[Filing]:
        """To be read in the filter's order: by waiting time along the office's own index, where nothing else is asked."""
        if self.wanted.order.lstrip("-") == EXPECTED:
            return with_place(self.filings())
        if (
            self.is_national
            or not self.is_plain
            or self.wanted.of_person
            or self.wanted.order.lstrip("-") != "state_since"
        ):
            return self.filings()
        return self.filings().filter(office=(_authority_path(self.wanted.authority) or self.actor.path).split("/")[1])

    @cached_property
    def _round(self) -> Round | None:
        return round_of(self.wanted.year)

    @property
    def is_plain(self) -> bool:
        """Nothing is asked of the filings but their state, their reviewer and the authority."""
        asked = replace(self.wanted, state="", authority="", reviewer="", sort=LONGEST_WAIT)
        return asked == QueueFilter(self.wanted.year)

    @property
    def is_national(self) -> bool:
        return self.actor.path == "/" and not self.wanted.authority

    @cached_property
    def few(self) -> list[int] | None:
        """Of the nation, the companies that bear the name; None when there are too many to list."""
        companies = search_by_name(Organisation.objects.order_by(), self.wanted.q, organisation="")
        found = list(companies.values_list("pk", flat=True)[: FEW_COMPANIES + 1])
        return found if len(found) <= FEW_COMPANIES else None

    @cached_property
    def _named(self) -> Q:
        plain = plain_name(self.wanted.q)
        if not plain:
            return Q()
        code = Q(credit_code__startswith=plain.upper())
        if not self.is_national:
            return Q(company_plain__contains=plain) | code
        if self.few is not None:
            return Q(enterprise_id__in=self.few)
        # Not as a pattern: the planner takes every pattern for rare, and would sort the nation.
        return Q(GreaterThan(StrIndex("company_plain", Value(plain)), 0)) | code

    def _elsewhere(self, wanted: QueueFilter) -> Iterator[Q]:
        """Conditions on other tables, each as the keys that it leaves: nothing is joined to the rows of an office."""
        reviews = under(Review.objects.order_by(), self.actor)
        if wanted.of_person:
            person = self.actor.user_id if wanted.reviewer == MINE else int(wanted.reviewer)
            # Who else reads a filing blind is nobody's to find out.
            named = reviews if person == self.actor.user_id else reviews.filter(ordinal=0)
            named = named.filter(ordinal__gte=0)
            yield Q(pk__in=named.filter(reviewer_id=person).values("filing"), state__in=_TAKEN)
        if wanted.gap:
            found = reviews.filter(GAPS[Gap(wanted.gap)]).values("filing")
            yield Q(pk__in=found) if wanted.gap == Gap.SAME else _among("pk", found)
        if wanted.flag == Flag.ITEMS:
            marked = under(Score.objects.filter(flagged=True).order_by(), self.actor)
            yield _among("pk", reviews.filter(_among("pk", marked.values("review")), ordinal=0).values("filing"))
        if wanted.triage or wanted.why:
            yield Q(pk__in=self._expected(wanted).values("filing"))
        if wanted.texts:
            cluster = visible_clusters(self.actor).filter(pk=wanted.texts).first()
            yield Q(pk__in=cluster.filings if cluster else [])
        if wanted.flag == Flag.READER:
            yield _among("pk", waiting_for_reader(self.actor))
        if wanted.flag == Flag.LAPSED and (yearly := Round.objects.filter(year=wanted.year).first()):
            days = lease_days_at(self.actor, yearly)
            yield _among("pk", lapsed_reviews(self.actor, yearly, days, timezone.now()).values("filing"))
        if wanted.flag == Flag.APPEAL:
            appeals = under(Appeal.objects.filter(state=AppealState.SUBMITTED).order_by(), self.actor)
            yield _among("pk", appeals.values("filing"))
        if wanted.flag == Flag.CODE:
            warned = under(Enterprise.objects.exclude(code_warning="").order_by(), self.actor)
            yield _among("enterprise_id", warned.values("pk"))

    def _expected(self, wanted: QueueFilter) -> QuerySet[Triage]:
        found = visible_triage(self.actor).filter(round_id=round_key(wanted.year), place__gte=wanted.triage)
        return found.filter(signals__contains=[wanted.why]) if wanted.why else found


def _among(field: str, keys: QuerySet[Any]) -> Q:
    """For keys that are few: PostgreSQL lists them first, where it would else meet them along the order, and late."""
    return Q(Among(field, ArraySubquery(keys)))


def filter_queue(actor: Actor, wanted: QueueFilter) -> QuerySet[Filing]:
    """The filings of the year that match, unordered; read them by `with_row`."""
    return Queue(actor, wanted).filings()


def round_key(year: int) -> Subquery:
    """As a value of its own: by the year of a joined row the planner expects a handful of filings, and sorts them all."""
    return Subquery(Round.objects.filter(year=year).order_by().values("pk")[:1])


def in_authority(rows: QuerySet[M], code: str) -> QuerySet[M]:
    """Those under the authority that a filter names; '' is no restriction."""
    path = _authority_path(code)
    return rows.filter(scope__gte=path, scope__lt=f"{path}~") if path else rows


def _plain_conditions(wanted: QueueFilter) -> dict[str, str]:
    fields = {
        "city_id": wanted.city,
        "division_id": wanted.division,
        "size_class": wanted.size,
        "declared_level": wanted.level,
    }
    return {name: value for name, value in fields.items() if value}


def _authority_path(code: str) -> str:
    return f"/{authority_key(code)}/" if code else ""


def cities_for(actor: Actor, authority: str = "") -> list[tuple[str, str]]:
    """(code, name) of the cities an office can filter by; those of the chosen authority for the ministry, else none."""
    key = authority_key(authority) if authority else (actor.path.strip("/").split("/")[0])
    return _cities_under(key) if key else []


@cache
def _cities_under(key: str) -> list[tuple[str, str]]:
    """Kept per process: regions come with a release."""
    prefix = CORPS_CITIES if key == CORPS else key
    cities = Region.objects.filter(level=RegionLevel.CITY, code__startswith=prefix)
    # A separately listed city answers for itself and is no city of the province around it.
    others = [own for record in authorities() if (own := authority_key(record.code)) != key and own.startswith(prefix)]
    return list(cities.exclude(pk__in=[f"{other}00" for other in others]).values_list("pk", "name"))


def reviewers_for(actor: Actor) -> list[tuple[str, str]]:
    """(key, name) of the people in the actor's office who review, or did; the actor, who is "mine", left out."""
    members = under(Membership.objects.filter(organisation_id=actor.home_id), actor)
    reviewing = members.filter(roles__overlap=READERS).exclude(user_id=actor.person_id)
    rows = reviewing.order_by("user__display_name", "user_id").values_list("user_id", "user__display_name")
    return [(str(key), name) for key, name in rows]


def authorities_for(actor: Actor) -> QuerySet[Organisation]:
    return under(Organisation.objects.filter(kind=OrganisationKind.AUTHORITY), actor)


def rounds() -> list[Round]:
    """Every yearly round with its standard version, newest first."""
    return list(Round.objects.select_related("standard_version").defer("standard_version__source"))


def filter_from(params: Mapping[str, Any]) -> QueueFilter:
    """The filter again from a job's parameters, which carry more than the filter."""
    names = QueueFilter.__dataclass_fields__
    return QueueFilter(**{name: value for name, value in params.items() if name in names})
