"""City and county bureaus: who adds them, where, and what their people then see and are told."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from evaluations.queries import visible_filings
from evaluations.services.reviews import finish_review, send_back, take_filing
from evaluations.services.scores import agree_with_rest
from portal.bureau_queries import bureaus_in_charge, regions_without_bureau
from portal.enums import OrganisationKind, Role
from portal.errors import InvalidInput, NotPermitted
from portal.forms.bureaus import region_groups
from portal.models import Invitation, Notice, Organisation, OrganisationName, Region
from portal.services.bureaus import add_bureau
from portal.tenancy import Actor, scope
from tests import factories
from tests.evaluations.factories import case, item_codes
from tests.portal.people import actions, administrator, link_in_mail, operator, perform_jobs, signed_in
from tests.seeding import seeding

pytestmark = pytest.mark.django_db
JSON = "application/json"
NAME = "杭州市经济和信息化局"
PAGE = "/members/bureaus/"
MOST_QUERIES = 12
NESTING = ("SAVEPOINT", "RELEASE SAVEPOINT", "SELECT set_config")


@pytest.fixture
def boss() -> Actor:
    return administrator()


def bureau(
    region: str = "330100", *, actor: Actor | None = None, under: str = "330000", name: str = NAME
) -> Organisation:
    person = actor or administrator(under)
    with scope(person):
        return add_bureau(actor=person, authority=factories.authority(under), region=region, name=name)


def told(actor: Actor) -> list[str]:
    """The subjects of this person's notices, after the waiting deliveries were made."""
    perform_jobs("deliver_notice")
    with seeding():
        return list(Notice.objects.filter(recipient_id=actor.person_id).values_list("subject", flat=True))


@pytest.mark.parametrize(
    ("region", "code", "path"), [("330100", "B330100", "/33/3301/"), ("330106", "B330106", "/33/3301/330106/")]
)
def test_a_bureau_lies_at_its_place(boss: Actor, region: str, code: str, path: str) -> None:
    made = bureau(region, actor=boss, name=f"  {NAME}  ")
    assert (made.kind, made.code, made.scope, made.name) == (OrganisationKind.BUREAU, code, path, NAME)
    with seeding():
        names = list(OrganisationName.objects.filter(organisation=made).values_list("name", "valid_to"))
    assert names == [(NAME, None)]
    assert actions(boss) == ["bureau.added"]


def test_only_an_authority_s_administrator_adds_one(boss: Actor) -> None:
    below = factories.member(bureau(actor=boss), Role.REVIEWER, Role.ADMINISTRATOR)
    for stranger in (factories.reviewer(), factories.approver(), factories.officer(), operator(), below):
        with scope(stranger), pytest.raises(NotPermitted):
            add_bureau(actor=stranger, authority=factories.authority(), region="330200", name=NAME)
        assert signed_in(stranger).get(PAGE).status_code == 404


@pytest.mark.parametrize("region", ["440100", "330200", "330203", "330000", "659001", "999999", "", "杭州", "33\x0000"])
def test_a_region_of_others_or_of_nobody_is_refused(boss: Actor, region: str) -> None:
    with scope(boss), pytest.raises(InvalidInput) as refused:
        add_bureau(actor=boss, authority=factories.authority(), region=region, name=NAME)
    assert list(refused.value.errors) == ["region"]


@pytest.mark.parametrize("name", ["", "   ", "局" * 201, "杭州\x07局"])
def test_a_name_is_a_name(boss: Actor, name: str) -> None:
    with scope(boss), pytest.raises(InvalidInput) as refused:
        add_bureau(actor=boss, authority=factories.authority(), region="330100", name=name)
    assert list(refused.value.errors) == ["name"]


def test_a_region_has_one_bureau(boss: Actor) -> None:
    bureau(actor=boss)
    with scope(boss), pytest.raises(InvalidInput, match="杭州市"):
        add_bureau(actor=boss, authority=factories.authority(), region="330100", name="另一个局")


def test_the_corps_and_the_region_each_have_theirs_in_a_shared_city() -> None:
    made = {under: bureau("659001", under=under) for under in ("XPCC", "650000")}
    assert {office.code: office.scope for office in made.values()} == {
        "B659001XPCC": "/XPCC/6590/659001/",
        "B65900165": "/65/6590/659001/",
    }


def test_the_list_offers_what_can_be_chosen() -> None:
    """Every city and county of the own scope, not those of a city listed separately, and none twice."""
    zhejiang = factories.authority()
    bureau("330106")
    with seeding():
        offered = {region.code for region in regions_without_bureau(zhejiang)}
        names = [city for city, _counties in region_groups(list(regions_without_bureau(zhejiang)))]
        ningbo = {region.code for region in regions_without_bureau(factories.authority("330200"))}
        corps = {region.code for region in regions_without_bureau(factories.authority("XPCC"))}
        assert Region.objects.filter(code__startswith="3302").exists()
    assert {"330100", "330102"} <= offered
    assert not {"330000", "330106", "330200", "330203"} & offered
    assert len(names) == len(set(names)) == 10
    assert "330203" in ningbo
    assert "330200" not in ningbo
    assert "659001" in corps


def test_the_page_adds_one_and_invites_its_administrator(boss: Actor) -> None:
    client = signed_in(boss)
    assert PAGE in client.get("/members/").content.decode()
    answer = client.post(PAGE, {"region": "330100", "name": NAME, "email": "Chief@example.test"})
    assert answer.status_code == 302
    page = client.get(PAGE)
    assert NAME in page.content.decode()
    row = page.context["page"].rows[0]
    assert (row.code, row.people) == ("B330100", 0)
    with seeding():
        invitation = Invitation.objects.get(email="chief@example.test")
    assert (invitation.organisation_id, invitation.roles, invitation.scope) == (row.pk, ["administrator"], "/33/3301/")
    perform_jobs("mail_invitation")
    assert client.get(link_in_mail("chief@example.test")).status_code == 200
    assert client.post(f"{PAGE}{row.pk}/invite/", {"email": "second@example.test"}).status_code == 302
    assert client.post(f"{PAGE}{row.pk}/invite/", {"email": "second"}).status_code == 400


def test_a_mistake_on_the_page_changes_nothing_and_names_the_field(boss: Actor) -> None:
    client = signed_in(boss)
    for typed, field in (
        ({"region": "440100", "name": NAME, "email": "a@example.test"}, "region"),
        ({"region": "330100", "name": " ", "email": "a@example.test"}, "name"),
        ({"region": "330100", "name": NAME, "email": "a"}, "email"),
        ({"region": "330100", "name": "杭州\x07局", "email": "a@example.test"}, "name"),
    ):
        answer = client.post(PAGE, typed)
        assert answer.status_code == 400
        assert list(answer.context["form"].errors) == [field]
    with seeding():
        assert not Organisation.objects.filter(kind=OrganisationKind.BUREAU).exists()


def test_another_authority_s_bureau_is_not_there(boss: Actor) -> None:
    made = bureau("440100", under="440000", name="广州市局")
    client = signed_in(boss)
    assert client.get(f"{PAGE}{made.pk}/invite/").status_code == 404
    assert "广州市局" not in client.get(PAGE).content.decode()
    assert (
        client.post(f"/api/v1/bureaus/{made.pk}/invite/", {"email": "a@b.test"}, content_type=JSON).status_code == 404
    )


def test_the_number_of_queries_does_not_grow(boss: Actor) -> None:
    client = signed_in(boss)
    for region in ("330100", "330300", "330402", "330106"):
        factories.member(bureau(region, actor=boss), Role.REVIEWER)
    client.get(PAGE)
    with CaptureQueriesContext(connection) as found:
        assert client.get(PAGE).status_code == 200
    queries = [query["sql"] for query in found.captured_queries if not query["sql"].startswith(NESTING)]
    assert len(queries) <= MOST_QUERIES, queries


def test_programs_add_and_list_them(boss: Actor) -> None:
    client = signed_in(boss)
    typed = {"region": "330106", "name": "西湖区局", "email": "x@example.test"}
    made = client.post("/api/v1/bureaus/", typed, content_type=JSON)
    assert made.status_code == 201
    assert made.json() | {"id": 0} == {
        "id": 0, "code": "B330106", "name": "西湖区局", "region": "330106", "people": 0,
    }  # fmt: skip
    assert [row["code"] for row in client.get("/api/v1/bureaus/").json()["results"]] == ["B330106"]
    again = client.post("/api/v1/bureaus/", typed, content_type=JSON)
    assert (again.status_code, list(again.json()["errors"])) == (400, ["region"])
    invited = client.post(
        f"/api/v1/bureaus/{made.json()['id']}/invite/", {"email": "y@example.test"}, content_type=JSON
    )
    assert invited.json()["roles"] == ["administrator"]
    assert signed_in(factories.reviewer()).get("/api/v1/bureaus/").status_code == 404


def test_the_command_adds_one(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("add_bureau", authority="330000", region="330100", name=NAME, email="c@example.test")
    assert "B330100" in capsys.readouterr().out
    for authority, region in (("330000", "330100"), ("MIIT", "330100"), ("330000", "440100")):
        with pytest.raises(CommandError):
            call_command("add_bureau", authority=authority, region=region, name=NAME)


def test_a_bureau_reviews_its_own_city_alone(boss: Actor) -> None:
    person = factories.member(bureau(actor=boss), Role.REVIEWER)
    own, elsewhere = (case(factories.enterprise(region), rung="3", submitted=True) for region in ("330106", "330402"))
    with scope(person):
        assert [filing.pk for filing in visible_filings(person)] == [own.filing.pk]
    client = signed_in(person)
    queue = client.get("/review/").content.decode()
    assert own.company.organisation.name in queue
    assert elsewhere.company.organisation.name not in queue
    assert client.get(f"/review/{elsewhere.filing.pk}/").status_code == 404


def test_a_submission_is_told_to_every_office_in_charge_once(boss: Actor) -> None:
    city, county, neighbour = (bureau(region, actor=boss) for region in ("330100", "330106", "330105"))
    people = [factories.member(office, Role.REVIEWER) for office in (city, county)]
    others = [factories.member(neighbour, Role.REVIEWER), factories.member(city, Role.ADMINISTRATOR)]
    made = case(factories.enterprise("330106"), rung="3", submitted=True)
    for person in (*people, made.reviewer):
        assert len(told(person)) == 1
    for person in others:
        assert told(person) == []
    assert bureaus_in_charge(made.filing.scope) == [city.pk, county.pk]
    assert bureaus_in_charge("/unrouted/6590/659001/e1/") == []


def test_a_finished_review_is_told_to_the_approvers_and_its_return_to_the_office_that_reviewed(boss: Actor) -> None:
    person = factories.member(bureau(actor=boss), Role.REVIEWER)
    made = case(factories.enterprise("330106"), rung="3", submitted=True)
    with scope(person):
        take_filing(actor=person, filing=made.read())
        agree_with_rest(actor=person, filing=made.read(), expected=len(item_codes()))
        finish_review(actor=person, filing=made.read(), opinion="材料齐全")
    assert len(told(made.approver)) == 1
    before = (told(person), told(made.reviewer))
    with scope(made.approver):
        send_back(actor=made.approver, filing=made.read(), reason="请再看第一项")
    assert len(told(person)) == len(before[0]) + 1
    assert told(made.reviewer) == before[1]
    with seeding():
        newest = Notice.objects.filter(recipient_id=person.person_id).order_by("-pk").first()
    assert newest
    assert (newest.body, newest.link) == ("请再看第一项", f"/review/{made.filing.pk}/")


def test_the_enterprise_is_told_of_submission_and_return_or_result() -> None:
    for traits in ({"returned": True}, {"determined": True}):
        made = case(rung="3", **traits)  # type: ignore[arg-type]
        assert len(told(made.filler)) == len(told(made.responsible)) == 2
        assert len(told(made.approver)) == int("determined" in traits)
