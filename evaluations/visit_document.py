"""The form that a team takes along: what was claimed, with room for what is found."""

from collections.abc import Iterator, Sequence
from datetime import date

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from evaluations.models import Filing, Visit
from evaluations.queries import standard_of
from evaluations.review_queries import Board
from evaluations.stages import stage_of
from evaluations.verdicts import ReviewedItem
from portal.documents.model import Column, Document, KeyValues, Section, Style, Table
from portal.presentation import bilingual_text, shown

# The filing itself shows the whole text.
LONGEST_TEXT = 160


def build_visit_form(visit: Visit, board: Board, day: date) -> Document:
    """In the present language, as of `day`; the same visit and filing give the same document."""
    language, filing = get_language() or settings.LANGUAGE_CODE, board.filing
    notice = board.definition.notice
    return Document(
        title=_("Form of a site visit"),
        subtitle=_("Round of %(year)s, %(name)s") % {"year": filing.round.year, "name": filing.enterprise.name},
        language=language,
        author=str(settings.PRODUCT_NAME),
        date=day,
        style=Style.RECEIPT,
        notice=notice.in_language(language) if notice else "",
        lead=(KeyValues(_facts(visit, filing, day)),),
        sections=(*_items(board), Section(_("Signed on the spot"), 1, (_signatures(),))),
    )


def _facts(visit: Visit, filing: Filing, day: date) -> tuple[tuple[str, str], ...]:
    stage = stage_of(standard_of(filing), filing.declared_level)
    return (
        (_("Enterprise"), filing.enterprise.name),
        (_("Unified social credit code"), filing.enterprise.code),
        (_("Number"), filing.number),
        (_("City"), filing.enterprise.enterprise.city.name),
        (_("Claimed stage"), bilingual_text(stage, "title") if stage else "—"),
        (_("Day of the visit"), shown(visit.day) if visit.day else ""),
        (_("Team"), visit.team),
        (_("Sample"), str(visit.plan_id)),
        (_("As of"), shown(day)),
    )


def _items(board: Board) -> Iterator[Section]:
    for group, lines in board.groups:
        title = bilingual_text(group.title)
        yield Section(title, 1, (_table(title, lines),))


def _table(title: str, lines: Sequence[ReviewedItem]) -> Table:
    columns = (
        Column(_("Item"), weight=7),
        Column(_("Claimed"), weight=4),
        Column(_("Files"), "number", weight=2),
        Column(_("Justification"), weight=8),
        Column(_("What was found"), weight=9),
        Column(_("Rung"), weight=2),
    )
    return Table(title, columns, tuple(_row(line) for line in lines))


def _row(line: ReviewedItem) -> tuple[str, ...]:
    remark = line.answer.remark if line.answer else ""
    files = str(getattr(line.answer, "evidence_count", 0)) if line.answer else "0"
    text = remark if len(remark) <= LONGEST_TEXT else f"{remark[:LONGEST_TEXT]}…"
    return (f"{line.item.code} {bilingual_text(line.item.title)}", line.claim_words or "—", files, text, "", "")


def _signatures() -> Table:
    columns = (Column(_("For"), weight=4), Column(_("Name"), weight=6), Column(_("Signature and day"), weight=8))
    rows = ((_("The team"), "", ""), (_("The enterprise"), "", ""))
    return Table(_("Signed on the spot"), columns, rows)
