"""The approver's pages of publishing, in both languages: batch, notice, direct publication."""

import re

import pytest
from django.urls import reverse

from evaluations.services.publishing_jobs import ANNOUNCE_RESULTS, PUBLISH_RESULTS
from tests import factories
from tests.evaluations.factories import authority_round
from tests.evaluations.publishing import (
    determined,
    english,
    entries,
    object_to,
    posted,
    read,
    run,
    with_notice,
)
from tests.evaluations.test_filing_pages import client_of

pytestmark = pytest.mark.django_db
TYPED = {"title": "示例公示", "text": "现予公示。", "contact": "示例处室 010-00000000"}


def until(page: str) -> str:
    found = re.search(r'name="until" value="([^"]+)"', page)
    assert found
    return found[1]


@pytest.mark.parametrize(
    ("language", "words"),
    [("zh", ("评定结果", "公示", "杭州市", "评定低")), ("en", ("Determined results", "public notice", "stage lower"))],
)
def test_the_batch_shows_counts_and_posts_a_notice_whose_job_announces(language: str, words: tuple[str, ...]) -> None:
    with_notice()
    made, other = determined(count=2, rung="3", lowered=("D1.1", "D1.2", "D2.1", "D2.2", "D3.1"))
    client = client_of(made.approver)
    client = english(client) if language == "en" else client
    page = read(client, "determined")
    batch = read(client, "determined-batch")
    assert [word for word in words if word not in page + batch] == []
    assert made.company.organisation.name in page
    address = reverse("evaluations:determined-batch")
    assert client.post(address, {"until": until(batch)}).status_code == 400
    answer = client.post(f"{address}?filing={made.filing.pk}&pick=1", TYPED | {"until": until(batch)})
    assert answer.status_code == 302
    run(ANNOUNCE_RESULTS)
    assert (made.read().state, other.read().state) == ("on_notice", "determined")
    notice = client.get(answer["Location"]).content.decode()
    assert made.company.organisation.name in notice
    assert other.company.organisation.name not in notice
    assert client.get(f"{address}?pick=1").status_code == 400


def test_without_a_notice_the_same_page_publishes() -> None:
    authority_round(notice_days=None)
    made = determined()[0]
    client = client_of(made.approver)
    batch = read(client, "determined-batch")
    assert 'name="title"' not in batch
    assert client.post(reverse("evaluations:determined-batch"), {"until": until(batch)}).status_code == 302
    run(PUBLISH_RESULTS)
    assert made.read().state == "published"
    assert "发布" in read(client, "determined") or "公布" in read(client, "determined")


def test_only_approvers_open_the_batch_and_nobody_else_meets_a_notice() -> None:
    with_notice()
    (made,) = determined()
    notice = posted(made.approver)
    (entry,) = entries(notice)
    objection = object_to(entry)
    foreign = factories.approver("440000")
    for actor in (made.reviewer, made.filler, factories.officer()):
        read(client_of(actor), "determined", status=404)
    for actor in (made.filler, foreign, factories.officer()):
        read(client_of(actor), "notice", notice.pk, status=404)
        read(client_of(actor), "objection", objection.pk, status=404)
        read(client_of(actor), "objection-letter", entry.pk, status=404)
    assert "张某" in read(client_of(made.reviewer), "objection", objection.pk)
