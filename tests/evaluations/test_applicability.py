"""Items that do not apply: by the register, or because the enterprise says so and the authority accepts it."""

import pytest

from evaluations.enums import NOT_APPLICABLE
from evaluations.filing_queries import answers_by_item, checklist_of
from evaluations.models import Answer, Evaluation, Score
from evaluations.queries import engine_scores, standard_of
from evaluations.review_queries import board_of
from evaluations.scoring import Answer as EngineAnswer
from evaluations.services.answers import save_answer
from evaluations.services.evaluating import judge_claim
from evaluations.services.filings import submit_filing, withdraw_filing
from evaluations.services.reviews import finish_review, take_filing
from evaluations.services.scores import agree_with_rest, save_score
from evaluations.verdicts import Verdict
from portal.errors import InvalidInput
from portal.models import Enterprise
from portal.tenancy import scope
from tests.evaluations.factories import Case
from tests.evaluations.standards import publish, tiny
from tests.evaluations.test_filing_pages import client_of, url
from tests.evaluations.test_moving import CODES, move, opened
from tests.seeding import seeding

pytestmark = pytest.mark.django_db


def with_line(code: str, line: str) -> tuple[str, str]:
    """A line added to an item of the tiny standard."""
    before = f"question: {{zh: 问{code}, en: Question {code}}}\n"
    return before, f"{before}        {line}\n"


MAY = with_line("A2", "not_applicable: redistribute")
LARGE_ONLY = with_line("B2", "applies_to: {sizes: [large]}")
PLAIN = ('- item: {code: B2, rung: "3"}', '- item: {code: B1, rung: "3"}')


def claim(made: Case, code: str = "A2", remark: str = "本企业无此工序") -> Answer:
    with scope(made.filler) as actor:
        version = answers_by_item(made.read())[code].version if code in answers_by_item(made.read()) else 0
        return save_answer(
            actor=actor,
            filing=made.filing,
            item_code=code,
            rung="",
            remark=remark,
            version=version,
            not_applicable=True,
        )


def submitted(made: Case) -> Case:
    with scope(made.responsible) as actor:
        submit_filing(actor=actor, filing=made.read(), pledged=True)
    return made


def claimed_and_in_review() -> Case:
    made = opened(publish(tiny("1", MAY)), {"A1": "3", "B1": "3", "B2": "3"})
    claim(made)
    submitted(made)
    with scope(made.reviewer) as actor:
        take_filing(actor=actor, filing=made.read())
    return made


def judged(made: Case, verdict: str, comment: str = "") -> Score:
    with scope(made.reviewer) as actor:
        return save_score(
            actor=actor, filing=made.read(), item_code="A2", rung=verdict, comment=comment, flagged=False, version=0
        )


def test_the_claim_needs_a_reason_and_an_item_that_allows_it() -> None:
    made = opened(publish(tiny("1", MAY)), {"A1": "2"})
    with pytest.raises(InvalidInput) as caught:
        claim(made, remark=" ")
    assert set(caught.value.errors) == {"remark"}
    with pytest.raises(InvalidInput, match="A1"):
        claim(made, "A1")
    with scope(made.filler) as actor, pytest.raises(InvalidInput, match="A2"):
        save_answer(
            actor=actor, filing=made.filing, item_code="A2", rung="1", remark="x", version=0, not_applicable=True
        )


def test_it_is_done_for_the_enterprise_and_scores_nothing_until_it_is_accepted() -> None:
    made = opened(publish(tiny("1", MAY)), {"A1": "3", "B1": "3", "B2": "3"})
    claim(made)
    with scope(made.filler):
        filing = made.read()
        assert checklist_of(filing, answers_by_item(filing)).left == 0
        result = judge_claim(filing)
    assert result.scores["A"] == 75
    assert (result.pending_exclusions, result.unanswered) == (("A2",), ())
    submitted(made)


def test_accepted_it_hands_its_weight_over_and_refused_it_is_a_rung() -> None:
    made = claimed_and_in_review()
    with scope(made.reviewer):
        assert board_of(made.read()).scored.scores["A"] == 75
    judged(made, NOT_APPLICABLE)
    with scope(made.reviewer):
        board = board_of(made.read())
        assert board.scored.scores["A"] == 100
        assert board.scored.excluded == ("A2",)
        assert board.find("A2").verdict == Verdict.AGREED  # type: ignore[union-attr]
        assert board.claimed.scores["A"] == 75
    made = claimed_and_in_review()
    judged(made, "1", "有此工序")
    with scope(made.reviewer):
        board = board_of(made.read())
        assert board.scored.scores["A"] == 80
        assert board.find("A2").verdict == Verdict.RAISED  # type: ignore[union-attr]


def test_an_accepted_exclusion_lasts_as_long_as_its_claim() -> None:
    made = claimed_and_in_review()
    judged(made, NOT_APPLICABLE)
    with seeding():
        answer = Answer.objects.get(evaluation_id=made.filing.evaluation_id, item__code="A2")
        Answer.objects.filter(pk=answer.pk).update(not_applicable=False, rung="1")
    with scope(made.reviewer):
        assert engine_scores(made.read())["A2"] == EngineAnswer("1")


def test_agreeing_with_the_rest_accepts_no_exclusion() -> None:
    made = claimed_and_in_review()
    with scope(made.reviewer) as actor:
        assert agree_with_rest(actor=actor, filing=made.read(), expected=3) == 3
        assert board_of(made.filing).find("A2").verdict == Verdict.OPEN  # type: ignore[union-attr]
    judged(made, NOT_APPLICABLE)
    with scope(made.reviewer) as actor:
        finish_review(actor=actor, filing=made.read(), opinion="")


def test_nobody_excludes_what_was_not_claimed() -> None:
    made = submitted(opened(publish(tiny("1", MAY)), dict.fromkeys(CODES, "2")))
    with scope(made.reviewer) as actor:
        take_filing(actor=actor, filing=made.read())
    with pytest.raises(InvalidInput, match="A2"):
        judged(made, NOT_APPLICABLE)


def test_the_pages_offer_it_where_it_is_possible_and_say_what_it_does() -> None:
    made = opened(publish(tiny("1", MAY)), {"A1": "3", "B1": "3", "B2": "3"})
    client = client_of(made.filler)
    assert 'value="not-applicable"' not in client.get(url("item", made, "A1")).content.decode()
    text = client.get(url("item", made, "A2")).content.decode()
    assert "其权重分给同组其他评价项" in text
    sent = {"rung": NOT_APPLICABLE, "remark": "无此工序", "version": "0"}
    assert client.post(url("item", made, "A2"), sent).status_code == 302
    assert 'value="not-applicable" checked' in client.get(url("item", made, "A2")).content.decode()
    assert "不适用" in client.get(url("check", made)).content.decode()
    submitted(made)
    with scope(made.reviewer) as actor:
        take_filing(actor=actor, filing=made.read())
    reviewer = client_of(made.reviewer)
    page = url("review-item", made, "A2")
    assert "认可不适用" in reviewer.get(page).content.decode()
    scored = {"rung": NOT_APPLICABLE, "comment": "", "version": "0"}
    assert reviewer.post(page, scored).status_code == 302
    with scope(made.reviewer):
        assert board_of(made.read()).scored.excluded == ("A2",)


def test_the_api_says_and_accepts_it() -> None:
    made = opened(publish(tiny("1", MAY)), {"A1": "3", "B1": "3", "B2": "3"})
    path = f"/api/v1/filings/{made.filing.pk}/answers/A2/"
    sent = {"rung": "", "not_applicable": True, "remark": "无此工序", "version": 0}
    saved = client_of(made.filler).put(path, sent, content_type="application/json")
    assert (saved.status_code, saved.json()["not_applicable"]) == (200, True)
    submitted(made)
    with scope(made.reviewer) as actor:
        take_filing(actor=actor, filing=made.read())
    path = f"/api/v1/reviews/{made.filing.pk}/items/A2/"
    scored = client_of(made.reviewer).put(path, {"rung": NOT_APPLICABLE, "version": 0}, content_type="application/json")
    assert (scored.status_code, scored.json()["accepted_exclusion"]) == (200, True)


def test_a_claim_whose_effect_changed_is_to_be_confirmed_after_a_move() -> None:
    made = opened(publish(tiny("1", MAY)), {"A1": "3"})
    claim(made)
    zero = with_line("A2", "not_applicable: zero")
    assert move(made, publish(tiny("2", zero), later=1)).to_confirm == 1
    text = client_of(made.filler).get(url("item", made, "A2")).content.decode()
    assert "仍然如此，确认并继续" in text
    client_of(made.filler).post(url("item", made, "A2"), {"go": "confirm", "remark": "无此工序", "version": "1"})
    with scope(made.filler):
        assert answers_by_item(made.read())["A2"].not_applicable


def test_only_what_applies_by_size_and_industry_is_asked_and_scored() -> None:
    made = opened(publish(tiny("1", LARGE_ONLY, PLAIN)), {"A1": "3", "A2": "3", "B1": "2"})
    with scope(made.filler) as actor:
        filing = made.read()
        assert not standard_of(filing).has_item("B2")
        assert judge_claim(filing).scores["B"] == 60
        with pytest.raises(InvalidInput, match="B2"):
            save_answer(actor=actor, filing=filing, item_code="B2", rung="1", remark="", version=0)
    assert client_of(made.filler).get(url("item", made, "B2")).status_code == 404
    submitted(made)


def test_after_submission_a_change_of_the_register_changes_nothing_until_it_is_withdrawn() -> None:
    made = opened(publish(tiny("1", LARGE_ONLY, PLAIN)), {"A1": "3", "A2": "3", "B1": "2"})
    submitted(made)
    with seeding():
        Enterprise.objects.filter(pk=made.company.pk).update(size_class="large")
        kept = Evaluation.objects.get(pk=made.filing.evaluation_id)
    assert (kept.division, kept.size) == ("36", "small")
    with scope(made.reviewer):
        assert not standard_of(made.read()).has_item("B2")
    with scope(made.responsible) as actor:
        withdraw_filing(actor=actor, filing=made.read())
    with scope(made.filler):
        assert standard_of(made.read()).has_item("B2")


@pytest.mark.parametrize(
    ("code", "sent"),
    [
        ("A1", {"rung": "9"}),
        ("A1", {"rung": "", "not_applicable": True, "remark": "无此工序"}),
        ("A2", {"rung": "3", "not_applicable": True, "remark": "无此工序"}),
        ("B2", {"rung": "3"}),
        ("X9", {"rung": "3"}),
    ],
    ids=["outside its scale", "may not be excluded", "both at once", "does not apply", "unknown"],
)
def test_an_answer_that_does_not_fit_is_refused_with_its_items_code_and_kept_nowhere(
    code: str, sent: dict[str, object]
) -> None:
    made = opened(publish(tiny("1", MAY, LARGE_ONLY, PLAIN)), {})
    path = f"/api/v1/filings/{made.filing.pk}/answers/{code}/"
    answer = client_of(made.filler).put(path, {"version": 0} | sent, content_type="application/json")
    assert answer.status_code == 400
    assert code in answer.content.decode()
    with scope(made.filler):
        assert answers_by_item(made.read()) == {}
