"""Answers taken over, from another version or from last year, as the enterprise meets them."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from evaluations.filing_queries import answers_by_item
from evaluations.models import Answer, Round
from evaluations.queries import engine_answers
from evaluations.services.filings import open_filing
from evaluations.services.prefill import prefill_filing, undo_prefill
from portal.errors import Refused
from portal.tenancy import scope
from tests.evaluations.factories import PDF, Case, case
from tests.evaluations.standards import publish, reworded, round_on, tiny
from tests.evaluations.test_filing_pages import client_of, url
from tests.evaluations.test_moving import CODES, move, opened, second
from tests.seeding import seeding

pytestmark = pytest.mark.django_db
YEAR = timezone.localdate().year


def moved() -> Case:
    made = opened(publish(tiny()), dict.fromkeys(CODES, "2"))
    move(made, second())
    return made


def answer(made: Case, code: str) -> Answer:
    with scope(made.filler):
        return answers_by_item(made.read())[code]


def test_both_wordings_stand_side_by_side_with_what_differs_marked() -> None:
    made = moved()
    text = client_of(made.filler).get(url("item", made, "A1")).content.decode()
    assert "这一项已有变化" in text
    assert '<ins><span class="visually-hidden">[新] </span>新</ins>' in text
    assert "说明A1" in text
    plain = client_of(made.filler).get(url("item", made, "A2")).content.decode()
    assert 'id="carried"' not in plain


def test_still_true_confirms_and_goes_on_to_the_next() -> None:
    made = moved()
    sent = {"go": "confirm", "remark": "说明A1", "version": "1"}
    response = client_of(made.filler).post(url("item", made, "A1"), sent)
    assert response["Location"] == url("item", made, "B3")
    now = answer(made, "A1")
    assert (now.rung, now.to_confirm, now.version) == ("2", False, 2)


def test_choosing_a_rung_confirms_as_well_and_a_second_press_of_still_true_changes_nothing_else() -> None:
    made = moved()
    client = client_of(made.filler)
    client.post(url("item", made, "A1"), {"rung": "3", "remark": "", "version": "1"})
    assert answer(made, "A1").rung == "3"
    client.post(url("item", made, "A1"), {"go": "confirm", "rung": "3", "remark": "", "version": "2"})
    assert answer(made, "A1").rung == "3"


def test_an_answer_whose_rung_is_gone_offers_no_confirmation() -> None:
    made = opened(publish(tiny()), {"A1": "3"})
    move(
        made,
        second(('code: "3", points: 100', 'code: "4", points: 100'), ('rung: "3"', 'rung: "4"'), ('"3": {', '"4": {')),
    )
    text = client_of(made.filler).get(url("item", made, "A1")).content.decode()
    assert 'value="confirm"' not in text
    assert "原来的回答在这里已不存在" in text


def test_the_task_list_offers_the_rounds_newer_version_and_the_button_moves() -> None:
    made = opened(publish(tiny()), dict.fromkeys(CODES, "2"))
    client = client_of(made.filler)
    assert "改用新版本继续填报" not in client.get(url("filing", made)).content.decode()
    round_on(second())
    assert "改用新版本继续填报" in client.get(url("filing", made)).content.decode()
    assert client.post(url("filing-move", made)).status_code == 302
    text = client.get(url("filing", made)).content.decode()
    assert "改用新版本继续填报" not in text
    assert "待确认" in text


def test_the_history_shows_what_is_no_longer_asked_for() -> None:
    made = moved()
    text = client_of(made.filler).get(url("history", made)).content.decode()
    assert "不再询问的评价项" in text
    assert "说明B2" in text
    rows = client_of(made.filler).get(f"/api/v1/filings/{made.filing.pk}/former-answers/").json()
    assert [row["item"] for row in rows] == ["B2"]


def last_year_and_now(rung: str = "3") -> Case:
    """A company that filed last year on the sample standard and opens this year's filing."""
    earlier = case(year=YEAR - 1, rung=rung, submitted=True)
    return case(earlier.company, answered=False)


def prefill(made: Case) -> int:
    with scope(made.filler) as actor:
        return prefill_filing(actor=actor, filing=made.read())


def test_last_years_answers_are_offered_and_never_count_before_they_are_confirmed() -> None:
    made = last_year_and_now()
    client = client_of(made.filler)
    assert f"以 {YEAR - 1} 年的回答为起点" in client.get(url("filing", made)).content.decode()
    assert client.post(url("prefill", made)).status_code == 302
    text = client.get(url("filing", made)).content.decode()
    assert "待确认" in text
    with scope(made.filler):
        claims = engine_answers(made.read())
        assert claims
        assert not any(claim.rung for claim in claims.values())
    taken = answer(made, "D1.1")
    assert (taken.carried_rung, taken.version) == ("3", 0)
    assert taken.remark
    page = client.get(url("item", made, "D1.1")).content.decode()
    assert "沿用往年的回答" in page
    client.post(url("item", made, "D1.1"), {"go": "confirm", "remark": taken.remark, "version": "0"})
    assert answer(made, "D1.1").rung == "3"


def test_what_somebody_has_begun_is_left_alone() -> None:
    made = last_year_and_now()
    client = client_of(made.filler)
    client.post(url("item", made, "D1.1"), {"rung": "1", "remark": "自己写的", "version": "0"})
    count = prefill(made)
    own = answer(made, "D1.1")
    assert (own.rung, own.remark, own.to_confirm) == ("1", "自己写的", False)
    with seeding():
        assert Answer.objects.filter(evaluation=made.filing.evaluation_id, carried_from__isnull=False).count() == count


def test_giving_back_leaves_what_was_confirmed_or_changed() -> None:
    made = last_year_and_now()
    count = prefill(made)
    client = client_of(made.filler)
    client.post(url("item", made, "D1.1"), {"go": "confirm", "remark": "x", "version": "0"})
    client.post(url("item", made, "D1.2"), {"rung": "", "remark": "改过", "version": "0"})
    with scope(made.filler) as actor:
        assert undo_prefill(actor=actor, filing=made.read()) == count - 2
        assert set(answers_by_item(made.read())) == {"D1.1", "D1.2"}


def test_files_attached_meanwhile_stay() -> None:
    made = last_year_and_now()
    prefill(made)
    client = client_of(made.filler)
    file = SimpleUploadedFile("a.pdf", PDF)
    assert client.post(url("evidence-add", made, "D1.1"), {"file": file}).status_code == 302
    assert client.post(url("prefill-undo", made)).status_code == 302
    left = answer(made, "D1.1")
    assert (left.to_confirm, left.remark, left.evidence_count) == (False, "", 1)  # type: ignore[attr-defined]


def test_after_the_window_nothing_is_taken_over_nor_given_back() -> None:
    made = last_year_and_now()
    count = prefill(made)
    with seeding():
        Round.objects.filter(year=YEAR).update(closes_on=timezone.localdate() - timedelta(days=1))
    client = client_of(made.filler)
    for page in ("prefill", "prefill-undo"):
        assert client.post(url(page, made)).status_code == 409
    with scope(made.filler):
        assert len(answers_by_item(made.read())) == count


def test_nothing_to_take_over_is_a_sentence() -> None:
    made = case(answered=False)
    with scope(made.filler) as actor, pytest.raises(Refused):
        prefill_filing(actor=actor, filing=made.read())
    sent = case(submitted=True)
    with scope(sent.filler) as actor, pytest.raises(Refused):
        prefill_filing(actor=actor, filing=sent.read())


def test_only_items_of_this_years_standard_are_taken_over_with_their_old_wording() -> None:
    first, renewed = publish(tiny()), publish(tiny("2", reworded("A1")), later=1)
    earlier = opened(first, dict.fromkeys(CODES, "2"))
    with seeding():
        type(earlier.filing.round).objects.filter(pk=earlier.filing.round_id).update(year=YEAR - 1)
        type(earlier.filing).objects.filter(pk=earlier.filing.pk).update(
            state="submitted", submitted_at=timezone.now(), pledged_by_id=earlier.responsible.user_id
        )
    with scope(earlier.filler) as actor:
        now = open_filing(actor=actor, yearly_round=round_on(renewed))
    made = Case(earlier.company, earlier.filler, earlier.responsible, earlier.reviewer, earlier.approver)
    made.filing = now
    assert prefill(made) == len(CODES)
    text = client_of(made.filler).get(url("item", made, "A1")).content.decode()
    assert "这一项已有变化" in text


def test_the_api_takes_over_confirms_and_gives_back() -> None:
    made = last_year_and_now()
    client, base = client_of(made.filler), f"/api/v1/filings/{made.filing.pk}"
    rows = client.post(f"{base}/prefill/").json()
    assert all(row["to_confirm"] and row["rung"] == "" and row["carried_rung"] == "3" for row in rows)
    saved = client.put(f"{base}/answers/D1.1/", {"rung": "3", "version": 0}, content_type="application/json").json()
    assert (saved["rung"], saved["to_confirm"]) == ("3", False)
    assert [row["item"] for row in client.delete(f"{base}/prefill/").json()] == ["D1.1"]
    assert client.post(f"{base}/move/").status_code == 409
