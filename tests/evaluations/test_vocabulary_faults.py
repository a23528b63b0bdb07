"""Whatever is wrong with scales, roll-ups, profiles, facts, bands and contradictions is named by path, with a remedy."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from evaluations.loader import DefinitionFaults, Fault, load_definition
from tests.evaluations.mixed_standards import Data, bands, group, item, level, rungs, text_of, words

STANDARDS = Path(__file__).parents[2] / "evaluations" / "standards"
DIVISIONS = [str(number) for number in range(13, 44)]


def faults_of(groups: list[Data], levels: list[Data] | None = None, **fields: Any) -> tuple[Fault, ...]:
    with pytest.raises(DefinitionFaults) as caught:
        load_definition(text_of(groups, levels or [], **fields))
    return caught.value.faults


def one(*items: Data, **fields: Any) -> list[Data]:
    return [group("A", *items, **fields)]


def profile(code: str, *divisions: str) -> Data:
    return {"code": code, "name": words(code)} | ({"divisions": list(divisions)} if divisions else {})


SUM = {"rollup": "sum"}
STAGED = {"rollup": "staged"}
L1, L2 = level("L1"), level("L2")
TWO = {"profiles": [profile("p", "26"), profile("q")]}
CASES: list[tuple[list[Data], dict[str, Any], str, str]] = [
    (one(item("A1", {"kind": "percent", "step": 7})), {}, "groups[0].items[0].scale.step", "does not divide 100"),
    (one(item("A1", {"kind": "percent", "step": 0})), {}, "groups[0].items[0].scale.step", "does not divide 100"),
    (one(item("A1", {"kind": "percent"})), {}, "groups[0].items[0].scale", "“step” is missing"),
    (one(item("A1", {"kind": "yes_no", "step": 5})), {}, "groups[0].items[0].scale.step", "Unknown field"),
    (one(item("A1", bands(C=0, A=20))), {}, "groups[0].items[0].scale", "absolute points"),
    (one(item("A1", bands(C=20, A=0)), rollup="sum"), {}, "groups[0].items[0].scale.rungs[1].points", "lower than"),
    (one(item("A1", rungs(0, 0))), {}, "groups[0].items[0].scale.rungs", "The top rung has no points"),
    (one(item("A1", weight=50), item("A2")), {}, "groups[0].items[1]", "“weight” is missing"),
    (one(item("A1", points=5)), {}, "groups[0].items[0].points", "Weights are averaged here"),
    (one(item("A1", weight=5), rollup="sum"), {}, "groups[0].items[0].weight", "Points are summed here"),
    (one(item("A1"), rollup="sum"), {}, "groups[0].items[0]", "“points” is missing"),
    (one(item("A1", points=0), rollup="sum"), {}, "groups[0].items[0].points", "The points are zero"),
    (one(item("A1", points=5), rollup="sum", points=6), {"total": SUM}, "groups[0].points", "those inside come to 5"),
    (one(item("A1"), points=6), {"total": SUM | {"maximum": 7}}, "total.maximum", "the parts come to 6"),
    (
        one(item("A1", bands(B=0, A=9999)), item("A2", points=1), rollup="sum"),
        {"total": SUM},
        "groups",
        "The parts come to 10000, over 9999",
    ),
    (one(item("A1")), {"total": {"maximum": 0}}, "total.maximum", "The maximum is zero"),
    (one(item("A1"), rollup="staged"), {}, "groups[0].rollup", "A staged roll-up is of the total"),
    (one(item("A1")), {"total": {"rollup": "best"}}, "total.rollup", "Unknown roll-up “best”"),
    (one(item("A1")), {"total": {"met_at": 80}}, "total.met_at", "belongs to a staged roll-up"),
    (one(item("A1")), {"total": STAGED}, "groups[0].items[0]", "“level” is missing"),
    (one(item("A1", level="L9")), {}, "groups[0].items[0].level", "No level has the code “L9”"),
    (one(item("A1", evidence_from="maybe")), {}, "groups[0].items[0].evidence_from", "has no rung “maybe”"),
    (one(item("A1", not_applicable="drop")), {}, "groups[0].items[0].not_applicable", "Unknown effect “drop”"),
    (one(item("A1"), scored=False), {}, "groups", "Nothing inside is scored"),
    (one(item("A1"), scored=True), {}, "groups[0].scored", "Only false"),
    ([*one(item("A1")), group("F", item("F1", weight=9), scored=False)], {}, "groups[1].items[0].weight", "no weight"),
    (
        [*one(item("A1")), group("F", item("F1", not_applicable="zero"), scored=False)],
        {},
        "groups[1].items[0].not_applicable",
        "A fact cannot be said",
    ),
    (one(item("A1", applies_to={})), {}, "groups[0].items[0].applies_to", "not said to whom"),
    (one(item("A1", applies_to={"sizes": ["huge"]})), {}, "groups[0].items[0].applies_to.sizes[0]", "No size has"),
    (one(item("A1", applies_to={"divisions": ["C26"]})), {}, "groups[0].items[0].applies_to.divisions[0]", "division"),
    (one(item("A1", weight={"p": 100})), TWO, "groups[0].items[0].weight", "“q” is missing"),
    (one(item("A1", weight={"p": 100, "q": 90})), TWO, "groups[0]", "for “q” add up to 90"),
    (one(item("A1")), {"profiles": [profile("p"), profile("q")]}, "profiles[0]", "“divisions” is missing"),
    (one(item("A1")), {"profiles": [profile("p", "26"), profile("p")]}, "profiles[1].code", "used twice"),
    (
        one(item("A1")),
        {"profiles": [profile("p", "26"), profile("r", "26"), profile("q")]},
        "profiles[1].divisions",
        "has another profile already",
    ),
    (one(item("A1")), {"bands": [{"code": "B", "name": words("B"), "from": 101}]}, "bands[0].from", "out of range"),
    (
        one(item("A1")),
        {"bands": [{"code": c, "name": words(c), "from": 50} for c in "AB"]},
        "bands[1].from",
        "does not start above",
    ),
]


@pytest.mark.parametrize(("groups", "fields", "path", "message"), CASES, ids=[f"{c[2]} {c[3]}" for c in CASES])
def test_each_fault_is_named(groups: list[Data], fields: dict[str, Any], path: str, message: str) -> None:
    found = faults_of(groups, [L1, L2], **fields)
    named = [fault for fault in found if fault.path == path and message in fault.message.en]
    assert named, [fault.in_words("en") for fault in found]
    assert named[0].line > 1
    assert named[0].remedy.zh
    assert named[0].remedy.en


GATES = [
    ([level("L1", {"stage": {"min": 80}})], "levels[0].gates.all_of[0].stage", "No scored item"),
    (
        [level("L1", {"share_of_items": {"rung": "yes", "min": 80, "level": "L9"}})],
        "levels[0].gates.all_of[0].share_of_items.level",
        "No level has the code",
    ),
    ([level("L1", {"group": {"code": "F", "min": 5}})], "levels[0].gates.all_of[0].group.code", "is not scored"),
    (
        [level("L1", {"total": {"min": 50}}, {"all_of": [{"total": {"min": 60}}]})],
        "levels[0].gates.all_of[1].all_of[0]",
        "two minimums",
    ),
    (
        [level("L1", {"any_of": [{"all_of": [{"item": {"code": "A1", "rung": r}} for r in ("no", "yes")]}]})],
        "levels[0].gates.all_of[0].any_of[0].all_of[1]",
        "two minimums",
    ),
    (
        [level("L1", {"total": {"min": 60}}), level("L2", {"total": {"min": 50}})],
        "levels[1].gates.all_of[0]",
        "less than",
    ),
    (
        [level("L1", {"item": {"code": "A1", "rung": "yes"}}), level("L2", {"item": {"code": "A1", "rung": "no"}})],
        "levels[1].gates.all_of[0]",
        "less than",
    ),
]


@pytest.mark.parametrize(("levels", "path", "message"), GATES, ids=[f"{c[1]} {c[2]}" for c in GATES])
def test_gates_that_make_no_sense_are_refused(levels: list[Data], path: str, message: str) -> None:
    found = faults_of([*one(item("A1"), item("A2")), group("F", item("F1"), scored=False)], levels)
    assert [fault for fault in found if fault.path == path and message in fault.message.en], found


def test_alternatives_may_ask_differently_of_one_thing() -> None:
    any_of = {
        "any_of": [{"total": {"min": 50}}, {"all_of": [{"total": {"min": 40}}, {"group": {"code": "A", "min": 9}}]}]
    }
    load_definition(text_of(one(item("A1")), [level("L1", {"total": {"min": 60}}), level("L2", any_of)]))


CLASHES = [
    ([{"item": "A1", "at_least": "yes"}], "when", "One condition alone"),
    ([{"item": "A1", "at_least": "yes"}, {"item": "A1", "at_most": "no"}], "when", "named twice"),
    ([{"item": "A1", "at_least": "yes", "at_most": "no"}, {"item": "A2", "at_most": "no"}], "when[0]", "never hold"),
    ([{"item": "A1"}, {"item": "A2", "at_most": "no"}], "when[0]", "no bound"),
    ([{"item": "A1", "at_least": "9"}, {"item": "A2", "at_most": "no"}], "when[0].at_least", "has no rung “9”"),
    ([{"item": "A9", "at_least": "yes"}, {"item": "A2", "at_most": "no"}], "when[0].item", "No item has the code"),
]


@pytest.mark.parametrize(("when", "path", "message"), CLASHES, ids=[c[2] for c in CLASHES])
def test_contradictions_that_say_nothing_are_refused(when: list[Data], path: str, message: str) -> None:
    rule = {"code": "K", "severity": "warning", "when": when, "text": words("!")}
    found = faults_of(one(item("A1"), item("A2")), contradictions=[rule])
    assert [fault for fault in found if fault.path == f"contradictions[0].{path}" and message in fault.message.en], (
        found
    )


def test_reachability_is_checked_for_everybody_the_standard_tells_apart() -> None:
    items = [item("A1", weight=50, applies_to={"divisions": ["26"]}), item("A2", rungs(0, 60), weight=50)]
    reachable = [level("L", {"total": {"min": 60}})]
    load_definition(text_of(one(*items), reachable))
    # With A1 the best total is 80; without it only A2 is left, which ends at 60.
    (fault,) = faults_of(one(*items), [level("L", {"total": {"min": 61}})])
    assert "can never be reached" in fault.message.en
    assert "now 60" in fault.message.en


def test_something_scored_is_left_for_everybody() -> None:
    (fault,) = faults_of(one(item("A1", applies_to={"sizes": ["large", "medium", "small"]})))
    assert "nothing scored applies" in fault.message.en
    both = one(
        item("A1", applies_to={"sizes": ["large", "medium"]}), item("A2", applies_to={"sizes": ["small", "micro"]})
    )
    load_definition(text_of(both))
    every = one(item("A1", applies_to={"divisions": DIVISIONS}))
    load_definition(text_of(every))


def test_the_fragments_of_the_documentation_make_a_standard() -> None:
    readme = (STANDARDS / "README.md").read_text(encoding="utf-8")
    fragments = [part.split("```", 1)[0] for part in readme.split("```yaml fragment\n")[1:]]
    (scales,) = [fragment for fragment in fragments if fragment.startswith("scales:")]
    (groups,) = [fragment for fragment in fragments if fragment.startswith("total:")]
    (named,) = [fragment for fragment in fragments if fragment.startswith("bands:")]
    head = 'format: 1\nstandard: {code: doc, version: "1", title: {zh: 文, en: Doc}}\n'
    definition = load_definition(head + scales + groups + named)
    assert [(node.code, int(node.maximum)) for node in definition.groups] == [("A", 50), ("B", 50)]
    assert [item.scale.kind for item in definition.items] == ["bands", "percent", "yes_no"]
