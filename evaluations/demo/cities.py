"""Some divisions of the demo's city are reviewed first by its bureau: at it, recommended, and passed up."""

from typing import Any

from evaluations.demo.crew import Crew, change_procedure
from evaluations.enums import FilingState
from evaluations.models import AuthorityRound, Filing, Round
from evaluations.queries import visible_filings
from evaluations.review_queries import board_of
from evaluations.services.city_review import escalate_filing, perform_city_work, recommend_filing
from evaluations.services.scores import agree_with_rest, save_score
from portal.models import Enterprise
from portal.tenancy import Actor, scope

# So many filings at least go down, one of which is recommended and one passed up.
WANTED = 4
RECOMMENDED = "示例：材料齐全，现场情况与申报一致，同意推荐。"
SEEN = "示例：现场查看，记录只到二季度，按低一档理解。"
PASSED_UP = "示例：该企业生产地址跨市，请主管部门直接评审。"


def hand_to_city(crew: Crew, yearly_round: Round, shown: Enterprise) -> None:
    """Not the division of the company that is shown: its filing goes straight to the authority."""
    divisions = _divisions(crew, yearly_round, shown)
    change_procedure(crew.lead, yearly_round, city_by=yearly_round.closes_on, city_divisions=divisions)
    with scope(crew.lead) as actor:
        settings = AuthorityRound.objects.get(round=yearly_round, scope=actor.path)
    list(perform_city_work(actor=crew.lead, settings_id=settings.pk))


def let_city_speak(crew: Crew, yearly_round: Round) -> None:
    """On two of what it has, of the first item by item; the rest is still at it."""
    with scope(crew.city) as actor:
        for filing in _at(crew, yearly_round, FilingState.AT_CITY)[:1]:
            _find(actor, filing)
            recommend_filing(actor=actor, filing=filing, reason=RECOMMENDED)
        for filing in _at(crew, yearly_round, FilingState.AT_CITY)[:1]:
            escalate_filing(actor=actor, filing=filing, reason=PASSED_UP)


def _find(actor: Actor, filing: Filing) -> None:
    """Where the city was, it saw less than was claimed; with all else it agrees."""
    higher = (
        line for line in board_of(filing, actor).items if line.claim in {r.code for r in line.item.scale.rungs[1:]}
    )
    if line := next(higher, None):
        below = line.item.scale.rungs[line.item.scale.position(line.claim) - 1].code
        said: dict[str, Any] = {"rung": below, "comment": SEEN, "flagged": False, "version": 0}
        save_score(actor=actor, filing=filing, item_code=line.item.code, **said)
    agree_with_rest(actor=actor, filing=filing, expected=len(board_of(filing, actor).unmarked))


def _divisions(crew: Crew, yearly_round: Round, shown: Enterprise) -> tuple[str, ...]:
    chosen: list[str] = []
    with scope(crew.city):
        waiting = [filing.division_id for filing in _at(crew, yearly_round, FilingState.SUBMITTED)]
    for code in sorted(set(waiting) - {shown.division_id}, key=lambda code: (-waiting.count(code), code)):
        if sum(waiting.count(one) for one in chosen) < WANTED:
            chosen.append(code)
    return tuple(chosen)


def city_has_enough(crew: Crew, yearly_round: Round, shown: Enterprise) -> bool:
    with scope(crew.city):
        waiting = [filing.division_id for filing in _at(crew, yearly_round, FilingState.SUBMITTED)]
    return len(waiting) - waiting.count(shown.division_id) >= WANTED - 1


def _at(crew: Crew, yearly_round: Round, state: FilingState) -> list[Filing]:
    return list(visible_filings(crew.city, [state]).filter(round=yearly_round).order_by("submitted_at"))
