"""Conflicts of interest: declared or computed, they keep a filing from a person; who recused never gets it again."""

from dataclasses import replace
from typing import Any

import pytest

import evaluations.tasks  # noqa: F401  (the handlers of jobs)
from evaluations.enums import BulkKind, ConflictKind, FilingState, InterestKind, LineOutcome
from evaluations.interest_queries import conflicted_in_hand, conflicts_of
from evaluations.interests import CompanyFacts, Declared, PersonFacts, find_conflicts
from evaluations.models import BulkLine, Filing, Interest, Recusal, Score
from evaluations.services.interests import declare_interest, recuse, withdraw_interest
from evaluations.services.reviews import determine_filing, take_filing
from portal.errors import InvalidInput, NotPermitted, Refused
from portal.models import AuditEntry, Enterprise, Membership
from portal.tenancy import Actor, scope
from tests import factories
from tests.evaluations.factories import Case, case
from tests.evaluations.test_bulk import outcomes, start
from tests.evaluations.test_filing_pages import client_of
from tests.evaluations.test_own_company import join
from tests.portal.people import perform_jobs
from tests.seeding import seeding

COMPANY = CompanyFacts(1, "杭州万象 机械有限公司", "91330106000000000X", "0571-8888 1234", "Li@Wanxiang.example")
NEAR = CompanyFacts(2, "绍兴远山有限公司", "91330600000000000X", "057188881234", "")
PERSON = PersonFacts(7, "张三", "zhang@example.test")
CASES: list[tuple[dict[str, Any], list[ConflictKind]]] = [
    ({}, []),
    ({"member_of": frozenset({1})}, [ConflictKind.MEMBER]),
    ({"was_member_of": frozenset({1})}, [ConflictKind.FORMER_MEMBER]),
    ({"email": "li@wanxiang.example"}, [ConflictKind.OWN_ADDRESS]),
    ({"near": (NEAR,)}, [ConflictKind.SAME_CONTACT]),
    ({"near": (replace(NEAR, phone="8888"),)}, []),
    ({"near": (COMPANY,)}, []),
    ({"declared": (Declared(InterestKind.COMPANY, code=COMPANY.code),)}, [ConflictKind.DECLARED]),
    ({"declared": (Declared(InterestKind.COMPANY, name="万象"),)}, []),
    ({"declared": (Declared(InterestKind.GROUP, name="万象"),)}, [ConflictKind.GROUP]),
    ({"declared": (Declared(InterestKind.EMPLOYER, name="杭州万象机械有限公司"),)}, [ConflictKind.EMPLOYER]),
    ({"declared": (Declared(InterestKind.EMPLOYER, name="杭州万象"),), "near": (NEAR,)}, [ConflictKind.SAME_CONTACT]),
]


@pytest.mark.parametrize(("facts", "found"), CASES)
def test_reasons_are_found_in_what_the_register_knows(facts: dict[str, Any], found: list[ConflictKind]) -> None:
    assert [conflict.kind for conflict in find_conflicts(replace(PERSON, **facts), COMPANY)] == found


def test_a_reason_names_what_it_is_about() -> None:
    worked = Declared(InterestKind.EMPLOYER, name=COMPANY.name, since_year=2015, until_year=2019)
    (conflict,) = find_conflicts(replace(PERSON, declared=(worked,)), COMPANY)
    assert "2015–2019" in conflict.words
    assert "曾任职单位" in conflict.words


def declare(actor: Actor, **fields: Any) -> Interest:
    with scope(actor) as acting:
        return declare_interest(actor=acting, wanted=Declared(**{"kind": InterestKind.COMPANY} | fields))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fields", "faulty"),
    [
        ({}, "name"),
        ({"name": "万"}, "name"),
        ({"code": "123"}, "code"),
        ({"name": "万象", "since_year": 1900}, "since_year"),
        ({"name": "万象", "since_year": 2020, "until_year": 2010}, "until_year"),
    ],
)
def test_what_cannot_be_so_is_said_beside_its_field(fields: dict[str, Any], faulty: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        declare(factories.reviewer(), **fields)
    assert list(refused.value.errors) == [faulty]


@pytest.mark.django_db
def test_a_declared_company_is_not_taken_until_it_is_taken_back() -> None:
    made = case(submitted=True)
    name = made.company.organisation.name
    interest = declare(made.reviewer, name=name)
    assert declare(made.reviewer, name=name).pk == interest.pk, "a second press declares nothing twice"
    with scope(made.reviewer) as actor, pytest.raises(Refused, match=name):
        take_filing(actor=actor, filing=made.read())
    with scope(made.reviewer) as actor:
        withdraw_interest(actor=actor, pk=interest.pk)
        take_filing(actor=actor, filing=made.read())
    with seeding():
        told = AuditEntry.objects.filter(action__startswith="interest.").values_list("action", flat=True)
        assert sorted(told) == ["interest.declare", "interest.withdraw"]
    with pytest.raises(NotPermitted):
        declare(made.responsible, name=name)


@pytest.mark.django_db
def test_a_company_that_shares_its_contact_with_the_persons_own_is_computed() -> None:
    own, other = case(submitted=True), case(submitted=True)
    join(own, other.reviewer)
    with seeding():
        Membership.objects.filter(user_id=other.reviewer.person_id, organisation=own.company.organisation).update(
            active=False
        )
        Enterprise.objects.filter(pk__in=[own.company.pk, other.company.pk]).update(contact_phone="0571 8888 1234")
    with scope(other.reviewer) as actor:
        assert [c.kind for c in conflicts_of(actor.person_id, own.read())] == [ConflictKind.FORMER_MEMBER]
        assert [c.kind for c in conflicts_of(actor.person_id, other.read())] == [ConflictKind.SAME_CONTACT]
        with pytest.raises(Refused):
            take_filing(actor=actor, filing=other.filing)


@pytest.mark.django_db
def test_nobody_determines_what_they_declared() -> None:
    made = case(rung="3", reviewed=True)
    declare(made.approver, name=made.company.organisation.name)
    page = client_of(made.approver).get(f"/review/{made.filing.pk}/determination/").content.decode()
    assert "已声明与该企业有利害关系" in page
    with scope(made.approver) as actor, pytest.raises(Refused):
        determine_filing(actor=actor, filing=made.read())


@pytest.mark.django_db
def test_assigned_in_bulk_it_is_listed_with_the_reason() -> None:
    office, colleague = factories.reviewer(), factories.reviewer()
    made = [case(submitted=True, officials=(office, office)) for _number in range(3)]
    declare(colleague, name=made[1].company.organisation.name)
    step = start(office, BulkKind.ASSIGN, assignee=colleague.user_id)
    perform_jobs("bulk_step")
    assert outcomes(step) == {LineOutcome.DONE: 2, LineOutcome.REFUSED: 1}
    with seeding():
        assert "利害关系" in BulkLine.objects.get(step=step, filing=made[1].filing).message


def in_hand() -> Case:
    made = case(rung="3", in_review=True)
    declare(made.reviewer, name=made.company.organisation.name)
    return made


@pytest.mark.django_db
def test_declared_later_it_shows_on_the_filing_and_asks_for_recusal() -> None:
    made = in_hand()
    address = f"/review/{made.filing.pk}/"
    assert f"{address}recusal/" in client_of(made.reviewer).get(address).content.decode()
    assert "应当回避" in client_of(made.approver).get(address).content.decode()
    assert "应当回避" not in client_of(factories.officer()).get(address).content.decode()
    with scope(made.reviewer) as actor:
        assert [filing.pk for filing, _why in conflicted_in_hand(actor)] == [made.filing.pk]


@pytest.mark.django_db
def test_who_recused_leaves_no_scores_and_never_gets_it_again() -> None:
    made = case(rung="3", in_review=True)
    browser = client_of(made.reviewer)
    address = f"/review/{made.filing.pk}/recusal/"
    assert browser.post(address, {"reason": ""}).status_code == 400
    assert browser.post(address, {"reason": "配偶任职"}).status_code == 302
    assert made.read().state == FilingState.SUBMITTED
    with seeding():
        assert not Score.objects.filter(review__filing=made.filing).exists()
        assert Recusal.objects.get(filing=made.filing).reason == "配偶任职"
        entry = AuditEntry.objects.get(action="filing.recuse")
    assert entry.scope == made.reviewer.path, "the enterprise does not read why"
    with scope(made.reviewer) as actor, pytest.raises(Refused, match="回避"):
        take_filing(actor=actor, filing=made.read())
    assert "配偶任职" in client_of(made.approver).get(f"/review/{made.filing.pk}/").content.decode()
    colleague = factories.reviewer()
    with scope(colleague) as actor:
        take_filing(actor=actor, filing=made.read())
        with pytest.raises(InvalidInput):
            recuse(actor=actor, filing=made.filing, reason=" ")
    with scope(made.approver) as actor, pytest.raises(Refused):
        recuse(actor=actor, filing=made.read(), reason="无关")
    with seeding():
        assert Filing.objects.get(pk=made.filing.pk).state == FilingState.IN_REVIEW


@pytest.mark.django_db
def test_programs_declare_ask_and_hand_back() -> None:
    made = case(rung="3", in_review=True)
    browser = client_of(made.reviewer)
    sent = {"kind": "group", "name": made.company.organisation.name[:6]}
    answer = browser.post("/api/v1/interests/", sent, content_type="application/json")
    assert answer.status_code == 201
    assert [row["id"] for row in browser.get("/api/v1/interests/").json()["results"]] == [answer.json()["id"]]
    asked = browser.get(f"/api/v1/reviews/{made.filing.pk}/conflicts/").json()
    kinds = {row["person"]: [conflict["kind"] for conflict in row["conflicts"]] for row in asked}
    assert kinds == {made.reviewer.person_id: ["group"]}
    handed = browser.post(
        f"/api/v1/reviews/{made.filing.pk}/recuse/", {"reason": "亲属"}, content_type="application/json"
    )
    assert handed.status_code == 204
    assert browser.delete(f"/api/v1/interests/{answer.json()['id']}/").status_code == 204
    assert browser.delete(f"/api/v1/interests/{answer.json()['id']}/").status_code == 404


@pytest.mark.django_db
def test_the_page_keeps_what_was_typed() -> None:
    browser = client_of(factories.reviewer())
    wrong = browser.post("/review/interests/", {"kind": "company", "name": "万象", "code": "12"})
    assert wrong.status_code == 400
    assert 'value="万象"' in wrong.content.decode()
    assert browser.post("/review/interests/", {"kind": "company", "name": "万象机械"}).status_code == 302
    assert "万象机械" in browser.get("/review/interests/").content.decode()
