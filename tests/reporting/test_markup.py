"""The line markup of typed text: what a line is, that nothing typed is lost, and how it reads, compares and is checked."""

import re
import time
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.differences import Effort
from portal.documents.model import ItemList, Paragraph, Strong, Value
from portal.documents.numbering import heading_labels
from reporting.composition import compose_summary
from reporting.enums import SectionKey
from reporting.markup import MARKUP, Kind, Line, Run, parse_text, plain_text, reads_alike, write_text
from reporting.passages import GONE, KEPT, TwoTexts, occurs, paragraphs_of, spell_typed, tell_apart
from reporting.prose_rules import find_contradictions
from reporting.reading import Reading, Subhead
from reporting.rules import TEXT_LIMIT
from tests.reporting.samples import sample_snapshot

WRITTEN = st.text(alphabet="质量 a1.#-*{}<>&\n\t", max_size=60) | st.lists(
    st.sampled_from(["## ", "- ", "#. ", "1. ", "**", "{filings.submitted}", "{no.such}", "甲", "乙 ", "\n", "\r\n"])
).map("".join)
TEXT = """## 推进**链长制**
全省**{filings.submitted}家**提交。

- 强化计量
#. 组织辅导
#. 培训{coverage.cities}个市
1. 手写的编号仍是段落"""


@pytest.fixture(scope="module")
def reading() -> Reading:
    return Reading(sample_snapshot(), "zh-hans")


@pytest.mark.parametrize(
    ("line", "kind", "runs"),
    [
        ("段落", Kind.PARAGRAPH, [("段落", False, False)]),
        ("## 小标题", Kind.SUBHEAD, [("小标题", False, False)]),
        ("  -  项", Kind.BULLET, [("项", False, False)]),
        ("#. 项", Kind.NUMBERED, [("项", False, False)]),
        ("1. 项", Kind.PARAGRAPH, [("1. 项", False, False)]),
        ("-项", Kind.PARAGRAPH, [("-项", False, False)]),
        ("##", Kind.PARAGRAPH, [("##", False, False)]),
        ("甲**乙**丙", Kind.PARAGRAPH, [("甲", False, False), ("乙", True, False), ("丙", False, False)]),
        ("甲**乙", Kind.PARAGRAPH, [("甲**乙", False, False)]),
        ("**甲**乙**", Kind.PARAGRAPH, [("甲", True, False), ("乙**", False, False)]),
        ("******", Kind.PARAGRAPH, [("******", False, False)]),
        (
            "**共{filings.submitted}家**",
            Kind.PARAGRAPH,
            [("共", True, False), ("filings.submitted", True, True), ("家", True, False)],
        ),
        ("{filings.}", Kind.PARAGRAPH, [("{filings.}", False, False)]),
        ("<b onclick=x>甲</b>", Kind.PARAGRAPH, [("<b onclick=x>甲</b>", False, False)]),
    ],
)
def test_what_a_line_is(line: str, kind: Kind, runs: list[tuple[str, bool, bool]]) -> None:
    assert parse_text(line) == (Line(kind, tuple(Run(*run) for run in runs)),)


@given(WRITTEN)
def test_parsed_written_and_parsed_again_is_the_same(text: str) -> None:
    assert parse_text(write_text(parse_text(text))) == parse_text(text)


@given(WRITTEN)
def test_nothing_typed_is_lost(text: str) -> None:
    """Signs of the markup aside, every sign stands where it was typed."""
    typed = [re.sub(r"^(?:## |- |#\. )", "", line.strip()) for line in text.splitlines() if line.strip()]
    assert squeezed(plain_text(text)) == squeezed("".join(typed))
    assert squeezed(write_text(parse_text(text)), stars=True) == squeezed(text, stars=True)


def squeezed(text: str, *, stars: bool = False) -> str:
    return re.sub(r"\s" if stars else r"[\s*]", "", text)


def test_text_without_markup_reads_as_before(reading: Reading) -> None:
    assert reading.prose("甲\n\n 乙{filings.submitted}{no.such}") == (
        Paragraph(("甲",)),
        Paragraph(("乙", reading.value("filings.submitted"), "{no.such}")),
    )


def test_how_the_kinds_read(reading: Reading) -> None:
    head, first, bullets, numbers, last = reading.prose(TEXT)
    assert head == Subhead("推进链长制")
    assert first == Paragraph(("全省", Strong((reading.value("filings.submitted"), "家")), "提交。"))
    assert bullets == ItemList((Paragraph(("强化计量",)),))
    assert isinstance(numbers, ItemList)
    assert numbers.numbered
    assert len(numbers.items) == 2
    assert numbers.items[1].parts[1] == Value("coverage.cities", "10")
    assert last == Paragraph(("1. 手写的编号仍是段落",))


def test_a_subhead_is_a_head_a_level_below_its_section_and_the_charts_stay_with_their_section() -> None:
    document = compose_summary(sample_snapshot(), {SectionKey.QUALITY_PROJECT: f"引言。\n{TEXT}"}, language="zh-hans")
    place = next(place for place, section in enumerate(document.sections) if section.heading == "推进链长制")
    before, section = document.sections[place - 1 : place + 1]
    assert (before.level, section.level) == (2, 3)
    assert before.blocks[0] == Paragraph(("引言。",))
    assert len(before.blocks) > 1
    assert [type(block) for block in section.blocks] == [Paragraph, ItemList, ItemList, Paragraph]


def test_marks_and_rules_read_the_words_and_not_the_markup(reading: Reading) -> None:
    value = reading.value("filings.submitted").text
    lines = paragraphs_of(reading, TEXT)
    assert lines == [
        "推进链长制",
        f"全省{value}家提交。",
        "强化计量",
        "组织辅导",
        "培训10个市",
        "1. 手写的编号仍是段落",
    ]
    assert occurs("推进链长制", lines)
    assert occurs("• 强化计量\n（1）组织辅导\n（2）培训10个市", lines), "as it is copied from the PDF"
    assert not occurs("（1）", lines)
    texts = TwoTexts(lines, lines[:-3], Effort())
    assert [texts.fate_of(quote).kind for quote in ("• 强化计量", "（1）组织辅导")] == [KEPT, GONE]
    assert [one.typed for one in find_contradictions("{filings.submitted}**1**2家", reading.data["figures"])] == ["12"]


def test_whoever_compares_reads_signs_and_names(reading: Reading) -> None:
    name, value = reading.text(reading.figure("filings.submitted")["name"]), reading.value("filings.submitted").text
    assert [line.words for line in spell_typed(reading, TEXT)][:5] == [
        "【小标题】 推进链长制",
        f"全省[{name} {value}]家提交。",
        "• 强化计量",
        "（1）组织辅导",
        f"（2）培训[{reading.text(reading.figure('coverage.cities')['name'])} 10]个市",
    ]
    assert [line.words for line in spell_typed(reading, "{no.such}")] == ["{no.such}"]


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        ("甲\n乙", "## 甲\n乙", ("甲\n乙", "【小标题】 甲\n乙")),
        ("- 甲", "#. 甲", ("• 甲", "（1）甲")),
        ("甲乙\n**丙**", "甲**乙**\n**丙**", ("甲乙\n丙", "甲**乙**\n丙")),
        ("## **甲**", "## 甲", ("【小标题】 甲", "【小标题】 甲")),
    ],
)
def test_whoever_compares_sees_a_change_of_form(
    reading: Reading, before: str, after: str, shown: tuple[str, str]
) -> None:
    sides = tell_apart(spell_typed(reading, before), spell_typed(reading, after))
    assert ("\n".join(sides[0]), "\n".join(sides[1])) == shown


def test_what_was_printed_before_there_was_markup_reads_as_it_was_printed(reading: Reading) -> None:
    old = replace(reading, markup=0)
    assert paragraphs_of(old, "- 甲**{coverage.cities}**\n## 头") == ["- 甲**10**", "## 头"]
    assert reads_alike(["甲\n1. 乙{coverage.cities}", "丙 ** 丁"], 0)
    assert not any(reads_alike([text], 0) for text in ("甲\n- 乙", "#. 乙", "## 乙", "甲**乙**"))
    assert reads_alike(["- 乙"], MARKUP)
    heads = compose_summary(reading.data, {SectionKey.CASES: "## 头"}, language="zh-hans", markup=0).sections
    assert "头" not in [section.heading for section in heads]


@pytest.mark.parametrize("quote", ["- 强化计量", "#. 组织**辅导**", "## 推进链长制", "3.0.1 推进链长制"])
def test_a_passage_quoted_with_the_signs_of_its_time_is_found(reading: Reading, quote: str) -> None:
    lines = paragraphs_of(reading, TEXT)
    assert occurs(quote, lines)
    assert TwoTexts([quote], lines, Effort()).fate_of(quote).kind == KEPT


def test_no_level_of_heads_is_skipped() -> None:
    document = compose_summary(sample_snapshot(), dict.fromkeys(SectionKey, "## 头\n段"), language="en")
    levels = [section.level for section in document.sections]
    assert all(level - above <= 1 for above, level in pairwise(levels))
    assert {section.listed for section in document.sections if section.heading == "头"} == {False}, "as before"
    labels = heading_labels(levels, "en")
    assert not [label for label in labels if ".0" in label]


@pytest.mark.parametrize(
    "line", ["## 甲\n", "- 甲\n", "#. 甲\n- 乙\n", "**甲", "**甲** ", "{filings.submitted}\n", "\u3000"]
)
def test_four_times_the_text_takes_four_times_as_long(reading: Reading, line: str) -> None:
    """The growth of a square, sixteen times, is far above the bound."""
    texts = [(line * (size // len(line)))[:size] + "尾" for size in (TEXT_LIMIT, 4 * TEXT_LIMIT)]
    short, long = (min(seconds_of(reading, text) for _try in range(3)) for text in texts)
    assert long < 8 * short + 0.01


def seconds_of(reading: Reading, text: str) -> float:
    started = time.process_time()
    reading.prose(text)
    spell_typed(reading, text)
    return time.process_time() - started
