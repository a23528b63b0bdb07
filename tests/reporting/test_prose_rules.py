"""A number typed by hand beside a figure is compared with it; what counts something else is left alone."""

import time

import pytest

from reporting.prose_rules import find_contradictions
from reporting.snapshot_schema import FigureRow


def row(code: str, value: float | None, zh: str, en: str) -> FigureRow:
    both = {"zh-hans": zh, "en": en}
    return {"code": code, "name": both, "value": value, "unit": both, "definition": both, "filter": ""}


FIGURES = [
    row("filings.determined", 12_034, "已认定申报", "Filings determined"),
    row("filings.completion", 91.5, "认定率", "Share of filings determined"),
    row("moves.up", None, "升级", "Risen on the ladder"),
]


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("全省已认定申报12035家", "12035"),
        ("已有{filings.determined}（12,043）家完成", "12,043"),
        ("认定率为92.0%。", "92.0"),
        ("Filings determined: 12033", "12033"),
        ("升级3家", "3"),
        ("已认定申报1.3万家", "1.3"),
    ],
)
def test_another_number_beside_a_figure_is_named(text: str, typed: str) -> None:
    assert [found.typed for found in find_contradictions(text, FIGURES)] == [typed]


@pytest.mark.parametrize(
    "text",
    [
        "全省已认定申报12034家",
        "已认定申报12,034家，其中抽查35家",
        "已认定申报1.2万家",
        "认定率为91.5%",
        "认定率约92%",
        "2025年已认定申报{filings.determined}家",
        "召开会议35次；已认定申报较多",
        "第3批已认定申报",
        "{filings.determined}",
        "培训质量管理人员共计三期合计3500人次并完成已认定申报",
    ],
)
def test_what_says_the_same_or_something_else_is_left_alone(text: str) -> None:
    assert find_contradictions(text, FIGURES) == []


def test_a_long_section_takes_no_longer_than_its_length() -> None:
    started = time.process_time()
    assert find_contradictions("升级 " * 3333 + "3 " * 5000, FIGURES)
    assert time.process_time() - started < 1


def test_it_says_what_the_figure_is() -> None:
    (found,) = find_contradictions("认定率90%", FIGURES)
    assert (found.code, found.printed) == ("filings.completion", "91.5")
