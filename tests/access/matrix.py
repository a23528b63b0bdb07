"""Reading matrix.yaml."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from tests.access.routes import every_route, methods_of
from tests.access.world import RELATIONS, ROLES

FILE = Path(__file__).with_name("matrix.yaml")
EVERYBODY = ("anonymous", *ROLES)
NOT_ALLOWED = "405"


@dataclass(frozen=True)
class Row:
    """One method of one route on one object: `answers[role]` is (own, same, other, absent)."""

    route: str
    method: str
    address: Mapping[str, Any]
    sent: Mapping[str, Any]
    answers: Mapping[str, tuple[str, ...]]

    @property
    def is_api(self) -> bool:
        return self.route.startswith("api:")

    @property
    def name(self) -> str:
        return f"{self.method} {self.route} {dict(self.address) or ''}".rstrip()


@cache
def document() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.load(FILE.read_text(), yaml.CSafeLoader)
    return loaded


def walked_routes() -> set[str]:
    return set(document()["routes"])


def library_routes() -> list[str]:
    return [name for names in document()["libraries"].values() for name in names]


def answers_alone(layer: str) -> dict[str, int]:
    """{route: its answer in place of 404} where a layer alone gives another one, with its reason in the file."""
    found: dict[str, int] = document()["alone"].get(layer, {})
    return found


@cache
def rows() -> tuple[Row, ...]:
    views = every_route()
    return tuple(
        row for name in document()["routes"] if name in views for row in _rows_of(name, methods_of(views[name]))
    )


def _rows_of(route: str, methods: tuple[str, ...]) -> Iterator[Row]:
    entries = document()["routes"][route]
    for entry in entries:
        for method in methods:
            if method in entry:
                answers = _answers(route, entry[method])
                yield Row(route, method, entry.get("address", {}), entry.get(f"send {method}", {}), answers)
    named = {key for entry in entries for key in entry}
    for method in methods:
        if method not in named:
            yield Row(route, method, entries[0].get("address", {}), {}, _answers(route, {"everyone": NOT_ALLOWED}))


def _answers(route: str, written: Mapping[str, object]) -> dict[str, tuple[str, ...]]:
    """Groups spelled out; what is written later holds."""
    found = dict.fromkeys(EVERYBODY, "404") | {"anonymous": "401" if route.startswith("api:") else "login"}
    for name, answer in written.items():
        for role in document()["groups"].get(name, [name]):
            found[role] = str(answer)
    return {role: _columns(answer) for role, answer in found.items()}


def _columns(answer: str) -> tuple[str, ...]:
    cells = tuple(answer.split())
    if len(cells) not in (1, len(RELATIONS)):
        raise ValueError(f"an answer has one column or {len(RELATIONS)}: {answer}")
    return cells * (len(RELATIONS) // len(cells))
