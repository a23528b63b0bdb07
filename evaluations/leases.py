"""How long a filing that somebody assigned to themselves stays theirs while nothing happens. Derived, never stored."""

from datetime import datetime, timedelta

from evaluations.enums import FilingState
from evaluations.models import Filing


def lease_end(
    filing: Filing, *, claimed_at: datetime | None, scored_at: datetime | None, days: int | None
) -> datetime | None:
    """Days after the last of claim, step and own score; None when it has no end: assigned by hand, or no such setting."""
    if claimed_at is None or not days or filing.state not in FilingState.scorable():
        return None
    return max(moment for moment in (claimed_at, filing.state_since, scored_at) if moment) + timedelta(days)
