"""Saving one section of the authority's own words."""

from django.utils.translation import gettext as _

from portal.errors import InvalidInput, Refused, Stale
from portal.repeats import UNKEYED, Sent
from portal.tenancy import Actor
from reporting.enums import HeadKey, SectionKey
from reporting.models import Narrative, Summary
from reporting.rules import HEAD_LIMIT, TEXT_LIMIT, may_edit
from reporting.services.summaries import lock_summary


def save_narrative(
    *,
    actor: Actor,
    summary: Summary,
    section: str,
    text: str,
    version: int,
    sent: Sent = UNKEYED,
) -> Narrative:
    """Keep one section, or a line of the document's head; `version` is the one the person saw (0: none yet), `sent` makes a repeated send harmless.

    Raises Stale with both texts when a colleague saved first, InvalidInput for an unknown section or too long a text.
    """
    locked = lock_summary(actor=actor, pk=summary.pk)
    row = Narrative.objects.filter(summary=locked, section=section).select_related("updated_by").first()
    row = row or Narrative(summary=locked, section=section, scope=locked.scope, version=0)
    if sent.arrived(row, version):
        return row
    if refusal := may_edit(actor, locked):
        raise Refused(refusal)
    _check(section, text)
    if not sent.builds_on(row, version):
        raise Stale(current=narrative_text(row), attempted={"text": text}, own=actor.is_person(row.updated_by_id))
    row.text, row.last_key, row.updated_by_id = text.strip(), sent.key, actor.person_id
    row.version += 1
    row.save()
    return row


def narrative_text(row: Narrative) -> dict[str, object]:
    """What the other person sees of a saved section in a conflict."""
    by = str(row.updated_by) if row.updated_by else ""
    return {"text": row.text, "version": row.version, "by": by, "at": row.updated_at}


def _check(section: str, text: str) -> None:
    if section not in (*SectionKey.values, *HeadKey.values):
        raise InvalidInput({"section": [_("The summary has no section “%s”.") % section[:40]]})
    limit = HEAD_LIMIT if section in HeadKey.values else TEXT_LIMIT
    if section in HeadKey.values and len(text.strip().splitlines()) > 1:
        raise InvalidInput({"text": [_("This is one line of the document. Remove the line break.")]})
    if len(text) > limit:
        counts = {"count": len(text), "limit": limit}
        raise InvalidInput(
            {"text": [_("The section has %(count)d characters; at most %(limit)d are kept. Shorten it.") % counts]}
        )
    if "\x00" in text:
        raise InvalidInput({"text": [_("The text contains a character that cannot be stored. Remove it.")]})
