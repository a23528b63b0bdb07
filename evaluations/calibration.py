"""What readers of the same filings found, and how far each is from the mean of them all. Pure."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from evaluations.agreement import Months


@dataclass(frozen=True)
class Found:
    """One reader's total of one filing, and the first day of the month in which the reading ended."""

    person: int
    total: Decimal
    month: date


@dataclass(frozen=True)
class Calibrated:
    """A filing that all its readers have read."""

    found: tuple[Found, ...]

    @property
    def mean(self) -> Decimal:
        return sum((one.total for one in self.found), Decimal(0)) / len(self.found)

    def total(self, person: int) -> Decimal | None:
        return next((one.total for one in self.found if one.person == person), None)

    def distance(self, person: int) -> Decimal | None:
        """From the mean of the readers, this one among them; None for who did not read it."""
        total = self.total(person)
        return None if total is None else total - self.mean


def distances_by_month(filings: Iterable[Calibrated]) -> Months:
    """The sums of each reader's distances, with how many filings they are of."""
    sums: dict[int, dict[date, tuple[Decimal, int]]] = defaultdict(dict)
    for filing in filings:
        for one in filing.found:
            total, count = sums[one.person].get(one.month, (Decimal(0), 0))
            sums[one.person][one.month] = (total + one.total - filing.mean, count + 1)
    return dict(sums)
