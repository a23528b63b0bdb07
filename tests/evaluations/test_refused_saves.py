"""What the pages of a filing say when they take nothing, and where they lead from there."""

import pytest

from tests.evaluations.factories import case
from tests.evaluations.test_filing_pages import client_of, save, url

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("script", [True, False])
def test_a_stale_save_tells_a_colleague_from_ones_own_other_window(*, script: bool) -> None:
    made = case(answered=False)
    save(made, remark="先保存的文字")
    own = save(made, script=script, remark="后写的文字").content.decode()
    made.filler, first = made.responsible, made.filler
    colleague = save(made, script=script, remark="后写的文字").content.decode()
    assert "您填写期间，此处已在您的另一个窗口中修改" in own
    assert "您的另一个窗口" not in colleague
    assert "他人修改了此处" in colleague
    assert first.user_name in colleague


def test_a_text_larger_than_a_request_is_said_to_be_too_long() -> None:
    made = case(answered=False)
    answer = save(made, remark="长" * 800_000)
    assert answer.status_code == 413
    page = save(made, script=False, remark="长" * 800_000)
    assert page.status_code == 400
    assert answer.json()["message"] in page.content.decode()


def test_the_check_of_what_was_submitted_leads_to_the_receipt() -> None:
    words = "这是已提交的内容，不能再修改。"
    submitted, draft = case(submitted=True), case()
    page = client_of(submitted.filler).get(url("check", submitted)).content.decode()
    assert words in page
    assert url("receipt", submitted) in page
    assert words not in client_of(draft.filler).get(url("check", draft)).content.decode()


@pytest.mark.parametrize("name", ["submit", "reason"])
def test_the_address_of_a_refused_step_leads_back_to_the_check(name: str) -> None:
    made = case()
    led = client_of(made.responsible).get(url(name, made, *["K1"] * (name == "reason")))
    assert led.status_code == 302
    assert led["Location"].startswith(url("check", made))
