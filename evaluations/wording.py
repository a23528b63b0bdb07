"""What a gate asks for, in words: the same for every applicant."""

from __future__ import annotations

from decimal import Decimal

from evaluations.definition import Definition, Text
from evaluations.figures import shown
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
    StageAtLeast,
    TotalAtLeast,
)
from evaluations.tree import ScaleKind

MET = Text("已满足", "met")
NOT_ASKED = Text("不适用，不作要求", "not applicable, not asked for")
NOT_ANSWERED = Text("尚未作答", "not answered yet")
NO_VETO_FOUND = Text("未发现", "none found")


def points(figure: Decimal) -> Text:
    return Text(f"{shown(figure)} 分", shown(figure))


def percent(figure: Decimal) -> Text:
    return Text(f"{shown(figure)}%", f"{shown(figure)} %")


def needed(gate: Gate) -> str:
    """A short figure for a table: a score, a percentage or a rung's code; empty where there is none."""
    match gate:
        case ItemAtLeast():
            return gate.rung
        case AllOf() | AnyOf() | LowerLevels() | NoVeto():
            return ""
        case _:
            return shown(gate.minimum)


def requirement(gate: Gate, standard: Definition) -> Text:
    """What the gate asks for; `standard` is the whole one, with everything that a gate may name."""
    match gate:
        case AllOf() | AnyOf():
            words = _joined(gate, standard)
        case TotalAtLeast() | GroupAtLeast() | StageAtLeast():
            words = _score(gate, standard)
        case EveryGroupAtLeast():
            least = points(gate.minimum)
            words = Text(f"各维度得分均不低于 {least.zh}", f"Every dimension scores at least {least.en}")
        case ItemAtLeast():
            words = _item(gate, standard)
        case ShareOfItems() | EvidencedShare():
            words = _share(gate, standard)
        case LowerLevels():
            words = Text("满足以下各级的全部条件", "All conditions of the levels below are met")
        case NoVeto():
            words = Text("无一票否决情形", "No veto is recorded")
    return words


def _joined(gate: AllOf | AnyOf, standard: Definition) -> Text:
    head = Text("同时满足：", "All of: ") if isinstance(gate, AllOf) else Text("至少满足一项：", "At least one of: ")
    parts = [_part(part, standard) for part in gate.gates]
    return Text(head.zh + "；".join(part.zh for part in parts), head.en + "; ".join(part.en for part in parts))


def _part(gate: Gate, standard: Definition) -> Text:
    """A list within a list stands in brackets: where it ends decides what is asked for."""
    words = requirement(gate, standard)
    return Text(f"（{words.zh}）", f"({words.en})") if isinstance(gate, AllOf | AnyOf) else words


def _score(gate: TotalAtLeast | GroupAtLeast | StageAtLeast, standard: Definition) -> Text:
    subject, least = Text("总分", "Total score"), points(gate.minimum)
    if isinstance(gate, GroupAtLeast):
        group = _named_group(gate.code, standard)
        subject = Text(f"{group.zh}得分", f"Score of {group.en}")
    elif isinstance(gate, StageAtLeast):
        subject, least = _stage(gate, standard), percent(gate.minimum)
    return Text(f"{subject.zh}不低于 {least.zh}", f"{subject.en} of at least {least.en}")


def _named_group(code: str, standard: Definition) -> Text:
    title = standard.group(code).title
    return Text(f"“{title.zh}”（{code}）", f"“{title.en}” ({code})")


def _stage(gate: StageAtLeast, standard: Definition) -> Text:
    level = standard.level(gate.level).name
    if gate.group is None:
        return Text(f"“{level.zh}”各项得分率", f"Score of the items for “{level.en}”")
    group = _named_group(gate.group, standard)
    return Text(f"{group.zh}中“{level.zh}”各项得分率", f"Score of the items for “{level.en}” in {group.en}")


def _item(gate: ItemAtLeast, standard: Definition) -> Text:
    item = standard.item(gate.code)
    rung = item.scale.rung(gate.rung).name
    if item.scale.kind == ScaleKind.YES_NO:
        return Text(f"“{item.title.zh}”（{item.code}）为“{rung.zh}”", f"“{item.title.en}” ({item.code}) is “{rung.en}”")
    return Text(
        f"“{item.title.zh}”（{item.code}）达到“{rung.zh}”及以上",
        f"“{item.title.en}” ({item.code}) is at “{rung.en}” or above",
    )


def _share(gate: ShareOfItems | EvidencedShare, standard: Definition) -> Text:
    first = standard.scored_items(gate.group, gate.level)[0]
    rung, least, within = first.scale.rung(gate.rung).name, percent(gate.minimum), _within(gate, standard)
    with_evidence = Text("且附有证明材料", " and have evidence attached")
    more = with_evidence if isinstance(gate, EvidencedShare) else Text("", "")
    return Text(
        f"{within.zh}中不少于 {least.zh} 达到“{rung.zh}”及以上{more.zh}",
        f"At least {least.en} of {within.en} are at “{rung.en}” or above{more.en}",
    )


def _within(gate: ShareOfItems | EvidencedShare, standard: Definition) -> Text:
    within = Text("全部评价项", "all items")
    if gate.group is not None:
        group = _named_group(gate.group, standard)
        within = Text(f"{group.zh}评价项", f"the items of {group.en}")
    if gate.level is None:
        return within
    level = standard.level(gate.level).name
    return Text(f"{within.zh}（属“{level.zh}”）", f"{within.en} for “{level.en}”")
