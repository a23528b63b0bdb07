"""Marks of the ministry on a submission: seen once the return is sent, answered by the authority, followed up."""

from typing import Any

import pytest
from django.db import Error, transaction
from django.urls import reverse

from portal.differences import Effort
from portal.errors import InvalidInput, Refused, Stale
from portal.tenancy import Actor, scope
from reporting.mark_queries import Followed, marks_of, marks_to_answer, visible_answers, visible_marks
from reporting.models import Mark, MarkAnswer, Submission, Summary
from reporting.models.marks import ANSWER_LIMIT, QUOTE_LIMIT, REMARK_LIMIT
from reporting.passages import CHANGED, GONE, KEPT, TwoTexts, occurs, read_texts
from reporting.services import marks
from reporting.services.narratives import save_narrative
from reporting.services.steps import return_summary
from tests import factories
from tests.portal.people import actions, signed_in
from tests.reporting.factories import decided, edition, hand_in, summary
from tests.seeding import seeding

pytestmark = pytest.mark.django_db
SECTION, TEXT = "quality_project", "本年提交自评{filings.submitted}份。\n推动链主企业带动供应商。"
QUOTE = "推动链主企业带动供应商"


def mark(officer: Actor, made: Summary, **fields: Any) -> Mark:
    wanted: dict[str, Any] = {"section": SECTION, "quote": QUOTE, "remark": "请写明家数", "number": 1} | fields
    with scope(officer):
        return marks.add_mark(actor=officer, summary=made, **wanted)


def sent_back(officer: Actor, made: Summary, reason: str = "") -> None:
    with scope(officer):
        return_summary(actor=officer, summary=made, number=1, reason=reason)


def answer(actor: Actor, made: Summary, marked: Mark, **fields: Any) -> MarkAnswer:
    wanted: dict[str, Any] = {"text": "已写明 12 家", "settled": True, "version": 0} | fields
    with scope(actor):
        return marks.answer_mark(actor=actor, summary=made, mark=marked, **wanted)


def seen(actor: Actor) -> list[int]:
    with scope(actor):
        return [row.pk for row in visible_marks(actor)]


def stored(actor: Actor) -> list[int]:
    """By the policies alone."""
    with scope(actor):
        return list(Mark.objects.values_list("pk", flat=True))


def test_marks_are_seen_by_the_authority_once_the_return_is_sent() -> None:
    approver, officer = factories.approver(), factories.officer()
    made = summary(approver, text=TEXT, submitted=True)
    marked = mark(officer, made)
    taken_away = mark(officer, made, remark="收回的一条")
    with scope(officer):
        marks.remove_mark(actor=officer, summary=made, mark=taken_away)
    assert seen(officer) == [marked.pk]
    assert seen(approver) == stored(approver) == []
    page = signed_in(approver).get(reverse("reporting:submission", args=[made.pk, 1])).content.decode()
    assert "请写明家数" not in page
    sent_back(officer, made)
    assert seen(approver) == stored(approver) == [marked.pk]
    page = signed_in(approver).get(reverse("reporting:summary", args=[made.pk])).content.decode()
    assert QUOTE in page
    assert "请写明家数" in page
    assert "收回的一条" not in page


def test_another_authority_never_sees_them() -> None:
    approver, officer = factories.approver(), factories.officer()
    made = summary(approver, text=TEXT, submitted=True)
    marked = mark(officer, made)
    sent_back(officer, made)
    answer(approver, made, marked)
    for stranger in (factories.approver("440000"), factories.approver("330200")):
        assert seen(stranger) == stored(stranger) == []
        with scope(stranger):
            assert not MarkAnswer.objects.exists()
        url = reverse("reporting:mark-answer", args=[made.pk, marked.pk])
        assert signed_in(stranger).post(url, {"text": "x", "version": "1"}).status_code == 404


def test_a_passage_may_hold_a_printed_figure_and_run_over_lines() -> None:
    officer = factories.officer()
    made = summary(factories.approver(), text=TEXT, submitted=True)
    assert mark(officer, made, quote="提交自评0份。\r\n\r\n 推动链主").quote
    with pytest.raises(InvalidInput) as refused:
        mark(officer, made, quote="提交自评{filings.submitted}份")
    assert list(refused.value.errors) == ["quote"]


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"section": "nonsense"}, "section"),
        ({"section": "cases"}, "quote"),
        ({"quote": " \n"}, "quote"),
        ({"quote": "没有写过的话"}, "quote"),
        ({"quote": "字" * (QUOTE_LIMIT + 1)}, "quote"),
        ({"quote": "a\x00b"}, "quote"),
        ({"remark": "  "}, "remark"),
        ({"remark": "字" * (REMARK_LIMIT + 1)}, "remark"),
        ({"remark": "a\x00b"}, "remark"),
    ],
)
def test_wrong_marks_are_refused_by_field_and_stay_typed(fields: dict[str, Any], field: str) -> None:
    officer = factories.officer()
    made = summary(factories.approver(), text=TEXT, submitted=True)
    with pytest.raises(InvalidInput) as refused:
        mark(officer, made, **fields)
    assert list(refused.value.errors) == [field]
    typed = {"section": SECTION, "quote": QUOTE, "remark": "请写明家数"} | fields
    response = signed_in(officer).post(reverse("reporting:mark", args=[made.pk, 1]), typed)
    assert response.status_code == 400
    assert refused.value.errors[field][0] in response.content.decode()
    if field != "section" and "\x00" not in "".join(typed.values()):
        assert typed["remark"] in response.content.decode()
    assert seen(officer) == []


def test_the_same_mark_twice_is_one() -> None:
    officer = factories.officer()
    made = summary(factories.approver(), text=TEXT, submitted=True)
    assert mark(officer, made).pk == mark(officer, made).pk
    assert actions(officer).count("summary.mark") == 1


def test_marks_are_made_and_taken_away_only_while_it_is_undecided() -> None:
    approver, officer = factories.approver(), factories.officer()
    made = summary(approver, text=TEXT, submitted=True)
    marked = mark(officer, made)
    with pytest.raises(Refused, match="1"):
        mark(officer, made, number=2)
    with scope(approver), pytest.raises(Refused):
        marks.add_mark(actor=approver, summary=made, number=1, section=SECTION, quote=QUOTE, remark="自己标")
    sent_back(officer, made)
    with pytest.raises(Refused):
        mark(officer, made, remark="迟了")
    with scope(officer), pytest.raises(Refused):
        marks.remove_mark(actor=officer, summary=made, mark=marked)
    with pytest.raises(Error):
        _past_the_service(officer, marked)
    assert seen(approver) == [marked.pk]


def _past_the_service(officer: Actor, marked: Mark) -> None:
    with scope(officer), transaction.atomic():
        Mark.objects.create(
            submission_id=marked.submission_id, scope=marked.scope, section=SECTION, quote="x", remark="x",
            by_id=officer.person_id,
        )  # fmt: skip


def test_a_return_rests_on_a_reason_or_a_mark() -> None:
    officer = factories.officer()
    made = summary(factories.approver(), text=TEXT, submitted=True)
    with pytest.raises(InvalidInput):
        sent_back(officer, made)
    marked = mark(officer, made)
    with scope(officer):
        marks.remove_mark(actor=officer, summary=made, mark=marked)
    with pytest.raises(InvalidInput):
        sent_back(officer, made, " ")
    mark(officer, made)
    with pytest.raises(InvalidInput):
        sent_back(officer, made, "字" * 2001)
    sent_back(officer, made)
    with seeding():
        assert Summary.objects.get(pk=made.pk).state == "returned"


def test_the_authority_answers_or_ticks_and_two_people_do_not_overwrite_each_other() -> None:
    approver, officer, colleague = factories.approver(), factories.officer(), factories.reviewer()
    made = summary(approver, text=TEXT, submitted=True)
    marked = mark(officer, made)
    sent_back(officer, made)
    with scope(approver):
        (view,) = marks_to_answer(approver, made)[SECTION]
    assert not view.settled
    assert answer(approver, made, marked, text="").version == 1
    assert answer(approver, made, marked, text="").version == 1, "the same twice"
    with pytest.raises(Stale) as stale:
        answer(colleague, made, marked, text="另一个人的话")
    assert stale.value.attempted == {"text": "另一个人的话"}
    assert answer(colleague, made, marked, text="另一个人的话", version=1).version == 2
    with pytest.raises(InvalidInput):
        answer(approver, made, marked, text="字" * (ANSWER_LIMIT + 1), version=2)
    with scope(approver):
        (view,) = marks_to_answer(approver, made)[SECTION]
    assert view.settled
    assert view.version == 2


def test_a_wrong_or_stale_answer_stays_typed_in_the_editor() -> None:
    approver, officer = factories.approver(), factories.officer()
    made = summary(approver, text=TEXT, submitted=True)
    marked = mark(officer, made)
    sent_back(officer, made)
    url = reverse("reporting:mark-answer", args=[made.pk, marked.pk])
    client = signed_in(approver)
    saved = client.post(url, {"text": "已经写明", "version": "0"})
    assert saved["Location"].endswith(f"#mark-{marked.pk}")
    stale = client.post(url, {"text": "还在核对", "settled": "on", "version": "0"})
    assert stale.status_code == 409
    for words in ("已经写明", "还在核对"):
        assert words in stale.content.decode()
    long = "太长" * 1500
    wrong = client.post(url, {"text": long, "version": "1"})
    assert (wrong.status_code, long in wrong.content.decode()) == (400, True)


def test_the_ministry_reads_answers_with_the_next_submission() -> None:
    approver, officer = factories.approver(), factories.officer()
    made = summary(approver, text=TEXT, submitted=True)
    marked = mark(officer, made)
    figure = mark(officer, made, quote="本年提交自评0份", remark="请核对")
    sent_back(officer, made)
    answer(approver, made, marked)
    with scope(officer):
        assert not visible_answers(officer).exists()
        assert not MarkAnswer.objects.exists(), "by the policy alone"
    with scope(approver):
        text = "本年提交自评{filings.submitted}份。\n推动十二家链主企业带动供应商。"
        save_narrative(actor=approver, summary=made, section=SECTION, text=text, version=1)
    edition(approver, made)
    hand_in(approver, made, number=2)
    with scope(officer):
        second, first = Submission.objects.filter(summary=made).select_related("edition__snapshot")
        texts = read_texts(first.edition), read_texts(second.edition)
        views = marks_of(officer, first, Followed(texts, ((), ())))[SECTION]
    fates = {view.mark.pk: view.fate.kind for view in views if view.fate}
    assert fates == {marked.pk: CHANGED, figure.pk: KEPT}
    page = signed_in(officer).get(reverse("reporting:submission", args=[made.pk, 2])).content.decode()
    assert "已写明 12 家" in page
    assert "十二家" in page
    with pytest.raises(Refused):
        answer(approver, made, marked, text="迟到", version=1)


def test_answers_to_an_earlier_submission_stay_as_they_are() -> None:
    approver, officer = factories.approver(), factories.officer()
    made = summary(approver, text=TEXT, submitted=True)
    marked = mark(officer, made)
    sent_back(officer, made)
    hand_in(approver, made)
    decided(made, reason="再改", officer=officer)
    with pytest.raises(Refused):
        answer(approver, made, marked)
    with scope(approver):
        assert marks_to_answer(approver, made) == {}


@pytest.mark.parametrize(
    ("quote", "after", "kind"),
    [
        ("链主企业", ["推动链主 企业带动供应商。"], KEPT),
        ("链主企业", ["推动十二家龙头企业带动供应商。"], CHANGED),
        ("链主企业", ["完全不同的一段文字，讲别的事情。"], GONE),
        ("链主企业", [], GONE),
    ],
)
def test_what_became_of_a_passage(quote: str, after: list[str], kind: str) -> None:
    before = ["前一段。", "推动链主企业带动供应商。"]
    assert occurs(quote, before)
    fate = TwoTexts(before, after, Effort()).fate_of(quote)
    assert fate.kind == kind
    assert bool(fate.after) == (kind == CHANGED)
    assert fate.words
