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
        readers: dict[str, Callable[[Any], Any]] = {
            "name": cells.read_name,
            "code": self.code,
            "region": self.place,
            "industry": self.industry,
            "headcount": cells.read_headcount,
            "revenue": self.revenue,
            "contact_name": lambda cell: cells.read_text(cell, cells.MAX_CONTACT),
            "contact_phone": cells.read_phone,
            "contact_email": cells.read_email,
        }
        values = {name: self.read(name, reader) for name, reader in readers.items()}
        if self.faults:
            return Rejected(self.row.number, tuple(self.faults))
        return Accepted(self.row.number, _entry(**values), tuple(self.warnings))

    def read(self, name: str, reader: Callable[[Any], Any]) -> Any:
        position = self.register.columns.positions.get(name)
        cell = self.row.cells[position] if position is not None and position < len(self.row.cells) else ""
        try:
            if position in self.row.formulas:
                self.check_formula(name, cell)
            return reader(cell)
        except BadCell as bad:
            self.faults.append(self.finding(name, cell, bad.code, **bad.params))

    def check_formula(self, name: str, cell: Any) -> None:
        if name in NEVER_COMPUTED or cells.plain(cell) == "":
            raise BadCell("formula")
        self.warnings.append(self.finding(name, cell, "formula_value"))

    def code(self, cell: Any) -> CreditCode:
        code = cells.read_code(cell)
        first = self.first_with.setdefault(code.code, self.row.number)
        if first != self.row.number:
            raise BadCell("duplicate", first=first, row=self.row.number)
        if code.failed_checks:
            self.warnings.append(self.finding("code", cell, "code_check"))
        return code

    def place(self, cell: Any) -> tuple[str, str]:
        """The region's code and its scope, which lies within the importer's."""
        region = cells.read_region(cell)
        if region in self.context.coarse and region not in self.context.places:
            raise BadCell("region_coarse")
        if region not in self.context.places:
            raise BadCell("region_unknown")
        scope = place_within(region, self.context)
        if scope.startswith(f"/{UNROUTED}/"):
            self.warnings.append(self.finding("region", cell, "unrouted"))
        return region, scope

    def industry(self, cell: Any) -> str:
        code = cells.read_industry(cell)
        if code[:3] not in self.context.divisions:
            raise BadCell("industry_foreign")
        return code

    def revenue(self, cell: Any) -> Decimal:
        amount = cells.read_revenue(cell, self.register.columns.revenue_factor)
        if amount.from_text:
            self.warnings.append(self.finding("revenue", cell, "revenue_unit", amount=f"{amount.value.normalize():f}"))
        return amount.value

    def finding(self, name: str, cell: Any, code: str, **params: Any) -> Fault:
        shown = cells.plain(cell)
        shown = shown if len(shown) <= MAX_VALUE_SHOWN else shown[: MAX_VALUE_SHOWN - 1] + "…"
        return Fault(self.row.number, name, self.register.columns.title(name), shown, code, params)


def place_within(region: str, context: CheckContext) -> str:
    """Scope of a known place for this importer; BadCell names the authority when it is another's."""
    try:
        scope = route(region, within=context.within)
    except Unroutable as unroutable:
        raise BadCell("region_unknown") from unroutable
    if scope is None:
        found = authority_for(region)
        codes = found.codes if isinstance(found, Choice) else (found,)
        names = "、".join(context.authorities.get(code, code) for code in codes)
        raise BadCell("region_foreign", place=context.places[region], authority=names)
    return scope


def _entry(
    *, name: str, code: CreditCode, region: tuple[str, str], industry: str, headcount: int, revenue: Decimal,
    **contact: str,
) -> Entry:  # fmt: skip
    return Entry(
        name=name,
        code=code.code,
        failed_checks=code.failed_checks,
        region=region[0],
        place=region[1],
        division=industry[:3],
        industry_code=industry,
        headcount=headcount,
        revenue=revenue,
        size=size_class(headcount, revenue),
        **contact,
    )
