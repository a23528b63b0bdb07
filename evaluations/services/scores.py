"""The official's scores: one item at a time, or agreement with all that is left. Claims are never touched."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from evaluations.enums import NOT_APPLICABLE, FilingState
from evaluations.models import Answer, Filing, Review, Score
from evaluations.queries import asked_answers, standard_of
from evaluations.review_queries import Board, board_with, review_for, why_not_scoring
from evaluations.review_rules import COMMENT_LIMIT
from evaluations.services.transitions import lock_filing
from portal.enums import Side
from portal.errors import InvalidInput, NotPermitted, Refused, Stale
from portal.repeats import UNKEYED, Sent
from portal.services.audit import record_audit
from portal.tenancy import Actor


def save_score(
    *,
    actor: Actor,
    filing: Filing,
    item_code: str,
    rung: str,
    comment: str,
    flagged: bool,
    version: int,
    sent: Sent = UNKEYED,
) -> Score:
    """Keep one score; `version` is the one the person saw (0: none yet), `sent` makes a repeated send harmless.

    `rung` may be NOT_APPLICABLE, which accepts the enterprise's claim that the item does not apply to it.
    A score that differs without a comment is kept but stays open, so that no key press is lost; the review cannot be
    finished with it. Raises Stale with both texts, InvalidInput for what cannot be stored, Refused when not theirs.
    """
    locked, review = open_review(actor=actor, filing=filing)
    if flagged and review.city:
        raise InvalidInput({"flagged": [_("The city returns nothing. Write what is amiss into the comment.")]})
    answer = _answer(locked, item_code)
    _check(locked, answer, rung, comment)
    score = Score.objects.select_related("updated_by").filter(review=review, answer=answer).first() or _blank(
        review, answer
    )
    if sent.arrived(score, version):
        return score
    if not sent.builds_on(score, version):
        attempted = {"rung": rung, "comment": comment, "flagged": flagged}
        raise Stale(current=score_text(score), attempted=attempted, own=actor.is_person(score.updated_by_id))
    score.comment, score.flagged = comment.strip(), flagged
    _say(score, rung)
    return _write(actor, score, sent.key)


def _say(score: Score, said: str) -> None:
    score.accepted_exclusion = said == NOT_APPLICABLE
    score.rung = "" if score.accepted_exclusion else said


def _write(actor: Actor, score: Score, key: str) -> Score:
    """A changed score is a draft again, invisible to the enterprise until it is sent."""
    score.version, score.last_key, score.released = score.version + 1, key, False
    score.updated_by_id = actor.person_id
    score.save()
    return score


def agree_with_rest(*, actor: Actor, filing: Filing, expected: int) -> int:
    """Agree with every item that has no score yet and no flag; returns how many.

    `expected` is the number the person confirmed; Refused when it is no longer that many.
    """
    locked, review = open_review(actor=actor, filing=filing)
    board = board_with(locked, review)
    if len(board.unmarked) != expected:
        raise Refused(
            _("%(now)d items are left now, not %(then)d.") % {"now": len(board.unmarked), "then": expected},
            _("Look at the list again, then confirm."),
        )
    for reviewed in board.unmarked:
        assert reviewed.answer
        score = reviewed.score or _blank(review, reviewed.answer)
        _say(score, reviewed.claim)
        _write(actor, score, "")
    _record_bulk(actor, board, review)
    return expected


def _record_bulk(actor: Actor, board: Board, review: Review) -> None:
    codes = [reviewed.item.code for reviewed in board.unmarked]
    # Which items were agreed with is a draft like the scores themselves: the enterprise reads its own audit.
    # Of a blind reading it names the reading alone.
    target = review if review.ordinal else board.filing
    record_audit(actor=actor, action="review.agree_with_rest", target=target, detail={"items": codes}, inside=True)


def open_review(*, actor: Actor, filing: Filing) -> tuple[Filing, Review]:
    """The filing locked, with the review this person holds on it; Refused with the reason otherwise."""
    if actor.side != Side.AUTHORITY:
        raise NotPermitted(_("Only a reviewer of the authority gives scores."))
    locked = lock_filing(actor=actor, pk=filing.pk)
    if locked.state == FilingState.AT_CITY:
        return locked, _open_city_review(actor, locked)
    review = review_for(locked, actor.user_id)
    if refusal := why_not_scoring(actor, locked, review):
        raise Refused(refusal)
    assert review
    return locked, review


def _open_city_review(actor: Actor, filing: Filing) -> Review:
    """One for the bureau, whoever of it writes first; who wrote a verdict stands beside it."""
    if refusal := why_not_scoring(actor, filing, None):
        raise Refused(refusal)
    fields = {"ordinal": None, "reviewer_id": actor.person_id, "scope": filing.scope, "finished_at": timezone.now()}
    review, _created = Review.objects.get_or_create(filing=filing, city=True, defaults=fields)
    return review


def score_text(score: Score) -> dict[str, Any]:
    """What the other person sees of a saved score in a conflict."""
    return {
        "rung": NOT_APPLICABLE if score.accepted_exclusion else score.rung,
        "comment": score.comment,
        "flagged": score.flagged,
        "version": score.version,
        "by": str(score.updated_by) if score.pk else "",
        "at": score.updated_at,
    }


def _blank(review: Review, answer: Answer) -> Score:
    return Score(review=review, answer=answer, scope=review.scope, version=0)


def _answer(filing: Filing, item_code: str) -> Answer:
    answer = asked_answers(filing).select_related("item").filter(item__code=item_code).first()
    if answer is None or not standard_of(filing).has_item(item_code):
        raise InvalidInput({"item": [_("The filing has no item %s.") % item_code[:20]]})
    return answer


def _check(filing: Filing, answer: Answer, rung: str, comment: str) -> None:
    errors: dict[str, list[str]] = {}
    accepts = rung == NOT_APPLICABLE and answer.not_applicable
    if rung and not accepts and rung not in standard_of(filing).item(answer.item.code).scale:
        words = _("“%(rung)s” is not a rung of item %(item)s. Choose one of those offered.")
        errors["rung"] = [words % {"rung": rung[:20], "item": answer.item.code}]
    if len(comment) > COMMENT_LIMIT:
        words = _("The comment has %(count)d characters; at most %(limit)d are kept. Shorten it.")
        errors["comment"] = [words % {"count": len(comment), "limit": COMMENT_LIMIT}]
    if "\x00" in comment:
        errors["comment"] = [_("The comment contains a character that cannot be stored. Remove it.")]
    if errors:
        raise InvalidInput(errors)
