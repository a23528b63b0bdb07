from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from evaluations.enums import VersionState
from evaluations.models import Round, StandardVersion
from portal.enums import Role
from portal.tenancy import Actor
from tests import factories
from tests.evaluations.factories import case, sample_version, yearly_round
from tests.evaluations.standards import publish, tiny
from tests.evaluations.test_filing_pages import client_of
from tests.portal.people import perform_jobs

pytestmark = pytest.mark.django_db
SAMPLE = Path("evaluations/standards/sample-2025.yaml").read_text()
DAYS = {"opens_on": "2027-01-01", "closes_on": "2027-06-30", "summary_due_on": "2027-12-15"}


def administrator() -> Actor:
    return factories.member(factories.ministry(), Role.ADMINISTRATOR)


def load(client: Client, text: str, name: str = "standard.yaml") -> tuple[int, str]:
    answer = client.post(reverse("evaluations:standard-load"), {"file": SimpleUploadedFile(name, text.encode())})
    return answer.status_code, answer.content.decode()


def test_everybody_signed_in_reads_the_standard() -> None:
    yearly_round()
    page = reverse("evaluations:standard", args=[sample_version().pk])
    for actor in (factories.filler(factories.enterprise()), factories.reviewer(), factories.officer(), administrator()):
        client = client_of(actor)
        assert "示例，非官方" in client.get(reverse("evaluations:standards")).content.decode()
        text = client.get(page).content.decode()
        assert "D5.7" in text
        assert "总分不低于 36 分" in text


def test_a_visitor_signs_in_first() -> None:
    assert Client().get(reverse("evaluations:standards")).status_code == 302


def test_an_administrator_loads_a_draft_and_publishes_it() -> None:
    client = client_of(administrator())
    status, _text = load(client, SAMPLE.replace("'2025.1'", "'2027.1'"))
    assert status == 302
    draft = StandardVersion.objects.get(version="2027.1")
    assert draft.state == VersionState.DRAFT
    outsider = client_of(factories.filler(factories.enterprise()))
    assert outsider.get(reverse("evaluations:standard", args=[draft.pk])).status_code == 404
    assert client.post(reverse("evaluations:standard-publish", args=[draft.pk])).status_code == 302
    assert outsider.get(reverse("evaluations:standard", args=[draft.pk])).status_code == 200
    assert client.post(reverse("evaluations:standard-publish", args=[draft.pk])).status_code == 409


def test_faults_of_a_file_are_listed_with_their_lines() -> None:
    status, text = load(client_of(administrator()), SAMPLE.replace("weight: 20", "weight: heavy", 1))
    assert status == 400
    assert "没有载入任何内容" in text
    assert "groups[0].items[0].weight" in text
    assert "weight: heavy" in text, "the text goes on in the page, to be corrected there"
    assert client_of(administrator()).get(reverse("evaluations:standard-load")).status_code == 302


def test_a_checked_text_is_loaded_from_the_same_page_as_the_file_would_be() -> None:
    client, text = client_of(administrator()), SAMPLE.replace("'2025.1'", "'2027.1'")
    checked = client.post(reverse("evaluations:standard-check"), {"file": SimpleUploadedFile("a.yaml", text.encode())})
    assert f'formaction="{reverse("evaluations:standard-load")}"' in checked.content.decode()
    pasted = checked.context["form"]["text"].value().replace("\n", "\r\n")
    assert client.post(reverse("evaluations:standard-load"), {"text": pasted}).status_code == 302
    assert StandardVersion.objects.get(version="2027.1").source == text


def test_a_changed_published_version_is_refused() -> None:
    assert load(client_of(administrator()), SAMPLE + "# changed\n")[0] == 409


def test_loading_is_for_administrators() -> None:
    assert load(client_of(factories.officer()), SAMPLE)[0] == 403
    assert load(client_of(factories.reviewer()), SAMPLE)[0] == 404


def test_no_file_is_a_sentence() -> None:
    assert client_of(administrator()).post(reverse("evaluations:standard-load")).status_code == 400


def test_an_officer_announces_a_round_and_changes_its_dates() -> None:
    client = client_of(factories.officer())
    data = {"year": "2027", "version": str(sample_version().pk)} | DAYS
    assert client.post(reverse("evaluations:round-new"), data).status_code == 302
    assert client.get(reverse("evaluations:round", args=[2027])).status_code == 200
    later = data | {"closes_on": "2027-07-31"}
    assert client.post(reverse("evaluations:round", args=[2027]), later).status_code == 302
    assert Round.objects.get(year=2027).closes_on.isoformat() == "2027-07-31"


@pytest.mark.parametrize(
    "wrong",
    [
        {"year": "1999"},
        {"year": "x"},
        {"closes_on": "2026-12-31"},
        {"summary_due_on": "2026-12-31"},
        {"opens_on": "31.12.2027"},
        {"version": "0"},
    ],
)
def test_wrong_dates_are_named(wrong: dict[str, str]) -> None:
    data = {"year": "2027", "version": str(sample_version().pk)} | DAYS | wrong
    page = client_of(factories.officer()).post(reverse("evaluations:round-new"), data)
    assert page.status_code == 400
    assert "data-error-summary" in page.content.decode()
    assert not Round.objects.filter(year=2027).exists()


def test_a_round_in_use_goes_on_to_a_later_version_of_its_standard_alone() -> None:
    made = case()
    administrators = client_of(administrator())
    load(administrators, SAMPLE.replace("'2025.1'", "'2027.1'"))
    draft = StandardVersion.objects.get(version="2027.1")
    administrators.post(reverse("evaluations:standard-publish", args=[draft.pk]))
    year = made.filing.round.year
    officers, page = client_of(factories.officer()), reverse("evaluations:round", args=[year])
    other = publish(tiny())
    assert "有 1 份填报" in officers.get(page).content.decode()
    unsaid = officers.post(page, {"year": str(year), "version": str(draft.pk)} | DAYS)
    assert (unsaid.status_code, list(unsaid.context["form"].errors)) == (400, ["moves"])
    for version, status in ((other, 400), (draft, 302), (sample_version(), 400)):
        answer = officers.post(page, {"year": str(year), "version": str(version.pk), "moves": "on"} | DAYS)
        assert answer.status_code == status
        if status == 302:
            assert answer["Location"] == reverse("evaluations:round-work", args=[year]), "where the move is seen"
        perform_jobs("move_round")


def test_the_standards_of_a_round_are_named_in_the_readers_language() -> None:
    sample_version()
    client = client_of(factories.officer())
    client.cookies["django_language"] = "en"
    assert "(sample standard) 2025.1</option>" in client.get(reverse("evaluations:round-new")).content.decode()


def test_rounds_are_for_officers() -> None:
    data = {"year": "2027", "version": str(sample_version().pk)} | DAYS
    assert client_of(administrator()).post(reverse("evaluations:round-new"), data).status_code == 403
    assert client_of(factories.reviewer()).post(reverse("evaluations:round-new"), data).status_code == 404
