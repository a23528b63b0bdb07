"""Late changes against what was handed in: whatever a snapshot counts is compared, named, printed within bounds."""

import io
from collections.abc import Mapping
from copy import deepcopy
from typing import Any

import pytest
from django.utils import translation
from python_calamine import CalamineWorkbook

from portal.documents.model import Annex, Paragraph, Table
from reporting.attachments import FIGURES_XLSX, write_xlsx
from reporting.errata_annex import MOST_PRINTED, annex_errata
from reporting.fact_changes import ROW_KEYS, SINGLE, TOTALS, list_fact_errata, list_facts
from reporting.fact_words import part_name, row_name, table_name
from reporting.reading import Reading
from reporting.snapshot_schema import FactErratum, Facts, SnapshotData
from tests import factories
from tests.portal.people import signed_in
from tests.reporting.factories import decided, edition, filing, summary
from tests.reporting.samples import sample_snapshot

# What says which snapshot it is, or only how a level is called; figures have errata of their own.
NO_FACTS = {"schema", "authority", "nation", "year", "as_of", "levels"}


@pytest.fixture
def before() -> SnapshotData:
    return sample_snapshot()


def changed(before: SnapshotData, table: str, row: str, part: str) -> SnapshotData:
    """The snapshot with another value at that one place."""
    now: Any = deepcopy(before)
    holder: Any = now
    key: Any = row
    if table in ROW_KEYS:
        holder = next(one for one in now[table] if row_key(table, one) == row)
        key, _colon, place = part.partition(":")
        holder, key = (holder[key], int(place)) if place else (holder, key)
    elif table != "totals":
        holder = now[table]
    holder[key] = "2031-01-01" if isinstance(holder[key], str) else (holder[key] or 0) + 1
    return now  # type: ignore[no-any-return]


def row_key(table: str, row: Mapping[str, Any]) -> str:
    return ">".join("" if row[key] is None else str(row[key]) for key in ROW_KEYS[table])


def test_nothing_that_a_snapshot_counts_is_left_out() -> None:
    assert {*ROW_KEYS, *SINGLE, *TOTALS} == {*Facts.__annotations__} - NO_FACTS


def test_each_fact_that_changes_is_named_with_both_values(before: SnapshotData) -> None:
    facts = dict(list_facts(before))
    assert len(facts) > 400
    with translation.override("en"):
        for (table, row, part), value in facts.items():
            now = changed(before, table, row, part)
            [erratum] = list_fact_errata(3, before, now)
            assert (erratum["edition"], erratum["table"], erratum["row"], erratum["part"]) == (3, table, row, part)
            assert (erratum["before"], erratum["now"]) == (value, dict(list_facts(now))[table, row, part])
            reading = Reading(now, "en")
            assert table_name(table)
            assert row_name(reading, erratum)
            assert bool(part_name(reading, erratum)) == bool(part)


@pytest.mark.parametrize(
    ("place", "named"),
    [
        (("cities", "3301", "levels:2"), ("地市", "杭州市", "检验级")),
        (("moves", "1>2", "count"), ("等级变动", "经验级 → 检验级", "企业")),
        (("moves", ">1", "count"), ("等级变动", "上年未评定 → 经验级", "企业")),
        (("states", "submitted", ""), ("状态", "已提交", "")),
        (("standing", "3", "new"), ("存量", "保证级", "当年新增")),
        (("bands", "D1", "counts:9"), ("分数段", "质量管理体系", "90–100")),
        (("spreads", "large", "lower"), ("离散程度", "大型", "下四分位数")),
        (("agreement", "lower", ""), ("自评等级与评审等级", "评定低于自评企业数", "")),
        (("round", "closes", ""), ("年度批次", "截止日期", "")),
    ],
)
def test_a_change_is_named_in_the_words_of_the_document(
    before: SnapshotData, place: tuple[str, str, str], named: tuple[str, str, str]
) -> None:
    now = changed(before, *place)
    [erratum] = list_fact_errata(1, before, now)
    with translation.override("zh-hans"):
        reading = Reading(now, "zh-hans")
        assert (table_name(place[0]), row_name(reading, erratum), part_name(reading, erratum)) == named


def test_a_city_that_came_and_one_that_went(before: SnapshotData) -> None:
    now: Any = deepcopy(before)
    gone = now["cities"].pop(0)
    names = {"zh-hans": "新来市", "en": "Newcome"}
    now["cities"].append({**gone, "code": "339900", "name": names, "filings": 2, "determined": 0, "levels": [0] * 6})
    found = list_fact_errata(1, before, now)
    assert {(row["row"], row["now"]) for row in found if row["row"] == gone["code"]} == {(gone["code"], None)}
    assert {row["name"]["zh-hans"] for row in found if row["row"] == gone["code"]} == {gone["name"]["zh-hans"]}
    [came] = [row for row in found if row["row"] == "339900"]
    assert (came["part"], came["before"], came["now"], came["name"]) == ("filings", None, 2, names)


def test_what_an_older_snapshot_does_not_know_is_no_change(before: SnapshotData) -> None:
    older: Any = {name: part for name, part in before.items() if name not in ("years", "standing", "bands", "readers")}
    assert list_fact_errata(1, older, before) == []


def test_a_change_that_rounding_hides_is_printed_with_its_digits(before: SnapshotData) -> None:
    now: Any = deepcopy(before)
    now["dimensions"][0]["mean"] += 0.001
    with translation.override("zh-hans"):
        text = str(annex_of(before, now).blocks)
    assert str(now["dimensions"][0]["mean"]) in text
    assert str(before["dimensions"][0]["mean"]) in text


def annex_of(before: SnapshotData, now: SnapshotData, language: str = "zh-hans") -> Annex:
    return annex_errata(Reading({**now, "fact_errata": list_fact_errata(2, before, now)}, language))


def all_over(before: SnapshotData) -> SnapshotData:
    """Every division has another number of filings."""
    now: Any = deepcopy(before)
    for row in now["divisions"]:
        row["filings"] += 1
        row["determined"] += 1
    return now  # type: ignore[no-any-return]


def test_the_annex_is_bounded_and_the_workbook_has_all(before: SnapshotData) -> None:
    now = all_over(before)
    now = {**now, "fact_errata": list_fact_errata(2, before, now)}
    count = len(now["fact_errata"])
    assert count == 2 * len(before["divisions"]) > MOST_PRINTED
    with translation.override("zh-hans"):
        annex = annex_errata(Reading(now, "zh-hans"))
    opening, table = annex.blocks
    assert isinstance(opening, Paragraph)
    assert isinstance(table, Table)
    assert "第2版" in opening.text.replace(" ", "")
    assert len(table.rows) == MOST_PRINTED
    assert str(count - MOST_PRINTED) in table.notes[0]
    assert FIGURES_XLSX in table.notes[0]
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(write_xlsx(now, "zh-hans"))).get_sheet_by_name("勘误").to_python()
    assert len(sheet) == count + 1
    first = before["divisions"][0]
    assert sheet[1][1:] == [
        "行业大类",
        first["code"],
        first["name"]["zh-hans"],
        "申报",
        first["filings"],
        first["filings"] + 1,
    ]


@pytest.mark.django_db
def test_the_next_edition_lists_every_fact_that_changed() -> None:
    approver = factories.approver()
    made = decided(summary(approver, submitted=True), reason="数字有误，请核实。")
    filing(factories.enterprise("330106"), declared="L2", reviewed="L2", total=60)
    data = edition(approver, made).snapshot.data
    found: dict[Any, FactErratum] = {(row["table"], row["row"], row["part"]): row for row in data["fact_errata"]}
    assert {row["edition"] for row in found.values()} == {1}
    city = found["cities", "330100", "filings"]
    assert (city["name"]["zh-hans"], city["before"], city["now"]) == ("杭州市", None, 1)
    for table in ("states", "ladder", "divisions", "sizes", "dimensions", "bands", "spreads", "years", "standing"):
        assert any(place[0] == table for place in found), table
    cut = signed_in(approver).get(f"/api/v1/summaries/{made.pk}/cut/").json()
    assert cut["fact_errata"] == data["fact_errata"]
