"""A version tried and a text checked: both store nothing."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from evaluations.models import Answer, Evaluation, Result, StandardVersion
from tests import factories
from tests.evaluations.standards import publish, tiny
from tests.evaluations.test_applicability import LARGE_ONLY, MAY, PLAIN
from tests.evaluations.test_filing_pages import client_of
from tests.portal.people import operator
from tests.seeding import seeding

pytestmark = pytest.mark.django_db


@pytest.fixture
def client_() -> Client:
    return client_of(operator())


def page(version: StandardVersion) -> str:
    return reverse("evaluations:standard-preview", args=[version.pk])


def test_what_is_chosen_is_scored_and_nothing_is_kept(client_: Client) -> None:
    address = page(publish(tiny("1", MAY)))
    assert "暂定等级" in client_.get(address).content.decode()
    sent = {"rung:A1": "2", "rung:A2": "not-applicable", "rung:B1": "2", "rung:B2": "9", "file:A1": "1", "x": "y"}
    text = client_.post(address, sent).content.decode()
    assert 'name="rung:A1" value="2" checked' in text
    assert 'name="rung:A2" value="not-applicable" checked' in text
    assert "一级" in text
    with seeding():
        assert not Answer.objects.exists()
        assert not Evaluation.objects.exists()
        assert not Result.objects.exists()


def test_htmx_gets_the_panel_alone(client_: Client) -> None:
    sent = dict.fromkeys(("rung:A1", "rung:A2", "rung:B1", "rung:B2"), "2")
    panel = client_.post(page(publish(tiny())), sent, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in panel
    assert "二级" in panel


def test_only_what_applies_to_the_enterprise_described_is_asked(client_: Client) -> None:
    address = page(publish(tiny("1", LARGE_ONLY, PLAIN)))
    large, small = (client_.get(f"{address}?size={size}").content.decode() for size in ("large", "small"))
    assert 'name="rung:B2"' in large
    assert 'name="rung:B2"' not in small
    assert "有 1 个评价项不适用" in small
    assert client_.get(f"{address}?size=huge&division=%00").status_code == 200


def test_a_text_is_checked_with_lines_and_places_and_not_loaded(client_: Client) -> None:
    address = reverse("evaluations:standard-check")
    before = StandardVersion.objects.count()
    faulty = client_.post(address, {"text": tiny().replace("weight: 75", "weight: heavy")}).content.decode()
    assert "groups[0].items[0].weight" in faulty
    sound = client_.post(address, {"file": SimpleUploadedFile("a.yaml", tiny().encode())}).content.decode()
    assert "没有发现错误" in sound
    assert "长" in client_.post(address, {"text": tiny().replace("zh: 甲", "zh: " + "长" * 150, 1)}).content.decode()
    assert client_.post(address, {"file": SimpleUploadedFile("a.yaml", b"\xff\xfe\x00")}).status_code == 200
    assert client_.post(address, {}).status_code == 400
    assert StandardVersion.objects.count() == before


def test_the_api_checks_and_scores_without_storing() -> None:
    client, version = client_of(factories.reviewer()), publish(tiny())
    checked = client.post("/api/v1/standards/check/", {"yaml": "format: 1\n"}, content_type="application/json").json()
    assert not checked["sound"]
    assert checked["faults"][0]["line"] >= 1
    sound = client.post("/api/v1/standards/check/", {"yaml": tiny("5")}, content_type="application/json").json()
    assert sound == {"sound": True, "faults": [], "sentences": []}
    path = f"/api/v1/standards/{version.pk}/score/"
    answers = {"answers": dict.fromkeys(("A1", "A2", "B1", "B2"), "2")}
    assert client.post(path, answers, content_type="application/json").json()["level"] == "L2"
    wrong = client.post(path, {"answers": {"Z9": "1"}}, content_type="application/json")
    assert wrong.status_code == 400
    assert "Z9" in wrong.content.decode()
    assert client.post(path, [1], content_type="application/json").status_code == 400
