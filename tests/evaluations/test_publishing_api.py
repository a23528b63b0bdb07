"""The whole way through the interface for programs: counted, announced, objected, answered, published, checked, revoked."""

from typing import Any

import pytest
from django.test import Client

from evaluations.models import Certificate, PublicNotice
from evaluations.services.publishing_jobs import ANNOUNCE_RESULTS, PUBLISH_NOTICE, PUBLISH_RESULTS
from portal.tenancy import Actor
from tests import factories
from tests.evaluations.factories import authority_round
from tests.evaluations.publishing import SAID, WORDS, determined, end, entries, run, this_year, with_notice
from tests.evaluations.test_filing_pages import client_of
from tests.seeding import seeding

pytestmark = pytest.mark.django_db
API = "/api/v1/"
OBJECTION = {"name": SAID.name, "contact": SAID.contact, "text": SAID.text}


def send(client: Client, path: str, sent: dict[str, Any], status: int) -> Any:
    answer = client.post(f"{API}{path}", sent, content_type="application/json")
    assert answer.status_code == status, answer.content.decode()
    return answer.json()


def get(client: Client, path: str, status: int = 200) -> Any:
    answer = client.get(f"{API}{path}")
    assert answer.status_code == status, answer.content.decode()
    return answer.json()


def test_the_whole_way_by_program() -> None:
    with_notice()
    (made,) = determined(lowered=("D1.1",))
    approver, public = client_of(made.approver), Client()
    (row,) = get(approver, f"determined/?year={this_year()}")["results"]
    assert (row["id"], row["gap"]) == (made.filing.pk, 0)
    counted = get(approver, "determined/counts/")
    assert (counted["total"], counted["cities"][0]["city"]) == (1, "杭州市")
    batch = {"year": this_year(), "until": counted["until"]}
    words = {"title": WORDS.title, "text": WORDS.text, "contact": WORDS.contact}
    send(approver, "determined/publish/", batch, 409)
    notice = send(approver, "determined/announce/", batch | words, 201)
    run(ANNOUNCE_RESULTS)
    assert get(approver, "announcements/")["results"][0]["tally"]["open"] == 1
    entry = get(public, f"public-notices/{notice['id']}/entries/")["results"][0]
    assert set(entry) == {"id", "company", "city", "division", "level", "stage_zh", "stage_en", "state"}
    assert [row["id"] for row in get(public, f"public-notices/?year={this_year()}&authority=330000")["results"]] == [
        notice["id"]
    ]
    assert get(public, "public-notices/?year=x")["results"] == []
    received = send(public, f"public-notices/{notice['id']}/entries/{entry['id']}/objections/", OBJECTION, 201)
    assert set(received) == {"reference", "received_on", "state"}
    (objection,) = get(approver, f"announcements/{notice['id']}/objections/")["results"]
    answer = {"upheld": False, "reason": "核实无误"}
    send(approver, f"objections/{objection['id']}/answer/", answer, 409)
    done = send(client_of(factories.approver()), f"objections/{objection['id']}/answer/", answer, 200)
    assert (done["state"], done["came_by"]) == ("rejected", "web")
    assert get(public, f"public-notices/objections/{received['reference']}/")["state"] == "rejected"
    send(approver, f"announcements/{notice['id']}/publish/", {}, 409)
    _end(made.approver, notice["id"])
    send(approver, f"announcements/{notice['id']}/publish/", {}, 202)
    run(PUBLISH_NOTICE)
    (certificate,) = get(client_of(made.filler), "certificates/")["results"]
    assert certificate["state"] == "valid"
    check = {"number": certificate["number"], "code": certificate["code"]}
    assert send(public, "certificates/check/", check, 200)["state"] == "valid"
    send(public, "certificates/check/", check | {"code": "2" * 10}, 404)
    send(approver, f"reviews/{made.filing.pk}/revoke/", {"reason": "材料虚假示例"}, 200)
    told = send(public, "certificates/check/", check, 200)
    assert (told["state"], "材料虚假示例" in str(told)) == ("revoked", False)


def _end(actor: Actor, pk: int) -> None:

    with seeding():
        end(PublicNotice.objects.get(pk=pk))


def test_a_letter_and_a_direct_publication_by_program() -> None:
    with_notice()
    (made,) = determined()
    reviewer, approver = client_of(made.reviewer), client_of(made.approver)
    batch = {"year": this_year(), "until": get(approver, "determined/counts/")["until"]}
    notice = send(approver, "determined/announce/", batch | {"title": "示例", "text": "示例", "contact": "示例"}, 201)
    run(ANNOUNCE_RESULTS)
    with seeding():
        (entry,) = entries(PublicNotice.objects.get(pk=notice["id"]))
    path = f"announcements/entries/{entry.pk}/objections/"
    kept = send(reviewer, path, OBJECTION | {"received_on": notice["posted_on"]}, 201)
    assert kept["came_by"] == "letter"
    send(reviewer, path, OBJECTION | {"name": "李某", "received_on": "2020-01-01"}, 409)
    assert get(reviewer, f"objections/{kept['id']}/")["text"] == SAID.text
    assert get(reviewer, f"announcements/{notice['id']}/entries/")["results"][0]["waiting"] == 1
    authority_round(notice_days=None)
    (other,) = determined()
    again = {"year": this_year(), "chosen": [other.filing.pk], "until": get(approver, "determined/counts/")["until"]}
    send(approver, "determined/publish/", again, 202)
    run(PUBLISH_RESULTS)
    with seeding():
        assert Certificate.objects.filter(filing=other.filing).count() == 1


def test_others_meet_nothing() -> None:
    with_notice()
    (made,) = determined()
    for actor in (made.filler, made.reviewer, factories.officer()):
        get(client_of(actor), "determined/", 404)
        send(client_of(actor), "determined/publish/", {"year": 2026, "until": "2026-01-01T00:00:00Z"}, 404)
    for actor in (made.filler, factories.officer()):
        get(client_of(actor), "announcements/", 404)
    get(client_of(made.approver), "certificates/", 404)
    get(Client(), "announcements/", 401)
