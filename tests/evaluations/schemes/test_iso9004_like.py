"""Like ISO 9004:2018, annex A: an element's level is the highest with no gap below it."""

from decimal import Decimal

from evaluations.scoring import score
from tests.evaluations.schemes.reading import claims, shipped

ISO = shipped("iso9004-like")


def test_an_element_stops_at_its_gap_and_the_whole_at_its_lowest_element() -> None:
    """Levels 1 to 3 all yes but one of the two criteria of E5.2 at level 3; of E5.2 level 4 is yes again.

    E5.2: levels 1 and 2, then 1 of 2 → 2.5. E5 at level 3: (.5 + 1) / 2 = .75 → 2.75.
    All at level 3: seven clauses, (6 + .75) / 7 = .9642857…, without an exact decimal, cut after twelve places.
    """
    answers = claims({item.code: "yes" if item.level in ("L1", "L2", "L3") else "no" for item in ISO.items})
    result = score(ISO, answers | claims({"E5.2-3b": "no", "E5.2-4": "yes"}))
    assert [result.stages[code] for code in ("E5.2", "E5.3", "E5", "E6.2", "E6")] == ["L2", "L3", "L2", "L3", "L3"]
    assert [result.scores[code] for code in ("E5.2", "E5.3", "E5")] == [Decimal("2.5"), Decimal(3), Decimal("2.75")]
    assert result.total == Decimal("2.964285714285")
    assert (result.level, result.next_level) == ("L2", "L3")
    assert score(ISO, answers).level == "L3"


def test_an_element_without_its_first_level_has_none() -> None:
    """Everything is yes but the first criterion of E6.2: no element's higher levels count before its lower ones."""
    answers = claims({item.code: "yes" for item in ISO.items})
    assert (score(ISO, answers).level, score(ISO, answers).total) == ("L5", Decimal(5))
    result = score(ISO, answers | claims({"E6.2-1": "no"}))
    assert (result.level, result.stages["E6.2"], result.scores["E6.2"]) == (None, None, Decimal(0))
    assert result.stages["E5.2"] == "L5"
