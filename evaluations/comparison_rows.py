"""A comparison as its page shows it: filtered, each part of each item in two columns. No queries."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from evaluations.applicants import EVERYBODY
from evaluations.comparing import Comparison, ItemChange, Kind, Part
from evaluations.definition import Definition, Group, Item, Text
from evaluations.figures import HUNDRED, as_decimal, shown
from evaluations.side_by_side import Wording, wording_of
from evaluations.tree import OnNotApplicable
from portal.differences import Effort, mark_difference
from portal.enums import SizeClass

MEANING_ONLY = "meaning"


@dataclass(frozen=True)
class Wanted:
    """What the reader asked for; empty fields ask for everything. Unchanged items are shown only when asked for."""

    kind: str = ""
    part: str = ""
    group: str = ""

    def finds(self, comparison: Comparison, change: ItemChange) -> bool:
        meaning = self.part == MEANING_ONLY and change.meaning_changed
        return (
            (change.kind == self.kind if self.kind else change.kind != Kind.SAME)
            and (not self.part or meaning or self.part in change.parts)
            and (not self.group or self.group in _groups_above(comparison, change))
        )


@dataclass(frozen=True)
class PartRow:
    """One text of an item before and after; for an added or removed item one side has no words."""

    label: str | Promise
    wording: Wording


@dataclass(frozen=True)
class ItemRow:
    change: ItemChange
    parts: tuple[PartRow, ...]


def item_rows(comparison: Comparison, wanted: Wanted, effort: Effort) -> tuple[ItemRow, ...]:
    """Items of the filter, the new standard's order first, with every part that differs; `effort` is the page's."""
    found = (change for change in comparison.items if wanted.finds(comparison, change))
    return tuple(ItemRow(change, tuple(_part_rows(comparison, change, effort))) for change in found)


def _groups_above(comparison: Comparison, change: ItemChange) -> set[str]:
    standards = (comparison.old, comparison.new)
    return {group.code for standard in standards for group in standard.ancestors(change.code)}


def _part_rows(comparison: Comparison, change: ItemChange, effort: Effort) -> Iterator[PartRow]:
    parts = change.parts or ((Part.QUESTION, Part.DESCRIPTORS) if change.kind != Kind.SAME else ())
    before, after = change.before, change.after
    for part in parts:
        if part == Part.DESCRIPTORS:
            yield from _descriptor_rows(before, after, effort)
        else:
            old = _words(comparison.old, before, part) if before else ""
            new = _words(comparison.new, after, part) if after else ""
            yield PartRow(part.label, Wording(*mark_difference(old, new, effort)))


def _descriptor_rows(before: Item | None, after: Item | None, effort: Effort) -> Iterator[PartRow]:
    then, now = dict(before.descriptors) if before else {}, dict(after.descriptors) if after else {}
    for code in [*now, *(code for code in then if code not in now)]:
        if then.get(code) != now.get(code):
            item = after if after and code in now else before
            name = item.scale.rung(code).name.in_language(get_language() or "") if item else code
            words = _("Rung %(code)s %(name)s") % {"code": code, "name": name}
            yield PartRow(words, wording_of(then.get(code), now.get(code), effort))


def _words(definition: Definition, item: Item, part: Part) -> str:
    language = get_language() or ""

    def said(text: Text | None) -> str:
        return text.in_language(language) if text else ""

    match part:
        case Part.TITLE:
            return said(item.title)
        case Part.QUESTION:
            return said(item.question)
        case Part.GUIDANCE:
            return said(item.guidance)
        case Part.EVIDENCE:
            since = [_("At least one file from rung %s on") % item.evidence_from] if item.evidence_from else []
            return "\n".join([*(said(text) for text in item.evidence), *since])
        case _:
            return _facts(definition, item, part)


def _facts(definition: Definition, item: Item, part: Part) -> str:
    language = get_language() or ""
    match part:
        case Part.SCALE:
            rungs = item.scale.rungs
            return "\n".join(f"{r.code} {r.name.in_language(language)}: {shown(r.points)}" for r in rungs)
        case Part.WEIGHT:
            return weight_words(item)
        case Part.PLACE:
            groups = [f"{g.code} {g.title.in_language(language)}" for g in definition.ancestors(item.code)]
            return " / ".join([*groups, *([item.level] if item.level else [])])
        case _:
            return _applicability(item)


def weight_words(node: Item | Group) -> str:
    """The share in percent, by profile where profiles differ, and the points it is out of when these are not 100.

    Facts have neither.
    """
    by_profile = [f"{code} {shown(as_decimal(share * 100))} %" for code, share in node.shares]
    words = ", ".join(by_profile) or f"{shown(node.weight)} %"
    if not node.share:
        return _("not scored")
    out_of = _("out of %s") % shown(node.maximum)
    return words if node.maximum == HUNDRED else f"{words} ({out_of})"


def _applicability(item: Item) -> str:
    asked = item.applies_to
    if asked == EVERYBODY:
        words = [_("Every enterprise")]
    else:
        sizes = [str(SizeClass(size).label) for size in sorted(asked.sizes)]
        words = [*(f"C{division}" for division in sorted(asked.divisions)), *sizes]
    effect = {
        OnNotApplicable.REDISTRIBUTE: _("“not applicable” is possible, its weight goes to the items beside it"),
        OnNotApplicable.ZERO: _("“not applicable” is possible and scores nothing"),
    }
    return "; ".join([", ".join(words), *([effect[item.not_applicable]] if item.not_applicable else [])])


@dataclass(frozen=True)
class Change:
    """A dimension, a condition of a level, a band, a contradiction or a veto in two columns."""

    label: str
    wording: Wording


def group_rows(comparison: Comparison, effort: Effort) -> tuple[Change, ...]:
    """Dimensions that were added, removed, renamed or weighted anew."""
    return tuple(
        Change(change.code, Wording(*mark_difference(_group_words(change.before), _group_words(change.after), effort)))
        for change in comparison.groups
    )


def _group_words(group: Group | None) -> str:
    return f"{group.title.in_language(get_language() or '')}, {weight_words(group)}" if group else ""


def level_rows(comparison: Comparison, effort: Effort) -> tuple[tuple[Text, tuple[Change, ...]], ...]:
    """Levels whose conditions or names differ: (name, conditions)."""
    return tuple(
        (
            (change.after or change.before).name,  # type: ignore[union-attr]  # one of them is there
            tuple(Change("", wording_of(gate.before, gate.after, effort)) for gate in change.gates),
        )
        for change in comparison.levels
    )


def text_rows(comparison: Comparison, effort: Effort) -> tuple[tuple[str, tuple[Change, ...]], ...]:
    """Bands, contradictions and vetoes that differ, under their heading; headings without any are left out."""
    found = (
        (_("Bands"), comparison.bands),
        (_("Contradictions"), comparison.contradictions),
        (_("Vetoes"), comparison.vetoes),
    )
    return tuple(
        (heading, tuple(Change(c.code, wording_of(c.before, c.after, effort)) for c in changes))
        for heading, changes in found
        if changes
    )
