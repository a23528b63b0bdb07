"""The approver's pages of publishing, in both languages: batch, notice, direct publication."""

import csv
import io
import re

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

import evaluations.tasks  # noqa: F401  (the handlers of jobs)
from evaluations.services.publication_export import EXPORT_DETERMINED, EXPORT_NOTICE
from evaluations.services.publishing_jobs import ANNOUNCE_RESULTS, PUBLISH_RESULTS
from portal.models import Job
from portal.services.files import read_content
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
from tests.portal.people import perform_jobs
from tests.seeding import seeding

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


def test_columns_are_chosen_by_the_address_and_kept_by_filter_and_pages() -> None:
    with_notice()
    made, _other = determined(count=2)
    client, address = client_of(made.approver), reverse("evaluations:determined")
    usual, chosen = read(client, "determined"), client.get(f"{address}?column=code&column=size").content.decode()
    assert made.company.organisation.code not in usual
    assert made.company.organisation.code in chosen
    assert 'name="column" value="size" checked' in chosen
    assert '<input type="hidden" name="column" value="code">' in chosen, "filtering keeps the columns"
    unknown = client.get(f"{address}?column=nothing").content.decode()
    assert 'name="column" value="city" checked' in unknown


@pytest.mark.parametrize("format_name", ["xlsx", "csv"])
def test_determined_results_and_a_notice_are_exported_by_a_job(format_name: str) -> None:
    with_notice()
    made, other = determined(count=2)
    client = client_of(made.approver)
    url = f"{reverse('evaluations:determined-export')}?q={made.company.organisation.code}"
    assert client.post(url, {"format": format_name}).status_code == 302
    rows = exported(EXPORT_DETERMINED, format_name)
    assert [row[1] for row in rows[2:]] == [made.filing.number]
    assert rows[0][0].endswith("1 行")
    notice = posted(made.approver)
    url = reverse("evaluations:notice-export", args=[notice.pk])
    assert client.post(url, {"format": format_name}).status_code == 302
    rows = exported(EXPORT_NOTICE, format_name)
    assert {row[1] for row in rows[2:]} == {made.filing.number, other.filing.number}
    assert client.post(url, {"format": "exe"}).status_code == 400
    stranger = client_of(factories.approver("440000"))
    assert stranger.post(url, {"format": format_name}).status_code == 404


def exported(kind: str, format_name: str) -> list[list[str]]:
    """What the job's file says, as texts."""
    perform_jobs(kind)
    with seeding():
        job = Job.objects.filter(kind=kind).select_related("result_file").latest("pk")
        assert job.result_file
        assert job.result_file.name.endswith(f".{format_name}")
        content = read_content(job.result_file)
    if format_name == "csv":
        return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
    return [[str(cell) for cell in row] for row in sheet.to_python()]


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
