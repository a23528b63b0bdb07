"""What was asked for: how many, which year, in which states, and by which seed.

The same plan gives the same rows on the same day, from which the moments of this year's filings count back; only the
salted passwords of the accounts, the standard's own moments and when medians were counted differ.
"""

from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from django.utils import timezone

from evaluations.enums import FilingState as State

# Drafts are half answered, so that 600,000 filings on a standard of 64 items hold 36 million answers.
ITEMS = 64
# A credit code keeps six digits for the number.
MOST_ENTERPRISES = 999_999
MIXED, SUBMITTED, REVIEWED = "mixed", "submitted", "reviewed"
# Assumed: some weeks before the window closes. Nothing is published about how filings spread over their states.
SHARES = {
    MIXED: {
        State.DRAFT: 15, State.SUBMITTED: 45, State.IN_REVIEW: 10, State.RETURNED: 5, State.REVIEWED: 5,
        State.DETERMINED: 20,
    },
    SUBMITTED: {State.SUBMITTED: 1},
    REVIEWED: {State.REVIEWED: 1},
}  # fmt: skip
# From the first filing that was opened to the last step of any.
SPAN = timedelta(days=90)


@dataclass(frozen=True)
class Plan:
    """`items` is what the standard asks of everybody; the command never changes it."""

    enterprises: int
    year: int
    seed: int = 1
    states: str = MIXED
    items: int = ITEMS

    def as_dict(self) -> dict[str, int | str]:
        """As the audit keeps it."""
        return asdict(self)

    def chance(self, *subject: object) -> Random:
        """A sequence of its own for each subject, so that nothing depends on the order of the work."""
        return Random(":".join(map(str, (self.seed, *subject))))

    def is_shown(self, number: int) -> bool:
        """Whether this company's people have accounts to sign in with: one company of each state."""
        return number < len(SHARES[self.states])

    def state_of(self, number: int, random: Random) -> State:
        shares = SHARES[self.states]
        if self.is_shown(number):
            return list(shares)[number]
        return random.choices(list(shares), weights=list(shares.values()))[0]

    def window(self) -> tuple[datetime, datetime]:
        """When the filings were worked on: up to yesterday, or to the end of a year that is over."""
        first = datetime.combine(date(self.year, 1, 1), time(), UTC)
        today = datetime.combine(timezone.localdate(), time(), UTC)
        end = max(min(today, first.replace(month=12, day=20)) - timedelta(days=1), first + timedelta(hours=1))
        return max(end - SPAN, first), end
