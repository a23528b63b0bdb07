"""Typed text with subheads, items and bold words on the pages of a summary."""

import io

import docx
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from reporting.markup import MARKUP
from reporting.models import Edition
from reporting.rules import says_text
from reporting.services.word_files import compose_word_file
from tests import factories
from tests.portal.people import signed_in
from tests.reporting.factories import summary
from tests.reporting.test_summary_pages import SECTION, page, save, text_of
from tests.seeding import seeding

pytestmark = pytest.mark.django_db


def test_a_dispute_over_markup_shows_words_and_copies_what_was_typed() -> None:
    first, second = factories.reviewer(), factories.approver()
    made = summary(first, printed=True)
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


def test_a_dispute_before_the_first_snapshot_shows_what_was_typed_and_counts_nothing() -> None:
    first, second = factories.reviewer(), factories.approver()
    made = summary(first)
    save(first, made, text="- 共{filings.submitted}家")
    with CaptureQueriesContext(connection) as asked:
        shown = text_of(save(second, made, text="#. 后写", script=True))
    for words in ("{filings.submitted}", "#. "):
        assert words in shown[shown.index('class="compare"') :]
    assert not [query["sql"] for query in asked.captured_queries if "evaluations_" in query["sql"]]


def test_an_edition_of_before_the_markup_is_read_as_it_was_printed() -> None:
    approver, officer = factories.approver(), factories.officer()
    made = summary(approver, text="- 甲\n**乙**", submitted=True)
    url = reverse("reporting:submission", args=[made.pk, 1])
    assert "<ul><li>甲</li></ul>" in text_of(signed_in(officer).get(url))
    with seeding():
        kept = made.editions.select_related("snapshot")
        printed = kept.get()
        assert (printed.markup, says_text(printed, printed.narrative)) == (MARKUP, True)
        made.editions.update(markup=0)
        printed = kept.get()
    assert not says_text(printed, printed.narrative), "printed today it would read otherwise"
    assert says_text(Edition(narrative={"cases": "甲"}, markup=0), {"cases": "甲"})
    assert "<p>- 甲</p><p>**乙**</p>" in text_of(signed_in(officer).get(url))
    word = docx.Document(io.BytesIO(compose_word_file(printed)))
    assert {"- 甲", "**乙**"} <= {line.text for line in word.paragraphs}


def test_markup_reads_as_it_prints() -> None:
    actor = factories.reviewer()
    made = summary(actor)
    save(actor, made, text="## 头<i>\n- **粗**\n#. 甲\n段")
    response = page(actor, "section", made.pk, SECTION)
    for words in ("<h3>头&lt;i&gt;</h3>", "<ul><li><strong>粗</strong></li></ul>", "<ol><li>甲</li></ol>", "<p>段</p>"):
        assert words in text_of(response)
