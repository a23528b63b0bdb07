"""The ministry's ZIP: every submitted summary of the year once, under a name that sorts by the authority's code."""

import io
import zipfile

import pytest
from django.urls import reverse

from portal.enums import JobState
from portal.jobs import perform_job
from portal.models import Job
from portal.services.files import read_content
from portal.tenancy import Actor, scope
from reporting.services.summaries import request_collection
from tests import factories
from tests.evaluations.factories import PDF, yearly_round
from tests.portal.people import signed_in
from tests.reporting.factories import YEAR, content_of, summary

pytestmark = pytest.mark.django_db


def collect(officer: Actor) -> Job:
    with scope(officer):
        job = request_collection(actor=officer, year=YEAR)
    perform_job(job.pk)
    with scope(officer):
        return Job.objects.select_related("result_file").get(pk=job.pk)


def test_the_archive_holds_what_was_submitted() -> None:
    for code in ("440000", "110000", "XPCC"):
        summary(factories.approver(code), submitted=True)
    summary(factories.approver("320000"), printed=True)
    summary(factories.approver("510000"), year=YEAR - 1, submitted=True)
    job = collect(factories.officer())
    assert job.state == JobState.DONE
    assert job.result == {"count": 3}
    assert job.result_file is not None
    with zipfile.ZipFile(io.BytesIO(read_content(job.result_file))) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        assert {archive.read(name) for name in names} == {PDF}
    assert [name.split("-")[0] for name in names] == ["110000", "440000", "XPCC"]
    assert all(name.endswith(".pdf") and "/" not in name for name in names)


def test_nothing_submitted_is_a_reason() -> None:
    yearly_round(YEAR)
    job = collect(factories.officer())
    assert job.state == JobState.FAILED
    assert str(YEAR) in job.reason


def test_the_board_promises_it_once_and_shows_it() -> None:
    summary(factories.approver("440000"), submitted=True)
    officer = factories.officer()
    client, url = signed_in(officer), reverse("reporting:collect", args=[YEAR])
    for _ in range(2):
        assert client.post(url)["Location"].startswith(reverse("reporting:board", args=[YEAR]))
    with scope(officer):
        job = Job.objects.get(kind="collect_summaries")
    assert f'id="job-{job.pk}"' in client.get(reverse("reporting:board", args=[YEAR])).content.decode()
    assert client.post(reverse("reporting:collect", args=[YEAR + 3])).status_code == 404
    perform_job(job.pk)
    with scope(officer):
        file = Job.objects.get(pk=job.pk).result_file_id
    assert content_of(client.get(reverse("portal:file", args=[file]))).startswith(b"PK")
    assert signed_in(factories.approver("440000")).get(reverse("portal:file", args=[file])).status_code == 404
