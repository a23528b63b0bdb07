"""Names of files: kept harmless, and whoever sent one is told when it is kept under another."""

import io
import zipfile
from io import BytesIO

import pytest
from celery import current_app
from django.core.files.uploadedfile import SimpleUploadedFile
from python_calamine import CalamineWorkbook

from portal.jobs import perform_job
from portal.models import Job
from portal.services.files import read_content
from tests.evaluations.factories import PDF, case
from tests.evaluations.library import newest, page, pdf, sent, shelve
from tests.evaluations.test_evidence_pages import upload
from tests.evaluations.test_filing_pages import client_of, url
from tests.seeding import seeding

pytestmark = pytest.mark.django_db
ODD, CLEAN = "报告<终稿>?.pdf", "报告终稿.pdf"
SAID = "“报告&lt;终稿&gt;?.pdf”已保存为“报告终稿.pdf”。"


def test_a_script_is_told_the_name_under_which_a_file_is_kept() -> None:
    made = case()
    assert upload(made, PDF, ODD).json()["names"] == [CLEAN]
    assert upload(made, PDF, "另一个名称.pdf").json()["names"] == [CLEAN], "the same content is kept once"


def test_without_scripts_the_page_that_follows_says_it() -> None:
    made = case()
    client = client_of(made.filler)
    files = [SimpleUploadedFile(ODD, pdf("1")), SimpleUploadedFile("照常.PDF", pdf("2"))]
    shown = client.post(url("evidence-add", made, "D1.1"), {"file": files}, follow=True).content.decode()
    assert SAID in shown
    assert shown.count("已保存为") == 1


def test_the_library_says_it_of_documents_and_versions() -> None:
    made = case()
    client = client_of(made.filler)
    added = client.post(page("document-add"), {"file": sent("1", ODD), "title": "报告"}, follow=True).content.decode()
    assert SAID in added
    document = shelve(made, "手册")
    again = client.post(
        page("document-version-add", document.pk), {"file": sent("3", ODD)}, follow=True
    ).content.decode()
    assert SAID in again


@pytest.mark.parametrize("name", ["=1+1", "+86", "-2", "@SUM(A1)", "=cmd|' /C calc'!A0"])
def test_a_name_never_becomes_a_formula_of_an_exported_list(name: str) -> None:
    made = case()
    document = shelve(made, name)
    client_of(made.filler).post(page("library-export"))
    current_app.loader.import_default_modules()
    with seeding():
        job = Job.objects.get(kind="export_library")
    perform_job(job.pk)
    with seeding():
        file = Job.objects.select_related("result_file").get(pk=job.pk).result_file
        assert file
        content = read_content(file)
    row = CalamineWorkbook.from_object(BytesIO(content)).get_sheet_by_index(0).to_python()[2]
    assert row[0] == name
    assert row[2] == newest(made, document).file.name
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        assert b"<f" not in packed.read("xl/worksheets/sheet1.xml")
