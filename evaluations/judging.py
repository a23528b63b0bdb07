"""Judges gates and says in words what each asks for and what was found."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal

from evaluations.definition import Definition, Item, Level, Text
from evaluations.gates import (
    AllOf,
    AnyOf,
    EveryGroupAtLeast,
    EvidencedShare,
    Gate,
    GroupAtLeast,
    ItemAtLeast,
    LowerLevels,
    NoVeto,
    ShareOfItems,
    TotalAtLeast,
)

HUNDREDTH = Decimal("0.01")


@dataclass(frozen=True)
class GateVerdict:
    """What one gate asks for, what was found, and whether it is met.

    `needed` and `actual` are short figures for a table (scores and percentages, or rung codes), `path` is the gate's
    place in the standard's file. The parts of an any-of and the groups of an every-group are in `parts`.
    """

    gate: Gate
    path: str
    met: bool
    requirement: Text
    finding: Text
    needed: str = ""
    actual: str = ""
    parts: tuple[GateVerdict, ...] = ()

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
            "requirement": self.requirement.as_dict(),
            "finding": self.finding.as_dict(),
            "needed": self.needed,
            "actual": self.actual,
            "parts": [part.as_dict() for part in self.parts],
        }


@dataclass(frozen=True)
class Situation:
    """What gates are judged by: exact scores, each item's rung position (-1: not answered), and the rest."""

    definition: Definition
    total: Decimal
    scores: Mapping[str, Decimal]
    positions: Mapping[str, int]
    evidenced: frozenset[str]
    vetoes: frozenset[str]
    unmet_levels: tuple[Level, ...] = ()


def judge_level(level: Level, position: int, situation: Situation) -> tuple[GateVerdict, ...]:
    """The verdicts of a level's gates; nested all-of lists are laid flat because each part must be met anyway."""
    return tuple(_flat(level.gate, f"levels[{position}].gates", situation))


def _flat(gate: Gate, path: str, situation: Situation) -> Iterator[GateVerdict]:
    if isinstance(gate, AllOf):
        for position, part in enumerate(gate.gates):
            yield from _flat(part, f"{path}.all_of[{position}]", situation)
    else:
        yield _judge(gate, path, situation)


def _judge(gate: Gate, path: str, situation: Situation) -> GateVerdict:
    match gate:
        case TotalAtLeast() | GroupAtLeast() | EveryGroupAtLeast():
            return _judge_minimum(gate, path, situation)
        case ItemAtLeast():
            return _judge_item(gate, path, situation)
        case ShareOfItems() | EvidencedShare():
            return _judge_share(gate, path, situation)
        case LowerLevels():
            return _judge_lower_levels(gate, path, situation)
        case NoVeto():
            return _judge_vetoes(gate, path, situation)
        case AllOf() | AnyOf():
            return _judge_composed(gate, path, situation)


def _judge_minimum(
    gate: TotalAtLeast | GroupAtLeast | EveryGroupAtLeast, path: str, situation: Situation
) -> GateVerdict:
    match gate:
        case TotalAtLeast():
            return _judge_score(gate, path, Text("总分", "Total score"), situation.total, gate.minimum)
        case GroupAtLeast():
            return _judge_group(gate, gate.code, gate.minimum, path, situation)
        case EveryGroupAtLeast():
            return _judge_every_group(gate, path, situation)


def _judge_score(gate: Gate, path: str, subject: Text, actual: Decimal, minimum: Decimal) -> GateVerdict:
    needed, found = shown(minimum), shown(actual)
    requirement = Text(f"{subject.zh}不低于 {needed} 分", f"{subject.en} of at least {needed}")
    finding = Text(f"现为 {found} 分", f"now {found}")
    return GateVerdict(gate, path, actual >= minimum, requirement, finding, needed, found)


def _judge_group(gate: Gate, code: str, minimum: Decimal, path: str, situation: Situation) -> GateVerdict:
    title = situation.definition.group(code).title
    subject = Text(f"“{title.zh}”（{code}）得分", f"Score of “{title.en}” ({code})")
    return _judge_score(gate, path, subject, situation.scores[code], minimum)


def _judge_every_group(gate: EveryGroupAtLeast, path: str, situation: Situation) -> GateVerdict:
    groups = situation.definition.groups
    parts = tuple(_judge_group(gate, group.code, gate.minimum, path, situation) for group in groups)
    lowest = min(groups, key=lambda group: situation.scores[group.code])
    needed, found = shown(gate.minimum), shown(situation.scores[lowest.code])
    requirement = Text(f"各维度得分均不低于 {needed} 分", f"Every dimension scores at least {needed}")
    finding = Text(
        f"最低为“{lowest.title.zh}”（{lowest.code}）{found} 分",
        f"the lowest is “{lowest.title.en}” ({lowest.code}) with {found}",
    )
    return GateVerdict(gate, path, all(part.met for part in parts), requirement, finding, needed, found, parts)


def _judge_item(gate: ItemAtLeast, path: str, situation: Situation) -> GateVerdict:
    item = situation.definition.item(gate.code)
    needed, position = item.scale.rung(gate.rung), situation.positions[gate.code]
    requirement = Text(
        f"“{item.title.zh}”（{item.code}）达到“{needed.name.zh}”及以上",
        f"“{item.title.en}” ({item.code}) is at “{needed.name.en}” or above",
    )
    met = position >= item.scale.position(gate.rung)
    if position < 0:
        return GateVerdict(gate, path, met, requirement, Text("尚未作答", "not answered yet"), gate.rung)
    rung = item.scale.rungs[position]
    finding = Text(f"现为“{rung.name.zh}”", f"now “{rung.name.en}”")
    return GateVerdict(gate, path, met, requirement, finding, gate.rung, rung.code)


def counts_towards(gate: ShareOfItems | EvidencedShare, item: Item, position: int, evidenced: bool) -> bool:
    """Whether an item at this rung position, with evidence or not, counts for a share gate."""
    return position >= item.scale.position(gate.rung) and (evidenced or isinstance(gate, ShareOfItems))


def _judge_share(gate: ShareOfItems | EvidencedShare, path: str, situation: Situation) -> GateVerdict:
    items = situation.definition.items_in(gate.group)
    positions, evidenced = situation.positions, situation.evidenced
    count = sum(counts_towards(gate, item, positions[item.code], item.code in evidenced) for item in items)
    share = Decimal(100 * count) / len(items)
    needed, found = shown(gate.minimum), shown(share)
    finding = Text(
        f"现为 {found}%，{len(items)} 项中有 {count} 项",
        f"now {found} %, {count} of {len(items)}",
    )
    # Compared as whole numbers: a share such as one third has no exact decimal.
    met = 100 * count >= gate.minimum * len(items)
    return GateVerdict(gate, path, met, _share_asked(gate, items, situation), finding, needed, found)


def _share_asked(gate: ShareOfItems | EvidencedShare, items: tuple[Item, ...], situation: Situation) -> Text:
    rung, needed = items[0].scale.rung(gate.rung).name, shown(gate.minimum)
    within = Text("全部评价项", "all items")
    if gate.group is not None:
        title = situation.definition.group(gate.group).title
        within = Text(f"“{title.zh}”（{gate.group}）评价项", f"the items of “{title.en}” ({gate.group})")
    if isinstance(gate, ShareOfItems):
        return Text(
            f"{within.zh}中不少于 {needed}% 达到“{rung.zh}”及以上",
            f"At least {needed} % of {within.en} are at “{rung.en}” or above",
        )
    return Text(
        f"{within.zh}中不少于 {needed}% 达到“{rung.zh}”及以上且附有证明材料",
        f"At least {needed} % of {within.en} are at “{rung.en}” or above and have evidence attached",
    )


def _judge_lower_levels(gate: LowerLevels, path: str, situation: Situation) -> GateVerdict:
    requirement = Text("满足以下各级的全部条件", "All conditions of the levels below are met")
    unmet = situation.unmet_levels
    if not unmet:
        return GateVerdict(gate, path, True, requirement, Text("已满足", "met"))
    finding = Text(
        f"尚未满足：{'、'.join(f'“{level.name.zh}”' for level in unmet)}",
        f"not met: {', '.join(f'“{level.name.en}”' for level in unmet)}",
    )
    return GateVerdict(gate, path, False, requirement, finding)


def _judge_vetoes(gate: NoVeto, path: str, situation: Situation) -> GateVerdict:
    requirement = Text("无一票否决情形", "No veto is recorded")
    found = [veto.name for veto in situation.definition.vetoes if veto.code in situation.vetoes]
    if not found:
        return GateVerdict(gate, path, True, requirement, Text("未发现", "none found"))
    finding = Text(
        f"存在：{'、'.join(name.zh for name in found)}",
        f"recorded: {', '.join(name.en for name in found)}",
    )
    return GateVerdict(gate, path, False, requirement, finding)


def _judge_composed(gate: AllOf | AnyOf, path: str, situation: Situation) -> GateVerdict:
    word = "all_of" if isinstance(gate, AllOf) else "any_of"
    pairs = enumerate(gate.gates)
    parts = tuple(_judge(part, f"{path}.{word}[{position}]", situation) for position, part in pairs)
    count = sum(part.met for part in parts)
    finding = Text(f"已满足 {len(parts)} 项中的 {count} 项", f"{count} of {len(parts)} met")
    if isinstance(gate, AllOf):
        requirement = _joined("同时满足：{}", "All of: {}", parts)
        return GateVerdict(gate, path, count == len(parts), requirement, finding, parts=parts)
    requirement = _joined("至少满足一项：{}", "At least one of: {}", parts)
    return GateVerdict(gate, path, count > 0, requirement, finding, parts=parts)


def _joined(zh: str, en: str, parts: tuple[GateVerdict, ...]) -> Text:
    return Text(
        zh.format("；".join(part.requirement.zh for part in parts)),
        en.format("; ".join(part.requirement.en for part in parts)),
    )


def shown(figure: Decimal) -> str:
    """A figure for display: at most two decimals, cut off and not rounded, so that an unmet need never looks met."""
    return f"{figure.quantize(HUNDREDTH, rounding=ROUND_DOWN).normalize():f}"
