"""Like the EFQM Model 2020: 1,000 points in seven criteria, percentages, bands and no gates."""

from decimal import Decimal

import pytest

from evaluations.scoring import explain, score
from tests.evaluations.schemes.reading import band_of, claims, shipped

EFQM = shipped("efqm-like")
PERCENTAGES = {
    "K1": (45, 50, 40, 55, 30),
    "K2": (60, 35, 40, 45),
    "K3": (70, 65, 40, 35, 50),
    "K4": (55, 45, 60, 40),
    "K5": (40, 35, 30, 50, 45),
    "K6": (35, 45),
    "K7": (65, 50),
}
EXAMPLE = claims({f"{code}.{n}": str(own) for code, parts in PERCENTAGES.items() for n, own in enumerate(parts, 1)})


def test_the_worked_example_comes_to_476_points() -> None:
    """K1 2.20 × 20 = 44; K2 1.80 × 25 = 45; K3 2.60 × 20 = 52; K4 2.00 × 50 = 100; K5 2.00 × 20 = 40;
    K6 .80 × 100 = 80; K7 1.15 × 100 = 115; together 476. K2.2 alone: .35 × 25 = 8.75.
    """
    result = explain(EFQM, EXAMPLE)
    criteria = {"K1": 44, "K2": 45, "K3": 52, "K4": 100, "K5": 40, "K6": 80, "K7": 115}
    assert {code: result.scores[code] for code in criteria} == criteria
    assert result.scores["K2.2"] == Decimal("8.75")
    assert (result.total, result.maximum) == (Decimal(476), Decimal(1000))
    assert band_of(result) == "B400"
    assert (result.level, result.next_level, result.levels) == (None, None, ())


@pytest.mark.parametrize(
    ("first", "total", "band"),
    [("40", 400, "B400"), ("35", 399, "B300"), ("45", 401, "B400")],  # 40 % of all is 400; 5 % of 20 points is 1
)
def test_a_band_begins_exactly_at_its_figure(first: str, total: int, band: str) -> None:
    result = score(EFQM, claims(dict.fromkeys(EXAMPLE, "40") | {"K1.1": first}))
    assert (result.total, band_of(result)) == (Decimal(total), band)


def test_points_of_the_criteria_are_the_published_ones() -> None:
    assert [group.maximum for group in EFQM.groups] == [100, 100, 100, 200, 100, 200, 200]
    assert len(EFQM.items) == 23 + 4  # 23 parts, and the two results scored in two halves each
