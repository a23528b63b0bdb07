"""The ministry's board: every state, the days, who is late, and nothing that was not handed in."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from evaluations.enums import FilingState
from evaluations.models import Filing, Round
from portal.enums import FilePurpose, Role
from portal.models import StoredFile
from portal.reference import authorities as reference
from portal.tenancy import Actor, scope
from reporting.board import BoardRow, count_states, late_rows, rows_of_year, since_yesterday
from reporting.enums import BoardState
from reporting.models import Summary, SummaryStep
from reporting.places import PLACES
from tests import factories
from tests.evaluations.factories import PDF, yearly_round
from tests.portal.people import operator, signed_in
from tests.reporting.factories import YEAR, content_of, decided, filing, signed, summary
from tests.reporting.test_summaries import bureau
from tests.seeding import seeding

pytestmark = pytest.mark.django_db
MOST_QUERIES = 12


def board(actor: Actor, query: str = "", year: int | None = YEAR) -> Any:
    return signed_in(actor).get(reverse("reporting:board", args=[year] if year else []) + query)


def row_of(rows: list[BoardRow], code: str) -> BoardRow:
    return next(row for row in rows if row.authority.code == code)


def rows(due_in: int = 10) -> list[BoardRow]:
    officer = factories.officer()
    with seeding():
        return rows_of_year(officer, YEAR, timezone.localdate() + timedelta(days=due_in))


@pytest.fixture
def year_in_all_states() -> dict[str, Summary]:
    return {
        "130000": summary(factories.reviewer("130000"), printed=True, by_night=True),
        "440000": summary(factories.reviewer("440000"), text="写了一段"),
        "320000": summary(factories.reviewer("320000"), text="写了一段", printed=True),
        "510000": summary(factories.approver("510000"), submitted=True),
    }


def test_every_authority_has_a_place_of_its_own() -> None:
    assert PLACES.keys() == {record.code for record in reference()}
    assert len(set(PLACES.values())) == len(PLACES) == 37


def test_states_follow_what_people_did(year_in_all_states: dict[str, Summary]) -> None:
    found = rows()
    states = {code: row_of(found, code).state for code in (*year_in_all_states, "110000")}
    assert states == {
        "130000": BoardState.NOT_STARTED,
        "440000": BoardState.WRITING,
        "320000": BoardState.BUILT,
        "510000": BoardState.SUBMITTED,
        "110000": BoardState.NOT_STARTED,
    }
    assert list(count_states(found).values()) == [34, 1, 1, 0, 0, 1, 0, 0]


def test_late_is_after_the_end_of_the_day(year_in_all_states: dict[str, Summary]) -> None:
    assert not any(row.is_late for row in rows(due_in=0))
    assert all(row.is_late for row in rows(due_in=-1))


def test_the_board_shows_37_tiles_and_37_rows(year_in_all_states: dict[str, Summary]) -> None:
    text = board(factories.officer()).content.decode()
    assert text.count('class="tile ') == 37
    assert text.count('<tr id="office-') == 37
    assert reverse("reporting:edition-file", args=[year_in_all_states["510000"].pk, 1]) in text
    assert reverse("reporting:edition-file", args=[year_in_all_states["320000"].pk, 1]) not in text


@pytest.mark.parametrize(("state", "shown"), [("submitted", 1), ("draft", 1), ("not_started", 34), ("nonsense", 37)])
def test_the_list_is_filtered_by_state(state: str, shown: int, year_in_all_states: dict[str, Summary]) -> None:
    text = board(factories.officer(), f"?state={state}").content.decode()
    assert text.count('<tr id="office-') == shown


def test_the_list_is_sorted(year_in_all_states: dict[str, Summary]) -> None:
    def first(query: str) -> str:
        text: str = board(factories.officer(), query).content.decode()
        return text.split('<tr id="office-')[1][:6]

    assert first("") == first("?sort=nonsense") == first("?sort=place") == "110000"
    assert first("?sort=-state") == first("?sort=submitted") == "510000"


def test_the_latest_year_is_shown_by_itself() -> None:
    for year in (YEAR - 1, YEAR):
        yearly_round(year)
    officer = factories.officer()
    text = board(officer, year=None).content.decode()
    assert reverse("reporting:board", args=[YEAR - 1]) in text
    for year in (YEAR + 5, 0, 10**15):
        assert board(officer, year=year or 999999).status_code == 404


def test_without_a_round_the_board_says_so() -> None:
    with seeding():
        assert not Round.objects.exists()
    assert board(factories.officer(), year=None).status_code == 200


def test_a_year_without_a_submission_offers_no_archive() -> None:
    yearly_round(YEAR)
    assert reverse("reporting:collect", args=[YEAR]) not in board(factories.officer()).content.decode()


def test_only_officers_of_the_ministry_see_the_board(year_in_all_states: dict[str, Summary]) -> None:
    others = [factories.approver(), bureau(), factories.filler(factories.enterprise()), operator()]
    others += [factories.member(factories.ministry(), Role.ADMINISTRATOR)]
    for other in others:
        assert board(other).status_code == 404
        assert signed_in(other).post(reverse("reporting:collect", args=[YEAR])).status_code == 404


def test_the_ministry_reads_what_was_submitted_and_nothing_else(year_in_all_states: dict[str, Summary]) -> None:
    client = signed_in(factories.officer())
    submitted, printed = year_in_all_states["510000"], year_in_all_states["320000"]
    assert content_of(client.get(reverse("reporting:edition-file", args=[submitted.pk, 1]))) == PDF
    assert client.get(reverse("reporting:figures", args=[submitted.pk])).status_code == 200
    assert (
        "receipt-title" in client.get(reverse("reporting:summary", args=[submitted.pk]), follow=True).content.decode()
    )
    assert client.get(reverse("reporting:edition-file", args=[printed.pk, 1])).status_code == 404
    assert client.get(reverse("reporting:figures", args=[printed.pk])).status_code == 404
    page = client.get(reverse("reporting:editions", args=[printed.pk]))
    assert page.status_code == 200
    assert "写了一段" not in page.content.decode()


def test_a_printed_draft_is_no_file_of_the_ministry(year_in_all_states: dict[str, Summary]) -> None:
    client = signed_in(factories.officer())
    with seeding():
        files = StoredFile.objects.filter(purpose=FilePurpose.SUMMARY)
        drafts = list(files.exclude(organisation__code="510000").values_list("pk", flat=True))
        submitted = files.get(organisation__code="510000")
    assert [client.get(reverse("portal:file", args=[pk])).status_code for pk in drafts] == [404, 404]
    assert content_of(client.get(reverse("portal:file", args=[submitted.pk]))) == PDF


def test_the_board_asks_few_questions(year_in_all_states: dict[str, Summary]) -> None:
    client, url = signed_in(factories.officer()), reverse("reporting:board", args=[YEAR])
    client.get(url)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    asked = [query["sql"] for query in queries if "SAVEPOINT" not in query["sql"] and "set_config" not in query["sql"]]
    assert len(asked) <= MOST_QUERIES, "\n".join(asked)


def test_late_is_a_filter_and_what_is_handed_in_is_not_late(year_in_all_states: dict[str, Summary]) -> None:
    with seeding():
        Round.objects.filter(year=YEAR).update(summary_due_on=timezone.localdate() - timedelta(days=1))
    text = board(factories.officer(), "?state=late").content.decode()
    assert text.count('<tr id="office-') == 36
    assert 'id="office-510000"' not in text


def test_accepted_and_returned_have_their_own_state(year_in_all_states: dict[str, Summary]) -> None:
    decided(year_in_all_states["510000"])
    decided(summary(factories.approver("420000"), submitted=True), reason="数字不一致")
    signed(factories.approver("430000"), summary(factories.approver("430000"), printed=True))
    found = rows()
    states = [row_of(found, code).state for code in ("510000", "420000", "430000")]
    assert states == [BoardState.ACCEPTED, BoardState.RETURNED, BoardState.SIGNED_OFF]
    assert [row_of(found, code).is_submitted for code in ("510000", "420000", "430000")] == [True, False, False]
    text = board(factories.officer()).content.decode()
    for state in ("accepted", "returned", "signed_off"):
        assert f'class="tile tile-{state}' in text


def test_since_yesterday_names_what_moved_newest_first(year_in_all_states: dict[str, Summary]) -> None:
    decided(year_in_all_states["510000"], reason="数字不一致")
    signed(factories.approver("430000"), summary(factories.approver("430000"), printed=True))
    other = summary(factories.approver("420000"), submitted=True)
    with seeding():
        SummaryStep.objects.filter(summary=other).update(at=timezone.now() - timedelta(days=2))
    officer = factories.officer()
    with scope(officer):
        found = since_yesterday(rows_of_year(officer, YEAR, timezone.localdate()))
    with translation.override("en"):
        moved = [(change.row.authority.code, str(change.what)) for change in found]
    assert moved == [("510000", "returned"), ("510000", "handed in")], "what an office does inside it keeps"
    text = board(officer).content.decode().split("board-changes")[1].split("</section>")[0]
    assert "430000" not in text
    assert "510000" in text
    assert "湖北" not in text


def test_a_quiet_day_says_so() -> None:
    yearly_round(YEAR)
    text = board(factories.officer()).content.decode().split("board-changes")[1].split("</section>")[0]
    assert "<li>" not in text


def test_the_list_shows_the_pace_and_sorts_by_it(year_in_all_states: dict[str, Summary]) -> None:
    for code, region, waiting, done in (("330000", "330106", 1, 1), ("440000", "440106", 2, 0)):
        for number in range(waiting + done):
            state = FilingState.IN_REVIEW if number < waiting else FilingState.DETERMINED
            level = "" if number < waiting else "L2"
            company = factories.enterprise(region, under=code)
            made = filing(company, state=state, declared=level, reviewed=level, total=60)
            with seeding():
                Filing.objects.filter(pk=made.pk, state=FilingState.DETERMINED).update(determined_at=timezone.now())
    officer = factories.officer()
    text = board(officer, "?sort=-left").content.decode()
    first, second = (part.split("</tr>")[0] for part in text.split('<tr id="office-')[1:3])
    assert (first[:6], second[:6]) == ("440000", "330000")
    assert f"{timezone.localdate() + timedelta(days=28)}" in second
    assert "尚无进度可推算" in first
    assert [part[:6] for part in board(officer, "?sort=finish").content.decode().split('<tr id="office-')[1:2]] == [
        "330000"
    ]


def test_where_nothing_was_left_and_nothing_done_lately_there_is_no_share_a_day() -> None:
    made = filing(factories.enterprise(), declared="L2", reviewed="L2", total=60)
    with seeding():
        Filing.objects.filter(pk=made.pk).update(determined_at=timezone.now() - timedelta(days=60))
    row = board(factories.officer()).content.decode().split('<tr id="office-330000"')[1].split("</tr>")[0]
    assert "None" not in row
    assert "每天" not in row


def test_what_was_returned_after_the_day_is_late_again_however_early_it_had_come() -> None:
    """Submitted on the 10th, returned on the 14th, due on the 15th; today is the 20th."""
    made = summary(factories.approver("420000"), submitted=True)
    with seeding():
        Summary.objects.filter(pk=made.pk).update(submitted_at=timezone.now() - timedelta(days=10))
    assert not row_of(rows(due_in=-5), "420000").is_late
    decided(made, reason="数字不一致")
    found = rows(due_in=-5)
    assert row_of(found, "420000").is_late
    assert row_of(found, "420000") in late_rows(found)
