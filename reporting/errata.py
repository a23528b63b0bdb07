"""What happened after a data cut: derived from the filings' own steps, so that nothing changes silently and nothing is stored twice."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet

from evaluations.statistics import steps_after
from portal.queries import plain_name
from portal.tenancy import Actor
from reporting.models import Snapshot, Summary

if TYPE_CHECKING:
    from evaluations.models import FilingEvent, Round

# The order of each sort key; the latest step comes first unless another is asked for.
ORDERS = {"at": "at", "-at": "-at", "company": "filing__company_plain", "-company": "-filing__company_plain"}
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
    found = steps_after(actor.narrowed_to(summary.scope), yearly, snapshot.as_of).filter(
        **{name: value for name, value in fields.items() if value}
    )
    if plain := plain_name(wanted.q):
        found = found.filter(
            Q(filing__company_plain__contains=plain) | Q(filing__credit_code__startswith=plain.upper())
        )
    return found
