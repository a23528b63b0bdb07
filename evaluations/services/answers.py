"""Saving one answer: never lost, never overwritten silently."""

from typing import Any

from django.utils.translation import gettext as _

from evaluations.models import Answer, Filing
from evaluations.queries import definition_of, flagged_items, item_ids
from evaluations.rules import REMARK_LIMIT, may_edit_item
from evaluations.services.transitions import lock_filing
from portal.errors import InvalidInput, Refused, Stale
from portal.tenancy import Actor


def save_answer(
    *, actor: Actor, filing: Filing, item_code: str, rung: str, remark: str, version: int, key: str = ""
) -> Answer:
    """Keep one answer; `version` is the one the person saw (0: none yet), `key` makes a repeated send harmless.

    Raises Stale with both texts when a colleague saved first, InvalidInput for a rung or remark that cannot be, and
    Refused when the item is locked.
    """
    answer = edit_answer(actor=actor, filing=filing, item_code=item_code)
    if key and answer.last_key == key[:40]:
        return answer
    _check(filing, item_code, rung, remark)
    if answer.version != version:
        raise Stale(current=answer_text(answer), attempted={"rung": rung, "remark": remark})
    answer.rung, answer.remark, answer.last_key = rung, remark.strip(), key[:40]
    answer.version, answer.updated_by_id = version + 1, actor.user_id
    answer.save()
    return answer


def edit_answer(*, actor: Actor, filing: Filing, item_code: str) -> Answer:
    """The answer's row with the filing locked and the item open for this person; made (version 0) when missing.

    Raises Refused when the item is locked, InvalidInput for an item the standard does not have.
    """
    locked = lock_filing(actor=actor, pk=filing.pk)
    item = item_ids(locked.evaluation.standard_version).get(item_code)
    if item is None:
        raise InvalidInput({"item": [_("The standard has no item %s.") % item_code]})
    if refusal := may_edit_item(actor, locked, item_code, flagged_items(locked)):
        raise Refused(refusal)
    found = Answer.objects.filter(evaluation_id=locked.evaluation_id, item_id=item).first()
    return found or Answer(evaluation_id=locked.evaluation_id, item_id=item, scope=locked.scope, version=0)


def answer_text(answer: Answer) -> dict[str, Any]:
    """What the other person sees of a saved answer in a conflict."""
    return {
        "rung": answer.rung,
        "remark": answer.remark,
        "version": answer.version,
        "by": str(answer.updated_by) if answer.updated_by else "",
        "at": answer.updated_at,
    }


def _check(filing: Filing, item_code: str, rung: str, remark: str) -> None:
    errors: dict[str, list[str]] = {}
    known = [r.code for r in definition_of(filing.evaluation.standard_version).item(item_code).scale.rungs]
    if rung and rung not in known:
        errors["rung"] = [
            _("“%(rung)s” is not a rung of item %(item)s. Choose one of the five.")
            % {"rung": rung[:20], "item": item_code}
        ]
    if len(remark) > REMARK_LIMIT:
        errors["remark"] = [
            _("The remark has %(count)d characters; at most %(limit)d are kept. Shorten it.")
            % {"count": len(remark), "limit": REMARK_LIMIT}
        ]
    if "\x00" in remark:
        errors["remark"] = [_("The remark contains a character that cannot be stored. Remove it.")]
    if errors:
        raise InvalidInput(errors)
