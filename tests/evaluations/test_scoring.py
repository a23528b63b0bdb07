"""Worked examples: every figure is derived by hand in the comments."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from evaluations.loader import load_definition
from evaluations.scoring import (
    Answer,
    RefusedAnswers,
    apply_way,
    explain,
    find_shortest_way,
    hash_inputs,
    score,
    what_if,
)
from evaluations.shortest_way import Change
from tests.evaluations.tiny_standard import tiny_text

TINY = load_definition(tiny_text())
LOW = {"A1": Answer("2"), "A2": Answer("1"), "B1": Answer("2")}
HIGH = {"A1": Answer("3", 1), "A2": Answer("2"), "B1": Answer("3", 2), "B2": Answer("2", 1)}


def test_scores_roll_up_through_the_weights() -> None:
    # A = 0.75 × 60 + 0.25 × 20 = 50; B = 0.5 × 60 + 0.5 × 0 = 30; total = 0.6 × 50 + 0.4 × 30 = 42.
    result = score(TINY, LOW)
    assert result.scores == {"A": 50, "A1": 60, "A2": 20, "B": 30, "B1": 60, "B2": 0}
    assert result.total == 42
    assert result.unanswered == ("B2",)


def test_the_level_and_what_blocks_the_next() -> None:
    # L2 needs a total of 50 (42), every group at 40 (B has 30), and A1 at rung 2 (it is).
    result = score(TINY, LOW)
    assert (result.level, result.next_level) == ("L1", "L2")
    assert [gate.met for gate in result.levels[1].gates] == [False, False, True]
    total, every_group = result.blocking
    assert (total.needed, total.actual, total.path) == ("50", "42", "levels[1].gates.all_of[0]")
    assert total.words.zh == "总分不低于 50 分（现为 42 分）"
    assert total.words.en == "Total score of at least 50 (now 42)"
    assert every_group.words.en == "Every dimension scores at least 40 (the lowest is “Beta” (B) with 30)"
    assert [part.met for part in every_group.parts] == [True, False]


def test_the_shortest_way_lands_exactly_on_the_threshold() -> None:
    # B1 to rung 3: B = 0.5 × 100 = 50, total = 0.6 × 50 + 0.4 × 50 = 50, which is just enough: one item, one step.
    # B2 alone would need two steps (rung 1: total 46; rung 2: total 54); nothing in A lifts B to 40.
    way = find_shortest_way(TINY, LOW)
    assert way is not None
    assert way.changes == (Change("B1", "2", "3", add_evidence=False),)
    assert (way.level, way.possible, way.exact, way.at_least) == ("L2", True, True, 1)
    assert score(TINY, apply_way(LOW, way)).level == "L2"


def test_one_gate_of_any_of_is_enough() -> None:
    # A = 75 + 15 = 90, B = 50 + 30 = 80, total = 54 + 32 = 86.
    # Rung 3: 2 of 4 = 50 %; rung 2 with evidence: 3 of 4 = 75 %.
    # Only the any-of is unmet: A2 and B2 are both at rung 2.
    result = explain(TINY, HIGH)
    assert result.scores["A"] == 90
    assert result.scores["B"] == 80
    assert result.total == 86
    assert result.level == "L2"
    (blocking,) = result.blocking
    assert blocking.path == "levels[2].gates.all_of[6]"
    assert blocking.requirement.zh == "至少满足一项：“项A2”（A2）达到“高”及以上；“项B2”（B2）达到“高”及以上"
    assert result.shortest_way is not None
    assert [(change.from_rung, change.to_rung) for change in result.shortest_way.changes] == [("2", "3")]
    assert what_if(TINY, HIGH, {"A2": Answer("3")}).level == "L3"


def test_evidence_counts_over_all_items_and_the_way_adds_it() -> None:
    # Without evidence on B1, 2 of 4 items (A1, B2) are at rung 2 with evidence: 50 %, and 75 % are needed.
    answers = {**HIGH, "A2": Answer("3"), "B1": Answer("3")}
    result = score(TINY, answers)
    (blocking,) = result.blocking
    assert blocking.words.zh == "全部评价项中不少于 75% 达到“中”及以上且附有证明材料（现为 50%，4 项中有 2 项）"
    way = find_shortest_way(TINY, answers)
    assert way is not None
    (change,) = way.changes
    assert change.add_evidence
    assert change.from_rung == change.to_rung
    assert score(TINY, apply_way(answers, way)).level == "L3"


def test_no_level_is_skipped() -> None:
    # A1 at rung 1 breaks L2 alone: A = 15 + 25 = 40, B = 100, total = 24 + 40 = 64.
    result = score(TINY, {"A1": Answer("1", 1), "A2": Answer("3", 1), "B1": Answer("3", 1), "B2": Answer("3", 1)})
    assert result.total == 64
    assert result.level == "L1"
    assert result.levels[2].gates[0].finding.en == "not met: “Second”"


def test_a_veto_blocks_and_no_change_of_answers_helps() -> None:
    answers = {**HIGH, "A2": Answer("3")}
    assert score(TINY, answers).level == "L3"
    result = score(TINY, answers, frozenset({"V1"}))
    assert result.level == "L2"
    assert result.blocking[0].words.zh == "无一票否决情形（存在：重大质量事故）"
    way = find_shortest_way(TINY, answers, frozenset({"V1"}))
    assert way is not None
    assert not way.possible
    assert way.changes == ()


def test_at_the_top_there_is_no_way_up() -> None:
    top = {item.code: Answer("3", 1) for item in TINY.items}
    result = explain(TINY, top)
    assert (result.level, result.next_level, result.blocking, result.shortest_way) == ("L3", None, (), None)
    assert result.total == 100


def test_no_answers_at_all() -> None:
    result = score(TINY, {})
    assert (result.level, len(result.unanswered)) == ("L1", 4)
    assert result.total == 0
    assert result.levels[1].gates[2].finding.zh == "尚未作答"


def test_a_climb_limit_spreads_the_way_over_more_items() -> None:
    # One rung each: A1 to 2 (a gate), and then total = 50 needs A2 and both of B: A = 60, B = 60 gives 60; without
    # A2 (20): A = 50, B = 60 gives 54; with B2 left at 20: B = 40, A = 50 gives 46. So A1, B1, B2.
    answers = {item.code: Answer("1") for item in TINY.items}
    way = find_shortest_way(TINY, answers, climb=1)
    assert way is not None
    assert [(change.item, change.to_rung) for change in way.changes] == [("A1", "2"), ("B1", "2"), ("B2", "2")]
    blocked = find_shortest_way(TINY, {}, climb=1)
    assert blocked is not None
    assert not blocked.possible


def test_a_figure_is_never_shown_as_reached_when_it_is_not() -> None:
    text = tiny_text().replace("total: {min: 50}", "total: {min: 42.001}")
    gate = score(load_definition(text), LOW).levels[1].gates[0]
    assert (gate.met, gate.actual) == (False, "42")
    text = tiny_text().replace("weight: 75", "weight: 74.9999").replace("weight: 25", "weight: 25.0001")
    result = score(load_definition(text), LOW)
    # A = 0.749999 × 60 + 0.250001 × 20 = 49.99996; total = 29.999976 + 12.
    assert result.total == Decimal("41.999976")
    assert result.levels[1].gates[0].actual == "41.99"


def test_foreign_answers_are_refused_by_code() -> None:
    answers = {"A1": Answer("9"), "Z9": Answer("1"), "B1": Answer("2", -1)}
    with pytest.raises(RefusedAnswers) as caught:
        score(TINY, answers, frozenset({"V9"}))
    assert [fault.code for fault in caught.value.faults] == ["A1", "Z9", "B1", "V9"]
    assert caught.value.faults[0].message.zh == "评价项“A1”的量表中没有档位“9”"


def test_the_result_is_ready_for_json() -> None:
    result = explain(TINY, LOW)
    read = json.loads(json.dumps(result.as_dict(), ensure_ascii=False))
    assert read["total"] == "42"
    assert read["scores"]["A"] == "50"
    assert read["level"] == "L1"
    assert read["shortest_way"]["changes"] == [{"item": "B1", "from_rung": "2", "to_rung": "3", "add_evidence": False}]
    assert read["blocking"][0]["needed"] == "50"
    assert read["inputs_hash"] == hash_inputs(TINY, LOW)


def test_the_hash_tells_inputs_apart() -> None:
    assert hash_inputs(TINY, LOW) == hash_inputs(TINY, {**dict(reversed(LOW.items())), "B2": Answer(None)})
    others = [
        hash_inputs(TINY, {**LOW, "A1": Answer("2", 1)}),
        hash_inputs(TINY, LOW, frozenset({"V1"})),
        hash_inputs(load_definition(tiny_text() + "# another text\n"), LOW),
    ]
    assert len({hash_inputs(TINY, LOW), *others}) == 4
