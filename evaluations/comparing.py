"""What differs between two versions of a standard: items, weights, what each level asks for. Pure.

"Changed in meaning" [ours]: the question, a descriptor, or the codes or points of the scale differ, so that an answer
given to the old wording must be confirmed. Weight, guidance, evidence lists and titles alone change no answer.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from evaluations.definition import Contradiction, Definition, Group, Item, Level, Text
from evaluations.gates import AllOf, AnyOf
from evaluations.judging import GateVerdict
from evaluations.scoring import score


class Part(models.TextChoices):
    """What of an item, or of a dimension, can differ."""

    TITLE = "title", _("Title")
    QUESTION = "question", _("Question")
    DESCRIPTORS = "descriptors", _("Descriptions of the rungs")
    SCALE = "scale", _("Scale")
    WEIGHT = "weight", _("Weight")
    PLACE = "place", _("Place in the standard")
    GUIDANCE = "guidance", _("Guidance")
    EVIDENCE = "evidence", _("Evidence")
    APPLICABILITY = "applicability", _("Applicability")


MEANING = frozenset({Part.QUESTION, Part.DESCRIPTORS, Part.SCALE})


class Kind(models.TextChoices):
    ADDED = "added", _("Newly added")
    REMOVED = "removed", _("Removed")
    CHANGED = "changed", _("Changed")
    SAME = "same", _("Unchanged")


@dataclass(frozen=True)
class ItemChange:
    """One item as it was and as it is; `before` is None for an added, `after` for a removed one."""

    code: str
    before: Item | None
    after: Item | None
    parts: tuple[Part, ...] = ()

    @property
    def kind(self) -> Kind:
        if self.before is None:
            return Kind.ADDED
        if self.after is None:
            return Kind.REMOVED
        return Kind.CHANGED if self.parts else Kind.SAME

    @property
    def meaning_changed(self) -> bool:
        return not MEANING.isdisjoint(self.parts)

    @property
    def title(self) -> Text:
        item = self.after or self.before
        assert item is not None
        return item.title


@dataclass(frozen=True)
class GroupChange:
    """A dimension, at any depth, that was added, removed, renamed or weighted anew."""

    code: str
    before: Group | None
    after: Group | None

    @property
    def kind(self) -> Kind:
        return Kind.ADDED if self.before is None else Kind.REMOVED if self.after is None else Kind.CHANGED


@dataclass(frozen=True)
class GateChange:
    """A condition as it was and as it is, in words; one side is None when it was added or removed."""

    before: Text | None
    after: Text | None


@dataclass(frozen=True)
class LevelChange:
    """A level with the conditions that differ; `before` or `after` is None when the level itself is new or gone."""

    code: str
    before: Level | None
    after: Level | None
    gates: tuple[GateChange, ...]


@dataclass(frozen=True)
class TextChange:
    """A band, a contradiction or a veto as it was and as it is, in words."""

    code: str
    before: Text | None
    after: Text | None


@dataclass(frozen=True)
class Comparison:
    """Everything that differs; `items` has every item of both versions, the new order first."""

    old: Definition
    new: Definition
    items: tuple[ItemChange, ...]
    groups: tuple[GroupChange, ...]
    levels: tuple[LevelChange, ...]
    bands: tuple[TextChange, ...]
    contradictions: tuple[TextChange, ...]
    vetoes: tuple[TextChange, ...]

    @cached_property
    def by_code(self) -> Mapping[str, ItemChange]:
        return {change.code: change for change in self.items}

    def of_kind(self, kind: Kind) -> tuple[ItemChange, ...]:
        return tuple(change for change in self.items if change.kind == kind)

    @property
    def unchanged_in_meaning(self) -> tuple[str, ...]:
        """Codes of the items whose answers count in both versions."""
        return tuple(c.code for c in self.items if c.before and c.after and not c.meaning_changed)


@lru_cache(maxsize=32)
def compare(old: Definition, new: Definition) -> Comparison:
    """What a reader of `old` must know of `new`; items and dimensions are matched by their code."""
    return Comparison(
        old=old,
        new=new,
        items=tuple(_item_changes(old, new)),
        groups=tuple(_group_changes(old, new)),
        levels=tuple(_level_changes(old, new)),
        bands=_text_changes(_band_words(old), _band_words(new)),
        contradictions=_text_changes(_contradiction_words(old), _contradiction_words(new)),
        vetoes=_text_changes(_veto_words(old), _veto_words(new)),
    )


def _item_changes(old: Definition, new: Definition) -> Iterator[ItemChange]:
    for item in new.items:
        before = old.item(item.code) if old.has_item(item.code) else None
        yield ItemChange(item.code, before, item, _parts(old, new, before, item) if before else ())
    for item in old.items:
        if not new.has_item(item.code):
            yield ItemChange(item.code, item, None)


def _parts(old: Definition, new: Definition, before: Item, after: Item) -> tuple[Part, ...]:
    then, now = _aspects(old, before), _aspects(new, after)
    return tuple(part for part in Part if then[part] != now[part])


def _aspects(definition: Definition, item: Item) -> dict[Part, object]:
    return {
        Part.TITLE: item.title,
        Part.QUESTION: item.question,
        Part.DESCRIPTORS: dict(item.descriptors),
        Part.SCALE: [(rung.code, rung.points) for rung in item.scale.rungs],
        Part.WEIGHT: _weight(item),
        Part.PLACE: ([group.code for group in definition.ancestors(item.code)], item.level),
        Part.GUIDANCE: item.guidance,
        Part.EVIDENCE: (item.evidence, item.evidence_from),
        Part.APPLICABILITY: (item.applies_to, item.not_applicable),
    }


def _weight(node: Item | Group) -> object:
    """Share among siblings, by profile where profiles differ, and what the node is out of."""
    return (node.share, node.shares, node.maximum)


def _group_changes(old: Definition, new: Definition) -> Iterator[GroupChange]:
    before = {group.code: group for group in old.all_groups}
    after = {group.code: group for group in new.all_groups}
    for code in [*after, *(code for code in before if code not in after)]:
        then, now = before.get(code), after.get(code)
        if then is None or now is None or (then.title, _weight(then)) != (now.title, _weight(now)):
            yield GroupChange(code, then, now)


def _text_changes(before: Mapping[str, Text], after: Mapping[str, Text]) -> tuple[TextChange, ...]:
    codes = [*after, *(code for code in before if code not in after)]
    changes = [TextChange(code, before.get(code), after.get(code)) for code in codes]
    return tuple(change for change in changes if change.before != change.after)


def _band_words(definition: Definition) -> dict[str, Text]:
    return {b.code: Text(f"{b.name.zh}：{b.start} 分起", f"{b.name.en}: from {b.start}") for b in definition.bands}


def _contradiction_words(definition: Definition) -> dict[str, Text]:
    return {clash.code: _worded(clash) for clash in definition.contradictions}


def _worded(clash: Contradiction) -> Text:
    conditions = "; ".join(
        f"{c.item} {f'≥ {c.at_least}' if c.at_least else ''} {f'≤ {c.at_most}' if c.at_most else ''}".strip()
        for c in clash.when
    )
    weight = Text("阻止提交", "blocks submission") if clash.blocking else Text("提示", "warning")
    return Text(f"{clash.text.zh}（{conditions}；{weight.zh}）", f"{clash.text.en} ({conditions}; {weight.en})")


def _veto_words(definition: Definition) -> dict[str, Text]:
    return {veto.code: veto.name for veto in definition.vetoes}


def _level_changes(old: Definition, new: Definition) -> Iterator[LevelChange]:
    before, after = _demands(old), _demands(new)
    for code in [*after, *(code for code in before if code not in after)]:
        gates = tuple(_gate_changes(before.get(code, ()), after.get(code, ())))
        then = old.level(code) if code in before else None
        now = new.level(code) if code in after else None
        if gates or then is None or now is None or then.name != now.name:
            yield LevelChange(code, then, now, gates)


def _demands(definition: Definition) -> dict[str, tuple[GateVerdict, ...]]:
    return {level.code: level.gates for level in score(definition, {}).levels}


def _gate_changes(before: tuple[GateVerdict, ...], after: tuple[GateVerdict, ...]) -> Iterator[GateChange]:
    """Conditions on the same subject are shown as one that changed, the others as added or removed."""
    gone = [gate for gate in before if gate.requirement not in {other.requirement for other in after}]
    come = [gate for gate in after if gate.requirement not in {other.requirement for other in before}]
    for gate in gone:
        successor = next((other for other in come if _subject(other.gate) == _subject(gate.gate)), None)
        if successor:
            come.remove(successor)
        yield GateChange(gate.requirement, successor.requirement if successor else None)
    yield from (GateChange(None, gate.requirement) for gate in come)


def _subject(gate: Any) -> tuple[object, ...]:
    """What a condition is about, without its figures."""
    if isinstance(gate, AllOf | AnyOf):
        return (type(gate),)
    figures = {name: value for name, value in vars(gate).items() if not isinstance(value, Decimal) and name != "rung"}
    return (type(gate), *figures.items())
