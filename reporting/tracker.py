"""The nation on its way to the targets of 2025 and 2027: stock, new in the year, reached, and what is still needed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING, Any

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from evaluations.queries import definition_of
from evaluations.statistics import count_new_enterprises, count_stock
from portal.tenancy import Actor
from reporting.desk_charts import track_option
from reporting.reading import format_number
from reporting.targets import TARGETS

if TYPE_CHECKING:
    from evaluations.definition import Level
    from evaluations.models import Round

Counts = Mapping[int, Mapping[str, int]]


@dataclass(frozen=True)
class YearCount:
    """`stock`: determined at the level in that year's round; `new`: for the first time; `reached`: new ones so far."""

    year: int
    stock: int
    new: int
    reached: int


@dataclass(frozen=True)
class Aim:
    """One target seen from the latest round; `number` None means that the first ones are to appear."""

    year: int
    number: int | None
    reached: int
    latest: int

    @property
    def left(self) -> int:
        return max(0, (1 if self.number is None else self.number) - self.reached)

    @property
    def rounds(self) -> int:
        """Rounds between the latest and the target's year, that year's own included."""
        return max(0, self.year - self.latest)

    @property
    def yearly(self) -> int | None:
        """New ones needed in each of these rounds; None when nothing is left or no round is."""
        return ceil(self.left / self.rounds) if self.left and self.rounds else None

    @property
    def sentence(self) -> str:
        """The arithmetic in words."""
        words = {"year": self.year, "reached": _number(self.reached), "left": _number(self.left)}
        words |= {"target": _number(1 if self.number is None else self.number), "rounds": self.rounds}
        if not self.left:
            return _("%(year)s: reached, %(reached)s of %(target)s.") % words
        if not self.rounds:
            return _("%(year)s: %(reached)s of %(target)s, %(left)s short; no later round counts for it.") % words
        words["yearly"] = _number(self.yearly or 0)
        sentence = ngettext(
            "%(year)s: (%(target)s − %(reached)s) ÷ %(rounds)s round = %(yearly)s new ones in that round.",
            "%(year)s: (%(target)s − %(reached)s) ÷ %(rounds)s rounds = %(yearly)s new ones in each round.",
            self.rounds,
        )
        return sentence % words


@dataclass(frozen=True)
class Track:
    """One level of the ladder through the years."""

    code: str
    name: str
    years: tuple[YearCount, ...]
    aims: tuple[Aim, ...]

    @property
    def rows(self) -> list[dict[str, int | None]]:
        """A row for each year with a round or a target; a target of 0 means that the first ones are to appear."""
        counted = {row.year: row for row in self.years}
        goals = {aim.year: aim.number or 0 for aim in self.aims}
        names = ("stock", "new", "reached")
        return [
            {"year": year, "target": goals.get(year)} | {name: getattr(counted.get(year), name, None) for name in names}
            for year in sorted({*counted, *goals})
        ]

    @property
    def option(self) -> dict[str, Any]:
        counted = {row.year: row.reached for row in self.years}
        goals = {aim.year: aim.number for aim in self.aims}
        shown = list(range(min(counted), max(*counted, *goals) + 1))
        path = _path(self.years[-1], self.aims)
        lines = ([found.get(year) for year in shown] for found in (counted, goals, path))
        return track_option(shown, *lines)


def track_targets(actor: Actor, rounds: Sequence["Round"]) -> list[Track]:
    """Every level that has a target, over these rounds (any order, at least one); two queries over all filings.

    The levels are those of the latest round's standard: the five stages keep their codes from version to version.
    """
    years = sorted(yearly.year for yearly in rounds)
    latest = max(rounds, key=lambda yearly: yearly.year)
    levels = definition_of(latest.standard_version).levels[1:]
    stock, reached = count_stock(actor, years), count_new_enterprises(actor, years)
    return [_track(place, level, stock, reached) for place, level in enumerate(levels, start=1)]


def _track(place: int, level: "Level", stock: Counts, reached: Counts) -> Track:
    rows, before = list[YearCount](), 0
    for year in sorted(reached):
        count = reached[year].get(level.code, 0)
        rows.append(YearCount(year, stock[year].get(level.code, 0), count - before, count))
        before = count
    aims = tuple(_aim(year, goals[place], rows) for year, goals in TARGETS.items())
    return Track(level.code, level.name.in_language(get_language() or ""), tuple(rows), aims)


def _aim(year: int, number: int | None, rows: Sequence[YearCount]) -> Aim:
    """A target of a year that is over counts what was reached by then."""
    counted = [row.reached for row in rows if row.year <= year]
    return Aim(year, number, counted[-1] if counted else 0, rows[-1].year)


def _path(last: YearCount, aims: Sequence[Aim]) -> dict[int, int]:
    """From what is reached straight to the next target that is still open, so many a year."""
    aim = next((aim for aim in aims if aim.yearly), None)
    if aim is None or aim.yearly is None:
        return {}
    goal = 1 if aim.number is None else aim.number
    return {last.year + step: min(last.reached + step * aim.yearly, goal) for step in range(aim.rounds + 1)}


def _number(value: int) -> str:
    return format_number(value, get_language() or "")
