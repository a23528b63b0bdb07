"""The ministry's ZIP: all submitted summaries of the year, or those ticked, with a list of what is inside."""

import csv
import hashlib
import io
import zipfile
from typing import Any

import pytest
from django.urls import reverse

from portal.enums import JobState, Role
from portal.errors import InvalidInput, Refused
from portal.jobs import perform_job
from portal.models import Job
from portal.presentation import shown
from portal.services.files import read_content
from portal.services.jobs import cancel_job
from portal.tenancy import Actor, scope
from reporting.models import Edition
from reporting.services.collecting import MANIFEST, pack, request_collection
from tests import factories
from tests.evaluations.factories import PDF, yearly_round
from tests.portal.people import signed_in
from tests.reporting.factories import YEAR, content_of, decided, summary
from tests.seeding import seeding

pytestmark = pytest.mark.django_db


def promise(officer: Actor, *codes: str) -> Job:
    with scope(officer):
        return request_collection(actor=officer, year=YEAR, codes=codes)


def done(officer: Actor, job: Job) -> Job:
    perform_job(job.pk)
    with scope(officer):
        return Job.objects.select_related("result_file").get(pk=job.pk)


def collect(officer: Actor, *codes: str) -> Job:
    return done(officer, promise(officer, *codes))


def opened(job: Job) -> zipfile.ZipFile:
    assert job.result_file is not None, job.reason
    return zipfile.ZipFile(io.BytesIO(read_content(job.result_file)))


def listed(archive: zipfile.ZipFile) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(archive.read(MANIFEST).decode("utf-8-sig"))))


def test_the_archive_holds_what_was_submitted() -> None:
    for code in ("440000", "110000", "XPCC"):
        summary(factories.approver(code), submitted=True)
    summary(factories.approver("320000"), printed=True)
    summary(factories.approver("510000"), year=YEAR - 1, submitted=True)
    job = collect(factories.officer())
    assert (job.state, job.result) == (JobState.DONE, {"count": 3})
    with opened(job) as archive:
        assert archive.testzip() is None
        *names, last = archive.namelist()
        assert {archive.read(name) for name in names} == {PDF}
    assert last == MANIFEST
    assert [name.split("-")[0] for name in names] == ["110000", "440000", "XPCC"]
    assert all(name.endswith(".pdf") and "/" not in name for name in names)


def test_only_those_ticked_are_packed_and_the_list_says_what_they_are() -> None:
    for code in ("440000", "110000", "510000"):
        summary(factories.approver(code), submitted=True)
    with opened(collect(factories.officer(), "510000", "440000")) as archive:
        rows = listed(archive)
        assert [row["文件"] for row in rows] == archive.namelist()[:-1]
        digests = [hashlib.sha256(archive.read(row["文件"])).hexdigest() for row in rows]
    assert [row["文件"][:6] for row in rows] == ["440000", "510000"]
    assert [row["SHA-256"] for row in rows] == digests
    with seeding():
        editions = Edition.objects.filter(summary__authority__code__in=["440000", "510000"])
        moments = [shown(e.snapshot.as_of) for e in editions.order_by("summary__authority__code")]
    assert [(row["版次"], row["数据截止时间"]) for row in rows] == [("1", moment) for moment in moments]


def test_what_was_not_submitted_is_refused_by_name() -> None:
    summary(factories.approver("440000"), submitted=True)
    summary(factories.approver("320000"), printed=True)
    decided(summary(factories.approver("510000"), submitted=True), reason="数字不一致")
    officer = factories.officer()
    with pytest.raises(Refused) as refusal:
        promise(officer, "440000", "320000", "510000")
    assert "江苏省工业和信息化厅" in refusal.value.message
    assert "四川省经济和信息化厅" in refusal.value.message
    assert "广东" not in refusal.value.message
    with pytest.raises(InvalidInput):
        promise(officer, "999999")


def test_one_returned_before_the_job_begins_is_named_as_the_reason() -> None:
    made, officer = summary(factories.approver("440000"), submitted=True), factories.officer()
    job = promise(officer, "440000")
    decided(made, reason="数字不一致")
    ended = done(officer, job)
    assert (ended.state, ended.result_file) == (JobState.FAILED, None)
    assert "广东省工业和信息化厅" in ended.reason


def test_what_was_accepted_is_packed_too() -> None:
    decided(summary(factories.approver("440000"), submitted=True))
    assert collect(factories.officer(), "440000").result == {"count": 1}


def test_nothing_submitted_is_a_reason() -> None:
    yearly_round(YEAR)
    with pytest.raises(Refused, match=str(YEAR)):
        promise(factories.officer())


def test_a_cancelled_job_packs_nothing() -> None:
    summary(factories.approver("440000"), submitted=True)
    officer = factories.officer()
    job = promise(officer)
    with seeding():
        Job.objects.filter(pk=job.pk).update(cancel_requested=True)
    assert done(officer, job).state == JobState.CANCELLED
    waiting = promise(officer)
    with scope(officer):
        cancel_job(actor=officer, job=waiting)
    assert done(officer, waiting).result_file is None


def test_two_selections_are_two_jobs_and_the_same_one_is_one() -> None:
    for code in ("440000", "110000"):
        summary(factories.approver(code), submitted=True)
    officer = factories.officer()
    assert promise(officer).pk == promise(officer).pk
    assert promise(officer, "440000").pk == promise(officer, "440000").pk
    assert len({promise(officer).pk, promise(officer, "440000").pk, promise(officer, "110000").pk}) == 3


def test_the_same_files_give_the_same_bytes() -> None:
    first, second = io.BytesIO(), io.BytesIO()
    for target in (first, second):
        pack(target, [("甲.pdf", io.BytesIO(PDF)), ("甲/01-计划.pdf", io.BytesIO(PDF))])
    assert first.getvalue() == second.getvalue()


def press(officer: Actor, **sent: Any) -> Any:
    return signed_in(officer).post(reverse("reporting:collect", args=[YEAR]), sent)


def test_the_board_promises_it_once_and_shows_it() -> None:
    summary(factories.approver("440000"), submitted=True)
    officer = factories.officer()
    for _ in range(2):
        assert press(officer)["Location"].startswith(reverse("reporting:board", args=[YEAR]))
    with scope(officer):
        job = Job.objects.get(kind="collect_summaries")
    client = signed_in(officer)
    assert f'id="job-{job.pk}"' in client.get(reverse("reporting:board", args=[YEAR])).content.decode()
    assert client.post(reverse("reporting:collect", args=[YEAR + 3])).status_code == 404
    perform_job(job.pk)
    with scope(officer):
        file = Job.objects.get(pk=job.pk).result_file_id
    assert content_of(client.get(reverse("portal:file", args=[file]))).startswith(b"PK")
    assert signed_in(factories.approver("440000")).get(reverse("portal:file", args=[file])).status_code == 404


def test_the_board_names_what_cannot_be_packed_and_keeps_the_ticks() -> None:
    summary(factories.approver("440000"), submitted=True)
    officer = factories.officer()
    refused = press(officer, ticked="1", office=["440000", "320000"])
    text = refused.content.decode()
    assert refused.status_code == 409
    assert "江苏省工业和信息化厅" in text.split('class="error-summary"')[1].split("</section>")[0]
    assert text.count(" checked") == 2
    assert press(officer, ticked="1").status_code == 400
    assert press(officer, ticked="1", office="440000").status_code == 302


def test_the_archive_is_a_file_of_officers_alone() -> None:
    summary(factories.approver("440000"), submitted=True)
    officer = factories.officer()
    job = collect(officer)
    addresses = [reverse("portal:file", args=[job.result_file_id]), reverse("api:job-file", args=[job.pk])]
    other = factories.member(factories.ministry(), Role.ADMINISTRATOR)
    for address in addresses:
        assert content_of(signed_in(factories.officer()).get(address)).startswith(b"PK")
        assert signed_in(other).get(address).status_code == 404
    assert addresses[0] not in signed_in(other).get(reverse("portal:job", args=[job.pk])).content.decode()
