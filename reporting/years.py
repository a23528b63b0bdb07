"""An authority's years: each round with the summary that belongs to it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from evaluations.queries import all_rounds
from portal.tenancy import Actor
from reporting.enums import BoardState, SummaryState
from reporting.models import Edition, Summary
from reporting.queries import visible_editions, visible_summaries

if TYPE_CHECKING:
    from evaluations.models import Round


@dataclass(frozen=True)
class YearRow:
    round: "Round"
    summary: Summary | None
    edition: Edition | None

    @property
    def state(self) -> BoardState:
        """For the authority itself an edition that the portal printed by night counts as printed."""
        if self.summary is None:
            return BoardState.NOT_STARTED
        if self.summary.state != SummaryState.DRAFT:
            return BoardState(self.summary.state)
        return BoardState.BUILT if self.edition else BoardState.WRITING

    @property
    def is_submitted(self) -> bool:
        return self.state in BoardState.with_ministry()


def years_of(actor: Actor) -> list[YearRow]:
    """Newest first, one row for each round; four queries whatever the number of years."""
    summaries = {summary.year: summary for summary in visible_summaries(actor)}
    newest = visible_editions(actor).order_by("summary_id", "-number").distinct("summary_id")
    editions = {edition.summary_id: edition for edition in newest.defer("snapshot__data", "narrative")}
    rows = [(yearly, summaries.get(yearly.year)) for yearly in all_rounds()]
    return [YearRow(yearly, found, editions.get(found.pk) if found else None) for yearly, found in rows]
