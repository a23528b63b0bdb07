"""What gates come down to: a whole number that grows with the answers, and how much of it is needed.

Scores, shares of items and single rungs are all of this kind. Judging a gate, proving that a level can be reached and
finding the shortest way to it all read the same needs, so they cannot disagree.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class State:
    """Answers by place in the standard: rung positions (-1: none), evidence, and the figures made from them."""

    positions: Sequence[int]
    evidenced: Sequence[bool]
    values: Sequence[int]
    vetoes: frozenset[str]


@dataclass(frozen=True, slots=True)
class FigureNeed:
    """A figure reaches an amount."""

    slot: int
    amount: int

    def lack(self, state: State) -> int:
        """What is still missing; zero or less when the need is met."""
        return self.amount - state.values[self.slot]


@dataclass(frozen=True, slots=True)
class CountNeed:
    """So many of these items are at their floor or above, and have evidence where it counts."""

    floors: tuple[tuple[int, int], ...]
    amount: int
    with_evidence: bool

    def lack(self, state: State) -> int:
        positions, evidenced = state.positions, state.evidenced
        if self.with_evidence:
            return self.amount - sum([positions[item] >= floor and evidenced[item] for item, floor in self.floors])
        return self.amount - sum([positions[item] >= floor for item, floor in self.floors])


@dataclass(frozen=True, slots=True)
class RungNeed:
    """One item is at a rung or above."""

    place: int
    floor: int

    def lack(self, state: State) -> int:
        return int(state.positions[self.place] < self.floor)


Need = FigureNeed | CountNeed | RungNeed
