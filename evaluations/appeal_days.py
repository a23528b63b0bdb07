"""Until when a determination may be contested. No queries."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from evaluations.models import Filing
from portal.presentation import shown
from portal.working_days import count_working_days


@dataclass(frozen=True)
class AppealWindow:
    """`last` is the last day, to its end; not `sure` when the holidays until then are not announced yet."""

    days: int
    last: date
    sure: bool

    @property
    def open(self) -> bool:
        return timezone.localdate() <= self.last

    @property
    def words(self) -> str:
        if not self.open:
            return _("An appeal could be filed until the end of %s.") % shown(self.last)
        words = ngettext(
            "An appeal may be filed until the end of %(last)s (%(days)d working day after the determination).",
            "An appeal may be filed until the end of %(last)s (%(days)d working days after the determination).",
            self.days,
        ) % {"last": shown(self.last), "days": self.days}
        return words if self.sure else f"{words} {self.doubt}"

    @property
    def doubt(self) -> str:
        return _(
            "The official holidays of that year are not known here yet: Monday to Friday were counted,"
            " so the last day may still move."
        )


def appeal_window(filing: Filing) -> AppealWindow | None:
    """None where the round allows no appeal, and before the determination."""
    if filing.round.appeal_days is None or filing.determined_at is None:
        return None
    counted = count_working_days(timezone.localtime(filing.determined_at).date(), filing.round.appeal_days)
    return AppealWindow(filing.round.appeal_days, counted.day, counted.sure)
