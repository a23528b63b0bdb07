"""Two editions side by side: what was added, removed and changed in words, and each figure's change."""

from time import process_time
from typing import Any

import pytest
from django.urls import reverse

from portal.differences import Effort
from portal.tenancy import Actor, scope
from reporting.comparing import ADDED, CHANGED, REMOVED, compare_figures, compare_paragraphs, compare_texts
from reporting.enums import SectionKey
from reporting.lineage import KINDS
from reporting.mark_rules import MOST_MARKS
from reporting.models import Edition, Summary
from reporting.passages import TwoTexts
from reporting.services.narratives import save_narrative
from tests import factories
from tests.portal.people import signed_in
from tests.reporting.factories import decided, edition, filing, hand_in, summary
from tests.seeding import seeding

pytestmark = pytest.mark.django_db
SECTION = "quality_project"
_NUMBERED = "\n".join(f"第{number}件事" for number in range(2_500))


def two_editions(approver: Actor) -> Summary:
    made = summary(approver, text="第一段不变。\n第二段有五家企业。\n第三段要删。", printed=True)
    filing(factories.enterprise(), declared="L2", reviewed="L2", total=60)
    with scope(approver):
        text = "第一段不变。\n第二段有六家企业。"
        save_narrative(actor=approver, summary=made, section=SECTION, text=text, version=1)
        save_narrative(actor=approver, summary=made, section="cases", text="新的案例。", version=0)
    edition(approver, made)
    return made


def both(made: Summary) -> tuple[Edition, Edition]:
    with seeding():
        newer, older = Edition.objects.filter(summary=made).select_related("snapshot")
    return older, newer


def compare(actor: Actor, made: Summary, query: str = "") -> Any:
    return signed_in(actor).get(reverse("reporting:compare-editions", args=[made.pk]) + query)


def test_paragraphs_are_the_same_changed_added_or_removed() -> None:
    sections = {str(row.key): row for row in compare_texts(*both(two_editions(factories.approver())))}
    own = sections[SECTION]
    assert own.same == 1
    assert [line.kind for line in own.lines] == [CHANGED, REMOVED]
    assert [piece.text for piece in own.lines[0].before if piece.differs] == ["五"]
    assert [piece.text for piece in own.lines[0].after if piece.differs] == ["六"]
    assert [line.kind for line in sections["cases"].lines] == [ADDED]
    assert (sections["problems"].lines, sections["problems"].same) == ((), 0)


def test_a_change_of_form_alone_is_a_change() -> None:
    approver = factories.approver()
    made = summary(approver, text="甲\n- 乙\n丙丁\n戊", printed=True)
    with scope(approver):
        save_narrative(actor=approver, summary=made, section=SECTION, text="## 甲\n#. 乙\n丙**丁**\n戊", version=1)
    edition(approver, made)
    own = compare_texts(*both(made))[0]
    assert own.same == 1
    assert [line.kind for line in own.lines] == [CHANGED] * 3
    assert ["".join(piece.text for piece in line.before) for line in own.lines] == ["甲", "• 乙", "丙丁"]
    after = ["".join(piece.text for piece in line.after) for line in own.lines]
    assert after == ["【小标题】 甲", "（#）乙", "丙**丁**"]


def test_figures_have_before_after_and_change() -> None:
    rows = {row.code: row for row in compare_figures(*both(two_editions(factories.approver())), "zh-hans")}
    submitted, mean = rows["filings.submitted"], rows["scores.mean"]
    assert (submitted.before, submitted.after, submitted.change) == ("0", "1", "+1")
    assert (mean.before, mean.after, mean.change, mean.differs) == ("—", "60.0", "", True)
    assert not rows["levels.lowered"].differs
    assert len(rows) == len(KINDS)


def test_the_page_says_it_in_words_and_keeps_the_choice_in_the_address() -> None:
    approver = factories.approver()
    made = two_editions(approver)
    text = compare(approver, made, "?before=1&after=2").content.decode()
    for words in ("compared-changed", "compared-removed", "compared-added", 'class="differs"', "+1"):
        assert words in text
    assert '<option value="1" selected>' in text.split('id="id_after"')[0]
    assert compare(approver, made).content.decode().count("compared-kind") == text.count("compared-kind")


@pytest.mark.parametrize("query", ["?before=9&after=1", "?before=x", "?after=1%00", "?before=" + "9" * 50])
def test_an_edition_that_is_not_there_is_a_sentence(query: str) -> None:
    approver = factories.approver()
    assert compare(approver, two_editions(approver), query).status_code == 400


def test_one_edition_alone_has_nothing_to_compare_with() -> None:
    approver = factories.approver()
    made = summary(approver, printed=True)
    assert compare(approver, made).status_code == 200
    editions = signed_in(approver).get(reverse("reporting:editions", args=[made.pk])).content.decode()
    assert reverse("reporting:compare-editions", args=[made.pk]) not in editions


def test_the_ministry_compares_what_was_submitted_alone() -> None:
    approver, officer = factories.approver(), factories.officer()
    made = two_editions(approver)
    hand_in(approver, made, number=2)
    assert compare(officer, made, "?before=1&after=2").status_code == 400
    decided(made, reason="请补充")
    edition(approver, made)
    hand_in(approver, made, number=3)
    assert compare(officer, made, "?before=2&after=3").status_code == 200
    assert compare(factories.approver("440000"), made).status_code == 404


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("字" * 20_000, "字" * 19_999 + "句"),
        ("字\n" * 9_999, "字\n" * 5_000 + "句\n" * 4_999),
        (_NUMBERED, _NUMBERED.replace("事", "务")),
    ],
    ids=["one paragraph", "ten thousand paragraphs", "no two paragraphs alike"],
)
def test_the_longest_texts_are_compared_within_a_request(before: str, after: str) -> None:
    """Pairing them sign by sign or paragraph by paragraph would take minutes."""
    old, new = before.splitlines(), after.splitlines()
    compared = compare_paragraphs(old, new, SectionKey.QUALITY_PROJECT, Effort())
    assert compared.lines
    texts, started = TwoTexts(old, new, Effort()), process_time()
    for place in range(MOST_MARKS):
        assert texts.fate_of(before[place * 90 :][:40]).kind in ("kept", "changed", "gone")
    assert process_time() - started < 5, "a second for each mark would be minutes"


def test_a_page_of_hostile_passages_is_bounded_and_says_so() -> None:
    approver = factories.approver()
    passages = ("甲乙" * 740, "甲丙乙" * 490)
    made = summary(approver, text="\n".join(f"{place}{passages[0]}" for place in range(13)), printed=True)
    with scope(approver):
        text = "\n".join(f"{place}{passages[1]}" for place in range(13))
        save_narrative(actor=approver, summary=made, section=SECTION, text=text, version=1)
    edition(approver, made)
    started = process_time()
    page = compare(approver, made).content.decode()
    assert process_time() - started < 10, "each passage alone takes seconds"
    assert page.count("太长，无法逐字比较") == 13
    assert len(page) < 3 * 13 * 3_000
