"""What the order of expected disagreement is worth: how far reviews came to differ, by the place they had in it. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _

# Fewer reviews in a slice say nothing. [ours]
FEWEST = 20


class SliceKind(models.TextChoices):
    HIGHEST = "highest", _("The highest tenth")
    REST = "rest", _("The rest")
    CONTROL = "control", _("The control slice")


@dataclass(frozen=True)
class Measured:
    """A filing of the order: how far the review's total lies from the declared one, and its stage; None: not reviewed."""

    control: bool
    points: float | None
    stages: int | None


@dataclass(frozen=True)
class Slice:
    """`filings` in it, `reviewed` of them, and the mean absolute difference of these in points and in stages."""

    kind: SliceKind
    filings: int
    reviewed: int
    points: float | None
    stages: float | None

    @property
    def says_something(self) -> bool:
        return self.reviewed >= FEWEST


def compare_slices(rows: Sequence[Measured]) -> tuple[Slice, ...]:
    """`rows` come in the order of their scores, the highest first; the control slice has no part in the tenth."""
    ordered = [row for row in rows if not row.control]
    tenth = -(-len(ordered) // 10)
    return (
        _slice(SliceKind.HIGHEST, ordered[:tenth]),
        _slice(SliceKind.REST, ordered[tenth:]),
        _slice(SliceKind.CONTROL, [row for row in rows if row.control]),
    )


def _slice(kind: SliceKind, rows: Sequence[Measured]) -> Slice:
    points = [row.points for row in rows if row.points is not None]
    stages = [abs(row.stages) for row in rows if row.points is not None and row.stages is not None]
    return Slice(kind, len(rows), len(points), _mean(points), _mean(stages))


def _mean(values: Sequence[float]) -> float | None:
    return sum(values) / len(values) if values else None
