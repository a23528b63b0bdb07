"""Counting a round into the frozen facts of one authority; every query runs in the caller's one transaction."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from evaluations import statistics
from evaluations import statistics_over_years as over_years
from evaluations.agreement_queries import readers_agree
from evaluations.definition import Definition
from evaluations.queries import definition_of
from portal.enums import SizeClass
from portal.models import Division, Organisation, Region
from portal.tenancy import Actor
from reporting.lineage import in_all_languages
from reporting.snapshot_schema import (
    SCHEMA,
    Agreement,
    BandRow,
    Bilingual,
    DimensionRow,
    Facts,
    GroupRow,
    LadderRow,
    MoveRow,
    Named,
    ReadersRow,
    SpreadRow,
    StandingRow,
    YearRow,
)  # fmt: skip

if TYPE_CHECKING:
    from evaluations.models import Round

# So many rounds are compared, this one with them.
YEARS = 5


class FactCounting:
    """One pass over a round: the querysets and the order of the levels that every part shares."""

    def __init__(self, actor: Actor, yearly_round: "Round", earlier: "Round | None") -> None:
        self.actor, self.round = actor, yearly_round
        self.definition: Definition = definition_of(yearly_round.standard_version)
        self.filings = statistics.filings_of_round(actor, yearly_round)
        self.before = statistics.filings_of_round(actor, earlier) if earlier else self.filings.none()
        self.positions = {"": 0} | {level.code: n for n, level in enumerate(self.definition.levels, start=1)}

    def facts(self, authority: Organisation) -> Facts:
        return {
            "schema": SCHEMA,
            "authority": {"code": authority.code, "name": _bilingual(authority.name, authority.name_en)},
            "nation": authority.scope == "/",
            "year": self.round.year,
            "as_of": timezone.localtime().isoformat(timespec="seconds"),
            "round": {
                "name": in_all_languages(format_lazy(_("Quality evaluation {year}"), year=self.round.year)),
                "opens": self.round.opens_on.isoformat(),
                "closes": self.round.closes_on.isoformat(),
            },
            "standard": {
                "code": self.definition.code,
                "version": self.definition.version,
                "title": _bilingual(self.definition.title.zh, self.definition.title.en),
                "notice": self._notice(),
            },
            "levels": [_named(level.code, level.name.zh, level.name.en) for level in self.definition.levels],
            "states": statistics.count_states(self.filings),
            "ladder": self._ladder(),
            "agreement": self._agreement(),
            "divisions": self._groups("division_id", _division_names()),
            "sizes": _in_order_of(SizeClass.values, self._groups("size_class", _size_names())),
            "cities": self._groups("city_id", self._city_names()),
            "dimensions": self._dimensions(),
            "moves": self._moves(),
            "spreads": self._spreads(),
            "mean_total": statistics.mean_total(self.filings),
            "mean_total_before": statistics.mean_total(self.before),
            "years": self._years(),
            "standing": self._standing(),
            "bands": self._bands(),
            "readers": self._readers(),
        }

    def _notice(self) -> Bilingual:
        notice = self.definition.notice
        return _bilingual(notice.zh, notice.en) if notice else _bilingual("", "")

    def _ladder(self) -> list[LadderRow]:
        declared = statistics.count_levels(self.filings, "declared_level")
        reviewed = statistics.count_levels(self.filings, "reviewed_level")
        return [
            {"level": number, "declared": declared.get(code, 0), "reviewed": reviewed.get(code, 0)}
            for code, number in self.positions.items()
        ]

    def _agreement(self) -> Agreement:
        agreement: Agreement = {"equal": 0, "lower": 0, "higher": 0}
        for (declared, reviewed), count in statistics.count_agreement(self.filings).items():
            step = self.positions[reviewed] - self.positions[declared]
            agreement["equal" if step == 0 else "lower" if step < 0 else "higher"] += count
        return agreement

    def _groups(self, field: str, names: Mapping[str, Bilingual]) -> list[GroupRow]:
        return [
            {
                "code": row["key"],
                "name": names.get(row["key"], _bilingual(row["key"], row["key"])),
                "filings": row["submitted"],
                "determined": row["determined"],
                "levels": [row.get(f"level_{code}", 0) for code in self.positions],
            }
            for row in statistics.count_by(self.filings, field)
        ]

    def _city_names(self) -> dict[str, Bilingual]:
        cities = Region.objects.filter(pk__in=self.filings.order_by().values("city"))
        return {city.code: _bilingual(city.name, city.name) for city in cities}

    @cached_property
    def _scores(self) -> dict[str, list[float]]:
        return statistics.read_scores(self.filings, tuple(group.code for group in self.definition.scored_groups))

    def _dimensions(self) -> list[DimensionRow]:
        codes = tuple(group.code for group in self.definition.scored_groups)
        before = statistics.read_scores(self.before, codes)
        now, was = (
            {code: statistics.mean_and_median(scores[code]) for code in codes} for scores in (self._scores, before)
        )
        return [
            {
                "code": group.code,
                "name": _bilingual(group.title.zh, group.title.en),
                "mean": now[group.code][0],
                "median": now[group.code][1],
                "mean_before": was[group.code][0],
                "median_before": was[group.code][1],
            }
            for group in self.definition.scored_groups
        ]

    def _moves(self) -> list[MoveRow]:
        return [
            {
                "before": None if was is None else self.positions.get(was, 0),
                "after": self.positions[now],
                "count": count,
            }
            for (was, now), count in sorted(
                statistics.count_moves(self.filings, self.before).items(),
                key=lambda move: (move[0][0] or "", move[0][1]),
            )
        ]

    def _spreads(self) -> list[SpreadRow]:
        names = _size_names()
        rows = {row["key"]: row for row in statistics.spread_by_size(self.filings)}
        return [_spread(size, names[size], rows[size]) for size in names if size in rows]

    def _years(self) -> list[YearRow]:
        counted = over_years.count_years(self.actor, until=self.round.year, years=YEARS)
        return [
            {
                "year": found.year,
                "levels": [found.levels.get(code, 0) for code in self.positions],
                "mean": found.mean,
            }
            for found in counted
        ]

    def _standing(self) -> list[StandingRow]:
        year = self.round.year
        stock = over_years.count_standing(self.actor, until=year, today=timezone.localdate())
        new = over_years.count_newcomers(self.actor, year)
        return [
            {"level": number, "stock": stock.get(code, 0), "new": new.get(code, 0)}
            for code, number in self.positions.items()
        ]

    def _bands(self) -> list[BandRow]:
        return [
            {
                "code": group.code,
                "name": _bilingual(group.title.zh, group.title.en),
                "counts": statistics.band_scores(self._scores[group.code]),
            }
            for group in self.definition.scored_groups
        ]

    def _readers(self) -> ReadersRow:
        agreed = readers_agree(self.actor, self.round)
        return {"pairs": agreed.pairs, "same": agreed.same, "kappa": agreed.kappa}


def _in_order_of(codes: Sequence[str], rows: list[GroupRow]) -> list[GroupRow]:
    return sorted(rows, key=lambda row: codes.index(row["code"]))


def _spread(code: str, name: Bilingual, row: Mapping[str, Any]) -> SpreadRow:
    return {
        "code": code,
        "name": name,
        "count": row["count"],
        "minimum": float(row["minimum"]),
        "lower": row["lower"],
        "median": row["median"],
        "upper": row["upper"],
        "maximum": float(row["maximum"]),
    }


def _bilingual(zh: str, en: str) -> Bilingual:
    return {"zh-hans": zh, "en": en or zh}


def _named(code: str, zh: str, en: str) -> Named:
    return {"code": code, "name": _bilingual(zh, en)}


def _division_names() -> dict[str, Bilingual]:
    return {d.code: _bilingual(d.name_zh, d.name_en) for d in Division.objects.all()}


def _size_names() -> dict[str, Bilingual]:
    return {str(size): in_all_languages(size.label) for size in SizeClass}
