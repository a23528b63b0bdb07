"""The ministry's view of a year: every authority with its state, where its tile stands, and what is late."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language

from portal.enums import AuthorityKind
from portal.models import Organisation
from portal.reference import authorities as reference
from portal.tenancy import Actor
from reporting.enums import BoardState, SummaryState
from reporting.models import Summary
from reporting.places import PLACES, Place
from reporting.queries import authorities, summaries_of_year

DEFAULT_ORDER = "place"


@dataclass(frozen=True)
class BoardRow:
    authority: Organisation
    summary: Summary | None
    state: BoardState
    due: date
    today: date

    @property
    def place(self) -> Place:
        return PLACES[self.authority.code]

    @property
    def short_name(self) -> str:
        """The region's name as people say it: 浙江, 宁波, 兵团."""
        return _SHORT[self.authority.code][bool((get_language() or "").startswith("en"))]

    @property
    def full_name(self) -> str:
        english = (get_language() or "").startswith("en")
        return (self.authority.name_en if english else "") or self.authority.name

    @property
    def is_submitted(self) -> bool:
        """Received and not given back, decided on or not."""
        return self.state in BoardState.with_ministry()

    @property
    def submitted_at(self) -> datetime | None:
        return self.summary.submitted_at if self.summary else None

    @property
    def is_late(self) -> bool:
        """Due days are Asia/Shanghai and last to their end."""
        handed_in = timezone.localdate(self.submitted_at) if self.submitted_at else self.today
        return handed_in > self.due

    @property
    def is_separate_city(self) -> bool:
        return self.authority.authority_kind == AuthorityKind.SEPARATELY_LISTED_CITY


_SHORT = {record.code: (record.region_zh, record.region_en) for record in reference()}
_POSITION = {record.code: number for number, record in enumerate(reference())}
_ORDERS: dict[str, Callable[[BoardRow], Any]] = {
    "place": lambda row: _POSITION[row.authority.code],
    "state": lambda row: (list(BoardState).index(row.state), _POSITION[row.authority.code]),
    "submitted": lambda row: (row.submitted_at is None, row.submitted_at, _POSITION[row.authority.code]),
}


def rows_of_year(actor: Actor, year: int, due: date) -> list[BoardRow]:
    """All authorities in the order of the reference list; three queries."""
    summaries = {summary.authority_id: summary for summary in summaries_of_year(actor, year)}
    today = timezone.localdate()
    rows = [_row(office, summaries.get(office.pk), due, today) for office in authorities()]
    return sorted(rows, key=_ORDERS[DEFAULT_ORDER])


def _row(office: Organisation, summary: Any, due: date, today: date) -> BoardRow:
    return BoardRow(office, summary, _state(summary), due, today)


def _state(summary: Any) -> BoardState:
    if summary is None:
        return BoardState.NOT_STARTED
    if summary.state != SummaryState.DRAFT:
        return BoardState(summary.state)
    if summary.built:
        return BoardState.BUILT
    return BoardState.WRITING if summary.written else BoardState.NOT_STARTED


def count_states(rows: Iterable[BoardRow]) -> dict[BoardState, int]:
    counts = Counter(row.state for row in rows)
    return {state: counts[state] for state in BoardState}


def choose_rows(rows: Iterable[BoardRow], *, state: str, order: str) -> list[BoardRow]:
    """Those of one state (all for an unknown one), sorted by place, state or submitted, `-` for descending."""
    chosen = [row for row in rows if state not in BoardState.values or row.state == state]
    key = _ORDERS.get(order.removeprefix("-"), _ORDERS[DEFAULT_ORDER])
    return sorted(chosen, key=key, reverse=order.startswith("-"))


def since_yesterday(rows: Iterable[BoardRow]) -> list[BoardRow]:
    """Who handed in during the last day."""
    limit = timezone.now() - timedelta(days=1)
    return [row for row in rows if row.submitted_at and row.submitted_at >= limit]
