"""Answers as a JSON file, for scoring without a database; evaluations/standards/README.md has the format."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from evaluations.answers import Answer, AnswerFault, RefusedAnswers
from evaluations.applicants import SIZES, Applicant
from evaluations.definition import Definition, Text

MOST_BYTES = 2_000_000
MOST_FILES = 10_000
_TOP, _APPLICANT = ("applicant", "answers", "vetoes"), ("division", "size", "profile")
_ANSWER = {"rung": str, "evidence": int, "not_applicable": bool, "accepted": bool, "reason": str}


@dataclass(frozen=True)
class Filed:
    """The standard as it counts for the applicant, and what was answered."""

    definition: Definition
    answers: Mapping[str, Answer]
    vetoes: frozenset[str]


def read_answer_file(definition: Definition, content: str) -> Filed:
    """RefusedAnswers with one fault for everything that is not in the format, by item code where there is one.

    Whether items and rungs exist is for the engine to say.
    """
    reader = _Reader()
    fields = reader.table(_parsed(content), "file", _TOP)
    applicant = reader.applicant(fields.get("applicant", {}), definition)
    said = reader.table(fields.get("answers", {}), "answers")
    answers = {code: reader.answer(code, value) for code, value in said.items()}
    vetoes = reader.codes(fields.get("vetoes", []), "vetoes")
    if reader.faults:
        raise RefusedAnswers(tuple(reader.faults))
    return Filed(definition.for_applicant(applicant), answers, frozenset(vetoes))


class _Reader:
    def __init__(self) -> None:
        self.faults: list[AnswerFault] = []

    def fault(self, code: str, zh: str, en: str) -> None:
        self.faults.append(AnswerFault(code, Text(f"{code:.40}：{zh}", f"{code:.40}: {en}")))

    def table(self, value: Any, name: str, known: tuple[str, ...] = ()) -> dict[str, Any]:
        """An object's fields; with `known`, no others."""
        if not isinstance(value, dict):
            self.fault(name, "此处应为对象 {…}", "an object {…} belongs here")
            return {}
        for key in value:
            if known and key not in known:
                self.fault(name, f"未知字段“{key:.40}”", f"unknown field “{key:.40}”; it may have {', '.join(known)}")
        return value

    def applicant(self, value: Any, definition: Definition) -> Applicant:
        fields = self.table(value, "applicant", _APPLICANT)
        for name in fields.keys() & set(_APPLICANT):
            if not isinstance(fields[name], str):
                self.fault(f"applicant.{name}", "此处应为加引号的文本", "text in quotes belongs here")
        found = Applicant(*(str(fields.get(name, "")) for name in _APPLICANT))
        self._known("applicant.size", found.size, SIZES)
        self._known("applicant.profile", found.profile, tuple(profile.code for profile in definition.profiles))
        return found

    def _known(self, name: str, value: str, known: tuple[str, ...]) -> None:
        if value and value not in known:
            listed = ", ".join(known) or "—"
            self.fault(name, f"没有“{value:.40}”；可写：{listed}", f"there is no “{value:.40}”; known: {listed}")

    def answer(self, code: str, value: Any) -> Answer:
        """A rung, or an object; a claim not to apply carries its reason."""
        if isinstance(value, str):
            return Answer(value)
        if not isinstance(value, dict):
            self.fault(code, "请写加引号的档位，或对象 {…}", "give a rung in quotes, or an object {…}")
            return Answer(None)
        fields = self.table(value, code, tuple(_ANSWER))
        for name, kind in _ANSWER.items():
            if name in fields and type(fields[name]) is not kind and not (name == "rung" and fields[name] is None):
                self.fault(code, f"“{name}”应为{_KINDS[kind].zh}", f"“{name}” is not {_KINDS[kind].en}")
                return Answer(None)
        if fields.get("evidence", 0) > MOST_FILES:
            self.fault(code, f"证明材料超过 {MOST_FILES} 份", f"more than {MOST_FILES} evidence files")
        claims = fields.get("not_applicable", False)
        if claims and not fields.get("reason", "").strip():
            self.fault(code, "不适用须写明理由（reason）", "“not_applicable” needs a “reason”")
        return Answer(fields.get("rung"), fields.get("evidence", 0), claims, fields.get("accepted", False))

    def codes(self, value: Any, name: str) -> list[str]:
        if not isinstance(value, list) or not all(isinstance(entry, str) for entry in value):
            self.fault(name, "此处应为代码的列表", "a list of codes in quotes belongs here")
            return []
        return value


def _parsed(content: str) -> Any:
    try:
        return json.loads(content, object_pairs_hook=_without_doubles)
    except RecursionError:
        raise _refused("嵌套过深", "it nests too deeply") from None
    except json.JSONDecodeError as error:
        where = f"第 {error.lineno} 行", f"line {error.lineno}, {error.msg}"
        raise _refused(f"不是有效的 JSON（{where[0]}）", f"not valid JSON ({where[1]})") from error


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for key, value in pairs:
        if key in fields:
            raise _refused(f"“{key:.40}”重复", f"“{key:.40}” appears twice", key)
        fields[key] = value
    return fields


def _refused(zh: str, en: str, code: str = "file") -> RefusedAnswers:
    return RefusedAnswers((AnswerFault(code, Text(f"{code:.40}：{zh}", f"{code:.40}: {en}")),))


_KINDS = {
    str: Text("加引号的文本", "text in quotes"),
    int: Text("整数", "a whole number"),
    bool: Text("true 或 false", "true or false"),
}
