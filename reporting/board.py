"""The ministry's view of a year: every authority with its state, its pace and its place, what is late, what is new."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from evaluations.statistics import count_progress
from portal.enums import AuthorityKind
from portal.models import Organisation
from portal.reference import authorities as reference
from portal.routing import authority_key
from portal.tenancy import Actor
from reporting.desk_queries import with_asking, with_steps
from reporting.enums import BoardState, SummaryState
from reporting.models import Summary
from reporting.pace import Pace, beginning_of
from reporting.places import PLACES, Place
from reporting.queries import authorities, summaries_of_year

if TYPE_CHECKING:
    from evaluations.models import Round

DEFAULT_ORDER = "place"
LATE = "late"
A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class BoardRow:
    """`pace` is known where `fill_rows` looked for it."""

    authority: Organisation
    summary: Summary | None
    state: BoardState
    due: date
    today: date
    pace: Pace | None = None
    nudge: "Asked | None" = None

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
        """Handed in, and not given back."""
        return self.state in BoardState.with_ministry()

    @property
    def submitted_at(self) -> datetime | None:
        return self.summary.submitted_at if self.summary else None

    @property
    def is_late(self) -> bool:
        """Due days are Asia/Shanghai and last to their end; what was returned is not there before it comes back."""
        at = self.submitted_at if self.is_submitted else None
        handed_in = timezone.localdate(at) if at else self.today
        return handed_in > self.due

    @property
    def is_separate_city(self) -> bool:
        return self.authority.authority_kind == AuthorityKind.SEPARATELY_LISTED_CITY

    @property
    def finish(self) -> date | None:
        """When all filings will be determined at today's pace; None where there is no pace."""
        return self.pace.finish if self.pace else None

    @property
    def finishes_late(self) -> bool:
        return bool(self.finish and self.finish > self.due)

    @property
    def was_nudged_today(self) -> bool:
        return bool(self.nudge and self.nudge.day == self.today)


@dataclass(frozen=True)
class Asked:
    """The last time the ministry asked an authority for its summary."""

    at: datetime
    day: date
    by: str


@dataclass(frozen=True)
class Change:
    """What happened with an authority's summary during the last day."""

    row: BoardRow
    what: str | Promise
    at: datetime


_SHORT = {record.code: (record.region_zh, record.region_en) for record in reference()}
_POSITION = {record.code: number for number, record in enumerate(reference())}
# None: the authority has no such value, and stands last in either direction.
_ORDERS: dict[str, Callable[[BoardRow], Any]] = {
    "place": lambda row: _POSITION[row.authority.code],
    "state": lambda row: list(BoardState).index(row.state),
    "submitted": lambda row: row.submitted_at,
    "left": lambda row: row.pace and row.pace.left,
    "finish": lambda row: row.finish,
    "nudge": lambda row: row.nudge and row.nudge.at,
}
_MOVED = {
    "submit": _("handed in"),
    "accept": pgettext_lazy("summary", "accepted"),
    "return": pgettext_lazy("summary", "returned"),
    "revoke": _("acceptance revoked"),
}


def rows_of_year(actor: Actor, year: int, due: date) -> list[BoardRow]:
    """All authorities in the order of the reference list; two queries."""
    limit, today = timezone.now() - A_DAY, timezone.localdate()
    summaries = {summary.authority_id: summary for summary in with_steps(summaries_of_year(actor, year), limit)}
    rows = [_row(office, summaries.get(office.pk), due, today) for office in with_asking(authorities(), year)]
    return sorted(rows, key=_ORDERS[DEFAULT_ORDER])


def fill_rows(actor: Actor, yearly: "Round", rows: Iterable[BoardRow]) -> list[BoardRow]:
    """The same with the pace of each authority; one query more."""
    today = timezone.localdate()
    progress = count_progress(actor, yearly, beginning_of(today))
    return [replace(row, pace=_pace(progress.get(authority_key(row.authority.code)), today)) for row in rows]


def _pace(counts: tuple[int, int] | None, today: date) -> Pace | None:
    return Pace(*counts, today) if counts else None


def _row(office: Any, summary: Any, due: date, today: date) -> BoardRow:
    asked = office.asked and Asked(
        _moment(office.asked["at"]), date.fromisoformat(office.asked["day"]), office.asked["by"]
    )
    return BoardRow(office, summary, state_of(summary), due, today, nudge=asked or None)


def _moment(iso: str) -> datetime:
    return timezone.localtime(datetime.fromisoformat(iso))


def state_of(summary: Any) -> BoardState:
    """Of a summary of `queries.summaries_of_year`, or of None."""
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


def late_rows(rows: Iterable[BoardRow]) -> list[BoardRow]:
    """Those that have not handed in although the day has passed."""
    return [row for row in rows if row.is_late and not row.is_submitted]


def choose_rows(rows: Iterable[BoardRow], *, state: str, order: str) -> list[BoardRow]:
    """Those of one state or LATE (all for an unknown one), sorted by a key of the list, `-` for descending."""
    chosen = list(rows)
    if state == LATE:
        chosen = late_rows(chosen)
    elif state in BoardState.values:
        chosen = [row for row in chosen if row.state == state]
    key = _ORDERS.get(order.removeprefix("-"), _ORDERS[DEFAULT_ORDER])
    known = [row for row in chosen if key(row) is not None]
    unknown = [row for row in chosen if key(row) is None]
    return sorted(known, key=key, reverse=order.startswith("-")) + unknown


def since_yesterday(rows: Iterable[BoardRow]) -> list[Change]:
    """What was handed in and decided during the last day, newest first; what an office does inside it keeps."""
    limit = timezone.now() - A_DAY
    changes = [Change(row, what, at) for row in rows for what, at in _decided(row) if at >= limit]
    return sorted(changes, key=lambda change: change.at, reverse=True)


def _decided(row: BoardRow) -> list[tuple[str | Promise, datetime]]:
    """What was handed in, accepted and returned."""
    steps: list[dict[str, str]] = getattr(row.summary, "moved", [])
    return [(_MOVED[step["name"]], _moment(step["at"])) for step in steps]
