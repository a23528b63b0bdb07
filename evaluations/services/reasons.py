"""Saying why answers that the standard calls contradictory are right all the same."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from evaluations.clash_queries import clashes_of
from evaluations.clashes import Clash
from evaluations.models import Filing, OverrideReason
from evaluations.rules import REASON_LENGTHS, may_explain
from evaluations.services.transitions import lock_filing
from portal.errors import InvalidInput, Refused, Stale
from portal.tenancy import Actor


def save_reason(*, actor: Actor, filing: Filing, code: str, text: str, version: int) -> OverrideReason:
    """Keep the reason for one contradiction; `version` is the one the person saw (0: none yet).

    Raises InvalidInput for a text that is too short or too long, Refused when the answers do not contradict each other
    there (any more) or must be corrected, Stale with both texts when a colleague saved first.
    """
    locked = lock_filing(actor=actor, pk=filing.pk)
    if refusal := may_explain(actor, locked):
        raise Refused(refusal)
    clash = _clash(locked, code)
    written = _checked(text)
    reason = OverrideReason.objects.filter(evaluation_id=locked.evaluation_id, code=code).first() or OverrideReason(
        evaluation_id=locked.evaluation_id, scope=locked.scope, code=code, version=0
    )
    if reason.version != version:
        own = actor.is_person(reason.updated_by_id)
        raise Stale(current=_text_of(reason), attempted={"reason": written}, own=own)
    reason.basis, reason.text, reason.version = clash.basis, written, version + 1
    reason.updated_by_id = actor.person_id
    reason.save()
    return reason


def drop_idle_reasons(*, actor: Actor, filing: Filing, clashes: Sequence[Clash]) -> None:
    """Reasons for contradictions that are gone stay behind; the row history keeps them with the company's drafts."""
    kept = [clash.code for clash in clashes if clash.holds]
    OverrideReason.objects.filter(evaluation_id=filing.evaluation_id).exclude(code__in=kept).delete()


def _clash(filing: Filing, code: str) -> Clash:
    clash = next((found for found in clashes_of(filing) if found.code == code), None)
    if clash is None:
        raise Refused(
            _("These answers no longer contradict each other, so no reason is needed."), _("Reload the page.")
        )
    if clash.blocking:
        raise Refused(_("No reason settles this contradiction. Correct one of its answers."))
    return clash


def _checked(text: str) -> str:
    shortest, longest = REASON_LENGTHS
    written = text.replace("\r\n", "\n").strip()
    if not shortest <= len(written) <= longest:
        words = _("Give the reason in %(least)d to %(most)d characters; it has %(count)d.")
        raise InvalidInput({"reason": [words % {"least": shortest, "most": longest, "count": len(written)}]})
    if "\x00" in written:
        raise InvalidInput({"reason": [_("The text contains a character that cannot be stored. Remove it.")]})
    return written


def _text_of(reason: OverrideReason) -> dict[str, Any]:
    by = str(reason.updated_by) if reason.pk else ""
    return {"reason": reason.text, "version": reason.version, "by": by, "at": reason.updated_at}
