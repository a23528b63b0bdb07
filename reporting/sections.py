"""The sections of a summary as its pages show them: number, title, what belongs there, text, how it will read."""

from dataclasses import dataclass, replace
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from portal.documents.model import Column, Figure
from portal.tenancy import Actor
from reporting.checks import unknown_codes
from reporting.composition import compose_summary
from reporting.enums import HeadKey, SectionKey
from reporting.mark_queries import Marks, MarkView
from reporting.models import Narrative, Summary
from reporting.queries import latest_snapshot
from reporting.reading import Prose, Reading
from reporting.services.snapshots import count_summary
from reporting.snapshot_schema import SnapshotData

# domain.md §8, for the writer; the last four chapters of §7 follow.
PROMPTS: dict[SectionKey, Promise] = {
    SectionKey.QUALITY_PROJECT: _(
        "Quality awareness, evaluations along the five stages, supply chains taken into one quality system, digital quality management."
    ),
    SectionKey.KEY_PRODUCTS: _(
        "Key technologies and process control, innovations made standards, reliability of machinery, electronics and vehicles."
    ),
    SectionKey.INDUSTRY: _(
        "Standards, metrology, testing and certification; variety, quality and brand in consumer goods and raw materials; clusters."
    ),
    SectionKey.PUBLIC_SERVICES: _(
        "Quality control laboratories, one-stop service agencies, decisions supported by data."
    ),
    SectionKey.MECHANISMS: _(
        "Quality index and data by region and sector; training of executives and technical staff."
    ),
    SectionKey.PILOT: _("Pilot-scale platforms, exemplary scenarios, sharing across industries, the service network."),
    SectionKey.BRAND: _("Brand evaluation by standards, regional and industrial brands, promotion at home and abroad."),
    SectionKey.CASES: _("What others can copy: who did what, with which result."),
    SectionKey.PROBLEMS: _("What did not go well, and why."),
    SectionKey.NEXT_YEAR: _("What will be done, by whom, by when."),
    SectionKey.SUGGESTIONS: _("What the ministry could do."),
}
CHAPTERS = "一二三四五六七八九十"
# {section key: narrative}, read once for all that shows it.
Rows = dict[str, Narrative]
# A printed chart higher than this gets the tall canvas in the page.
TALL = 330


@dataclass(frozen=True)
class SectionView:
    key: SectionKey
    number: str
    prompt: Promise
    row: Narrative | None
    paragraphs: tuple[Prose, ...]
    unknown: list[str]
    marks: tuple[MarkView, ...] = ()

    @property
    def text(self) -> str:
        return self.row.text if self.row else ""

    @property
    def version(self) -> int:
        return self.row.version if self.row else 0


def number_of(key: SectionKey) -> str:
    """The section's number as it is printed: （一）…（七） in chapter two, then 三、…"""
    place = list(SectionKey).index(key)
    groups = len(SectionKey.task_groups())
    return f"（{CHAPTERS[place]}）" if place < groups else f"{CHAPTERS[place - groups + 2]}、"


def present_figures(actor: Actor, summary: Summary) -> Reading:
    """The latest frozen figures; before the first snapshot, those counted now. In the reader's language."""
    snapshot = latest_snapshot(actor, summary)
    data: SnapshotData = snapshot.data if snapshot else recount(actor, summary)
    return Reading(data, get_language() or "")


def recount(actor: Actor, summary: Summary) -> SnapshotData:
    """The same figures, counted at this moment."""
    return count_summary(actor=actor, summary=summary)


def sections_of(rows: Rows, reading: Reading, marks: Marks | None = None) -> list[SectionView]:
    """Every section in order; `marks` are those of the ministry that wait for an answer."""
    known = codes_of(reading)
    views = [_view(key, rows.get(key), reading, known) for key in SectionKey]
    return [replace(view, marks=tuple(marks.get(view.key, ()))) for view in views] if marks else views


@dataclass(frozen=True)
class HeadView:
    """A line above the title, as its form shows it."""

    key: HeadKey
    row: Narrative | None

    @property
    def text(self) -> str:
        return self.row.text if self.row else ""

    @property
    def version(self) -> int:
        return self.row.version if self.row else 0


def head_of(rows: Rows) -> list[HeadView]:
    return [HeadView(key, rows.get(key)) for key in HeadKey]


def _view(key: SectionKey, row: Narrative | None, reading: Reading, known: set[str]) -> SectionView:
    text = row.text if row else ""
    return SectionView(key, number_of(key), PROMPTS[key], row, reading.prose(text), unknown_codes(text, known))


def codes_of(reading: Reading) -> set[str]:
    return {figure["code"] for figure in reading.data["figures"]}


def charts_of(reading: Reading) -> list[dict[str, Any]]:
    """The charts of the document, in its order, with the very options that are printed, as the `chart` tag wants them."""
    document = compose_summary(reading.data, {}, language=reading.language)
    return [_chart(block) for section in document.sections for block in section.blocks if isinstance(block, Figure)]


def _chart(figure: Figure) -> dict[str, Any]:
    table = {"head": [_head(column) for column in figure.table.columns], "rows": figure.table.rows}
    height = "l" if figure.height > TALL else "m"
    return {"option": figure.option, "caption": figure.caption, "table": table, "height": height}


def _head(column: Column) -> str:
    return f"{column.title} ({column.unit})" if column.unit else column.title
