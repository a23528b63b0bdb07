"""The demo's platforms: made once, by the bodies themselves, and plainly synthetic wherever they are shown."""

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from pilots.demo.platforms import EVERY, ensure_platforms
from pilots.models import Equipment, Platform, Qualification, YearFigures
from pilots.plausibility import NAMES, doubts_about
from pilots.services.years import describe_year
from portal.demo import create_demo_accounts, demo_person
from portal.enums import OrganisationKind
from portal.models import AuditEntry, Enterprise, Entry, Organisation
from portal.tenancy import Actor, scope
from tests.factories import enterprise
from tests.seeding import seeding

pytestmark = pytest.mark.django_db


@pytest.fixture
def companies(settings: Settings) -> list[Enterprise]:
    settings.DEMO = True
    made = [enterprise() for _number in range(EVERY + 1)]
    with scope(Actor.system("demo")):
        create_demo_accounts(made[0].organisation)
    return made


@pytest.fixture
def body() -> Organisation:
    with seeding():
        return Organisation.objects.get(kind=OrganisationKind.INSTITUTE)


def test_the_institute_has_two_and_every_eighth_company_one(companies: list[Enterprise], body: Organisation) -> None:
    assert ensure_platforms(body, demo_person("demo_institute"), companies) == 4
    assert ensure_platforms(body, demo_person("demo_institute"), companies) == 0, "a second start adds nothing"
    with seeding():
        owners = list(Entry.objects.order_by("pk").values_list("owner_id", flat=True))
        assert owners == [body.pk, body.pk, companies[0].pk, companies[EVERY].pk]
        assert Entry.objects.filter(released_at=None).exists()
        assert Entry.objects.exclude(released_at=None).exists()
        assert YearFigures.objects.count() == 12
        assert Equipment.objects.filter(shareable=True).exists()
        assert AuditEntry.objects.filter(action="platform.registered").count() == 4


def test_its_figures_raise_no_question(companies: list[Enterprise], body: Organisation) -> None:
    ensure_platforms(body, demo_person("demo_institute"), companies)
    with seeding():
        for made in Platform.objects.all():
            years = [describe_year(row) for row in made.years.order_by("year")]
            for last, figures in zip([None, *years], years, strict=False):
                assert doubts_about({name: figures[name] for name in NAMES}, last) == {}


def test_everything_says_that_it_is_a_sample(companies: list[Enterprise], body: Organisation) -> None:
    ensure_platforms(body, demo_person("demo_institute"), companies)
    with seeding():
        assert "示例" in body.name
        for made in Platform.objects.select_related("entry"):
            assert "示例" in made.entry.name
            assert "sample" in made.entry.name_en
            assert "示例" in made.address
            for name in ("introduction", "expert_committee", "fee_standard", "ip_protection"):
                assert getattr(made, name).startswith("示例，非官方"), name
        assert all("示例" in row.name + row.issuer for row in Qualification.objects.all())


def test_every_page_of_its_account_says_so(companies: list[Enterprise], body: Organisation) -> None:
    ensure_platforms(body, demo_person("demo_institute"), companies)
    client = Client()
    client.force_login(demo_person("demo_institute"))
    with seeding():
        made = Platform.objects.filter(entry__owner=body).earliest("pk")
    pages = [reverse("pilots:platforms"), reverse("pilots:platform", args=[made.pk]), reverse("pilots:directions")]
    pages += [reverse("pilots:list", args=[made.pk, kind]) for kind in ("equipment", "service", "person")]
    pages += [reverse("pilots:years", args=[made.pk]), reverse("portal:institute")]
    for page in pages:
        answer = client.get(page)
        assert answer.status_code == 200, page
        text = answer.content.decode()
        assert "均为虚构" in text, page
        assert "示例" in text.split("<h1", 1)[1], page
