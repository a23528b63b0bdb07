"""Which frozen figures speak for each authority in a year: those handed in, else those of its latest draft."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import OuterRef, Subquery

from portal.reference import authorities as reference
from portal.tenancy import Actor
from reporting.enums import SummaryState
from reporting.models import Snapshot
from reporting.queries import visible_summaries
from reporting.snapshot_schema import SnapshotData

CITIES = tuple(record.code for record in reference() if record.kind == "separately_listed_city")


@dataclass(frozen=True)
class Source:
    """The figures of one authority; `edition` is the one that was handed in, None for a draft."""

    code: str
    snapshot: int
    data: SnapshotData
    data_hash: str
    as_of: datetime
    edition: int | None = None

    @property
    def is_draft(self) -> bool:
        return self.edition is None


def sources_of_year(actor: Actor, year: int) -> dict[str, Source]:
    """{authority's code: its figures}, without those that have none yet; two queries. Of a draft nothing but figures."""
    newest = Snapshot.objects.filter(summary=OuterRef("pk")).order_by("-pk").values("pk")[:1]
    summaries = visible_summaries(actor).filter(year=year).annotate(newest=Subquery(newest))
    chosen: dict[int, tuple[str, int | None]] = {}
    for summary in summaries:
        handed_in = summary.submitted if summary.state in SummaryState.with_ministry() else None
        key = handed_in.snapshot_id if handed_in else summary.newest
        if key:
            chosen[key] = (summary.authority.code, handed_in.number if handed_in else None)
    rows = Snapshot.objects.filter(pk__in=chosen)
    found = [Source(chosen[s.pk][0], s.pk, s.data, s.data_hash, s.as_of, chosen[s.pk][1]) for s in rows]
    return {source.code: source for source in found}


def province_of(city: str) -> str:
    """The province that a separately listed city lies in: 330200 in 330000."""
    return f"{city[:2]}0000"
