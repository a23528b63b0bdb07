"""A return of many filings: the item that it flags itself, and the way back while the company has done nothing."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from evaluations.models import Filing, Review, Score
from evaluations.queries import asked_answers, standard_of
from evaluations.services.filing_notices import tell_enterprise
from evaluations.services.transitions import perform_transition
from portal.errors import Refused
from portal.tenancy import Actor

_KEPT = ("flagged", "comment", "released")


def keep_verdicts(review: Review) -> dict[str, Any]:
    """What a return changes, as it is before: plain values, for `take_back_correction`."""
    scores = Score.objects.filter(review=review).order_by().values("pk", "updated_at", *_KEPT)
    return {
        "review": {"released": review.released, "opinion": review.opinion},
        "scores": {str(row.pop("pk")): row | {"at": row.pop("updated_at").isoformat()} for row in scores},
    }


def flag_item(*, actor: Actor, filing: Filing, review: Review, item_code: str, comment: str) -> Score:
    """Mark one item for correction; what its reviewer wrote stays before the comment. Refused where it is not asked."""
    answer = asked_answers(filing).filter(item__code=item_code).first()
    if answer is None or not standard_of(filing).has_item(item_code):
        raise Refused(_("The filing has no item %s.") % item_code)
    score = Score.objects.filter(review=review, answer=answer).first()
    score = score or Score(review=review, answer=answer, scope=review.scope, version=0)
    score.comment = "\n".join(dict.fromkeys(filter(None, [score.comment.strip(), comment.strip()])))
    score.flagged, score.released, score.version = True, False, score.version + 1
    score.updated_by_id = actor.person_id
    score.save()
    return score


def take_back_correction(*, actor: Actor, filing: Filing, verdicts: dict[str, Any], begun: bool) -> Filing:
    """The review goes on as if nothing had been returned; `filing` is locked, `verdicts` are those kept before.

    One of many steps, whose people were asked at once whether they may judge. Refused once the company has `begun`.
    """
    if begun:
        raise Refused(_("The company has begun to complete it."))
    back = perform_transition(actor=actor, filing=filing, name="undo_return", audited=False)
    _put_back(back, verdicts)
    tell_enterprise(
        actor=actor,
        filing=back,
        subject=lambda: _("The return of your filing was taken back: %s") % back.number,
        body=lambda: _("Nothing needs to be corrected. The filing is with the authority as you submitted it."),
        page="",
    )
    return back


def _put_back(filing: Filing, verdicts: dict[str, Any]) -> None:
    """A score that the return made stays as an empty one, which says nothing."""
    Review.objects.filter(filing=filing, ordinal=0).update(**verdicts["review"])
    changed = []
    for score in Score.objects.filter(review__filing=filing, review__ordinal=0):
        before = verdicts["scores"].get(str(score.pk), {"flagged": False, "comment": "", "released": False})
        if any(getattr(score, name) != before[name] for name in _KEPT):
            for name in _KEPT:
                setattr(score, name, before[name])
            score.updated_at = datetime.fromisoformat(before["at"]) if "at" in before else score.updated_at
            score.version += 1
            changed.append(score)
    Score.objects.bulk_update(changed, [*_KEPT, "version", "updated_at"])
