"""An enterprise registers itself, with and without scripts, and with whatever people type."""

from typing import Any

import pytest
from django.test import Client

from portal.models import Enterprise, Membership, User
from tests import factories
from tests.portal.people import fresh_code, link_in_mail, perform_jobs, signed_in
from tests.seeding import seeding

pytestmark = pytest.mark.django_db(transaction=True)
EARLY = "91350203M0001QAY9B"


def enterprise_fields(**changes: Any) -> dict[str, Any]:
    fields = {"credit_code": fresh_code(), "name": "杭州示例精密有限公司", "industry": "C36"}
    fields |= {"province": "330000", "city": "330100", "county": "330106", "headcount": "320", "revenue": "5600"}
    return fields | changes


def account_fields(name: str, **changes: Any) -> dict[str, Any]:
    fields = {"display_name": "林一", "username": name, "email": f"{name}@example.test", "entitled": "on"}
    return fields | {"password": "four quiet words here", "repeated": "four quiet words here"} | changes


def register(name: str, **changes: Any) -> Client:
    client = Client()
    assert client.post("/register/", enterprise_fields(**changes)).status_code == 302
    response = client.post("/register/account/", account_fields(name))
    assert response.status_code == 302, response.content.decode()
    assert response["Location"] == "/home/"
    return client


def test_the_whole_way_ends_signed_in_as_the_responsible_person() -> None:
    client = register("lin-one")
    with seeding():
        membership = Membership.objects.select_related("organisation").get(user__username="lin-one")
        enterprise = Enterprise.objects.get(pk=membership.organisation_id)
    assert membership.roles == ["responsible", "filler"]
    assert membership.scope == f"/33/3301/330106/e{enterprise.pk}/"
    assert enterprise.size_class == "medium"
    assert "杭州示例精密有限公司" in client.get("/members/").content.decode()


def test_the_account_page_shows_what_was_typed_before() -> None:
    client = Client()
    client.post("/register/", enterprise_fields())
    page = client.get("/register/account/").content.decode()
    assert "杭州示例精密有限公司" in page
    assert "西湖区" in page


def test_the_account_page_needs_the_first_step() -> None:
    assert Client().get("/register/account/")["Location"] == "/register/"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"credit_code": "9133010"}, "credit_code"),
        ({"credit_code": "913301O6MA00000000"}, "credit_code"),
        ({"credit_code": EARLY}, "code_confirmed"),
        ({"name": ""}, "name"),
        ({"name": "长" * 201}, "name"),
        ({"county": "440106"}, "county"),
        ({"county": ""}, "county"),
        ({"province": "999999"}, "province"),
        ({"industry": "F51"}, "industry"),
        ({"headcount": "-3"}, "headcount"),
        ({"headcount": "many"}, "headcount"),
        ({"revenue": "1e400"}, "revenue"),
        ({"contact_email": "nobody"}, "contact_email"),
        ({"name": "a\x00b"}, "name"),
    ],
)
def test_wrong_input_is_answered_beside_its_field(changes: dict[str, Any], field: str) -> None:
    response = Client().post("/register/", enterprise_fields(**changes))
    assert response.status_code == 400
    assert field in response.context["form"].errors


def test_a_failed_check_character_needs_a_confirmation_which_is_kept() -> None:
    register("early-code", credit_code="91350100M0001TGQXM", code_confirmed="on")
    with seeding():
        assert "confirmed" in Enterprise.objects.get(organisation__code="91350100M0001TGQXM").code_warning


def test_a_registered_code_is_refused_with_what_to_do() -> None:
    code = fresh_code()
    register("first-one", credit_code=code)
    response = Client().post("/register/", enterprise_fields(credit_code=code))
    assert "credit_code" in response.context["form"].errors


def test_a_code_registered_between_the_steps_leaves_no_account_behind() -> None:
    code, slow = fresh_code(), Client()
    slow.post("/register/", enterprise_fields(credit_code=code))
    register("fast-one", credit_code=code)
    assert slow.post("/register/account/", account_fields("slow-one")).status_code == 409
    assert not User.objects.filter(username="slow-one").exists()


def test_corps_or_region_is_asked_only_where_it_is_a_question() -> None:
    place = {"province": "650000", "city": "659000", "county": "659001"}
    unanswered = Client().post("/register/", enterprise_fields(**place))
    assert "authority" in unanswered.context["form"].errors
    register("corps-one", **place, authority="XPCC")
    with seeding():
        assert Membership.objects.get(user__username="corps-one").scope.startswith("/XPCC/6590/659001/")


def test_a_separately_listed_city_is_its_own_authority() -> None:
    register("ningbo-one", city="330200", county="330203")
    with seeding():
        assert Membership.objects.get(user__username="ningbo-one").scope.startswith("/3302/")


def test_a_city_without_counties_is_a_place_of_its_own() -> None:
    register("dongguan-one", province="440000", city="441900", county="")
    with seeding():
        assert Membership.objects.get(user__username="dongguan-one").scope.startswith("/44/4419/441900/")


def test_without_scripts_a_button_lists_the_next_level_and_keeps_what_was_typed() -> None:
    response = Client().post("/register/", {"list_places": "1", "province": "330000", "name": "已填名称"})
    page = response.content.decode()
    assert response.status_code == 200
    assert 'value="330100"' in page
    assert "已填名称" in page


def test_the_live_hints() -> None:
    client = Client()
    assert 'value="330106"' in client.get("/register/places/?province=330000&city=330100").content.decode()
    assert client.get("/register/places/?province=x&city[]=1").status_code == 200
    assert "code_confirmed" in client.get("/register/code/", {"credit_code": EARLY}).content.decode()
    assert "strong" in client.get("/register/size/?headcount=320&revenue=5600").content.decode()
    assert client.get("/register/size/?headcount=x").status_code == 200


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"repeated": "something else entirely"}, "repeated"),
        ({"password": "12345678901", "repeated": "12345678901"}, "password"),
        ({"email": "nobody"}, "email"),
        ({"username": "no spaces allowed"}, "username"),
        ({"entitled": ""}, "entitled"),
        ({"display_name": ""}, "display_name"),
    ],
)
def test_a_wrong_account_is_answered_beside_its_field(changes: dict[str, Any], field: str) -> None:
    client = Client()
    client.post("/register/", enterprise_fields())
    response = client.post("/register/account/", account_fields("wrong-one", **changes))
    assert response.status_code == 400
    assert field in response.context["form"].errors
    assert not User.objects.filter(username="wrong-one").exists()


def test_names_and_addresses_in_use_are_refused_whatever_their_case() -> None:
    taken = factories.user_of(factories.filler(factories.enterprise()))
    client = Client()
    client.post("/register/", enterprise_fields())
    values = account_fields(taken.username.upper(), email=taken.email.upper())
    assert set(client.post("/register/account/", values).context["form"].errors) == {"username", "email"}


def test_too_many_registrations_from_one_address_are_slowed_down() -> None:
    client = Client()
    client.post("/register/", enterprise_fields())
    statuses = [
        client.post("/register/account/", account_fields("x y z", email="a@example.test")).status_code for _ in range(2)
    ]
    assert statuses == [400, 400]
    for number in range(20):
        client.post("/register/account/", account_fields(f"bad name {number}", email="a@example.test"))
    response = client.post("/register/account/", account_fields("bad name again", email="a@example.test"))
    assert response.status_code == 429


def body(name: str, **changes: Any) -> dict[str, Any]:
    """What a program sends: both steps at once."""
    typed = enterprise_fields() | account_fields(name) | {"region": "330106", "entitled": True}
    apart = ("province", "city", "county", "repeated")
    return {field: value for field, value in typed.items() if field not in apart} | changes


def by_program(name: str, **changes: Any) -> Any:
    return Client().post("/api/v1/registration/", body(name, **changes), "application/json")


def test_a_program_registers_an_enterprise_with_its_first_person() -> None:
    answer = by_program("by-program")
    made = answer.json()["enterprise"]
    assert (answer.status_code, made["region"], made["size_class"]) == (201, "330106", "medium")
    with seeding():
        membership = Membership.objects.get(user__username="by-program")
    assert (membership.organisation_id, membership.roles) == (made["id"], ["responsible", "filler"])
    perform_jobs("mail_confirmation")
    assert link_in_mail("by-program@example.test").startswith("/accounts/confirm-email/")
    login = {"login": "by-program", "password": "four quiet words here"}
    assert Client().post("/accounts/login/", login)["Location"] == "/home/"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"credit_code": "9133010"}, "credit_code"),
        ({"credit_code": EARLY}, "credit_code"),
        ({"region": "330100"}, "region"),
        ({"headcount": "many"}, "headcount"),
        ({"password": "12345678901"}, "password"),
        ({"email": "nobody"}, "email"),
        ({"entitled": False}, "entitled"),
    ],
)
def test_a_program_is_told_the_field(changes: dict[str, Any], field: str) -> None:
    answer = by_program("wrong-program", **changes)
    said = answer.json()
    assert answer.status_code == 400
    assert list(said.get("errors", said)) == [field]
    assert not User.objects.filter(username="wrong-program").exists()


def test_a_program_is_refused_what_the_page_refuses() -> None:
    code = fresh_code()
    register("page-first", credit_code=code)
    assert by_program("program-second", credit_code=code).status_code == 409
    assert not User.objects.filter(username="program-second").exists()
    official = signed_in(factories.reviewer())
    assert official.post("/api/v1/registration/", body("program-third"), "application/json").status_code == 409


def test_programs_and_pages_share_one_limit() -> None:
    statuses = [by_program("bad name", email="a@example.test").status_code for _try in range(21)]
    assert statuses == [400] * 20 + [429]
    client = Client()
    client.post("/register/", enterprise_fields())
    assert client.post("/register/account/", account_fields("too-late")).status_code == 429


def test_somebody_signed_in_is_led_home() -> None:
    assert signed_in(factories.filler(factories.enterprise())).get("/register/")["Location"] == "/home/"
