"""Enterprises: registering, correcting the record, choosing the authority."""

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from portal.enums import OrganisationKind, Role
from portal.errors import InvalidInput, NotPermitted, Refused, Stale
from portal.models import Division, Enterprise, Organisation, Region, User
from portal.registers.cells import BadCell, read_code
from portal.registers.profile import BadProfile, Profile, explain, read_profile
from portal.routing import (
    UNROUTED,
    enterprise_scope,
)
from portal.rules import may_correct_code
from portal.services.audit import record_audit
from portal.services.organisations import (
    CONFIRMED,
    admit_registrant,
    check_code,
    create_organisation,
    find_place,
    move_organisation,
    place_for,
    place_within,
    rename_organisation,
)
from portal.tenancy import Actor, scope

SHOWN = ("name", "region_id", "industry_code", "headcount", "revenue", "contact_name", "contact_phone", "contact_email")


def register_enterprise(
    *, user: User, credit_code: str, data: Mapping[str, Any], authority: str = "", code_confirmed: bool = False
) -> Enterprise:
    """Create organisation, enterprise and membership for the first person of a company, who signs for it.

    `data` has the keys of registers.profile.READERS; `authority` answers the Corps-or-region question, empty when not
    asked or not yet known; `code_confirmed` says that a failed check character was compared with the licence.
    Raises InvalidInput by field, or Refused when the code is registered already.
    """
    profile, code, failed = _checked(credit_code, data, code_confirmed)
    with scope(Actor.system()):
        region = find_place(profile.region)
        organisation = create_organisation(
            kind=OrganisationKind.ENTERPRISE,
            code=code,
            name=profile.name,
            place=place_for(profile.region, authority),
            region=region,
        )
        enterprise = Enterprise.objects.create(
            organisation=organisation, scope=organisation.scope, code_warning=failed, **_fields(profile, region)
        )
        registrant = admit_registrant(user=user, organisation=organisation)
        record_audit(actor=registrant, action="enterprise.registered", target=enterprise, detail={"code": code})
    return enterprise


def update_enterprise(*, actor: Actor, enterprise: Enterprise, version: int, data: Mapping[str, Any]) -> Enterprise:
    """Correct the record; `version` is the one the person saw. Raises Stale with both versions when it has moved on."""
    try:
        profile = read_profile(data)
    except BadProfile as bad:
        raise InvalidInput(bad.errors) from bad
    stored = Enterprise.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=enterprise.pk)
    before = describe(stored)
    if stored.version != version:
        raise Stale(current=before, attempted=dict(data))
    check_division(profile.division)
    region = find_place(profile.region)
    place = place_within(stored.scope, stored.region_id, profile.region)
    with scope(Actor.system(actor.user_name)):
        rename_organisation(stored.pk, place, profile.name, region)
        Enterprise.objects.filter(pk=stored.pk).update(**_fields(profile, region), version=F("version") + 1)
        changed = Enterprise.objects.select_related("organisation").get(pk=stored.pk)
        after = describe(changed)
        differing = {name: [before[name], after[name]] for name in after if before[name] != after[name]}
        record_audit(actor=actor, action="enterprise.updated", target=changed, detail=differing)
    return changed


def confirm_code(*, actor: Actor, enterprise: Enterprise) -> None:
    """The enterprise says that its code stands so on the licence; the authority keeps seeing that the check fails."""
    stored = Enterprise.objects.select_for_update().get(pk=enterprise.pk)
    if not stored.code_warning or stored.code_warning.endswith(CONFIRMED):
        raise Refused(_("There is nothing to confirm: the code passes its checks or was confirmed before."))
    warning = f"{stored.code_warning} {CONFIRMED}"
    Enterprise.objects.filter(pk=enterprise.pk).update(code_warning=warning, version=F("version") + 1)
    record_audit(actor=actor, action="enterprise.code_confirmed", target=enterprise)


def correct_code(*, actor: Actor, enterprise: Enterprise, version: int, credit_code: str) -> Enterprise:
    """An official replaces a wrong credit code; `version` is the one the official saw.

    Raises InvalidInput for what is no other code, Refused for one in use, Stale when the record has moved on.
    """
    if reason := may_correct_code(actor):
        raise NotPermitted(reason)
    try:
        checked = read_code(credit_code)
    except BadCell as bad:
        raise InvalidInput({"credit_code": [explain("code", bad)]}) from bad
    stored = Enterprise.objects.select_for_update().get(pk=enterprise.pk)
    # read after the lock: a join would show the code as it was before whoever held the row
    before = stored.organisation.code
    if stored.version != version:
        raise Stale(current={"credit_code": before}, attempted={"credit_code": checked.code})
    if checked.code == before:
        raise InvalidInput({"credit_code": [_("This is the code on file already. Type the one on the licence.")]})
    _rewrite_code(stored.pk, checked.code)
    Enterprise.objects.filter(pk=stored.pk).update(code_warning=checked.failed_checks, version=F("version") + 1)
    detail = {"credit_code": [before, checked.code]}
    record_audit(actor=actor, action="enterprise.code_corrected", target=stored, detail=detail)
    return Enterprise.objects.select_related("organisation").get(pk=stored.pk)


def choose_authority(*, actor: Actor, enterprise: Enterprise, authority: str) -> None:
    """An enterprise in a place two authorities may claim says whose it is. Once: later moves are the ministry's."""
    if not actor.has(Role.RESPONSIBLE):
        raise NotPermitted(_("Only the responsible person may choose the authority."))
    if not enterprise.scope.startswith(f"/{UNROUTED}/"):
        raise Refused(_("The authority has been chosen already."), _("Ask the ministry when it has to change."))
    place = place_for(enterprise.region_id, authority)
    if place.startswith(f"/{UNROUTED}/"):
        raise InvalidInput({"authority": [_("Choose one of the two authorities.")]})
    with scope(Actor.system(actor.user_name)):
        move_organisation(enterprise.pk, enterprise_scope(place, enterprise.pk))
        moved = Enterprise.objects.get(pk=enterprise.pk)
        record_audit(actor=actor, action="enterprise.routed", target=moved, detail={"authority": authority})


def check_division(code: str) -> None:
    """Raises InvalidInput naming the field `industry` when the division is not one of C13–C43."""
    if not Division.objects.filter(pk=code).exists():
        raise InvalidInput({"industry": [explain("industry", BadCell("industry_foreign"))]})


def describe(enterprise: Enterprise) -> dict[str, str]:
    """The record as people type it, for comparison and for the audit."""
    values = {name: getattr(enterprise, name) for name in SHOWN[1:]}
    return {"name": enterprise.organisation.name} | {name.removesuffix("_id"): str(v) for name, v in values.items()}


def _checked(credit_code: str, data: Mapping[str, Any], confirmed: bool) -> tuple[Profile, str, str]:
    code, failed, errors = check_code(credit_code, confirmed=confirmed)
    try:
        profile = read_profile(data)
    except BadProfile as bad:
        raise InvalidInput(errors | bad.errors) from bad
    if errors:
        raise InvalidInput(errors)
    check_division(profile.division)
    return profile, code, failed


def _rewrite_code(organisation_id: int, code: str) -> None:
    """Whether somebody has the code is the database's to say: two officials may correct to the same one at once."""
    try:
        with transaction.atomic():
            Organisation.objects.filter(pk=organisation_id).update(code=code)
    except IntegrityError as taken:
        message = _("Another enterprise is registered with this code.")
        raise Refused(message, _("Compare both with their licences.")) from taken


def _fields(profile: Profile, region: Region) -> dict[str, Any]:
    return {
        "region": region,
        "city_id": f"{region.code[:4]}00",
        "division_id": profile.division,
        "industry_code": profile.industry_code,
        "headcount": profile.headcount,
        "revenue": profile.revenue,
        "size_class": profile.size,
        "contact_name": profile.contact_name,
        "contact_phone": profile.contact_phone,
        "contact_email": profile.contact_email,
    }
