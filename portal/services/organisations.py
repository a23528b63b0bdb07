"""What enterprises and institutes have in common: a place, the authority that follows from it, a first person."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from portal.enums import OrganisationKind, Role, Side
from portal.errors import InvalidInput, Refused
from portal.models import Membership, Notice, Organisation, Region, User
from portal.queries import is_registered
from portal.registers.cells import BadCell, read_code
from portal.registers.profile import explain
from portal.routing import (
    UNROUTED,
    Choice,
    authority_for,
    authority_key,
    enterprise_scope,
    place_scope,
    scope_authority,
)
from portal.services.keys import reserve_keys
from portal.tenancy import Actor

CONFIRMED = "confirmed"


def check_code(credit_code: str, *, confirmed: bool) -> tuple[str, str, dict[str, list[str]]]:
    """(code, warning, errors by field): a check character that fails passes when somebody compared it with the licence."""
    try:
        checked = read_code(credit_code)
    except BadCell as bad:
        return "", "", {"credit_code": [explain("code", bad)]}
    if not checked.failed_checks:
        return checked.code, "", {}
    warning = f"{checked.failed_checks} {CONFIRMED}"
    return checked.code, warning, {} if confirmed else {"credit_code": [str(checked.warning)]}


def create_organisation(*, kind: OrganisationKind, code: str, name: str, place: str, region: Region) -> Organisation:
    """One with this unified social credit code, in the scope `place`; raises Refused when the code is registered."""
    if is_registered(code):
        raise _registered_already()
    [number] = reserve_keys(Organisation, 1)
    path = enterprise_scope(place, number)
    try:
        with transaction.atomic():
            return Organisation.objects.create(
                pk=number,
                kind=kind,
                code=code,
                name=name,
                scope=path,
                region=region,
                parent_id=authority_ids().get(scope_authority(path) or ""),
            )
    except IntegrityError as raced:
        raise _registered_already() from raced


def admit_registrant(*, user: User, organisation: Organisation) -> Actor:
    """Make the person who registered it its responsible person; who acts from now on."""
    Membership.objects.create(
        user=user, organisation=organisation, scope=organisation.scope, roles=[Role.RESPONSIBLE, Role.FILLER]
    )
    return Actor(side=Side.SYSTEM, path=organisation.scope, user_id=user.pk, user_name=str(user))


def move_organisation(organisation_id: int, path: str) -> None:
    """Give an organisation another scope; the database carries it to everything the organisation owns.

    Its people's notices belong to them and not to it, so they are carried here.
    """
    parent = authority_ids().get(scope_authority(path) or "")
    left = Organisation.objects.values_list("scope", flat=True).get(pk=organisation_id)
    Notice.objects.filter(scope=left).update(scope=path)
    Organisation.objects.filter(pk=organisation_id).update(scope=path, parent_id=parent)


def authority_ids() -> dict[str, int]:
    """Authority code → organisation id; needs a scope that sees all authorities."""
    return dict(Organisation.objects.filter(kind=OrganisationKind.AUTHORITY).values_list("code", "pk"))


def find_place(code: str) -> Region:
    """The county (or city without counties) with this code; raises InvalidInput naming the field `region`."""
    region = Region.objects.filter(pk=code).first()
    if region is None:
        raise InvalidInput({"region": [explain("region", BadCell("region_unknown"))]})
    if region.children.exists():
        raise InvalidInput({"region": [explain("region", BadCell("region_coarse"))]})
    return region


def place_for(region_code: str, authority: str) -> str:
    found = authority_for(region_code)
    if not isinstance(found, Choice):
        return place_scope(authority_key(found), region_code)
    return place_scope(authority_key(authority) if authority in found.codes else UNROUTED, region_code)


def _registered_already() -> Refused:
    return Refused(
        _("An enterprise with this unified social credit code is already registered."),
        _("Ask a colleague who uses the portal, or your authority, to invite you."),
    )


def place_within(scope: str, before: str, region_code: str) -> str:
    """The new place's scope under the same authority; raises Refused when the place is another authority's."""
    key = scope.split("/")[1]
    found = authority_for(region_code)
    keys = [authority_key(code) for code in (found.codes if isinstance(found, Choice) else (found,))]
    if region_code != before and key not in keys:
        raise Refused(
            _("The new place belongs to another authority."),
            _("Ask your authority: a move between authorities is made by the ministry, with all that is on file."),
        )
    return place_scope(key, region_code)


def rename_organisation(organisation_id: int, place: str, name: str, region: Region) -> None:
    path = enterprise_scope(place, organisation_id)
    Organisation.objects.filter(pk=organisation_id).update(name=name, region=region, scope=path)
