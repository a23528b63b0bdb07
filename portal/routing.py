"""Which authority answers for a place, and the scope path that follows from it (domain.md §2, design §3); pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from portal.reference import authorities

MINISTRY_SCOPE = "/"
UNROUTED = "unrouted"
CORPS = "XPCC"
CORPS_REGION = "650000"
CORPS_CITIES = "6590"

REGION_CODE = re.compile(r"\d{6}", re.ASCII)


@dataclass(frozen=True)
class Choice:
    """The place belongs to one of these authorities; only the enterprise, or one of them, can say which."""

    codes: tuple[str, ...]


class Unroutable(ValueError):
    """No authority answers for this code."""


def authority_key(authority_code: str) -> str:
    """First element of a scope: '330000' → '33', '330200' → '3302', 'XPCC' → 'XPCC'."""
    if authority_code == CORPS:
        return CORPS
    return authority_code[:2] if authority_code.endswith("0000") else authority_code[:4]


@cache
def _routes() -> dict[str, str]:
    return {authority_key(item.code): item.code for item in authorities()}


def authority_for(region_code: str) -> str | Choice:
    """Authority of a six-digit GB/T 2260 code by longest prefix; Choice for the Corps' cities; else Unroutable."""
    if not REGION_CODE.fullmatch(region_code):
        raise Unroutable(region_code)
    if region_code.startswith(CORPS_CITIES):
        return Choice((CORPS, CORPS_REGION))
    for length in (4, 2):
        if found := _routes().get(region_code[:length]):
            return found
    raise Unroutable(region_code)


def authority_scope(authority_code: str) -> str:
    return f"/{authority_key(authority_code)}/"


def place_scope(key: str, region_code: str) -> str:
    """`/33/3301/330106/`: authority key, city (four digits), county (six)."""
    return f"/{key}/{region_code[:4]}/{region_code}/"


def bureau_scope(authority_code: str, region_code: str) -> str:
    """Scope of a city bureau ('330100' → `/33/3301/`) or of a county bureau ('330106' → `/33/3301/330106/`)."""
    county = place_scope(authority_key(authority_code), region_code)
    return county.rsplit("/", 2)[0] + "/" if region_code.endswith("00") else county


def bureau_code(authority_code: str, region_code: str) -> str:
    """Code of a region's bureau [ours]: 'B330100'; with the authority's key where two of them may claim the place."""
    shared = len(candidate_places(region_code)) > 1
    return f"B{region_code}{authority_key(authority_code) if shared else ''}"


def bureau_scopes(path: str) -> tuple[str, ...]:
    """Scopes of the city and the county bureau above an enterprise: `/33/3301/330106/e7/` → the two prefixes."""
    parts = path.strip("/").split("/")
    return tuple(f"/{'/'.join(parts[:length])}/" for length in (2, 3) if len(parts) > length)


def candidate_places(region_code: str) -> tuple[str, ...]:
    """The place scopes this region can have: one, or one for each authority of a Choice."""
    found = authority_for(region_code)
    codes = found.codes if isinstance(found, Choice) else (found,)
    return tuple(place_scope(authority_key(code), region_code) for code in codes)


def route(region_code: str, *, within: str = MINISTRY_SCOPE) -> str | None:
    """Place scope for a row written by somebody whose own scope is `within`; None when it is not theirs.

    A place that two authorities may claim goes to the one that writes it, and waits unrouted when the ministry does.
    """
    places = candidate_places(region_code)
    if len(places) > 1 and within == MINISTRY_SCOPE:
        return place_scope(UNROUTED, region_code)
    return next((place for place in places if place.startswith(within)), None)


def enterprise_scope(place: str, organisation_id: int) -> str:
    """`/33/3301/330106/e123/`."""
    return f"{place}e{organisation_id}/"


def scope_authority(scope: str) -> str | None:
    """Code of the authority a scope lies in; None for the ministry and for what is not routed yet."""
    return _routes().get(scope.split("/")[1])


def apart_keys() -> frozenset[str]:
    """Keys of the cities listed separately: four digits, outside their province's scope."""
    return frozenset(key for key in _routes() if len(key) == 4 and key.isdigit())


def counts_apart(codes: Iterable[str]) -> frozenset[str]:
    """Those of `codes` that a province's figures must not include twice: cities listed separately in the state plan."""
    return frozenset(code for code in codes if code != CORPS and not code.endswith("0000"))
