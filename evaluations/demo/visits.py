"""Site visits of the demo's office: a sample drawn by a seed; made ones with findings, arranged ones, one called off."""

import struct
import zlib
from datetime import date, timedelta

from django.utils import timezone

from evaluations.demo.crew import Crew
from evaluations.enums import VisitState
from evaluations.models import Round, Visit
from evaluations.services.visit_findings import Typed, add_photo, correct_verdicts, save_finding
from evaluations.services.visits import arrange_visit, plan_visits
from evaluations.visit_queries import found_items, visible_visits, visit_of
from evaluations.visit_rules import OPEN
from portal.tenancy import Actor, scope

SIZE, SEED = 14, "demo-visits"
MADE, ARRANGED = 3, 3
TEAM = "示例评审员、示例专家"
FOUND = (
    "示例：抽查三份检验记录，一份无复核签字，与申报不完全一致。",
    "示例：现场看板与系统数据一致，与申报相符。",
)
DROPPED = "示例：企业停产检修，本年度不再安排。"
EDGE = 240


def visit_companies(crew: Crew, yearly_round: Round) -> None:
    with scope(crew.lead) as actor:
        plan_visits(actor=actor, yearly_round=yearly_round, size=SIZE, seed=SEED, key=SEED)
    first = crew.reviewers[0]
    with scope(first) as actor:
        visits = list(visible_visits(actor).order_by("pk"))
        ready = [visit for visit in visits if visit.filing.state in OPEN and not _is_read_blind(visit)]
        others = [visit for visit in visits if visit not in ready[:MADE]]
        today = timezone.localdate()
        for number, visit in enumerate(ready[:MADE]):
            _arrange(actor, visit, VisitState.MADE, today - timedelta(days=4 + number))
            _find(actor, visit_of(actor, visit.pk))
        for number, visit in enumerate(others[:ARRANGED]):
            _arrange(actor, visit, VisitState.ARRANGED, today + timedelta(days=6 + number))
        for visit in others[ARRANGED : ARRANGED + 1]:
            arrange_visit(
                actor=actor, visit=visit, state=VisitState.DROPPED, day=None, team="", note=DROPPED, version=1
            )
        for visit in ready[:1]:
            _correct(actor, visit_of(actor, visit.pk))


def _is_read_blind(visit: Visit) -> bool:
    return visit.filing.reviews.filter(ordinal__gt=0).exists()


def _arrange(actor: Actor, visit: Visit, state: VisitState, day: date) -> None:
    arrange_visit(actor=actor, visit=visit, state=state, day=day, team=TEAM, note="", version=visit.version)


def _find(actor: Actor, visit: Visit) -> None:
    """One item found a rung lower than claimed, with a photograph, and one as claimed."""
    lower, same = [item for item in found_items(visit, visit.filing) if item.reviewed.claim][:2]
    scale = lower.item.scale
    below = scale.rungs[max(scale.position(lower.reviewed.claim) - 1, 0)].code
    code = lower.item.code
    save_finding(actor=actor, visit=visit, item_code=code, typed=Typed(below, FOUND[0], 0))
    save_finding(actor=actor, visit=visit, item_code=same.item.code, typed=Typed(same.reviewed.claim, FOUND[1], 0))
    add_photo(actor=actor, visit=visit, item_code=code, name="示例照片.png", content=sample_photo())


def _correct(actor: Actor, visit: Visit) -> None:
    due = [row for row in found_items(visit, visit.filing) if row.to_correct]
    correct_verdicts(actor=actor, visit=visit, expected=len(due))


def sample_photo() -> bytes:
    """A picture that nobody takes for a place: bands of grey in a square."""
    rows = b"".join(b"\x00" + bytes(90 + (x // 30 + y // 30) % 4 * 35 for x in range(EDGE)) for y in range(EDGE))
    header = struct.pack(">IIBBBBB", EDGE, EDGE, 8, 0, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, content) for name, content in parts)


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
