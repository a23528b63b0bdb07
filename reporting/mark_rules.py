"""Questions of marks: each answers '' for yes, or the reason for no; what is typed is judged by field."""

from collections.abc import Collection

from django.utils.translation import gettext as _

from portal.enums import Role, Side
from portal.tenancy import Actor
from reporting.enums import SectionKey, SummaryState
from reporting.models import Summary
from reporting.models.marks import ANSWER_LIMIT, QUOTE_LIMIT, REMARK_LIMIT
from reporting.passages import Texts, occurs

MOST_MARKS = 200


def may_mark(actor: Actor, summary: Summary) -> str:
    """The ministry marks what lies with it undecided."""
    if actor.side != Side.MINISTRY or not actor.has(Role.OFFICER):
        return _("Only the ministry marks passages of a submitted summary.")
    if summary.state != SummaryState.SUBMITTED:
        return _("Passages are marked while the summary is submitted and not decided on.")
    return ""


def mark_faults(*, section: str, quote: str, remark: str, texts: Texts) -> dict[str, list[str]]:
    """What keeps a mark from being made, in sentences by field; `texts` is what was submitted, as printed."""
    if section not in SectionKey.values:
        return {"section": [_("The summary has no section “%s”.") % section[:40]]}
    faults = {
        "quote": _text_fault(quote, QUOTE_LIMIT) or _not_there(quote, texts[section]),
        "remark": _remark_fault(remark),
    }
    return {name: [str(fault)] for name, fault in faults.items() if fault}


def attachment_faults(*, number: int, remark: str, listed: Collection[int]) -> dict[str, list[str]]:
    """The same for an attachment; `listed` are the numbers that the edition gives its attachments."""
    there = _("The edition has no attachment with the number %d.") % number if number not in listed else ""
    faults = {"attachment": there, "remark": _remark_fault(remark)}
    return {name: [str(fault)] for name, fault in faults.items() if fault}


def answer_faults(text: str) -> dict[str, list[str]]:
    """What keeps an answer from being stored."""
    fault = _text_fault(text, ANSWER_LIMIT)
    return {"text": [fault]} if fault else {}


def _remark_fault(remark: str) -> str:
    return _text_fault(remark, REMARK_LIMIT) or ("" if remark.strip() else _("Say what is to be changed."))


def _not_there(quote: str, paragraphs: list[str]) -> str:
    if not quote.strip():
        return _("Choose the passage: select it in the text, or copy its words here.")
    if not occurs(quote, paragraphs):
        return _("These words do not stand in this section. Copy the passage as it is printed.")
    return ""


def _text_fault(text: str, limit: int) -> str:
    if len(text) > limit:
        counts = {"count": len(text), "limit": limit}
        return _("The text has %(count)d characters; at most %(limit)d are kept. Shorten it.") % counts
    if "\x00" in text:
        return _("The text contains a character that cannot be stored. Remove it.")
    return ""
