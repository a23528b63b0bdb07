"""Marks and answers as a browser sends them: what is refused or wrong stays typed, and the boxes say what they take."""

import pytest
from django.urls import reverse

from reporting.models.marks import ANSWER_LIMIT, QUOTE_LIMIT, REMARK_LIMIT
from tests import factories
from tests.portal.people import actions, signed_in
from tests.reporting.factories import decided, signed, summary
from tests.reporting.test_marks import QUOTE, SECTION, TEXT, mark, seen, sent_back
from tests.seeding import seeding

pytestmark = pytest.mark.django_db


def test_a_refused_answer_stays_on_the_page() -> None:
    approver, officer = factories.approver(), factories.officer()
    made = summary(approver, text=TEXT, submitted=True)
    marked = mark(officer, made)
    sent_back(officer, made)
    signed(approver, made)
    url = reverse("reporting:mark-answer", args=[made.pk, marked.pk])
    refused = signed_in(approver).post(url, {"text": "已写明十二家", "version": "0"})
    assert refused.status_code == 409
    for words in ("已写明十二家</textarea>", 'href="#id_kept"', 'id="id_kept"'):
        assert words in refused.content.decode()
    assert actions(approver).count("refused") == 1


def test_a_refused_mark_stays_in_its_form() -> None:
    approver, officer = factories.approver(), factories.officer()
    made = summary(approver, text=TEXT, submitted=True)
    decided(made, officer=officer)
    typed = {"section": SECTION, "quote": QUOTE, "remark": "请写明十二家"}
    refused = signed_in(officer).post(reverse("reporting:mark", args=[made.pk, 1]), typed)
    assert refused.status_code == 409
    for words in (f"{QUOTE}</textarea>", "请写明十二家</textarea>", 'href="#id_remark"', 'id="id_remark"'):
        assert words in refused.content.decode()
    assert seen(officer) == []


def test_the_summary_of_errors_leads_to_the_answer() -> None:
    approver, officer = factories.approver(), factories.officer()
    made = summary(approver, text=TEXT, submitted=True)
    marked = [mark(officer, made), mark(officer, made, remark="另一条")][1]
    sent_back(officer, made)
    url = reverse("reporting:mark-answer", args=[made.pk, marked.pk])
    wrong = signed_in(approver).post(url, {"text": "太长" * 1500, "version": "0"}).content.decode()
    for words in (f'href="#id_answer_{marked.pk}"', f'id="id_answer_{marked.pk}"', f'id="answer-fault-{marked.pk}"'):
        assert wrong.count(words) == 1, words


def test_a_line_end_of_a_browser_counts_as_one_sign() -> None:
    approver, officer = factories.approver(), factories.officer()
    made = summary(approver, text=TEXT, submitted=True)
    marked = mark(officer, made)
    sent_back(officer, made)
    url = reverse("reporting:mark-answer", args=[made.pk, marked.pk])
    full = "字\r\n" * (ANSWER_LIMIT // 2)
    assert signed_in(approver).post(url, {"text": full, "version": "0"}).status_code == 302


def test_boxes_have_their_limits_and_passages_the_language_of_their_edition() -> None:
    approver, officer = factories.approver(), factories.officer()
    made = summary(approver, text=TEXT, submitted=True)
    with seeding():
        made.editions.update(language="en")
    mark(officer, made)
    read = signed_in(officer).get(reverse("reporting:submission", args=[made.pk, 1])).content.decode()
    sent_back(officer, made)
    written = signed_in(approver).get(reverse("reporting:summary", args=[made.pk])).content.decode()
    for page in (read, written):
        assert '<blockquote class="mark-quote" lang="en">' in page
    for name, limit in (("quote", QUOTE_LIMIT), ("remark", REMARK_LIMIT)):
        assert f'name="{name}" rows="2" maxlength="{limit}"' in read
    assert f'name="text" rows="2" maxlength="{ANSWER_LIMIT}"' in written


def test_the_way_back_names_the_authority_in_the_readers_language() -> None:
    made, client = summary(factories.approver(), submitted=True), signed_in(factories.officer())
    client.cookies["django_language"] = "en"
    page = client.get(reverse("reporting:submission", args=[made.pk, 1])).content.decode()
    crumbs = page.split('class="crumbs"')[1].split("</nav>")[0]
    assert "Zhejiang" in crumbs
    assert "浙江" not in crumbs
