import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from evaluations.models import Answer, Round
from portal.models import Enterprise
from portal.tenancy import Actor, scope
from tests import factories
from tests.evaluations.factories import Case, case, item_codes, yearly_round
from tests.factories import CANARY, sign_in, user_of
from tests.seeding import seeding

pytestmark = pytest.mark.django_db
MOST_QUERIES = 12
# Only inside a test's own transaction does a request need savepoints and put an outer scope back.
NESTING = ("SAVEPOINT", "RELEASE SAVEPOINT", "SELECT set_config('role', 'none'")


def client_of(actor: Actor) -> Client:
    client = Client()
    sign_in(client, actor)
    return client


def url(name: str, made: Case, *args: object) -> str:
    return reverse(f"evaluations:{name}", args=[made.filing.pk, *args])


def save(made: Case, code: str = "D1.1", *, script: bool = True, key: str = "", **fields: Any) -> Any:
    headers = {"Accept": "application/json"} if script else {}
    headers |= {"Idempotency-Key": key} if key else {}
    data = {"rung": "3", "remark": "", "version": "0"} | fields
    return client_of(made.filler).post(url("item", made, code), data, headers=headers)


PAGES = ("filing", "check", "history", "what-if")


@pytest.mark.parametrize(
    "traits", [{}, {"answered": False}, {"returned": True}, {"submitted": True}, {"determined": True}]
)
@pytest.mark.parametrize("name", PAGES)
def test_pages_answer_in_every_state(name: str, traits: dict[str, bool]) -> None:
    made = case(**traits)  # type: ignore[arg-type]
    assert client_of(made.filler).get(url(name, made)).status_code == 200


@pytest.mark.parametrize("name", [*PAGES, "receipt", "result"])
def test_a_strangers_filing_is_not_there(name: str) -> None:
    made, stranger = case(submitted=True), factories.enterprise()
    for actor in (factories.filler(stranger), factories.responsible(stranger), factories.reviewer("440000")):
        assert client_of(actor).get(url(name, made)).status_code == 404


def test_home_begins_with_three_steps() -> None:
    yearly_round()
    page = client_of(factories.filler(factories.enterprise())).get(reverse("evaluations:home"))
    assert reverse("evaluations:open") in page.content.decode()


def test_home_without_a_round_says_so() -> None:
    assert client_of(factories.filler(factories.enterprise())).get(reverse("evaluations:home")).status_code == 200


def test_opening_twice_gives_one_filing() -> None:
    yearly_round()
    client = client_of(factories.filler(factories.enterprise()))
    first, second = (client.post(reverse("evaluations:open")) for _ in range(2))
    assert first["Location"] == second["Location"]


def test_a_closed_window_is_a_sentence() -> None:
    yearly_round(closed=True)
    page = client_of(factories.filler(factories.enterprise())).post(reverse("evaluations:open"))
    assert page.status_code == 409


def test_an_item_page_has_the_question_and_five_rungs() -> None:
    made = case()
    text = client_of(made.filler).get(url("item", made, "D1.1")).content.decode()
    assert text.count('type="radio"') == 5
    assert "最高管理者如何对质量负责" in text
    assert "data-autosave" in text


def test_an_unknown_item_is_not_there() -> None:
    made = case()
    assert client_of(made.filler).get(url("item", made, "D9.9")).status_code == 404
    assert save(made, "D9.9").status_code == 404


def test_a_save_by_script_answers_with_the_version() -> None:
    made = case(answered=False)
    answer = save(made, remark="有会议纪要", key="one")
    assert answer.status_code == 200
    assert answer.json()["version"] == 1
    assert re.fullmatch(r"\d\d:\d\d", answer.json()["saved_at"])
    assert save(made, remark="有会议纪要", key="one").json()["version"] == 1


def test_a_stale_save_shows_both_texts_and_changes_nothing() -> None:
    made = case(answered=False)
    save(made, remark="先保存的文字")
    answer = save(made, rung="4", remark="后写的文字")
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "先保存的文字" in text
    assert "后写的文字" in text
    assert 'data-version="1"' in text
    with scope(made.filler):
        assert Answer.objects.get(evaluation=made.filing.evaluation_id, item__code="D1.1").remark == "先保存的文字"


def test_a_stale_save_without_scripts_keeps_the_typed_text() -> None:
    made = case(answered=False)
    save(made, remark="先保存的文字")
    page = save(made, script=False, remark="后写的文字")
    assert page.status_code == 409
    assert "后写的文字</textarea>" in page.content.decode()


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"rung": "9"}, "rung"),
        ({"rung": "<script>"}, "rung"),
        ({"remark": "长" * 2001}, "remark"),
        ({"remark": "a\x00b"}, "remark"),
        ({"version": "x"}, "version"),
        ({"version": "9" * 30}, "version"),
    ],
)
def test_bad_answers_name_the_field(fields: dict[str, Any], field: str) -> None:
    made = case(answered=False)
    answer = save(made, **fields)
    assert answer.status_code == 422
    assert answer.json()["errors"][field]
    page = save(made, script=False, **fields)
    assert page.status_code == 400
    shown = page.content.decode()
    assert field == "version" or (
        f'id="{field}-error"' in shown and f'aria-describedby="{field}-error"' in shown.replace("remark-hint ", "")
    )
    with scope(made.filler):
        assert not Answer.objects.filter(evaluation=made.filing.evaluation_id).exists()


def test_saving_goes_on_to_the_next_open_item() -> None:
    made = case(answered=False)
    answer = save(made, script=False, go="next")
    assert answer.status_code == 302
    assert answer["Location"] == url("item", made, item_codes()[1])


def test_after_a_return_only_flagged_items_unlock() -> None:
    made = case(returned=True, flagged=("D1.2",))
    client = client_of(made.filler)
    assert "证据不足" in client.get(url("item", made, "D1.2")).content.decode()
    assert "data-autosave" in client.get(url("item", made, "D1.2")).content.decode()
    assert "data-autosave" not in client.get(url("item", made, "D1.1")).content.decode()
    assert save(made, "D1.1", version="1").status_code == 422
    assert save(made, "D1.2", version="1", rung="4").status_code == 200


def test_nothing_changes_after_submission() -> None:
    made = case(submitted=True)
    assert save(made, version="1").status_code == 422
    assert save(made, script=False, version="1").status_code == 409


def test_checking_lists_what_is_missing_and_odd() -> None:
    made = case(answered=False)
    assert 'name="pledged"' not in client_of(made.responsible).get(url("check", made)).content.decode()
    high = case(rung="4")
    text = client_of(high.responsible).get(url("check", high)).content.decode()
    assert 'name="pledged"' in text
    assert "concerns-title" in text
    assert text.count("但未附证明材料") == 1, "what holds for many items is said once"


def test_a_filler_sees_who_submits_and_cannot() -> None:
    made = case()
    client = client_of(made.filler)
    text = client.get(url("check", made)).content.decode()
    assert 'name="pledged"' not in text
    assert str(user_of(made.responsible)) in text
    assert client.post(url("submit", made), {"pledged": "yes"}).status_code == 409


def test_submitting_needs_the_pledge() -> None:
    made = case()
    page = client_of(made.responsible).post(url("submit", made))
    assert page.status_code == 400
    assert made.read().state == "draft"


def test_submission_receipt_and_withdrawal() -> None:
    made = case()
    client = client_of(made.responsible)
    answer = client.post(url("submit", made), {"pledged": "yes"})
    assert answer["Location"] == url("receipt", made)
    filing = made.read()
    text = client.get(url("receipt", made)).content.decode()
    assert filing.number in text
    assert filing.content_hash in text
    assert client.post(url("withdraw", made)).status_code == 302
    assert made.read().state == "draft"
    assert client.get(url("receipt", made)).status_code == 409


def test_after_the_window_a_submission_stays() -> None:
    made = case(submitted=True)
    yesterday = timezone.localdate() - timedelta(days=1)
    with seeding():
        Round.objects.filter(pk=made.filing.round_id).update(opens_on=yesterday, closes_on=yesterday)
    client = client_of(made.responsible)
    assert url("withdraw", made) not in client.get(url("receipt", made)).content.decode()
    assert client.post(url("withdraw", made)).status_code == 409
    assert made.read().state == "submitted"


def test_a_version_that_is_no_number_is_a_sentence() -> None:
    assert save(case(answered=False), version="²").status_code == 422


def test_the_result_shows_both_stages_and_the_reasons() -> None:
    made = case(determined=True, lowered=("D1.1", "D2.4"))
    text = client_of(made.filler).get(url("result", made)).content.decode()
    assert text.count("证据不足") == 2
    assert "data-chart" in text


def test_before_submission_there_is_no_result() -> None:
    made = case()
    assert client_of(made.filler).get(url("result", made)).status_code == 409


def test_the_enterprise_does_not_see_scores_before_their_time() -> None:
    made = case(in_review=True, lowered=("D1.1",))
    assert "证据不足" not in client_of(made.filler).get(url("item", made, "D1.1")).content.decode()


def companys_pages(company: Enterprise, made: Case) -> list[str]:
    item = url("item", made, "D1.1")
    return [reverse("evaluations:home"), item, *(url(name, made) for name in (*PAGES, "receipt", "result"))]


@pytest.mark.parametrize("years", [1, 3])
def test_the_number_of_queries_does_not_grow(years: int, subtests_report: dict[str, int]) -> None:
    company = factories.enterprise()
    for back in range(years, 0, -1):
        made = case(company, year=2026 - back + 1, determined=True, lowered=("D1.1",))
    client = client_of(made.filler)
    for page in companys_pages(company, made):
        client.get(page)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(page).status_code == 200
        queries = [query["sql"] for query in captured if not query["sql"].startswith(NESTING)]
        subtests_report[page.replace(str(made.filing.pk), "N")] = len(queries)
        assert len(queries) <= MOST_QUERIES, json.dumps([query[:160] for query in queries], indent=1)


@pytest.fixture
def subtests_report() -> Any:
    found: dict[str, int] = {}
    yield found
    print(json.dumps(found, indent=1))


def test_no_page_of_one_company_names_another() -> None:
    made, other = case(determined=True), case(determined=True)
    client = client_of(made.filler)
    for page in companys_pages(made.company, made):
        assert f"{CANARY}{other.company.pk}：" not in client.get(page).content.decode()
