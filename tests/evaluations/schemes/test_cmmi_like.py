"""Like CMMI: a level asks for all practices of that level and of all below, each at least largely met."""

from decimal import Decimal

from evaluations.scoring import score
from tests.evaluations.schemes.reading import claims, shipped, without

CMMI = shipped("cmmi-like")
MARKS = {"ML1": "FM", "ML2": "LM", "ML3": "PM", "ML4": "DM", "ML5": "DM"}
EXAMPLE = claims({item.code: MARKS[item.level or ""] for item in CMMI.items})
SUPPLIERS = ("SAM-1.1", "SAM-2.1", "SAM-3.1", "SAM-4.1")


def test_the_worked_example_reaches_level_two() -> None:
    """Marks are worth 100, 70, 30 and 0. By area, with its practices from the lowest level:

    PLAN 100 70 70 30 0 → 270 / 5 = 54      CM 100 70 70 → 240 / 3 = 80      CAR, MPM 100 70 30 0 0 → 200 / 5 = 40
    MC, RDM, PQA, RSK 100 70 30 → 200 / 3 = 66.666…                          SAM, GOV 100 70 30 0 → 200 / 4 = 50
    Total (54 + 80 + 40 + 40 + 50 + 50 + 4 × 200/3) / 10 = (314 + 266.666…) / 10 = 58.0666…, cut after twelve places.
    """
    result = score(CMMI, EXAMPLE)
    exact = {"PLAN": 54, "CM": 80, "CAR": 40, "MPM": 40, "SAM": 50, "GOV": 50}
    assert {area: result.scores[area] for area in exact} == exact
    assert result.scores["MC"] == Decimal("66.666666666666")
    assert result.total == Decimal("58.066666666666")
    assert (result.level, result.next_level) == ("ML2", "ML3")


def test_one_practice_that_is_only_partly_met_holds_its_level_back() -> None:
    assert score(CMMI, EXAMPLE | claims({"CM-2.2": "PM"})).level == "ML1"
    assert score(CMMI, EXAMPLE | claims({"CM-1.1": "PM"})).level is None


def test_practices_of_a_higher_level_do_not_make_up_for_a_lower_one() -> None:
    """All of levels 4 and 5 fully met, level 3 partly."""
    higher = claims({item.code: "FM" for item in CMMI.items if item.level in ("ML4", "ML5")})
    assert score(CMMI, EXAMPLE | higher).level == "ML2"
    third = claims({item.code: "LM" for item in CMMI.items if item.level == "ML3"})
    assert score(CMMI, EXAMPLE | higher | third).level == "ML5"


def test_suppliers_may_not_apply_once_that_is_accepted() -> None:
    """Nine areas are left: (580.666… − 50) / 9 = 530.666… / 9 = 58.962962…; unaccepted, they count as not answered."""
    accepted = score(CMMI, EXAMPLE | without(SUPPLIERS, accepted=True))
    assert (accepted.level, accepted.total, accepted.excluded) == ("ML2", Decimal("58.962962962962"), SUPPLIERS)
    assert "SAM" not in accepted.scores
    assert score(CMMI, EXAMPLE | without(SUPPLIERS, accepted=False)).level is None
