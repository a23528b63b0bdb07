"""Rows of a register in bulk: what they are checked against, what is on record, and writing them."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, TypeVar

from portal.enums import OrganisationKind
from portal.models import Division, Enterprise, Organisation, Region
from portal.registers.plan import CONTACTS, Change, Recorded
from portal.registers.rows import CheckContext, Entry
from portal.routing import enterprise_scope, scope_authority
from portal.services.keys import reserve_keys
from portal.services.organisations import CONFIRMED, authority_ids, move_organisation
from portal.tenancy import Actor, scope

T = TypeVar("T")
BATCH = 1000
_COLUMNS = ("pk", "scope", "version", "organisation__code", "organisation__name", "region_id", "division_id",
            "industry_code", "headcount", "revenue", "code_warning", *CONTACTS)  # fmt: skip
_ORGANISATION_FIELDS = ["name", "scope", "region", "parent"]
_ENTERPRISE_FIELDS = [
    "scope", "version", "code_warning", "division", "industry_code", "region", "city", "headcount", "revenue",
    "size_class", *CONTACTS, "updated_at",
]  # fmt: skip


def load_context(actor: Actor) -> CheckContext:
    """Places, divisions and authorities as they are on record, seen from this importer."""
    regions = list(Region.objects.values_list("code", "name", "parent_id"))
    parents = frozenset(parent for _code, _name, parent in regions if parent)
    with scope(Actor.system()):
        names = dict(Organisation.objects.filter(kind=OrganisationKind.AUTHORITY).values_list("code", "name"))
    return CheckContext(
        places={code: name for code, name, _parent in regions if code not in parents},
        coarse=parents,
        divisions=frozenset(Division.objects.values_list("code", flat=True)),
        authorities=names,
        within=actor.path,
    )


def load_recorded(codes: Iterable[str], *, lock: bool = False) -> dict[str, Recorded]:
    """Credit code → record, whoever's it is; `lock` keeps the rows still until the transaction ends."""
    recorded: dict[str, Recorded] = {}
    with scope(Actor.system()):
        for batch in in_batches(codes):
            rows = Enterprise.objects.filter(organisation__code__in=batch)
            rows = rows.select_for_update(of=("self",)) if lock else rows
            recorded |= {row["organisation__code"]: _recorded(row) for row in rows.values(*_COLUMNS)}
    return recorded


def load_others(codes: Iterable[str]) -> frozenset[str]:
    """Those of the codes that belong to a body on record which is no enterprise."""
    found: set[str] = set()
    with scope(Actor.system()):
        for batch in in_batches(codes):
            bodies = Organisation.objects.filter(code__in=batch).exclude(kind=OrganisationKind.ENTERPRISE)
            found.update(bodies.values_list("code", flat=True))
    return frozenset(found)


def _recorded(row: dict[str, Any]) -> Recorded:
    values = {name: row[name] for name in ("industry_code", "headcount", "revenue", *CONTACTS)}
    values |= {"name": row["organisation__name"], "region": row["region_id"], "division": row["division_id"]}
    values["failed_checks"] = row["code_warning"].removesuffix(CONFIRMED).strip()
    place = row["scope"].rsplit("/", 2)[0] + "/"
    return Recorded(row["pk"], place, values, row["version"])


def insert_entries(entries: Sequence[Entry]) -> None:
    """New organisations and enterprises, a few statements per thousand."""
    parents = _parents()
    for batch in in_batches(entries):
        numbered = list(zip(reserve_keys(Organisation, len(batch)), batch, strict=True))
        Organisation.objects.bulk_create([_organisation(number, entry, parents) for number, entry in numbered])
        Enterprise.objects.bulk_create([_enterprise(number, entry, version=1) for number, entry in numbered])


def update_entries(changes: Sequence[Change]) -> None:
    """Rows that differ; claimed ones change hands first, which only the portal itself may do."""
    with scope(Actor.system()):
        for change in changes:
            if change.claimed:
                move_organisation(change.id, enterprise_scope(change.entry.place, change.id))
    parents = _parents()
    for batch in in_batches(changes):
        Organisation.objects.bulk_create(
            [_organisation(change.id, change.entry, parents) for change in batch],
            update_conflicts=True, unique_fields=["id"], update_fields=_ORGANISATION_FIELDS,
        )  # fmt: skip
        Enterprise.objects.bulk_create(
            [_enterprise(change.id, change.entry, version=change.version + 1) for change in batch],
            update_conflicts=True, unique_fields=["organisation"], update_fields=_ENTERPRISE_FIELDS,
        )  # fmt: skip


def in_batches(items: Iterable[T], size: int = BATCH) -> Iterator[list[T]]:
    rest = iter(items)
    while batch := list(islice(rest, size)):
        yield batch


def _parents() -> dict[str, int]:
    with scope(Actor.system()):
        return authority_ids()


def _organisation(number: int, entry: Entry, parents: dict[str, int]) -> Organisation:
    return Organisation(
        pk=number,
        kind=OrganisationKind.ENTERPRISE,
        code=entry.code,
        name=entry.name,
        scope=enterprise_scope(entry.place, number),
        region_id=entry.region,
        parent_id=parents.get(scope_authority(entry.place) or ""),
    )


def _enterprise(number: int, entry: Entry, *, version: int) -> Enterprise:
    return Enterprise(
        organisation_id=number,
        scope=enterprise_scope(entry.place, number),
        version=version,
        code_warning=entry.failed_checks,
        division_id=entry.division,
        industry_code=entry.industry_code,
        region_id=entry.region,
        city_id=f"{entry.region[:4]}00",
        headcount=entry.headcount,
        revenue=entry.revenue,
        size_class=entry.size,
        contact_name=entry.contact_name,
        contact_phone=entry.contact_phone,
        contact_email=entry.contact_email,
    )
