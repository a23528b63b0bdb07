"""`bin/manage score`: a standard and answers as files, the result as JSON, and one sentence for each thing wrong."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from evaluations.answer_file import MOST_BYTES
from tests.evaluations.mixed_standards import group, item, level, text_of, words

ROOT = Path(__file__).parents[2]
A = group("A", item("A1", not_applicable="redistribute", applies_to={"sizes": ["large"]}), item("A2"), item("A3"))
PROFILES = [{"code": "p", "name": words("p"), "divisions": ["26"]}, {"code": "q", "name": words("q")}]
STANDARD = text_of(
    [A | {"weight": {"p": 20, "q": 60}}, group("B", item("B1"), weight={"p": 80, "q": 40})],
    [level("L", {"total": {"min": 70}})],
    profiles=PROFILES,
)


def run(folder: Path, answers: Any, capsys: pytest.CaptureFixture[str], standard: str = STANDARD) -> Any:
    """The command's output, read back."""
    (folder / "standard.yaml").write_text(standard)
    (folder / "answers.json").write_text(answers if isinstance(answers, str) else json.dumps(answers))
    call_command("score", "--standard", str(folder / "standard.yaml"), "--answers", str(folder / "answers.json"))
    return json.loads(capsys.readouterr().out)


def refusal(folder: Path, answers: Any, capsys: pytest.CaptureFixture[str], standard: str = STANDARD) -> list[str]:
    with pytest.raises(CommandError) as caught:
        run(folder, answers, capsys, standard)
    return str(caught.value).splitlines()[1:]


def test_the_whole_result_is_printed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    answers = {
        "applicant": {"division": "26", "size": "large"},
        "answers": {
            "A1": {"not_applicable": True, "accepted": True, "reason": "no such process"},
            "A2": "yes",
            "A3": {"rung": "no", "evidence": 2},
        },
    }
    # A = 50 without A1; 20 % of it by the profile of division 26.
    result = run(tmp_path, answers, capsys)
    assert (result["total"], result["excluded"], result["unanswered"]) == ("10", ["A1"], ["B1"])
    assert result["shortest_way"]["changes"] == [
        {"item": "B1", "from_rung": None, "to_rung": "yes", "add_evidence": False}
    ]
    # The profile named outweighs the division's: 60 % of 50.
    assert (
        run(tmp_path, answers | {"applicant": {"division": "26", "size": "large", "profile": "q"}}, capsys)["total"]
        == "30"
    )


WRONG: list[tuple[Any, list[str]]] = [
    ({"answers": {"A2": "9", "X1": "yes"}}, ["评价项“A2”的量表中没有档位“9”", "标准中没有评价项“X1”"]),
    ({"answers": {"A1": "yes"}}, ["评价项“A1”不适用于该申报主体"]),
    ({"answers": {"A2": 4, "A3": {"rung": 4}}}, ["A2：请写加引号的档位，或对象 {…}", "A3：“rung”应为加引号的文本"]),
    ({"answers": {"A2": {"evidence": True}}}, ["A2：“evidence”应为整数"]),
    ({"answers": {"A2": {"rank": "yes"}}}, ["A2：未知字段“rank”"]),
    ({"answers": {"A2": {"not_applicable": True}}}, ["A2：不适用须写明理由（reason）"]),
    ({"answers": []}, ["answers：此处应为对象 {…}"]),
    ({"vetoes": "V1"}, ["vetoes：此处应为代码的列表"]),
    ({"vetoes": ["V1"]}, ["标准中没有否决情形“V1”"]),
    ({"applicant": {"size": "huge"}}, ["applicant.size：没有“huge”；可写：large, medium, small, micro"]),
    ({"applicant": {"division": 26}}, ["applicant.division：此处应为加引号的文本"]),
    ({"applicant": {"profile": "z"}}, ["applicant.profile：没有“z”；可写：p, q"]),
    ({"answer": {}}, ["file：未知字段“answer”"]),
    ("[1]", ["file：此处应为对象 {…}"]),
    ("{", ["file：不是有效的 JSON（第 1 行）"]),
    ('{"answers": {"A2": "yes", "A2": "no"}}', ["A2：“A2”重复"]),
    ("[" * 100_000, ["file：嵌套过深"]),
]


@pytest.mark.parametrize(("answers", "sentences"), WRONG, ids=[sentences[0] for _, sentences in WRONG])
def test_each_fault_is_one_sentence_with_its_code(
    answers: Any, sentences: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert refusal(tmp_path, answers, capsys) == sentences


def test_a_faulty_standard_is_named_by_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (sentence,) = refusal(
        tmp_path, {}, capsys, STANDARD.replace('"weight": {\n    "p": 20', '"weight": {\n    "p": 21')
    )
    assert sentence.startswith("第 ")
    assert "下级权重之和（p）为 101，应为 100" in sentence


def test_files_out_of_reach_or_too_large_are_sentences(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(CommandError, match="Check the path"):
        call_command("score", "--standard", str(tmp_path / "none"), "--answers", str(tmp_path / "none"))
    with pytest.raises(CommandError, match="larger than 2 MB"):
        run(tmp_path, " " * (MOST_BYTES + 1), capsys)


def test_it_needs_no_database(tmp_path: Path) -> None:
    (tmp_path / "standard.yaml").write_text(STANDARD)
    (tmp_path / "answers.json").write_text('{"answers": {"B1": "yes"}}')
    files = ["--standard", str(tmp_path / "standard.yaml"), "--answers", str(tmp_path / "answers.json")]
    bare = {
        name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL", "SECRET_KEY")
    }
    # A state folder that cannot be made: whoever tried to start a server there would fail.
    environment = bare | {"PORTAL_STATE": "/proc/nowhere", "DJANGO_SETTINGS_MODULE": "portal.settings"}
    done = subprocess.run(
        [sys.executable, "manage.py", "score", *files],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert json.loads(done.stdout)["total"] == "40", done.stderr


def test_the_answers_of_the_documentation_score_on_its_example(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The documented answers, on the documented standard with the items, profiles and exclusions that they speak of."""
    readme = (ROOT / "evaluations" / "standards" / "README.md").read_text(encoding="utf-8")
    answers = json.loads(readme.split("```json\n", 1)[1].split("```", 1)[0])
    assert set(answers) == {"applicant", "answers", "vetoes"}
    five = {"kind": "rungs", "rungs": [{"code": c, "points": 25 * n, "name": words(c)} for n, c in enumerate("12345")]}
    items = [item("D1.1", five), item("D1.2", five), item("D2.3", five, not_applicable="redistribute")]
    profiles = [
        {"code": "discrete", "name": words("discrete"), "divisions": ["26"]},
        {"code": "process", "name": words("process")},
    ]
    head = {"profiles": profiles, "vetoes": [{"code": "V1", "name": words("V1")}]}
    weighted = [group("D", *items, weight={"process": 60, "discrete": 10}), group("E", item("E1"), weight=40)]
    weighted[1]["weight"] = {"process": 40, "discrete": 90}
    standard = text_of(weighted, [level("L1", {"no_veto": True})], **head)
    result = run(tmp_path, answers, capsys, standard)
    # D1.1 is worth 50, D1.2 75, D2.3 is left out: 62.5, of which the profile that was named gives 60 %.
    assert (result["total"], result["excluded"], result["level"]) == ("37.5", ["D2.3"], None)
