"""The explanation of a result as a document: what the result page says, and the company's plan."""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from evaluations.charts import dimension_radar
from evaluations.definition import Text
from evaluations.enums import ActionState
from evaluations.explanation import Explanation, LevelRow, WayUp
from evaluations.explanation_queries import Standpoint
from evaluations.figures import shown as figure
from evaluations.models import Filing
from evaluations.peer_queries import Peers
from evaluations.plan_queries import PlanView
from evaluations.radar import radar_series
from evaluations.stages import Stage, stage_of
from portal.documents.model import (
    Block,
    Checklist,
    ChecklistItem,
    Column,
    Document,
    Figure,
    KeyValues,
    Paragraph,
    Section,
    Style,
    Table,
)
from portal.presentation import bilingual_text, shown

RADAR_HEIGHT = 340


def build_explanation(filing: Filing, found: Standpoint, peers: Peers, plan: PlanView | None, day: date) -> Document:
    """The explanation in the present language, as of `day`; the same inputs give the same document."""
    language = get_language() or settings.LANGUAGE_CODE
    notice = found.definition.notice
    explanation = found.explanation
    sections = [
        *_grounds(found),
        *_scores(found, peers, filing),
        *_levels(explanation),
        *_doubts(explanation),
        *_way(explanation),
    ]
    return Document(
        title=_("Explanation of the result"),
        subtitle=_("Round of %(year)s, %(name)s") % {"year": filing.round.year, "name": filing.enterprise.name},
        language=language,
        author=str(settings.PRODUCT_NAME),
        date=day,
        style=Style.RECEIPT,
        notice=notice.in_language(language) if notice else "",
        lead=(KeyValues(_facts(filing, found, day)),),
        sections=(*sections, *_plan(plan)),
    )


def _facts(filing: Filing, found: Standpoint, day: date) -> tuple[tuple[str, str], ...]:
    total = f"{figure(Decimal(found.detail['total']))} / {figure(Decimal(found.detail.get('maximum', '100')))}"
    declared = stage_of(found.definition, filing.declared_level)
    stages = [(_("Self-declared stage"), _stage(declared))] if found.declared else []
    if found.final:
        stages.append((_("Found in review"), _stage(stage_of(found.definition, filing.reviewed_level))))
    if not found.declared:
        stages.append((_("Provisional stage"), _stage(found.explanation.stage)))
    if band := found.explanation.band:
        stages = [*(stages if found.definition.levels else ()), (_("Band"), _words(band))]
    name = _words(found.definition.title)
    return (
        (_("Enterprise"), filing.enterprise.name),
        (_("Unified social credit code"), filing.enterprise.code),
        *stages,
        (_("Total"), total),
        (_("Standard"), f"{name} {found.definition.version}"),
        (_("As of"), shown(day)),
    )


def _grounds(found: Standpoint) -> Iterator[Section]:
    if not found.grounds:
        return
    words = ((_("Reason of the determination"), found.grounds.reason), (_("Overall opinion"), found.grounds.opinion))
    if texts := tuple((title, text) for title, text in words if text):
        yield Section(_("What the authority says"), 1, (KeyValues(texts),))


def _scores(found: Standpoint, peers: Peers, filing: Filing) -> Iterator[Section]:
    option, table = dimension_radar(found.definition, radar_series(found, peers))
    head = [Column(str(title), "number" if place else "text") for place, title in enumerate(table["head"])]
    rows = tuple(tuple(str(cell) for cell in row) for row in table["rows"])
    caption = _("Scores by dimension")
    # A page has more room beside the chart than the screen's side column.
    wide = option | {"radar": option["radar"] | {"radius": "54%"}}
    chart = Figure(caption, caption, wide, Table(caption, tuple(head), rows), RADAR_HEIGHT)
    yield Section(caption, 1, (chart, Paragraph((_peers(peers, filing),))))


def _peers(peers: Peers, filing: Filing) -> str:
    values = {"n": peers.n, "year": filing.round.year, "size": peers.size}
    values |= {"division": bilingual_text(peers.division, "name")}
    if not peers.n:
        return _("Too few to compare: fewer than five submitted filings of %(year)s, %(division)s, %(size)s.") % values
    assert peers.counted_at
    words = _(
        "Comparable: %(n)s self-declarations of %(year)s, %(division)s, %(size)s; your own counts among them."
        " Counted on %(day)s."
    )
    return words % (values | {"day": shown(peers.counted_at)[:10]})


def _levels(explanation: Explanation) -> Iterator[Section]:
    if explanation.levels:
        yield Section(_("What each stage asks for"), 1, tuple(_level(row) for row in explanation.levels))


def _level(row: LevelRow) -> Block:
    word = _("reached") if row.reached else _("not reached")
    gates = tuple(_gates(row.gates))
    nothing = (ChecklistItem(_("This stage asks for nothing in particular."), done=True),)
    return Checklist(f"{_stage(row.stage)} · {word}", gates or nothing)


def _gates(gates: Any) -> Iterator[ChecklistItem]:
    for gate in gates:
        words = f"{bilingual_text(gate['requirement'])} · {bilingual_text(gate['finding'])}"
        yield ChecklistItem(words, done=gate["met"])


def _doubts(explanation: Explanation) -> Iterator[Section]:
    settle = _("Must be settled:")
    lines = [f"{settle} {_words(row.text)}" if row.blocking else _words(row.text) for row in explanation.contradictions]
    evidence = _("claims a rung from which evidence is expected; none is attached.")
    lines += [f"{item.code} {_words(item.title)} {evidence}" for item in explanation.missing_evidence]
    if lines:
        yield Section(
            _("What an assessor will ask about"), 1, (Checklist("", tuple(ChecklistItem(line) for line in lines)),)
        )


def _way(explanation: Explanation) -> Iterator[Section]:
    if not explanation.way or not explanation.aim:
        return
    rows = tuple(
        (
            step.item.code,
            _words(step.item.title),
            _change(step.before, step.after if step.climbs else None, evidence=step.add_evidence),
            _words(step.descriptor),
            " / ".join(_words(text) for text in step.item.evidence),
        )
        for step in explanation.way.steps
    )
    heading = _("The shortest way up to “%(stage_name)s”") % {"stage_name": _words(explanation.aim)}
    columns = (
        Column(_("Item"), weight=3),
        Column(_("Title"), weight=6),
        Column(_("From and to"), weight=6),
        Column(_("What the aim means"), weight=10),
        Column(_("Evidence that helps"), weight=8),
    )
    yield Section(heading, 1, (Table(heading, columns, rows, (_proof(explanation.way),)),))


def _proof(way: WayUp) -> str:
    if way.exact:
        return _("This is proved to be the least: fewer items do not suffice.")
    words = ngettext(
        "There may be an even shorter way; at least %(counter)s item must change.",
        "There may be an even shorter way; at least %(counter)s items must change.",
        way.at_least,
    )
    return words % {"counter": way.at_least}


def _plan(plan: PlanView | None) -> Iterator[Section]:
    if plan is None:
        return
    rows = tuple(
        (
            row.item.code,
            _words(row.item.title),
            _change(row.before, row.after if row.climbs else None, evidence=row.action.add_evidence),
            row.owner or "—",
            shown(row.action.due_on) if row.action.due_on else "—",
            str(ActionState(row.action.state).label),
            row.action.note,
        )
        for row in plan.items
        if row.action.state != ActionState.DROPPED
    )
    columns = (
        Column(_("Item"), weight=3),
        Column(_("Title"), weight=6),
        Column(_("From and to"), weight=6),
        Column(_("Owner"), weight=4),
        Column(_("Due on"), weight=5),
        Column(_("State"), weight=4),
        Column(_("Note"), weight=7),
    )
    heading = _("Improvement plan")
    outcome = {"before": _stage(plan.if_done.before), "after": _stage(plan.if_done.after)}
    words = _("Stage if all is done: %(before)s → %(after)s") % outcome
    yield Section(heading, 1, (Table(heading, columns, rows, (words,)),))


def _change(before: Text | None, after: Text | None, *, evidence: bool) -> str:
    climb = f"{_words(before) or _('no answer')} → {_words(after)}" if after else ""
    return " · ".join(part for part in (climb, _("attach evidence") if evidence else "") if part)


def _stage(stage: Stage | None) -> str:
    return bilingual_text(stage, "title") if stage else _("No stage reached")


def _words(text: Text | Mapping[str, str] | None) -> str:
    return bilingual_text(text) if text else ""
