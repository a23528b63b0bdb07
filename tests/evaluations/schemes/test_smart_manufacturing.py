"""智能制造能力成熟度: marks 0 / 0.5 / 0.8 / 1, a level met at 0.8, the total with the first unmet level's real score.

The example, the same answers for both profiles. L1: all 1. L2: all 1 but P2 0.5, T3 0.8, MP7 0.5, MV2 0.
L3: all 0.5 but P1 1, R1 0.8, MP3 (1 + 0.5) / 2 = 0.75, MD1 0. L4: nothing. L5: all 1, which must not count.

Discrete                                        Process
P  L2 .5×1 + .5×.5 = .75 < .8  → 1.75           the same
   L3 .5×1 + .5×.5 = .75                        the same
T  L2 .4 + .35 + .25×.8 = .95                   .45 + .3 + .25×.8 = .95
   L3 .5                       → 2.5            .5                          → 2.5
R  L2 1                                         1
   L3 .6×.8 + .4×.5 = .68      → 2.68           .7×.8 + .3×.5 = .71         → 2.71
MV L2 .5×1 + .5×0 = .5         → 1.5            the same
M  L2 1 − .45×.08×.5 − .12×.5 = .922            1 − .6×.1×.5 − .08×.5 = .93
   L3 .5 + .45×.3×.25 − .25×.6×.5               .5 + .6×.3×.25 − .15×.3×.5
      = .5 + .03375 − .075 = .45875 → 2.45875      = .5 + .045 − .0225 = .5225 → 2.5225
All L2 .1×.75 + .15×.95 + .15×1 + .6×.922       .1×.75 + .15×.95 + .2×1 + .55×.93
      = .075 + .1425 + .15 + .5532 = .9207         = .075 + .1425 + .2 + .5115 = .929
   L3 .1×.75 + .15×.5 + .15×.68 + .6×.45875     .1×.75 + .15×.5 + .2×.71 + .55×.5225
      = .075 + .075 + .102 + .27525 = .52725       = .075 + .075 + .142 + .287375 = .579375
   total 2 + .52725 = 2.52725                   total 2 + .579375 = 2.579375
"""

from decimal import Decimal

import pytest

from evaluations.applicants import Applicant
from evaluations.definition import Definition
from evaluations.scoring import Answer, score
from tests.evaluations.schemes.reading import band_of, claims, shipped, without

SMART = shipped("smart-manufacturing")
DISCRETE = SMART.for_applicant(Applicant(division="38", size="large"))
PROCESS = SMART.for_applicant(Applicant(division="26", size="large"))
EXAMPLE = (
    claims({item.code: {"L3": "0.5", "L4": "0"}.get(item.level or "", "1") for item in SMART.items})
    | claims({"P2-2": "0.5", "T3-2": "0.8", "MP7-2": "0.5", "MV2-2": "0"})
    | claims({"P1-3": "1", "R1-3": "0.8", "MP3-3a": "1", "MP3-3b": "0.5", "MD1-3": "0"})
)


def all_of_level_one(mark: str) -> dict[str, Answer]:
    return claims({item.code: mark for item in SMART.items if item.level == "L1"})


@pytest.mark.parametrize(
    ("definition", "groups", "total"),
    [
        (DISCRETE, {"P": "1.75", "T": "2.5", "R": "2.68", "MV": "1.5", "M": "2.45875"}, "2.52725"),
        (PROCESS, {"P": "1.75", "T": "2.5", "R": "2.71", "MV": "1.5", "M": "2.5225"}, "2.579375"),
    ],
    ids=["discrete", "process"],
)
def test_the_worked_example_of_each_profile(definition: Definition, groups: dict[str, str], total: str) -> None:
    result = score(definition, EXAMPLE)
    assert {code: result.scores[code] for code in groups} == {code: Decimal(own) for code, own in groups.items()}
    assert (result.total, result.maximum) == (Decimal(total), Decimal(5))
    assert (result.level, result.next_level) == ("L2", "L3")
    assert band_of(result) == "S2"  # 1.8 ≤ total < 2.8
    assert [result.stages[code] for code in ("P", "T", "R", "M", "MV")] == ["L1", "L2", "L2", "L2", "L1"]


def test_a_division_has_the_weights_of_its_industry_and_any_other_the_discrete_ones() -> None:
    assert (PROCESS.profile, PROCESS.group("MD").weight) == ("process", Decimal(15))
    assert (DISCRETE.profile, DISCRETE.group("MD").weight) == ("discrete", Decimal(25))
    assert SMART.profile == "discrete"


def test_a_level_is_met_at_exactly_eight_tenths() -> None:
    """Every mark 0.8 gives 0.8; the first level counts as 1 whole, nothing is answered above it."""
    result = score(DISCRETE, all_of_level_one("0.8"))
    assert (result.total, result.level) == (Decimal(1), "L1")
    assert band_of(result) == "S1"


def test_one_mark_below_eight_tenths_reaches_nothing() -> None:
    """P1 weighs .1 × .5 = .05: .8 − .05 × .3 = .785; below the first band, which begins at 0.8."""
    result = score(DISCRETE, all_of_level_one("0.8") | claims({"P1-1": "0.5"}))
    assert (result.total, result.level, band_of(result)) == (Decimal("0.785"), None, None)


def test_everything_fully_met_comes_to_five() -> None:
    result = score(PROCESS, claims({item.code: "1" for item in SMART.items}))
    assert (result.total, result.level, band_of(result)) == (Decimal(5), "L5", "S5")


def test_what_does_not_apply_hands_its_weight_on_once_it_is_accepted() -> None:
    """Manufacturing met, nothing else: .6 × 1. Service is .12 of it: while unaccepted, .6 × .88 = .528."""
    service = [item.code for item in SMART.group("MV").all_items()]
    rest = [item.code for item in SMART.group("M").all_items() if item.level == "L1" and item.code not in service]
    answers = claims(dict.fromkeys(rest, "1"))
    assert score(DISCRETE, answers | without(service, accepted=True)).total == Decimal("0.6")
    claimed = score(DISCRETE, answers | without(service, accepted=False))
    assert (claimed.total, claimed.pending_exclusions) == (Decimal("0.528"), tuple(service))


def test_answers_that_do_not_go_together_are_found() -> None:
    """Automatic collection is claimed while the shop floor has no network; the level stays what it is."""
    without_network = score(DISCRETE, EXAMPLE | claims({"R2-2": "0"}))
    assert [found.code for found in without_network.contradictions] == ["X1"]
    assert score(DISCRETE, EXAMPLE).contradictions == ()
