"""The scoring engine: answers in, scores, level and verdicts out. Pure, exact, the same for every standard.

Scores are Decimals from 0 to 100 and are never rounded before a comparison. Raising a rung, adding evidence or
lifting a veto never lowers a score or the level: every gate in the vocabulary is monotone.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Context, Decimal, localcontext
from hashlib import sha256

from evaluations.definition import Definition, Group, Item, Level, Text
from evaluations.judging import GateVerdict, Situation, judge_level
from evaluations.shortest_way import Way, search_way

ENGINE_VERSION = "1"
NOTHING = Decimal(0)
# Seven layers of weights with four decimals need 49 digits, so no product or sum here is ever rounded.
EXACT = Context(prec=60)


@dataclass(frozen=True, slots=True)
class Answer:
    """An item's claimed rung (None: not answered) and the number of evidence files attached."""

    rung: str | None
    evidence: int = 0


NO_ANSWER = Answer(None)


@dataclass(frozen=True)
class AnswerFault:
    """What is wrong with one answer; `code` is the item's or the veto's."""

    code: str
    message: Text


class RefusedAnswers(ValueError):
    """Answers that do not belong to the standard; nothing was scored."""

    def __init__(self, faults: tuple[AnswerFault, ...]) -> None:
        self.faults = faults
        super().__init__("; ".join(fault.message.en for fault in faults))


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


@dataclass(frozen=True)
class Result:
    """One scoring. `scores` has every group and item by code, in the order of the standard.

    `level` is the highest level reached, None when not even the lowest is; `next_level` the one above, None at the
    top; `blocking` the unmet gates of that one. `inputs_hash` is the SHA-256 of standard, answers and vetoes.
    """

    standard: str
    version: str
    engine_version: str
    inputs_hash: str
    total: Decimal
    scores: Mapping[str, Decimal]
    unanswered: tuple[str, ...]
    level: str | None
    next_level: str | None
    levels: tuple[LevelVerdict, ...]
    blocking: tuple[GateVerdict, ...]
    shortest_way: Way | None = None

    def as_dict(self) -> dict[str, object]:
        """Ready for JSON; scores are strings with every digit."""
        return {
            "standard": self.standard,
            "version": self.version,
            "engine_version": self.engine_version,
            "inputs_hash": self.inputs_hash,
            "total": written(self.total),
            "scores": {code: written(score) for code, score in self.scores.items()},
            "unanswered": list(self.unanswered),
            "level": self.level,
            "next_level": self.next_level,
            "levels": [level.as_dict() for level in self.levels],
            "blocking": [gate.as_dict() for gate in self.blocking],
            "shortest_way": self.shortest_way.as_dict() if self.shortest_way else None,
        }


def score(
    definition: Definition,
    answers: Mapping[str, Answer],
    vetoes: frozenset[str] = frozenset(),
) -> Result:
    """Scores answers by item code; an item without one counts zero points.

    RefusedAnswers for an item, rung or veto that the standard does not have. Fast: without the shortest way.
    """
    _refuse_foreign(definition, answers, vetoes)
    with localcontext(EXACT):
        situation = _situation(definition, answers, vetoes)
        levels = tuple(_judge_levels(definition, situation))
    reached = [level.code for level in levels if level.reached]
    following = levels[len(reached)] if len(reached) < len(levels) else None
    return Result(
        standard=definition.code,
        version=definition.version,
        engine_version=ENGINE_VERSION,
        inputs_hash=hash_inputs(definition, answers, vetoes),
        total=situation.total,
        scores=situation.scores,
        unanswered=tuple(code for code, position in situation.positions.items() if position < 0),
        level=reached[-1] if reached else None,
        next_level=following.code if following else None,
        levels=levels,
        blocking=tuple(gate for gate in following.gates if not gate.met) if following else (),
    )


def explain(
    definition: Definition,
    answers: Mapping[str, Answer],
    vetoes: frozenset[str] = frozenset(),
) -> Result:
    """As `score`, with the shortest way to the next level."""
    return replace(score(definition, answers, vetoes), shortest_way=find_shortest_way(definition, answers, vetoes))


def what_if(
    definition: Definition,
    answers: Mapping[str, Answer],
    changes: Mapping[str, Answer],
    vetoes: frozenset[str] = frozenset(),
) -> Result:
    """The result as it would be with some answers replaced."""
    return score(definition, {**answers, **changes}, vetoes)


def find_shortest_way(
    definition: Definition,
    answers: Mapping[str, Answer],
    vetoes: frozenset[str] = frozenset(),
    *,
    climb: int | None = None,
) -> Way | None:
    """The least changes that open the next level: fewest items, then fewest steps; None at the top level.

    A step is one rung climbed or one missing piece of evidence added. `climb` limits the rungs that one item may
    rise, for advice that can be followed within a year. RefusedAnswers as for `score`.
    """
    result = score(definition, answers, vetoes)
    if result.next_level is None:
        return None
    positions = {item.code: _position(item, answers.get(item.code, NO_ANSWER)) for item in definition.items}
    return search_way(definition, definition.level(result.next_level), positions, _evidenced(answers), vetoes, climb)


def apply_way(answers: Mapping[str, Answer], way: Way) -> dict[str, Answer]:
    """The answers with the changes of a way made."""
    changed = dict(answers)
    for change in way.changes:
        files = answers.get(change.item, NO_ANSWER).evidence
        changed[change.item] = Answer(change.to_rung, max(files, 1) if change.add_evidence else files)
    return changed


def hash_inputs(
    definition: Definition,
    answers: Mapping[str, Answer],
    vetoes: frozenset[str] = frozenset(),
) -> str:
    """SHA-256 over canonical JSON; an empty answer counts as none, the order of answers does not count."""
    inputs = {
        "standard": [definition.code, definition.version, definition.digest],
        "answers": {code: [answer.rung, answer.evidence] for code, answer in answers.items() if answer != NO_ANSWER},
        "vetoes": sorted(vetoes),
    }
    text = json.dumps(inputs, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return sha256(text.encode("utf-8")).hexdigest()


def written(figure: Decimal) -> str:
    """A Decimal with every digit that counts, never in exponent form."""
    with localcontext(EXACT):
        return f"{figure.normalize():f}"


def _refuse_foreign(definition: Definition, answers: Mapping[str, Answer], vetoes: frozenset[str]) -> None:
    known = {veto.code for veto in definition.vetoes}
    faults = [fault for code, answer in answers.items() if (fault := _answer_fault(definition, code, answer))]
    faults += [AnswerFault(code, _no_veto(code)) for code in sorted(vetoes - known)]
    if faults:
        raise RefusedAnswers(tuple(faults))


def _answer_fault(definition: Definition, code: str, answer: Answer) -> AnswerFault | None:
    if not definition.has_item(code):
        message = Text(f"标准中没有评价项“{code:.40}”", f"The standard has no item “{code:.40}”")
        return AnswerFault(code, message)
    scale = definition.item(code).scale
    if answer.rung is not None and answer.rung not in scale:
        message = Text(
            f"评价项“{code}”的量表中没有档位“{answer.rung:.40}”",
            f"The scale of item “{code}” has no rung “{answer.rung:.40}”",
        )
        return AnswerFault(code, message)
    if answer.evidence < 0:
        message = Text(f"评价项“{code}”的证明材料数为负", f"Item “{code}” has a negative number of evidence files")
        return AnswerFault(code, message)
    return None


def _no_veto(code: str) -> Text:
    return Text(f"标准中没有否决情形“{code:.40}”", f"The standard has no veto “{code:.40}”")


def _situation(definition: Definition, answers: Mapping[str, Answer], vetoes: frozenset[str]) -> Situation:
    positions = {item.code: _position(item, answers.get(item.code, NO_ANSWER)) for item in definition.items}
    scores: dict[str, Decimal] = {}
    total = _weighted(definition.groups, positions, scores)
    return Situation(definition, total, scores, positions, _evidenced(answers), vetoes)


def _weighted(nodes: tuple[Group | Item, ...], positions: Mapping[str, int], scores: dict[str, Decimal]) -> Decimal:
    """The weighted mean of sibling nodes, noting each node's own score on the way."""
    total = NOTHING
    for node in nodes:
        scores[node.code] = NOTHING
        if isinstance(node, Group):
            scores[node.code] = _weighted(node.children, positions, scores)
        elif positions[node.code] >= 0:
            scores[node.code] = node.scale.rungs[positions[node.code]].points
        total += node.weight * scores[node.code]
    return total.scaleb(-2)


def _position(item: Item, answer: Answer) -> int:
    return -1 if answer.rung is None else item.scale.position(answer.rung)


def _evidenced(answers: Mapping[str, Answer]) -> frozenset[str]:
    return frozenset(code for code, answer in answers.items() if answer.evidence > 0)


def _judge_levels(definition: Definition, situation: Situation) -> Iterator[LevelVerdict]:
    unmet: list[Level] = []
    for position, level in enumerate(definition.levels):
        gates = judge_level(level, position, replace(situation, unmet_levels=tuple(unmet)))
        met = all(gate.met for gate in gates)
        yield LevelVerdict(level.code, level.name, met, met and not unmet, gates)
        if not met:
            unmet.append(level)
