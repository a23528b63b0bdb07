"""Lines of a platform's lists: equipment, services, people, qualifications."""

from collections.abc import Mapping
from typing import Any, TypeVar

from django.db.models import F
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _

from pilots.lists import PART_FIELDS
from pilots.models import Equipment, Platform, Qualification
from pilots.models.parts import Part
from pilots.services.platforms import lock_platform
from portal.errors import InvalidInput, Refused, Stale
from portal.services.audit import record_audit
from portal.services.fields import set_fields
from portal.tenancy import Actor

P = TypeVar("P", bound=Part)
# More belongs into a file; a list page shows fifty at a time.
MOST_LINES = 2000


def add_part(*, actor: Actor, platform: Platform, kind: type[P], values: Mapping[str, Any]) -> P:
    """Another line at the end of the list of this kind. Raises NotPermitted, InvalidInput by field, Refused when full."""
    locked = lock_platform(actor, platform)
    if kind._default_manager.filter(platform=locked).count() >= MOST_LINES:
        raise Refused(
            _("A list holds %(limit)d lines at most.") % {"limit": MOST_LINES},
            _("Put what belongs together into one line."),
        )
    line = kind(platform=locked, scope=locked.scope, updated_by_id=actor.person_id)
    _check(line, {"name": ""} | dict(values))
    line.save(force_insert=True)
    _record(actor, line, "added", {name: [None, value] for name, value in _said(line)})
    return line


def change_part(*, actor: Actor, line: P, version: int, values: Mapping[str, Any]) -> P:
    """Change what `values` names. Raises NotPermitted, InvalidInput by field, Stale with both texts."""
    locked = _lock(actor, line)
    if locked.version != version:
        raise Stale(
            current={name: getattr(locked, name) for name in PART_FIELDS[type(line)]},
            attempted=dict(values),
            own=actor.is_person(locked.updated_by_id),
        )
    if detail := _check(locked, values):
        locked.version = F("version") + 1
        locked.updated_by_id, locked.updated_at = actor.person_id, timezone.now()
        locked.save(force_update=True)
        locked.refresh_from_db(fields=["version"])
        _record(actor, locked, "changed", detail)
    return locked


def remove_part(*, actor: Actor, line: Part, version: int) -> None:
    """Delete the line; its history stays. Raises NotPermitted, Stale with what it says now."""
    locked = _lock(actor, line)
    if locked.version != version:
        raise Stale(current={"name": str(locked)}, attempted={}, own=actor.is_person(locked.updated_by_id))
    _record(actor, locked, "removed", {name: [value, None] for name, value in _said(locked)})
    locked.delete()


def _lock(actor: Actor, line: P) -> P:
    """The platform's lock is the list's: counting and writing never meet."""
    lock_platform(actor, line.platform)
    found: P = get_object_or_404(type(line)._default_manager.all(), pk=line.pk)  # type: ignore[assignment]
    return found


def _check(line: Part, values: Mapping[str, Any]) -> dict[str, list[Any]]:
    detail = set_fields(line, values, allowed=PART_FIELDS[type(line)])
    if isinstance(line, Equipment) and line.year and line.year > timezone.localdate().year:
        raise InvalidInput({"year": [_("This year is still to come. Give the year in which it was made.")]})
    if isinstance(line, Qualification) and line.issued_on and line.expires_on and line.expires_on < line.issued_on:
        raise InvalidInput({"expires_on": [_("It ends before it begins. Correct one of the two days.")]})
    return detail


def _said(line: Part) -> list[tuple[str, Any]]:
    """Everything that the line says, its defaults too."""
    values = [(name, getattr(line, name)) for name in PART_FIELDS[type(line)]]
    return [(name, value) for name, value in values if value is not None and value != ""]


def _record(actor: Actor, line: Part, step: str, detail: Mapping[str, Any]) -> None:
    action = f"platform.{line._meta.model_name}_{step}"
    told = {"line": line.pk, "of": str(line)} | dict(detail)
    record_audit(actor=actor, action=action, target=line.platform, detail=told)
