"""The columns of the queue beside the company: their heads, how they sort, and what stands in a cell."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property

from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from evaluations.enums import FilingState
from evaluations.queue_rows import QueueRow
from portal.badges import stage_badge, state_badge
from portal.enums import SizeClass
from portal.presentation import bilingual_text, shown

# The column of the expected difference, which is never shown without its reasons.
REASONS = "triage"
_NOTHING = mark_safe('<span class="nothing">—</span>')


@dataclass(frozen=True)
class Column:
    """`draw` gives a cell's content; `sort` is a key of review_queue.ORDERS or empty."""

    key: str
    label: str | Promise
    draw: Callable[[QueueRow], str]
    sort: str = ""
    css: str = ""

    @cached_property
    def attribute(self) -> SafeString:
        """Of its cells."""
        return format_html(' class="{}"', self.css) if self.css else SafeString("")


def _division(row: QueueRow) -> SafeString:
    name = bilingual_text(row.division, "name")
    return format_html('<span title="{0}">{1}</span> <span class="cell-clip">{0}</span>', name, row.division.code)


def _reviewed(row: QueueRow) -> SafeString:
    if row.reviewed is None:
        return _NOTHING
    note = gettext("proposed") if row.filing.state == FilingState.REVIEWED else ""
    return format_html('{}<span class="cell-note">{}</span>', stage_badge(row.reviewed), note)


def _gap(row: QueueRow) -> str:
    return _NOTHING if row.gap is None else f"{row.gap:+d}".replace("-", "−") if row.gap else "0"


def _reviewer(row: QueueRow) -> str:
    if row.read_blind:
        note = gettext("another reader wanted") if row.wants_reader else ""
        return format_html('{}<span class="cell-note">{}</span>', gettext("read blind"), note)
    if not row.reviewer:
        return _NOTHING
    note = gettext("left alone: free again") if row.lapsed else ""
    return format_html('{}<span class="cell-note">{}</span>', row.reviewer, note) if note else row.reviewer


def _submitted(row: QueueRow) -> str:
    return shown(row.filing.submitted_at) if row.filing.submitted_at else _NOTHING


# Django's get_…_display reads through every choice each time: a twentieth of a page of fifty rows.
def _state(row: QueueRow) -> SafeString:
    return state_badge(row.filing.state, FilingState(row.filing.state).label)


def _size(row: QueueRow) -> str:
    return str(SizeClass(row.filing.size_class).label) if row.filing.size_class else ""


def _waiting(row: QueueRow) -> str:
    if row.waiting is None:
        return _NOTHING
    return ngettext("%(count)d day", "%(count)d days", row.waiting) % {"count": row.waiting}


def _expected(row: QueueRow) -> SafeString:
    """The reasons always stand with the figure; a place that the lot gave is no figure of this filing."""
    lines = format_html_join("", "<li>{}</li>", ((reason,) for reason in row.reasons))
    figure = _NOTHING if row.expected is None else gettext("by lot") if row.by_lot else row.expected
    return format_html('<strong class="expected">{}</strong><ul class="reasons">{}</ul>', figure, lines)


_ALL = (
    # First: an order is read with its reasons, not after a scroll to the right.
    Column(REASONS, _("Expected difference"), _expected, "triage", "is-wide"),
    Column("number", _("Number"), lambda row: row.filing.number),
    Column("city", _("City"), lambda row: row.city, "city"),
    Column("division", _("Industry division"), _division, "division"),
    Column("size", _("Size"), _size),
    Column("claimed", _("Claimed stage"), lambda row: stage_badge(row.claimed), "claimed"),
    Column("total", _("Claimed total"), lambda row: str(row.filing.declared_total or ""), css="number"),
    Column("reviewed", _("Reviewed stage"), _reviewed),
    Column("gap", _("Gap (stages)"), _gap, css="number"),
    Column("state", _("State"), _state),
    Column("reviewer", _("Reviewer"), _reviewer),
    Column("submitted", _("Submitted at"), _submitted, "submitted"),
    Column("waiting", _("Waiting time"), _waiting, "waiting", "number"),
)
COLUMNS = {column.key: column for column in _ALL}
USUAL = ("city", "division", "size", "claimed", "reviewed", "state", "reviewer", "waiting")


def known_columns(keys: Iterable[str]) -> list[str]:
    """Those that exist, in the table's order."""
    wanted = set(keys)
    return [key for key in COLUMNS if key in wanted]


def columns_of(keys: Iterable[str]) -> list[Column]:
    """The columns to show; the usual ones when none is chosen."""
    return [COLUMNS[key] for key in known_columns(keys) or USUAL]


def cells_of(row: QueueRow, columns: Iterable[Column]) -> SafeString:
    """The row's cells as they are printed: a loop in the template over those of fifty rows takes a tenth of a page."""
    return format_html_join("", "<td{}>{}</td>", ((column.attribute, column.draw(row)) for column in columns))
