"""Compares checked rows with what is recorded: new, changed, unchanged, or somebody else's; pure."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from portal.registers.headers import SYNONYMS
from portal.registers.messages import Fault
from portal.registers.rows import Accepted, Entry, Rejected
from portal.routing import MINISTRY_SCOPE, UNROUTED, candidate_places, scope_authority

# what a register may change; an empty contact in the file never erases one on record
COMPARED = ("name", "region", "division", "industry_code", "headcount", "revenue", "failed_checks")
CONTACTS = ("contact_name", "contact_phone", "contact_email")


@dataclass(frozen=True)
class Recorded:
    """An enterprise on record: its id, the scope of its county, and its values under the names of Entry."""

    id: int
    place: str
    values: Mapping[str, Any]
    version: int = 1


@dataclass(frozen=True)
class Change:
    """A row that alters a record: `entry` carries the values to write, `fields` those that differ."""

    id: int
    entry: Entry
    fields: tuple[str, ...]
    version: int = 1
    claimed: bool = False


@dataclass
class Plan:
    """What a commit would do; `findings` holds every fault and warning in the order of the rows."""

    new: list[Entry] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    unchanged: int = 0
    rejected: list[Rejected] = field(default_factory=list)
    warned: int = 0
    findings: list[Fault] = field(default_factory=list)

    @property
    def counts(self) -> dict[str, int]:
        return {
            "rows": len(self.new) + len(self.changed) + self.unchanged + len(self.rejected),
            "new": len(self.new),
            "updated": len(self.changed),
            "unchanged": self.unchanged,
            "rejected": len(self.rejected),
            "warned": self.warned,
        }


def make_plan(
    verdicts: Iterable[Accepted | Rejected],
    recorded: Mapping[str, Recorded],
    *,
    within: str = MINISTRY_SCOPE,
    others: Collection[str] = (),
) -> Plan:
    """`recorded` maps credit codes to records of every authority, `others` are codes of bodies that are no enterprise.

    `within` is the importer's scope.
    """
    plan = Plan()
    for verdict in verdicts:
        if isinstance(verdict, Accepted) and verdict.entry.code in others:
            _note(plan, _refuse(verdict, "code", verdict.entry.code, "registered_as_body"))
            continue
        if isinstance(verdict, Accepted) and verdict.entry.code in recorded:
            _note(plan, _settle(plan, verdict, recorded[verdict.entry.code], within))
            continue
        if isinstance(verdict, Accepted):
            plan.new.append(verdict.entry)
        _note(plan, verdict)
    return plan


def _note(plan: Plan, verdict: Accepted | Rejected) -> None:
    if isinstance(verdict, Rejected):
        plan.rejected.append(verdict)
        plan.findings.extend(verdict.faults)
    else:
        plan.warned += bool(verdict.warnings)
        plan.findings.extend(verdict.warnings)


def _settle(plan: Plan, verdict: Accepted, record: Recorded, within: str) -> Accepted | Rejected:
    entry = verdict.entry
    claimed = _is_claim(entry, record)
    if not claimed and not record.place.startswith(within):
        return _refuse(verdict, "code", entry.code, "registered_elsewhere")
    if not claimed and record.place in candidate_places(entry.region):
        entry = replace(entry, place=record.place)
    elif not claimed and scope_authority(entry.place) != scope_authority(record.place):
        return _refuse(verdict, "region", entry.region, "region_moved", place=record.values["region"])
    kept = {name: record.values[name] for name in CONTACTS if not getattr(entry, name)}
    entry = replace(entry, **kept)
    differing = tuple(name for name in (*COMPARED, *CONTACTS) if getattr(entry, name) != record.values[name])
    if differing or entry.place != record.place:
        plan.changed.append(Change(record.id, entry, differing, record.version, claimed))
    else:
        plan.unchanged += 1
    # whose it is has been settled: nothing to warn of any more
    settled = () if entry.place.startswith(f"/{UNROUTED}/") else ("unrouted",)
    return replace(verdict, warnings=tuple(item for item in verdict.warnings if item.code not in settled))


def _is_claim(entry: Entry, record: Recorded) -> bool:
    """One of the two authorities takes over an enterprise that waits unrouted."""
    return record.place.startswith(f"/{UNROUTED}/") and not entry.place.startswith(f"/{UNROUTED}/")


def _refuse(verdict: Accepted, name: str, value: str, code: str, **params: Any) -> Rejected:
    return Rejected(verdict.row, (Fault(verdict.row, name, SYNONYMS[name][0], value, code, params),))
