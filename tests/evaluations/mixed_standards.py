"""Small standards written for the tests: one builder, so that each test shows only what it is about."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from evaluations.definition import Definition
from evaluations.loader import load_definition

Data = dict[str, Any]


def words(text: str) -> Data:
    return {"zh": text, "en": text}


def rungs(*points: float, codes: str = "1234567") -> Data:
    """A scale of rungs with these points, named from the lowest."""
    return {
        "kind": "rungs",
        "rungs": [{"code": c, "points": p, "name": words(c)} for c, p in zip(codes, points, strict=False)],
    }


def bands(**points: float) -> Data:
    """A scale of bands, written from the lowest: bands(C=0, B=5, A=10)."""
    return {"kind": "bands", "rungs": [{"code": c, "points": p, "name": words(c)} for c, p in points.items()]}


def item(code: str, scale: Data | str = "yes_no", **fields: Any) -> Data:
    """An item; `scale` is a kind without further fields or a whole scale."""
    known: Data = {"kind": scale} if isinstance(scale, str) else scale
    return {"code": code, "title": words(code), "question": words("?"), "scale": known} | fields


def group(code: str, *items: Data, **fields: Any) -> Data:
    """A group of items; groups go into the field `groups`."""
    return {"code": code, "title": words(code)} | ({"items": list(items)} if items else {}) | fields


def level(code: str, *gates: Data) -> Data:
    return {"code": code, "name": words(code), "gates": {"all_of": list(gates)}}


def text_of(groups: Sequence[Data], levels: Sequence[Data] = (), **fields: Any) -> str:
    """The YAML text of a standard; without levels and bands it gets one level that asks for nothing."""
    head: Data = {"format": 1, "standard": {"code": "drawn", "version": "1", "title": words("drawn")}}
    ladder = list(levels) if levels or "bands" in fields else [level("L0")]
    whole = head | {"groups": list(groups)} | ({"levels": ladder} if ladder else {}) | fields
    # JSON is YAML too, and quicker to write.
    return json.dumps(whole, ensure_ascii=False, indent=1)


def standard(groups: Sequence[Data], levels: Sequence[Data] = (), **fields: Any) -> Definition:
    return load_definition(text_of(groups, levels, **fields))


def veto(code: str = "V") -> Mapping[str, Any]:
    return {"code": code, "name": words(code)}
