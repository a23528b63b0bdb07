"""The queue's ready-made filters: how many wait behind each, and that its list has as many rows."""

import html
import re

import pytest

from tests import factories
from tests.evaluations.factories import case
from tests.evaluations.test_review_pages import client_of, get

pytestmark = pytest.mark.django_db


def counts_of(page: str) -> list[tuple[str, str]]:
    """(address, count) of the ready-made filters."""
    return re.findall(r'<li><a href="([^"]*)"[^>]*>[^<]* <span class="tab-count">([^<]*)</span>', page)


def test_the_ready_made_filters_say_how_many_wait_within_the_present_filter() -> None:
    officials = (factories.reviewer(), factories.approver())
    here, there = (factories.enterprise(), factories.enterprise("330203"))
    case(here, submitted=True, officials=officials)
    case(factories.enterprise(), in_review=True, officials=officials)
    case(factories.enterprise(), returned=True, officials=officials)
    case(there, reviewed=True, officials=officials)
    case(factories.enterprise(under="440000", region="440106"), submitted=True)
    page = get(officials[0], "queue").content.decode()
    # in hand, mine, nobody assigned, awaiting determination, returned, all
    assert [count for _address, count in counts_of(page)] == ["3", "2", "1", "1", "1", "4"]
    narrowed = get(officials[0], "queue", q=there.organisation.name, state="all").content.decode()
    tabs = counts_of(narrowed)
    assert [count for _address, count in tabs] == ["1", "1", "0", "1", "0", "1"]
    client = client_of(officials[0])
    for address, count in tabs:
        assert client.get(html.unescape(address)).content.decode().count('<th scope="row">') == int(count), address
    assert [count for _address, count in counts_of(get(officials[1], "queue").content.decode())] == [
        "3", "1", "1", "1", "4",
    ]  # fmt: skip
