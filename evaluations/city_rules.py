"""Questions of the cities' first review: who speaks for a city."""

from collections.abc import Collection

from django.utils.translation import gettext as _

from evaluations.review_rules import may_judge
from portal.enums import OrganisationKind
from portal.tenancy import Actor


def is_city_path(path: str) -> bool:
    """`/33/3301/`: a city's, not an authority's or a county's."""
    return len(path.strip("/").split("/")) == 2


def may_speak_for_city(actor: Actor, members: Collection[int]) -> str:
    """A city bureau; the authority and the county's bureau look on, and nobody speaks of their own company."""
    if actor.kind != OrganisationKind.BUREAU or not is_city_path(actor.path):
        return _("Only the bureau of the city says this. The authority can take the filing back.")
    return may_judge(actor, members)


def may_review_after_city(actor_id: int, readers: Collection[int]) -> str:
    """Two persons [ours]: whoever gave the city's word does not give the authority's."""
    if actor_id in readers:
        return _("The city's first review of this filing is by the same person. Somebody else reviews it now.")
    return ""
