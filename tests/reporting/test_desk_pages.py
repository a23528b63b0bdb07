"""The ministry's pages: few questions whatever the number of summaries, and nobody else's."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portal.enums import Role
from portal.tenancy import Actor
from tests import factories
from tests.evaluations.factories import yearly_round
from tests.portal.people import operator, signed_in
from tests.reporting.factories import YEAR, filing, summary
from tests.reporting.nation import furnish
from tests.reporting.test_summaries import bureau

pytestmark = pytest.mark.django_db
MOST_QUERIES = 12
PAGES = ("board", "compare", "targets", "compendium")
WRITES = ("collect", "nudge", "compare-export", "compendium-build")


def asked(actor: Actor, url: str) -> list[str]:
    client = signed_in(actor)
    client.get(url)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    said = [query["sql"] for query in queries]
    return [sql for sql in said if not sql.startswith(("SAVEPOINT", "RELEASE", "SELECT set_config('role', 'none'"))]


@pytest.mark.parametrize("name", PAGES)
def test_queries_do_not_grow(name: str) -> None:
    yearly_round(YEAR)
    officer, url = factories.officer(), reverse(f"reporting:{name}", args=[YEAR])
    first = asked(officer, url)
    furnish()
    summary(factories.approver("510000"), submitted=True)
    second = asked(officer, url)
    assert len(second) <= MOST_QUERIES, "\n".join(second)
    # without any snapshot there are none to read
    assert len(second) - len(first) <= 1


@pytest.mark.parametrize("name", PAGES)
def test_every_page_names_the_others(name: str) -> None:
    yearly_round(YEAR)
    yearly_round(YEAR - 1)
    text = page(factories.officer(), name).content.decode()
    for other in PAGES:
        assert f'href="{reverse(f"reporting:{other}", args=[YEAR])}"' in text
    assert reverse(f"reporting:{name}", args=[YEAR - 1]) in text


def page(actor: Actor, name: str, year: int = YEAR) -> Any:
    return signed_in(actor).get(reverse(f"reporting:{name}", args=[year]))


def test_only_officers_come_in() -> None:
    furnish()
    others = [factories.approver(), bureau(), factories.filler(factories.enterprise()), operator()]
    others += [factories.member(factories.ministry(), Role.ADMINISTRATOR)]
    for other in others:
        for name in PAGES:
            assert page(other, name).status_code == 404
        for name in WRITES:
            assert signed_in(other).post(reverse(f"reporting:{name}", args=[YEAR])).status_code == 404


@pytest.mark.parametrize("name", PAGES)
def test_a_year_without_a_round_is_not_there(name: str) -> None:
    yearly_round(YEAR)
    for year in (YEAR + 5, 999_999):
        assert page(factories.officer(), name, year).status_code == 404


def test_of_a_draft_the_ministry_sees_neither_figures_nor_words() -> None:
    filing(factories.enterprise("320106", under="320000"), declared="L2", reviewed="L2", total=61)
    summary(factories.approver("320000"), text="还没有交上去的话", printed=True)
    officer = factories.officer()
    for name in PAGES:
        assert "还没有交上去的话" not in page(officer, name).content.decode()
    text = page(officer, "compare").content.decode()
    assert "data-chart=" not in text
    assert "江苏尚无数据（已成文）" in text
