"""Checks every row of a register; a rejected row never stops the others; pure."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from portal.enums import SizeClass
from portal.identifiers import CreditCode
from portal.registers import cells
from portal.registers.cells import BadCell
from portal.registers.messages import Fault
from portal.registers.reading import Register, RegisterRow
from portal.routing import MINISTRY_SCOPE, UNROUTED, Choice, Unroutable, authority_for, route
from portal.size_classes import size_class

MAX_VALUE_SHOWN = 60
# fields whose text must be typed, not computed: a formula there is usually a link
NEVER_COMPUTED = ("name", "code", "contact_name", "contact_email")


@dataclass(frozen=True)
class CheckContext:
    """What rows are checked against; `within` is the importer's scope ('/' for the ministry).

    `places` maps the codes an enterprise can stand in (counties, and cities without any) to names;
    `coarse` holds the codes of provinces and cities; `authorities` maps authority codes to names.
    """

    places: Mapping[str, str]
    coarse: frozenset[str]
    divisions: frozenset[str]
    authorities: Mapping[str, str]
    within: str = MINISTRY_SCOPE


@dataclass(frozen=True)
class Entry:
    """A row in the portal's own terms; `place` is the scope of its county, without the organisation."""

    name: str
    code: str
    failed_checks: str
    region: str
    place: str
    division: str
    industry_code: str
    headcount: int
    revenue: Decimal
    size: SizeClass
    contact_name: str = ""
    contact_phone: str = ""
    contact_email: str = ""


@dataclass(frozen=True)
class Accepted:
    row: int
    entry: Entry
    warnings: tuple[Fault, ...] = ()


@dataclass(frozen=True)
class Rejected:
    row: int
    faults: tuple[Fault, ...]


def check_rows(register: Register, context: CheckContext) -> Iterator[Accepted | Rejected]:
    """One verdict per row, in order; the first row with a code keeps it, later ones are duplicates."""
    first_with: dict[str, int] = {}
    for row in register.rows:
        yield _RowCheck(register, row, context, first_with).verdict()


@dataclass
class _RowCheck:
    register: Register
    row: RegisterRow
    context: CheckContext
    first_with: dict[str, int]
    faults: list[Fault] = field(default_factory=list)
    warnings: list[Fault] = field(default_factory=list)

    def verdict(self) -> Accepted | Rejected:
        name = self.read("name", cells.read_name)
        code = self.read("code", cells.read_code)
        if code:
            self.check_code(code)
        region = self.read("region", cells.read_region)
        place = self.place_of(region) if region else None
        industry = self.read("industry", self.industry)
        headcount = self.read("headcount", cells.read_headcount)
        revenue = self.read("revenue", lambda cell: cells.read_revenue(cell, self.register.columns.revenue_factor))
        contact = {
            "contact_name": self.read("contact_name", lambda cell: cells.read_text(cell, cells.MAX_CONTACT)) or "",
            "contact_phone": self.read("contact_phone", cells.read_phone) or "",
            "contact_email": self.read("contact_email", cells.read_email) or "",
        }
        if self.faults or None in (name, code, region, place, industry, headcount, revenue):
            return Rejected(self.row.number, tuple(self.faults))
        assert name and code and region and place and industry and revenue is not None and headcount is not None
        if revenue.from_text:
            self.warn("revenue", "revenue_unit", amount=f"{revenue.value.normalize():f}")
        entry = Entry(
            name=name, code=code.code, failed_checks=code.failed_checks, region=region, place=place,
            division=industry[:3], industry_code=industry, headcount=headcount, revenue=revenue.value,
            size=size_class(headcount, revenue.value), **contact,
        )  # fmt: skip
        return Accepted(self.row.number, entry, tuple(self.warnings))

    def read[T](self, name: str, reader: Callable[[Any], T]) -> T | None: ...
