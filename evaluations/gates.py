"""The closed vocabulary of level gates (design §4): data only, judged in `judging.py`.

Every gate is monotone: a higher rung or more evidence can meet it, never break it.
Percentages are Decimals from 0 to 100, scores Decimals from 0 to the maximum of what is scored.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class AllOf:
    """Met when every gate in it is met; an empty list is met."""

    gates: tuple[Gate, ...]


@dataclass(frozen=True)
class AnyOf:
    """Met when at least one gate in it is met."""

    gates: tuple[Gate, ...]


@dataclass(frozen=True)
class TotalAtLeast:
    """The total score reaches the minimum."""

    minimum: Decimal


@dataclass(frozen=True)
class EveryGroupAtLeast:
    """Each top-level group reaches the minimum."""

    minimum: Decimal


@dataclass(frozen=True)
class GroupAtLeast:
    """One group, at any depth, reaches the minimum."""

    code: str
    minimum: Decimal


@dataclass(frozen=True)
class StageAtLeast:
    """The weighted mean of the items of one level (in one group, or in all) reaches the minimum percentage."""

    level: str
    minimum: Decimal
    group: str | None = None


@dataclass(frozen=True)
class ItemAtLeast:
    """One item is at the rung or above."""

    code: str
    rung: str


@dataclass(frozen=True)
class ShareOfItems:
    """The percentage of items (of one group, of one level, or of all) at the rung or above reaches the minimum."""

    rung: str
    minimum: Decimal
    group: str | None = None
    level: str | None = None


@dataclass(frozen=True)
class EvidencedShare:
    """As `ShareOfItems`, but an item counts only when it also has at least one evidence file.

    The percentage is taken of all items in scope, not of the claimed ones: otherwise raising a rung without
    evidence would lower the percentage, and a better answer could lower the level.
    """

    rung: str
    minimum: Decimal
    group: str | None = None
    level: str | None = None


@dataclass(frozen=True)
class LowerLevels:
    """Every gate of every level below is met."""


@dataclass(frozen=True)
class NoVeto:
    """None of the standard's vetoes is recorded against the applicant."""


Gate = (
    AllOf
    | AnyOf
    | TotalAtLeast
    | EveryGroupAtLeast
    | GroupAtLeast
    | StageAtLeast
    | ItemAtLeast
    | ShareOfItems
    | EvidencedShare
    | LowerLevels
    | NoVeto
)
