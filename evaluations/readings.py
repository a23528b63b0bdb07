"""Two readers who do not know of each other, and a third where they differ by more than the round allows; of a
calibration filing three to eight. Pure."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from evaluations.models import Review, Score
from evaluations.models.reviews import MOST_READERS
from evaluations.verdicts import ReviewedItem

TWO, THREE = 2, 3
# Places of readers, as a form sends them.
PLACES = tuple(str(place) for place in range(1, MOST_READERS + 1))


@dataclass(frozen=True)
class Readings:
    """The readings of a filing in their order; none where one reviewer works, or worked, on it `alone`.

    `calibrated` is how many read a calibration filing; None for any other.
    """

    rows: tuple[Review, ...] = ()
    threshold: Decimal | None = None
    alone: bool = False
    calibrated: int | None = None

    @property
    def wanted(self) -> int:
        """How many it needs: a third one where the first two are further apart than the threshold."""
        if self.calibrated:
            return self.calibrated
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
    calibrated: bool = False

    @property
    def item(self) -> ReviewedItem:
        return self.lines[0]

    @property
    def counting(self) -> tuple[ReviewedItem, ...]:
        """Those whose word counts; nobody's: whoever determines settles.

        Where the first two agree, theirs; else the third's. Of a calibration filing those who say the same rung, where
        they are more than half of the readers [ours].
        """
        if self.calibrated:
            rung, often = Counter(line.rung for line in self.lines).most_common(1)[0]
            return tuple(line for line in self.lines if line.rung == rung) if 2 * often > len(self.lines) else ()
        first, second = self.lines[:TWO]
        return (first, second) if first.rung == second.rung else self.lines[TWO:]

    @property
    def agreed(self) -> bool:
        return len(self.counting) > 1

    @property
    def verdict(self) -> Score | None:
        return self.counting[0].score if self.counting else None

    @property
    def comment(self) -> str:
        """What all said whose word counts."""
        said = [line.score.comment.strip() for line in self.counting if line.score]
        return "\n".join(dict.fromkeys(filter(None, said)))


def side_by_side(boards: Sequence[Sequence[ReviewedItem]], *, calibrated: bool = False) -> list[ReadItem]:
    """The items of several readings of one filing."""
    return [ReadItem(lines, calibrated) for lines in zip(*boards, strict=True)]
