"""Judges gates. The words for what each asks and what was found are made only when somebody reads them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property

from evaluations.checks import Check, Checks
from evaluations.definition import Level, Text
from evaluations.figures import shown
from evaluations.findings import Finding, Situation, find
from evaluations.gates import AnyOf, Gate, LowerLevels, NoVeto

__all__ = ["GateVerdict", "LevelVerdict", "judge_levels", "shown"]


@dataclass(frozen=True)
class GateVerdict:
    """What one gate asks for, what was found, and whether it is met.

    `path` is the gate's place in the standard's file. The parts of an any-of and the groups of an every-group are in
    `parts`. `waived` says that what the gate is about does not count for this applicant.
    """

    check: Check
    met: bool
    parts: tuple[GateVerdict, ...]
    situation: Situation = field(repr=False, compare=False)

    @property
    def gate(self) -> Gate:
        return self.check.gate

    @property
    def path(self) -> str:
        return self.check.path

    @property
    def waived(self) -> bool:
        return self.check.waived

    @property
    def requirement(self) -> Text:
        return self.check.requirement

    @property
    def needed(self) -> str:
        """A short figure for a table: a score, a percentage or a rung's code; empty where there is none."""
        return self.check.needed

    @cached_property
    def _found(self) -> Finding:
        return find(self.check, self.situation, self.parts)

    @property
    def finding(self) -> Text:
        return self._found.words

    @property
    def actual(self) -> str:
        """As `needed`, for what was found."""
        return self._found.figure

    @property
    def words(self) -> Text:
        """Requirement and finding as one phrase."""
        return Text(
            f"{self.requirement.zh}（{self.finding.zh}）",
            f"{self.requirement.en} ({self.finding.en})",
        )

    def as_dict(self) -> dict[str, object]:
        return {
            "kind": type(self.gate).__name__,
            "path": self.path,
            "met": self.met,
            "waived": self.waived,
            "requirement": self.requirement.as_dict(),
            "finding": self.finding.as_dict(),
            "needed": self.needed,
            "actual": self.actual,
            "parts": [part.as_dict() for part in self.parts],
        }


@dataclass(frozen=True)
class LevelVerdict:
    """Whether a level's own gates are met, and whether it is reached, which also needs all levels below."""

    code: str
    name: Text
    met: bool
    reached: bool
    gates: tuple[GateVerdict, ...]

    def as_dict(self) -> dict[str, object]:
        return {
            "code": self.code,
            "name": self.name.as_dict(),
            "met": self.met,
            "reached": self.reached,
            "gates": [gate.as_dict() for gate in self.gates],
        }


def judge_levels(checks: Checks, situation: Situation) -> Iterator[LevelVerdict]:
    """Each level's verdict, from the lowest."""
    unmet: list[Level] = []
    for level, asked in zip(situation.definition.levels, checks.levels, strict=True):
        now = replace(situation, unmet_levels=tuple(unmet)) if unmet else situation
        gates = tuple([_judge(check, now) for check in asked])
        met = all(gate.met for gate in gates)
        yield LevelVerdict(level.code, level.name, met, met and not unmet, gates)
        if not met:
            unmet.append(level)


def _judge(check: Check, situation: Situation) -> GateVerdict:
    parts = tuple([_judge(part, situation) for part in check.parts]) if check.parts else ()
    return GateVerdict(check, _is_met(check, parts, situation), parts, situation)


def _is_met(check: Check, parts: tuple[GateVerdict, ...], situation: Situation) -> bool:
    match check.gate:
        case AnyOf():
            return check.waived or any(part.met and not part.waived for part in parts)
        case LowerLevels():
            return not situation.unmet_levels
        case NoVeto():
            return not situation.state.vetoes
        case _ if parts:
            return all(part.met for part in parts)
        case _:
            return check.meets(situation.state)
