"""The library for programs: the services, rules and refusals of its pages."""

from typing import Any

import pytest
from django.test import Client

from tests.evaluations.factories import PDF, case
from tests.evaluations.library import LATER, PAST, next_version, pdf, sent, shelve, show, shown, submit
from tests.evaluations.test_filing_pages import client_of
from tests.portal.sending import opened
from tests.portal.sending import sent as in_parts

pytestmark = pytest.mark.django_db
BASE = "/api/v1/documents/"


def send(client: Client, method: str, path: str, data: Any = None) -> Any:
    return getattr(client, method)(path, data, content_type="application/json")


def test_a_document_is_added_once_listed_changed_archived_and_deleted() -> None:
    made = case()
    client = client_of(made.filler)
    added = client.post(BASE, {"file": sent("a"), "title": "证书", "expires_on": str(PAST)})
    assert (added.status_code, added.json()["newest"]["validity"]) == (201, "expired")
    key = added.json()["id"]
    assert client.post(BASE, {"file": sent("a")}).status_code == 200
    assert [row["id"] for row in client.get(BASE, {"q": "证书", "state": "stale"}).json()["results"]] == [key]
    assert client.get(BASE, {"state": "x"}).status_code == 400
    changed = send(client, "put", f"{BASE}{key}/", {"title": "新证书", "expires_on": str(LATER), "version": 1}).json()
    assert (changed["title"], changed["version"], changed["newest"]["expires_on"]) == ("新证书", 2, str(LATER))
    stale = send(client, "put", f"{BASE}{key}/", {"title": "别的", "version": 1})
    assert (stale.status_code, stale.json()["current"]["title"]) == (409, "新证书")
    assert send(client, "post", f"{BASE}{key}/archive/").json()["archived_at"]
    assert send(client, "post", f"{BASE}{key}/restore/").json()["archived_at"] is None
    assert client.delete(f"{BASE}{key}/").status_code == 204
    assert client.get(f"{BASE}{key}/").status_code == 404


def test_a_large_file_comes_as_an_upload_whose_parts_are_there_also_when_it_is_named_again() -> None:
    made = case()
    client = client_of(made.filler)
    first, second, same = (in_parts(made.filler, pdf(mark), key=f"k{at}").pk for at, mark in enumerate("aba"))
    added = [send(client, "post", BASE, {"upload": first, "title": "证书"}) for _time in range(2)]
    assert [answer.status_code for answer in added] == [201, 200]
    assert added[0].json()["id"] == added[1].json()["id"]
    assert added[0].json()["title"] == "证书"
    versions = f"{BASE}{added[0].json()['id']}/versions/"
    for _time in range(2):
        answer = send(client, "post", versions, {"upload": second, "expires_on": str(LATER)})
        assert (answer.status_code, answer.json()["newest"]["number"]) == (201, 2)
    assert list(send(client, "post", versions, {"upload": same}).json()["errors"]) == ["file"]
    assert send(client, "post", BASE, {"upload": in_parts(case().filler, PDF).pk}).status_code == 404
    missing = opened(made.filler, 1 << 20, key="half").pk
    assert send(client, "post", BASE, {"upload": missing}).status_code == 409
    assert send(client, "post", BASE, {"title": "无文件"}).status_code == 400
    assert client.post(BASE, {"file": sent("c"), "upload": first}).status_code == 400


def test_it_is_shown_on_items_renewed_and_taken_off() -> None:
    made = case(rung="3")
    client, document = client_of(made.filler), shelve(made, "证书", "1")
    body = {"filing": made.filing.pk, "items": [{"item": "D1.1", "page": 3, "note": "方针"}, {"item": "D1.2"}]}
    bound = send(client, "post", f"{BASE}{document.pk}/bindings/", body)
    assert bound.status_code == 201
    first, second = bound.json()
    assert (first["item"], first["page"], first["passport"]["title"]) == ("D1.1", 3, "证书")
    wrong = send(client, "post", f"{BASE}{document.pk}/bindings/", body | {"items": [{"item": "D1.3", "page": 0}]})
    assert wrong.json()["errors"] == {"D1.3-page": wrong.json()["errors"]["D1.3-page"]}
    assert client.post(f"{BASE}{document.pk}/versions/", {"file": sent("2")}).status_code == 201
    renewed = send(client, "post", f"/api/v1/filings/{made.filing.pk}/evidence/{first['id']}/renew/").json()
    assert renewed["passport"]["number"] == 2
    assert send(client, "post", f"{BASE}{document.pk}/renew/").json() == {"renewed": 1}
    detail = client.get(f"{BASE}{document.pk}/").json()
    assert [row["number"] for row in detail["versions"]] == [2, 1]
    assert {(row["item"], row["number"], row["page"]) for row in detail["uses"]} == {("D1.1", 2, 3), ("D1.2", 2, None)}
    assert client.delete(f"/api/v1/filings/{made.filing.pk}/evidence/{second['id']}/").status_code == 204
    assert [row[0] for row in shown(made)] == ["D1.1"]


def test_the_evidence_says_what_was_handed_in_to_officials_and_lives_for_its_company() -> None:
    made = case(rung="3")
    document = shelve(made, "证书", "1", expires=PAST)
    show(made, document, "D1.1")
    address = f"/api/v1/filings/{made.filing.pk}/answers/D1.1/evidence/"
    live = client_of(made.filler).get(address).json()[0]["passport"]
    assert (live["document"], live["doubts"][0]["kind"]) == (document.pk, "expired")
    submit(made)
    next_version(made, document, "2", LATER)
    for actor in (made.reviewer, made.filler):
        passport = client_of(actor).get(address).json()[0]["passport"]
        assert passport["document"] is None
        assert (passport["number"], passport["expires_on"]) == (1, str(PAST))


def test_another_companys_document_filing_and_evidence_are_not_there() -> None:
    made, other = case(), case()
    document, foreign = shelve(made, "证书"), shelve(other, "别家的")
    client = client_of(made.filler)
    assert client.get(f"{BASE}{foreign.pk}/").status_code == 404
    body = {"filing": other.filing.pk, "items": [{"item": "D1.1"}]}
    assert send(client, "post", f"{BASE}{document.pk}/bindings/", body).status_code == 404
    assert client_of(made.reviewer).get(BASE).json()["results"] == []
    assert client_of(made.reviewer).post(BASE, {"file": sent("a")}).status_code == 404


def test_the_export_is_a_job() -> None:
    answer = client_of(case().filler).post(f"{BASE}export/?state=stale")
    assert (answer.status_code, answer.json()["kind"]) == (202, "export_library")
