from datetime import date

import pytest

from portal.working_days import count_working_days


@pytest.mark.parametrize(
    ("start", "days", "day"),
    [
        (date(2026, 11, 26), 1, date(2026, 11, 27)),  # Thursday to Friday
        (date(2026, 11, 27), 1, date(2026, 11, 30)),  # over a weekend
        (date(2025, 9, 30), 1, date(2025, 10, 9)),  # National Day and Mid-Autumn
        (date(2025, 9, 26), 1, date(2025, 9, 28)),  # a Sunday on which people work
    ],
)
def test_holidays_and_make_up_days_count_as_announced(start: date, days: int, day: date) -> None:
    counted = count_working_days(start, days)
    assert (counted.day, counted.sure) == (day, True)


def test_a_year_that_is_not_announced_is_counted_by_weekdays_and_says_so() -> None:
    counted = count_working_days(date(2090, 1, 5), 5)  # a Thursday
    assert (counted.day, counted.sure) == (date(2090, 1, 12), False)


def test_one_unknown_day_on_the_way_is_enough() -> None:
    assert not count_working_days(date(2004, 1, 1).replace(year=2003, month=12, day=30), 3).sure
