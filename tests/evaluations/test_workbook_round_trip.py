"""Down and up again: nothing changes but what somebody changed, for every scheme and for answers drawn at random."""

import re

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluations.definition import Definition
from evaluations.enums import NOT_APPLICABLE
from evaluations.models import Answer
from evaluations.workbook.choices import choices_of, claim_of
from evaluations.workbook.differences import RowKind
from evaluations.workbook.marks import Said, canonical, said_by
from evaluations.workbook.reading import FilledBook
from evaluations.workbook.writing import write_book
from tests.evaluations.drawn_standards import definitions
from tests.evaluations.schemes.reading import SHIPPED, shipped
from tests.evaluations.workbooks import book_of, compared, edited, read_back

SCHEMES = sorted(path.stem for path in SHIPPED.glob("*.yaml"))
# XlsxWriter escapes only the first of two escapes that share an underscore; such a row would look edited.
SHARED = re.compile("_x[0-9A-Fa-f]{4}_x[0-9A-Fa-f]{4}_")
# What people paste, and what a spreadsheet would take for something else.
TYPED = st.one_of(
    st.text(max_size=200),
    st.sampled_from(
        [
            "=1+1", "+86 571", "-", "@someone", "'quoted", " 两端空格　", "一\n二\r\n三\r四", "\t制表", "_x0041_", "007",
            "1.0", "50%", "2025-12-15", "停线至 2025-03-01 00:00:00", "TRUE", "<b>&amp;", "🧨👩‍🏭𠮷", "\u202eRTL", "\x01\x0b\x7f", "\ufffe",
            "=HYPERLINK(\"http://example.test\")", "长" * 2000,
        ]
    ),
).filter(lambda text: not SHARED.search(text))  # fmt: skip


def answer(said: Said, version: int) -> Answer:
    return Answer(rung=said.rung, not_applicable=said.not_applicable, remark=said.remark, version=version)


@st.composite
def said_on(draw: st.DrawFn, definition: Definition, code: str) -> Said:
    claims = list(choices_of(definition.item(code), "en"))
    claim = draw(st.sampled_from(["", *claims]))
    return Said(claim, draw(TYPED) or ("不生产。" if claim == NOT_APPLICABLE else ""))


@st.composite
def answered(draw: st.DrawFn, definition: Definition) -> dict[str, Answer]:
    codes = draw(st.lists(st.sampled_from([item.code for item in definition.items]), unique=True, max_size=6))
    return {code: answer(draw(said_on(definition, code)), draw(st.integers(1, 9))) for code in codes}


def downloaded(definition: Definition, answers: dict[str, Answer], language: str) -> bytes:
    with translation.override(language):
        return write_book(book_of(definition, answers))


def addresses(book: FilledBook) -> dict[str, tuple[str, str, str]]:
    """{item: (sheet, cell of the choice, cell of the remark)}"""
    return {entry.code: (entry.sheet, entry.choice_at, entry.remark_at) for entry in book.entries}


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("name", SCHEMES)
def test_every_choice_of_every_scheme_comes_back(name: str, language: str) -> None:
    """Answer every item with each of its choices in turn; the other language reads it too."""
    definition = shipped(name)
    longest = max(len(choices_of(item, language)) for item in definition.items)
    for turn in range(longest):
        claims = {item.code: list(choices_of(item, language)) for item in definition.items}
        answers = {code: answer(Said(c[turn % len(c)], f"说明 {turn}\n=A1"), 1) for code, c in claims.items()}
        content = downloaded(definition, answers, language)
        book = read_back(content)
        assert len(book.entries) == len(definition.items)
        for entry in book.entries:
            assert claim_of(definition.item(entry.code), entry.choice) == said_by(answers[entry.code]).claim
        found = compared(definition, answers, book)
        assert found.counts[RowKind.UNCHANGED] == len(definition.items)


@pytest.mark.parametrize("name", SCHEMES)
@settings(max_examples=8)
@given(data=st.data())
def test_what_was_drawn_comes_back_and_changes_nothing(name: str, data: st.DataObject) -> None:
    definition = shipped(name)
    answers = data.draw(answered(definition))
    content = downloaded(definition, answers, data.draw(st.sampled_from(["zh-hans", "en"])))
    found = compared(definition, answers, read_back(content))
    assert [row for row in found.rows if row.kind != RowKind.UNCHANGED] == []
    assert len(found.rows) == len(definition.items)


@settings(max_examples=60)
@given(data=st.data(), definition=definitions())
def test_a_drawn_standard_gives_back_exactly_what_was_edited(data: st.DataObject, definition: Definition) -> None:
    """Random cells filled in anew are found, each with what was typed, and nothing else is."""
    answers = data.draw(answered(definition))
    content = downloaded(definition, answers, "zh-hans")
    places = addresses(read_back(content))
    wanted: dict[str, Said] = {}
    cells = {}
    for code in data.draw(st.lists(st.sampled_from(list(places)), unique=True, max_size=4)):
        said = data.draw(said_on(definition, code))
        remark = canonical(said.remark)[:2000] or ("不生产。" if said.not_applicable else "")
        sheet, choice_at, remark_at = places[code]
        cells[sheet, choice_at] = choices_of(definition.item(code), "zh-hans").get(said.claim)
        cells[sheet, remark_at] = remark or None
        wanted[code] = Said(said.claim, remark)
    found = compared(definition, answers, read_back(edited(content, cells)))
    differing = {code: said for code, said in wanted.items() if said != said_by(answers.get(code))}
    assert not found.refused
    assert {row.code: row.written for row in found.offered} == differing
    for row in found.offered:
        gone = (row.stored.claim and not row.written.claim) or (row.stored.remark and not row.written.remark)
        expected = RowKind.NEW if row.stored.blank else RowKind.EMPTIED if gone else RowKind.CHANGED
        assert row.kind == expected
