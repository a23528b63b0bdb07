"""City and county bureaus: offices below an authority that review the enterprises of their place (domain.md §2)."""

import unicodedata

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.bureau_queries import bureaus_of
from portal.enums import OrganisationKind, RegionLevel, Role
from portal.errors import InvalidInput, NotPermitted
from portal.models import Invitation, Organisation, OrganisationName, Region
from portal.routing import Unroutable, bureau_code, bureau_scope, route
from portal.rules import may_add_bureau
from portal.services.audit import record_audit
from portal.services.invitations import invite_person
from portal.tenancy import Actor

MAX_NAME = 200


def add_bureau(*, actor: Actor, authority: Organisation, region: str, name: str, email: str = "") -> Organisation:
    """Make the bureau of a city or county under `authority` and invite its first administrator at `email`, if given.

    Raises InvalidInput by field: a region of somebody else or with a bureau already, a name or an address that is none.
    """
    if actor.user_id is not None and (reason := may_add_bureau(actor)):
        raise NotPermitted(reason)
    with transaction.atomic():
        # The authority's row is the lock: two administrators cannot both make the first bureau of a region.
        parent = Organisation.objects.select_for_update(no_key=True).get(pk=authority.pk)
        place, title = _checked(parent, region.strip(), " ".join(name.split()))
        bureau = _create(parent, place, title)
        record_audit(actor=actor, action="bureau.added", target=bureau, detail={"region": place.code, "name": title})
        if email.strip():
            invite_administrator(actor=actor, bureau=bureau, email=email)
    return bureau


def invite_administrator(*, actor: Actor, bureau: Organisation, email: str) -> Invitation:
    """Offer a person of the bureau its administration; that person then invites the others."""
    if actor.user_id is not None and (reason := may_add_bureau(actor)):
        raise NotPermitted(reason)
    return invite_person(actor=actor, organisation=bureau, email=email, roles=[Role.ADMINISTRATOR])


def _create(parent: Organisation, place: Region, title: str) -> Organisation:
    bureau = Organisation.objects.create(
        kind=OrganisationKind.BUREAU,
        code=bureau_code(parent.code, place.code),
        name=title,
        scope=bureau_scope(parent.code, place.code),
        parent=parent,
        region=place,
    )
    OrganisationName.objects.create(organisation=bureau, name=title, valid_from=timezone.localdate())
    return bureau


def _checked(parent: Organisation, code: str, title: str) -> tuple[Region, str]:
    place = Region.objects.filter(pk=code).first() if code.isascii() and "\x00" not in code else None
    errors = {
        field: [said] for field, said in (("region", _fault(parent, place)), ("name", _name_fault(title))) if said
    }
    if errors or place is None:
        raise InvalidInput(errors)
    return place, title


def _fault(parent: Organisation, place: Region | None) -> str:
    if place is None or place.level == RegionLevel.PROVINCE:
        return _("A bureau is one of a city or county. Choose its six-digit division code, such as 330106.")
    if place.code == parent.region_id or not _is_below(parent, place):
        words = _("%(region)s is not below %(authority)s, so its bureau is not either. Choose another city or county.")
        return words % {"region": place.name, "authority": parent.name}
    if bureaus_of(parent).filter(region=place).exists():
        words = _("%(region)s has a bureau already. Invite its people instead, or choose another city or county.")
        return words % {"region": place.name}
    return ""


def _is_below(parent: Organisation, place: Region) -> bool:
    try:
        return route(place.code, within=parent.scope) is not None
    except Unroutable:
        return False


def _name_fault(title: str) -> str:
    if not title:
        return _("The bureau has no name. Type its official name.")
    if len(title) > MAX_NAME:
        return _("The name has %(count)d characters; at most %(limit)d are possible. Shorten it.") % {
            "count": len(title),
            "limit": MAX_NAME,
        }
    if any(unicodedata.category(letter) in ("Cc", "Cs") for letter in title):
        return _("The name contains invisible control characters. Type it again.")
    return ""
