"""What a company sees of its storage: on the item where it uploads, and on a page of its own."""

import pytest
from pytest_django.fixtures import Settings

from tests import factories
from tests.evaluations.factories import case
from tests.evaluations.test_filing_pages import client_of, url
from tests.portal.people import signed_in
from tests.portal.sending import opened, rows, sent, taken
from tests.portal.test_uploads import LONG

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
