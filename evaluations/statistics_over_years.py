"""Counts that look beyond one round: how a reach stood year by year, and who is on the ladder now."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import Count, Exists, OuterRef, Q, Sum

from evaluations.enums import FilingState
from evaluations.models import Certificate, Filing
from evaluations.statistics import count_new_enterprises
from portal.queries import under
from portal.tenancy import Actor

_DETERMINED = Q(state__in=[str(state) for state in FilingState.counted()])


@dataclass
class YearCount:
    """Determined filings of one round by reviewed level code; `mean` is their final total score, 0 to 100 points."""

    year: int
    levels: dict[str, int] = field(default_factory=dict)
    mean: float | None = None


def count_years(actor: Actor, *, until: int, years: int) -> list[YearCount]:
    """The last `years` rounds up to `until` that have a determined filing, earliest first; one query."""
    filings = under(Filing.objects.filter(_DETERMINED, round__year__lte=until, round__year__gt=until - years), actor)
    rows = filings.order_by().values_list("round__year", "reviewed_level")
    found: dict[int, YearCount] = {}
    sums: dict[int, Decimal] = defaultdict(Decimal)
    scored: dict[int, int] = defaultdict(int)
    # as the mean of one round does, that of a year leaves out whoever has no score
    for year, level, count, total, with_score in rows.annotate(
        Count("pk"), total=Sum("reviewed_total"), with_score=Count("reviewed_total")
    ):
        found.setdefault(year, YearCount(year)).levels[level] = count
        sums[year] += total or 0
        scored[year] += with_score
    for year, counted in found.items():
        counted.mean = round(float(sums[year] / scored[year]), 6) if scored[year] else None
    return [found[year] for year in sorted(found)]


def count_standing(actor: Actor, *, until: int, today: date) -> dict[str, int]:
    """{level code: enterprises} by the latest determination of each up to that round, unless its certificate has run out."""
    filings = under(Filing.objects.filter(_DETERMINED, round__year__lte=until), actor)
    latest = filings.order_by("enterprise_id", "-round__year").distinct("enterprise_id")
    ended = Certificate.objects.filter(filing=OuterRef("pk"), valid_until__lt=today)
    rows = Filing.objects.filter(~Exists(ended), pk__in=latest.values("pk")).order_by().values_list("reviewed_level")
    return dict(rows.annotate(Count("pk")))


def count_newcomers(actor: Actor, year: int) -> dict[str, int]:
    """{level code: enterprises that reached it in that round for the first time}."""
    found = count_new_enterprises(actor, [year - 1, year])
    return {level: count - found[year - 1].get(level, 0) for level, count in found[year].items()}
