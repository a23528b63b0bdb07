"""Whether an enterprise has filed yet, and how long it still may: one line for its pages of the round. No queries."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from evaluations.enums import FilingState
from evaluations.models import Filing, Round
from portal.presentation import shown

SOON = 7


@dataclass(frozen=True)
class Unfiled:
    """What the line says; `tone` is the class of a message, `icon` its sign."""

    words: str
    tone: str
    icon: str


def describe_unfiled(yearly_round: Round | None, filing: Filing | None, today: date) -> Unfiled | None:
    """None once the filing was submitted, and before the window opens."""
    if yearly_round is None or today < yearly_round.opens_on or (filing and filing.state != FilingState.DRAFT):
        return None
    closes, left = shown(yearly_round.closes_on), (yearly_round.closes_on - today).days
    if left < 0:
        words = _("Not filed. The round of %(year)s closed on %(closes)s.")
        return Unfiled(words % {"year": yearly_round.year, "closes": closes}, "error", "lock")
    if left == 0:
        words = _("Not filed yet: the window closes today, %(closes)s, at midnight.") % {"closes": closes}
        return Unfiled(words, "error", "alert-triangle")
    words = ngettext(
        "Not filed yet: %(days)d day left, until the end of %(closes)s.",
        "Not filed yet: %(days)d days left, until the end of %(closes)s.",
        left,
    ) % {"days": left, "closes": closes}
    return Unfiled(words, "warning" if left <= SOON else "info", "calendar-due")
