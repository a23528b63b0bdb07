"""Standards of every kind drawn at random, small enough to try all answers."""

from __future__ import annotations

from hypothesis import assume
from hypothesis import strategies as st

from evaluations.definition import Definition
from evaluations.loader import DefinitionFaults
from evaluations.scoring import Answer
from tests.evaluations.mixed_standards import Data, bands, group, item, level, rungs, standard, veto, words

Answers = dict[str, Answer]
LEVELS = ("L0", "L1", "L2")
SCALES: tuple[Data, ...] = (
    rungs(0, 50, 80, 100),
    rungs(20, 60, 100),
    {"kind": "percent", "step": 25},
    {"kind": "yes_no"},
)
percents = st.integers(0, 100)


@st.composite
def items(draw: st.DrawFn, code: str, rollup: str) -> Data:
    fields: Data = {}
    if draw(st.booleans()):
        fields["not_applicable"] = draw(st.sampled_from(["redistribute", "zero"]))
    if draw(st.integers(0, 3)) == 0:
        fields["applies_to"] = {"sizes": ["large", "medium"]}
    if rollup == "staged" or draw(st.booleans()):
        fields["level"] = draw(st.sampled_from(LEVELS))
    scale = draw(st.sampled_from(SCALES))
    if rollup == "sum" and draw(st.booleans()):
        return item(code, bands(C=0, B=draw(st.integers(1, 9)), A=10), **fields)
    return item(code, scale, **fields | ({"points": draw(st.integers(1, 20))} if rollup == "sum" else {}))


@st.composite
def groups(draw: st.DrawFn, code: str, total: str) -> Data:
    rollup = total if total == "staged" else draw(st.sampled_from(["mean", "sum"]))
    inside = [draw(items(f"{code}{n}", rollup)) for n in range(draw(st.integers(1, 2)))]
    fields: Data = {"rollup": "sum"} if rollup == "sum" else {}
    if total == "sum" and rollup == "mean":
        fields["points"] = draw(st.integers(1, 50))
    return group(code, *inside, **fields)


def points_of(node: Data) -> float:
    """What a drawn group is out of."""
    if node.get("rollup") != "sum":
        return float(node.get("points", 100))
    return float(sum(one.get("points", 10) for one in node["items"]))


def gates(tree: list[Data], total: str, code: str) -> st.SearchStrategy[Data]:
    """Gates of every kind that this tree and level can have."""
    inside = [one for node in tree for one in node["items"]]
    maxima = [3.0, 3.0] if total == "staged" else [points_of(node) for node in tree]
    whole = {"mean": 100.0, "sum": sum(maxima), "staged": 3.0}[total]
    chosen = [{"item": {"code": one["code"], "rung": rung}} for one in inside for rung in rungs_of(one)]
    stages: list[Data] = [{}] if any(one.get("level") == code for one in inside) else []
    stages += [{"group": "A"}] if any(one.get("level") == code for one in tree[0]["items"]) else []
    kinds = [
        percents.map(lambda p: {"total": {"min": round(p * whole / 100, 1)}}),
        percents.map(lambda p: {"group": {"code": "A", "min": round(p * maxima[0] / 100, 1)}}),
        percents.map(lambda p: {"every_group": {"min": round(p * min(maxima) / 100, 1)}}),
        *(
            [st.tuples(st.sampled_from(stages), percents).map(lambda p: {"stage": p[0] | {"min": p[1]}})]
            if stages
            else []
        ),
        st.sampled_from(chosen),
        st.just({"item": {"code": "F1", "rung": "yes"}}),
        st.just({"no_veto": True}),
    ]
    return st.one_of(kinds)


def rungs_of(one: Data) -> list[str]:
    scale = one["scale"]
    if scale["kind"] == "percent":
        return ["25", "100"]
    return [rung["code"] for rung in scale["rungs"]] if "rungs" in scale else ["yes"]


@st.composite
def definitions(draw: st.DrawFn) -> Definition:
    """Two scored groups and one of facts, three levels of up to two gates, bands, vetoes and two profiles."""
    total = draw(st.sampled_from(["mean", "sum", "staged"]))
    tree = [draw(groups(code, total)) for code in "AB"]
    if total != "sum" and draw(st.booleans()):
        tree[0]["weight"], tree[1]["weight"] = {"p": 30, "q": 60}, {"p": 70, "q": 40}
    levels = [level(code, *draw(gate_lists(tree, total, code))) for code in LEVELS]
    profiles = [{"code": "p", "name": words("p"), "divisions": ["26"]}, {"code": "q", "name": words("q")}]
    try:
        return standard(
            [*tree, group("F", item("F1"), scored=False)],
            levels,
            total={"rollup": total},
            profiles=profiles,
            vetoes=[veto()],
            bands=[{"code": c, "name": words(c), "from": start} for c, start in (("one", 0.5), ("two", 1.5))],
        )
    except DefinitionFaults:  # a step back, or out of reach for somebody
        assume(False)
        raise


def gate_lists(tree: list[Data], total: str, code: str) -> st.SearchStrategy[list[Data]]:
    """Nothing for the lowest level; one or two gates of different kinds for the others."""
    if code == LEVELS[0]:
        return st.just([])
    gate = gates(tree, total, code)
    either = st.one_of(gate, gate, st.lists(gate, min_size=2, max_size=2).map(lambda parts: {"any_of": parts}))
    return st.lists(either, min_size=1, max_size=2, unique_by=lambda drawn: next(iter(drawn)))


@st.composite
def cases(draw: st.DrawFn) -> tuple[Definition, Answers]:
    """A standard and answers to it; some are said not to apply, accepted or not."""
    definition = draw(definitions())
    return definition, {one.code: draw(answers_to(definition, one.code)) for one in definition.items}


@st.composite
def answers_to(draw: st.DrawFn, definition: Definition, code: str) -> Answer:
    asked = definition.item(code)
    if asked.not_applicable and draw(st.integers(0, 3)) == 0:
        return Answer(None, 0, not_applicable=True, accepted=draw(st.booleans()))
    return Answer(draw(st.sampled_from([None, *(rung.code for rung in asked.scale.rungs)])), draw(st.integers(0, 1)))
