"""Columns of the lists of results to be made known: their heads, what stands in a cell of the page and of a file."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from evaluations.determined_queries import DeterminedRow
from evaluations.models import NoticeEntry
from evaluations.publication_rules import entry_state
from evaluations.stages import Stage
from portal.badges import stage_badge, state_badge
from portal.paging import CURSORS
from portal.presentation import bilingual_text, describe_moment, shown, stage_word

Cell = str | int | float | None


@dataclass(frozen=True)
class Column:
    """`draw` gives a cell of the page, `write` one of a file; `sort` is a key of the list's order or empty."""

    key: str
    label: str | Promise
    draw: Callable[[Any], str]
    write: Callable[[Any], Cell]
    sort: str = ""
    css: str = ""


def _same(key: str, label: Promise, say: Callable[[Any], str], sort: str = "", css: str = "") -> Column:
    """What stands in a file as on the page."""
    return Column(key, label, say, say, sort, css)


def _stage(key: str, label: Promise, find: Callable[[DeterminedRow], Stage | None]) -> Column:
    def write(row: DeterminedRow) -> str:
        stage = find(row)
        return bilingual_text(stage, "title") if stage else ""

    return Column(key, label, lambda row: stage_badge(find(row)), write)


def _total(key: str, label: Promise, name: str) -> Column:
    def draw(row: DeterminedRow) -> str:
        total = getattr(row.filing, name)
        return "" if total is None else str(total)

    def write(row: DeterminedRow) -> float | None:
        total = getattr(row.filing, name)
        return None if total is None else float(total)

    return Column(key, label, draw, write, css="number")


def _division(code: str, name: str) -> str:
    return format_html('<span title="{}">{}</span>', name, code)


def _moment(when: datetime) -> str:
    return render_to_string("ui/moment.html", {"moment": describe_moment(when)})


def _facts(row: DeterminedRow) -> Any:
    return row.filing.enterprise.enterprise


DETERMINED = (
    _same("number", _("Number"), lambda row: row.filing.number),
    _same("code", _("Unified social credit code"), lambda row: row.filing.enterprise.code),
    _same("city", _("City"), lambda row: _facts(row).city.name, "city"),
    Column(
        "division",
        _("Industry division"),
        lambda row: _division(_facts(row).division_id, bilingual_text(_facts(row).division, "name")),
        lambda row: f"{_facts(row).division_id} {bilingual_text(_facts(row).division, 'name')}",
    ),
    _same("size", _("Size"), lambda row: str(_facts(row).get_size_class_display())),
    _stage("declared", _("Claimed stage"), lambda row: row.declared),
    _total("claimed_total", _("Claimed total"), "declared_total"),
    _stage("reviewed", _("Reviewed stage"), lambda row: row.reviewed),
    _total("reviewed_total", _("Reviewed total"), "reviewed_total"),
    Column(
        "gap",
        _("Gap (stages)"),
        lambda row: render_to_string("evaluations/publishing/gap.html", {"row": row}),
        lambda row: -row.gap,
        "gap",
    ),
    Column(
        "determined",
        _("Determined at"),
        lambda row: _moment(row.filing.determined_at),
        lambda row: shown(row.filing.determined_at),
        "determined",
    ),
)
USUAL_DETERMINED = ("city", "division", "declared", "reviewed", "gap", "determined")


def _state(entry: NoticeEntry) -> Any:
    return entry_state(entry.state, entry.filing.state)


def _stage_words(entry: NoticeEntry) -> str:
    return bilingual_text(entry, "stage") or stage_word(entry)


def _objections(entry: NoticeEntry) -> str:
    waiting: int = getattr(entry, "waiting", 0)
    return ngettext("%d open", "%d open", waiting) % waiting if waiting else ""


ENTRIES = (
    _same("number", _("Number"), lambda entry: entry.filing.number),
    _same("code", _("Unified social credit code"), lambda entry: entry.filing.credit_code),
    _same("city", _("City"), lambda entry: entry.city),
    Column(
        "division",
        _("Industry division"),
        lambda entry: _division(entry.division, bilingual_text(entry, "division")),
        lambda entry: f"{entry.division} {bilingual_text(entry, 'division')}",
    ),
    Column(
        "stage",
        _("Stage shown"),
        lambda entry: stage_badge(entry, _stage_words(entry)),
        _stage_words,
    ),
    Column(
        "state",
        _("State"),
        lambda entry: state_badge(_state(entry), _state(entry).label),
        lambda entry: str(_state(entry).label),
    ),
    Column("objections", _("Objections"), _objections, lambda entry: getattr(entry, "waiting", 0)),
)
USUAL_ENTRIES = ("city", "division", "stage", "state", "objections")


def shown_columns(every: Iterable[Column], usual: Iterable[str], asked: Iterable[str]) -> list[Column]:
    """Those asked for, in the table's order; the usual ones when none is known."""
    known, wanted = list(every), set(asked)
    found = [column for column in known if column.key in wanted]
    return found or [column for column in known if column.key in set(usual)]


def cells_of(row: object, columns: Iterable[Column]) -> list[tuple[str, str]]:
    """(class, content) of each, for the page."""
    return [(column.css, column.draw(row)) for column in columns]


def asked_beside(query: QueryDict, name: str) -> list[tuple[str, str]]:
    """The rest of what the URL asks for, so that a form keeps it; not where the list was turned to."""
    return [(key, value) for key, values in query.lists() for value in values if key not in (*CURSORS, name)]


def ticked(every: Iterable[Column], shown_ones: Iterable[Column]) -> list[tuple[Column, bool]]:
    """For the choice: each column, and whether it is shown."""
    keys = {column.key for column in shown_ones}
    return [(column, column.key in keys) for column in every]
