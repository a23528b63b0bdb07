"""Saving one answer: never lost, never overwritten silently."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from evaluations.models import Answer, Filing
from evaluations.queries import asked_answers, flagged_items, item_ids, standard_of
from evaluations.rules import claim_faults, may_edit_item
from evaluations.services.transitions import lock_filing
from portal.errors import InvalidInput, Refused, Stale
from portal.repeats import UNKEYED, Sent
from portal.tenancy import Actor


def save_answer(
    *,
    actor: Actor,
    filing: Filing,
    item_code: str,
    rung: str,
    remark: str,
    version: int,
    sent: Sent = UNKEYED,
    not_applicable: bool = False,
) -> Answer:
    """Keep one answer; `version` is the one the person saw (0: none yet), `sent` makes a repeated send harmless,
    however late it comes.

    A rung, or the claim that the item does not apply, settles an answer that was carried over; a remark alone leaves
    it to be confirmed. Raises Stale with both texts when a colleague saved first, InvalidInput for a rung or remark
    that cannot be, and Refused when the item is locked.
    """
    locked, answer = lock_answer(actor=actor, filing=filing, item_code=item_code)
    attempted = {"rung": rung, "remark": remark, "not_applicable": not_applicable}
    if sent.arrived(answer, version):
        return _made_of(actor, answer, sent, attempted)
    refuse_locked(actor, locked, item_code)
    item = standard_of(locked).item(item_code)
    if errors := claim_faults(item, rung=rung, remark=remark, not_applicable=not_applicable):
        raise InvalidInput(errors)
    if not sent.builds_on(answer, version):
        raise Stale(current=answer_text(answer), attempted=attempted, own=actor.is_person(answer.updated_by_id))
    answer.rung, answer.not_applicable = rung, not_applicable
    answer.remark, answer.last_key = remark.strip(), sent.key
    if answer.answered:
        answer.carried_from, answer.carried_rung = None, ""
    answer.version, answer.updated_by_id = answer.version + 1, actor.user_id
    answer.save()
    return answer


def _made_of(actor: Actor, answer: Answer, sent: Sent, attempted: Mapping[str, Any]) -> Answer:
    """The answer that this key made before. Other words under a key in use are shown beside it, not dropped."""
    stored = {"rung": answer.rung, "remark": answer.remark, "not_applicable": answer.not_applicable}
    if answer.last_key == sent.key and stored != {**attempted, "remark": attempted["remark"].strip()}:
        raise Stale(current=answer_text(answer), attempted=attempted, own=actor.is_person(answer.updated_by_id))
    return answer


def edit_answer(*, actor: Actor, filing: Filing, item_code: str) -> Answer:
    """As `lock_answer`, and the item is open for this person; raises Refused when it is not."""
    locked, answer = lock_answer(actor=actor, filing=filing, item_code=item_code)
    refuse_locked(actor, locked, item_code)
    return answer


def lock_answer(*, actor: Actor, filing: Filing, item_code: str) -> tuple[Filing, Answer]:
    """The filing locked, with the answer's row; made (version 0) when missing.

    Raises InvalidInput for an item the standard does not have.
    """
    locked = lock_filing(actor=actor, pk=filing.pk)
    item = item_ids(locked.evaluation.standard_version).get(item_code)
    if item is None or not standard_of(locked).has_item(item_code):
        raise InvalidInput({"item": [_missing(item_code, known=item is not None)]})
    found = asked_answers(locked).filter(item_id=item).first()
    return locked, found or Answer(evaluation_id=locked.evaluation_id, item_id=item, scope=locked.scope, version=0)


def answer_text(answer: Answer) -> dict[str, Any]:
    """What the other person sees of a saved answer in a conflict."""
    return {
        "rung": answer.rung,
        "not_applicable": answer.not_applicable,
        "remark": answer.remark,
        "version": answer.version,
        "by": str(answer.updated_by) if answer.updated_by else "",
        "at": answer.updated_at,
    }


def refuse_locked(actor: Actor, filing: Filing, item_code: str) -> None:
    """Raises Refused when the item is not open for this person today."""
    if refusal := may_edit_item(actor, filing, item_code, flagged_items(filing), timezone.localdate()):
        raise Refused(refusal)


def _missing(item_code: str, *, known: bool) -> str:
    if known:
        return _("Item %s does not apply to an enterprise of this industry and size.") % item_code
    return _("The standard has no item %s.") % item_code[:20]
