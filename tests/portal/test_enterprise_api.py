"""The API's enterprises and imports through real requests."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from portal.tasks import run_job
from tests.factories import approver, enterprise, responsible, reviewer
from tests.portal.test_enterprises import profile
from tests.portal.test_import import CODE, EARLY, client_of, csv_of, stored
from tests.portal.test_registers import GOOD

pytestmark = pytest.mark.django_db
BASE = "/api/v1/"


def test_an_official_lists_filters_and_reads_only_what_is_in_reach() -> None:
    own, foreign = enterprise(), enterprise("440605", under="440000")
    client = client_of(approver())
    ids = [row["id"] for row in client.get(f"{BASE}enterprises/").json()["results"]]
    assert own.pk in ids
    assert foreign.pk not in ids
    assert client.get(f"{BASE}enterprises/", {"size": "huge"}).json()["errors"].keys() == {"size"}
    assert client.get(f"{BASE}enterprises/{own.pk}/").json()["credit_code"] == own.organisation.code
    assert client.get(f"{BASE}enterprises/{foreign.pk}/").status_code == 404
    body = profile() | {"version": 1}
    assert client.put(f"{BASE}enterprises/{own.pk}/", body, "application/json").status_code == 404


def test_an_enterprise_changes_itself_and_a_stale_write_gets_both_texts() -> None:
    company = enterprise()
    client = client_of(responsible(company))
    body = profile(headcount="77") | {"version": 1}
    url = f"{BASE}enterprises/{company.pk}/"
    assert client.put(url, body, "application/json").json()["headcount"] == 77
    stale = client.put(url, body | {"headcount": "78"}, "application/json")
    assert (stale.status_code, stale.json()["current"]["headcount"]) == (409, "77")
    assert client.put(url, body | {"revenue": "x", "version": 2}, "application/json").json()["errors"].keys() == {
        "revenue"
    }
    assert client.put(url, {"version": "x"}, "application/json").status_code == 400


def test_an_official_corrects_a_code_over_the_version_that_was_read() -> None:
    company = enterprise()
    url, body = f"{BASE}enterprises/{company.pk}/code/", {"credit_code": CODE, "version": 1}
    assert client_of(reviewer()).post(url, body, "application/json").status_code == 403
    assert client_of(responsible(company)).post(url, body, "application/json").status_code == 404
    assert client_of(approver("440000")).post(url, body, "application/json").status_code == 404
    client = client_of(approver())
    corrected = client.post(url, body, "application/json").json()
    assert (corrected["credit_code"], corrected["version"]) == (CODE, 2)
    stale = client.post(url, body | {"credit_code": EARLY}, "application/json").json()
    assert (stale["current"], stale["attempted"]) == ({"credit_code": CODE}, {"credit_code": EARLY})


def test_a_register_is_uploaded_previewed_and_committed() -> None:
    client = client_of(approver("350200"))
    upload = client.post(f"{BASE}register-imports/", {"file": SimpleUploadedFile("a.csv", csv_of(GOOD, "坏行,1"))})
    assert upload.status_code == 202
    url = f"{BASE}register-imports/{upload.json()['id']}/"
    assert client.post(f"{url}commit/").status_code == 409
    run_job(upload.json()["id"])
    preview = client.get(url).json()
    assert preview["counts"]["new"] == 1
    assert preview["findings"][0]["row"] == 3
    done = client.post(f"{url}commit/")
    run_job(done.json()["id"])
    assert stored(CODE).headcount == 30
    assert client_of(approver("330000")).get(url).status_code == 404
    assert client.post(f"{BASE}register-imports/", {}).status_code == 400
