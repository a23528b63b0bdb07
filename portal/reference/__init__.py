"""Reference data that ships with the portal: the 37 authorities and the divisions of manufacturing, as CSV."""

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
class DivisionRecord:
    """A division of GB/T 4754-2017, C13–C43."""

    code: str
    name_zh: str
    name_en: str


@cache
def authorities() -> tuple[AuthorityRecord, ...]:
    return tuple(AuthorityRecord(**row) for row in _rows("authorities.csv"))


@cache
def divisions() -> tuple[DivisionRecord, ...]:
    return tuple(DivisionRecord(**row) for row in _rows("divisions.csv"))


def _rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
