"""The directory of enterprises as a file: the list's own filters and order, a job, nothing that runs in a spreadsheet."""

import csv
import re
from io import BytesIO, StringIO

import pytest
from django.test import Client
from python_calamine import CalamineWorkbook

from portal.enums import JobState
from portal.models import AuditEntry, Enterprise, Job
from portal.services import enterprise_export
from portal.services.files import read_content
from portal.tenancy import Actor
from tests import factories
from tests.portal.people import perform_jobs
from tests.portal.test_import import client_of
from tests.seeding import seeding

pytestmark = pytest.mark.django_db
HEAD = 2


@pytest.fixture
def browser() -> Client:
    return client_of(factories.reviewer())


def rows_of(browser: Client, query: str = "", kind: str = "csv") -> list[list[str]]:
    """As the file has them, without its first two lines."""
    asked = browser.post(f"/enterprises/export/{query}", {"format": kind})
    assert asked.status_code == 302, asked.content.decode()
    perform_jobs(enterprise_export.EXPORT)
    with seeding():
        job = Job.objects.select_related("result_file").get(pk=int(asked["Location"].strip("/").split("/")[-1]))
        assert job.state == JobState.DONE, job.reason
        assert job.result_file
        content = read_content(job.result_file)
    if kind == "csv":
        table = list(csv.reader(StringIO(content.decode("utf-8-sig"))))
    else:
        sheet = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0)
        table = [[str(cell).removesuffix(".0") for cell in row] for row in sheet.to_python()]
    assert re.search(rf"\b{len(table) - HEAD} (row|行)", table[0][0])
    return table[HEAD:]


def with_people(company: Enterprise, headcount: int) -> Enterprise:
    with seeding():
        Enterprise.objects.filter(pk=company.pk).update(headcount=headcount)
    return company


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_file_has_the_rows_of_the_filter_in_its_order(browser: Client, kind: str) -> None:
    small = with_people(factories.enterprise("330106", size="small"), 20)
    large = with_people(factories.enterprise("330106", size="large"), 900)
    larger = with_people(factories.enterprise("330402", size="large"), 1200)
    factories.enterprise("110105", under="110000")
    found = rows_of(browser, "?sort=-headcount", kind)
    assert [row[1] for row in found] == [e.organisation.name for e in (larger, large, small)]
    assert [row[7] for row in found] == ["1200", "900", "20"]
    assert found[1][2:4] == ["杭州市", "西湖区"]
    assert [row[1] for row in rows_of(browser, "?size=large&area=/33/3301/", kind)] == [large.organisation.name]


def test_a_name_that_is_a_formula_stays_a_text(browser: Client) -> None:
    company = factories.enterprise()
    with seeding():
        company.organisation.name = "=1+1有限公司"
        company.organisation.save()
    assert rows_of(browser)[0][1] == "'=1+1有限公司"
    assert rows_of(browser, kind="xlsx")[0][1] == "=1+1有限公司"


def test_more_than_one_file_holds_is_refused_and_said(browser: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(enterprise_export, "MOST_ROWS", 1)
    for _number in range(2):
        factories.enterprise()
    asked = browser.post("/enterprises/export/", {"format": "csv"})
    perform_jobs(enterprise_export.EXPORT)
    page = browser.get(asked["Location"]).content.decode()
    assert "单个文件最多容纳" in page
    with seeding():
        assert Job.objects.latest("pk").state == JobState.FAILED


def test_a_filter_that_is_no_longer_offered_makes_no_file_of_everything(browser: Client) -> None:
    factories.enterprise()
    browser.post("/enterprises/export/?area=/33/3301/", {"format": "csv"})
    with seeding():
        job = Job.objects.get(kind=enterprise_export.EXPORT)
        job.params["filters"]["area"] = "/99/"
        job.save()
    perform_jobs(enterprise_export.EXPORT)
    with seeding():
        job.refresh_from_db()
        assert (job.state, job.result_file_id) == (JobState.FAILED, None)
        assert job.reason


def test_each_filter_has_a_file_of_its_own(browser: Client) -> None:
    asked = {
        browser.post(f"/enterprises/export/?q={'甲' * 90}{last}", {"format": "csv"})["Location"] for last in "乙丙"
    }
    assert len(asked) == 2
    again = browser.post(f"/enterprises/export/?q={'甲' * 90}乙", {"format": "csv"})["Location"]
    assert again in asked, "pressed twice it is one job"


def test_whom_to_ask_at_a_company_stays_with_its_record_and_words_are_the_reader_s(browser: Client) -> None:
    company = factories.enterprise()
    with seeding():
        Enterprise.objects.filter(pk=company.pk).update(contact_name="联系甲", contact_phone="13800000000")
    assert not {"联系甲", "13800000000"} & set(rows_of(browser)[0])
    browser.cookies["django_language"] = "en"
    browser.post("/i18n/setlang/", {"language": "en"})
    assert rows_of(browser)[0][4].startswith("C36 ")


def test_a_value_that_nobody_offered_makes_no_file(browser: Client) -> None:
    assert browser.post("/enterprises/export/?size=huge", {"format": "csv"}).status_code == 400
    assert browser.post("/enterprises/export/", {"format": "exe"}).status_code == 400
    with seeding():
        assert not Job.objects.filter(kind=enterprise_export.EXPORT).exists()


def test_the_page_sends_its_filters_along_and_the_audit_knows(browser: Client) -> None:
    factories.enterprise(size="large")
    page = browser.get("/enterprises/?size=large").content.decode()
    assert 'action="/enterprises/export/?size=large"' in page
    assert len(rows_of(browser, "?size=large")) == 1
    with seeding():
        assert AuditEntry.objects.get(action="enterprise.exported").detail == {"count": 1, "size": "large"}


def test_programs_ask_for_the_same(browser: Client) -> None:
    factories.enterprise(size="large")
    asked = browser.post("/api/v1/enterprises/export/?size=large", {"format": "xlsx"}, content_type="application/json")
    assert asked.status_code == 202
    perform_jobs(enterprise_export.EXPORT)
    done = browser.get(f"/api/v1/jobs/{asked.json()['id']}/").json()
    assert done["state"] == "done"
    wrong = browser.post("/api/v1/enterprises/export/?size=huge", {}, content_type="application/json")
    assert wrong.status_code == 400


def test_a_company_has_no_directory(browser: Client) -> None:
    person: Actor = factories.filler(factories.enterprise())
    assert client_of(person).post("/enterprises/export/", {"format": "csv"}).status_code == 404
