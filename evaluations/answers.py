"""What an applicant says, checked against the standard and brought into its order."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256

from evaluations.compiling import Plan, plan_of
from evaluations.definition import Definition, Text
from evaluations.tree import OnNotApplicable


@dataclass(frozen=True, slots=True)
class Answer:
    """An item's claimed rung (None: not answered) and the number of evidence files attached.

    `not_applicable` is a claim that takes effect only once the authority has `accepted` it; until then the item counts
    as not answered, so nobody gains by claiming it.
    """

    rung: str | None
    evidence: int = 0
    not_applicable: bool = False
    accepted: bool = False


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


@dataclass(frozen=True, slots=True)
class Claims:
    """Codes of what was said not to apply: `pending` until accepted, then `excluded`; `left_out` of the latter go."""

    pending: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    left_out: frozenset[str] = frozenset()


NO_CLAIMS = Claims()


def refuse_foreign(definition: Definition, answers: Mapping[str, Answer], vetoes: frozenset[str]) -> None:
    """RefusedAnswers for an item, rung or veto that the standard does not have, and for what makes no sense."""
    plan = plan_of(definition)
    faults = [_fault(definition, code, answer) for code, answer in answers.items() if not _is_plain(plan, code, answer)]
    found = [fault for fault in faults if fault]
    if vetoes:
        found += [AnswerFault(code, _no_veto(code)) for code in sorted(vetoes - {v.code for v in definition.vetoes})]
    if found:
        raise RefusedAnswers(tuple(found))


def claims_of(definition: Definition, answers: Mapping[str, Answer]) -> Claims:
    """What was said not to apply, in the order of the standard."""
    if not any(answer.not_applicable for answer in answers.values()):
        return NO_CLAIMS
    said = [item for item in definition.items if answers.get(item.code, NO_ANSWER).not_applicable]
    accepted = [item for item in said if answers[item.code].accepted]
    gone = [item.code for item in accepted if item.not_applicable == OnNotApplicable.REDISTRIBUTE]
    pending = tuple(item.code for item in said if not answers[item.code].accepted)
    excluded = tuple(item.code for item in accepted)
    # Where nothing scored is left to judge by, the exclusions count for nothing.
    if all(item.code in excluded for item in definition.items if item.share):
        gone = []
    return Claims(pending, excluded, frozenset(gone))


def positions_of(plan: Plan, answers: Mapping[str, Answer]) -> tuple[list[int], list[bool]]:
    """Each item's rung position, -1 for no answer, and whether it has evidence, in the order of the plan."""
    found = [answers.get(item.code, NO_ANSWER) for item in plan.items]
    # No scale has a rung None, so an item without an answer is not found either.
    positions = [rungs.get(answer.rung, -1) for answer, rungs in zip(found, plan.rungs, strict=True)]
    return positions, [answer.evidence > 0 for answer in found]


def hash_inputs(
    definition: Definition,
    answers: Mapping[str, Answer],
    vetoes: frozenset[str] = frozenset(),
) -> str:
    """SHA-256 over canonical JSON; an empty answer counts as none, the order of answers does not count."""
    standard = [definition.code, definition.version, definition.digest]
    inputs = {
        "standard": [*standard, definition.variant] if definition.variant else standard,
        "answers": {code: _hashed(answer) for code, answer in answers.items() if _says_something(answer)},
        "vetoes": sorted(vetoes),
    }
    text = json.dumps(inputs, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return sha256(text.encode("utf-8")).hexdigest()


def _hashed(answer: Answer) -> list[object]:
    if answer.not_applicable:
        return [answer.rung, answer.evidence, "accepted" if answer.accepted else "claimed"]
    return [answer.rung, answer.evidence]


def _says_something(answer: Answer) -> bool:
    return answer.rung is not None or answer.evidence != 0 or answer.not_applicable


def _is_plain(plan: Plan, code: str, answer: Answer) -> bool:
    place = plan.places.get(code)
    known = place is not None and (answer.rung is None or answer.rung in plan.rungs[place])
    return known and answer.evidence >= 0 and not answer.not_applicable and not answer.accepted


def _fault(definition: Definition, code: str, answer: Answer) -> AnswerFault | None:
    for wrong, message in _complaints(definition, code, answer):
        if wrong:
            return AnswerFault(code, message)
    return None


def _complaints(definition: Definition, code: str, answer: Answer) -> Iterator[tuple[bool, Text]]:
    """What could be wrong and whether it is, the first that holds being the one to name."""
    applies_not = Text(f"评价项“{code}”不适用于该申报主体", f"Item “{code}” does not apply to this applicant")
    yield code in definition.left_out and definition.whole.has_item(code), applies_not
    unknown = not definition.has_item(code)
    yield unknown, Text(f"标准中没有评价项“{code:.40}”", f"The standard has no item “{code:.40}”")
    item = definition.item(code)
    no_rung = Text(
        f"评价项“{code}”的量表中没有档位“{answer.rung!s:.40}”",
        f"The scale of item “{code}” has no rung “{answer.rung!s:.40}”",
    )
    yield answer.rung is not None and answer.rung not in item.scale, no_rung
    negative = Text(f"评价项“{code}”的证明材料数为负", f"Item “{code}” has a negative number of evidence files")
    yield answer.evidence < 0, negative
    both = Text(f"评价项“{code}”既选了档位又称不适用", f"Item “{code}” has a rung and is said not to apply")
    yield answer.not_applicable and answer.rung is not None, both
    never = Text(f"评价项“{code}”不能标为不适用", f"Item “{code}” cannot be said not to apply")
    yield answer.not_applicable and item.not_applicable is None, never
    what = Text(
        f"评价项“{code}”未申请不适用，无从认可", f"Item “{code}” was not said not to apply, so nothing can be accepted"
    )
    yield answer.accepted and not answer.not_applicable, what


def _no_veto(code: str) -> Text:
    return Text(f"标准中没有否决情形“{code:.40}”", f"The standard has no veto “{code:.40}”")
