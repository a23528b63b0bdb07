"""The authority's answer to an appeal, and deciding anew."""

from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

import evaluations.tasks  # noqa: F401  (the handlers of jobs)
from evaluations.enums import AppealState, FilingState, ResultKind
from evaluations.models import Appeal, Filing, FilingEvent, Result, Review
from evaluations.services.appeal_decisions import decide_appeal
from evaluations.services.appeals import withdraw_appeal
from evaluations.services.reopening import reopen_filing
from evaluations.services.reviews import determine_filing, finish_review, send_back
from evaluations.services.rounds import set_round
from evaluations.statistics import read_scores
from portal.errors import InvalidInput, NotPermitted, Refused
from portal.models import Notice
from portal.tenancy import Actor, scope
from tests import factories
from tests.evaluations.factories import Case, authority_round, case, sample_version, yearly_round
from tests.evaluations.test_appeals import determined, submit, write
from tests.evaluations.test_filing_pages import client_of, url
from tests.portal.people import perform_jobs
from tests.seeding import seeding

pytestmark = pytest.mark.django_db
WHY_AGAIN = "第二次申诉的理由，超过十个字。"
ANSWER = "第二份检验记录属实，D1.2 重新评定。"


def appealed() -> Case:
    made = determined()
    write(made)
    submit(made)
    made.read()
    return made


def decide(made: Case, by: Actor, *, uphold: bool = True, version: int | None = None, answer: str = ANSWER) -> Appeal:
    with seeding():
        seen = Appeal.objects.get(filing=made.filing).version
    with scope(by) as actor:
        return decide_appeal(
            actor=actor, filing=made.filing, uphold=uphold, answer=answer, version=seen if version is None else version
        )


def test_an_upheld_appeal_has_the_filing_decided_anew_with_its_reason() -> None:
    made = appealed()
    before = made.filing.reviewed_level
    other = factories.approver()
    assert decide(made, other).state == AppealState.UPHELD
    filing = made.read()
    perform_jobs("deliver_notice")
    assert (filing.state, filing.reviewed_level, filing.reviewed_total, filing.determined_at) == (
        FilingState.REVIEWED, "", None, None,
    )  # fmt: skip
    with seeding():
        steps = list(FilingEvent.objects.filter(filing=filing).order_by("pk").values_list("transition", "reason"))
        assert Result.objects.get(evaluation_id=filing.evaluation_id, kind=ResultKind.FINAL).level == before
        assert Notice.objects.filter(recipient_id=made.filler.person_id, body=ANSWER).count() == 1
        assert not Review.objects.get(filing=filing).released
    assert steps[-2:] == [("uphold_appeal", ANSWER), ("reopen", ANSWER)]


def test_drafts_of_the_second_review_are_the_offices_own() -> None:
    made = appealed()
    decide(made, factories.approver())
    with scope(made.filler):
        assert not Review.objects.filter(filing=made.filing).exists()
    page = client_of(made.filler).get(url("filing", made)).content.decode()
    assert ANSWER in client_of(made.filler).get(url("appeal", made)).content.decode()
    assert url("result", made) not in page


def test_the_second_determination_counts_and_the_first_stays_on_record() -> None:
    made = appealed()
    other = factories.approver()
    decide(made, other)
    with scope(other) as actor:
        send_back(actor=actor, filing=made.read(), reason="按申诉复核 D1.2")
    with scope(made.reviewer) as reviewer:
        made.read()
        review = Review.objects.get(filing=made.filing)
        review.scores.filter(answer__item__code="D1.2").update(rung="2", comment="")
        finish_review(actor=reviewer, filing=made.filing, opinion="已复核")
    with scope(other) as actor:
        determine_filing(actor=actor, filing=made.read(), reason="采纳")
    with seeding():
        finals = Result.objects.filter(evaluation_id=made.filing.evaluation_id, kind=ResultKind.FINAL)
        totals = [row.detail["scores"]["D1"] for row in finals]
        scores = read_scores(Filing.objects.filter(pk=made.filing.pk), ("D1",))
    assert len(totals) == 2
    assert totals[0] != totals[1]
    assert scores == {"D1": [pytest.approx(float(totals[1]))]}, "of the result in force"


def test_a_rejected_appeal_leaves_the_determination_and_tells_why() -> None:
    made = appealed()
    assert decide(made, factories.approver(), uphold=False).state == AppealState.REJECTED
    assert made.read().state == FilingState.DETERMINED
    perform_jobs("deliver_notice")
    with seeding():
        assert Notice.objects.filter(recipient_id=made.filler.person_id, body=ANSWER).exists()
    with pytest.raises(Refused), scope(made.responsible) as actor:
        withdraw_appeal(actor=actor, filing=made.filing)
    assert ANSWER in client_of(made.filler).get(url("appeal", made)).content.decode()


def test_whoever_scored_or_determined_does_not_decide_on_the_appeal() -> None:
    made = appealed()
    for person in (made.approver, made.reviewer):
        with pytest.raises(Refused, match="您"):
            decide(made, person)
    with pytest.raises(NotPermitted):
        decide(made, factories.officer())
    with pytest.raises(Refused):
        decide(made, factories.reviewer())


def test_it_is_decided_once_and_as_it_was_read() -> None:
    made = appealed()
    with pytest.raises(Refused):
        decide(made, factories.approver(), version=1)
    with pytest.raises(InvalidInput):
        decide(made, factories.approver(), answer="")
    decide(made, factories.approver(), uphold=False)
    with pytest.raises(Refused):
        decide(made, factories.approver())


@pytest.mark.parametrize(
    "change", ["state = 'draft'", "answer = '改写'", "reason = '改写'", "state = 'upheld'", "decided_at = now()"]
)
@pytest.mark.parametrize("side", ["filler", "approver"])
def test_the_database_keeps_the_answer_as_it_was_given(side: str, change: str) -> None:
    made = appealed()
    decide(made, factories.approver(), uphold=False)
    person = made.filler if side == "filler" else made.approver
    with scope(person), pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE evaluations_appeal SET {change}")


@pytest.mark.parametrize("change", ["state = 'rejected', decided_at = now(), decided_by_id = submitted_by_id"])
def test_an_enterprise_does_not_answer_itself(change: str) -> None:
    made = appealed()
    with scope(made.filler), pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE evaluations_appeal SET {change}")


@pytest.mark.parametrize("steps", [(), ("announce",), ("announce", "publish")])
def test_a_determination_is_taken_back_whatever_came_after(steps: tuple[str, ...]) -> None:
    authority_round(notice_days=5)
    made = case(determined=True, steps=steps)
    with pytest.raises(Refused), scope(made.approver) as own:
        reopen_filing(actor=own, filing=made.filing, reason="复核")
    with scope(factories.approver()) as other:
        assert reopen_filing(actor=other, filing=made.filing, reason="复核").state == FilingState.REVIEWED


def test_pages_decide_once_and_keep_what_was_typed() -> None:
    made = appealed()
    address = f"/review/{made.filing.pk}/appeal/"
    own = client_of(made.approver).get(address).content.decode()
    assert 'name="answer"' not in own
    other = client_of(factories.approver())
    page = other.get(address).content.decode()
    assert "D1.2" in page
    version = "2"
    wrong = other.post(address, {"decision": "uphold", "answer": "", "version": version})
    assert wrong.status_code == 400
    typed = {"decision": "reject", "answer": ANSWER, "version": version}
    assert other.post(address, typed).status_code == 302
    late = other.post(address, typed | {"answer": "第二次"})
    assert late.status_code == 409
    assert ANSWER in late.content.decode(), "what was decided stands"
    assert "第二次" not in late.content.decode()


def test_the_desk_leads_an_approver_there_until_it_is_answered() -> None:
    made = appealed()
    other = factories.approver()
    address = f"/review/{made.filing.pk}/appeal/"
    assert address in client_of(other).get("/desk/").content.decode()
    assert address not in client_of(made.reviewer).get("/desk/").content.decode()
    decide(made, other, uphold=False)
    assert address not in client_of(other).get("/desk/").content.decode()


def test_the_desk_counts_what_waits_for_an_answer_and_leads_to_it() -> None:
    made = appealed()
    other, year = factories.approver(), made.filing.round.year
    assert f"?year={year}&amp;state=all&amp;flag=appeal" in client_of(other).get("/desk/").content.decode()
    listed = client_of(other).get(f"/review/?year={year}&state=all&flag=appeal").content.decode()
    assert f"/review/{made.filing.pk}/" in listed
    assert client_of(other).get("/api/v1/desk/").json()["appeals_waiting"] == [{"year": year, "appeals": 1}]
    decide(made, other, uphold=False)
    assert "flag=appeal" not in client_of(other).get("/desk/").content.decode()
    after = client_of(other).get(f"/review/?year={year}&state=all&flag=appeal").content.decode()
    assert f"/review/{made.filing.pk}/" not in after


def test_programs_decide_too() -> None:
    made = appealed()
    other = client_of(factories.approver())
    sent = {"uphold": True, "answer": ANSWER, "version": 2}
    answer = other.post(f"/api/v1/reviews/{made.filing.pk}/appeal/", sent, content_type="application/json")
    assert (answer.status_code, answer.json()["state"]) == (200, "upheld")
    again = other.post(f"/api/v1/reviews/{made.filing.pk}/appeal/", sent, content_type="application/json")
    assert again.status_code == 409


def test_whoever_was_overruled_does_not_determine_it_again() -> None:
    made = appealed()
    decide(made, factories.approver())
    with pytest.raises(Refused, match="撤回"), scope(made.approver) as actor:
        determine_filing(actor=actor, filing=made.read(), reason="维持")
    page = client_of(made.approver).get(f"/review/{made.filing.pk}/determination/").content.decode()
    assert "您的评定已被撤回" in page
    assert ANSWER in page
    assert f"/review/{made.filing.pk}/determination/" not in client_of(made.approver).get("/desk/").content.decode()


def test_an_appeal_that_waits_is_settled_when_the_filing_is_decided_anew() -> None:
    made = appealed()
    other = factories.approver()
    with scope(other) as actor:
        reopen_filing(actor=actor, filing=made.filing, reason="评审有误，重新评定")
    with seeding():
        kept = Appeal.objects.get(filing=made.filing)
    assert (kept.state, kept.answer) == (AppealState.UPHELD, "评审有误，重新评定")
    with pytest.raises(Refused):
        decide(made, factories.approver(), uphold=False)


def test_what_was_contested_stays_readable_while_it_is_decided_anew() -> None:
    made = appealed()
    decide(made, factories.approver())
    page = client_of(made.filler).get(url("appeal", made)).content.decode()
    assert "证据不足" in page


def test_no_second_appeal_is_promised() -> None:
    made = appealed()
    other = factories.approver()
    decide(made, other)
    with scope(other) as actor:
        determine_filing(actor=actor, filing=made.read(), reason="采纳")
    page = client_of(made.filler).get(url("filing", made)).content.decode()
    assert "可以提出申诉" not in page
    assert client_of(made.filler).post(url("appeal", made), {"reason": WHY_AGAIN, "version": "3"}).status_code == 409


def test_approvers_and_the_company_are_told_that_it_is_decided_anew() -> None:
    made, third = appealed(), factories.approver()
    decide(made, factories.approver())
    perform_jobs("deliver_notice")
    with seeding():
        assert Notice.objects.filter(recipient_id=third.person_id, body=ANSWER).count() == 1
    page = client_of(made.filler).get(url("filing", made)).content.decode()
    assert "撤回评定" in page


def test_the_ministry_sets_the_days_and_impossible_ones_are_refused() -> None:
    known = yearly_round()
    version, officer = sample_version(), factories.officer()
    days: dict[str, Any] = {
        "opens_on": known.opens_on,
        "closes_on": known.closes_on,
        "summary_due_on": known.summary_due_on,
    }
    with scope(officer) as actor:
        assert set_round(actor=actor, year=known.year, version=version, appeal_days=15, **days).appeal_days == 15
        for wrong in (0, -1, 61):
            with pytest.raises(InvalidInput) as refused:
                set_round(actor=actor, year=known.year, version=version, appeal_days=wrong, **days)
            assert list(refused.value.errors) == ["appeal_days"]
    page = client_of(officer).get(f"/rounds/{known.year}/").content.decode()
    assert 'name="appeal_days" value="15"' in page
