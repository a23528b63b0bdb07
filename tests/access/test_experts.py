"""An outside expert by each layer alone, and in a blind round: every table, every page within reach."""

from collections.abc import Iterator
from urllib.parse import unquote

import pytest
from django.db import connection

from evaluations.models import Filing
from evaluations.queries import visible_filings
from portal.enums import Side
from portal.models import Organisation, Region
from portal.queries import under, visible_files
from portal.tenancy import scope
from tests.access.experts import YEAR
from tests.access.layers import filters_alone, tenant_tables
from tests.access.test_canaries import crawl, foreign, readable
from tests.access.walking import Walker, read_body, undone
from tests.access.world import World
from tests.evaluations.factories import authority_round
from tests.seeding import seeding


@pytest.mark.parametrize("table", tenant_tables())
def test_policies_alone_show_rows_of_the_filing_in_hand(world: World, table: str) -> None:
    """Without any filter of ours nothing else of the office, and no company, is read."""
    with scope(world.actors["expert"]), connection.cursor() as cursor:
        cursor.execute(f'SELECT DISTINCT scope FROM "{table}"')
        found = {row[0] for row in cursor.fetchall()}
    own = {world.actors["filler"].path} | ({world.actors["expert"].path} if table == "portal_notice" else set())
    reads = Side.EXPERT in {*tenant_tables()[table].read, *tenant_tables()[table].write}
    assert found <= (own if reads else set())


def test_policies_alone_show_one_filing(world: World) -> None:
    with scope(world.actors["expert"]):
        assert list(Filing.objects.values_list("pk", flat=True)) == [world.keys["甲"]["assigned filing"]]


def test_filters_alone_show_one_filing_and_no_file(world: World) -> None:
    with undone(), filters_alone(), scope(world.actors["expert"]) as actor:
        assert list(visible_filings(actor).values_list("pk", flat=True)) == [world.keys["甲"]["assigned filing"]]
        assert not visible_files(actor).exists()
        assert not under(Organisation.objects.all(), actor).exists()


@pytest.fixture
def blind(world: World) -> Iterator[World]:
    with undone():
        authority_round(year=YEAR, blind=True)
        yield world


def test_in_a_blind_round_no_page_or_file_name_holds_the_companys_canary(blind: World) -> None:
    with seeding():
        company = Organisation.objects.get(pk=blind.keys["甲"]["enterprise"])
        city = Region.objects.get(pk="330100").name
    # What the company wrote itself cannot be masked; its name, code, city and what it called its files are.
    hidden = (blind.marks["甲"][0], company.code, city, f"{blind.marks['甲'][1]}.pdf")
    walker, met = Walker(blind, "expert"), 0
    for address, response in crawl(walker):
        text = readable(read_body(response)) + unquote(response.get("Content-Disposition", ""))
        assert not [word for word in hidden if word in text], address
        assert not foreign(blind, "expert", text), address
        met += f"/expert/{blind.keys['甲']['assigned filing']}/" in address
    assert met > 3
