"""Routing by longest prefix, scope paths and size classes (domain.md §2 and §3)."""

from decimal import Decimal

import pytest

from portal.enums import SizeClass
from portal.reference import authorities, divisions
from portal.routing import (
    Choice,
    Unroutable,
    authority_for,
    authority_key,
    authority_scope,
    bureau_scope,
    counts_apart,
    enterprise_scope,
    route,
    scope_authority,
)
from portal.size_classes import is_above_designated_size, size_class


@pytest.mark.parametrize(
    ("region", "authority"),
    [("330106", "330000"), ("330203", "330200"), ("210211", "210200"), ("350203", "350200"), ("370211", "370200"),
     ("440305", "440300"), ("440605", "440000"), ("110108", "110000"), ("650102", "650000"), ("469005", "460000")],
)  # fmt: skip
def test_longest_prefix_finds_the_authority(region: str, authority: str) -> None:
    assert authority_for(region) == authority


def test_corps_cities_are_a_choice() -> None:
    assert authority_for("659001") == Choice(("XPCC", "650000"))


@pytest.mark.parametrize("region", ["999999", "000000", "33010", "3301066", "", "33010６", "abcdef", "710100"])
def test_other_codes_are_unroutable(region: str) -> None:
    with pytest.raises(Unroutable):
        authority_for(region)


def test_every_authority_is_a_root_of_its_own() -> None:
    keys = {authority_key(item.code) for item in authorities()}
    assert len(authorities()) == len(keys) == 37
    assert {"33", "3302", "XPCC"} <= keys
    assert authority_scope("330200") == "/3302/"
    assert [item.code for item in divisions()] == [f"C{number}" for number in range(13, 44)]


def test_scopes_of_bureaus_and_enterprises() -> None:
    assert bureau_scope("330000", "330100") == "/33/3301/"
    assert bureau_scope("330000", "330106") == "/33/3301/330106/"
    assert enterprise_scope(route("330106") or "", 123) == "/33/3301/330106/e123/"
    assert enterprise_scope(route("330203") or "", 7) == "/3302/3302/330203/e7/"


@pytest.mark.parametrize(
    ("region", "within", "place"),
    [
        ("330106", "/33/", "/33/3301/330106/"),
        ("330106", "/33/3301/", "/33/3301/330106/"),
        ("330106", "/33/3302/", None),
        ("330203", "/33/", None),
        ("659001", "/", "/unrouted/6590/659001/"),
        ("659001", "/XPCC/", "/XPCC/6590/659001/"),
        ("659001", "/65/", "/65/6590/659001/"),
        ("659001", "/33/", None),
    ],
)
def test_a_row_goes_only_where_its_writer_reaches(region: str, within: str, place: str | None) -> None:
    assert route(region, within=within) == place


def test_authority_of_a_scope_and_national_sums() -> None:
    assert scope_authority("/3302/3302/330203/e7/") == "330200"
    assert scope_authority("/unrouted/6590/659001/e9/") is None
    assert scope_authority("/") is None
    assert counts_apart(["330000", "330200", "XPCC"]) == {"330200"}


@pytest.mark.parametrize(
    ("headcount", "revenue", "expected"),
    [
        (1000, "40000", SizeClass.LARGE), (999, "40000", SizeClass.MEDIUM), (1000, "39999.99", SizeClass.MEDIUM),
        (300, "2000", SizeClass.MEDIUM), (299, "2000", SizeClass.SMALL), (300, "1999.99", SizeClass.SMALL),
        (20, "300", SizeClass.SMALL), (19, "300", SizeClass.MICRO), (5000, "299", SizeClass.MICRO),
        (0, "0", SizeClass.MICRO),
    ],
)  # fmt: skip
def test_size_needs_both_limits(headcount: int, revenue: str, expected: SizeClass) -> None:
    assert size_class(headcount, Decimal(revenue)) == expected


def test_designated_size_is_revenue_alone() -> None:
    assert is_above_designated_size(Decimal(2000))
    assert not is_above_designated_size(Decimal("1999.99"))
