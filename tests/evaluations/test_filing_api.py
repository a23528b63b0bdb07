import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from portal.tenancy import Actor
from tests import factories
from tests.evaluations.factories import PDF, Case, case, yearly_round
from tests.factories import sign_in

pytestmark = pytest.mark.django_db
ROOT = "/api/v1/filings/"


def api(actor: Actor) -> APIClient:
    client = APIClient()
    sign_in(client, actor)
    return client


def at(made: Case, path: str = "") -> str:
    return f"{ROOT}{made.filing.pk}/{path}"


def test_a_filing_from_opening_to_receipt() -> None:
    yearly_round()
    company = factories.enterprise()
    client = api(factories.responsible(company))
    opened = client.post(ROOT).json()
    assert opened["state"] == "draft"
    assert client.post(ROOT).json()["id"] == opened["id"]
    assert [row["id"] for row in client.get(ROOT).json()["results"]] == [opened["id"]]


def test_answers_carry_versions_and_keys() -> None:
    made = case(answered=False)
    client = api(made.filler)
    body = {"rung": "3", "remark": "第一次", "version": 0}
    for _attempt in range(2):
        saved = client.put(at(made, "answers/D1.1/"), body, format="json", headers={"Idempotency-Key": "k"})
        assert saved.json()["version"] == 1
    stale = client.put(at(made, "answers/D1.1/"), body | {"remark": "第二次"}, format="json")
    assert stale.status_code == 409
    assert stale.json()["current"]["remark"] == "第一次"
    assert stale.json()["attempted"]["remark"] == "第二次"
    assert len(client.get(at(made, "answers/")).json()) == 1
    assert client.get(at(made, "standing/")).json()["answered"] == 1


@pytest.mark.parametrize(
    "body",
    [{}, {"rung": "9", "version": 0}, {"rung": "3", "version": -1}, {"rung": "3", "version": 0, "remark": "长" * 2001}],
)
def test_bad_answers_are_400(body: dict[str, object]) -> None:
    made = case(answered=False)
    assert api(made.filler).put(at(made, "answers/D1.1/"), body, format="json").status_code == 400
    assert (
        api(made.filler).put(at(made, "answers/D9.9/"), {"rung": "3", "version": 0}, format="json").status_code == 400
    )


def test_evidence_by_program() -> None:
    made = case()
    client, files = api(made.filler), at(made, "answers/D1.1/evidence/")
    kept = client.post(
        files, {"file": SimpleUploadedFile("a.pdf", PDF), "page": 3, "note": "首件检验"}, format="multipart"
    )
    assert kept.status_code == 201
    assert [(row["page"], row["note"]) for row in client.get(files).json()] == [(3, "首件检验")]
    there, moved = at(made, f"evidence/{kept.json()['id']}/"), {"page": None, "note": "全文", "version": 1}
    assert client.put(there, moved, format="json").json()["version"] == 2
    assert client.put(there, moved | {"note": "附录"}, format="json").status_code == 409
    assert client.put(there, moved | {"page": 0, "version": 2}, format="json").json()["errors"].keys() == {"page"}
    bad = client.post(files, {"file": SimpleUploadedFile("a.pdf", b"MZ")}, format="multipart")
    assert bad.status_code == 400
    assert client.delete(at(made, f"evidence/{kept.json()['id']}/")).status_code == 204
    assert client.get(files).json() == []


def test_submission_is_for_the_responsible_person() -> None:
    made = case()
    assert api(made.filler).post(at(made, "submit/"), {"pledged": True}, format="json").status_code == 409
    assert api(made.responsible).post(at(made, "submit/"), {"pledged": False}, format="json").status_code == 409
    submitted = api(made.responsible).post(at(made, "submit/"), {"pledged": True}, format="json").json()
    assert submitted["state"] == "submitted"
    assert submitted["number"]
    assert api(made.responsible).post(at(made, "withdraw/")).json()["state"] == "draft"


def test_results_and_history_once_determined() -> None:
    made = case(determined=True, lowered=("D1.1",))
    client = api(made.filler)
    assert [row["kind"] for row in client.get(at(made, "results/")).json()] == ["self", "final"]
    assert client.get(at(made, "history/")).json()[0]["transition"] == "determine"


@pytest.mark.parametrize("path", ["", "answers/", "standing/", "results/", "history/", "answers/D1.1/evidence/"])
def test_foreign_equals_absent(path: str) -> None:
    made = case(submitted=True)
    for actor in (factories.filler(factories.enterprise()), factories.reviewer("440000")):
        assert api(actor).get(at(made, path)).status_code == 404
    assert APIClient().get(at(made, path)).status_code in (401, 403)


def test_a_foreign_filing_is_not_changed() -> None:
    made, client = case(), api(factories.responsible(factories.enterprise()))
    assert client.put(at(made, "answers/D1.1/"), {"rung": "1", "version": 1}, format="json").status_code == 404
    assert client.post(at(made, "submit/"), {"pledged": True}, format="json").status_code == 404


def test_an_official_does_not_write_answers() -> None:
    made = case(submitted=True)
    answer = api(made.reviewer).put(at(made, "answers/D1.1/"), {"rung": "1", "version": 1}, format="json")
    assert answer.status_code == 409


def test_bad_filters_are_named() -> None:
    made = case()
    assert "state" in api(made.filler).get(ROOT, {"state": "x"}).json()


def test_rounds_and_standards_are_read_by_all() -> None:
    yearly_round()
    client = api(factories.filler(factories.enterprise()))
    assert client.get("/api/v1/rounds/").json()[0]["summary_due_on"]
    assert client.get("/api/v1/standards/").json()[0]["notice_zh"] == "示例，非官方"
