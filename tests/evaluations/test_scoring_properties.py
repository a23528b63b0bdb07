"""What holds for every standard and every set of answers, on standards drawn at random."""

from __future__ import annotations

from itertools import product
from pathlib import Path
from random import Random
from typing import Any

import yaml
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from evaluations.definition import Definition
from evaluations.loader import DefinitionFaults, load_definition
from evaluations.scoring import NO_ANSWER, Answer, apply_way, find_shortest_way, score
from evaluations.shortest_way import Way

Data = dict[str, Any]
Answers = dict[str, Answer]
RUNGS = ("1", "2", "3")
SAMPLE = Path(__file__).parents[2] / "evaluations" / "standards" / "sample-2025.yaml"
few = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow]
)


def words(text: str) -> Data:
    return {"zh": text, "en": text}


def build(groups: list[list[int]], weights: list[int], points: list[int], gates: list[list[Data]]) -> str:
    """YAML of a standard whose groups hold items of these weights, with one level per list of gates."""
    scale = [{"code": code, "points": mark, "name": words(code)} for code, mark in zip(RUNGS, points, strict=True)]
    tree = [
        {
            "code": f"G{g}",
            "title": words(f"G{g}"),
            "weight": weight,
            "items": [build_item(g, i, w) for i, w in enumerate(items)],
        }
        for g, (items, weight) in enumerate(zip(groups, weights, strict=True))
    ]
    levels = [{"code": f"L{n}", "name": words(f"L{n}"), "gates": {"all_of": all_of}} for n, all_of in enumerate(gates)]
    head = {"code": "drawn", "version": "1", "title": words("drawn")}
    vetoes = [{"code": "V", "name": words("V")}]
    scales = {"s": {"kind": "rungs", "rungs": scale}}
    return yaml.dump(
        {"format": 1, "standard": head, "scales": scales, "vetoes": vetoes, "groups": tree, "levels": levels},
        Dumper=PlainDumper,
    )


class PlainDumper(yaml.SafeDumper):
    """Writes everything out: the format has no anchors."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def build_item(group: int, place: int, weight: int) -> Data:
    descriptors = {code: words(code) for code in RUNGS}
    code = f"G{group}.{place}"
    return {
        "code": code,
        "title": words(code),
        "question": words("?"),
        "weight": weight,
        "scale": "s",
        "rungs": descriptors,
    }


@st.composite
def splits(draw: st.DrawFn, parts: int) -> list[int]:
    """Whole weights above zero that add up to 100."""
    cuts = sorted(draw(st.lists(st.integers(1, 99), min_size=parts - 1, max_size=parts - 1, unique=True)))
    return [high - low for low, high in zip([0, *cuts], [*cuts, 100], strict=True)]


def simple_gates(items: list[str], groups: list[str]) -> st.SearchStrategy[Data]:
    rung, percent = st.sampled_from(RUNGS), st.integers(0, 100)
    return st.one_of(
        percent.map(lambda m: {"total": {"min": m}}),
        percent.map(lambda m: {"every_group": {"min": m}}),
        st.tuples(st.sampled_from(groups), percent).map(lambda p: {"group": {"code": p[0], "min": p[1]}}),
        st.tuples(st.sampled_from(items), rung).map(lambda p: {"item": {"code": p[0], "rung": p[1]}}),
        st.tuples(rung, percent).map(lambda p: {"share_of_items": {"rung": p[0], "min": p[1]}}),
        st.tuples(rung, percent).map(lambda p: {"evidence": {"rung": p[0], "min": p[1]}}),
        st.tuples(rung, percent, st.sampled_from(groups)).map(
            lambda p: {"evidence": {"rung": p[0], "min": p[1], "group": p[2]}}
        ),
        st.sampled_from([{"lower_levels": True}, {"no_veto": True}]),
    )


@st.composite
def definitions(draw: st.DrawFn) -> Definition:
    """A standard of two groups of one or two items, and three levels of up to three gates each."""
    groups = [draw(splits(draw(st.integers(1, 2)))) for _ in range(2)]
    codes = [f"G{g}.{i}" for g, items in enumerate(groups) for i in range(len(items))]
    simple = simple_gates(codes, ["G0", "G1"])
    gate = st.one_of(simple, simple, st.lists(simple, min_size=1, max_size=2).map(lambda parts: {"any_of": parts}))
    gates = [draw(st.lists(gate, max_size=3)) for _ in range(3)]
    points = sorted(draw(st.lists(st.integers(0, 100), min_size=2, max_size=2)))
    try:
        return load_definition(build(groups, draw(splits(2)), [*points, 100], gates))
    except DefinitionFaults:  # the gates drawn may be out of reach
        assume(False)
        raise


@st.composite
def cases(draw: st.DrawFn) -> tuple[Definition, Answers]:
    definition = draw(definitions())
    answer = st.builds(Answer, st.sampled_from([None, *RUNGS]), st.integers(0, 1))
    return definition, {item.code: draw(answer) for item in definition.items}


def better(answer: Answer) -> list[Answer]:
    """Every answer at least as good, this one first."""
    lowest = -1 if answer.rung is None else RUNGS.index(answer.rung)
    rungs = [answer.rung, *RUNGS[lowest + 1 :]]
    return [Answer(rung, evidence) for rung in rungs for evidence in range(answer.evidence, 2)]


@few
@given(cases(), st.data())
def test_a_better_answer_never_lowers_the_total_or_the_level(
    case: tuple[Definition, Answers], data: st.DataObject
) -> None:
    definition, answers = case
    raised = {code: data.draw(st.sampled_from(better(answer))) for code, answer in answers.items()}
    before, after = score(definition, answers), score(definition, raised)
    assert after.total >= before.total
    assert definition.level_position(after.level) >= definition.level_position(before.level)
    assert all(after.scores[code] >= figure for code, figure in before.scores.items())


@few
@given(cases(), st.randoms(use_true_random=False))
def test_order_never_matters(case: tuple[Definition, Answers], random: Random) -> None:
    definition, answers = case
    pairs = list(answers.items())
    random.shuffle(pairs)
    assert score(definition, dict(pairs)) == score(definition, answers)


@few
@given(cases())
def test_no_level_is_skipped_and_blocking_explains_the_next(case: tuple[Definition, Answers]) -> None:
    definition, answers = case
    result = score(definition, answers)
    reached = [level.met for level in result.levels[: definition.level_position(result.level) + 1]]
    assert all(reached)
    if result.next_level is None:
        assert not result.blocking
    else:
        assert result.levels[len(reached)].code == result.next_level
        assert result.blocking


@few
@given(cases())
def test_a_veto_never_raises_the_level(case: tuple[Definition, Answers]) -> None:
    definition, answers = case
    free, barred = score(definition, answers), score(definition, answers, frozenset({"V"}))
    assert definition.level_position(barred.level) <= definition.level_position(free.level)


@few
@given(cases())
def test_the_shortest_way_opens_the_level_and_nothing_is_shorter(case: tuple[Definition, Answers]) -> None:
    definition, answers = case
    way = find_shortest_way(definition, answers)
    if way is None:
        assert score(definition, answers).level == definition.levels[-1].code
        return
    assert way.possible
    assert way.exact
    assert opens(definition, apply_way(answers, way), way)
    assert cost_of(answers, apply_way(answers, way)) == cheapest_by_trying_all(definition, answers, way)


def opens(definition: Definition, answers: Answers, way: Way) -> bool:
    return definition.level_position(score(definition, answers).level) >= definition.level_position(way.level)


def cost_of(before: Answers, after: Answers) -> tuple[int, int]:
    """Items changed, then steps: rungs climbed and evidence added."""
    steps = [climbed(before[code], answer) + answer.evidence - before[code].evidence for code, answer in after.items()]
    return sum(step > 0 for step in steps), sum(steps)


def climbed(before: Answer, after: Answer) -> int:
    places = [None, *RUNGS]
    return places.index(after.rung) - places.index(before.rung)


def cheapest_by_trying_all(definition: Definition, answers: Answers, way: Way) -> tuple[int, int]:
    trials = (dict(zip(answers, trial, strict=True)) for trial in product(*map(better, answers.values())))
    ranked = sorted(trials, key=lambda trial: cost_of(answers, trial))
    return next(cost_of(answers, trial) for trial in ranked if opens(definition, trial, way))


def test_the_way_opens_the_level_in_the_sample_standard() -> None:
    definition = load_definition(SAMPLE.read_text(encoding="utf-8"))
    random = Random(7)  # noqa: S311
    for base in (1, 1, 2, 2, 3, 3, 4, 4):
        answers = {item.code: draw_answer(random, base) for item in definition.items}
        way = find_shortest_way(definition, answers)
        assert way is not None
        assert opens(definition, apply_way(answers, way), way)
        assert way.at_least <= len(way.changes)


def draw_answer(random: Random, base: int) -> Answer:
    if random.random() < 0.05:
        return NO_ANSWER
    return Answer(str(min(5, max(1, base + random.choice([-1, 0, 0, 1])))), random.choice([0, 1]))
