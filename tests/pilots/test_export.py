"""The list of platforms as a file: the list's own filters, a job, nothing that runs in a spreadsheet."""

import csv
import re
from io import BytesIO, StringIO

import pytest
from django.test import Client
from python_calamine import CalamineWorkbook

import pilots.tasks  # noqa: F401  (the handlers of jobs)
from pilots.services import platform_export
from portal.enums import JobState
from portal.models import AuditEntry, Entry, Job
from portal.services.files import read_content
from portal.tenancy import Actor
from tests.factories import enterprise, filler, officer, reviewer
from tests.pilots.factories import institute, people_of, platform
from tests.portal.people import perform_jobs, signed_in
from tests.seeding import seeding

pytestmark = pytest.mark.django_db
EXPORT, API = "/platforms/export/", "/api/v1/platforms/export/"
HEAD = 2


@pytest.fixture
def actor() -> Actor:
    return people_of(institute())


def table_of(job: Job, kind: str) -> list[list[str]]:
    assert job.state == JobState.DONE, job.reason
    assert job.result_file
    content = read_content(job.result_file)
    if kind == "csv":
        return list(csv.reader(StringIO(content.decode("utf-8-sig"))))
    sheet = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0)
    return [[str(cell) for cell in row] for row in sheet.to_python()]


def rows_of(browser: Client, query: str = "", kind: str = "csv") -> list[list[str]]:
    """As the file has them, without the line of time and number and without the head."""
    asked = browser.post(f"{EXPORT}{query}", {"format": kind})
    assert asked.status_code == 302, asked.content.decode()
    perform_jobs(platform_export.EXPORT)
    with seeding():
        job = Job.objects.select_related("result_file").get(pk=int(asked["Location"].strip("/").split("/")[-1]))
        table = table_of(job, kind)
    assert re.search(rf"\d{{4}}-\d\d-\d\d \d\d:\d\d.* {len(table) - HEAD} (row|行)", table[0][0])
    assert {len(row) for row in table[1:]} == {len(set(table[1]))}, "a name of its own over every column"
    return table[HEAD:]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_file_has_the_rows_of_the_filter_in_its_order(actor: Actor, kind: str) -> None:
    platform(actor, name="乙平台", site_area="120.5", released=True)
    platform(actor, name="甲平台", field="information", functions=["sharing", "type_test"])
    platform(people_of(institute("440106")), name="别省平台")
    browser = signed_in(reviewer())
    found = rows_of(browser, "?sort=name", kind)
    assert {row[0] for row in found} == {"甲平台", "乙平台"}
    assert [row[0] for row in rows_of(browser, "?sort=-name", kind)] == [row[0] for row in reversed(found)]
    named = {row[0]: row for row in found}
    assert named["甲平台"][4:8] == ["信息技术", "", "仪器设备共享、产品型式试验", ""]
    assert named["乙平台"][2] == "浙江省 杭州市 西湖区"
    assert named["乙平台"][11] == "120.5"
    assert [named[name][14] for name in ("乙平台", "甲平台")] == ["已公开", "未公开"]
    assert [row[0] for row in rows_of(browser, "?field=information", kind)] == ["甲平台"]
    assert len(rows_of(signed_in(officer()), "", kind)) == 3


def test_a_name_that_is_a_formula_stays_a_text(actor: Actor) -> None:
    platform(actor, name="=1+1平台", address="@示例路1号")
    browser = signed_in(reviewer())
    assert [rows_of(browser)[0][place] for place in (0, 3)] == ["'=1+1平台", "'@示例路1号"]
    assert rows_of(browser, kind="xlsx")[0][0] == "=1+1平台"


def test_whom_to_ask_stays_with_the_record(actor: Actor) -> None:
    platform(actor, contact_name="联系甲", contact_phone="13800000000", contact_email="a@example.test")
    told = " ".join(rows_of(signed_in(reviewer()))[0])
    assert not [one for one in ("联系甲", "13800000000", "a@example.test") if one in told]


def test_more_than_one_file_holds_is_refused_and_said(actor: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(platform_export, "MOST_ROWS", 1)
    for name in ("一", "二"):
        platform(actor, name=name)
    browser = signed_in(reviewer())
    asked = browser.post(EXPORT, {"format": "csv"})
    perform_jobs(platform_export.EXPORT)
    assert "一个文件最多容纳 1 个" in browser.get(asked["Location"]).content.decode()
    with seeding():
        assert Job.objects.get(kind=platform_export.EXPORT).state == JobState.FAILED


def test_a_filter_that_is_no_longer_offered_makes_no_file_of_everything(actor: Actor) -> None:
    platform(actor)
    signed_in(reviewer()).post(f"{EXPORT}?area=/33/3301/", {"format": "csv"})
    with seeding():
        job = Job.objects.get(kind=platform_export.EXPORT)
        job.params["filters"]["area"] = "/99/"
        job.save()
    perform_jobs(platform_export.EXPORT)
    with seeding():
        job.refresh_from_db()
    assert (job.state, job.result_file_id, bool(job.reason)) == (JobState.FAILED, None, True)


def test_a_value_that_nobody_offered_makes_no_file(actor: Actor) -> None:
    browser = signed_in(reviewer())
    assert browser.post(f"{EXPORT}?field=farming", {"format": "csv"}).status_code == 400
    assert browser.post(EXPORT, {"format": "exe"}).status_code == 400
    for person in (actor, filler(enterprise())):
        assert signed_in(person).post(EXPORT, {"format": "csv"}).status_code == 404
    with seeding():
        assert not Job.objects.filter(kind=platform_export.EXPORT).exists()


def test_each_filter_has_a_file_of_its_own_and_pressed_twice_it_is_one_job() -> None:
    browser = signed_in(reviewer())
    first, second = (browser.post(f"{EXPORT}?q={word}", {"format": "csv"})["Location"] for word in ("电池", "合金"))
    assert first != second
    assert browser.post(f"{EXPORT}?q=电池", {"format": "csv"})["Location"] == first


def test_the_page_sends_its_filters_along_and_the_audit_knows(actor: Actor) -> None:
    platform(actor)
    browser = signed_in(reviewer())
    page = browser.get("/platforms/?field=materials").content.decode()
    assert 'action="/platforms/export/?field=materials"' in page
    assert len(rows_of(browser, "?field=materials")) == 1
    with seeding():
        assert AuditEntry.objects.get(action="platform.exported").detail == {"count": 1, "field": "materials"}


def test_programs_ask_for_the_same(actor: Actor) -> None:
    platform(actor, name="电池平台")
    platform(actor, name="合金平台")
    client = signed_in(reviewer())
    asked = client.post(f"{API}?q=电池", {"format": "csv"}, content_type="application/json")
    assert asked.status_code == 202
    perform_jobs(platform_export.EXPORT)
    done = client.get(f"/api/v1/jobs/{asked.json()['id']}/").json()
    assert done["state"] == "done"
    with seeding():
        job = Job.objects.select_related("result_file").get(pk=asked.json()["id"])
        assert [row[0] for row in table_of(job, "csv")[HEAD:]] == ["电池平台"]
    assert client.post(f"{API}?field=farming", {"format": "csv"}, content_type="application/json").status_code == 400
    assert client.post(API, {"format": "exe"}, content_type="application/json").status_code == 400


def test_what_is_released_between_asking_and_writing_is_written_as_it_is(actor: Actor) -> None:
    made = platform(actor)
    browser = signed_in(reviewer())
    browser.post(EXPORT, {"format": "csv"})
    with seeding():
        Entry.objects.filter(pk=made.pk).update(name="后改的名称")
    perform_jobs(platform_export.EXPORT)
    with seeding():
        job = Job.objects.select_related("result_file").get(kind=platform_export.EXPORT)
        assert table_of(job, "csv")[HEAD][0] == "后改的名称", "as of the time that its first line says"
