"""Questions of a review beyond the transition table: '' for yes, or the reason for no."""

from collections.abc import Collection

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from evaluations.enums import FilingState
from evaluations.models import Filing, Review
from evaluations.readings import Readings
from evaluations.verdicts import ReviewedItem, Verdict
from portal.enums import OrganisationKind, Role, Side
from portal.reasons import REASON_LIMIT
from portal.tenancy import Actor

# what is said of an answer may be as long as the reason of a step; one rule judges both
COMMENT_LIMIT = REASON_LIMIT
NAMED_ITEMS = 8


def is_city_path(path: str) -> bool:
    """`/33/3301/`: a city's, not an authority's or a county's."""
    return len(path.strip("/").split("/")) == 2


def is_city_bureau(actor: Actor) -> bool:
    return actor.kind == OrganisationKind.BUREAU and is_city_path(actor.path)


def may_score(actor: Actor, filing: Filing, review: Review | None) -> str:
    """Scores belong to the reviewer who took the filing, while it is under review; at a city to its whole bureau."""
    if actor.side != Side.AUTHORITY or not actor.has(Role.REVIEWER):
        return _("Only a reviewer of the authority gives scores.")
    if filing.state == FilingState.AT_CITY and is_city_bureau(actor):
        return ""
    if filing.state not in FilingState.scorable():
        label = FilingState(filing.state).label
        return _("The filing is now “%s”; scores change only while it is under review.") % label
    return _may_go_on(actor, review)


def _may_go_on(actor: Actor, review: Review | None) -> str:
    if review is None:
        return _("Others read this filing, each without knowing of the other.")
    if review.ordinal and review.finished_at:
        return _("You have ended your reading. It stays as it is.")
    if review.reviewer_id != actor.user_id:
        name = review.reviewer.display_name
        return _("%s is reviewing this filing. Ask for its release, then take it over.") % name
    return ""


def may_release(actor: Actor, review: Review | None) -> str:
    """The reviewer lets go of a filing, or an administrator does it for somebody who is away."""
    if review and review.reviewer_id != actor.user_id and not actor.has(Role.ADMINISTRATOR):
        return _("%s is reviewing this filing; only they or an administrator can release it.") % review.reviewer
    return ""


def may_recuse(actor: Actor, filing: Filing, review: Review | None) -> str:
    """Whoever reviews the filing hands it back; without a filing in hand a declared conflict is enough."""
    if filing.state not in FilingState.scorable() or review is None or review.reviewer_id != actor.user_id:
        return _("You are not reviewing this filing. Declare the conflict instead: then it is never assigned to you.")
    if review.finished_at:
        return _("You have ended your reading. It stays as it is.")
    return ""


def may_give_up(actor: Actor, readings: Readings, reading: Review | None) -> str:
    """Of several readings one's own, or as an administrator who reads none somebody else's; before it has ended."""
    if not readings.rows:
        return ""
    away = actor.has(Role.ADMINISTRATOR) and readings.of(actor.user_id) is None
    if reading is None or reading.finished_at or not (away or reading.reviewer_id == actor.user_id):
        return _("Readers hand back their own reading, before they have ended it; an administrator does it for others.")
    return ""


def may_judge(actor: Actor, members: Collection[int]) -> str:
    """Nobody is judge of their own company [ours]: one account may belong to it and to an office."""
    if actor.user_id in members:
        return _("You belong to this company yourself. A colleague reviews and decides on its filing.")
    return ""


def may_decide(
    actor: Actor, scorers: Collection[int], members: Collection[int], overruled: Collection[int] = ()
) -> str:
    """Four eyes [ours]: whoever scored a filing neither determines it nor sends it back.

    `overruled` are those whose determination was taken back: somebody else decides anew.
    """
    if refusal := may_judge(actor, members):
        return refusal
    if actor.user_id in overruled:
        return _("Your determination was taken back. Somebody else decides on it now.")
    if actor.user_id in scorers:
        return _("You reviewed this filing yourself. A second person decides on it.")
    return ""


def may_overrule(actor: Actor, scorers: Collection[int], deciders: Collection[int], members: Collection[int]) -> str:
    """An appeal, an objection or a doubt is decided by somebody who did not decide before (domain.md §1)."""
    if refusal := may_judge(actor, members):
        return refusal
    if actor.user_id in {*scorers, *deciders}:
        return _("You reviewed or determined this filing yourself. Somebody else decides whether it is decided anew.")
    return ""


def reason_faults(text: str) -> list[str]:
    """What keeps a reason from being stored and sent along; an empty one is asked for."""
    if not text.strip():
        return [_("Give a reason: it is sent along and kept.")]
    if len(text) > COMMENT_LIMIT or "\x00" in text:
        words = _("At most %(limit)d characters, without control characters; there are %(count)d. Shorten it.")
        return [words % {"limit": COMMENT_LIMIT, "count": len(text)}]
    return []


def may_return(items: Collection[ReviewedItem], *, blind: bool = False) -> str:
    """Something is flagged, every flag says what to correct, and what came back corrected before was looked at.

    Not from a blind reading [ours]: what comes back would show the other reader what the first one found.
    """
    if blind:
        return _(
            "Two read this filing blind. Write what is amiss into the comments; nothing is returned until both end."
        )
    flagged = [reviewed for reviewed in items if reviewed.flagged]
    if not flagged:
        return _("No item is flagged. Flag the items that the enterprise shall correct; only those unlock.")
    silent = [reviewed.item.code for reviewed in flagged if reviewed.lacks_reason]
    if silent:
        return _("Say in the comment what to correct: %s.") % name_items(silent)
    unread = [reviewed.item.code for reviewed in items if reviewed.corrected]
    if unread:
        words = _(
            "Came back corrected and not looked at since: %s. Score them or flag them again before you return more."
        )
        return words % name_items(unread)
    return ""


def may_finish(items: Collection[ReviewedItem]) -> str:
    """Every item has a verdict on what it says now, with its reason, and nothing waits for a correction."""
    still_open = [reviewed.item.code for reviewed in items if reviewed.verdict == Verdict.OPEN]
    if still_open:
        words = ngettext(
            "%(count)d item is still open: %(items)s.", "%(count)d items are still open: %(items)s.", len(still_open)
        )
        said = words % {"count": len(still_open), "items": name_items(still_open)}
        return " ".join(filter(None, [said, _look_again(items)]))
    flagged = [reviewed.item.code for reviewed in items if reviewed.flagged]
    if flagged:
        return _("Flagged for correction: %s. Return the filing, or remove the flags.") % name_items(flagged)
    return ""


def _look_again(items: Collection[ReviewedItem]) -> str:
    again = [reviewed.item.code for reviewed in items if reviewed.again]
    words = _("Came back or changed after the verdict: %s. Confirm each verdict or change it.")
    return words % name_items(again) if again else ""


def name_items(codes: Collection[str]) -> str:
    named = ", ".join(list(codes)[:NAMED_ITEMS])
    return f"{named} …" if len(codes) > NAMED_ITEMS else named
