"""Working days by China's official calendar of holidays and make-up days. Pure."""

from dataclasses import dataclass
from datetime import date, timedelta

import chinese_calendar

_WEEKEND = 5


@dataclass(frozen=True)
class CountedDay:
    """A day so many working days away; not `sure` when the holidays on the way are not announced yet."""

    day: date
    sure: bool


def count_working_days(start: date, days: int) -> CountedDay:
    """The `days`-th working day after `start`, which itself does not count.

    For a year whose holidays are not known, Monday to Friday count, and the answer says that it is not sure.
    """
    day, sure = start, True
    while days > 0:
        day += timedelta(days=1)
        works = _official(day)
        if works is None:
            works, sure = day.weekday() < _WEEKEND, False
        days -= works
    return CountedDay(day, sure)


def _official(day: date) -> bool | None:
    """Whether people work that day; None for a year that the calendar does not cover."""
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return None
