"""What each item contributes to each need: the figures that the search for the shortest way works with."""

from __future__ import annotations

from evaluations.compiling import Plan
from evaluations.needs import CountNeed, FigureNeed, Need

# An item's rung position (-1: not answered) and whether it has evidence.
Mark = tuple[int, bool]


class Measures:
    """Measures needs by the items of a plan, each named by its place."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._floors: dict[CountNeed, dict[int, int]] = {}

    def gain(self, need: Need, place: int, before: Mark, after: Mark) -> int:
        """What moving an item from one mark to another adds to what the need measures."""
        return self._worth(need, place, after) - self._worth(need, place, before)

    def _worth(self, need: Need, place: int, mark: Mark) -> int:
        position, evidenced = mark
        match need:
            case FigureNeed():
                return self._plan.coefficients(need.slot).get(place, 0) * self._plan.tables[place][position]
            case CountNeed():
                floor = self._floors_of(need).get(place)
                return int(floor is not None and position >= floor and (evidenced or not need.with_evidence))
            case _:
                return int(place == need.place and position >= need.floor)

    def _floors_of(self, need: CountNeed) -> dict[int, int]:
        if need not in self._floors:
            self._floors[need] = dict(need.floors)
        return self._floors[need]
