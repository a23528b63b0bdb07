"""Until when a company may hand its filing in: the round's last day, or its own. Pure."""

from datetime import date, timedelta

from evaluations.enums import FilingState
from evaluations.models import Filing, Round


def latest_extension(yearly_round: Round, filing: Filing | None = None) -> date:
    """The last day that an authority may give: so many days after the company's present end as the round allows."""
    ends = yearly_round.closes_on
    if filing and filing.state == FilingState.INCOMPLETE and filing.complete_by:
        ends = max(ends, filing.complete_by)
    return ends + timedelta(days=yearly_round.extension_days or 0)


def window_ends(yearly_round: Round, extended_to: date | None) -> date:
    """The window's last day for a company whose own one is `extended_to`; never beyond what the round allows."""
    closes = yearly_round.closes_on
    return max(closes, min(extended_to, latest_extension(yearly_round))) if extended_to else closes


def last_day_of(filing: Filing) -> date | None:
    """The last day for what its company has to do now; None where no day is set."""
    if filing.state == FilingState.DRAFT:
        return window_ends(filing.round, filing.extended_to)
    if filing.state == FilingState.INCOMPLETE and filing.complete_by:
        return max(filing.complete_by, filing.extended_to or filing.complete_by)
    return None
