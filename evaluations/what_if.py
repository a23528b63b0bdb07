"""What would become of the stage if some items changed: nothing is stored, the engine itself answers. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from evaluations import scoring
from evaluations.definition import Definition, Group, Item, Text
from evaluations.explanation import descriptor_of
from evaluations.figures import shown
from evaluations.gates import LowerLevels
from evaluations.scoring import NO_ANSWER, Answer
from evaluations.stages import Stage, stage_of, stage_reached

RUNG, EVIDENCE = "rung:", "evidence:"


@dataclass(frozen=True)
class Choice:
    """One item of the panel: its rung now and in the trial; `in_way`: the shortest way changes it."""

    item: Item
    now: Answer
    trial: Answer
    in_way: bool

    @property
    def changed(self) -> bool:
        return self.now != self.trial

    @property
    def descriptor(self) -> Text | None:
        """What the rung on trial means, once it differs."""
        return descriptor_of(self.item, self.trial.rung) if self.trial.rung and self.changed else None

    @property
    def evidence_added(self) -> bool:
        return self.trial.evidence > self.now.evidence


@dataclass(frozen=True)
class ChoiceGroup:
    group: Group
    choices: tuple[Choice, ...]

    @property
    def in_way(self) -> bool:
        return any(choice.in_way or choice.changed for choice in self.choices)


@dataclass(frozen=True)
class Trial:
    """The stage, total and gates before and after; `missing` is what still bars the stage above the one `after`.

    `met` and `lost` are gates of any stage whose verdict turns; `changes` are the items that differ.
    """

    before: Stage | None
    after: Stage | None
    next_stage: Stage | None
    total_before: str
    total_after: str
    met: tuple[Mapping[str, Any], ...]
    lost: tuple[Mapping[str, Any], ...]
    missing: tuple[Mapping[str, Any], ...]
    changes: tuple[str, ...]
    improvements: tuple[str, ...]
    result: scoring.Result

    @property
    def rises(self) -> bool:
        return _rank(self.after) > _rank(self.before)

    @property
    def falls(self) -> bool:
        return _rank(self.after) < _rank(self.before)


def read_changes(answers: Mapping[str, Answer], sent: Mapping[str, str]) -> dict[str, Answer]:
    """The trial answers of a form (`rung:D1.1`, `evidence:D1.1`); an item that is not sent stays as it is.

    Items and rungs that the standard does not have are passed on: the engine refuses them by name.
    """
    codes = {name.partition(":")[2] for name in sent if name.startswith((RUNG, EVIDENCE))}
    trial = {code: _answer(answers.get(code, NO_ANSWER), code, sent) for code in sorted(codes)}
    return {code: answer for code, answer in trial.items() if answer != answers.get(code, NO_ANSWER)}


def _answer(now: Answer, code: str, sent: Mapping[str, str]) -> Answer:
    rung = sent.get(f"{RUNG}{code}", now.rung or "") or None
    files = max(now.evidence, 1) if f"{EVIDENCE}{code}" in sent else now.evidence
    return now if (rung, files) == (now.rung, now.evidence) else Answer(rung, files)


def try_changes(definition: Definition, answers: Mapping[str, Answer], changes: Mapping[str, Answer]) -> Trial:
    """Score before and after; scoring.RefusedAnswers names items and rungs that do not exist."""
    changes = {code: answer for code, answer in changes.items() if answer != answers.get(code, NO_ANSWER)}
    before, after = scoring.score(definition, answers), scoring.what_if(definition, answers, changes)
    met, lost = _turned(before, after), _turned(after, before)
    return Trial(
        before=stage_reached(definition, before),
        after=stage_reached(definition, after),
        next_stage=stage_of(definition, after.next_level),
        total_before=shown(before.total),
        total_after=shown(after.total),
        met=met,
        lost=lost,
        missing=tuple(gate.as_dict() for gate in after.blocking),
        changes=tuple(item.code for item in definition.items if item.code in changes),
        improvements=tuple(improvements(definition, answers, changes)),
        result=after,
    )


def improvements(
    definition: Definition, answers: Mapping[str, Answer], changes: Mapping[str, Answer]
) -> dict[str, Answer]:
    """Those changes that raise an item or add its first evidence: what a plan can promise."""
    kept = {}
    for item in definition.items:
        now, trial = answers.get(item.code, NO_ANSWER), changes.get(item.code, NO_ANSWER)
        climb = position_of(item, trial.rung) - position_of(item, now.rung)
        if climb > 0 or (climb == 0 and trial.evidence > now.evidence):
            kept[item.code] = trial
    return kept


def position_of(item: Item, rung: str | None) -> int:
    """-1 for no rung."""
    return item.scale.position(rung) if rung else -1


def way_changes(way: Mapping[str, Any] | None, answers: Mapping[str, Answer]) -> dict[str, Answer]:
    """The trial that a kept shortest way amounts to."""
    if not way or not way["possible"]:
        return {}
    trial = {}
    for change in way["changes"]:
        now = answers.get(change["item"], NO_ANSWER)
        trial[change["item"]] = Answer(change["to_rung"], max(now.evidence, int(change["add_evidence"])))
    return trial


def list_choices(
    definition: Definition, answers: Mapping[str, Answer], changes: Mapping[str, Answer], way: frozenset[str]
) -> tuple[ChoiceGroup, ...]:
    """Every item by dimension; `way` are the codes of the shortest way."""
    return tuple(ChoiceGroup(group, tuple(_choices(group, answers, changes, way))) for group in definition.groups)


def _choices(
    group: Group, answers: Mapping[str, Answer], changes: Mapping[str, Answer], way: frozenset[str]
) -> Iterator[Choice]:
    for item in group.all_items():
        now = answers.get(item.code, NO_ANSWER)
        yield Choice(item, now, changes.get(item.code, now), item.code in way)


def _turned(before: scoring.Result, after: scoring.Result) -> tuple[Mapping[str, Any], ...]:
    """Gates missed before and met after, each with its level; "the levels below" says nothing by itself."""
    missed = {gate.path for level in before.levels for gate in level.gates if not gate.met}
    turned = [(level.name, gate) for level in after.levels for gate in level.gates if gate.met and gate.path in missed]
    return tuple(gate.as_dict() | {"level": name} for name, gate in turned if not isinstance(gate.gate, LowerLevels))


def _rank(stage: Stage | None) -> int:
    return stage.rank if stage else 0
