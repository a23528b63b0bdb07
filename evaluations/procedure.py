"""How an authority goes about a round, as plain values: the steps used, their last days, and what they come to."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from evaluations.enums import FilingState, Step
from evaluations.models import AuthorityRound
from evaluations.models.authority_rounds import COMPLETION_DAYS
from evaluations.workflow import Flow

# Last days of the steps, in the order of the procedure; Asia/Shanghai, to their end.
DATES = ("check_by", "city_by", "review_by", "determine_by", "publish_by")
# Until when a filing leaves the state that it is in.
DUE = {
    FilingState.SUBMITTED: "check_by",
    FilingState.ACCEPTED: "review_by",
    FilingState.AT_CITY: "city_by",
    FilingState.IN_REVIEW: "review_by",
    FilingState.REVIEWED: "determine_by",
    FilingState.DETERMINED: "publish_by",
    FilingState.ON_NOTICE: "publish_by",
}


@dataclass(frozen=True)
class Procedure:
    """`notice_days` are working days, None without a public notice; `validity_years` None: a certificate has no end;
    `completion_days` are working days, None: what was returned as incomplete has no last day.

    Until `city_by` the city bureaus review first what is of `city_divisions` and `city_sizes`, where empty means all.
    `reading_threshold`: points of the total by which two readers may differ without a third; None: by any.
    `blind`: outside experts are not told who the company is.
    `lease_days`: so long a filing that a reviewer took stays theirs without a score; None: for good.
    """

    formal_check: bool = False
    notice_days: int | None = None
    validity_years: int | None = None
    lease_days: int | None = None
    readers: int = 1
    reading_threshold: Decimal | None = None
    blind: bool = False
    check_by: date | None = None
    review_by: date | None = None
    determine_by: date | None = None
    publish_by: date | None = None
    completion_days: int | None = COMPLETION_DAYS
    city_by: date | None = None
    city_divisions: tuple[str, ...] = ()
    city_sizes: tuple[str, ...] = ()

    @property
    def flow(self) -> Flow:
        used = {
            Step.FORMAL_CHECK: self.formal_check,
            Step.CITY_REVIEW: self.city_by,
            Step.PUBLIC_NOTICE: self.notice_days,
        }
        return frozenset(step for step, wanted in used.items() if wanted)

    def due(self, state: str) -> date | None:
        """The day by which a filing in this state goes on; submitted without a formal check waits for its review."""
        name = DUE.get(FilingState(state))
        if name == "check_by" and not self.formal_check:
            name = "review_by"
        return getattr(self, name) if name else None


def procedure_of(settings: AuthorityRound | None) -> Procedure:
    """What the row says; without one no optional step is used and no day is named."""
    if settings is None:
        return Procedure()
    values: dict[str, Any] = {name: getattr(settings, name) for name in Procedure.__dataclass_fields__}
    values |= {name: tuple(value) for name, value in values.items() if isinstance(value, list)}
    return Procedure(**values)
