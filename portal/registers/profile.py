"""What an enterprise says of itself, checked by the same readers as a register's cells; pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from portal.enums import BodyKind, SizeClass
from portal.registers import cells
from portal.registers.cells import BadCell
from portal.registers.messages import Fault
from portal.size_classes import size_class

ONE = Decimal(1)
CONTACTS = ("contact_name", "contact_phone", "contact_email")


@dataclass(frozen=True)
class Profile:
    """Headcount in persons, revenue in 万元 a year; `region` is a county's code that the caller has yet to look up."""

    name: str
    region: str
    division: str
    industry_code: str
    headcount: int
    revenue: Decimal
    contact_name: str
    contact_phone: str
    contact_email: str

    @property
    def size(self) -> SizeClass:
        return size_class(self.headcount, self.revenue)


class BadProfile(Exception):
    """`errors` maps fields to what is wrong and what to do."""

    def __init__(self, errors: dict[str, list[str]]) -> None:
        super().__init__(", ".join(errors))
        self.errors = errors


READERS: dict[str, Callable[[Any], Any]] = {
    "name": cells.read_name,
    "region": cells.read_region,
    "industry": cells.read_industry,
    "headcount": cells.read_headcount,
    "revenue": lambda cell: cells.read_revenue(cell, ONE).value,
    "contact_name": lambda cell: cells.read_text(cell, cells.MAX_CONTACT),
    "contact_phone": cells.read_phone,
    "contact_email": cells.read_email,
}


def read_profile(data: Mapping[str, Any]) -> Profile:
    """Typed values of `data` (keys of READERS, text or numbers); raises BadProfile with every fault at once."""
    values = read_values(data, READERS)
    industry = values.pop("industry")
    return Profile(**values, division=industry[:3], industry_code=industry)


def read_institute(data: Mapping[str, Any]) -> dict[str, Any]:
    """Typed values of an institute's name, region, body_kind and contacts; raises BadProfile with every fault at once."""
    shared = {name: READERS[name] for name in ("name", "region", *CONTACTS)}
    return read_values(data, shared | {"body_kind": _read_body_kind})


def _read_body_kind(cell: Any) -> BodyKind:
    if cell not in BodyKind.values:
        raise BadCell("missing")
    return BodyKind(cell)


def read_values(data: Mapping[str, Any], readers: Mapping[str, Callable[[Any], Any]]) -> dict[str, Any]:
    """What each reader makes of its key in `data`; raises BadProfile with every fault at once."""
    errors: dict[str, list[str]] = {}
    values: dict[str, Any] = {}
    for name, reader in readers.items():
        try:
            values[name] = reader("" if data.get(name) is None else data[name])
        except BadCell as bad:
            errors[name] = [explain(name, bad)]
    if errors:
        raise BadProfile(errors)
    return values


def read_size(headcount: str, revenue: str) -> SizeClass:
    """Size class of figures as typed (persons, 万元); raises BadProfile naming the figure that cannot be read."""
    errors, values = {}, {}
    for name, text in (("headcount", headcount), ("revenue", revenue)):
        try:
            values[name] = READERS[name](text)
        except BadCell as bad:
            errors[name] = [explain(name, bad)]
    if errors:
        raise BadProfile(errors)
    return size_class(values["headcount"], values["revenue"])


def explain(name: str, bad: BadCell) -> str:
    """Reason and remedy in one sentence group."""
    fault = Fault(0, name, name, "", bad.code, bad.params)
    return f"{fault.reason} {fault.remedy}"
