"""Counts of a round for whoever reports on it: one query each, querysets in, plain rows out."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from math import fsum
from statistics import median
from typing import Any

from django.contrib.postgres.aggregates import StringAgg
from django.db.models import (
    Aggregate,
    Avg,
    Count,
    Exists,
    F,
    FloatField,
    Func,
    Max,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    TextField,
    Value,
)
from django.db.models.fields.json import KeyTransform
from django.db.models.functions import Cast, Coalesce

from evaluations.enums import FilingState, ResultKind
from evaluations.models import Filing, FilingEvent, Result, Round
from evaluations.tally_queries import OFFICE, visible_tallies
from portal.queries import under
from portal.tenancy import Actor

_DETERMINED = Q(state__in=[str(state) for state in FilingState.counted()])
_SUBMITTED = Q(state__in=[str(state) for state in FilingState.with_authority()])
BANDS = 10


# What figures take from a filing; the rest of it may change without any figure changing.
_COUNTED_FIELDS = ("pk", "state", "declared_level", "reviewed_level", "reviewed_total")


class ConcatWS(Func):
    """Texts with a separator between them; what is absent is left out with its separator."""

    function, output_field = "concat_ws", TextField()


class _Digest(StringAgg):
    """SHA-256 over a text from every row, in hexadecimal digits."""

    template = "encode(sha256(convert_to(coalesce(%(function)s(%(distinct)s%(expressions)s %(order_by)s), ''), 'UTF8')), 'hex')"


class Percentile(Aggregate):
    """`Percentile("field", fraction=0.5)`: PostgreSQL's percentile_cont, interpolating."""

    function = "percentile_cont"
    template = "%(function)s(%(fraction)s) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = FloatField()

    def __init__(self, expression: Any, *, fraction: float, **extra: Any) -> None:
        super().__init__(expression, fraction=float(fraction), **extra)


def filings_of_round(actor: Actor, yearly_round: Round) -> QuerySet[Filing]:
    """Every filing in reach, drafts included: for counting, not for reading."""
    return under(Filing.objects.filter(round=yearly_round), actor)


def count_states(filings: QuerySet[Filing]) -> dict[str, int]:
    counts = dict(filings.order_by().values_list("state").annotate(Count("pk")))
    return {str(state): counts.get(str(state), 0) for state in FilingState}


def count_levels(filings: QuerySet[Filing], field: str) -> dict[str, int]:
    """{level code ('' below the first): determined filings} by `declared_level` or `reviewed_level`."""
    return dict(filings.filter(_DETERMINED).order_by().values_list(field).annotate(Count("pk")))


def count_agreement(filings: QuerySet[Filing]) -> dict[tuple[str, str], int]:
    """{(declared level, reviewed level): determined filings}."""
    rows = filings.filter(_DETERMINED).order_by().values_list("declared_level", "reviewed_level")
    return {(declared, reviewed): count for declared, reviewed, count in rows.annotate(Count("pk"))}


def count_by(filings: QuerySet[Filing], field: str) -> list[dict[str, Any]]:
    """[{key, submitted, determined, <level code>…}] per value of what the filing has of the register: `division_id`."""
    levels = {
        f"level_{code}": Count("pk", filter=_DETERMINED & Q(reviewed_level=code))
        for code in filings.filter(_DETERMINED).order_by().values_list("reviewed_level", flat=True).distinct()
    }
    counted: dict[str, Any] = {
        "submitted": Count("pk", filter=_SUBMITTED),
        "determined": Count("pk", filter=_DETERMINED),
    }
    rows = filings.order_by().values(key=F(field)).annotate(**counted, **levels)
    return [dict(row) for row in rows.order_by("key")]


def read_scores(filings: QuerySet[Filing], groups: tuple[str, ...]) -> dict[str, list[float]]:
    """{group code: the final scores of determined filings that have one}. One query, in which each result is opened once."""
    found: dict[str, list[float]] = {code: [] for code in groups}
    rows = _final_results(filings).values_list(KeyTransform("scores", "detail"), flat=True)
    for scores in rows.iterator(chunk_size=5000):
        for code, kept in found.items():
            if (score := (scores or {}).get(code)) is not None:
                kept.append(float(score))
    return found


def mean_and_median(scores: Sequence[float]) -> tuple[float | None, float | None]:
    if not scores:
        return None, None
    # the last digits of a floating-point mean say nothing
    return round(fsum(scores) / len(scores), 6), round(median(scores), 6)


def band_scores(scores: Sequence[float]) -> list[int]:
    """How many lie in each of ten bands: 0 to 10, 10 to 20 … 90 to 100 points.

    A band begins with its lower end; 100 belongs to the last.
    """
    counts = [0] * BANDS
    for score in scores:
        counts[min(int(score * BANDS // 100), BANDS - 1)] += 1
    return counts


def _final_results(filings: QuerySet[Filing]) -> QuerySet[Result]:
    """Those that hold: a filing that was decided anew has the earlier result as well."""
    later = Result.objects.filter(evaluation_id=OuterRef("evaluation_id"), kind=ResultKind.FINAL, pk__gt=OuterRef("pk"))
    determined = filings.filter(_DETERMINED).order_by().values("evaluation")
    return Result.objects.filter(~Exists(later), kind=ResultKind.FINAL, evaluation__in=determined).order_by()


def spread_by_size(filings: QuerySet[Filing]) -> Iterator[Mapping[str, Any]]:
    """Per size class the five-number summary of the final total of determined filings."""
    total = "reviewed_total"
    rows = filings.filter(_DETERMINED).order_by().values(key=F("size_class"))
    yield from rows.annotate(
        count=Count("pk"),
        minimum=Min(total),
        lower=Percentile(total, fraction=0.25),
        median=Percentile(total, fraction=0.5),
        upper=Percentile(total, fraction=0.75),
        maximum=Max(total),
    )


def mean_total(filings: QuerySet[Filing]) -> float | None:
    mean = filings.filter(_DETERMINED).aggregate(mean=Avg("reviewed_total"))["mean"]
    return None if mean is None else float(mean)


def count_moves(filings: QuerySet[Filing], before: QuerySet[Filing]) -> dict[tuple[str | None, str], int]:
    """{(last year's reviewed level or None, this year's): determined filings}."""
    earlier = before.filter(_DETERMINED, enterprise=OuterRef("enterprise")).values("reviewed_level")[:1]
    rows = (
        filings.filter(_DETERMINED)
        .annotate(before=Subquery(earlier))
        .order_by()
        .values_list("before", "reviewed_level")
    )
    return {(was, now): count for was, now, count in rows.annotate(Count("pk"))}


def fingerprint(filings: QuerySet[Filing]) -> tuple[int, str]:
    """How many filings there are, and the SHA-256 of what figures take from each, in the order of their keys."""
    line = ConcatWS(Value(":"), *(Cast(name, TextField()) for name in _COUNTED_FIELDS))
    found = filings.aggregate(count=Count("pk"), digest=_Digest(line, "\n", order_by="pk"))
    return found["count"], found["digest"]


def last_change(filings: QuerySet[Filing]) -> datetime | None:
    """When a filing last came into the round or moved on in it; None for a round without filings."""
    moment: datetime | None = filings.aggregate(latest=Max("state_since"))["latest"]
    return moment


def steps_after(actor: Actor, yearly: Round, moment: datetime) -> QuerySet[FilingEvent]:
    """Steps of the round's filings in reach after the moment, with their company; drafts are their company's alone."""
    steps = FilingEvent.objects.filter(at__gt=moment, filing__round=yearly).exclude(target=FilingState.DRAFT)
    return under(steps, actor).select_related("filing__enterprise")


def count_new_enterprises(actor: Actor, years: Iterable[int]) -> dict[int, dict[str, int]]:
    """{year: {level code: enterprises}}: for each level those determined at it at least once up to that year.

    An enterprise is new to a level once, when it first gets there; so the counts never fall from year to year.
    """
    wanted = sorted(set(years))
    rounds = {year: Round.objects.filter(year__lte=year).order_by() for year in wanted}
    filings = under(Filing.objects.filter(_DETERMINED, round__in=rounds[wanted[-1]]), actor)
    counted: dict[str, Any] = {
        f"by_{year}": Count("enterprise", distinct=True, filter=Q(round__in=rounds[year])) for year in wanted
    }
    rows: list[dict[str, Any]] = [dict(row) for row in filings.order_by().values("reviewed_level").annotate(**counted)]
    return {year: {row["reviewed_level"]: row[f"by_{year}"] for row in rows} for year in wanted}


def count_stock(actor: Actor, years: Iterable[int]) -> dict[int, dict[str, int]]:
    """{year: {level code ('' below the first): filings determined at it in that year's round}}."""
    wanted = sorted(set(years))
    filings = under(Filing.objects.filter(_DETERMINED, round__year__in=wanted), actor)
    rows = filings.order_by().values_list("round__year", "reviewed_level").annotate(Count("pk"))
    stock: dict[int, dict[str, int]] = {year: {} for year in wanted}
    for year, level, count in rows:
        stock[year][level] = count
    return stock


def count_progress(actor: Actor, yearly_round: Round, since: datetime) -> dict[str, tuple[int, int]]:
    """{the authority's part of the path: (filings handed in and not decided, filings decided since then)}."""
    # also of an office that is done, whose number is 0: it is not one that nobody filed with
    undecided = Coalesce(Sum("number", filter=Q(state__in=FilingState.undecided())), 0)
    kept = visible_tallies(actor, yearly_round.pk)
    decided = filings_of_round(actor, yearly_round).filter(state__in=FilingState.decided(), determined_at__gte=since)
    left = kept.order_by().values_list(OFFICE, Value("left")).annotate(n=undecided)
    recent = decided.order_by().values_list(OFFICE, Value("recent")).annotate(n=Count("pk"))
    found = {(office, what): number for office, what, number in left.union(recent, all=True)}
    return {office: (found.get((office, "left"), 0), found.get((office, "recent"), 0)) for office, _what in found}
