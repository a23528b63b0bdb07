"""The weighted tree of a standard: groups and items with their scales, as frozen data.

Whatever the file says of weights or points, a node knows two things: its `share` of its parent's score (siblings add
up to 1) and its `maximum`, the unit its own score is shown in. So a mean and a sum of points are the same roll-up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from typing import TypeVar

from evaluations.applicants import EVERYBODY, AppliesTo
from evaluations.figures import HUNDRED, as_decimal

NOTHING = Fraction(0)
# Longer codes are words and stand for themselves.
LONGEST_NUMBER = 3


@dataclass(frozen=True)
class Text:
    """The same words in Chinese and in English."""

    zh: str
    en: str

    def in_language(self, language: str) -> str:
        """The words for a language code such as `zh-hans` or `en`; Chinese unless English is asked for."""
        return self.en if language.lower().startswith("en") else self.zh

    def as_dict(self) -> dict[str, str]:
        return {"zh": self.zh, "en": self.en}


class ScaleKind(StrEnum):
    """How a scale is asked for on a page; to the engine all are rungs."""

    RUNGS = "rungs"
    PERCENT = "percent"
    YES_NO = "yes_no"
    BANDS = "bands"


@dataclass(frozen=True)
class Rung:
    """One step of a scale; `points` out of the scale's maximum."""

    code: str
    points: Decimal
    name: Text


@dataclass(frozen=True)
class Scale:
    """Rungs from the lowest to the highest; points never fall."""

    code: str
    rungs: tuple[Rung, ...]
    kind: ScaleKind = ScaleKind.RUNGS

    @cached_property
    def _positions(self) -> dict[str, int]:
        return {rung.code: position for position, rung in enumerate(self.rungs)}

    def __contains__(self, rung: object) -> bool:
        return rung in self._positions

    def position(self, rung: str) -> int:
        """0 for the lowest rung. KeyError for a rung that is not on this scale."""
        return self._positions[rung]

    def rung(self, code: str) -> Rung:
        """KeyError for a rung that is not on this scale."""
        return self.rungs[self._positions[code]]

    def number_of(self, code: str) -> str:
        """What stands before a rung's name: its code on a ladder of short codes; a yes or a percentage needs none."""
        return code if self.kind == ScaleKind.RUNGS and len(code) <= LONGEST_NUMBER else ""

    @property
    def top(self) -> Rung:
        return self.rungs[-1]

    @property
    def maximum(self) -> Decimal:
        """What the points are out of: 100, or for bands the points of the top one."""
        return self.top.points if self.kind == ScaleKind.BANDS else HUNDRED


class OnNotApplicable(StrEnum):
    """What an accepted "not applicable" does: hand the weight to the siblings, or score zero."""

    REDISTRIBUTE = "redistribute"
    ZERO = "zero"


@dataclass(frozen=True, kw_only=True)
class _Node:
    code: str
    title: Text
    share: Fraction = NOTHING
    maximum: Decimal = HUNDRED
    shares: tuple[tuple[str, Fraction], ...] = ()  # by profile, where profiles differ
    applies_to: AppliesTo = EVERYBODY

    @property
    def weight(self) -> Decimal:
        """The share as a percentage; nothing for what is not scored."""
        return as_decimal(self.share * 100)


@dataclass(frozen=True, kw_only=True)
class Item(_Node):
    """One thing assessed. From the rung `evidence_from` on at least one file of evidence is expected."""

    question: Text
    scale: Scale
    descriptors: tuple[tuple[str, Text], ...] = ()
    guidance: Text | None = None
    evidence: tuple[Text, ...] = ()
    evidence_from: str | None = None
    level: str | None = None
    not_applicable: OnNotApplicable | None = None

    def descriptor(self, rung: str) -> Text:
        """What this rung means for this item, else its name. KeyError for a rung that is not on its scale."""
        return dict(self.descriptors).get(rung) or self.scale.rung(rung).name


@dataclass(frozen=True, kw_only=True)
class Group(_Node):
    """A dimension or a part of one. `scored` is False for facts, which enter no score and no share of items."""

    children: tuple[Group | Item, ...]
    description: Text | None = None
    scored: bool = True

    @property
    def groups(self) -> tuple[Group, ...]:
        return tuple(child for child in self.children if isinstance(child, Group))

    @property
    def items(self) -> tuple[Item, ...]:
        """The items directly in this group."""
        return tuple(child for child in self.children if isinstance(child, Item))

    def all_items(self) -> Iterator[Item]:
        """Every item below this group, in order."""
        for child in self.children:
            if isinstance(child, Item):
                yield child
            else:
                yield from child.all_items()

    def all_groups(self) -> Iterator[Group]:
        """This group and every group below it, in order."""
        yield self
        for child in self.groups:
            yield from child.all_groups()


Node = TypeVar("Node", Group | Item, Group)


def keep(nodes: tuple[Node, ...], wanted: Callable[[Group | Item], bool]) -> tuple[Node, ...]:
    """The wanted nodes; what falls away, and a group left empty, leaves its share to its siblings in proportion."""
    kept = [left for node in nodes if wanted(node) and (left := _with_children_kept(node, wanted))]
    whole = sum((node.share for node in kept), NOTHING)
    return tuple(replace(node, share=node.share / whole) if whole not in (0, 1) else node for node in kept)


def _with_children_kept(node: Node, wanted: Callable[[Group | Item], bool]) -> Node | None:
    if isinstance(node, Item):
        return node
    children = keep(node.children, wanted)
    return replace(node, children=children) if children else None


def weigh(nodes: tuple[Node, ...], profile: str) -> tuple[Node, ...]:
    """The same nodes with the shares of a profile."""
    return tuple(_weighed(node, profile) for node in nodes)


def _weighed(node: Node, profile: str) -> Node:
    share = dict(node.shares).get(profile, node.share)
    if isinstance(node, Item):
        return replace(node, share=share)
    return replace(node, share=share, children=weigh(node.children, profile))
