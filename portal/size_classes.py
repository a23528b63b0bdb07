"""Size classes of industrial enterprises, 2017 rules (domain.md §3); pure."""

from decimal import Decimal

from portal.enums import SizeClass

# class, least headcount (persons), least yearly revenue (万元); both must hold
LIMITS = (
    (SizeClass.LARGE, 1000, 40_000),
    (SizeClass.MEDIUM, 300, 2_000),
    (SizeClass.SMALL, 20, 300),
)
DESIGNATED_REVENUE = 2_000


def size_class(headcount: int, revenue: Decimal) -> SizeClass:
    """The highest class both of whose limits hold; `headcount` in persons, `revenue` in 万元 a year."""
    for name, persons, amount in LIMITS:
        if headcount >= persons and revenue >= amount:
            return name
    return SizeClass.MICRO


def is_above_designated_size(revenue: Decimal) -> bool:
    """规模以上: main revenue of at least 2,000 万元 a year."""
    return revenue >= DESIGNATED_REVENUE
