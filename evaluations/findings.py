"""What was found where a gate asks for something: in words, and as a short figure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
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
from evaluations.wording import MET, NO_VETO_FOUND, NOT_ANSWERED, NOT_ASKED, percent, points


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
class Finding:
    """`figure` is for a table: a score, a percentage or a rung's code; empty where there is none."""

    words: Text
    figure: str = ""


class Part(Protocol):
    """A part of a composed gate, judged."""

    @property
    def met(self) -> bool: ...

    @property
    def waived(self) -> bool: ...


def find(check: Check, situation: Situation, parts: Sequence[Part]) -> Finding:
    """What was found for one gate."""
    match gate := check.gate:
        case _ if check.waived and not parts:
            found = Finding(NOT_ASKED)
        case TotalAtLeast() | GroupAtLeast() | StageAtLeast():
            found = _find_score(gate, situation)
        case EveryGroupAtLeast():
            found = _find_lowest(situation)
        case ItemAtLeast():
            found = _find_rung(gate, situation)
        case ShareOfItems() | EvidencedShare():
            found = _find_share(check, situation)
        case LowerLevels():
            found = _find_unmet(situation)
        case NoVeto():
            found = _find_vetoes(situation)
        case AllOf() | AnyOf():
            count = sum(part.met and (check.waived or not part.waived) for part in parts)
            found = Finding(Text(f"已满足 {len(parts)} 项中的 {count} 项", f"{count} of {len(parts)} met"))
    return found


def _find_score(gate: TotalAtLeast | GroupAtLeast | StageAtLeast, situation: Situation) -> Finding:
    if isinstance(gate, StageAtLeast):
        return _now_percent(situation.plan.stage_score(gate.level, gate.group, situation.state.values))
    return _now_points(situation.scores[gate.code] if isinstance(gate, GroupAtLeast) else situation.total)


# A group's score is found once for every level that asks for it.
@lru_cache(maxsize=4096)
def _now_points(score: Decimal) -> Finding:
    figure = points(score)
    return Finding(Text(f"现为 {figure.zh}", f"now {figure.en}"), shown(score))


def _now_percent(score: Decimal) -> Finding:
    figure = percent(score)
    return Finding(Text(f"现为 {figure.zh}", f"now {figure.en}"), shown(score))


def _find_lowest(situation: Situation) -> Finding:
    lowest = min(situation.definition.scored_groups, key=lambda group: situation.scores[group.code])
    score, title = points(situation.scores[lowest.code]), lowest.title
    words = Text(
        f"最低为“{title.zh}”（{lowest.code}）{score.zh}",
        f"the lowest is “{title.en}” ({lowest.code}) with {score.en}",
    )
    return Finding(words, score.en)


def _find_rung(gate: ItemAtLeast, situation: Situation) -> Finding:
    place = situation.plan.places[gate.code]
    position = situation.state.positions[place]
    if position < 0:
        return Finding(NOT_ANSWERED)
    rung = situation.plan.items[place].scale.rungs[position]
    return Finding(Text(f"现为“{rung.name.zh}”", f"now “{rung.name.en}”"), rung.code)


def _find_share(check: Check, situation: Situation) -> Finding:
    (need,) = check.needs
    assert isinstance(need, CountNeed)
    whole, count = len(need.floors), need.amount - need.lack(situation.state)
    share = Decimal(100 * count) / whole
    found = _now_percent(share)
    words = Text(f"{found.words.zh}，{whole} 项中有 {count} 项", f"{found.words.en}, {count} of {whole}")
    return Finding(words, found.figure)


def _find_unmet(situation: Situation) -> Finding:
    unmet = situation.unmet_levels
    if not unmet:
        return Finding(MET)
    zh = "、".join(f"“{level.name.zh}”" for level in unmet)
    en = ", ".join(f"“{level.name.en}”" for level in unmet)
    return Finding(Text(f"尚未满足：{zh}", f"not met: {en}"))


def _find_vetoes(situation: Situation) -> Finding:
    names = [veto.name for veto in situation.definition.vetoes if veto.code in situation.state.vetoes]
    if not names:
        return Finding(NO_VETO_FOUND)
    return Finding(Text(f"存在：{'、'.join(n.zh for n in names)}", f"recorded: {', '.join(n.en for n in names)}"))
