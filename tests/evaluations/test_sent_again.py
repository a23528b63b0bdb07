"""A save that arrives twice, late, or after one whose answer got lost makes no second text and no quarrel with oneself."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from rest_framework.test import APIClient

from evaluations.models import Answer, Evidence, Round
from portal.models import StoredFile
from portal.repeats import kept_key
from portal.tenancy import Actor, scope
from tests import factories
from tests.evaluations.factories import PDF, Case, case
from tests.evaluations.library import pdf
from tests.evaluations.test_filing_pages import NESTING, client_of, url
from tests.evaluations.test_review_services import score, taken
from tests.portal.sending import sent
from tests.seeding import seeding

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
MOST_QUERIES = 8


def send(made: Case, text: str, version: int, key: str, *, follows: str = "", who: Actor | None = None) -> Any:
    headers = {"Accept": "application/json", "Idempotency-Key": key, "Idempotency-Follows": follows}
    data = {"rung": "3", "remark": text, "version": version}
    return client_of(who or made.filler).post(url("item", made, "D1.1"), data, headers=headers)


def stored(made: Case) -> tuple[str, int]:
    with scope(made.filler):
        answer = Answer.objects.get(evaluation=made.filing.evaluation_id, item__code="D1.1")
        return answer.remark, answer.version


def close_window(made: Case) -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    with seeding():
        Round.objects.filter(pk=made.filing.round_id).update(opens_on=yesterday, closes_on=yesterday)


def test_a_late_repeat_of_an_older_edit_changes_nothing_and_says_that_newer_text_is_stored() -> None:
    made = case(answered=False)
    assert send(made, "旧", 0, "k1").json() | {"saved_at": ""} == {"version": 1, "saved_at": "", "replaced": False}
    assert send(made, "新", 1, "k2").status_code == 200
    late = send(made, "旧", 0, "k1")
    assert late.json() | {"saved_at": ""} == {"version": 2, "saved_at": "", "replaced": True}
    assert stored(made) == ("新", 2)


def test_a_key_in_use_with_other_words_shows_both_and_drops_none() -> None:
    made = case(answered=False)
    send(made, "第一句", 0, "k1")
    clash = send(made, "同一个键的另一句", 1, "k1")
    assert clash.status_code == 409
    assert "第一句" in clash.content.decode()
    assert stored(made) == ("第一句", 1)


def test_typing_on_after_a_lost_answer_is_no_quarrel_with_oneself() -> None:
    made = case(answered=False)
    send(made, "第一句", 0, "k1")
    assert send(made, "第一句第二句", 0, "k2", follows="k0, k1").json()["version"] == 2
    assert stored(made) == ("第一句第二句", 2)


def test_a_colleague_in_between_is_a_conflict_all_the_same() -> None:
    made = case(answered=False)
    send(made, "第一句", 0, "k1")
    send(made, "同事改过", 1, "x1", who=made.responsible)
    assert send(made, "第一句第二句", 0, "k2", follows="k1").status_code == 409
    assert stored(made) == ("同事改过", 2)


def test_what_arrived_stays_arrived_when_the_item_is_locked_meanwhile() -> None:
    made = case(answered=False)
    send(made, "赶在关窗之前", 0, "k1")
    close_window(made)
    assert send(made, "赶在关窗之前", 0, "k1").status_code == 200
    assert send(made, "晚了", 1, "k2").status_code == 422


def test_long_keys_are_told_apart() -> None:
    made, common = case(answered=False), "k" * 60
    send(made, "一", 0, f"{common}1")
    assert send(made, "二", 1, f"{common}2").json()["version"] == 2
    assert len(kept_key(f"{common}1")) == 40


def test_a_late_repeat_puts_no_older_score_back() -> None:
    made = taken()
    score(made, rung="2", comment="旧", key="k1")
    score(made, rung="4", comment="新", key="k2", version=1)
    late = score(made, rung="2", comment="旧", key="k1")
    assert (late.comment, late.version) == ("新", 2)


def upload(made: Case, key: str, *names: str) -> Any:
    files = [SimpleUploadedFile(name, pdf(name)) for name in names or ("证据.pdf",)]
    headers = {"Accept": "application/json", "Idempotency-Key": key}
    return client_of(made.filler).post(url("evidence-add", made, "D1.1"), {"file": files}, headers=headers)


def rows(made: Case) -> list[int]:
    with scope(made.filler):
        return list(Evidence.objects.filter(scope=made.filing.scope).values_list("pk", flat=True))


def test_a_file_sent_again_is_one_row_and_one_stored_file() -> None:
    made = case(answered=False)
    first, again = upload(made, "f1"), upload(made, "f1")
    assert (first.status_code, again.status_code) == (200, 200)
    assert "证据.pdf" in again.json()["html"]
    assert len(rows(made)) == 1
    assert in_storage_of(made) == 1
    upload(made, "f2")
    assert (len(rows(made)), in_storage_of(made)) == (1, 1), "the same content, whatever its key"
    upload(made, "f3", "甲.pdf", "乙.pdf")
    upload(made, "f3", "甲.pdf", "乙.pdf")
    assert (len(rows(made)), in_storage_of(made)) == (3, 3)


def test_a_file_that_was_removed_does_not_come_back_by_a_late_repeat() -> None:
    made = case(answered=False)
    upload(made, "f1")
    client_of(made.filler).post(url("evidence-remove", made, rows(made)[0]))
    again = upload(made, "f1")
    assert again.status_code == 422
    assert "file" in again.json()["errors"]
    assert rows(made) == []


def hand_over(made: Case, number: int, key: str) -> Any:
    """The number of an upload whose parts are all there, in place of a file."""
    headers = {"Accept": "application/json", "Idempotency-Key": key}
    return client_of(made.filler).post(url("evidence-add", made, "D1.1"), {"upload": number}, headers=headers)


def test_an_upload_handed_over_again_is_one_row_also_when_the_item_is_locked_meanwhile() -> None:
    made = case(answered=False)
    number = sent(made.filler, PDF).pk
    first = hand_over(made, number, "u1")
    close_window(made)
    again = hand_over(made, number, "u1")
    assert (first.status_code, again.status_code) == (200, 200)
    assert f"place-{rows(made)[0]}" in again.json()["html"]
    assert (len(rows(made)), in_storage_of(made)) == (1, 1)
    assert hand_over(made, number, "u2").status_code == 422, "another attempt meets the closed window"


def test_an_upload_that_was_removed_comes_back_only_when_it_is_chosen_again() -> None:
    made = case(answered=False)
    hand_over(made, sent(made.filler, PDF).pk, "u1")
    client_of(made.filler).post(url("evidence-remove", made, rows(made)[0]))
    late = sent(made.filler, PDF, key="chosen again").pk
    refused = hand_over(made, late, "u1")
    assert (refused.status_code, "closed" in refused.json(), rows(made)) == (422, False, [])
    assert hand_over(made, late, "u2").status_code == 200
    assert (len(rows(made)), in_storage_of(made)) == (1, 1)


def in_storage_of(made: Case) -> int:
    with scope(made.filler):
        return StoredFile.objects.filter(scope=made.filing.scope).count()


@pytest.mark.django_db(transaction=True)
def test_a_file_that_arrives_twice_at_once_is_kept_once() -> None:
    made = case(answered=False)
    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda _time: upload_once(made), range(2)))
    assert answers == [200, 200]
    assert (len(rows(made)), in_storage_of(made)) == (1, 1)


def upload_once(made: Case) -> int:
    try:
        return int(upload(made, "f1").status_code)
    finally:
        connection.close()


def test_programs_repeat_safely_too() -> None:
    made, client = case(answered=False), APIClient()
    client.force_login(factories.user_of(made.filler), backend=BACKEND)
    at, headers = f"/api/v1/filings/{made.filing.pk}/answers/D1.1/", {"Idempotency-Key": "k1"}
    body = {"rung": "3", "remark": "一", "version": 0}
    for _again in range(2):
        assert client.put(at, body, format="json", headers=headers).json()["version"] == 1
    files = [
        client.post(f"{at}evidence/", {"file": SimpleUploadedFile("a.pdf", PDF)}, format="multipart", headers=headers)
        for _again in range(2)
    ]
    assert [answer.status_code for answer in files] == [201, 201]
    assert files[0].json()["id"] == files[1].json()["id"]
    number = sent(made.filler, PDF).pk
    taken = [client.post(f"{at}evidence/", {"upload": number}, headers={"Idempotency-Key": "u"}) for _again in range(2)]
    assert [answer.status_code for answer in taken] == [201, 201]
    assert taken[0].json()["id"] == taken[1].json()["id"]
    place = f"/api/v1/filings/{made.filing.pk}/evidence/{rows(made)[0]}/"
    for _again in range(2):
        moved = client.put(
            place, {"page": 3, "note": "", "version": 1}, format="json", headers={"Idempotency-Key": "p"}
        )
        assert moved.json()["version"] == 2


def test_what_one_person_typed_is_not_sent_as_another() -> None:
    made = case(answered=False)
    client, at = client_of(made.responsible), url("item", made, "D1.1")
    data = {"rung": "3", "remark": "填报人写的", "version": 0}
    headers = {"Accept": "application/json", "X-Actor": made.filler.badge}
    refused = client.post(at, data, headers=headers)
    assert refused.status_code == 412
    assert str(factories.user_of(made.responsible)) in refused.json()["message"]
    with scope(made.filler):
        assert not Answer.objects.filter(evaluation=made.filing.evaluation_id).exists()
    assert client.post(at, data, headers=headers | {"X-Actor": made.responsible.badge}).status_code == 200


def test_who_changed_the_organisation_in_another_tab_is_told_to_change_back() -> None:
    made = case(answered=False)
    client, at = client_of(made.filler), url("item", made, "D1.1")
    headers = {"Accept": "application/json", "X-Actor": f"{made.filler.user_id}-{made.filler.home_id + 1}"}
    refused = client.post(at, {"rung": "3", "version": 0}, headers=headers)
    assert refused.status_code == 412
    message = refused.json()["message"]
    assert made.filler.organisation_name in message
    assert "切换回填写时所在的单位" in message
    assert "重新登录" not in message


def test_a_script_is_told_that_nobody_is_signed_in() -> None:
    made = case()
    answer = Client().post(url("item", made, "D1.1"), {}, headers={"Accept": "application/json"})
    assert answer.status_code == 401
    assert answer.json()["message"]


def test_after_the_window_a_draft_is_closed_and_says_since_when() -> None:
    made = case()
    close_window(made)
    refusal = send(made, "晚到的一句", 1, "k1")
    assert refusal.status_code == 422
    assert str(made.read().round.closes_on.day) in str(refusal.json()["errors"])
    assert upload(made, "f1").status_code == 422
    text = client_of(made.filler).get(url("item", made, "D1.1")).content.decode()
    assert "data-autosave" not in text
    assert "data-upload" not in text


def test_the_window_does_not_close_on_a_correction() -> None:
    made = case(returned=True, flagged=("D1.1",))
    close_window(made)
    assert send(made, "补正", 1, "k1").status_code == 200


def test_a_save_costs_eight_queries_at_most() -> None:
    made = case()
    client, at = client_of(made.filler), url("item", made, "D1.1")
    headers = {"Accept": "application/json", "X-Actor": made.filler.badge}
    for version in (1, 2):  # definitions are read once a process
        data = {"rung": "3", "remark": f"第{version}次", "version": version}
        with CaptureQueriesContext(connection) as captured:
            assert client.post(at, data, headers=headers | {"Idempotency-Key": f"k{version}"}).status_code == 200
    queries = [query["sql"] for query in captured.captured_queries if not query["sql"].startswith(NESTING)]
    assert len(queries) <= MOST_QUERIES, "\n".join(queries)
