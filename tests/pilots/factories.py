"""Institutes and platforms for tests; traits are words of the domain."""

from datetime import date
from typing import Any

from pilots.enums import BuildMode, Field, Function
from pilots.models import Platform
from pilots.services.platforms import register_platform, release_platform
from portal.enums import BodyKind, Role
from portal.models import Institute
from portal.services.institutes import register_institute
from portal.tenancy import Actor, scope
from tests.factories import authority, member, user_of
from tests.portal.people import fresh_code

TODAY = date(2025, 11, 20)


def institute(region: str = "330106", *, name: str = "示例材料研究院") -> Institute:
    """A research institute in `region`, registered by its first person."""
    person = user_of(member(authority(), Role.REVIEWER))
    data = {"name": name, "region": region, "body_kind": BodyKind.RESEARCH, "contact_name": "张工"}
    return register_institute(user=person, credit_code=fresh_code(region), data=data)


def people_of(body: Institute) -> Actor:
    """Somebody who fills in and signs for the institute."""
    return member(body.organisation, Role.RESPONSIBLE, Role.FILLER)


def record(**changes: Any) -> dict[str, Any]:
    values = {
        "name": "示例先进材料中试平台",
        "region": "330106",
        "field": Field.RAW_MATERIALS,
        "functions": [Function.SCALE_UP, Function.SMALL_BATCH],
        "build_mode": BuildMode.TRANSFER,
        "address": "示例路1号",
    }
    return values | changes


def platform(actor: Actor, *, released: bool = False, **changes: Any) -> Platform:
    with scope(actor):
        made = register_platform(actor=actor, values=record(**changes))
        return release_platform(actor=actor, platform=made, public=True) if released else made


def figures(**changes: Any) -> dict[str, Any]:
    values: dict[str, Any] = dict.fromkeys(
        ("projects", "clients", "outside_clients", "income", "industrialised", "investment", "equipment_count",
         "equipment_value", "staff", "hours_available", "hours_used", "accidents"),
        0,
    )  # fmt: skip
    return values | {"record": "", "explanation": ""} | changes
