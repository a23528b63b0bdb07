"""The annual summary from a frozen snapshot: chapters, figures, attachments, and the same numbers everywhere."""

import io
import json
import re
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from django.utils import translation
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from portal.documents.charts import render_svgs
from portal.documents.model import Block, Document, Figure, Paragraph, Section, Table, Value
from portal.documents.printer import Printed, print_document
from reporting import exhibits
from reporting.attachments import FIGURES_JSON, FIGURES_XLSX, write_json, write_xlsx
from reporting.composition import attach_data, compose_summary
from reporting.enums import SectionKey
from reporting.lineage import KINDS, freeze_facts, list_figures, share
from reporting.reading import Reading, format_number
from reporting.snapshot_schema import Facts, SnapshotData
from reporting.targets import SOURCE
from tests.reporting.samples import DETERMINED, REVIEWED, sample_facts, sample_narratives, sample_snapshot

CHAPTERS = ["总体情况", "重点任务进展", "典型经验", "存在问题", "下一年工作打算", "意见建议"]
DRAWN: list[Callable[[Reading], Figure]] = [
    exhibits.draw_funnel,
    exhibits.draw_ladder,
    exhibits.draw_moves,
    exhibits.draw_dimensions,
    exhibits.draw_sizes,
    exhibits.draw_spreads,
    exhibits.draw_divisions,
    exhibits.draw_cities,
]


@pytest.fixture(scope="module")
def snapshot() -> SnapshotData:
    return sample_snapshot()


@pytest.fixture(scope="module")
def summary(snapshot: SnapshotData) -> Document:
    return compose_summary(snapshot, sample_narratives(), language="zh-hans")


@pytest.fixture(scope="module")
def printed(summary: Document, snapshot: SnapshotData) -> Printed:
    return print_document(summary, attachments=attach_data(snapshot, language="zh-hans"))


def blocks_of(document: Document) -> list[Block]:
    blocks = [block for section in document.sections for block in section.blocks]
    return blocks + [block for annex in document.annexes for block in annex.blocks]


def words_of(document: Document) -> str:
    return "\n".join(block.text for block in blocks_of(document) if isinstance(block, Paragraph))


def headings(sections: tuple[Section, ...], level: int) -> list[str]:
    return [section.heading for section in sections if section.level == level]


def test_the_chapters_stand_in_the_order_of_the_notice(summary: Document) -> None:
    assert headings(summary.sections, 1) == CHAPTERS
    assert len(headings(summary.sections, 2)) == 7
    assert [annex.title for annex in summary.annexes] == ["评价情况表", "指标及口径说明"]


def test_figures_of_many_kinds_each_with_table_and_words(summary: Document) -> None:
    drawn = [block for block in blocks_of(summary) if isinstance(block, Figure)]
    kinds = [figure.option["series"][0]["type"] for figure in drawn]
    assert set(kinds) == {"bar", "funnel", "radar", "heatmap", "treemap", "sankey", "boxplot"}
    assert all(figure.alt and figure.table.rows for figure in drawn)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("draw", DRAWN)
def test_every_figure_can_be_drawn(draw: Callable[[Reading], Figure], language: str, snapshot: SnapshotData) -> None:
    with translation.override(language):
        figure = draw(Reading(snapshot, language))
    assert json.loads(json.dumps(figure.option)) == figure.option
    (svg,) = render_svgs([figure.option], height=figure.height)
    assert "ecmeta_series_index" in svg
    assert "[object Object]" not in re.sub(r"<style.*?</style>", "", svg, flags=re.DOTALL)


def test_a_number_in_the_prose_is_the_number_in_the_data(summary: Document, snapshot: SnapshotData) -> None:
    figures = {figure["code"]: figure["value"] for figure in snapshot["figures"]}
    values = [
        part
        for block in blocks_of(summary)
        if isinstance(block, Paragraph)
        for part in block.parts
        if isinstance(part, Value)
    ]
    assert {value.code for value in values} >= {"filings.submitted", "levels.agreement", "moves.up", "scores.change"}
    for value in values:
        assert value.text.removeprefix("+") == format_number(figures[value.code], "zh-hans")


def test_typed_text_takes_figures_by_code_and_nothing_else(snapshot: SnapshotData) -> None:
    typed = {SectionKey.PROBLEMS.value: "已评定{filings.determined}家。\n{no.such} {{7*7}} <b>重点</b>"}
    text = words_of(compose_summary(snapshot, typed, language="zh-hans"))
    assert f"已评定{DETERMINED}家。" in text
    assert "{no.such} {{7*7}} <b>重点</b>" in text


def test_sections_that_nobody_wrote_say_so(snapshot: SnapshotData) -> None:
    text = words_of(compose_summary(snapshot, {}, language="zh-hans"))
    assert text.count("（本节内容尚未填写。）") == len(SectionKey)


def test_targets_are_shown_for_the_nation_only_and_with_their_source(summary: Document) -> None:
    nation = compose_summary(sample_snapshot(nation=True), {}, language="zh-hans")
    tables = [
        block for block in blocks_of(nation) if isinstance(block, Table) and any(SOURCE in n for n in block.notes)
    ]
    assert [row[1:3] for row in tables[0].rows][1:] == [
        ("5000", "10000"),
        ("500", "1000"),
        ("50", "100"),
        ("首批出现", "10"),
    ]
    assert not any(isinstance(block, Table) and any(SOURCE in n for n in block.notes) for block in blocks_of(summary))


def test_an_illustrative_standard_is_named_as_such_and_an_official_one_is_not(snapshot: SnapshotData) -> None:
    assert compose_summary(snapshot, {}, language="zh-hans").notice.startswith("示例，非官方")
    assert compose_summary(snapshot, {}, language="en").notice.startswith("Illustrative, not official")
    official: SnapshotData = {**snapshot, "standard": {**snapshot["standard"], "notice": {"zh-hans": "", "en": ""}}}
    assert compose_summary(official, {}, language="zh-hans").notice == ""


def test_nothing_official_is_invented(summary: Document) -> None:
    assert (summary.red_header, summary.number) == ("", "")


def test_a_first_year_compares_with_nothing() -> None:
    snapshot = sample_snapshot(first_year=True)
    document = compose_summary(snapshot, {}, language="zh-hans")
    assert "与上年相比" not in words_of(document)
    assert not any(
        block.option["series"][0]["type"] == "sankey" for block in blocks_of(document) if isinstance(block, Figure)
    )
    assert {figure["code"]: figure["value"] for figure in snapshot["figures"]}["moves.up"] is None


def test_who_is_below_the_first_level_has_a_column(snapshot: SnapshotData) -> None:
    below: SnapshotData = {**snapshot, "ladder": [{"level": 0, "declared": 0, "reviewed": 3}, *snapshot["ladder"][1:]]}
    with translation.override("zh-hans"):
        assert Reading(below, "zh-hans").level_names[0] == "未达最低等级"
        assert Reading(snapshot, "zh-hans").level_names[0] == "经验级"


def test_every_figure_has_its_lineage_in_both_languages(snapshot: SnapshotData) -> None:
    assert [figure["code"] for figure in snapshot["figures"]] == [kind.code for kind in KINDS]
    for figure in snapshot["figures"]:
        assert figure["filter"].startswith("authority = 330000, year = 2025")
        for texts in (figure["name"], figure["definition"]):
            assert re.search(r"[\u4e00-\u9fff]", texts["zh-hans"])
            assert texts["en"].isascii()


def test_the_figures_are_counted_from_the_facts() -> None:
    values = {figure["code"]: figure["value"] for figure in list_figures(sample_facts())}
    assert values["filings.determined"] == DETERMINED
    assert values["filings.submitted"] == DETERMINED + 61 + 48 + 22 + 15
    assert values["filings.completion"] == share(DETERMINED, DETERMINED + 146)
    assert sum(values[code] or 0 for code in ("moves.up", "moves.same", "moves.down", "moves.new")) == DETERMINED
    assert values["scores.change"] == 2.3


def test_who_was_below_the_first_level_last_year_has_a_column_too() -> None:
    snapshot = sample_snapshot()
    snapshot["moves"] = [{"before": 0, "after": 1, "count": 1}]
    reading = Reading(snapshot, "zh-hans")
    assert reading.shown_levels[0] == 0
    with translation.override("zh-hans"):
        assert exhibits.draw_moves(reading).table.rows == (("未达最低等级", "经验级", "1"),)


def test_an_empty_round_is_a_document_too() -> None:
    nothing: Facts = {
        **sample_facts(first_year=True),
        "states": {},
        "ladder": [{"level": level, "declared": 0, "reviewed": 0} for level in range(6)],
        "agreement": {"equal": 0, "lower": 0, "higher": 0},
        "divisions": [],
        "sizes": [],
        "cities": [],
        "dimensions": [],
        "spreads": [],
        "mean_total": None,
    }
    snapshot: SnapshotData = {
        **freeze_facts(nothing),
        "manifest": sample_snapshot()["manifest"],
        "errata": [],
        "fact_errata": [],
    }
    assert print_document(compose_summary(snapshot, {}, language="zh-hans")).pages > 4


def test_the_json_holds_the_whole_snapshot(snapshot: SnapshotData) -> None:
    assert json.loads(write_json(snapshot)) == snapshot


def test_the_workbook_repeats_the_tables_without_formulas(snapshot: SnapshotData) -> None:
    hostile: SnapshotData = {**snapshot, "cities": [{**snapshot["cities"][0], "name": {"zh-hans": "=HYPERLINK(1)"}}]}
    book = CalamineWorkbook.from_filelike(io.BytesIO(write_xlsx(hostile, "zh-hans")))
    names = ["指标", "状态", "等级", "行业大类", "规模", "地市", "维度", "等级变动"]
    assert book.sheet_names == [*names, "历年", "存量", "分数段", "离散程度", "勘误", "数据截止时间"]
    assert book.get_sheet_by_name("历年").to_python()[-1] == [2025, DETERMINED, *REVIEWED[1:], 54.6]
    assert book.get_sheet_by_name("存量").to_python()[1] == ["经验级", REVIEWED[1] + 40, REVIEWED[1] // 3]
    assert book.get_sheet_by_name("分数段").to_python()[1][2:] == snapshot["bands"][0]["counts"]
    cities = book.get_sheet_by_name("地市").to_python()
    assert cities[1][1] == "=HYPERLINK(1)"
    figures = {row[0]: row[2] for row in book.get_sheet_by_name("指标").to_python()}
    assert figures["filings.determined"] == DETERMINED


def test_the_same_snapshot_gives_the_same_bytes(printed: Printed, snapshot: SnapshotData) -> None:
    again = json.loads(json.dumps(snapshot))
    assert write_xlsx(again, "zh-hans") == write_xlsx(snapshot, "zh-hans")
    document = compose_summary(again, sample_narratives(), language="zh-hans")
    assert print_document(document, attachments=attach_data(again, language="zh-hans")).pdf == printed.pdf


def test_the_whole_summary_prints_with_its_data(printed: Printed, tmp_path: Path) -> None:
    (tmp_path / "summary.pdf").write_bytes(printed.pdf)
    command = ["pdftotext", "-layout", str(tmp_path / "summary.pdf"), "-"]
    text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    assert 20 <= printed.pages <= 32
    for chapter in CHAPTERS:
        assert text.count(chapter) >= 2, chapter
    assert set(PdfReader(io.BytesIO(printed.pdf)).attachments) == {FIGURES_JSON, FIGURES_XLSX}


def test_a_summary_in_english(snapshot: SnapshotData, tmp_path: Path) -> None:
    document = replace(compose_summary(snapshot, {}, language="en"), cover=(), contents=False)
    texts = [document.title, document.notice, words_of(document), *headings(document.sections, 1)]
    assert not re.search(r"[\u4e00-\u9fff]", "".join(texts))
    assert headings(document.sections, 1)[0] == "Overall situation"
