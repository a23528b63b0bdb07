"""What a gate asks for and what was found, in words and short figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from evaluations.checks import Check
from evaluations.compiling import Plan
from evaluations.definition import Definition, Level, Text
from evaluations.figures import shown
from evaluations.gates import (
    AllOf,
    AnyOf,
    EveryGroupAtLeast,
    EvidencedShare,
    GroupAtLeast,
    ItemAtLeast,
    LowerLevels,
    NoVeto,
    ShareOfItems,
    StageAtLeast,
    TotalAtLeast,
)
from evaluations.needs import CountNeed, State


@dataclass(frozen=True)
class Situation:
    """What gates are judged by and worded from: the state of the answers and the scores they come to."""

    plan: Plan
    state: State
    total: Decimal
    scores: Mapping[str, Decimal]
    unmet_levels: tuple[Level, ...] = ()

    @property
    def definition(self) -> Definition:
        return self.plan.definition


@dataclass(frozen=True, slots=True)
class Wording:
    """`needed` and `actual` are short figures for a table: scores and percentages, or rung codes."""

    requirement: Text
    finding: Text
    needed: str = ""
    actual: str = ""


class Part(Protocol):
    """A part of a composed gate, judged and worded."""

    @property
    def met(self) -> bool: ...

    @property
    def waived(self) -> bool: ...

    @property
    def requirement(self) -> Text: ...


def word(check: Check, situation: Situation, parts: Sequence[Part]) -> Wording:
    """The words for one judged gate."""
    match gate := check.gate:
        case TotalAtLeast() | GroupAtLeast() | StageAtLeast():
            wording = _word_score(gate, check, situation)
        case EveryGroupAtLeast():
            wording = _word_every_group(gate, situation)
        case ItemAtLeast():
            wording = _word_item(gate, check, situation)
        case ShareOfItems() | EvidencedShare():
            wording = _word_share(gate, check, situation)
        case LowerLevels():
            wording = _word_lower_levels(situation)
        case NoVeto():
            wording = _word_vetoes(situation)
        case AllOf() | AnyOf():
            wording = _word_composed(gate, check, parts)
    return wording


def _word_score(gate: TotalAtLeast | GroupAtLeast | StageAtLeast, check: Check, situation: Situation) -> Wording:
    subject, unit = _subject(gate, situation.definition.whole), "%" if isinstance(gate, StageAtLeast) else ""
    needed = shown(gate.minimum)
    requirement = Text(
        f"{subject.zh}不低于 {needed}{unit or ' 分'}",
        f"{subject.en} of at least {needed}{' %' if unit else ''}",
    )
    if check.waived:
        return Wording(requirement, NOT_ASKED, needed)
    found = shown(_score(gate, situation))
    finding = Text(f"现为 {found}{unit or ' 分'}", f"now {found}{' %' if unit else ''}")
    return Wording(requirement, finding, needed, found)


def _subject(gate: TotalAtLeast | GroupAtLeast | StageAtLeast, standard: Definition) -> Text:
    match gate:
        case TotalAtLeast():
            return Text("总分", "Total score")
        case GroupAtLeast():
            title = standard.group(gate.code).title
            return Text(f"“{title.zh}”（{gate.code}）得分", f"Score of “{title.en}” ({gate.code})")
        case StageAtLeast():
            level, within = standard.level(gate.level).name, _scope(gate.group, standard)
            return Text(f"{within.zh}中“{level.zh}”各项的得分率", f"Score for “{level.en}” in {within.en}")


def _score(gate: TotalAtLeast | GroupAtLeast | StageAtLeast, situation: Situation) -> Decimal:
    match gate:
        case TotalAtLeast():
            return situation.total
        case GroupAtLeast():
            return situation.scores[gate.code]
        case StageAtLeast():
            return situation.plan.stage_score(gate.level, gate.group, situation.state.values)


def _word_every_group(gate: EveryGroupAtLeast, situation: Situation) -> Wording:
    groups = situation.definition.scored_groups
    lowest = min(groups, key=lambda group: situation.scores[group.code])
    needed, found = shown(gate.minimum), shown(situation.scores[lowest.code])
    requirement = Text(f"各维度得分均不低于 {needed} 分", f"Every dimension scores at least {needed}")
    finding = Text(
        f"最低为“{lowest.title.zh}”（{lowest.code}）{found} 分",
        f"the lowest is “{lowest.title.en}” ({lowest.code}) with {found}",
    )
    return Wording(requirement, finding, needed, found)


def _word_item(gate: ItemAtLeast, check: Check, situation: Situation) -> Wording:
    item = situation.definition.whole.item(gate.code)
    needed = item.scale.rung(gate.rung)
    requirement = Text(
        f"“{item.title.zh}”（{item.code}）达到“{needed.name.zh}”及以上",
        f"“{item.title.en}” ({item.code}) is at “{needed.name.en}” or above",
    )
    if check.waived:
        return Wording(requirement, NOT_ASKED, gate.rung)
    position = situation.state.positions[situation.plan.places[gate.code]]
    if position < 0:
        return Wording(requirement, Text("尚未作答", "not answered yet"), gate.rung)
    rung = item.scale.rungs[position]
    return Wording(requirement, Text(f"现为“{rung.name.zh}”", f"now “{rung.name.en}”"), gate.rung, rung.code)


def _word_share(gate: ShareOfItems | EvidencedShare, check: Check, situation: Situation) -> Wording:
    requirement, needed = _share_asked(gate, situation.definition.whole), shown(gate.minimum)
    if check.waived:
        return Wording(requirement, NOT_ASKED, needed)
    (need,) = check.needs
    assert isinstance(need, CountNeed)
    whole, count = len(need.floors), need.amount - need.lack(situation.state)
    found = shown(Decimal(100 * count) / whole)
    finding = Text(f"现为 {found}%，{whole} 项中有 {count} 项", f"now {found} %, {count} of {whole}")
    return Wording(requirement, finding, needed, found)


def _share_asked(gate: ShareOfItems | EvidencedShare, standard: Definition) -> Text:
    scope = standard.scored_items(gate.group, gate.level)
    rung, needed = scope[0].scale.rung(gate.rung).name, shown(gate.minimum)
    within = _items_of(gate, standard)
    if isinstance(gate, ShareOfItems):
        return Text(
            f"{within.zh}中不少于 {needed}% 达到“{rung.zh}”及以上",
            f"At least {needed} % of {within.en} are at “{rung.en}” or above",
        )
    return Text(
        f"{within.zh}中不少于 {needed}% 达到“{rung.zh}”及以上且附有证明材料",
        f"At least {needed} % of {within.en} are at “{rung.en}” or above and have evidence attached",
    )


def _items_of(gate: ShareOfItems | EvidencedShare, standard: Definition) -> Text:
    within = Text("全部评价项", "all items")
    if gate.group is not None:
        scope = _scope(gate.group, standard)
        within = Text(f"{scope.zh}评价项", f"the items of {scope.en}")
    if gate.level is not None:
        level = standard.level(gate.level).name
        within = Text(f"{within.zh}（属“{level.zh}”）", f"{within.en} for “{level.en}”")
    return within


def _scope(group: str | None, standard: Definition) -> Text:
    if group is None:
        return Text("全部评价项", "all items")
    title = standard.group(group).title
    return Text(f"“{title.zh}”（{group}）", f"“{title.en}” ({group})")


def _word_lower_levels(situation: Situation) -> Wording:
    requirement = Text("满足以下各级的全部条件", "All conditions of the levels below are met")
    unmet = situation.unmet_levels
    if not unmet:
        return Wording(requirement, Text("已满足", "met"))
    finding = Text(
        f"尚未满足：{'、'.join(f'“{level.name.zh}”' for level in unmet)}",
        f"not met: {', '.join(f'“{level.name.en}”' for level in unmet)}",
    )
    return Wording(requirement, finding)


def _word_vetoes(situation: Situation) -> Wording:
    requirement = Text("无一票否决情形", "No veto is recorded")
    found = [veto.name for veto in situation.definition.vetoes if veto.code in situation.state.vetoes]
    if not found:
        return Wording(requirement, Text("未发现", "none found"))
    finding = Text(
        f"存在：{'、'.join(name.zh for name in found)}",
        f"recorded: {', '.join(name.en for name in found)}",
    )
    return Wording(requirement, finding)


def _word_composed(gate: AllOf | AnyOf, check: Check, parts: Sequence[Part]) -> Wording:
    count = sum(part.met and (check.waived or not part.waived) for part in parts)
    finding = Text(f"已满足 {len(parts)} 项中的 {count} 项", f"{count} of {len(parts)} met")
    if isinstance(gate, AllOf):
        return Wording(_joined("同时满足：{}", "All of: {}", parts), finding)
    return Wording(_joined("至少满足一项：{}", "At least one of: {}", parts), finding)


def _joined(zh: str, en: str, parts: Sequence[Part]) -> Text:
    return Text(
        zh.format("；".join(part.requirement.zh for part in parts)),
        en.format("; ".join(part.requirement.en for part in parts)),
    )


NOT_ASKED = Text("不适用，不作要求", "not applicable, not asked for")
