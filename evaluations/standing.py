"""Where a filing stands while it is being written: the provisional stage and the one reason it is not higher. Pure."""

from dataclasses import dataclass

from evaluations.definition import Definition, Text
from evaluations.gates import LowerLevels
from evaluations.judging import shown
from evaluations.scoring import Result
from evaluations.stages import Stage, stage_of, stage_reached


@dataclass(frozen=True)
class Standing:
    """`stage` is None while nothing is answered; `reason` is None at the top; `total` is out of `maximum`.

    `notice` is the standard's own 示例，非官方 line, if it carries one.
    """

    stage: Stage | None
    next_stage: Stage | None
    reason: Text | None
    total: str
    maximum: str
    answered: int
    items: int
    notice: Text | None = None

    @property
    def left(self) -> int:
        return self.items - self.answered


def describe_standing(definition: Definition, result: Result) -> Standing:
    items, left = len(definition.items), len(result.unanswered)
    return Standing(
        stage=stage_reached(definition, result) if left < items else None,
        next_stage=stage_of(definition, result.next_level),
        reason=_main_reason(result),
        total=shown(result.total),
        maximum=shown(result.maximum),
        answered=items - left,
        items=items,
        notice=definition.notice,
    )


def _main_reason(result: Result) -> Text | None:
    """The first unmet gate of the next stage; "the levels below" says nothing by itself and comes last."""
    gates = sorted(result.blocking, key=lambda verdict: isinstance(verdict.gate, LowerLevels))
    return gates[0].words if gates else None
