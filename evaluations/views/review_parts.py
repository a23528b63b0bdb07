"""What the pages of one filing under review are made of; shared by review and determination."""

from datetime import datetime
from typing import Any

from django.urls import reverse

from evaluations.appeal_queries import appeal_of, appeal_rows, contested_items
from evaluations.appeal_rules import may_answer_appeal
from evaluations.city_queries import city_words
from evaluations.clash_queries import clashes_in
from evaluations.clashes import Clash
from evaluations.desk_queries import next_in_hand
from evaluations.document_queries import shown_evidence
from evaluations.enums import NOT_APPLICABLE, FilingState
from evaluations.interest_queries import Bars, people_facts, recusals_of
from evaluations.interests import say_conflicts
from evaluations.judging import shown
from evaluations.last_days import last_day_of
from evaluations.lease_queries import has_lapsed, lease_of
from evaluations.models import Evidence, Filing, FilingEvent
from evaluations.queries import flow_of
from evaluations.queue_rows import days_waiting
from evaluations.reading_queries import may_see_readers, readings_of
from evaluations.readings import Readings
from evaluations.rereview_queries import changes_in
from evaluations.review_queries import Board, city_found_of, last_year_of, why_not_scoring
from evaluations.review_rules import is_city_path, may_finish, may_release, may_return
from evaluations.rules import may_perform
from evaluations.tree import OnNotApplicable, ScaleKind
from evaluations.triage_queries import triage_of
from evaluations.triage_words import say_reasons
from evaluations.verdicts import ReviewedItem
from evaluations.views.review_shown import Shown
from evaluations.workflow import CITY_RESULTS, Flow, next_steps
from portal.differences import Effort
from portal.enums import OrganisationKind, Role, Side
from portal.tenancy import Actor
from portal.views.files import PREVIEWABLE


def frame_parts(actor: Actor, board: Board, reviewed: ReviewedItem | None = None, wanted: str = "") -> dict[str, Any]:
    """Item list, foot and the steps open to this person; `wanted` is the URL's word for which items are listed."""
    filing = board.filing
    at_city = filing.state == FilingState.AT_CITY
    refusal, readings = why_not_scoring(actor, filing, board.review), readings_of(filing)
    shown_items = Shown(board, wanted, reviewed)
    left = shown_items.open_after(reviewed.item.code if reviewed else "")
    flow = flow_of(filing)
    city = city_words(filing, flow)
    found = city_found_of(board) if city else None
    coming = None if left and not refusal else next_in_hand(actor, filing)
    return {
        "board": board,
        "filing": filing,
        "company": filing.enterprise,
        "reviewed": reviewed,
        "locked": refusal,
        "tally": board.tally,
        "claimed_total": shown(board.claimed.total),
        "scored_total": shown(board.scored.total),
        "steps": _steps(actor, board, flow, readings, city),
        "city": city,
        # What goes up is the city's word; nothing is finished or returned by it.
        "for_city": at_city and not refusal,
        "city_found": found,
        "city_line": found.line_of(reviewed) if found and reviewed else None,
        "readings": readings,
        "readers": [str(row.reviewer) for row in readings.rows] if may_see_readers(actor, readings) else [],
        "may_finish": not refusal and not at_city and not may_finish(board.items),
        "may_return": not refusal and not at_city and not may_return(board.items, blind=bool(readings.rows)),
        "listed": shown_items,
        "left": left,
        "first_open": left[0] if left else "",
        "next_filing": coming,
        "ahead": _ahead(shown_items, () if refusal else left, coming),
        "waiting": days_waiting(filing),
        "last_day": last_day_of(filing),
    }


def _ahead(listed: Shown, left: tuple[str, ...], coming: Filing | None) -> list[str]:
    """Addresses in the order in which the person is likely to want them: items, the whole, the next filing in hand."""
    filing = listed.board.filing
    items = [reverse("evaluations:review-item", args=[filing.pk, code]) for code in left]
    whole = [reverse("evaluations:review", args=[filing.pk])] if listed.reviewed else []
    following = [reverse("evaluations:review", args=[coming.pk])] if coming else []
    return [f"{address}{listed.query}" for address in (*items, *whole)] + following


def _steps(actor: Actor, board: Board, flow: Flow, readings: Readings, city: FilingEvent | None) -> set[str]:
    """Names of the steps this person could take by table, with the rules that need no more queries."""
    filing = board.filing
    allowed = {s.name for s in next_steps(filing.state, flow) if not may_perform(actor, filing, s, flow, "-")}
    if may_release(actor, board.review):
        allowed.discard("release")
    if city and actor.kind == OrganisationKind.BUREAU:
        allowed -= {"take", "assign_reviewer"}
    if not is_city_path(actor.path):
        allowed -= {*CITY_RESULTS, "escalate"}
    own = board.review is not None and board.review.reviewer_id == actor.user_id
    if readings.sealed:
        return _steps_of_reader(actor, filing, readings, allowed)
    if not own and actor.side == Side.AUTHORITY and actor.has(Role.REVIEWER) and has_lapsed(filing, board.review):
        allowed.add("take")
    return allowed - {"determine", "send_back"} if own else allowed


def _steps_of_reader(actor: Actor, filing: Filing, readings: Readings, allowed: set[str]) -> set[str]:
    """A place that is free is taken, one's own reading given up; nothing is returned."""
    mine = readings.of(actor.user_id)
    lapsed = [row for row in readings.rows if mine is None and has_lapsed(filing, row)]
    kept = allowed - {"return", "take"} - (set() if mine and not mine.finished_at else {"release"})
    wanted = mine is None and actor.has(Role.REVIEWER) and (readings.free or lapsed)
    return kept | {"take"} if wanted and actor.side == Side.AUTHORITY else kept


def appeal_parts(actor: Actor, filing: Filing) -> dict[str, Any]:
    """The appeal that the enterprise submitted against the determination, to be read."""
    appeal = appeal_of(actor, filing)
    if appeal is None:
        return {}
    answers = not may_answer_appeal(actor, appeal)
    return {
        "may_answer_appeal": answers,
        "appeal": appeal,
        "contested": [row for row in appeal_rows(filing, contested_items(appeal)) if row.contest],
    }


def triage_parts(actor: Actor, filing: Filing) -> dict[str, Any]:
    """How far the review is expected to differ, and why; nothing of a filing that was not read."""
    triage = triage_of(actor, filing)
    return {"triage": triage, "triage_reasons": say_reasons(triage.reasons, control=triage.control)} if triage else {}


def conflict_parts(actor: Actor, board: Board) -> dict[str, Any]:
    """What keeps the reader, or the reviewer in charge, from this filing, and who handed it back; within the office."""
    filing = board.filing
    if actor.side != Side.AUTHORITY or filing.decided:
        return {}
    reviewer = 0 if filing.unassigned or board.review is None else board.review.reviewer_id
    recusals = list(recusals_of(actor, filing))
    recused = frozenset((recusal.person_id, filing.pk) for recusal in recusals)
    bars = Bars(people_facts({actor.person_id, reviewer}), recused)
    return {
        "own_conflicts": say_conflicts(bars.conflicts(actor.person_id, filing)),
        "reviewer_conflicts": say_conflicts(bars.conflicts(reviewer, filing)),
        "recusals": recusals,
        "releases": actor.has(Role.ADMINISTRATOR),
        "lease": lease_of(filing, board.review, _last_scored(board)),
    }


def _last_scored(board: Board) -> datetime | None:
    """By the reviewer whose board it is."""
    own = [line.score for line in board.items if line.score and board.review]
    by = board.review.reviewer_id if board.review else None
    return max((score.updated_at for score in own if score.updated_by_id == by), default=None)


def claim_parts(listed: Shown, reviewed: ReviewedItem, evidence_pk: str) -> dict[str, Any]:
    """The claim in the middle and the score on the right; neighbours are those of the items listed."""
    board = listed.board
    files = shown_evidence(board.filing, item_code=reviewed.item.code, side=Side.AUTHORITY).get(reviewed.item.code, [])
    codes = [line.item.code for line in listed.items]
    place = codes.index(reviewed.item.code)
    score = reviewed.score
    items = [reviewed] if reviewed in board.changed else []
    changes = changes_in(board.filing, board.later, items, Effort())
    return {
        "item": reviewed.item,
        "group": board.definition.ancestors(reviewed.item.code)[0],
        "place": place + 1,
        "rungs": rungs_of(reviewed),
        "as_number": reviewed.item.scale.kind == ScaleKind.PERCENT,
        "exclusion": exclusion_of(reviewed),
        "files": files,
        "clashes": [clash for clash in _clashes(board) if clash.concerns(reviewed.item.code)],
        "preview": _preview([evidence for evidence, _passport in files], evidence_pk),
        "last_year": last_year_of(board.filing, reviewed.item.code),
        "version": score.version if score else 0,
        "saved_key": score.last_key if score else "",
        "change": changes[0] if changes else None,
        # What was said of an earlier answer is only shown: the verdict on this one is given afresh, or confirmed.
        "comment_now": score.comment if score and not reviewed.again else "",
        "before": codes[place - 1] if place else "",
        "after": codes[place + 1] if place + 1 < len(codes) else "",
    }


def _clashes(board: Board) -> tuple[Clash, ...]:
    answers = {line.item.code: line.answer for line in board.items if line.answer}
    return clashes_in(board.filing, answers, board.claimed)


def rungs_of(reviewed: ReviewedItem) -> list[dict[str, Any]]:
    """From low to high, with who stands on which."""
    described, number = dict(reviewed.item.descriptors), reviewed.item.scale.number_of
    return [
        {
            "code": rung.code,
            "rank": rank,
            "number": number(rung.code),
            "name": rung.name,
            "descriptor": described.get(rung.code),
            "claimed": rung.code == reviewed.claim,
            "mine": rung.code == reviewed.rung,
        }
        for rank, rung in enumerate(reviewed.item.scale.rungs, 1)
    ]


def exclusion_of(reviewed: ReviewedItem) -> dict[str, bool] | None:
    """The claim that the item does not apply, and whether the official accepts it; None when it was not claimed."""
    if reviewed.claim != NOT_APPLICABLE:
        return None
    redistributes = reviewed.item.not_applicable == OnNotApplicable.REDISTRIBUTE
    return {"accepted": reviewed.rung == NOT_APPLICABLE, "redistributes": redistributes}


def _preview(files: list[Evidence], evidence_pk: str) -> Evidence | None:
    """The file asked for, else the first that a page can show."""
    able = [evidence for evidence in files if evidence.file.content_type in PREVIEWABLE]
    return next((e for e in able if str(e.pk) == evidence_pk), able[0] if able else None)
