"""Nothing typed into an appeal is lost, whatever the answer to it."""

import pytest

from evaluations.appeal_queries import appeal_of, contested_items
from portal.tenancy import scope
from tests.evaluations.factories import Case
from tests.evaluations.test_appeals import ITEM, WHY, age, determined, submit, write
from tests.evaluations.test_filing_pages import client_of, url

pytestmark = pytest.mark.django_db


def reasons(made: Case) -> dict[str, str]:
    with scope(made.filler) as actor:
        return {code: row.reason for code, row in contested_items(appeal_of(actor, made.filing)).items()}


@pytest.mark.parametrize("go", ["save", "submit", "all"])
def test_a_reason_without_its_tick_is_asked_about_and_stays_on_the_page(go: str) -> None:
    made = determined()
    typed = {"reason": WHY, "reason_D1.2": ITEM, "version": "0", "go": go}
    answer = client_of(made.responsible).post(url("appeal", made), typed)
    assert answer.status_code == 400
    page = answer.content.decode()
    assert ITEM in page
    assert 'id="error-D1.2"' in page
    assert 'data-draft="unsaved"' in page
    assert reasons(made) == {}


def test_unticking_alone_drops_no_stored_reason_but_unticking_and_clearing_does() -> None:
    made = determined()
    write(made)
    client = client_of(made.responsible)
    typed = {"reason": WHY, "version": "1"}
    assert client.post(url("appeal", made), typed | {"reason_D1.2": ITEM}).status_code == 400
    assert reasons(made) == {"D1.2": ITEM}
    assert client.post(url("appeal", made), typed | {"reason_D1.2": " "}).status_code == 302
    assert reasons(made) == {}


def test_after_the_last_day_and_after_a_colleague_submitted_the_typed_text_stays_on_the_page() -> None:
    late, done = determined(), determined()
    age(late, 90)
    write(done)
    submit(done)
    for made in (late, done):
        typed = {
            "reason": "我刚写好的另一份申诉理由。",
            "items": "D1.2",
            "reason_D1.2": "我写的条目理由。",
            "version": "1",
        }
        answer = client_of(made.filler).post(url("appeal", made), typed)
        assert answer.status_code == 409
        page = answer.content.decode()
        assert all(text in page for text in (typed["reason"], typed["reason_D1.2"], 'id="reason-error"'))
