"""Questions of the cities' first review: who speaks for a city."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from evaluations.review_rules import is_city_bureau, may_judge
from evaluations.workflow import CITY_RESULTS
from portal.enums import OrganisationKind
from portal.presentation import shown
from portal.tenancy import Actor


def may_speak_for_city(actor: Actor, members: Collection[int]) -> str:
    """A city bureau; the authority and the county's bureau look on, and nobody speaks of their own company."""
    if not is_city_bureau(actor):
        return _("Only the bureau of the city says this. The authority can take the filing back.")
    return may_judge(actor, members)


def may_hand_down(*, city_by: date, today: date, has_bureau: bool, said: Collection[str]) -> str:
    """A single filing, by hand; that the round has the step and who takes it, the table says. `said` are the city's steps."""
    if not has_bureau:
        return _("This city has no bureau in which somebody reviews: the authority reviews the filing itself.")
    if today > city_by:
        return _("The day for the city's first review, %s, has passed.") % shown(city_by)
    if any(step in CITY_RESULTS for step in said):
        return _("The city has given its word on this filing already.")
    return ""


@dataclass(frozen=True)
class CitySaid:
    """The steps that a city took with a filing, and who gave its word on it or found something in it."""

    steps: frozenset[str] = frozenset()
    people: frozenset[int] = frozenset()


def may_review_after_city(actor: Actor, reviewer: int, said: CitySaid) -> str:
    """The authority reviews next, and by another person [ours]."""
    if said.steps and actor.kind == OrganisationKind.BUREAU:
        return _("The city's first review of this filing is over: the authority reviews it now.")
    if reviewer in said.people:
        return _("The city's first review of this filing is by the same person. Somebody else reviews it now.")
    return ""
