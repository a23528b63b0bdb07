"""Lists: keys that anybody may damage, and counting, several at once and no further than anybody reads."""

import base64

import pytest

from evaluations.enums import FilingState
from evaluations.models import Filing
from portal import paging
from portal.models import Region
from portal.paging import COUNTED, count_groups, count_rows, count_words, page_by_key, scan_page
from portal.tenancy import scope
from tests.evaluations.factories import case

pytestmark = pytest.mark.django_db


def test_several_lists_are_counted_in_one_query(django_assert_num_queries: pytest.FixtureRequest) -> None:
    provinces, nothing = Region.objects.filter(level="province"), Region.objects.none()
    with django_assert_num_queries(1):  # type: ignore[operator]
        counts = count_rows(provinces, nothing, Region.objects.filter(code="330106"), Region.objects.order_by("name"))
    assert counts == [provinces.count(), 0, 1, Region.objects.count()]


def test_what_is_not_counted_further_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    assert [count_words(number) for number in (0, 1234, COUNTED, COUNTED + 1)] == ["0", "1,234", "9,999", "9,999+"]
    monkeypatch.setattr(paging, "COUNTED", 30)
    cities, one = Region.objects.filter(level="city"), Region.objects.filter(code="330106")
    assert [count_words(number) for number in count_rows(cities, one)] == ["30+", "1"]


@pytest.mark.parametrize("text", ['["\\u0000", 1]', '["\\ud800", 1]', '["ok"', "[[1], 1]"])
def test_a_damaged_key_is_the_first_page(text: str) -> None:
    key = base64.urlsafe_b64encode(text.encode()).decode()
    regions = Region.objects.filter(parent=None)
    assert page_by_key(regions, {"after": key}, order="name").rows == page_by_key(regions, {}, order="name").rows


@pytest.mark.parametrize("order", ["name", "-name"])
def test_wide_rows_come_in_the_same_pages_by_one_query(
    order: str, django_assert_num_queries: pytest.FixtureRequest
) -> None:
    wide, slim = Region.objects.select_related("parent"), Region.objects.filter(level="city")
    whole = wide.filter(level="city")
    params: dict[str, str] = {}
    for _page in range(3):
        narrow = page_by_key(whole, params, order=order, size=20)
        with django_assert_num_queries(1):  # type: ignore[operator]
            found = page_by_key(wide, params, order=order, size=20, slim=slim)
            assert all(region.parent for region in found.rows)
        assert (found, len(found.rows)) == (narrow, 20)
        params = {"after": found.next}
    back = page_by_key(wide, {"before": found.previous}, order=order, size=20, slim=slim)
    assert back == page_by_key(whole, {"before": found.previous}, order=order, size=20)


@pytest.mark.parametrize("order", ["name", "-name", "parent_id"])
def test_one_reading_has_the_page_and_the_numbers(order: str, django_assert_num_queries: pytest.FixtureRequest) -> None:
    everything = Region.objects.filter(parent__isnull=False, code__gte="33")
    whole = everything.filter(level__in=("city", "county"))
    params: dict[str, str] = {}
    for _page in range(3):
        with django_assert_num_queries(2):  # type: ignore[operator]
            page, by_level, (named,) = scan_page(
                Region.objects.all(), everything, params, order=order, group="level", within=("city", "county"),
                others=[everything.filter(name="杭州市")],
            )  # fmt: skip
        assert (page, len(page.rows)) == (page_by_key(whole, params, order=order), 50)
        assert by_level == count_groups("level", everything)[0]
        assert named == 1
        params = {"after": page.next}
    back, *_numbers = scan_page(
        Region.objects.all(),
        everything,
        {"before": page.previous},
        order=order,
        group="level",
        within=("city", "county"),
    )
    assert back == page_by_key(whole, {"before": page.previous}, order=order)


@pytest.mark.parametrize("text", ['["\\u0000", 1]', '["ok"', "[[1], 1]", "[null, 1]", '["ok", "x"]', '["ok", null]'])
def test_a_damaged_key_is_the_first_page_of_a_reading_too(text: str) -> None:
    key = base64.urlsafe_b64encode(text.encode()).decode()
    regions, cities = Region.objects.all(), {"order": "name", "group": "level", "within": ("city",)}
    first = scan_page(regions, regions, {}, **cities)[0].rows  # type: ignore[arg-type]
    assert scan_page(regions, regions, {"after": key}, **cities)[0].rows == first  # type: ignore[arg-type]


def test_a_number_that_no_key_can_have_is_the_first_page() -> None:
    made = case(submitted=True)
    wanted = {"order": "state_since", "group": "state", "within": FilingState.with_authority()}
    for text in (f'["2026-01-01T00:00:00+08:00", {10**30}]', '["yesterday", 1]', "[5, 1]"):
        key = base64.urlsafe_b64encode(text.encode()).decode()
        with scope(made.reviewer):
            filings = Filing.objects.all()
            assert scan_page(filings, filings, {"after": key}, **wanted)[0].rows == [made.filing]  # type: ignore[arg-type]


@pytest.mark.parametrize("value", ['"甲"', "7", '{"a": 1}', "null", "[1]"])
def test_a_key_of_what_the_database_works_out(value: str) -> None:
    made = case(submitted=True)
    wanted = {"order": "company_plain", "group": "state", "within": FilingState.with_authority()}
    with scope(made.reviewer):
        filings = Filing.objects.all()
        key = base64.urlsafe_b64encode(f"[{value}, 1]".encode()).decode()
        page, by_state, _numbers = scan_page(filings, filings, {"after": key}, **wanted)  # type: ignore[arg-type]
        assert (len(page.rows) <= 1, by_state) == (True, {"submitted": 1})


def test_what_can_have_no_rows_is_an_empty_page() -> None:
    regions = Region.objects.all()
    page, by_level, numbers = scan_page(
        regions, regions.none(), {}, order="name", group="level", within=("city",), others=[regions, regions.none()]
    )
    assert (page.rows, page.next, by_level, numbers) == ([], "", {}, [regions.count(), 0])


def test_groups_are_counted_to_the_end_beside_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paging, "COUNTED", 30)
    regions = Region.objects.all()
    by_level, (cities, none) = count_groups("level", regions, regions.filter(level="city"), regions.filter(pk="x"))
    assert by_level["city"] == cities == regions.filter(level="city").count() > 30
    assert sum(by_level.values()) == regions.count()
    assert (none, count_words(cities)) == (0, str(cities))
    assert count_groups("level", regions.none()) == ({}, [])
