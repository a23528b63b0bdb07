"""A conflict keeps from a filing by whichever way: reviewing to the end, the formal check, the city's word, a visit, a bulk step."""

from collections.abc import Callable
from typing import Any

import pytest

import evaluations.tasks  # noqa: F401  (the handlers of jobs)
from evaluations.enums import BulkKind, FilingState, LineOutcome
from evaluations.review_queries import board_of
from evaluations.services.city_review import escalate_filing, recommend_filing
from evaluations.services.formal_checks import accept_filing, ask_completion
from evaluations.services.interests import recuse
from evaluations.services.reopening import reopen_filing
from evaluations.services.reviews import (
    determine_filing,
    finish_review,
    release_filing,
    return_filing,
    send_back,
    take_filing,
)
from evaluations.services.scores import agree_with_rest, save_score
from evaluations.services.visit_findings import Typed, correct_verdicts, save_finding
from portal.enums import Role
from portal.errors import Refused
from portal.models import AuditEntry
from portal.tenancy import scope
from tests import factories
from tests.access.world import _bureau
from tests.evaluations.factories import Case, authority_round, case, item_codes
from tests.evaluations.test_appeal_decisions import appealed
from tests.evaluations.test_bulk import outcomes, start
from tests.evaluations.test_city_review import delegating, handed_down
from tests.evaluations.test_filing_pages import client_of
from tests.evaluations.test_interests import declare
from tests.evaluations.test_visits import visit_to
from tests.portal.people import perform_jobs
from tests.seeding import seeding

pytestmark = pytest.mark.django_db


def related(made: Case) -> dict[str, Any]:
    return {"name": made.company.organisation.name}


def test_who_declares_it_later_hands_it_back_and_neither_finishes_nor_returns_it() -> None:
    made = case(rung="3", in_review=True)
    declare(made.reviewer, **related(made))
    with scope(made.reviewer) as actor:
        score: dict[str, Any] = {"rung": "3", "comment": "补", "flagged": True, "version": 1}
        save_score(actor=actor, filing=made.read(), item_code="D1.1", **score)
        with pytest.raises(Refused, match="利害关系"):
            return_filing(actor=actor, filing=made.read(), reason="补正")
        with pytest.raises(Refused, match="利害关系"):
            finish_review(actor=actor, filing=made.read(), opinion="")
    assert made.read().state == FilingState.IN_REVIEW


@pytest.mark.parametrize("step", [accept_filing, ask_completion])
def test_who_declared_it_checks_nothing(step: Callable[..., Any]) -> None:
    authority_round(formal_check=True)
    made = case(submitted=True)
    declare(made.reviewer, **related(made))
    said = {} if step is accept_filing else {"reason": "缺附件"}
    with scope(made.reviewer) as actor, pytest.raises(Refused, match="利害关系"):
        step(actor=actor, filing=made.read(), **said)


def test_of_who_declares_it_after_the_review_nothing_is_determined_until_somebody_else_has_reviewed() -> None:
    made, other = case(rung="3", reviewed=True), factories.reviewer()
    declare(made.reviewer, **related(made))
    page = client_of(made.approver).get(f"/review/{made.filing.pk}/determination/").content.decode()
    assert "已声明" in page
    assert "send-back" in page
    with scope(made.approver) as actor:
        with pytest.raises(Refused, match="利害关系"):
            determine_filing(actor=actor, filing=made.read())
        send_back(actor=actor, filing=made.read(), reason="评审员已声明利害关系")
    with scope(made.reviewer) as actor:
        recuse(actor=actor, filing=made.read(), reason="本人应当回避")
    with scope(other) as actor:
        take_filing(actor=actor, filing=made.read())
        agree_with_rest(actor=actor, filing=made.read(), expected=len(board_of(made.read(), actor).unmarked))
        finish_review(actor=actor, filing=made.read(), opinion="")
    with scope(made.approver) as actor:
        assert determine_filing(actor=actor, filing=made.read()).state == FilingState.DETERMINED


def test_what_they_wrote_goes_with_them_when_an_administrator_gives_the_filing_to_somebody_else() -> None:
    made, other, boss = (
        case(rung="3", reviewed=True),
        factories.reviewer(),
        factories.member(factories.authority(), Role.ADMINISTRATOR),
    )
    declare(made.reviewer, **related(made))
    with scope(made.approver) as actor:
        send_back(actor=actor, filing=made.read(), reason="评审员已声明利害关系")
    with scope(boss) as actor:
        release_filing(actor=actor, filing=made.read())
    with seeding():
        dropped = AuditEntry.objects.get(action="review.drop_conflicted", target_id=str(made.filing.pk)).detail["items"]
    assert dropped == sorted(item_codes())
    with scope(other) as actor:
        take_filing(actor=actor, filing=made.read())
        assert board_of(made.read(), actor).tally.done == 0
        with pytest.raises(Refused):
            finish_review(actor=actor, filing=made.read(), opinion="")


def test_in_bulk_it_is_listed_with_the_reason() -> None:
    authority_round(formal_check=True)
    office = factories.reviewer()
    made = [case(submitted=True, officials=(office, office)) for _number in range(2)]
    declare(office, **related(made[0]))
    step = start(office, BulkKind.ACCEPT, expected=2)
    perform_jobs("bulk_step")
    assert outcomes(step) == {LineOutcome.DONE: 1, LineOutcome.REFUSED: 1}
    assert made[0].read().state == FilingState.SUBMITTED


def test_of_a_city_it_passes_the_filing_up_and_says_nothing_of_it() -> None:
    city = factories.member(_bureau(factories.authority(), "330100"), Role.REVIEWER)
    delegating()
    made = handed_down()
    declare(city, **related(made))
    with scope(city) as actor:
        with pytest.raises(Refused, match="利害关系"):
            recommend_filing(actor=actor, filing=made.read(), reason="材料齐全")
        escalate_filing(actor=actor, filing=made.read(), reason="本人应当回避")
    assert made.read().state == FilingState.SUBMITTED


def test_it_writes_no_finding_of_a_visit() -> None:
    made, planner = case(rung="3", in_review=True), factories.approver()
    visit = visit_to(made, planner)
    declare(made.reviewer, **related(made))
    with scope(made.reviewer) as actor, pytest.raises(Refused, match="利害关系"):
        save_finding(actor=actor, visit=visit, item_code="D1.1", typed=Typed("1", "未见记录", 0))


def test_of_a_city_the_page_says_it_on_opening() -> None:
    city = factories.member(_bureau(factories.authority(), "330100"), Role.REVIEWER)
    delegating()
    made = handed_down()
    declare(city, **related(made))
    browser, steps = client_of(city), f"/review/{made.filing.pk}/steps/"
    assert "利害关系" in browser.get(f"{steps}recommend/").content.decode()
    assert "已声明" not in browser.get(f"{steps}escalate/").content.decode(), "which a conflict is the reason for"


def test_who_would_decide_anew_or_answer_an_appeal_reads_it_on_opening() -> None:
    made, other = appealed(), factories.approver()
    browser, address = client_of(other), f"/review/{made.filing.pk}/"
    pages = (f"{address}steps/reopen/", f"{address}appeal/")
    assert all("已声明" not in browser.get(page).content.decode() for page in pages)
    declare(other, **related(made))
    for page in pages:
        shown = browser.get(page).content.decode()
        assert "已声明" in shown, page
        assert 'name="answer"' not in shown


def test_it_takes_no_determination_back() -> None:
    made, other = case(rung="3", determined=True), factories.approver()
    declare(other, **related(made))
    with scope(other) as actor, pytest.raises(Refused, match="利害关系"):
        reopen_filing(actor=actor, filing=made.read(), reason="重新认定")


def test_after_its_word_a_city_finds_what_it_finds_and_moves_no_verdict_of_the_authority() -> None:
    city = factories.member(_bureau(factories.authority(), "330100"), Role.REVIEWER)
    delegating()
    made = handed_down(rung="3")
    with scope(city) as actor:
        recommend_filing(actor=actor, filing=made.read(), reason="材料齐全")
    with scope(made.reviewer) as actor:
        take_filing(actor=actor, filing=made.read())
    visit = visit_to(made, factories.approver())
    with scope(city) as actor:
        save_finding(actor=actor, visit=visit, item_code="D1.1", typed=Typed("1", "未见记录", 0))
        with pytest.raises(Refused, match="市级"):
            correct_verdicts(actor=actor, visit=visit, expected=1)
    with scope(made.reviewer) as actor:
        assert correct_verdicts(actor=actor, visit=visit, expected=1) == 1
