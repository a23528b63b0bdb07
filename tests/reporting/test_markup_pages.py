"""Typed text with subheads, items and bold words on the pages of a summary."""

import pytest

from tests import factories
from tests.reporting.factories import summary
from tests.reporting.test_summary_pages import SECTION, page, save, text_of

pytestmark = pytest.mark.django_db


def test_a_dispute_over_markup_shows_words_and_copies_what_was_typed() -> None:
    first, second = factories.reviewer(), factories.approver()
    made = summary(first)
    save(first, made, text="- 共{filings.submitted}家")
    for typed, seen, hidden in (
        ("#. **后**写", "（1）", "#. **后**写</"),
        ("共{filings.submitted}家", "• ", "{filings.submitted}</"),
    ):
        for script in (True, False):
            shown = text_of(save(second, made, text=typed, script=script))
            part = shown[shown.index('class="compare"') :].split("form-actions")[0].split("<form")[0]
            assert seen in part
            assert hidden not in part
            assert f'data-copy="{typed}"' in part
    only_bold = text_of(save(second, made, text="- **共{filings.submitted}家**"))
    assert "**" in only_bold[only_bold.index('class="compare"') :], "where the words are the same the signs differ"


def test_markup_reads_as_it_prints() -> None:
    actor = factories.reviewer()
    made = summary(actor)
    save(actor, made, text="## 头<i>\n- **粗**\n#. 甲\n段")
    response = page(actor, "section", made.pk, SECTION)
    for words in ("<h3>头&lt;i&gt;</h3>", "<ul><li><strong>粗</strong></li></ul>", "<ol><li>甲</li></ol>", "<p>段</p>"):
        assert words in text_of(response)
