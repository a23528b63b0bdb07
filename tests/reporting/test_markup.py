"""The line markup of typed text: what a line is, that nothing typed is lost, and how it reads, compares and is checked."""

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.documents.model import ItemList, Paragraph, Strong, Value
from reporting.composition import compose_summary
from reporting.enums import SectionKey
from reporting.markup import Kind, Line, Run, parse_text, plain_text, write_text
from reporting.passages import GONE, KEPT, TwoTexts, occurs, paragraphs_of, spell_out
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


def test_a_subhead_is_a_head_of_the_third_level_and_the_charts_stay_with_their_section() -> None:
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
    texts = TwoTexts(lines, lines[:-3])
    assert [texts.fate_of(quote).kind for quote in ("• 强化计量", "（1）组织辅导")] == [KEPT, GONE]
    assert [one.typed for one in find_contradictions("{filings.submitted}**1**2家", reading.data["figures"])] == ["12"]


def test_whoever_compares_reads_signs_and_names(reading: Reading) -> None:
    name, value = reading.text(reading.figure("filings.submitted")["name"]), reading.value("filings.submitted").text
    assert spell_out(reading, TEXT).splitlines()[:5] == [
        "推进链长制",
        f"全省[{name} {value}]家提交。",
        "• 强化计量",
        "（1）组织辅导",
        f"（2）培训[{reading.text(reading.figure('coverage.cities')['name'])} 10]个市",
    ]
    assert spell_out(reading, "{no.such}") == "{no.such}"


@pytest.mark.parametrize("line", ["## 甲\n", "- 甲\n", "#. 甲\n- 乙\n", "**甲", "**甲** ", "{filings.submitted}\n"])
def test_the_longest_text_takes_no_longer_than_its_length(reading: Reading, line: str) -> None:
    text = (line * (TEXT_LIMIT // len(line) + 1))[:TEXT_LIMIT]
    started = time.process_time()
    compose_summary(reading.data, {SectionKey.QUALITY_PROJECT: text}, language="zh-hans")
    assert time.process_time() - started < 5
