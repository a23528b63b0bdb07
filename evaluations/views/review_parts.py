"""What the pages of one filing under review are made of; shared by review and determination."""

from typing import Any

from evaluations.appeal_queries import appeal_of, appeal_rows, contested_items
from evaluations.clash_queries import clashes_in
from evaluations.clashes import Clash
from evaluations.document_queries import shown_evidence
from evaluations.enums import NOT_APPLICABLE, FilingState
from evaluations.judging import shown
from evaluations.models import Evidence, Filing
from evaluations.queue_rows import days_waiting
from evaluations.review_queries import Board, last_year_of
from evaluations.review_rules import may_finish, may_release, may_return, may_score
from evaluations.rules import may_perform
from evaluations.tree import OnNotApplicable, ScaleKind
from evaluations.verdicts import ReviewedItem, Verdict
from evaluations.workflow import next_steps
from portal.tenancy import Actor
from portal.views.files import PREVIEWABLE


def frame_parts(actor: Actor, board: Board, reviewed: ReviewedItem | None = None) -> dict[str, Any]:
    """Item list, foot and the steps open to this person."""
    filing = board.filing
    refusal = may_score(actor, filing, board.review)
    return {
        "board": board,
        "filing": filing,
        "company": filing.enterprise,
        "reviewed": reviewed,
        "locked": refusal,
        "tally": board.tally,
        "claimed_total": shown(board.claimed.total),
        "scored_total": shown(board.scored.total),
        "steps": _steps(actor, board),
        "may_finish": not refusal and not may_finish(board.items),
        "may_return": not refusal and not may_return(board.items),
        "first_open": next_open_of(board, ""),
        "waiting": days_waiting(filing),
    }


def _steps(actor: Actor, board: Board) -> set[str]:
    """Names of the steps this person could take by table, with the rules that need no more queries."""
    allowed = {step.name for step in next_steps(board.filing.state) if not may_perform(actor, board.filing, step, "-")}
    if may_release(actor, board.review):
        allowed.discard("release")
    own = board.review is not None and board.review.reviewer_id == actor.user_id
    return allowed - {"determine", "send_back"} if own else allowed


def appeal_parts(actor: Actor, filing: Filing) -> dict[str, Any]:
    """The appeal that the enterprise submitted against the determination, to be read."""
    appeal = appeal_of(actor, filing) if filing.state == FilingState.DETERMINED else None
    if appeal is None:
        return {}
    return {"appeal": appeal, "contested": [row for row in appeal_rows(filing, contested_items(appeal)) if row.contest]}


def claim_parts(board: Board, reviewed: ReviewedItem, evidence_pk: str) -> dict[str, Any]:
    """The claim in the middle and the score on the right."""
    files = shown_evidence(board.filing, item_code=reviewed.item.code).get(reviewed.item.code, [])
    codes = [line.item.code for line in board.items]
    place = codes.index(reviewed.item.code)
    score = reviewed.score
    return {
        "item": reviewed.item,
        "group": board.definition.ancestors(reviewed.item.code)[0],
        "place": place + 1,
        "rungs": _rungs(reviewed),
        "as_number": reviewed.item.scale.kind == ScaleKind.PERCENT,
        "exclusion": _exclusion(reviewed),
        "files": files,
        "clashes": [clash for clash in _clashes(board) if clash.concerns(reviewed.item.code)],
        "preview": _preview([evidence for evidence, _passport in files], evidence_pk),
        "last_year": last_year_of(board.filing, reviewed.item.code),
        "version": score.version if score else 0,
        "saved_key": score.last_key if score else "",
        # After a correction the old verdict is only shown: the new one is given afresh.
        "rung_now": "" if reviewed.corrected else reviewed.rung,
        "comment_now": score.comment if score else "",
        "before": codes[place - 1] if place else "",
        "after": codes[place + 1] if place + 1 < len(codes) else "",
        "next_open": next_open_of(board, reviewed.item.code),
    }


def _clashes(board: Board) -> tuple[Clash, ...]:
    answers = {line.item.code: line.answer for line in board.items if line.answer}
    return clashes_in(board.filing, answers, board.claimed)


def _rungs(reviewed: ReviewedItem) -> list[dict[str, Any]]:
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


def _exclusion(reviewed: ReviewedItem) -> dict[str, bool] | None:
    """The claim that the item does not apply, and whether the official accepts it; None when it was not claimed."""
    if reviewed.claim != NOT_APPLICABLE:
        return None
    redistributes = reviewed.item.not_applicable == OnNotApplicable.REDISTRIBUTE
    return {"accepted": reviewed.rung == NOT_APPLICABLE, "redistributes": redistributes}


def _preview(files: list[Evidence], evidence_pk: str) -> Evidence | None:
    """The file asked for, else the first that a page can show."""
    able = [evidence for evidence in files if evidence.file.content_type in PREVIEWABLE]
    return next((e for e in able if str(e.pk) == evidence_pk), able[0] if able else None)


def next_open_of(board: Board, code: str) -> str:
    """The next open item after `code`, beginning again at the top; '' when none is left besides it."""
    codes = [line.item.code for line in board.items]
    place = codes.index(code) + 1 if code in codes else 0
    rotated = board.items[place:] + board.items[:place]
    # A flag with its comment waits for the return; nothing is left to do on it.
    left = (r.item.code for r in rotated if r.verdict == Verdict.OPEN and (not r.flagged or r.lacks_reason))
    return next((found for found in left if found != code), "")
