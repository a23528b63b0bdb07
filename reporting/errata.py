"""What happened after a data cut: derived from the filings' own steps, so that nothing changes silently and nothing is stored twice."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

from evaluations.statistics import filings_of_round, steps_after
from portal.models import Organisation
from portal.paging import count_rows
from portal.queries import search_by_name
from portal.tenancy import Actor
from reporting.models import Snapshot, Summary

if TYPE_CHECKING:
    from evaluations.models import FilingEvent, Round

# The order of each sort key; the latest step comes first unless another is asked for. By company there is none: it stands
# in another table, and every step of the round would be read and sorted for one page.
ORDERS = {"at": "at", "-at": "-at"}
LATEST = "-at"


@dataclass(frozen=True)
class StepFilter:
    """What the URL asks for; '' is no restriction. `state` is the one that the step led to."""

    q: str = ""
    state: str = ""
    city: str = ""
    sort: str = LATEST

    @property
    def order(self) -> str:
        return ORDERS.get(self.sort, LATEST)

    def as_params(self) -> dict[str, str]:
        """Ready for a job's parameters; `filter_from` is the way back."""
        return asdict(self)


def filter_from(params: Mapping[str, Any]) -> StepFilter:
    return StepFilter(**{name: params[name] for name in StepFilter.__dataclass_fields__ if name in params})


def later_steps(
    actor: Actor, summary: Summary, yearly: "Round", snapshot: Snapshot, wanted: StepFilter = StepFilter()
) -> "QuerySet[FilingEvent]":
    """Steps of the authority's filings of the round after the figures were frozen; drafts of enterprises are theirs alone.

    Unordered, as far as the filter wants them.
    """
    fields = {"target": wanted.state, "filing__city_id": wanted.city}
    reach = actor.narrowed_to(summary.scope)
    found = steps_after(reach, yearly, snapshot.as_of).filter(
        **{name: value for name, value in fields.items() if value}
    )
    if wanted.q.strip():
        # the companies first, by the index of their names: a pattern on a joined column is tried on every step
        companies = search_by_name(Organisation.objects.order_by(), wanted.q, organisation="").values("pk")
        found = found.filter(filing__in=filings_of_round(reach, yearly).filter(enterprise__in=companies).order_by())
    return found


def count_later_steps(
    actor: Actor, summary: Summary, yearly: "Round", snapshot: Snapshot, wanted: StepFilter = StepFilter()
) -> int:
    """How many of them there are, not counted further than any list is."""
    [count] = count_rows(later_steps(actor, summary, yearly, snapshot, wanted))
    return count
