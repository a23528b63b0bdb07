"""When an authority will have determined its filings if it goes on as it did: arithmetic, no forecast."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from math import ceil

from django.utils import timezone

# The pace is that of the last weeks: one busy or empty day changes little.
DAYS = 28
# A pace that needs longer says no more than this does.
FURTHEST = 3650


@dataclass(frozen=True)
class Pace:
    """`left` filings are handed in and not determined; `recent` were determined during the last DAYS days."""

    left: int
    recent: int
    today: date

    @property
    def finish(self) -> date | None:
        """The day the last one is determined; None where nothing was determined lately, so that there is no pace."""
        return expect_finish(today=self.today, left=self.left, recent=self.recent)

    @property
    def share(self) -> float | None:
        """Percent of what was there to determine that is determined in a day, with one decimal."""
        there = self.left + self.recent
        return round(100 * self.recent / DAYS / there, 1) if there else None


def expect_finish(*, today: date, left: int, recent: int, days: int = DAYS) -> date | None:
    """`left` divided by the filings determined a day over the last `days` days, counted from today.

    Today when nothing is left, FURTHEST days on at most; None when something is left and none was determined lately.
    """
    if left == 0:
        return today
    return today + timedelta(days=min(ceil(left * days / recent), FURTHEST)) if recent else None


def beginning_of(today: date) -> datetime:
    """The first moment of the DAYS days that end with today."""
    return timezone.make_aware(datetime.combine(today - timedelta(days=DAYS - 1), time.min))
