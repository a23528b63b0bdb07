"""What is no late change: a column that an older snapshot does not know, and a number that is counted by a newer rule."""

from copy import deepcopy
from typing import Any

import pytest
from django.utils import translation

from reporting.api.serializers import FactErratumSerializer
from reporting.errata_annex import annex_errata
from reporting.fact_changes import list_fact_errata
from reporting.reading import Reading
from reporting.snapshot_schema import SCHEMA, SnapshotData
from tests.reporting.samples import sample_snapshot


@pytest.fixture
def now() -> SnapshotData:
    return sample_snapshot()


@pytest.mark.parametrize(
    ("table", "column"), [("cities", "levels"), ("cities", "determined"), ("bands", "counts"), ("standing", "new")]
)
def test_a_column_that_came_later_makes_no_row_an_erratum(now: SnapshotData, table: str, column: str) -> None:
    older: Any = deepcopy(now)
    for row in older[table]:
        del row[column]
    assert list_fact_errata(1, older, now) == []
    older["states"]["submitted"] += 1
    assert [row["table"] for row in list_fact_errata(1, older, now)] == ["states"], "all else is compared as before"


def test_so_does_no_key_of_a_table_of_one_row_and_no_total(now: SnapshotData) -> None:
    older: Any = deepcopy(now)
    del older["agreement"]["lower"], older["readers"]["kappa"], older["states"]["submitted"], older["mean_total_before"]
    assert list_fact_errata(1, older, now) == []


def test_rows_in_a_table_that_had_none_are_errata_in_every_column(now: SnapshotData) -> None:
    older: Any = {**deepcopy(now), "moves": []}
    assert {row["row"] for row in list_fact_errata(1, older, now)} == {
        f"{move['before'] or ''}>{move['after']}" for move in now["moves"] if move["count"]
    }


@pytest.mark.parametrize(("schema", "newer"), [(1, True), (2, True), (SCHEMA, False)])
def test_a_mean_counted_by_a_newer_rule_says_so(now: SnapshotData, schema: int, newer: bool) -> None:
    older: Any = {**deepcopy(now), "schema": schema}
    older["years"][-1]["mean"] += 1
    older["years"][-1]["levels"][0] += 1
    found = list_fact_errata(1, older, now)
    assert {row["part"]: row.get("newer_rule") for row in found} == {"mean": newer, "levels:0": False}
    for language, words in (("zh-hans", "按新规则统计"), ("en", "counted by a newer rule")):
        with translation.override(language):
            printed = str(annex_errata(Reading({**now, "fact_errata": found}, language)).blocks)
        assert printed.count(words) == int(newer)


def test_errata_frozen_before_rules_were_told_are_read_as_they_are(now: SnapshotData) -> None:
    older: Any = {**deepcopy(now), "schema": SCHEMA - 1}
    older["years"][-1]["mean"] += 1
    found: Any = list_fact_errata(1, older, now)
    assert [FactErratumSerializer(row).data["newer_rule"] for row in found] == [True]
    del found[0]["newer_rule"]
    assert [FactErratumSerializer(row).data["newer_rule"] for row in found] == [False]
    with translation.override("en"):
        assert "newer rule" not in str(annex_errata(Reading({**now, "fact_errata": found}, "en")).blocks)
