"""Who is here now: one row a person and filing, gone after a minute, said once and cheaply."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from evaluations.models import Presence
from evaluations.services.presence import note_presence
from evaluations.team_queries import here_now
from portal.models import AuditEntry
from portal.tenancy import scope
from tests.evaluations.team import Team, read_as, team
from tests.portal.people import signed_in
from tests.seeding import seeding

pytestmark = pytest.mark.django_db


@pytest.fixture
def found() -> Team:
    return team(answered=False)


def opens(found: Team, item: str) -> None:
    """Ann's browser loads a page, and the page's script says so at once."""
    client, place = signed_in(found.ann), f"items/{item}/" if item else ""
    page = client.get(f"/filings/{found.pk}/{place}").content.decode()
    assert f'hx-post="/filings/{found.pk}/here/"' in page
    client.post(f"/filings/{found.pk}/here/", {"item": item, "shown": ""})


def test_opening_a_page_says_it_to_the_others_and_not_to_oneself(found: Team) -> None:
    opens(found, "D1.1")
    beat = {"item": "D1.1", "shown": "?"}
    own = signed_in(found.ann).post(f"/filings/{found.pk}/here/", beat).content.decode()
    assert "安宁" not in own
    same = signed_in(found.bob).post(f"/filings/{found.pk}/here/", beat).content.decode()
    assert "安宁" in same
    assert "也在此评价项" in same
    assert "安宁" in signed_in(found.bob).get(f"/filings/{found.pk}/").content.decode()


def test_after_a_minute_nobody_is_here_and_nothing_is_said(found: Team) -> None:
    opens(found, "")
    with seeding():
        Presence.objects.update(seen_at=timezone.now() - timedelta(seconds=61))
    page = signed_in(found.bob).get(f"/filings/{found.pk}/").content.decode()
    assert "here-list" not in page


def test_a_beat_is_one_statement_and_leaves_one_row(found: Team) -> None:
    filing = read_as(found.ann, found)
    with scope(found.ann):
        note_presence(actor=found.ann, filing=filing, item="D1.1")
        with CaptureQueriesContext(connection) as queries:
            note_presence(actor=found.ann, filing=filing, item="D1.2")
    assert len(queries) == 1
    with seeding():
        assert list(Presence.objects.values_list("item", flat=True)) == ["D1.2"]
        assert not AuditEntry.objects.filter(user_id=found.ann.user_id).exclude(action="signed_in").exists()


def test_a_beat_answers_only_when_somebody_came_or_went(found: Team) -> None:
    client, page = signed_in(found.bob), f"/filings/{found.pk}/here/"
    assert client.post(page, {"item": "D1.1", "shown": ""}).status_code == 204
    opens(found, "D1.2")
    changed = client.post(page, {"item": "D1.1", "shown": ""})
    assert changed.status_code == 200
    shown = changed.content.decode().split('name="shown" value="')[1].split('"')[0]
    assert client.post(page, {"item": "D1.1", "shown": shown}).status_code == 204
    with CaptureQueriesContext(connection) as queries:
        client.post(page, {"item": "D1.1", "shown": shown})
    own = [query["sql"] for query in queries.captured_queries if "SAVEPOINT" not in query["sql"]]
    assert len(own) <= 9, own


def test_an_unknown_item_is_the_task_list(found: Team) -> None:
    signed_in(found.ann).post(f"/filings/{found.pk}/here/", {"item": "nonsense" * 50})
    with scope(found.bob):
        (row,) = here_now(found.bob, found.filing(found.bob))
        assert row.item == ""


def test_the_api_says_the_same(found: Team) -> None:
    page = f"/api/v1/filings/{found.pk}/here/"
    assert signed_in(found.ann).post(page, {"item": "D1.1"}, "application/json").json() == []
    (row,) = signed_in(found.bob).get(page).json()
    assert (row["name"], row["item"]) == ("安宁", "D1.1")
