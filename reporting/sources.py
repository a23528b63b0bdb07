"""Which frozen figures speak for each authority in a year: those of the edition that was handed in, never a draft's."""

from dataclasses import dataclass
from datetime import datetime

from portal.reference import authorities as reference
from portal.tenancy import Actor
from reporting.board import state_of
from reporting.enums import BoardState
from reporting.models import Snapshot
from reporting.queries import summaries_of_year
from reporting.snapshot_schema import SnapshotData

CITIES = tuple(record.code for record in reference() if record.kind == "separately_listed_city")


@dataclass(frozen=True)
class Source:
    """The figures of one authority in `edition`, the one that was handed in last; `returned`: given back since."""

    code: str
    snapshot: int
    data: SnapshotData
    data_hash: str
    as_of: datetime
    edition: int
    returned: bool = False


@dataclass(frozen=True)
class YearSources:
    """`found`: {authority's code: its figures}; `states`: {code: how far} of all whose summary exists."""

    found: dict[str, Source]
    states: dict[str, BoardState]

    def state(self, code: str) -> BoardState:
        return self.states.get(code, BoardState.NOT_STARTED)


def sources_of_year(actor: Actor, year: int) -> YearSources:
    """What was handed in, and of all others the state alone; two queries."""
    summaries = list(summaries_of_year(actor, year))
    states = {summary.authority.code: state_of(summary) for summary in summaries}
    chosen = {summary.submitted.snapshot_id: summary for summary in summaries if summary.submitted}
    found: dict[str, Source] = {}
    for row in Snapshot.objects.filter(pk__in=chosen):
        code, edition = chosen[row.pk].authority.code, chosen[row.pk].submitted
        returned = states[code] not in BoardState.with_ministry()
        if edition:
            found[code] = Source(code, row.pk, row.data, row.data_hash, row.as_of, edition.number, returned)
    return YearSources(found, states)


def province_of(city: str) -> str:
    """The province that a separately listed city lies in: 330200 in 330000."""
    return f"{city[:2]}0000"
