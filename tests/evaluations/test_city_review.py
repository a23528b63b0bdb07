"""The cities' first review: what goes down, what a city says, and the ways back; nobody else sees anything new."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

import evaluations.tasks  # noqa: F401 - registers what performs the jobs
from evaluations.bulk_queries import Chosen
from evaluations.city_tasks import hand_to_cities
from evaluations.distribution_queries import plan_distribution
from evaluations.enums import FilingState
from evaluations.models import AuthorityRound, Filing, FilingEvent
from evaluations.procedure import Procedure
from evaluations.review_queue import QueueFilter
from evaluations.services.authority_rounds import set_authority_round
from evaluations.services.city_review import (
    CITY_WORK,
    _moved,
    advise_against,
    escalate_filing,
    hand_down,
    perform_city_work,
    recall_filing,
    recommend_filing,
)
from evaluations.services.filings import withdraw_filing
from evaluations.services.reviews import take_filing
from portal.enums import Role
from portal.errors import InvalidInput, Refused
from portal.models import AuditEntry, Notice, Organisation
from portal.tenancy import Actor, scope
from tests import factories
from tests.access.world import _bureau
from tests.evaluations.factories import Case, authority_round, case, yearly_round
from tests.evaluations.test_filing_pages import client_of
from tests.portal.people import perform_jobs
from tests.seeding import seeding

pytestmark = pytest.mark.django_db
WHY = "材料齐全，现场情况属实。"


def day(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)


def delegating(**settings: Any) -> AuthorityRound:
    return authority_round(**{"city_by": day(10)} | settings)


def handed_down(**traits: Any) -> Case:
    made = case(submitted=True, **traits)
    hand_to_cities()
    perform_jobs(CITY_WORK)
    made.read()
    return made


def steps_of(made: Case) -> list[str]:
    with seeding():
        return list(FilingEvent.objects.filter(filing=made.filing).values_list("transition", flat=True))


def test_what_is_submitted_goes_down_once_and_the_city_is_told_once(city: Actor) -> None:
    delegating()
    made, other = case(submitted=True), case(submitted=True)
    assert hand_to_cities() == 1
    perform_jobs(CITY_WORK)
    assert (made.read().state, other.read().state) == (FilingState.AT_CITY, FilingState.AT_CITY)
    assert hand_to_cities() == 0, "a second beat finds nothing"
    perform_jobs("deliver_notice")
    with seeding():
        assert Notice.objects.filter(recipient_id=city.person_id, link="/review/?state=at_city").count() == 1
        assert AuditEntry.objects.filter(action="authority_round.delegate", detail__count=2).count() == 1


def test_only_the_kinds_that_are_delegated_and_only_where_the_city_has_a_bureau(city: Actor) -> None:
    delegating(city_sizes=["large"], city_divisions=["C36"])
    small = handed_down()
    large = handed_down(company=factories.enterprise(size="large"))
    elsewhere = handed_down(company=factories.enterprise("330402", size="large"))
    assert [made.read().state for made in (small, large, elsewhere)] == ["submitted", "at_city", "submitted"]


def test_with_a_formal_check_it_goes_down_once_it_is_accepted(city: Actor) -> None:
    delegating(formal_check=True)
    made = handed_down()
    assert made.filing.state == FilingState.SUBMITTED
    assert handed_down(steps=("accept",)).filing.state == FilingState.AT_CITY


@pytest.mark.parametrize("service", [recommend_filing, advise_against, escalate_filing])
def test_the_city_s_word_goes_up_and_the_company_reads_nothing_of_it(city: Actor, service: Any) -> None:
    delegating()
    made = handed_down()
    with scope(city) as actor:
        assert service(actor=actor, filing=made.filing, reason=WHY).state == FilingState.SUBMITTED
    page = client_of(made.reviewer).get(f"/review/{made.filing.pk}/").content.decode()
    assert WHY in page
    for address in (f"/filings/{made.filing.pk}/history/", f"/filings/{made.filing.pk}/"):
        assert WHY not in client_of(made.filler).get(address).content.decode()
    with scope(made.filler):
        assert not FilingEvent.objects.filter(reason=WHY).exists()
    assert hand_to_cities() == 0, "what a city has had does not go down again"


def test_a_single_filing_goes_down_by_hand_of_whichever_kind_and_again_after_it_came_back(city: Actor) -> None:
    delegating(city_sizes=["large"])
    made = handed_down()
    assert made.filing.state == FilingState.SUBMITTED, "not of the delegated kind"
    browser, address = client_of(made.approver), f"/review/{made.filing.pk}/to-city/"
    assert address in browser.get(f"/review/{made.filing.pk}/").content.decode()
    assert address not in client_of(made.reviewer).get(f"/review/{made.filing.pk}/").content.decode()
    assert client_of(made.reviewer).post(address).status_code == 404
    assert browser.post(address).status_code == 302
    assert made.read().state == FilingState.AT_CITY
    perform_jobs("deliver_notice")
    with seeding():
        assert Notice.objects.filter(recipient_id=city.person_id, link="/review/?state=at_city").count() == 1
        assert AuditEntry.objects.filter(action="filing.delegate").count() == 1
    with scope(city) as actor:
        escalate_filing(actor=actor, filing=made.filing, reason=WHY)
    sent = browser.post(f"/api/v1/reviews/{made.filing.pk}/to-city/", content_type="application/json")
    assert (sent.status_code, made.read().state) == (200, FilingState.AT_CITY), "it came back without a word"
    with scope(city) as actor:
        recommend_filing(actor=actor, filing=made.filing, reason=WHY)
    assert browser.post(address).status_code == 409, "the city has given its word"
    assert address not in browser.get(f"/review/{made.filing.pk}/").content.decode()


def test_by_hand_nothing_goes_down_without_bureau_or_after_the_day(city: Actor) -> None:
    delegating(city_sizes=["large"])
    elsewhere, here = case(factories.enterprise("330402"), submitted=True), case(submitted=True)
    with scope(elsewhere.approver) as actor, pytest.raises(Refused, match="没有"):
        hand_down(actor=actor, filing=elsewhere.filing)
    delegating(city_by=day(-1), city_sizes=["large"])
    with scope(here.approver) as actor, pytest.raises(Refused, match="已过"):
        hand_down(actor=actor, filing=here.filing)
    authority_round(city_by=None)
    with scope(here.approver) as actor, pytest.raises(Refused):
        hand_down(actor=actor, filing=here.filing)
    assert (elsewhere.read().state, here.read().state) == (FilingState.SUBMITTED, FilingState.SUBMITTED)


def test_the_authority_takes_it_back_at_any_time(city: Actor) -> None:
    delegating()
    made = handed_down()
    with pytest.raises(Refused), scope(made.reviewer) as actor:
        take_filing(actor=actor, filing=made.filing)
    with scope(made.approver) as actor:
        recall_filing(actor=actor, filing=made.filing, reason=WHY)
    with pytest.raises(Refused), scope(city) as actor:
        recommend_filing(actor=actor, filing=made.filing, reason=WHY)
    with scope(made.reviewer) as actor:
        take_filing(actor=actor, filing=made.read())
    assert made.read().state == FilingState.IN_REVIEW


def test_after_its_day_it_comes_back_by_itself_once(city: Actor) -> None:
    settings = delegating()
    made = handed_down()
    with seeding():
        AuthorityRound.objects.update(city_by=day(-1))
    assert hand_to_cities() == 1
    perform_jobs(CITY_WORK)
    standing = factories.approver()
    assert list(perform_city_work(actor=standing, settings_id=settings.pk)) == []
    assert made.read().state == FilingState.SUBMITTED
    assert steps_of(made) == ["submit", "delegate", "recall"]
    with seeding():
        assert FilingEvent.objects.get(transition="recall").by_name.startswith("按批次设置自动办理")
        assert AuditEntry.objects.filter(action="authority_round.recall", detail__count=1).count() == 1
    assert hand_to_cities() == 0


def test_a_round_that_gives_the_step_up_takes_everything_back(city: Actor) -> None:
    found = yearly_round()
    boss = factories.approver()
    with scope(boss) as actor:
        set_authority_round(actor=actor, yearly_round=found, wanted=Procedure(city_by=day(10)), version=0)
    made = handed_down()
    assert made.filing.state == FilingState.AT_CITY
    with scope(boss) as actor:
        set_authority_round(actor=actor, yearly_round=found, wanted=Procedure(), version=1)
    perform_jobs(CITY_WORK)
    assert made.read().state == FilingState.SUBMITTED


def test_nobody_but_the_city_speaks_for_it(city: Actor) -> None:
    delegating()
    made = handed_down()
    county = factories.member(_bureau(factories.authority(), "330106"), Role.REVIEWER)
    with seeding():
        path = f"{factories.authority().scope}3301/330106/"
        Organisation.objects.filter(pk=county.home_id).update(scope=path)
    county = Actor(**{**vars(county), "path": path})
    for person in (made.reviewer, made.approver, county):
        with pytest.raises(Refused), scope(person) as actor:
            recommend_filing(actor=actor, filing=made.filing, reason=WHY)
    with pytest.raises(InvalidInput), scope(city) as actor:
        recommend_filing(actor=actor, filing=made.filing, reason=" ")
    for person, sees in ((city, True), (county, False), (made.reviewer, False)):
        page = client_of(person).get(f"/review/{made.filing.pk}/").content.decode()
        assert ("/steps/recommend/" in page) is sees, person


def test_after_the_city_s_word_the_authority_reviews_and_by_another_person(city: Actor, hangzhou: Organisation) -> None:
    delegating()
    made = handed_down()
    with scope(city) as actor:
        recommend_filing(actor=actor, filing=made.filing, reason=WHY)
    colleague = factories.member(hangzhou, Role.REVIEWER)
    with pytest.raises(Refused, match="市级初审"), scope(colleague) as actor:
        take_filing(actor=actor, filing=made.read())
    assert "/take/" not in client_of(colleague).get(f"/review/{made.filing.pk}/").content.decode()
    with seeding():
        FilingEvent.objects.filter(transition="recommend").update(by_id=made.reviewer.person_id)
    with pytest.raises(Refused, match="同一人"), scope(made.reviewer) as actor:
        take_filing(actor=actor, filing=made.read())


def test_distributing_foresees_that_the_same_person_does_not_review_after_the_city_s_word(city: Actor) -> None:
    delegating()
    made = handed_down()
    with scope(city) as actor:
        recommend_filing(actor=actor, filing=made.filing, reason=WHY)
    with seeding():
        FilingEvent.objects.filter(transition="recommend").update(by_id=made.reviewer.person_id)
    chosen = Chosen(QueueFilter(made.filing.round.year))
    with scope(made.reviewer) as actor:
        plan = plan_distribution(actor, chosen)
        assert (plan.given, plan.impossible) == ({}, [made.read()])
        assert "同一人" in plan.why(made.filing)
        colleague = factories.reviewer()
        assert plan_distribution(actor, chosen).given == {made.filing.pk: colleague.person_id}


def test_what_a_city_has_had_is_not_withdrawn_any_more(city: Actor) -> None:
    delegating()
    made = handed_down()
    with scope(city) as actor:
        recommend_filing(actor=actor, filing=made.filing, reason=WHY)
    with pytest.raises(Refused, match="评审已经开始"), scope(made.responsible) as boss:
        withdraw_filing(actor=boss, filing=made.read())
    assert "贵市主管部门已初审" in client_of(made.filler).get(f"/filings/{made.filing.pk}/").content.decode()


def test_desk_and_queue_show_it_where_the_round_has_it(city: Actor) -> None:
    made = case(submitted=True)
    tab = "state=at_city"
    assert tab not in client_of(made.reviewer).get("/review/").content.decode()
    delegating()
    hand_to_cities()
    perform_jobs(CITY_WORK)
    assert tab in client_of(made.reviewer).get("/review/").content.decode()
    name = made.company.organisation.name
    assert name in client_of(city).get("/review/?state=at_city").content.decode()
    assert "待市级初审" in client_of(city).get("/desk/").content.decode()


def test_the_pages_and_the_api_take_the_steps(city: Actor) -> None:
    delegating()
    made, other = handed_down(), handed_down()
    assert client_of(city).get(f"/review/{made.filing.pk}/steps/recommend/").status_code == 200
    typed = {"reason": WHY}
    assert client_of(city).post(f"/review/{made.filing.pk}/steps/recommend/", typed).status_code == 302
    address = f"/api/v1/reviews/{other.filing.pk}/recall/"
    assert client_of(city).post(address, typed, content_type="application/json").status_code == 409
    done = client_of(other.approver).post(address, typed, content_type="application/json").json()
    assert (done["filing"]["state"], done["city"]["step"], done["city"]["reason"]) == ("submitted", "recall", WHY)
    with seeding():
        assert Filing.objects.get(pk=made.filing.pk).state == FilingState.SUBMITTED


def test_what_was_withdrawn_while_a_batch_goes_down_stops_nothing(city: Actor) -> None:
    delegating()
    made = case(submitted=True)
    with scope(made.responsible) as actor:
        withdraw_filing(actor=actor, filing=made.read())
    with scope(made.approver) as actor:
        assert _moved(actor, made.filing, "delegate", "") is False
