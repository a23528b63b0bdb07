"""Lists: keys that anybody may damage, and counting, several at once and no further than anybody reads."""

import base64

import pytest

from portal import paging
from portal.models import Region
from portal.paging import COUNTED, count_groups, count_rows, count_words, page_by_key

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


def test_groups_are_counted_to_the_end_beside_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paging, "COUNTED", 30)
    regions = Region.objects.all()
    by_level, (cities, none) = count_groups("level", regions, regions.filter(level="city"), regions.filter(pk="x"))
    assert by_level["city"] == cities == regions.filter(level="city").count() > 30
    assert sum(by_level.values()) == regions.count()
    assert (none, count_words(cities)) == (0, str(cities))
    assert count_groups("level", regions.none()) == ({}, [])
