"""Platforms: registering, correcting the record, showing it to the public."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _

from pilots.models import Direction, Platform
from pilots.queries import directions_in_force, visible_platforms
from pilots.rules import may_edit, may_register, may_release
from portal.enums import Registry
from portal.errors import InvalidInput, NotPermitted, Refused, Stale
from portal.models import Entry, Organisation
from portal.services.audit import record_audit
from portal.services.fields import set_fields
from portal.services.organisations import find_place
from portal.tenancy import Actor

NAMES = ("name", "name_en")
FACTS = (
    "field", "direction", "functions", "validations", "build_mode", "legal_person", "founded_on", "address",
    "site_area", "website", "introduction", "lead_engineer", "expert_committee", "management_rules", "fee_standard",
    "ip_protection", "contact_name", "contact_phone", "contact_email",
)  # fmt: skip


def register_platform(*, actor: Actor, values: Mapping[str, Any]) -> Platform:
    """A platform of the actor's own body. `values`: name, name_en, region (a county's code) and FACTS.

    Raises NotPermitted, InvalidInput by field, Refused when the body has a platform of this name.
    """
    if reason := may_register(actor):
        raise NotPermitted(reason)
    owner = Organisation.objects.get(pk=actor.home_id)
    entry = Entry(registry=Registry.PILOT, owner=owner, scope=owner.scope, created_by_id=actor.person_id)
    platform = Platform(entry=entry, scope=owner.scope)
    detail = _set(entry, platform, values, required=True)
    entry.updated_by_id = actor.person_id
    _save_named(entry)
    platform.entry = entry
    platform.save(force_insert=True)
    record_audit(actor=actor, action="platform.registered", target=platform, detail=detail | {"of": entry.name})
    return platform


def update_platform(*, actor: Actor, platform: Platform, version: int, values: Mapping[str, Any]) -> Platform:
    """Change what `values` names; `version` is the one the person saw.

    Raises NotPermitted, InvalidInput by field, Refused for a name that is taken, Stale with both texts.
    """
    locked = lock_platform(actor, platform)
    if locked.entry.version != version:
        raise Stale(
            current=describe_platform(locked), attempted=dict(values), own=actor.is_person(locked.entry.updated_by_id)
        )
    detail = _set(locked.entry, locked, values)
    if detail:
        touch_entry(actor, locked.entry)
        _save_named(locked.entry)
        locked.save(force_update=True)
        record_audit(actor=actor, action="platform.updated", target=locked, detail=detail)
    return locked


def release_platform(*, actor: Actor, platform: Platform, public: bool) -> Platform:
    """Show the record in the public directory, or take it out. Harmless when it is so already."""
    locked = lock_platform(actor, platform)
    if reason := may_release(actor, locked):
        raise NotPermitted(reason)
    if bool(locked.entry.released_at) != public:
        locked.entry.released_at = timezone.now() if public else None
        touch_entry(actor, locked.entry)
        locked.entry.save(update_fields=["released_at", "version", "updated_by", "updated_at"])
        record_audit(actor=actor, action="platform.released" if public else "platform.hidden", target=locked)
    return locked


def lock_platform(actor: Actor, platform: Platform) -> Platform:
    """The actor's platform as it stands, its entry locked until the transaction ends.

    404 for one out of reach. Raises NotPermitted for whoever only reads it: nobody else may lock it either.
    """
    if reason := may_edit(actor, get_object_or_404(visible_platforms(actor), pk=platform.pk)):
        raise NotPermitted(reason)
    entries = Entry.objects.select_for_update(of=("self",), no_key=True).filter(registry=Registry.PILOT)
    entry = get_object_or_404(entries, pk=platform.pk)
    found = get_object_or_404(visible_platforms(actor), pk=entry.pk)
    found.entry = entry
    return found


def touch_entry(actor: Actor, entry: Entry) -> None:
    """One version more, by this person, now; saved by the caller."""
    entry.version += 1
    entry.updated_by_id = actor.person_id
    entry.updated_at = timezone.now()


def describe_platform(platform: Platform) -> dict[str, Any]:
    """The record by field, as update_platform takes it."""
    values = {name: getattr(platform.entry, name) for name in (*NAMES, "region_id")}
    values["region"] = values.pop("region_id")
    return values | {name: getattr(platform, name) for name in FACTS}


def _set(
    entry: Entry, platform: Platform, values: Mapping[str, Any], *, required: bool = False
) -> dict[str, list[Any]]:
    """Both rows take what is given; with `required`, what a new record cannot do without is asked for as well."""
    if required:
        values = {"name": "", "region": "", "field": "", "functions": [], "build_mode": "", "address": ""} | dict(
            values
        )
    errors: dict[str, list[str]] = {}
    detail: dict[str, list[Any]] = {}
    former = platform.direction
    for row, names in ((entry, NAMES), (platform, FACTS)):
        try:
            detail |= set_fields(row, values, allowed=names)
        except InvalidInput as bad:
            errors.update(bad.errors)
    try:
        if "region" in values and values["region"] != entry.region_id:
            detail["region"] = [entry.region_id, values["region"]]
            entry.region = find_place(values["region"])
    except InvalidInput as bad:
        errors.update(bad.errors)
    if isinstance(platform.founded_on, date) and platform.founded_on > timezone.localdate():
        errors.setdefault("founded_on", [_("This day is still to come. Give the day on which it began to work.")])
    if "direction" in detail:
        # What people know it by: its key says nothing to a reader of the audit.
        detail["direction"] = [one.code if one else None for one in (former, platform.direction)]
    asked = "direction" in detail or "field" in detail
    if asked and (fault := _direction_fault(platform, former)):
        errors.setdefault("direction", []).append(fault)
    if errors:
        raise InvalidInput(errors)
    return detail


def _direction_fault(platform: Platform, former: Direction | None) -> str:
    """A direction is of the list in force and of the platform's field; one chosen before may stay."""
    direction = platform.direction
    if direction is None:
        return ""
    if direction != former and not directions_in_force().filter(pk=direction.pk).exists():
        return _("This direction is not on the list in force. Choose another one.")
    if direction.field != platform.field:
        return _("This direction belongs to another field. Choose one of the platform's field.")
    return ""


def _save_named(entry: Entry) -> None:
    """Whether the name is free is the database's to say: two people may register at once."""
    try:
        with transaction.atomic():
            entry.save()
    except IntegrityError as taken:
        message = _("Your body has a platform with this name already.")
        raise Refused(message, _("Open that one, or give this one a name that tells them apart.")) from taken
