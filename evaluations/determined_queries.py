"""Determined results of a round, as an approver announces or publishes them; the filter is the URL."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, Value, When

from evaluations.enums import FilingState
from evaluations.models import Filing, Round
from evaluations.queries import definition_of, visible_filings, with_context
from evaluations.stages import Stage, stage_of, stages_of
from portal.queries import search_by_name
from portal.tenancy import Actor

# The order of each sort key; the widest gap comes first unless another is asked for.
ORDERS = {
    "gap": "gap",
    "-gap": "-gap",
    "company": "enterprise__name",
    "-company": "-enterprise__name",
    "city": "enterprise__enterprise__city_id",
    "-city": "-enterprise__enterprise__city_id",
    "determined": "determined_at",
    "-determined": "-determined_at",
}
WIDEST_GAP = "-gap"
GAPS: dict[str, dict[str, int]] = {"lower": {"gap__gt": 0}, "same": {"gap": 0}, "higher": {"gap__lt": 0}}
# So many may be picked one by one; for more there is the filter.
MOST_CHOSEN = 200


@dataclass(frozen=True)
class DeterminedFilter:
    """What the URL asks for; '' is no restriction. `chosen` narrows it to filings picked by hand."""

    year: int
    city: str = ""
    division: str = ""
    level: str = ""
    gap: str = ""
    q: str = ""
    sort: str = WIDEST_GAP
    chosen: tuple[int, ...] = ()

    @property
    def order(self) -> str:
        return ORDERS.get(self.sort, ORDERS[WIDEST_GAP])

    def as_params(self) -> dict[str, Any]:
        """Ready for a job's parameters; `filter_from` is the way back."""
        return asdict(self)


def filter_from(params: Mapping[str, Any]) -> DeterminedFilter:
    names = DeterminedFilter.__dataclass_fields__
    found = DeterminedFilter(**{name: value for name, value in params.items() if name in names})
    return replace(found, chosen=tuple(found.chosen))


def determined_filings(actor: Actor, wanted: DeterminedFilter, *, until: datetime | None = None) -> QuerySet[Filing]:
    """Determined and not announced or published yet, with `gap` in stages (positive: found lower than declared).

    `until` leaves out what was determined later: whoever confirms a batch gets no more than was shown.
    """
    yearly = Round.objects.select_related("standard_version").defer("standard_version__source")
    found = yearly.filter(year=wanted.year).first()
    filings = visible_filings(actor).filter(state=FilingState.DETERMINED)
    if found is None:
        return filings.none()
    filings = filings.filter(round_id=found.pk, **_conditions(wanted)).annotate(gap=_gap(found))
    filings = filings.filter(determined_at__lte=until) if until else filings
    filings = filings.filter(**GAPS.get(wanted.gap, {}))
    filings = filings.filter(pk__in=wanted.chosen) if wanted.chosen else filings
    return search_by_name(filings, wanted.q, organisation="enterprise") if wanted.q else filings


def _conditions(wanted: DeterminedFilter) -> dict[str, str]:
    fields = {
        "enterprise__enterprise__city_id": wanted.city,
        "enterprise__enterprise__division_id": wanted.division,
        "reviewed_level": wanted.level,
    }
    return {name: value for name, value in fields.items() if value}


def _gap(yearly_round: Round) -> Any:
    levels = stages_of(definition_of(yearly_round.standard_version))

    def rank(field: str) -> Case:
        ranks = [When(**{field: stage.code}, then=Value(stage.rank)) for stage in levels]
        return Case(*ranks, default=Value(0), output_field=IntegerField())

    return rank("declared_level") - rank("reviewed_level")


@dataclass(frozen=True)
class DeterminedRow:
    """One line: declared and reviewed stage with the gap between them in stages."""

    filing: Filing
    declared: Stage | None
    reviewed: Stage | None
    gap: int


def rows_of(filings: Iterable[Filing]) -> list[DeterminedRow]:
    return [determined_row(filing) for filing in filings]


def listed(filings: QuerySet[Filing]) -> QuerySet[Filing]:
    """With everything a row names."""
    return with_context(filings)


def determined_row(filing: Filing) -> DeterminedRow:
    definition = definition_of(filing.evaluation.standard_version)
    declared, reviewed = (stage_of(definition, code) for code in (filing.declared_level, filing.reviewed_level))
    return DeterminedRow(filing, declared, reviewed, gap=int(getattr(filing, "gap", 0)))


@dataclass(frozen=True)
class Counted:
    """How many there are by city and reviewed stage; `cities` are (name, one figure a stage, sum), `gaps` by GAPS."""

    stages: tuple[Stage | None, ...]
    cities: tuple[tuple[str, tuple[int, ...], int], ...]
    sums: tuple[int, ...]
    total: int
    gaps: Mapping[str, int]


def count_by_place(filings: QuerySet[Filing], yearly_round: Round) -> Counted:
    """Two queries, whatever the number of filings."""
    place = F("enterprise__enterprise__city__name")
    rows = filings.order_by().values_list(place, "reviewed_level").annotate(count=Count("pk", distinct=True))
    definition = definition_of(yearly_round.standard_version)
    found = {(city, level): count for city, level, count in rows}
    levels = [stage.code for stage in stages_of(definition)]
    codes = [code for code in ("", *levels) if any(level == code for _city, level in found)]
    names = sorted({city for city, _level in found})
    cities = tuple((name, tuple(found.get((name, code), 0) for code in codes)) for name in names)
    return Counted(
        stages=tuple(stage_of(definition, code) for code in codes),
        cities=tuple((name, figures, sum(figures)) for name, figures in cities),
        sums=tuple(sum(column) for column in zip(*(figures for _name, figures in cities), strict=True)),
        total=sum(found.values()),
        gaps=filings.order_by().aggregate(**{name: Count("pk", filter=Q(**how)) for name, how in GAPS.items()}),
    )
