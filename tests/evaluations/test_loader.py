"""The loader: what it accepts, that it names every fault by line, and that hostile files are refused at once."""

from __future__ import annotations

import subprocess
import sys
import time
from decimal import Decimal
from pathlib import Path

import pytest

from evaluations.definition import Text
from evaluations.gates import EveryGroupAtLeast, ItemAtLeast, TotalAtLeast
from evaluations.loader import DefinitionFaults, Fault, load_definition
from evaluations.loader.document import MOST_BYTES
from tests.evaluations.tiny_standard import tiny_text

STANDARDS = Path(__file__).parents[2] / "evaluations" / "standards"


def faults_of(text: str) -> tuple[Fault, ...]:
    with pytest.raises(DefinitionFaults) as caught:
        load_definition(text)
    return caught.value.faults


def only_fault(text: str) -> Fault:
    (fault,) = faults_of(text)
    return fault


def changed(old: str, new: str) -> str:
    """The tiny standard with its first `old` replaced."""
    assert old in tiny_text()
    return tiny_text().replace(old, new, 1)


def line_of(text: str, words: str) -> int:
    return next(number for number, line in enumerate(text.splitlines(), 1) if words in line)


def test_reads_the_whole_standard() -> None:
    definition = load_definition(tiny_text())
    assert (definition.code, definition.version, definition.title) == ("tiny", "1", Text("小标准", "Tiny standard"))
    assert [item.code for item in definition.items] == ["A1", "A2", "B1", "B2"]
    assert [group.code for group in definition.all_groups] == ["A", "B"]
    assert definition.item("A1").weight == Decimal(75)
    assert definition.item("A1").descriptor("2") == Text("一些", "some")
    assert [group.code for group in definition.ancestors("B2")] == ["B"]
    assert [rung.points for rung in definition.scales[0].rungs] == [20, 60, 100]
    assert definition.levels[1].gate.gates == (  # type: ignore[union-attr]
        TotalAtLeast(Decimal(50)),
        EveryGroupAtLeast(Decimal(40)),
        ItemAtLeast("A1", "2"),
    )


def test_equal_texts_give_equal_definitions_that_can_be_cache_keys() -> None:
    first, second = load_definition(tiny_text()), load_definition(tiny_text())
    assert first == second
    assert len({first, second}) == 1


@pytest.mark.parametrize("path", sorted(STANDARDS.glob("*.yaml")), ids=lambda path: path.stem)
def test_shipped_standards_load(path: Path) -> None:
    definition = load_definition(path.read_text(encoding="utf-8"))
    assert definition.items
    assert definition.levels or definition.bands


def test_the_documented_example_loads() -> None:
    readme = (STANDARDS / "README.md").read_text(encoding="utf-8")
    example = readme.split("```yaml\n", 1)[1].split("```", 1)[0]
    assert load_definition(example).code == "example"


def test_numbers_are_read_exactly_from_the_text() -> None:
    text = changed("weight: 75", "weight: 74.9999").replace("weight: 25", "weight: 25.0001")
    assert load_definition(text).item("A1").weight == Decimal("74.9999")


def test_groups_nest() -> None:
    inner = "    groups:\n      - code: B.0\n        title: {zh: 内, en: Inner}\n        weight: 100\n        items:\n"
    head, tail = tiny_text().split("  - code: B\n")
    body, levels = tail.split("levels:\n")
    opening, items = body.split("    items:\n")
    deeper = "".join("    " + line + "\n" for line in items.splitlines())
    definition = load_definition(f"{head}  - code: B\n{opening}{inner}{deeper}levels:\n{levels}")
    assert [group.code for group in definition.ancestors("B1")] == ["B", "B.0"]
    assert [group.code for group in definition.all_groups] == ["A", "B", "B.0"]


FAULTY = [
    ("weight: 75", "weight: 70", "groups[0]", "add up to 95, not 100"),
    ("weight: 60", "weight: 61", "groups", "add up to 101, not 100"),
    ("weight: 75", "weight: 0", "groups[0].items[0].weight", "The weight is zero"),
    ("weight: 75", 'weight: "75"', "groups[0].items[0].weight", "A number belongs here"),
    ("weight: 75", "weight: 7.5e1", "groups[0].items[0].weight", "A number belongs here"),
    ("weight: 75", "weight: -75", "groups[0].items[0].weight", "out of range"),
    ("weight: 75", "weight: .nan", "groups[0].items[0].weight", "A number belongs here"),
    ("weight: 75", "weight: [75]", "groups[0].items[0].weight", "A number belongs here"),
    ("en: Alpha", "english: Alpha", "groups[0].title", "“en” is missing"),
    ("en: Alpha", "en: ''", "groups[0].title.en", "The text is empty"),
    ("en: Alpha", "en: 2025", "groups[0].title.en", "is not text"),
    ("en: Alpha", "en: true", "groups[0].title.en", "is not text"),
    ("en: Alpha", f"en: {'x' * 201}", "groups[0].title.en", "over 200 characters"),
    ("title: {zh: 甲, en: Alpha}", "title: Alpha", "groups[0].title", "A set of fields belongs here"),
    ("code: A2", "code: A1", "groups[0].items[1].code", "used twice"),
    ("code: B\n", "code: A\n", "groups[1].code", "used twice"),
    ("code: A2", "code: A/2", "groups[0].items[1].code", "cannot be a code"),
    ("scale: steps", "scale: stairs", "groups[0].items[0].scale", "No scale has the code “stairs”"),
    ("kind: rungs", "kind: stars", "scales.steps.kind", "Unknown kind of scale"),
    ("points: 60", "points: 10", "scales.steps.rungs[1].points", "lower than those of the rung before"),
    ('{code: "2", points', '{code: "1", points', "scales.steps.rungs[1]", "used twice"),
    ('"2": {zh: 一些, en: some}, ', "", "groups[0].items[0].rungs", "“2” is missing"),
    ('"2": {zh: 一些', '"4": {zh: 一些', "groups[0].items[0].rungs.4", "Unknown field “4”"),
    ("{code: L1", "{code: L2", "levels[1].code", "used twice"),
    ("total: {min: 50}", "totals: {min: 50}", "levels[1].gates.all_of[0]", "Unknown gate “totals”"),
    ("total: {min: 50}", "total: {min: 500}", "levels[1].gates.all_of[0].total.min", "out of range"),
    (
        "item: {code: A1, rung",
        "item: {code: A9, rung",
        "levels[1].gates.all_of[2].item.code",
        "No item has the code “A9”",
    ),
    ('code: A1, rung: "2"', 'code: A1, rung: "9"', "levels[1].gates.all_of[2].item.rung", "has no rung “9”"),
    ("group: {code: B,", "group: {code: C,", "levels[2].gates.all_of[2].group.code", "No group has the code “C”"),
    ("lower_levels: true", "lower_levels: false", "levels[2].gates.all_of[0].lower_levels", "Only true"),
    ("format: 1", "format: 2", "format", "not supported"),
    ("gates: {all_of: []}", "gates: {any_of: []}", "levels[0].gates.any_of", "The list is empty"),
]


@pytest.mark.parametrize(("old", "new", "path", "message"), FAULTY)
def test_each_fault_is_named_with_path_and_remedy(old: str, new: str, path: str, message: str) -> None:
    found = faults_of(changed(old, new))
    named = [fault for fault in found if fault.path == path and message in fault.message.en]
    assert named, [fault.in_words("en") for fault in found]
    assert named[0].remedy.zh
    assert named[0].remedy.en


def test_the_line_is_where_the_fault_stands() -> None:
    text = changed("weight: 75", "wieght: 75")
    unknown, missing = sorted(faults_of(text), key=lambda fault: "missing" in fault.message.en)
    assert unknown.line == line_of(text, "wieght")
    assert unknown.remedy.en == "Did you mean “weight”"
    assert "weight" in missing.message.en
    assert unknown.in_words("zh-hans") == f"第 {unknown.line} 行，{unknown.path}：未知字段“wieght”。是否应为“weight”。"


def test_every_fault_is_listed_at_once() -> None:
    text = changed("weight: 75", "weight: many").replace("points: 60", "points: 10").replace("code: B,", "code: C,")
    assert len(faults_of(text)) == 3


def test_a_doubled_field_is_refused() -> None:
    assert "appears twice" in only_fault(changed("weight: 60", "weight: 60\n    weight: 60")).message.en


def test_no_veto_needs_vetoes() -> None:
    text = tiny_text()
    start, end = text.index("vetoes:"), text.index("groups:")
    assert "lists no vetoes" in only_fault(text[:start] + text[end:]).message.en


def test_levels_nobody_can_reach_are_refused() -> None:
    # With 70 points at most, L3's total of 80 and group B at 80 are out of reach; shares and evidence are not.
    text = changed("points: 100", "points: 70")
    total, group = faults_of(text)
    assert "can never be reached" in total.message.en
    assert "总分不低于 80 分（现为 70 分）" in total.message.zh
    assert (total.path, group.path) == ("levels[2].gates.all_of[1]", "levels[2].gates.all_of[2]")
    assert (total.line, group.line) == (line_of(text, "total: {min: 80}"), line_of(text, "group: {code: B"))


def test_an_any_of_is_out_of_reach_when_each_part_is() -> None:
    parts = "any_of: [{total: {min: 95}}, {group: {code: A, min: 91}}]"
    text = changed("no_veto: true", parts).replace("points: 100", "points: 90")
    fault = only_fault(text)
    assert fault.line == line_of(text, parts)


HOSTILE = [
    ("a: &x [1]\nb: *x\n", "anchor"),
    ("a: !!python/object/apply:os.system ['true']\n", "type tag"),
    ("a: [1\n", "Not valid YAML"),
    ("a: \x00\n", "Not valid YAML"),
    ("a: \ud800\n", "Not valid YAML"),
    ("", "The file is empty"),
    ("a: 1\n---\nb: 2\n", "more than one document"),
    ("? [a]\n: 1\n", "field name"),
    ("[" * 50_000, "deeper than"),
    ("- 1\n" * 100_000, "values"),
    ("x" * (MOST_BYTES + 1), "larger than 2 MB"),
    ("质" * (MOST_BYTES // 3 + 1), "larger than 2 MB"),
]


@pytest.mark.parametrize(("text", "message"), HOSTILE, ids=[message for _, message in HOSTILE])
def test_hostile_files_are_refused_at_once(text: str, message: str) -> None:
    began = time.perf_counter()
    assert message in only_fault(text).message.en
    assert time.perf_counter() - began < 5


@pytest.mark.parametrize("text", ["42", "just words", "[]", "{}", "null"])
def test_other_documents_are_refused(text: str) -> None:
    assert faults_of(text)


def test_messages_stay_short_whatever_the_file_says() -> None:
    text = changed("scale: steps", f"scale: {'x' * 100_000}").replace("title:", "\x07titel:".replace("\x07", "t" * 999))
    assert max(len(fault.in_words("en")) for fault in faults_of(text)) < 1000


def test_very_many_faults_are_counted_not_listed() -> None:
    text = tiny_text() + "".join(f"extra{number}: 1\n" for number in range(1000))
    found = faults_of(text)
    assert len(found) == 201
    assert found[-1].message.en == "800 more faults are not listed"


def test_the_engine_needs_no_django() -> None:
    code = "import sys, evaluations.loader, evaluations.scoring; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=STANDARDS.parents[1], check=False).returncode == 0
