"""Institutes: universities, research institutes and other bodies that register without being manufacturers."""

from collections.abc import Mapping
from typing import Any

from django.db.models import F

from portal.enums import OrganisationKind
from portal.errors import InvalidInput, Stale
from portal.models import Institute, User
from portal.registers.profile import CONTACTS, BadProfile, read_institute
from portal.services.audit import record_audit
from portal.services.organisations import (
    admit_registrant,
    check_code,
    create_organisation,
    find_place,
    place_for,
    place_within,
    rename_organisation,
)
from portal.tenancy import Actor, scope

SHOWN = ("region_id", "body_kind", "contact_name", "contact_phone", "contact_email")


def register_institute(
    *, user: User, credit_code: str, data: Mapping[str, Any], authority: str = "", code_confirmed: bool = False
) -> Institute:
    """Create organisation, institute and membership for its first person, who signs for it.

    `data` has name, region (a county's code), body_kind (BodyKind) and the three contacts; `authority` answers the
    Corps-or-region question. Raises InvalidInput by field, or Refused when the code is registered already.
    """
    code, warning, errors = check_code(credit_code, confirmed=code_confirmed)
    try:
        values = read_institute(data)
    except BadProfile as bad:
        raise InvalidInput(errors | bad.errors) from bad
    if errors:
        raise InvalidInput(errors)
    with scope(Actor.system()):
        region = find_place(values["region"])
        organisation = create_organisation(
            kind=OrganisationKind.INSTITUTE,
            code=code,
            name=values["name"],
            place=place_for(region.code, authority),
            region=region,
        )
        institute = Institute.objects.create(
            organisation=organisation, scope=organisation.scope, code_warning=warning, **_fields(values)
        )
        registrant = admit_registrant(user=user, organisation=organisation)
        record_audit(actor=registrant, action="institute.registered", target=institute, detail={"code": code})
    return institute


def update_institute(*, actor: Actor, institute: Institute, version: int, data: Mapping[str, Any]) -> Institute:
    """Correct the record; raises InvalidInput by field, Stale with both versions when `version` is not the latest."""
    try:
        values = read_institute(data)
    except BadProfile as bad:
        raise InvalidInput(bad.errors) from bad
    stored = Institute.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=institute.pk)
    before = describe_institute(stored)
    if stored.version != version:
        raise Stale(current=before, attempted=dict(data))
    region = find_place(values["region"])
    place = place_within(stored.scope, stored.region_id, region.code)
    with scope(Actor.system(actor.user_name)):
        rename_organisation(stored.pk, place, values["name"], region)
        Institute.objects.filter(pk=stored.pk).update(**_fields(values), version=F("version") + 1)
        changed = Institute.objects.select_related("organisation").get(pk=stored.pk)
        after = describe_institute(changed)
        differing = {name: [before[name], after[name]] for name in after if before[name] != after[name]}
        record_audit(actor=actor, action="institute.updated", target=changed, detail=differing)
    return changed


def describe_institute(institute: Institute) -> dict[str, str]:
    """The record as people type it, for comparison and for the audit."""
    values = {name.removesuffix("_id"): str(getattr(institute, name)) for name in SHOWN}
    return {"name": institute.organisation.name} | values


def _fields(values: Mapping[str, Any]) -> dict[str, Any]:
    own = {name: values[name] for name in ("body_kind", *CONTACTS)}
    return own | {"region_id": values["region"], "city_id": f"{values['region'][:4]}00"}
