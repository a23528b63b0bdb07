"""The official's steps through the pages: the whole way, a refusal that keeps what was typed, an export."""

import pytest
from django.test import Client
from django.urls import reverse

from portal.models import Job
from tests.evaluations.factories import case
from tests.evaluations.test_review_pages import client_of, get, save
from tests.seeding import seeding

pytestmark = pytest.mark.django_db


def test_a_step_that_is_refused_keeps_the_typed_text_and_changes_nothing() -> None:
    made = case(reviewed=True)
    client = client_of(made.approver)
    path = reverse("evaluations:determination", args=[made.filing.pk])
    assert client.post(path, {"version": "1", "reason": "同意评审意见"}).status_code == 409
    response = client.post(path, {"version": "1", "reason": "同意评审意见"})
    assert "同意评审意见" in response.content.decode()
    empty = client.post(reverse("evaluations:review-send-back", args=[made.filing.pk]), {"back-reason": ""})
    assert empty.status_code == 400
    assert made.read().state == "reviewed"


def test_the_whole_way_through_the_pages() -> None:
    made = case(submitted=True)
    reviewer, approver = client_of(made.reviewer), client_of(made.approver)

    def post(client: Client, name: str, **data: str) -> int:
        return int(client.post(reverse(f"evaluations:{name}", args=[made.filing.pk]), data).status_code)

    assert post(reviewer, "review-take") == 302
    assert save(made, rung="2", comment="缺少会议记录").status_code == 200
    assert post(reviewer, "review-agree", expected="35") == 302
    assert post(reviewer, "review-finish", opinion="基本属实") == 302
    assert post(approver, "review-send-back", **{"back-reason": "再看 D1.1"}) == 302
    assert post(reviewer, "review-finish", opinion="已复核") == 302
    version = made.read().version
    assert post(approver, "determination", version=str(version), reason="同意") == 302
    assert made.read().reviewed_level
    history = get(made.approver, "review-history", made.filing.pk).content.decode()
    assert "再看 D1.1" in history


def test_an_export_is_promised_for_the_filter_in_the_url() -> None:
    made = case(submitted=True)
    path = reverse("evaluations:queue-export") + "?state=submitted"
    response = client_of(made.reviewer).post(path, {"format": "csv"})
    assert response.status_code == 302
    with seeding():
        job = Job.objects.get(kind="export_queue")
    assert (job.params["state"], job.params["format"]) == ("submitted", "csv")
    assert client_of(made.reviewer).post(path, {"format": "exe"}).status_code == 400
    assert client_of(made.filler).post(path).status_code == 404
