"""The people of the demo's office at work, and how one of them reads a filing through the services that pages call."""

from dataclasses import dataclass, replace
from typing import Any

from evaluations.models import Filing, Round
from evaluations.procedure import procedure_of
from evaluations.queries import authority_round_at
from evaluations.review_queries import Board, board_with, review_for
from evaluations.services.authority_rounds import set_authority_round
from evaluations.services.experts import office_of
from evaluations.services.reviews import finish_review
from evaluations.services.scores import agree_with_rest, save_score
from portal.demo import demo_person
from portal.enums import Side
from portal.queries import find_actor
from portal.tenancy import Actor, scope

COMMENTS = (
    "示例：记录只覆盖一条产线，按下一档计。", "示例：未见整改闭环的证据。", "示例：数据积累不足一年。",
)  # fmt: skip
OPINION = "示例：证明材料基本完整，与自评不同之处已逐项说明。"


@dataclass(frozen=True)
class Crew:
    """Who acts: whoever leads the office, its four reviewers, its outside expert, and its city's bureau."""

    lead: Actor
    reviewers: tuple[Actor, ...]
    expert: Actor
    city: Actor


def demo_crew() -> Crew:
    names = ("demo_reviewer", "demo_reviewer2", "demo_reviewer3", "demo_reviewer4")
    return Crew(_acting("demo_approver"), tuple(map(_acting, names)), _acting("demo_expert"), _acting("demo_bureau"))


def _acting(username: str) -> Actor:
    actor = find_actor(demo_person(username))
    assert actor
    return actor


def change_procedure(lead: Actor, yearly_round: Round, **changes: Any) -> None:
    """Set the office's round anew in these fields."""
    with scope(lead) as actor:
        known = authority_round_at(actor.path, yearly_round)
        wanted = replace(procedure_of(known), **changes)
        version = known.version if known else 0
        set_authority_round(actor=actor, yearly_round=yearly_round, wanted=wanted, version=version)


def read_filing(reader: Actor, filing: Filing, *, lower: int, offset: int = 0, finish: bool = True) -> None:
    """So many items one rung lower with a comment, from the `offset`-th on; the rest as claimed, and the opinion."""
    with scope(office_of(reader) if reader.side == Side.EXPERT else reader) as actor:
        board = board_with(filing, review_for(filing, actor.user_id))
        lowered = _lowered(board, lower, offset)
        for number, code, rung in lowered:
            comment = COMMENTS[number % len(COMMENTS)]
            save_score(actor=actor, filing=filing, item_code=code, rung=rung, comment=comment, flagged=False, version=0)
        if finish:
            agree_with_rest(actor=actor, filing=filing, expected=len(board.unmarked) - len(lowered))
            finish_review(actor=actor, filing=filing, opinion=OPINION)


def _lowered(board: Board, lower: int, offset: int) -> list[tuple[int, str, str]]:
    """(number, item, rung below the claimed one), every third item so that they lie in several dimensions."""
    found = [
        (reviewed.item.code, reviewed.item.scale.rungs[place - 1].code)
        for reviewed in board.unmarked
        if (place := reviewed.item.scale.position(reviewed.claim)) > 0
    ]
    ordered = found[offset::3] + [pair for index, pair in enumerate(found) if index % 3 != offset % 3]
    return [(number, code, rung) for number, (code, rung) in enumerate(ordered[:lower])]
