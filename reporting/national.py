"""The nation against its targets: enterprises new to a level, each counted once for a level.

A separately listed city's filings lie under the city alone, so the sum over all filings counts none of them twice.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from evaluations.queries import definition_of
from evaluations.statistics import count_new_enterprises
from portal.tenancy import Actor
from reporting.targets import TARGETS

if TYPE_CHECKING:
    from evaluations.models import Round


@dataclass(frozen=True)
class Goal:
    """One target: `number` None means "the first ones appear"; `reached` None: this portal does not count it."""

    year: int
    number: int | None
    reached: int | None

    @property
    def share(self) -> float | None:
        """Percent of the target with one decimal; None where there is nothing to divide."""
        return round(100 * self.reached / self.number, 1) if self.number and self.reached is not None else None


@dataclass(frozen=True)
class TargetLine:
    name: str
    goals: tuple[Goal, ...]


def measure_targets(actor: Actor, yearly: "Round") -> list[TargetLine]:
    """Each target with what the rounds up to its own year reached, and never beyond the year of `yearly`."""
    levels = definition_of(yearly.standard_version).levels
    until = {year: min(year, yearly.year) for year in TARGETS}
    found = count_new_enterprises(actor, until.values())
    lines = [_line(0, _("Advanced quality management standards implemented"), dict.fromkeys(TARGETS))]
    # The first level has no target (domain.md §1).
    for place, level in enumerate(levels[1:], start=1):
        reached = {year: found[until[year]].get(level.code, 0) for year in TARGETS}
        lines.append(_line(place, level.name.in_language(get_language() or ""), reached))
    return lines


def _line(place: int, name: str, reached: dict[int, int | None] | dict[int, int]) -> TargetLine:
    return TargetLine(name, tuple(Goal(year, goals[place], reached[year]) for year, goals in TARGETS.items()))
