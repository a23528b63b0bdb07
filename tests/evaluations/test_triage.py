"""The signals of an expected difference, over plain values: what speaks, how strongly, and in which words."""

from dataclasses import replace

import pytest
from django.utils import translation

from evaluations.triage import WEIGHTS, Facts, Peers, Signal, expect_difference, is_control, lot_of, place_by_lot
from evaluations.triage_chart import draw_worth
from evaluations.triage_words import say_reasons, say_with_points
from evaluations.triage_worth import FEWEST, Measured, compare_slices

# Claims the middle stage, shows a file for every second item, and answers as it is.
PLAIN = Facts(rank=3, stages=5, claimed=0.5, rungs=("2", "3", "4", "5") * 5, with_files=10, total=50)
PEERS = Peers(40, 45, 50, 55)


def spoken(facts: Facts) -> dict[str, int]:
    return {str(reason.signal): reason.points for reason in expect_difference(facts).reasons}


def words(facts: Facts) -> list[str]:
    with translation.override("en"):
        return say_reasons([reason.as_dict() for reason in expect_difference(facts).reasons])


def test_of_an_ordinary_filing_nothing_stands_out() -> None:
    assert expect_difference(replace(PLAIN, peers=PEERS, found_rank=3)).score == 0
    assert words(PLAIN) == ["nothing stands out"]


@pytest.mark.parametrize(
    ("changes", "points", "sentence"),
    [
        ({"rank": 4, "claimed": 0.75, "with_files": 2}, {"evidence": 20}, "claims 4 of 5 with files for 10 % of the items"),
        ({"rank": 0, "stages": 0, "claimed": 1.0, "with_files": 0}, {"evidence": 30}, "claims 100 % of the points with files for 0 % of the items"),
        ({"total": 80, "peers": PEERS}, {"division": 20}, "total 80; the middle of the 40 filings of its division is 50"),
        ({"found_rank": 2, "found_year": 2025}, {"last_year": 10}, "claims 3 of 5; the review of 2025 found 2"),
        ({"found_rank": 0, "found_year": 2025}, {"last_year": 20}, "claims 3 of 5; the review of 2025 found 0"),
        ({"rungs": ("3",) * 18 + ("4",) * 2}, {"straight": 5}, "the same rung (3) for 18 of 20 items"),
        ({"copied": 1, "sharers": 7}, {"copies": 4}, "1 text nearly the same as in other companies; the commonest stands in 7"),
        ({"copied": 9, "sharers": 12}, {"copies": 20}, "9 texts nearly the same as in other companies; the commonest stands in 12"),
    ],
)  # fmt: skip
def test_each_signal_speaks_with_its_figures(changes: dict[str, object], points: dict[str, int], sentence: str) -> None:
    facts = replace(PLAIN, **changes)  # type: ignore[arg-type]
    assert spoken(facts) == points
    assert words(facts) == [sentence]


def test_what_is_too_little_says_nothing() -> None:
    few = Peers(9, 45, 50, 55)
    assert spoken(replace(PLAIN, total=99, peers=few)) == {}, "nine filings are no division"
    assert spoken(replace(PLAIN, total=99, peers=Peers(40, 50, 50, 50))) == {}, "without a spread nothing is far"
    assert spoken(replace(PLAIN, rungs=("3",) * 9, with_files=9)) == {}, "nine items are no habit"
    assert spoken(replace(PLAIN, rungs=(), with_files=0)) == {}


def test_all_signals_at_their_strongest_are_a_hundred_and_the_weightiest_comes_first() -> None:
    worst = Facts(5, 5, 1.0, ("5",) * 20, 0, 100, PEERS, found_rank=1, found_year=2025, copied=20, sharers=30)
    found = expect_difference(worst)
    assert found.score == sum(WEIGHTS.values()) == 100
    assert found.reasons[0].signal == Signal.EVIDENCE
    assert say_with_points([reason.as_dict() for reason in found.reasons])[0][1] == WEIGHTS[Signal.EVIDENCE]


def test_the_control_slice_is_drawn_again_the_same_and_only_grows() -> None:
    small = {filing for filing in range(4000) if is_control("seed", filing, 5)}
    large = {filing for filing in range(4000) if is_control("seed", filing, 20)}
    assert small == {filing for filing in range(4000) if is_control("seed", filing, 5)}
    assert small < large
    assert 150 < len(small) < 250
    assert not {filing for filing in range(4000) if is_control("seed", filing, 0)}
    assert small != {filing for filing in range(4000) if is_control("another", filing, 5)}


def test_a_lot_gives_an_ordinary_place_whatever_the_filings_own_score() -> None:
    scores = [0] * 90 + [50] * 10
    places = [place_by_lot("seed", filing, scores) for filing in range(2000)]
    assert 0.06 < places.count(50) / len(places) < 0.14
    assert place_by_lot("seed", 1, []) == 0
    assert 0 <= lot_of("seed", 1, "place") < 1
    assert say_reasons([], control=True)[0].startswith("抽签")


def rows(points: list[float | None], *, control: bool = False) -> list[Measured]:
    return [Measured(control, value, None if value is None else -2) for value in points]


def test_the_worth_of_the_order_is_told_by_tenth_rest_and_control_slice() -> None:
    reviewed: list[float | None] = [10.0] * 20 + [2.0] * 170 + [None] * 10
    highest, rest, control = compare_slices(rows(reviewed) + rows([4.0] * 19 + [None], control=True))
    assert (highest.filings, highest.reviewed, highest.points, highest.stages) == (20, 20, 10.0, 2.0)
    assert (rest.filings, rest.reviewed, rest.points) == (180, 170, 2.0)
    assert (control.filings, control.reviewed, control.points) == (20, 19, 4.0)
    assert highest.says_something
    assert not control.says_something, f"fewer than {FEWEST}"
    option, table = draw_worth((highest, rest, control))
    assert option["series"][0]["data"] == [10.0, 2.0, "-"]
    assert [row[2] for row in table["rows"]] == [20, 170, 19]


def test_without_filings_there_is_nothing_to_compare() -> None:
    assert [(s.filings, s.points) for s in compare_slices([])] == [(0, None)] * 3
