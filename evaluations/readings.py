"""Two readers who do not know of each other, and a third where they differ by more than the round allows. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from evaluations.models import Review, Score
from evaluations.verdicts import ReviewedItem

TWO, THREE = 2, 3


@dataclass(frozen=True)
class Readings:
    """The readings of a filing in their order; none where one reviewer works, or worked, on it `alone`."""

    rows: tuple[Review, ...] = ()
    threshold: Decimal | None = None
    alone: bool = False

    @property
    def wanted(self) -> int:
        """How many it needs: a third one where the first two are further apart than the threshold."""
        ended = [row.total for row in self.rows if row.finished_at and row.total is not None][:TWO]
        apart = len(ended) == TWO and self.threshold is not None and abs(ended[0] - ended[1]) > self.threshold
        return THREE if apart or len(self.rows) == THREE else TWO

    @property
    def ended(self) -> tuple[Review, ...]:
        return tuple(row for row in self.rows if row.finished_at)

    @property
    def complete(self) -> bool:
        return len(self.ended) == self.wanted

    @property
    def sealed(self) -> bool:
        """Somebody still reads or will: what the others found is nobody's to see."""
        return bool(self.rows) and not self.complete

    @property
    def free(self) -> int | None:
        """The place that still waits for a reader."""
        taken = {row.ordinal for row in self.rows}
        return next((place for place in range(1, self.wanted + 1) if place not in taken), None)

    def of(self, person_id: int | None) -> Review | None:
        return next((row for row in self.rows if row.reviewer_id == person_id), None)


@dataclass(frozen=True)
class ReadItem:
    """One item as each reader found it, in their order."""

    lines: tuple[ReviewedItem, ...]

    @property
    def item(self) -> ReviewedItem:
        return self.lines[0]

    @property
    def agreed(self) -> bool:
        return self.lines[0].rung == self.lines[1].rung

    @property
    def verdict(self) -> Score | None:
        """Where the first two agree, theirs; else the third's, and without one nobody's: whoever determines settles."""
        if self.agreed:
            return self.lines[0].score
        return self.lines[2].score if len(self.lines) == THREE else None

    @property
    def comment(self) -> str:
        """Of the verdict; where two agree, what both said."""
        if not self.agreed:
            return self.verdict.comment if self.verdict else ""
        said = [line.score.comment.strip() for line in self.lines[:TWO] if line.score]
        return "\n".join(dict.fromkeys(filter(None, said)))


def side_by_side(boards: Sequence[Sequence[ReviewedItem]]) -> list[ReadItem]:
    """The items of several readings of one filing."""
    return [ReadItem(lines) for lines in zip(*boards, strict=True)]
