"""What only the whole standard can show: gates that contradict each other and levels that nobody can reach."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import product

from evaluations.applicants import DIVISIONS, SIZES, Applicant
from evaluations.definition import Definition, Text
from evaluations.gates import AllOf, AnyOf, Gate, ItemAtLeast, LowerLevels, NoVeto
from evaluations.judging import GateVerdict
from evaluations.loader.faults import FaultList
from evaluations.scoring import Answer, score

LONGEST_WORDS = 300
Lines = Mapping[str, int]
Demand = tuple[str, tuple[object, ...], Decimal]


def check_demands(definition: Definition, faults: FaultList, lines: Lines) -> None:
    """DefinitionFaults for two minimums of one thing, and for a level that asks less than one below it."""
    asked: dict[tuple[object, ...], Decimal] = {}
    for position, level in enumerate(definition.levels):
        for demands in _lists(definition, level.gate, f"levels[{position}].gates"):
            _refuse_doubled(demands, faults, lines)
        for path, subject, amount in _demands(definition, level.gate, f"levels[{position}].gates"):
            if amount < asked.get(subject, amount):
                faults.add(lines.get(path, 1), path, *_BACK)
            asked[subject] = max(amount, asked.get(subject, amount))
    faults.refuse()


def _refuse_doubled(demands: list[Demand], faults: FaultList, lines: Lines) -> None:
    seen: set[tuple[object, ...]] = set()
    for path, subject, _amount in demands:
        if subject in seen:
            faults.add(lines.get(path, 1), path, *_TWICE)
        seen.add(subject)


def _lists(definition: Definition, gate: Gate, path: str) -> Iterator[list[Demand]]:
    """What each list of gates that must all be met asks for, the outermost first."""
    yield list(_demands(definition, gate, path))
    yield from _inner_lists(definition, gate, path)


def _inner_lists(definition: Definition, gate: Gate, path: str) -> Iterator[list[Demand]]:
    if isinstance(gate, AllOf):
        for n, part in enumerate(gate.gates):
            yield from _inner_lists(definition, part, f"{path}.all_of[{n}]")
    elif isinstance(gate, AnyOf):
        for n, part in enumerate(gate.gates):
            yield from _lists(definition, part, f"{path}.any_of[{n}]")


def _demands(definition: Definition, gate: Gate, path: str) -> Iterator[Demand]:
    """(path, subject, amount) of every gate that has to be met; nested all-of lists are laid flat."""
    match gate:
        case AllOf():
            for n, part in enumerate(gate.gates):
                yield from _demands(definition, part, f"{path}.all_of[{n}]")
        case AnyOf() | LowerLevels() | NoVeto():
            return
        case ItemAtLeast():
            yield path, ("item", gate.code), Decimal(definition.item(gate.code).scale.position(gate.rung))
        case _:
            subject = tuple(value for name, value in vars(gate).items() if name != "minimum")
            yield path, (type(gate).__name__, *subject), gate.minimum


def check_reachable(definition: Definition, faults: FaultList, lines: Lines) -> None:
    """DefinitionFaults for a level out of reach with every item at its top, for anybody the standard may apply to."""
    missed: set[str] = set()
    for fitted in outcomes(definition):
        if not fitted.scored_items():
            faults.add(1, "groups", *_NOTHING_LEFT)
            break
        best = {item.code: Answer(item.scale.top.code, evidence=1) for item in fitted.items}
        for level in score(fitted, best).levels:
            for verdict in level.gates:
                if not verdict.met and not isinstance(verdict.gate, LowerLevels) and verdict.path not in missed:
                    missed.add(verdict.path)
                    faults.add(lines.get(verdict.path, 1), verdict.path, *_unreachable(level.code, verdict))
    faults.refuse()


def outcomes(definition: Definition) -> list[Definition]:
    """The standard as it counts for each kind of applicant, every distinct outcome once."""
    rules = [node.applies_to for node in (*definition.all_groups, *definition.items)]
    named = {division for rule in rules for division in rule.divisions}
    # One division that no rule names stands for all of them.
    others = [division for division in DIVISIONS if division not in named][:1]
    profiles = [profile.code for profile in definition.profiles] or [""]
    everybody = (Applicant(*one) for one in product([*sorted(named), *others], SIZES, profiles))
    return list(dict.fromkeys([definition, *(definition.for_applicant(one) for one in everybody)]))


def _unreachable(level: str, verdict: GateVerdict) -> tuple[Text, Text]:
    words = Text(verdict.words.zh[:LONGEST_WORDS], verdict.words.en[:LONGEST_WORDS])
    message = Text(
        f"等级“{level}”永远无法达到，即使各项均为最高档，仍不满足：{words.zh}",
        f"Level “{level}” can never be reached; with every item at its top rung this is still not met: {words.en}",
    )
    return message, Text("请降低此条件的要求", "Lower what this gate asks for")


_TWICE = (
    Text("同一对象在一组条件中有两个下限", "The same thing has two minimums in one list of gates"),
    Text("请只保留较高的一个", "Keep the higher one"),
)
_BACK = (
    Text("要求低于下面的等级", "This asks less than a level below"),
    Text("请提高要求或删除此条件", "Raise the minimum or remove the gate"),
)
_NOTHING_LEFT = (
    Text("某些申报主体没有任何适用的计分项", "For some applicants nothing scored applies"),
    Text("请检查 applies_to", "Check applies_to"),
)
