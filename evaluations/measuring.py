"""What each item contributes to each gate: the exact figures that the search for the shortest way works with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from math import ceil

from evaluations.definition import Definition, Group, Item
from evaluations.gates import EvidencedShare, GroupAtLeast, ItemAtLeast, ShareOfItems, TotalAtLeast
from evaluations.judging import counts_towards

# An item's rung position (-1: not answered) and whether it has evidence.
State = tuple[int, bool]
Leaf = TotalAtLeast | GroupAtLeast | ItemAtLeast | ShareOfItems | EvidencedShare


class Measures:
    """Measures gates by the current states of the items."""

    def __init__(self, definition: Definition, current: Mapping[str, State]) -> None:
        self.definition = definition
        self.current = current
        self.shares: dict[str | None, dict[str, Fraction]] = {}
        self.worths: dict[tuple[str | None, str], tuple[Fraction, ...]] = {}

    def gain(self, leaf: Leaf, item: Item, state: State) -> Fraction:
        """What moving an item from its current state to another adds to what the gate measures."""
        return self._worth(leaf, item, state) - self._worth(leaf, item, self.current[item.code])

    def _worth(self, leaf: Leaf, item: Item, state: State) -> Fraction:
        """What an item in this state contributes to what the gate measures."""
        position, evidenced = state
        match leaf:
            case TotalAtLeast() | GroupAtLeast():
                scope = leaf.code if isinstance(leaf, GroupAtLeast) else None
                return self._worths(scope, item)[position]
            case ItemAtLeast():
                return Fraction(item.code == leaf.code and position >= item.scale.position(leaf.rung))
            case _:
                inside = item.code in self._share_of(leaf.group)
                return Fraction(inside and counts_towards(leaf, item, position, evidenced))

    def _worths(self, scope: str | None, item: Item) -> tuple[Fraction, ...]:
        """What each rung of an item is worth in a group's score; the last, which -1 finds, is no answer."""
        key = (scope, item.code)
        if key not in self.worths:
            share = self._share_of(scope).get(item.code, Fraction(0))
            self.worths[key] = (*(share * Fraction(rung.points) for rung in item.scale.rungs), Fraction(0))
        return self.worths[key]

    def lack(self, leaf: Leaf) -> Fraction:
        """How much the gate still needs; zero or less when it is met."""
        needed = Fraction(1)
        if isinstance(leaf, TotalAtLeast | GroupAtLeast):
            needed = Fraction(leaf.minimum)
        elif not isinstance(leaf, ItemAtLeast):
            needed = Fraction(ceil(Fraction(leaf.minimum) * len(self._share_of(leaf.group)) / 100))
        return needed - sum(self._worth(leaf, item, self.current[item.code]) for item in self._measured(leaf))

    def _measured(self, leaf: Leaf) -> tuple[Item, ...]:
        match leaf:
            case ItemAtLeast():
                return (self.definition.item(leaf.code),)
            case GroupAtLeast():
                return self.definition.items_in(leaf.code)
            case TotalAtLeast():
                return self.definition.items
            case _:
                return self.definition.items_in(leaf.group)

    def _share_of(self, scope: str | None) -> dict[str, Fraction]:
        """Each item's share in a group's score (None: in the total), from 0 to 1."""
        if scope not in self.shares:
            nodes = self.definition.groups if scope is None else self.definition.group(scope).children
            self.shares[scope] = dict(_item_shares(nodes, Fraction(1)))
        return self.shares[scope]


def _item_shares(nodes: tuple[Group | Item, ...], whole: Fraction) -> Iterator[tuple[str, Fraction]]:
    for node in nodes:
        share = whole * Fraction(node.weight) / 100
        if isinstance(node, Item):
            yield node.code, share
        else:
            yield from _item_shares(node.children, share)
