"""Each filter of the queue finds what it names and nothing else, for the office and for the ministry, at one cost."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from evaluations.enums import FilingState
from evaluations.models import Filing, Review
from evaluations.queue_counts import count_each
from evaluations.review_queue import Queue, QueueFilter, filter_queue
from evaluations.services import reviews
from portal.enums import SizeClass
from portal.models import Division, Enterprise, Organisation
from portal.paging import Exact
from portal.services.organisations import move_organisation
from portal.tenancy import Actor, scope
from tests import factories
from tests.evaluations.factories import Case, case, item_codes
from tests.evaluations.test_review_pages import MOST_QUERIES, count_queries, get
from tests.seeding import seeding

pytestmark = pytest.mark.django_db
FACTS = ("company", "credit_code", "city_id", "division_id", "size_class", "company_plain", "office")


def found(actor: Actor, **wanted: object) -> set[int]:
    with scope(actor):
        year = Filing.objects.values_list("round__year", flat=True)[0]
        return set(filter_queue(actor, QueueFilter(year=year, **wanted)).values_list("pk", flat=True))  # type: ignore[arg-type]


def facts_of(made: Case) -> tuple[object, ...]:
    with seeding():
        return tuple(Filing.objects.values_list(*FACTS).get(pk=made.filing.pk))


def keys(*cases: Case) -> set[int]:
    return {made.filing.pk for made in cases}


@pytest.fixture
def office() -> dict[str, Case]:
    officials = (factories.reviewer(), factories.approver())
    states = {name: case(officials=officials, **{name: True}) for name in ("submitted", "in_review", "determined")}  # type: ignore[arg-type]
    return states | {
        "returned": case(officials=officials, returned=True),
        "lowered": case(officials=officials, rung="3", reviewed=True, lowered=tuple(item_codes())),
        "colleague": case(officials=(factories.reviewer(), officials[1]), in_review=True),
        "elsewhere": case(factories.enterprise("440106", under="440000"), under="440000", determined=True),
    }


def test_the_gap_between_the_stages_declared_and_found(office: dict[str, Case]) -> None:
    low, same = office["lowered"], office["determined"]
    with seeding():
        gaps = dict(Review.objects.values_list("filing", "gap"))
    assert (gaps[low.filing.pk] or 0) < 0 == gaps[same.filing.pk]
    assert gaps[office["in_review"].filing.pk] is None
    reviewer = low.reviewer
    assert found(reviewer, state="all", gap="lower") == keys(low)
    assert found(reviewer, state="all", gap="same") == keys(same)
    assert found(reviewer, state="all", gap="higher") == set()
    assert found(reviewer, state="all", gap="far") == (keys(low) if (gaps[low.filing.pk] or 0) <= -2 else set())
    assert found(factories.officer(), state="all", gap="same") == keys(same, office["elsewhere"])
    assert found(factories.officer(), state="all", gap="lower") == keys(low)
    with scope(low.approver) as actor:
        reviews.send_back(actor=actor, filing=low.read(), reason="再看一次")
    assert found(reviewer, state="all", gap="lower") == set()


def test_reviewers_days_and_what_stands_out(office: dict[str, Case]) -> None:
    reviewer, colleague = office["in_review"].reviewer, office["colleague"].reviewer
    assert found(reviewer, reviewer="mine") == keys(office["in_review"], office["lowered"])
    assert found(reviewer, reviewer=str(colleague.user_id)) == keys(office["colleague"])
    assert found(reviewer, reviewer="none", state="all") == keys(office["submitted"])
    assert found(reviewer, flag="items", state="all") == keys(office["returned"])
    assert found(factories.officer(), flag="items", state="all") == keys(office["returned"])
    with seeding():
        for name in ("in_review", "determined"):
            Filing.objects.filter(pk=office[name].filing.pk).update(state_since=timezone.now() - timedelta(days=9))
        Enterprise.objects.filter(pk=office["submitted"].company.pk).update(code_warning="check_digit")
    assert found(reviewer, waiting=9, state="all") == keys(office["in_review"])
    assert found(reviewer, waiting=10, state="all") == set()
    assert found(reviewer, flag="code") == found(factories.officer(), flag="code") == keys(office["submitted"])


def test_a_colleagues_name_is_offered_and_a_strangers_refused(office: dict[str, Case]) -> None:
    colleague = office["colleague"].reviewer
    page = get(office["submitted"].reviewer, "queue", reviewer=str(colleague.user_id)).content.decode()
    assert f'<option value="{colleague.user_id}" selected>{colleague.user_name}</option>' in page
    stranger = factories.reviewer("440000")
    page = get(office["submitted"].reviewer, "queue", reviewer=str(stranger.user_id)).content.decode()
    assert "error-summary" in page
    assert stranger.user_name not in page


@pytest.mark.parametrize("typed", ["甬江", "ab c", "AB", "江ABC", "913302"])
def test_a_part_of_the_name_or_the_beginning_of_the_code(typed: str) -> None:
    made = case(factories.enterprise("330203", name="甬 江Ab CｶD有限公司"), submitted=True)
    case(submitted=True)
    wanted = keys(made) if typed != "913302" or made.company.organisation.code.startswith(typed) else set()
    assert found(made.reviewer, q=typed) == found(factories.officer(), q=typed) == wanted
    for pattern in ("甬%", "__", "\\"):
        assert found(made.reviewer, q=pattern) == set()


def test_a_name_that_the_nation_is_full_of_is_found_and_not_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    made, other = case(submitted=True), case(in_review=True)
    monkeypatch.setattr("evaluations.review_queue.FEW_COMPANIES", 1)
    officer = factories.officer()
    assert found(officer, q="有限") == keys(made, other)
    with scope(officer):
        wanted = QueueFilter(year=made.filing.round.year, q="有限")
        assert count_each(Queue(officer, wanted), [wanted]) == {wanted: None}
        rare = QueueFilter(year=made.filing.round.year, q=made.company.organisation.name)
        assert count_each(Queue(officer, rare), [rare]) == {rare: 1}
    assert made.company.organisation.name in get(officer, "queue", q="有限").content.decode()


def test_an_office_is_counted_to_the_end_and_the_nation_to_a_limit(
    office: dict[str, Case], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("portal.paging.COUNTED", 1)
    for actor, exact in ((office["submitted"].reviewer, True), (factories.officer(), False)):
        with scope(actor):
            year = office["submitted"].filing.round.year
            everything, here = QueueFilter(year=year, state="all"), QueueFilter(year=year, state="all", city="330100")
            (kept,) = count_each(Queue(actor, everything), [everything]).values()
            (count,) = count_each(Queue(actor, here), [here]).values()
        assert (kept, isinstance(kept, Exact)) == (6 if exact else 7, True), "what is kept is never cut short"
        assert isinstance(count, Exact) == exact
        assert count == 6 if exact else (count or 0) > 1


def test_a_row_says_what_the_register_says_now(office: dict[str, Case]) -> None:
    """PostgreSQL carries each change to the filings, determined ones too, in the change's own transaction."""
    made = office["determined"]
    company = made.company
    assert facts_of(made)[:2] == (company.organisation.name, company.organisation.code)
    with seeding():
        Organisation.objects.filter(pk=company.pk).update(name="新 名Ltd有限公司")
        kinds = {"division": Division.objects.get(pk="C13"), "size_class": SizeClass.LARGE, "city_id": "330200"}
        Enterprise.objects.filter(pk=company.pk).update(**kinds)
        move_organisation(company.pk, f"/3302/3302/330203/e{company.pk}/")
    code = company.organisation.code
    assert facts_of(made) == ("新 名Ltd有限公司", code, "330200", "C13", SizeClass.LARGE, "新名ltd有限公司", "3302")


@pytest.mark.parametrize("column", ["company", "credit_code", "city_id", "division_id", "size_class"])
def test_a_row_cannot_say_anything_else(column: str) -> None:
    made = case(submitted=True)
    value = {"city_id": "440100", "division_id": "C13", "size_class": "large"}.get(column, "別")
    with seeding(), pytest.raises(IntegrityError, match="filing_same_"), transaction.atomic():
        Filing.objects.filter(pk=made.filing.pk).update(**{column: value})


def test_a_filing_that_an_enterprise_opens_takes_the_registers_word() -> None:
    made = case()
    assert facts_of(made)[0] == made.company.organisation.name
    assert made.filing.state == FilingState.DRAFT


FILTERS = [
    {"state": "all"}, {"city": "330100"}, {"division": "C36"}, {"size": "small"}, {"level": "L2"}, {"gap": "lower"},
    {"reviewer": "mine"}, {"reviewer": "none"}, {"waiting": "3"}, {"flag": "items"}, {"flag": "code"}, {"q": "有限"},
    {"sort": "company"}, {"sort": "-city"}, {"sort": "submitted", "state": "returned"},
    {"state": "returned", "reviewer": "none"}, {"state": "all", "gap": "same", "reviewer": "mine"},
]  # fmt: skip


def test_no_filter_costs_more_queries_at_one_row_than_at_three() -> None:
    made, officer = case(submitted=True), factories.officer()
    at_one = [count_queries(actor, "queue", **query) for actor in (made.reviewer, officer) for query in FILTERS]
    case(in_review=True)
    case(returned=True)
    assert at_one == [count_queries(actor, "queue", **query) for actor in (made.reviewer, officer) for query in FILTERS]
    assert max(at_one) <= MOST_QUERIES
