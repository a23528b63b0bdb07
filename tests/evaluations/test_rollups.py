"""Scales, roll-ups, profiles and applicability by worked examples: every figure is derived by hand in the comments."""

from __future__ import annotations

from decimal import Decimal

import pytest

from evaluations.applicants import Applicant
from evaluations.definition import Definition
from evaluations.scoring import Answer, RefusedAnswers, score, written
from tests.evaluations.mixed_standards import bands, group, item, level, rungs, standard, words

PERCENT = {"kind": "percent", "step": 5}
MARKS = {
    "kind": "rungs",
    "rungs": [
        {"code": str(mark), "points": points, "name": words(str(mark))}
        for mark, points in (("0", 0), ("0.5", 50), ("0.8", 80), ("1", 100))
    ],
}


def figures(*found: Decimal) -> list[float]:
    """Scores as plain numbers, for figures that floats hold exactly."""
    return [float(figure) for figure in found]


def said(**rungs_by_item: str) -> dict[str, Answer]:
    return {code.replace("_", "."): Answer(rung) for code, rung in rungs_by_item.items()}


def test_percent_and_yes_no_are_rungs_too() -> None:
    definition = standard([group("A", item("A1", PERCENT), item("A2"))])
    first, second = definition.items
    assert [rung.code for rung in first.scale.rungs][:3] == ["0", "5", "10"]
    assert first.descriptor("35").en == "35 %"
    assert second.descriptor("yes").zh == "是"
    # No weights: equal shares. A = (35 + 100) / 2.
    result = score(definition, said(A1="35", A2="yes"))
    assert figures(result.total, result.scores["A1"], result.maximum) == [67.5, 35, 100]


def test_equal_shares_of_three_are_thirds_and_met_exactly() -> None:
    definition = standard([group("A", *(item(f"A{n}") for n in "123"))], [level("L", {"total": {"min": 66.6666}})])
    result = score(definition, said(A1="yes", A2="yes"))
    # Two thirds: no exact decimal, cut at twelve places for show.
    assert str(result.total) == "66.666666666666"
    assert result.level == "L"
    assert [str(i.weight) for i in definition.items] == ["33.333333333333"] * 3
    assert score(definition, said(A1="yes", A2="yes", A3="yes")).total == 100


def test_points_add_up_with_absolute_bands_and_percentages() -> None:
    # A: bands of 20 and an item of 30 points marked in percent; B is worth 50, a mean of two.
    a = group("A", item("A1", bands(C=0, B=12, A=20)), item("A2", PERCENT, points=30), rollup="sum")
    b = group("B", item("B1"), item("B2"), points=50)
    levels = [level("L", {"total": {"min": 62.5}}, {"group": {"code": "A", "min": 34}})]
    definition = standard([a, b], levels, total={"rollup": "sum", "maximum": 100})
    # A = 12 + 0.75 × 30 = 34.5; B = 0.5 × 50 = 25; total = 59.5.
    result = score(definition, said(A1="B", A2="75", B1="yes"))
    assert figures(result.scores["A"], result.scores["B"], result.total) == [34.5, 25, 59.5]
    assert figures(result.scores["A1"], result.scores["A2"], result.scores["B1"]) == [12, 22.5, 100]
    assert [gate.met for gate in result.levels[0].gates] == [False, True]
    # One step up of A2 by 10 % is three points: 62.5, exactly enough.
    assert score(definition, said(A1="B", A2="85", B1="yes")).level == "L"


def test_bands_of_the_total_need_no_levels() -> None:
    groups = [group("A", item("A1", PERCENT), points=400), group("B", item("B1", PERCENT), points=600)]
    named = [{"code": c, "name": words(c), "from": start} for c, start in (("one", 200), ("two", 500))]
    definition = standard(groups, total={"rollup": "sum", "maximum": 1000}, bands=named)
    assert not definition.levels
    # 0.25 × 400 + 0.65 × 600 = 490; with B1 at 70 %: 520.
    below, above = score(definition, said(A1="25", B1="65")), score(definition, said(A1="25", B1="70"))
    assert figures(below.total, above.total) == [490, 520]
    assert below.band
    assert above.band
    assert (below.band.code, above.band.code) == ("one", "two")
    assert score(definition, {}).band is None


def staged() -> Definition:
    a = group("A", *(item(f"A{n}", MARKS, level=f"L{n}") for n in (1, 2, 3)), weight=60)
    b = group("B", item("B1", MARKS, level="L1"), item("B2", MARKS, level="L2"), weight=40)
    levels = [level(f"L{n}", {"stage": {"min": 80}}) for n in (1, 2, 3)]
    return standard([a, b], levels, total={"rollup": "staged"})


def test_a_staged_total_counts_levels_met_and_the_score_of_the_first_unmet() -> None:
    definition = staged()
    # L1: 0.6 × 1 + 0.4 × 0.8 = 0.92, met. L2: 0.6 × 0.5 + 0.4 × 1 = 0.7, not met. Total 1.7.
    result = score(definition, said(A1="1", B1="0.8", A2="0.5", B2="1", A3="1"))
    assert written(result.total) == "1.7"
    assert (result.level, int(result.maximum)) == ("L1", 3)
    # A: L1 is 1, L2 is 0.5: 1.5. B: L1 0.8 and L2 1 are met, and it has nothing at L3, which counts as met: 3.
    assert figures(result.scores["A"], result.scores["B"]) == [1.5, 3]
    assert result.stages == {"A": "L1", "B": "L3"}
    # A2 at 0.8: L2 = 0.6 × 0.8 + 0.4 = 0.88, met; L3 has only A3, whose weight is then everything: 1.
    higher = score(definition, said(A1="1", B1="0.8", A2="0.8", B2="1", A3="1"))
    assert (float(higher.total), higher.level) == (3, "L3")


def test_gates_on_a_staged_total_ask_for_levels() -> None:
    a = group("A", item("A1", MARKS, level="L1"), item("A2", MARKS, level="L2"))
    levels = [level("L1", {"total": {"min": 0.5}}), level("L2", {"total": {"min": 1.9}})]
    definition = standard([a], levels, total={"rollup": "staged"})
    assert score(definition, said(A1="0.5")).level == "L1"
    # At 0.8 the second level is met and counts as a whole one, so 1.9 is passed.
    assert score(definition, said(A1="0.8", A2="0.8")).level == "L2"
    assert score(definition, said(A1="0.8", A2="0.5")).total == Decimal("1.5")


def profiled() -> Definition:
    a = group("A", item("A1", PERCENT), weight={"process": 30, "discrete": 60})
    b = group("B", item("B1", PERCENT), weight={"process": 70, "discrete": 40})
    profiles = [
        {"code": "process", "name": words("process"), "divisions": ["26"]},
        {"code": "discrete", "name": words("discrete")},
    ]
    return standard([a, b], profiles=profiles)


def test_weights_follow_the_profile_of_the_division() -> None:
    definition, answers = profiled(), said(A1="100", B1="0")
    assert score(definition, answers).total == 60
    fitted = [
        definition.for_applicant(Applicant(d, "large", p)) for d, p in (("26", ""), ("34", ""), ("34", "process"))
    ]
    assert [score(one, answers).total for one in fitted] == [30, 60, 30]
    assert fitted[1] is definition
    assert len({score(one, answers).inputs_hash for one in fitted}) == 2


def test_what_does_not_apply_leaves_its_weight_to_its_siblings() -> None:
    only_large = {"applies_to": {"sizes": ["large"]}}
    a = group(
        "A",
        item("A1", PERCENT, weight=50, **only_large),
        item("A2", PERCENT, weight=30),
        item("A3", PERCENT, weight=20),
    )
    definition = standard([a], [level("L", {"item": {"code": "A1", "rung": "50"}}, {"total": {"min": 50}})])
    answers = said(A2="100", A3="0")
    # Large: 30. Small: A2 has 30 of the 50 left: 60; nothing is asked of A1.
    assert score(definition, answers).total == 30
    small = definition.for_applicant(Applicant("26", "small"))
    result = score(small, answers)
    assert (float(result.total), result.level) == (60, "L")
    assert result.levels[0].gates[0].words.en == "“A1” (A1) is at “50 %” or above (not applicable, not asked for)"
    with pytest.raises(RefusedAnswers, match="“A1” does not apply"):
        score(small, said(A1="50"))


def test_not_applicable_counts_as_unanswered_until_it_is_accepted() -> None:
    a = group("A", item("A1", PERCENT, weight=50, not_applicable="redistribute"), item("A2", PERCENT, weight=50))
    b = group("B", item("B1", PERCENT, not_applicable="zero"))
    definition = standard([a, b])
    answers = said(A2="80") | {"B1": Answer(None, 0, not_applicable=True)}
    pending = score(definition, answers | {"A1": Answer(None, 0, not_applicable=True)})
    # A = 0.5 × 80 = 40; total = 20.
    assert (float(pending.total), pending.pending_exclusions, pending.unanswered) == (20, ("A1", "B1"), ())
    accepted = Answer(None, 0, not_applicable=True, accepted=True)
    result = score(definition, answers | {"A1": accepted, "B1": accepted})
    # A2 is all of A: 80. B1 keeps its weight and scores zero: total = 40.
    assert (float(result.total), result.excluded, result.pending_exclusions) == (40, ("A1", "B1"), ())
    assert "A1" not in result.scores


@pytest.mark.parametrize(
    ("answer", "words_found"),
    [
        (Answer(None, 0, not_applicable=True), "cannot be said not to apply"),
        (Answer("yes", 0, not_applicable=True), "has a rung and is said not to apply"),
        (Answer("yes", 0, accepted=True), "was not said not to apply"),
    ],
)
def test_what_cannot_be_said_is_refused(answer: Answer, words_found: str) -> None:
    with pytest.raises(RefusedAnswers, match=words_found):
        score(standard([group("A", item("A1"))]), {"A1": answer})


def test_all_items_not_applicable_is_no_way_up() -> None:
    items = [item(f"A{n}", PERCENT, not_applicable="redistribute") for n in (1, 2)]
    levels = [level("L0"), level("L1", {"item": {"code": "A1", "rung": "50"}})]
    accepted = Answer(None, 0, not_applicable=True, accepted=True)
    definition = standard([group("A", *items)], levels)
    assert score(definition, {"A1": accepted, "A2": accepted}).level == "L0"
    assert score(definition, {"A1": accepted, "A2": Answer("5")}).level == "L1"


def test_an_alternative_that_does_not_apply_is_no_alternative() -> None:
    items = [item("A1", not_applicable="redistribute"), item("A2"), item("A3")]
    any_of = {"any_of": [{"item": {"code": "A1", "rung": "yes"}}, {"item": {"code": "A2", "rung": "yes"}}]}
    definition = standard([group("A", *items)], [level("L", any_of)])
    accepted = {"A1": Answer(None, 0, not_applicable=True, accepted=True)}
    assert score(definition, accepted | said(A3="yes")).level is None
    assert score(definition, accepted | said(A2="yes")).level == "L"


def test_facts_open_levels_but_enter_no_score() -> None:
    facts = group("F", item("F1"), item("F2"), scored=False)
    any_of = {"any_of": [{"total": {"min": 90}}, {"item": {"code": "F1", "rung": "yes"}}]}
    levels = [level("L", any_of), level("M", {"share_of_items": {"rung": "yes", "min": 100}})]
    definition = standard([group("A", item("A1"), item("A2")), facts], levels)
    result = score(definition, said(A1="yes", F1="yes", F2="no"))
    assert (float(result.total), result.level) == (50, "L")
    assert set(result.scores) == {"A", "A1", "A2"}
    assert result.levels[1].gates[0].finding.en == "now 50 %, 1 of 2"
    assert score(definition, said(A1="yes", A2="yes")).level == "M"


def test_facts_inside_a_sum_are_worth_nothing() -> None:
    facts = group("F", item("F1"), scored=False)
    definition = standard([group("A", item("A1", points=30), rollup="sum", groups=[facts])], total={"rollup": "sum"})
    result = score(definition, said(A1="yes", F1="yes"))
    assert figures(result.total, result.maximum, definition.group("A").maximum) == [30, 30, 30]


def test_another_applicant_gets_the_whole_standard_again() -> None:
    only = [item(f"A{n}", applies_to={"sizes": [size]}) for n, size in ((1, "large"), (2, "small"))]
    definition = standard([group("A", *only, item("A3"))])
    small = definition.for_applicant(Applicant(size="small"))
    assert [one.code for one in small.items] == ["A2", "A3"]
    assert [one.code for one in small.for_applicant(Applicant(size="large")).items] == ["A1", "A3"]


def test_contradictions_and_missing_evidence_are_named_and_change_nothing() -> None:
    scale = rungs(0, 50, 100)
    items = [item("A1", scale, evidence_from="2"), item("A2", scale)]
    rule = {
        "code": "K1",
        "severity": "blocking",
        "when": [{"item": "A1", "at_least": "3"}, {"item": "A2", "at_most": "1"}],
        "text": words("not together"),
    }
    definition = standard([group("A", *items)], contradictions=[rule])
    result = score(definition, said(A1="3", A2="1"))
    assert [found.code for found in result.contradictions] == ["K1"]
    assert result.as_dict()["contradictions"] == [
        {"code": "K1", "severity": "blocking", "text": words("not together"), "items": ["A1", "A2"]}
    ]
    assert result.missing_evidence == ("A1",)
    # Without an answer nothing is contradicted; below the rung, or with a file, no evidence is missing.
    assert not score(definition, said(A1="3")).contradictions
    assert not score(definition, {"A1": Answer("3", 1)}).missing_evidence
    assert not score(definition, said(A1="1")).missing_evidence
