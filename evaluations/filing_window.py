"""Whether an enterprise has filed yet, and how long it still may: one line for its pages of the round. No queries."""

from dataclasses import dataclass, replace
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from evaluations.enums import FilingState
from evaluations.last_days import last_day_of, window_ends
from evaluations.models import Filing, Round
from portal.presentation import shown

SOON = 7


@dataclass(frozen=True)
class Unfiled:
    """What the line says; `tone` is the class of a message, `icon` its sign."""

    words: str
    tone: str
    icon: str


def describe_unfiled(
    yearly_round: Round | None, filing: Filing | None, today: date, extended_to: date | None = None
) -> Unfiled | None:
    """None once the filing was submitted, and before the window opens; `extended_to` is for a company without a filing."""
    if yearly_round is None or today < yearly_round.opens_on or (filing and filing.state != FilingState.DRAFT):
        return describe_incomplete(filing, today) if filing else None
    last = window_ends(yearly_round, filing.extended_to if filing else extended_to)
    found = _not_filed(yearly_round, last, today)
    if last == yearly_round.closes_on:
        return found
    return replace(found, words=_("%(words)s The authority extended it for your enterprise.") % {"words": found.words})


def describe_incomplete(filing: Filing, today: date) -> Unfiled | None:
    """The days left to complete what came back as incomplete; None for any other filing, and where no day is set."""
    last = last_day_of(filing) if filing.state == FilingState.INCOMPLETE else None
    if last is None:
        return None
    left = (last - today).days
    if left < 0:
        return Unfiled(_("Not completed. The time for it ended on %s.") % shown(last), "error", "lock")
    words = ngettext(
        "Returned as incomplete: %(days)d day left, until the end of %(closes)s.",
        "Returned as incomplete: %(days)d days left, until the end of %(closes)s.",
        left,
    ) % {"days": left, "closes": shown(last)}
    return Unfiled(words, "warning" if left <= SOON else "info", "calendar-due")


def _not_filed(yearly_round: Round, last: date, today: date) -> Unfiled:
    closes, left = shown(last), (last - today).days
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
