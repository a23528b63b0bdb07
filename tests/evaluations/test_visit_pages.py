"""Pages, printed form, export and API of site visits: the services' own, at one cost whatever the number of rows."""

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

import evaluations.tasks  # noqa: F401  (the handlers of jobs)
from evaluations.models import VisitFinding, VisitPhoto
from portal.models import Job
from portal.services.files import read_content
from portal.tenancy import Actor
from tests import factories
from tests.evaluations.factories import PDF, PNG, case
from tests.evaluations.test_review_pages import MOST_QUERIES, client_of, count_queries, get
from tests.evaluations.test_visits import PHOTO, TEXT, find, plan, visit_to
from tests.portal.people import perform_jobs
from tests.seeding import seeding

pytestmark = pytest.mark.django_db


@pytest.fixture
def planner() -> Actor:
    return factories.approver()


def test_text_and_photographs_are_kept_together_or_not_at_all(planner: Actor) -> None:
    made = case(in_review=True)
    visit = visit_to(made, planner)
    client, address = client_of(made.reviewer), reverse("evaluations:visit-finding", args=[visit.pk, "D1.1"])

    def send(client: Client, *files: SimpleUploadedFile, **fields: str) -> Any:
        return client.post(address, {"text": TEXT, "rung": "1", "version": "0", "photo": list(files)} | fields)

    refused = send(client, SimpleUploadedFile("a.png", PNG), SimpleUploadedFile("b.pdf", PDF))
    assert refused.status_code == 400
    assert TEXT in refused.content.decode(), "what was typed stays"
    with seeding():
        assert not VisitFinding.objects.exists()
    assert send(client, SimpleUploadedFile("a.png", PNG), SimpleUploadedFile("b.jpg", PHOTO)).status_code == 302
    with seeding():
        assert VisitPhoto.objects.count() == 2
    own = send(client, version="0", text="另一窗口所写")
    assert own.status_code == 409
    assert "您已在另一个窗口中保存" in own.content.decode()
    with seeding():
        VisitFinding.objects.update(updated_by=planner.person_id)
    colleague = send(client, version="0", text="另一人所写").content.decode()
    assert "有同事已保存" in colleague
    assert "您已在另一个窗口中保存" not in colleague


def test_a_stale_arrangement_tells_a_colleague_from_ones_own_other_window(planner: Actor) -> None:
    visit = visit_to(case(in_review=True), planner)
    address = reverse("evaluations:visit", args=[visit.pk])
    typed = {"state": "planned", "day": "", "team": "甲组", "note": "", "version": str(visit.version)}
    assert client_of(planner).post(address, typed).status_code == 302
    for actor, words in ((planner, "您已在另一个窗口中保存"), (factories.approver(), "有同事已保存")):
        stale = client_of(actor).post(address, typed)
        assert stale.status_code == 409
        assert words in stale.content.decode()


def test_the_form_to_take_along_says_what_was_claimed(planner: Actor) -> None:
    made = case(rung="3", in_review=True)
    visit = visit_to(made, planner)
    response = client_of(made.reviewer).post(reverse("evaluations:visit-form", args=[visit.pk]))
    assert response.status_code == 302
    perform_jobs("print_visit")
    with seeding():
        job = Job.objects.get(kind="print_visit")
        assert job.result_file, job.reason
        pdf = read_content(job.result_file)
    reader = PdfReader(io.BytesIO(pdf))
    text = "".join(page.extract_text() for page in reader.pages).replace("\n", "")
    assert made.company.organisation.name in text
    assert "王伟、李娜" in text
    assert "D1.1" in text
    xmp = reader.trailer["/Root"]["/Metadata"].get_data().decode()  # type: ignore[index]
    assert 'pdfaid:conformance="A"' in xmp
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]  # type: ignore[index]


def test_pages_cost_the_same_for_more_rows_and_the_list_is_exported(planner: Actor) -> None:
    made = case(in_review=True)
    visit = visit_to(made, planner)
    find(made, visit)
    one = count_queries(made.reviewer, "visits"), count_queries(made.reviewer, "visit", visit.pk)
    for _number in range(2):
        case(submitted=True)
    plan(planner, key="second")
    find(made, visit, "D1.2")
    find(made, visit, "D1.3")
    assert (count_queries(made.reviewer, "visits"), count_queries(made.reviewer, "visit", visit.pk)) == one
    assert max(one) <= MOST_QUERIES
    assert count_queries(planner, "visit-plan", visit.plan_id) <= MOST_QUERIES
    filtered = get(made.reviewer, "visits", state="made", q=made.company.organisation.name[-6:]).content.decode()
    assert filtered.count('<th scope="row">') == 1
    client_of(made.reviewer).post(reverse("evaluations:visit-export"))
    perform_jobs("export_visits")
    with seeding():
        assert Job.objects.get(kind="export_visits").result == {"rows": 3}


def test_the_api_does_the_same(planner: Actor) -> None:
    made = case(rung="4", in_review=True)
    year, office, reviewer = made.filing.round.year, client_of(planner), client_of(made.reviewer)
    asked: dict[str, Any] = {"content_type": "application/json"}
    drawn = office.post(f"/api/v1/rounds/{year}/visit-plans/", {"size": 1}, **asked)
    assert (drawn.status_code, drawn.json()["repeatable"]) == (201, True)
    assert drawn.json()["strata"][0]["drawn"] == [made.filing.pk]
    assert office.get(f"/api/v1/rounds/{year}/visit-plans/").json()["results"][0]["seed"] == drawn.json()["seed"]
    (row,) = reviewer.get("/api/v1/visits/").json()["results"]
    path = f"/api/v1/visits/{row['id']}/"
    arranged = {"state": "made", "day": str(timezone.localdate()), "team": "王伟", "version": 1}
    assert reviewer.put(path, arranged, **asked).json()["state"] == "made"
    found = {"rung": "1", "text": TEXT, "version": 0}
    assert reviewer.put(f"{path}findings/D1.1/", found, **asked).status_code == 200
    assert reviewer.put(f"{path}findings/D1.1/", found, **asked).status_code == 409
    sent = {"photo": SimpleUploadedFile("a.jpg", PHOTO)}
    assert len(reviewer.post(f"{path}findings/D1.1/photos/", sent).json()["photos"]) == 1
    assert reviewer.post(f"{path}correct/", {"expected": 1}, **asked).json()[0]["before_rung"] == "4"
    assert client_of(made.filler).get(path).status_code == 404
