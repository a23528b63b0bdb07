"""What cannot be is refused beside its field with what was typed kept; what is odd is asked about; nothing is doubled."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from pilots.models import Equipment, Platform, Qualification, YearFigures
from pilots.services.parts import add_part
from portal.models import Entry
from portal.tenancy import Actor, scope
from tests.factories import enterprise, filler, reviewer
from tests.pilots.factories import figures, institute, people_of, platform, record
from tests.pilots.test_pages import typed
from tests.portal.people import signed_in
from tests.seeding import seeding

pytestmark = pytest.mark.django_db
LAST = timezone.localdate().year - 1
TYPED = {"name": "反应釜", "quantity": "1", "version": "0"}


@pytest.fixture
def actor() -> Actor:
    return people_of(institute())


@pytest.fixture
def made(actor: Actor) -> Platform:
    return platform(actor)


@pytest.fixture
def client(actor: Actor) -> Client:
    return signed_in(actor)


def figures_form(**changes: Any) -> dict[str, str]:
    return {name: str(value) for name, value in (figures(projects=3, clients=2) | {"version": 0} | changes).items()}


def faulty(page: str, field: str) -> bool:
    """Whether the summary above leads to the field and its text stands beside it."""
    return f'href="#id_{field}"' in page and 'aria-invalid="true"' in page


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("site_area", "-1"),
        ("site_area", "1e99"),
        ("site_area", "NaN"),
        ("site_area", "1.234"),
        ("founded_on", "2025-02-30"),
        ("website", "javascript:alert(1)"),
        ("contact_email", "nobody"),
        ("introduction", "字" * 4001),
        ("name", "名" * 201),
        ("field", "farming"),
        ("functions", "nothing"),
        ("build_mode", "alone"),
        ("version", "x"),
    ],
)
def test_a_record_that_cannot_be_is_refused_beside_its_field(client: Client, field: str, value: str) -> None:
    answer = client.post(reverse("pilots:register"), typed(**{field: value, "lead_engineer": "王工留下"}))
    page = answer.content.decode()
    assert answer.status_code == 400
    assert field == "version" or faulty(page, field) or faulty(page, f"{field}_0")
    assert "王工留下" in page, "what was typed stays"
    with seeding():
        assert not Entry.objects.exists()


def test_a_day_of_founding_that_is_to_come_is_refused(client: Client) -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)
    answer = client.post(reverse("pilots:register"), typed(founded_on=tomorrow.isoformat()))
    assert answer.status_code == 400
    assert faulty(answer.content.decode(), "founded_on")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("quantity", "0"),
        ("quantity", "-3"),
        ("quantity", "99999"),
        ("original_value", "-0.01"),
        ("original_value", "12345678901"),
        ("year", "1850"),
        ("year", str(LAST + 2)),
        ("name", ""),
        ("name", "\x00"),
    ],
)
def test_a_line_that_cannot_be_is_refused_beside_its_field(
    made: Platform, client: Client, field: str, value: str
) -> None:
    address = reverse("pilots:list", args=[made.pk, "equipment"])
    answer = client.post(address, TYPED | {"maker": "留下的厂", field: value})
    page = answer.content.decode()
    assert answer.status_code == 400
    assert faulty(page, field)
    assert "留下的厂" in page
    with seeding():
        assert not Equipment.objects.exists()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"staff": "-1"}, "staff"),
        ({"income": "-0.01"}, "income"),
        ({"income": "1e30"}, "income"),
        ({"projects": "99999999999"}, "projects"),
        ({"projects": ""}, "projects"),
        ({"clients": "2.5"}, "clients"),
        ({"outside_clients": "3"}, "outside_clients"),
        ({"hours_available": "10", "hours_used": "11"}, "hours_used"),
        ({"accidents": "1"}, "record"),
    ],
)
def test_figures_that_cannot_be_are_refused_beside_their_field(
    made: Platform, client: Client, change: dict[str, str], field: str
) -> None:
    answer = client.post(reverse("pilots:year", args=[made.pk, LAST]), figures_form(explanation="留下的话", **change))
    page = answer.content.decode()
    assert answer.status_code == 400
    assert faulty(page, field)
    assert "留下的话" in page
    with seeding():
        assert not YearFigures.objects.exists()


def test_more_hours_than_a_year_has_are_asked_about(made: Platform, client: Client) -> None:
    address = reverse("pilots:year", args=[made.pk, LAST])
    sent = figures_form(equipment_count=2, hours_available=17569)
    answer = client.post(address, sent)
    assert answer.status_code == 400
    assert faulty(answer.content.decode(), "hours_available")
    assert client.post(address, sent | {"explanation": "三班运行，另有租用设备"}).status_code == 302


def test_a_year_entered_twice_shows_both_and_is_never_doubled(made: Platform, client: Client) -> None:
    address = reverse("pilots:year", args=[made.pk, LAST])
    assert client.post(address, figures_form(staff=11)).status_code == 302
    answer = client.post(address, figures_form(staff=12))
    page = answer.content.decode()
    assert answer.status_code == 409
    assert 'name="version" value="1"' in page
    assert ["11" in page, 'value="12"' in page] == [True, True]
    with seeding():
        assert YearFigures.objects.get().staff == 11
    assert client.post(address, figures_form(staff=12, version=1)).status_code == 302
    with seeding():
        assert YearFigures.objects.get().staff == 12


def test_programs_enter_a_year_twice_and_are_told_of_both(made: Platform, client: Client) -> None:
    address = f"/api/v1/platforms/{made.pk}/years/{LAST}/"
    sent = figures(staff=11) | {"version": 0}
    assert client.put(address, sent, content_type="application/json").status_code == 200
    answer = client.put(address, sent | {"staff": 12}, content_type="application/json")
    assert answer.status_code == 409
    assert (answer.json()["current"]["staff"], answer.json()["attempted"]["staff"]) == (11, 12)


def test_a_stale_record_answers_with_both_texts(made: Platform, client: Client) -> None:
    address = reverse("pilots:edit", args=[made.pk])
    assert client.post(address, typed(introduction="第一种说法", version="1")).status_code == 302
    answer = client.post(address, typed(introduction="第二种说法", version="1"))
    page = answer.content.decode()
    assert answer.status_code == 409
    assert page.count("第二种说法") >= 1
    assert "说法" in page
    program = client.patch(
        f"/api/v1/platforms/{made.pk}/", {"introduction": "第三种说法", "version": 1}, content_type="application/json"
    )
    assert program.status_code == 409
    told = program.json()
    assert (told["current"]["introduction"], told["attempted"]["introduction"]) == ("第一种说法", "第三种说法")
    with seeding():
        assert Platform.objects.get().introduction == "第一种说法"


def test_both_texts_are_in_the_readers_words(made: Platform, client: Client) -> None:
    address = reverse("pilots:edit", args=[made.pk])
    assert client.post(address, typed(functions=["sharing"], field="information", version="1")).status_code == 302
    moved = typed(functions=["type_test"], legal_person="on", version="1") | {"county": "330105"}
    both = client.post(address, moved).content.decode()
    compared = both[both.index('role="alert"') : both.index('name="name"')]
    for words in ("仪器设备共享", "产品型式试验", "信息技术", "原材料工业", "西湖区", "拱墅区"):
        assert words in compared.replace("<mark>", "").replace("</mark>", ""), words
    assert not [code for code in ("type_test", "sharing", "materials", "330106", "True") if code in compared]


def test_another_bodys_platform_is_not_there(actor: Actor, made: Platform) -> None:
    with scope(actor):
        line = add_part(actor=actor, platform=made, kind=Equipment, values={"name": "反应釜"})
    pages = [
        *(reverse(f"pilots:{name}", args=[made.pk]) for name in ("platform", "edit", "years")),
        reverse("pilots:list", args=[made.pk, "equipment"]),
        reverse("pilots:line", args=[made.pk, "equipment", line.pk]),
        reverse("pilots:year", args=[made.pk, LAST]),
        *(f"/api/v1/platforms/{made.pk}/{rest}" for rest in ("", "lists/equipment/", "years/")),
    ]
    for person in (filler(enterprise()), people_of(institute("440106")), reviewer("320000")):
        client = signed_in(person)
        assert {client.get(page).status_code for page in pages} == {404}
        for page in (reverse("pilots:release", args=[made.pk]), reverse("pilots:edit", args=[made.pk])):
            assert client.post(page, typed()).status_code == 404
    with seeding():
        assert Platform.objects.select_related("entry").get().entry.version == 1


def test_a_line_of_one_platform_is_not_found_below_another(actor: Actor, made: Platform, client: Client) -> None:
    other = platform(actor, name="另一平台")
    with scope(actor):
        line = add_part(actor=actor, platform=made, kind=Equipment, values={"name": "反应釜"})
    assert client.get(reverse("pilots:line", args=[other.pk, "equipment", line.pk])).status_code == 404
    assert client.get(reverse("pilots:line", args=[made.pk, "service", line.pk])).status_code == 404


def certificate(actor: Actor, made: Platform, name: str, **days: date) -> Qualification:
    with scope(actor):
        return add_part(
            actor=actor, platform=made, kind=Qualification, values={"name": name, "issuer": "示例机构", **days}
        )


def test_a_certificate_that_has_expired_is_flagged_wherever_it_is_shown(
    actor: Actor, made: Platform, client: Client
) -> None:
    today = timezone.localdate()
    certificate(actor, made, "仍有效", expires_on=today + timedelta(days=400))
    certificate(actor, made, "今天到期", expires_on=today)
    listed = reverse("pilots:list", args=[made.pk, "qualification"])
    record_page = reverse("pilots:platform", args=[made.pk])
    for page in (listed, record_page):
        text = client.get(page).content.decode()
        assert ["已过期" in text, "即将到期" in text or "即将过期" in text] == [False, True], page
    certificate(actor, made, "已到期", expires_on=today - timedelta(days=1))
    for person in (actor, reviewer()):
        for page in (listed, record_page):
            assert "已过期" in signed_in(person).get(page).content.decode(), page
    assert "1 项资质已过期" in client.get(record_page).content.decode()
    found = client.get(f"/api/v1/platforms/{made.pk}/lists/qualification/").json()
    assert {line["name"]: line["validity"] for line in found} == {
        "仍有效": "valid", "今天到期": "expires_soon", "已到期": "expired",
    }  # fmt: skip


def test_one_that_ends_before_it_begins_is_refused(made: Platform, client: Client) -> None:
    sent = {"name": "认可", "issuer": "示例机构", "issued_on": "2025-03-01", "expires_on": "2025-02-01", "version": "0"}
    answer = client.post(reverse("pilots:list", args=[made.pk, "qualification"]), sent)
    assert answer.status_code == 400
    assert faulty(answer.content.decode(), "expires_on")


def test_an_absurd_number_of_a_page_or_a_year_is_not_found_and_never_breaks(made: Platform, client: Client) -> None:
    for address in (
        f"/platforms/{10**30}/",
        f"/platforms/{made.pk}/years/{10**12}/",
        f"/platforms/{made.pk}/years/0/",
        f"/platforms/{made.pk}/lists/equipment/{10**30}/",
        f"/api/v1/platforms/{10**30}/",
    ):
        assert client.get(address).status_code in (404, 405), address
    sent = figures() | {"version": 0}
    for year in (10**12, 0, LAST + 5):
        answer = client.put(f"/api/v1/platforms/{made.pk}/years/{year}/", sent, content_type="application/json")
        assert answer.status_code in (400, 404), year
    remove = f"/api/v1/platforms/{made.pk}/lists/equipment/{10**30}/?version=1"
    assert client.delete(remove).status_code == 404


def test_a_program_that_sends_nonsense_is_told_which_field(actor: Actor, made: Platform, client: Client) -> None:
    address = f"/api/v1/platforms/{made.pk}/"
    for change, field in (
        ({"site_area": "-1"}, "site_area"),
        ({"functions": []}, "functions"),
        ({"functions": "scale_up"}, "functions"),
        ({"region": "33"}, "region"),
        ({"region": "999999"}, "region"),
        ({"version": 2**40}, "version"),
        ({"legal_person": "perhaps"}, "legal_person"),
    ):
        answer = client.patch(address, {"version": 1} | change, content_type="application/json")
        assert answer.status_code == 400, change
        assert field in str(answer.json()), answer.json()
    body = record(name="") | {"field": "farming"}
    refused = client.post("/api/v1/platforms/", body, content_type="application/json")
    assert refused.status_code == 400
    assert {"name", "field"} <= set(str(refused.json()).replace("'", " ").split())
    with seeding():
        assert Entry.objects.count() == 1
