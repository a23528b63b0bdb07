"""Reads of city and county bureaus: those of one authority, those above one enterprise, and where one may still be."""

from django.db.models import Count, Q, QuerySet

from portal.enums import OrganisationKind, RegionLevel
from portal.models import Organisation, Region
from portal.routing import CORPS, CORPS_CITIES, apart_keys, authority_key, bureau_scopes
from portal.tenancy import Actor, scope


def bureaus_of(authority: Organisation) -> QuerySet[Organisation]:
    """The authority's bureaus by code, each with `people`: how many work for it."""
    bureaus = Organisation.objects.filter(kind=OrganisationKind.BUREAU, parent=authority)
    people = Count("memberships", filter=Q(memberships__active=True))
    return bureaus.select_related("region__parent").annotate(people=people)


def bureaus_in_charge(path: str) -> list[int]:
    """Keys of the bureaus, city then county, that an enterprise with this scope lies under; it cannot see them itself."""
    with scope(Actor.system("bureaus")):
        bureaus = Organisation.objects.filter(kind=OrganisationKind.BUREAU, scope__in=bureau_scopes(path))
        return list(bureaus.order_by("scope").values_list("pk", flat=True))


def regions_without_bureau(authority: Organisation) -> QuerySet[Region]:
    """Cities and counties the authority answers for that have no bureau of it; not its own region."""
    key = CORPS_CITIES if authority.code == CORPS else authority_key(authority.code)
    below = Region.objects.filter(code__startswith=key).exclude(level=RegionLevel.PROVINCE)
    for apart in apart_keys() - {key}:
        below = below.exclude(code__startswith=apart) if apart.startswith(key) else below
    taken = Organisation.objects.filter(kind=OrganisationKind.BUREAU, parent=authority).values("region_id")
    below = below.exclude(code__in=taken)
    return (below.exclude(code=authority.region_id) if authority.region_id else below).select_related("parent")
