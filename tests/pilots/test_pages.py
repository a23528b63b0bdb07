"""The pages of platforms and of institutes, as their readers find them."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from pilots.models import Equipment, Platform, Qualification, YearFigures
from pilots.services.parts import add_part
from pilots.services.years import enter_year
from portal.enums import Role
from portal.models import Entry, Institute, Membership, Organisation
from portal.tenancy import Actor, scope
from tests.evaluations.factories import unmarked
from tests.factories import approver, enterprise, filler, member, officer, reviewer
from tests.pilots.factories import TODAY, figures, institute, people_of, platform, record
from tests.portal.people import fresh_code, operator, signed_in
from tests.seeding import seeding

pytestmark = pytest.mark.django_db


@pytest.fixture
def actor() -> Actor:
    return people_of(institute())


def typed(**changes: Any) -> dict[str, Any]:
    """A platform's form as a browser sends it."""
    values = {name: value for name, value in record(**changes).items() if name != "region"}
    place = {"province": "330000", "city": "330100", "county": "330106", "version": "0"}
    return place | values


def test_an_institute_registers_itself_and_lands_among_its_platforms() -> None:
    client = Client()
    body = {
        "credit_code": fresh_code(),
        "name": "示例大学",
        "body_kind": "university",
        "province": "330000",
        "city": "330100",
        "county": "330106",
    }
    assert client.get(reverse("portal:register-institute")).status_code == 200
    wrong = client.post(reverse("portal:register-institute"), body | {"body_kind": "", "name": ""})
    assert wrong.status_code == 400
    step = client.post(reverse("portal:register-institute"), body)
    assert step["Location"] == reverse("portal:register-account")
    account = client.get(step["Location"]).content.decode()
    assert "示例大学" in account
    assert ["本单位" in account, "本企业" in account] == [True, False]
    person = {
        "display_name": "王老师",
        "username": "wang.laoshi",
        "email": "wang@example.test",
        "password": "correct horse battery",
        "repeated": "correct horse battery",
        "entitled": "on",
    }
    done = client.post(reverse("portal:register-account"), person, follow=True)
    assert done.redirect_chain[-1][0] == reverse("pilots:platforms")
    with seeding():
        assert Institute.objects.get(organisation__name="示例大学").body_kind == "university"


def test_an_institute_finds_no_page_of_the_yearly_evaluation(actor: Actor) -> None:
    client = signed_in(actor)
    for name in ("evaluations:home", "evaluations:library", "evaluations:plan", "portal:enterprise"):
        assert client.get(reverse(name)).status_code == 404, name
    assert client.get("/api/v1/filings/").status_code == 404
    for name in ("pilots:platforms", "portal:institute", "portal:members", "portal:notices", "portal:profile"):
        assert client.get(reverse(name)).status_code == 200, name
    assert client.get("/api/v1/me/").status_code == 200
    page = client.get(reverse("pilots:platforms")).content.decode()
    assert reverse("evaluations:library") not in page
    assert reverse("portal:institute") in page


def test_an_institute_corrects_its_record(actor: Actor) -> None:
    client, place = signed_in(actor), {"province": "330000", "city": "330100", "county": "330108"}
    form = place | {"name": "示例新材料研究院", "body_kind": "public", "version": "1"}
    assert client.post(reverse("portal:institute-edit"), form).status_code == 302
    assert "示例新材料研究院" in client.get(reverse("portal:institute")).content.decode()
    again = client.post(reverse("portal:institute-edit"), form | {"name": "示例第三研究院"})
    assert again.status_code == 409
    assert "示例第三研究院" in again.content.decode()
    assert client.post(reverse("portal:institute-edit"), form | {"name": "", "version": "2"}).status_code == 400
    with seeding():
        organisation = Organisation.objects.get(pk=actor.home_id)
        assert (organisation.name, organisation.scope) == (
            "示例新材料研究院",
            f"/33/3301/330108/e{organisation.pk}/",
        )


def test_a_platform_is_registered_by_form_and_everything_typed_is_kept_when_something_is_wrong(actor: Actor) -> None:
    client = signed_in(actor)
    assert "还没有" in client.get(reverse("pilots:platforms")).content.decode()
    assert client.get(reverse("pilots:register")).status_code == 200
    wrong = client.post(reverse("pilots:register"), typed(name="", introduction="可放大到百公斤级"))
    assert wrong.status_code == 400
    assert "可放大到百公斤级" in wrong.content.decode()
    done = client.post(reverse("pilots:register"), typed(introduction="可放大到百公斤级"))
    with seeding():
        made = Platform.objects.select_related("entry").get()
    assert done["Location"] == reverse("pilots:platform", args=[made.pk])
    page = client.get(done["Location"]).content.decode()
    for words in ("示例先进材料中试平台", "可放大到百公斤级", "浙江省 杭州市 西湖区"):
        assert words in page, words
    twice = client.post(reverse("pilots:register"), typed())
    assert twice.status_code == 400
    with seeding():
        assert Entry.objects.count() == 1


def test_the_second_person_sees_both_texts(actor: Actor) -> None:
    made, client = platform(actor), signed_in(actor)
    address = reverse("pilots:edit", args=[made.pk])
    assert client.get(address).status_code == 200
    assert client.post(address, typed(address="示例路2号", version="1")).status_code == 302
    page = client.post(address, typed(address="示例路3号", version="1"))
    assert page.status_code == 409
    for words in ("2", "3", 'name="version" value="2"'):
        assert words in page.content.decode()
    assert client.post(address, typed(address="示例路3号", version="2")).status_code == 302
    assert "示例路3号" in client.get(reverse("pilots:platform", args=[made.pk])).content.decode()


def test_offices_read_and_do_not_change(actor: Actor) -> None:
    made = platform(actor)
    page, edit = reverse("pilots:platform", args=[made.pk]), reverse("pilots:edit", args=[made.pk])
    for person in (reviewer(), approver(), officer()):
        client = signed_in(person)
        assert client.get(page).status_code == 200
        assert edit not in client.get(page).content.decode()
        assert client.get(edit).status_code == 404
    for person in (reviewer("320000"), filler(enterprise()), operator()):
        assert signed_in(person).get(page).status_code == 404


def test_the_list_finds_by_name_place_field_and_function(actor: Actor) -> None:
    platform(actor, name="示例电池中试线", field="information", functions=["sharing"])
    platform(actor, released=True)
    client = signed_in(reviewer())

    def found(**query: str) -> list[bool]:
        page = client.get(reverse("pilots:platforms"), query).content.decode()
        return [name in page for name in ("示例电池中试线", "示例先进材料中试平台")]

    assert found() == [True, True]
    assert found(q="电池") == [True, False]
    assert found(field="information") == [True, False]
    assert found(function="scale_up") == [False, True]
    assert found(public="yes") == [False, True]
    assert found(area="/33/3302/") == [True, True], "not offered, so it narrows nothing and is named"
    assert found(area="/33/3303/") == [False, False]


def test_lines_are_added_changed_and_removed_on_their_page(actor: Actor) -> None:
    made, client = platform(actor), signed_in(actor)
    address = reverse("pilots:list", args=[made.pk, "equipment"])
    line = {"name": "反应釜", "quantity": "2", "capacity": "500 L", "shareable": "on", "version": "0"}
    assert client.post(address, line | {"quantity": "0"}).status_code == 400
    assert client.post(address, line).status_code == 302
    with seeding():
        kept = Equipment.objects.get()
    assert (kept.name, kept.quantity, kept.shareable) == ("反应釜", 2, True)
    assert "500 L" in client.get(address).content.decode()
    one = reverse("pilots:line", args=[made.pk, "equipment", kept.pk])
    assert client.post(one, line | {"capacity": "300 L", "version": "1"}).status_code == 302
    assert client.post(one, line | {"capacity": "100 L", "version": "1"}).status_code == 409
    remove = reverse("pilots:line-remove", args=[made.pk, "equipment", kept.pk])
    for version in ("1", "", "x", "9" * 5000):
        assert client.post(remove, {"version": version}).status_code == 409, version[:9]
    assert client.post(remove, {"version": "2"}).status_code == 302
    assert client.get(one).status_code == 404
    assert client.get(reverse("pilots:list", args=[made.pk, "nothing"])).status_code == 404
    history = client.get(reverse("pilots:history", args=[made.pk])).content.decode()
    assert "300 L" in history


@pytest.mark.parametrize("kind", ["equipment", "service", "person", "qualification"])
def test_every_list_has_its_page(actor: Actor, kind: str) -> None:
    made, client = platform(actor), signed_in(actor)
    address = reverse("pilots:list", args=[made.pk, kind])
    assert client.get(address).status_code == 200
    line = {"name": "一", "issuer": "某局", "version": "0", "quantity": "1"}
    assert client.post(address, line, follow=True).status_code == 200
    assert ">一<" in client.get(address).content.decode()
    assert signed_in(reviewer()).get(address).status_code == 200
    assert signed_in(reviewer()).post(address, line).status_code == 403


def test_a_year_is_entered_and_its_leaps_are_asked_about(actor: Actor) -> None:
    made, client = platform(actor), signed_in(actor)
    address = reverse("pilots:year", args=[made.pk, 2024])
    assert client.get(address).status_code == 200
    sent = {name: str(value) for name, value in figures(projects=3, clients=2, income="120.5").items()}
    assert client.post(address, sent | {"version": "0", "clients": "0"}).status_code == 400
    assert client.post(address, sent | {"version": "0"}).status_code == 302
    assert client.post(address, sent | {"version": "0", "projects": "4"}).status_code == 409
    with seeding():
        assert str(YearFigures.objects.get().income) == "120.50"
    years = reverse("pilots:years", args=[made.pk])
    assert "120.50" in client.get(years).content.decode()
    assert signed_in(officer()).get(years).status_code == 200
    assert client.get(reverse("pilots:year", args=[made.pk, 2090])).status_code == 404


def test_who_signs_shows_it_to_the_public() -> None:
    body = institute()
    made = platform(people_of(body))
    address = reverse("pilots:release", args=[made.pk])
    assert signed_in(member(body.organisation, Role.FILLER)).post(address, {"public": "yes"}).status_code == 403
    assert signed_in(people_of(body)).post(address, {"public": "yes"}).status_code == 302
    with seeding():
        assert Entry.objects.get().released_at


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_day_comes_back_as_a_browser_takes_it_in_whatever_language(actor: Actor, language: str) -> None:
    """In another format the browser would show none, and saving would lose it."""
    made, client = platform(actor, founded_on=date(2020, 5, 1)), signed_in(actor)
    with scope(actor):
        values = {"name": "认可", "issuer": "示例机构", "expires_on": date(2031, 2, 3)}
        line = add_part(actor=actor, platform=made, kind=Qualification, values=values)
    client.post("/i18n/setlang/", {"language": language})
    assert 'value="2020-05-01"' in client.get(reverse("pilots:edit", args=[made.pk])).content.decode()
    address = reverse("pilots:line", args=[made.pk, "qualification", line.pk])
    assert 'value="2031-02-03"' in client.get(address).content.decode()


def test_an_institute_deactivates_a_colleague_and_hands_no_filings_over() -> None:
    body = institute()
    boss, colleague = people_of(body), member(body.organisation, Role.FILLER)
    client = signed_in(boss)
    with seeding():
        row = Membership.objects.get(user_id=colleague.person_id)
    page = client.get(reverse("portal:members")).content.decode()
    deactivate = reverse("portal:member-deactivate", args=[row.pk])
    assert deactivate in page
    assert "hand-over" not in page
    assert client.post(deactivate).status_code == 302
    with seeding():
        row.refresh_from_db()
    assert not row.active


def test_the_figures_of_the_year_before_stand_beside_those_asked_for(actor: Actor) -> None:
    made, client = platform(actor), signed_in(actor)
    with scope(actor):
        enter_year(
            actor=actor,
            platform=made,
            year=2024,
            version=0,
            values=figures(projects=7, clients=3, income=1234),
            today=TODAY,
        )
    page = client.get(reverse("pilots:year", args=[made.pk, 2025])).content.decode()
    assert "上年：7。" in page
    assert "上年：1,234.00。" in page
    assert "上年：" not in client.get(reverse("pilots:year", args=[made.pk, 2024])).content.decode()


def test_the_history_on_the_record_speaks_in_words(actor: Actor) -> None:
    made, client = platform(actor), signed_in(actor)
    edit = reverse("pilots:edit", args=[made.pk])
    client.post(edit, typed(functions=["sharing"], field="information", site_area="12.5", version="1"))
    assert (
        reverse("pilots:history", args=[made.pk])
        in client.get(reverse("pilots:platform", args=[made.pk])).content.decode()
    )
    page = unmarked(client.get(reverse("pilots:history", args=[made.pk])).content.decode())
    for words in ("原材料工业", "信息技术", "工艺放大熟化、小批量试生产", "仪器设备共享", "场地面积（m²）", "12.5"):
        assert words in page, words
    assert "scale_up" not in page
