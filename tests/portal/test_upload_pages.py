"""What a company sees of its storage: on the item where it uploads, and on a page of its own."""

import pytest
from django.urls import reverse
from pytest_django.fixtures import Settings

from portal.enums import FilePurpose
from portal.models import Upload
from portal.services.uploads import append_part, open_upload
from portal.tenancy import Actor, scope
from tests import factories
from tests.evaluations.factories import case
from tests.evaluations.test_filing_pages import client_of, url
from tests.portal.people import signed_in
from tests.portal.sending import opened, rows, sent, taken
from tests.portal.test_uploads import LONG
from tests.reporting.factories import summary

pytestmark = pytest.mark.django_db


def test_the_item_says_how_full_the_storage_is_and_what_waits(settings: Settings) -> None:
    settings.COMPANY_QUOTA = 10 << 20
    made = case(answered=False)
    taken(made.filler, sent(made.filler, LONG))
    opened(made.responsible, 5 << 20, name="第三方报告.zip", key="k2")
    page = client_of(made.filler).get(url("item", made, "D1.1")).content.decode()
    assert "已用 6.9" in page
    assert "共 10.0" in page
    assert 'value="69"' in page
    assert "第三方报告.zip" in page
    assert "/uploads/" in page
    assert "200 MB" in page


def test_an_item_that_is_closed_asks_nothing_about_storage() -> None:
    page = client_of((made := case(submitted=True)).filler).get(url("item", made, "D1.1")).content.decode()
    assert "存储空间" not in page


def test_the_page_lists_what_is_unfinished_and_anybody_of_the_company_cancels_it() -> None:
    company = factories.enterprise()
    filler, colleague = factories.filler(company), factories.responsible(company)
    upload = opened(filler, 5 << 20, name="第三方报告.zip")
    client = signed_in(colleague)
    page = client.get("/uploads/").content.decode()
    assert "第三方报告.zip" in page
    assert filler.user_name in page
    answer = client.post(f"/uploads/{upload.pk}/cancel/", follow=True).content.decode()
    assert "第三方报告.zip" not in answer
    assert "没有未完成的上传" in answer
    assert rows()[0] == 0


def office_upload(actor: Actor, name: str) -> Upload:
    """Half of it has arrived."""
    with scope(actor):
        upload = open_upload(actor=actor, purpose=FilePurpose.ATTACHMENT, name=name, size=2 << 20, key=name)
        return append_part(actor=actor, upload_id=upload.pk, offset=0, content=b"%PDF-1.7" + bytes((1 << 20) - 8))


def test_an_office_sees_what_is_unfinished_among_the_attachments_and_on_the_page_where_anybody_cancels_it() -> None:
    writer, colleague = factories.approver(), factories.reviewer()
    made, company = summary(writer), factories.filler(factories.enterprise())
    opened(company, 5 << 20, name="企业报告.zip")
    upload = office_upload(writer, "工作计划.pdf")
    address = reverse("reporting:attachments", args=[made.pk])
    client = signed_in(colleague)
    shown = client.get(address).content.decode()
    assert "工作计划.pdf" in shown
    assert 'href="/uploads/"' in shown
    page = client.get("/uploads/").content.decode()
    for words in ("未完成的上传", "工作计划.pdf", writer.user_name, "1.0", "随文附件"):
        assert words in page, words
    assert "企业" not in page.split("<main")[1].split("</main")[0], "neither its companies' nor words meant for them"
    answer = client.post(f"/uploads/{upload.pk}/cancel/", follow=True).content.decode()
    assert "没有未完成的上传" in answer
    assert "工作计划.pdf" not in client.get(address).content.decode()
    assert signed_in(factories.approver("440000")).post(f"/uploads/{upload.pk}/cancel/").status_code == 404


def test_a_colleague_goes_on_with_the_same_file_by_the_api() -> None:
    """The browser names it by the file, so it meets the upload that waits, whoever began it."""
    writer, colleague = factories.approver(), factories.reviewer()
    upload = office_upload(writer, "工作计划.pdf")
    client = signed_in(colleague)
    (listed,) = client.get("/api/v1/uploads/").json()["results"]
    assert (listed["id"], listed["offset"]) == (upload.pk, 1 << 20)
    rest = client.patch(
        f"/api/v1/uploads/{upload.pk}/",
        bytes(1 << 20),
        "application/offset+octet-stream",
        headers={"Tus-Resumable": "1.0.0", "Upload-Offset": str(1 << 20)},
    )
    assert (rest.status_code, rest["Upload-Offset"]) == (204, str(2 << 20))
    other = office_upload(writer, "名单.pdf")
    assert client.delete(f"/api/v1/uploads/{other.pk}/").status_code == 204
