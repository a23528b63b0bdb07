"""The formal check before the review, where the authority's round has one: accept, return as incomplete, refuse."""

import pytest
from django.utils import translation

import evaluations.tasks  # noqa: F401  (the handlers of jobs)
from evaluations.enums import FilingState
from evaluations.filing_queries import answers_by_item, checklist_of
from evaluations.models import Answer, Evidence
from evaluations.services.answers import save_answer
from evaluations.services.evidence import add_evidence
from evaluations.services.filings import submit_filing, withdraw_filing
from evaluations.services.formal_checks import accept_filing, ask_completion, readmit_filing, refuse_filing
from evaluations.services.reviews import release_filing, take_filing
from portal.errors import InvalidInput, NotPermitted, Refused
from portal.models import Notice
from portal.tenancy import scope
from tests import factories
from tests.evaluations.factories import PDF, PNG, Case, authority_round, case
from tests.evaluations.test_filing_pages import client_of, url
from tests.evaluations.test_own_company import join
from tests.portal.people import perform_jobs
from tests.seeding import seeding

pytestmark = pytest.mark.django_db
WHY = "营业执照副本缺页，请补充后重新提交。"


@pytest.fixture(autouse=True)
def _checked() -> None:
    authority_round(formal_check=True)


def told(made: Case) -> list[str]:
    """Bodies of the notices that the company's people have."""
    perform_jobs("deliver_notice")
    with seeding():
        return list(Notice.objects.filter(recipient_id=made.filler.person_id).values_list("body", flat=True))


def test_what_is_accepted_can_be_taken_and_goes_back_there_when_released() -> None:
    made = case(submitted=True)
    with scope(made.reviewer) as actor:
        with pytest.raises(Refused):
            take_filing(actor=actor, filing=made.filing)
        assert accept_filing(actor=actor, filing=made.filing).state == FilingState.ACCEPTED
        take_filing(actor=actor, filing=made.filing)
        assert release_filing(actor=actor, filing=made.filing).state == FilingState.ACCEPTED
    with pytest.raises(Refused), scope(made.responsible) as owner:
        withdraw_filing(actor=owner, filing=made.read())


def test_what_is_incomplete_is_open_as_a_whole_and_comes_back_to_the_check() -> None:
    made = case(submitted=True)
    with scope(made.reviewer) as actor:
        ask_completion(actor=actor, filing=made.filing, reason=WHY)
    assert [text for text in told(made) if text.startswith(f"{WHY}\n")], "and the last day after it"
    made.read()
    with scope(made.filler) as filler:
        tasks = checklist_of(made.filing, answers_by_item(made.filing)).tasks
        assert tasks
        assert all(task.open for task in tasks)
        answer = Answer.objects.filter(evaluation_id=made.filing.evaluation_id).select_related("item").first()
        assert answer
        saved = save_answer(
            actor=filler,
            filing=made.filing,
            item_code=answer.item.code,
            rung="3",
            remark="补充",
            version=answer.version,
        )
        assert saved.rung == "3"
    with scope(made.responsible) as signer:
        again = submit_filing(actor=signer, filing=made.filing, pledged=True)
        assert again.state == FilingState.SUBMITTED
        assert again.submissions.count() == 2


def test_it_can_be_completed_after_the_window_has_closed() -> None:
    made = case(submitted=True)
    with scope(made.reviewer) as actor:
        ask_completion(actor=actor, filing=made.filing, reason=WHY)
    with seeding():
        made.filing.round.closes_on = made.filing.round.opens_on
        made.filing.round.save()
    with scope(made.responsible) as signer:
        assert submit_filing(actor=signer, filing=made.read(), pledged=True).state == FilingState.SUBMITTED


def test_an_approver_refuses_with_a_reason_and_takes_it_back() -> None:
    made = case(submitted=True)
    with pytest.raises(Refused), scope(made.reviewer) as reviewer:
        refuse_filing(actor=reviewer, filing=made.filing, reason=WHY)
    with scope(made.approver) as approver:
        with pytest.raises(InvalidInput) as empty:
            refuse_filing(actor=approver, filing=made.filing, reason=" ")
        assert "reason" in empty.value.errors
        assert refuse_filing(actor=approver, filing=made.filing, reason=WHY).state == FilingState.REFUSED
        assert readmit_filing(actor=approver, filing=made.filing, reason="误判").state == FilingState.SUBMITTED
    assert [WHY in told(made), "误判" in told(made)] == [True, True]


def test_neither_the_ministry_nor_the_companys_own_people_check_it() -> None:
    made = case(submitted=True)
    with pytest.raises(NotPermitted), scope(factories.officer()) as officer:
        accept_filing(actor=officer, filing=made.filing)
    own = factories.reviewer()
    join(made, own)
    with pytest.raises(Refused, match="本人属于该企业"), scope(own) as actor:
        accept_filing(actor=actor, filing=made.filing)


def test_the_page_offers_the_check_and_the_steps_keep_what_was_typed() -> None:
    made = case(submitted=True)
    browser = client_of(made.reviewer)
    with translation.override("en"):
        page = browser.get(f"/review/{made.filing.pk}/").content.decode()
    assert f"/review/{made.filing.pk}/check/accept/" in page
    assert f"/review/{made.filing.pk}/steps/ask-completion/" in page
    assert "/steps/refuse/" not in page, "an approver's step"
    wrong = browser.post(f"/review/{made.filing.pk}/steps/ask-completion/", {"reason": ""})
    assert wrong.status_code == 400
    done = browser.post(f"/review/{made.filing.pk}/steps/ask-completion/", {"reason": WHY})
    assert done.status_code == 302
    late = browser.post(f"/review/{made.filing.pk}/steps/ask-completion/", {"reason": "晚了一步"})
    assert late.status_code == 409
    assert "晚了一步" not in told(made)
    mine = client_of(made.filler).get(url("filing", made)).content.decode()
    assert WHY in mine


def test_an_accepted_filing_tells_its_company_by_when_it_is_reviewed() -> None:
    settings = authority_round(formal_check=True, review_by=f"{case().filing.round.year}-12-20")
    made = case(submitted=True, steps=("accept",))
    page = client_of(made.filler).get(url("filing", made)).content.decode()
    assert str(settings.review_by) in page


def test_files_are_handed_in_again_with_a_completed_filing() -> None:
    made = case()
    with scope(made.filler) as filler:
        add_evidence(actor=filler, filing=made.filing, item_code="D1.1", name="执照.pdf", content=PDF)
    with scope(made.responsible) as signer:
        submit_filing(actor=signer, filing=made.filing, pledged=True)
    with scope(made.reviewer) as actor:
        ask_completion(actor=actor, filing=made.read(), reason=WHY)
    with scope(made.filler) as filler:
        add_evidence(actor=filler, filing=made.read(), item_code="D1.1", name="缺页.pdf", content=PNG)
    with scope(made.responsible) as signer:
        again = submit_filing(actor=signer, filing=made.read(), pledged=True)
        handed = Evidence.objects.filter(answer__evaluation_id=again.evaluation_id).values_list(
            "handed_title", flat=True
        )
        assert sorted(handed) == ["执照", "缺页"]


def test_the_queues_tabs_follow_the_rounds_steps() -> None:
    made = case(submitted=True)
    authority_round(formal_check=False)
    browser = client_of(made.reviewer)
    tab = 'href="/review/?view=&amp;state=submitted"'
    assert tab not in browser.get("/review/?view=").content.decode(), "what was submitted waits for its reviewer"
    authority_round(formal_check=True)
    page = browser.get("/review/?view=").content.decode()
    assert tab in page
    assert all(f"state={state}" in page for state in ("incomplete", "accepted"))
    with scope(made.reviewer) as actor:
        accept_filing(actor=actor, filing=made.read())
    authority_round(formal_check=False)
    page = browser.get("/review/?view=").content.decode()
    assert tab not in page
    assert ">待形式审查 <" not in browser.get("/review/?view=&state=submitted").content.decode()
    assert "state=accepted" in page, "what waits there is still found"
    assert "state=incomplete" not in page
