"""The ministry's desk over the API: the same services, the same refusals."""

from typing import Any

import pytest
from django.urls import reverse

from portal.enums import JobState
from portal.jobs import perform_job
from tests import factories
from tests.portal.people import operator, signed_in
from tests.reporting.factories import YEAR, content_of
from tests.reporting.nation import furnish
from tests.reporting.test_api import ask
from tests.reporting.test_summaries import bureau

pytestmark = pytest.mark.django_db
READS = ("nudges", "comparison", "targets", "compendia")
WRITES = ("nudges", "comparison-workbook", "compendia", "board-archive")


def by_code(rows: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {row["authority"]: row for row in rows}


def test_the_board_has_pace_and_the_last_request() -> None:
    furnish()
    officer = factories.officer()
    asked = ask(officer, "nudges", YEAR, method="post", offices=["320000"])
    assert asked.json() == {"asked": ["320000"], "asked_today_before": []}
    rows = by_code(ask(officer, "board", YEAR).json())
    assert (rows["440000"]["filings_left"], rows["440000"]["state"]) == (2, "submitted")
    assert rows["110000"]["filings_left"] is None
    assert rows["320000"]["last_asked"]
    assert [row["authority"] for row in ask(officer, "nudges", YEAR).json()] == ["320000"]
    assert ask(officer, "nudges", YEAR, method="post", offices=["320000"]).status_code == 409
    assert ask(officer, "nudges", YEAR, method="post", offices=["440000"]).status_code == 409
    assert ask(officer, "nudges", YEAR, method="post", offices=["x"]).status_code == 400
    assert len(ask(officer, "nudges", YEAR, method="post").json()["asked"]) == 32


def test_comparison_with_and_without_the_cities() -> None:
    furnish()
    officer = factories.officer()
    found = ask(officer, "comparison", YEAR).json()
    assert len(found["lines"]) == 37
    assert found["total"]["filings.determined"] == 7
    url = reverse("api:comparison", args=[YEAR])
    within = (
        signed_in(officer).get(url, {"cities": "within", "figure": "filings.determined", "office": "330000"}).json()
    )
    assert [line["values"] for line in within["lines"]] == [{"filings.determined": 5}]
    assert [source["authority"] for source in within["lines"][0]["sources"]] == ["330000", "330200"]
    jiangsu = by_code(found["lines"])["320000"]
    assert (jiangsu["sources"], set(jiangsu["values"].values())) == ([], {None})
    assert jiangsu["missing"] == [{"authority": "320000", "state": "built"}]
    assert ask(officer, "comparison-workbook", YEAR, method="post").status_code == 202


def test_targets_by_year() -> None:
    furnish()
    levels = {row["level"]: row for row in ask(factories.officer(), "targets", YEAR).json()}
    counted = next(row for row in levels["L2"]["years"] if row["year"] == YEAR)
    assert (counted["stock"], counted["new"], counted["reached"]) == (4, 4, 4)
    assert [aim["target"] for aim in levels["L5"]["aims"]] == [None, 10]


def test_a_compendium_is_built_and_read() -> None:
    furnish()
    officer = factories.officer()
    job = ask(officer, "compendia", YEAR, method="post")
    assert job.status_code == 202
    assert perform_job(job.json()["id"]) == JobState.DONE
    (made,) = ask(officer, "compendia", YEAR).json()
    assert (made["number"], made["included"]) == (1, 4)
    assert content_of(ask(officer, "compendium-pdf", YEAR, 1)).startswith(b"%PDF-")
    assert content_of(ask(officer, "compendium-xlsx", YEAR, 1)).startswith(b"PK")
    assert ask(officer, "compendium-pdf", YEAR, 2).status_code == 404


def test_some_are_packed_and_the_others_named() -> None:
    furnish()
    officer = factories.officer()
    assert ask(officer, "board-archive", YEAR, method="post", offices=["330000"]).status_code == 202
    refused = ask(officer, "board-archive", YEAR, method="post", offices=["330000", "320000"])
    assert refused.status_code == 409
    assert "江苏省工业和信息化厅" in refused.json()["message"]
    assert ask(officer, "board-archive", YEAR, method="post", offices="x").status_code == 400


def test_strangers_find_nothing() -> None:
    furnish()
    strangers = [factories.approver(), bureau(), factories.filler(factories.enterprise()), operator()]
    for stranger in strangers:
        assert {ask(stranger, name, YEAR).status_code for name in READS} == {404}
        assert {ask(stranger, name, YEAR, method="post").status_code for name in WRITES} == {404}
    officer = factories.officer()
    assert {ask(officer, name, 2031).status_code for name in READS} == {404}
