"""Uploads over HTTP: the tus protocol as its clients speak it, and the same for a browser's session."""

import base64
import io
import os
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django.fixtures import Settings

from evaluations.models import Evidence
from portal.models import AuditEntry, Upload
from portal.services.accounts import create_token
from portal.tenancy import scope
from tests.evaluations.factories import PDF, Case, case
from tests.factories import user_of
from tests.portal.contents import PROGRAM
from tests.portal.people import signed_in
from tests.portal.sending import in_storage, rows
from tests.seeding import seeding

pytestmark = pytest.mark.django_db
TUS = {"Tus-Resumable": "1.0.0"}
NAME = "检验记录.pdf"
LONG = PDF[:-6] + os.urandom(300_000) + b"\n%%EOF"


@pytest.fixture(autouse=True)
def _storage(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = str(tmp_path)


@pytest.fixture
def made() -> Case:
    return case(answered=False)


@pytest.fixture
def client(made: Case) -> Client:
    return signed_in(made.filler)


def open_it(client: Client, size: object = len(LONG), *, name: str = NAME, key: str = "k1", **headers: str) -> Any:
    label = f"filename {base64.b64encode(name.encode()).decode()},purpose {base64.b64encode(b'evidence').decode()}"
    sent = TUS | {"Upload-Length": str(size), "Upload-Metadata": label, "Idempotency-Key": key} | headers
    return client.post("/api/v1/uploads/", headers=sent)


def send(client: Client, address: str, offset: object, part: bytes, **headers: str) -> Any:
    kind = headers.pop("content_type", "application/offset+octet-stream")
    return client.patch(address, part, kind, headers=TUS | {"Upload-Offset": str(offset)} | headers)


def attach(client: Client, made: Case, **sent: object) -> Any:
    address = f"/filings/{made.filing.pk}/items/D1.1/evidence/"
    return client.post(address, sent, headers={"Accept": "application/json"})


def evidence(made: Case) -> list[Evidence]:
    with scope(made.filler):
        return list(Evidence.objects.select_related("file").filter(answer__evaluation=made.filing.evaluation_id))


def test_as_a_client_of_the_protocol_does_it(client: Client, made: Case) -> None:
    can = client.options("/api/v1/uploads/")
    assert (can.status_code, can["Tus-Version"], can["Tus-Max-Size"]) == (204, "1.0.0", str(200 * 1024 * 1024))
    assert set(can["Tus-Extension"].split(",")) == {"creation", "termination", "checksum", "expiration"}
    opened = open_it(client)
    assert (opened.status_code, opened["Upload-Offset"], opened["Tus-Resumable"]) == (201, "0", "1.0.0")
    address = opened["Location"]
    first = send(client, address, 0, LONG[:200_000])
    assert (first.status_code, first["Upload-Offset"]) == (204, "200000")
    asked = client.head(address, headers=TUS)
    assert (asked.status_code, asked["Upload-Offset"], asked["Upload-Length"]) == (200, "200000", str(len(LONG)))
    assert asked["Cache-Control"] == "no-store"
    wrong = send(client, address, 0, LONG[:200_000])
    assert (wrong.status_code, wrong.json()["errors"].keys()) == (409, {"offset"})
    assert send(client, address, 200_000, LONG[200_000:])["Upload-Offset"] == str(len(LONG))
    again = open_it(client)
    assert (again.status_code, again["Location"], again["Upload-Offset"]) == (200, address, str(len(LONG)))


def test_a_finished_upload_becomes_evidence_once(client: Client, made: Case) -> None:
    """Also when the answer was lost and the same is asked for again; in the page and in the API."""
    number = open_it(client).json()["id"]
    assert attach(client, made, upload=number).status_code == 422, "nothing has arrived"
    send(client, f"/api/v1/uploads/{number}/", 0, LONG)
    first, second = attach(client, made, upload=number), attach(client, made, upload=number)
    assert first.json()["files"] == second.json()["files"] == 1
    assert "293.0" in first.json()["storage"], "the page shows at once how full the storage is now"
    programs = client.post(
        f"/api/v1/filings/{made.filing.pk}/answers/D1.1/evidence/", {"upload": number}, "application/json"
    )
    assert programs.status_code == 201
    (kept,) = evidence(made)
    assert (kept.file.name, kept.file.size) == (NAME, len(LONG))
    assert programs.json()["id"] == kept.pk
    assert client.get(f"/api/v1/uploads/{number}/").json()["file"] == kept.file_id
    assert client.get("/api/v1/uploads/").json()["results"] == [], "the list holds what is unfinished"


def test_an_upload_of_what_the_library_has_leaves_no_second_copy(
    client: Client, made: Case, tmp_path: Path, django_capture_on_commit_callbacks: Any
) -> None:
    """Sent whole, then in parts under another name and key, then asked for again: one content, one document, one row."""
    with django_capture_on_commit_callbacks(execute=True):
        assert attach(client, made, file=SimpleUploadedFile(NAME, LONG)).status_code == 200
        address = open_it(client, name="同一份.pdf")["Location"]
        send(client, address, 0, LONG)
        number = client.get(address).json()["id"]
        for _again in range(2):
            assert attach(client, made, upload=number, key="其他").status_code == 200
    (kept,) = evidence(made)
    assert client.get(address).json()["file"] == kept.file_id, "the upload has become what was there"
    assert len(client.get("/api/v1/documents/").json()["results"]) == 1
    assert client.get("/api/v1/storage/").json()["stored"] == len(LONG)
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 1


def test_what_was_never_handed_in_stays_in_the_library_and_gives_room_back_when_it_is_deleted(
    client: Client, made: Case, django_capture_on_commit_callbacks: Any
) -> None:
    send(client, open_it(client)["Location"], 0, LONG)
    attach(client, made, upload=client.get("/api/v1/uploads/").json()["results"][0]["id"])
    assert client.get("/api/v1/storage/").json() == {"stored": len(LONG), "unfinished": 0, "limit": 5 << 30}
    client.post(f"/filings/{made.filing.pk}/evidence/{evidence(made)[0].pk}/remove/")
    (document,) = client.get("/api/v1/documents/").json()["results"]
    assert client.get("/api/v1/storage/").json()["stored"] == len(LONG)
    assert any("evidence" in path.parts for path in in_storage())
    with django_capture_on_commit_callbacks(execute=True):
        assert client.delete(f"/api/v1/documents/{document['id']}/").status_code == 204
    assert not any("evidence" in path.parts for path in in_storage()), "room that counts as free is free on the disk"
    assert client.get("/api/v1/storage/").json()["stored"] == 0
    assert rows() == (0, 0)


def test_what_was_handed_in_once_stays_and_counts() -> None:
    made = case(rung="5", returned=True)
    client = signed_in(made.filler)
    send(client, open_it(client)["Location"], 0, LONG)
    attach(client, made, upload=client.get("/api/v1/uploads/").json()["results"][0]["id"])
    client.post(f"/filings/{made.filing.pk}/evidence/{evidence(made)[0].pk}/remove/")
    assert evidence(made) == []
    assert client.get("/api/v1/storage/").json()["stored"] == len(LONG)


@pytest.mark.parametrize("part", [8192, len(PROGRAM)])
def test_a_program_called_pdf_is_refused_in_a_sentence_and_gone(client: Client, made: Case, part: int) -> None:
    address = open_it(client, len(PROGRAM))["Location"]
    refused = send(client, address, 0, PROGRAM[:part])
    assert (refused.status_code, refused.json()["errors"].keys()) == (400, {"file"})
    assert NAME in refused.json()["message"]
    assert rows() == (0, 0)
    assert in_storage() == []
    assert client.head(address).status_code == 404


def test_what_turns_out_harmful_at_the_end_is_gone_too(client: Client, made: Case) -> None:
    cut = LONG[:-6]
    number = open_it(client, len(cut)).json()["id"]
    send(client, f"/api/v1/uploads/{number}/", 0, cut)
    refused = attach(client, made, upload=number)
    assert (refused.status_code, refused.json()["errors"].keys()) == (422, {"file"})
    assert (rows(), in_storage(), evidence(made)) == ((0, 0), [], [])


def test_several_files_of_a_form_are_kept_together_or_not_at_all(client: Client, made: Case) -> None:
    files = [named("a.pdf", PDF), named("b.pdf", PROGRAM)]
    assert attach(client, made, file=files).status_code == 422
    assert (rows(), in_storage()) == ((0, 0), [])


def named(name: str, content: bytes) -> Any:
    from django.core.files.uploadedfile import SimpleUploadedFile  # noqa: PLC0415

    return SimpleUploadedFile(name, content)


@pytest.mark.parametrize(("size", "status"), [(200 * 1024 * 1024, 201), (200 * 1024 * 1024 + 1, 400), (1 << 30, 400)])
def test_a_file_that_is_too_large_is_refused_before_it_is_sent(client: Client, size: int, status: int) -> None:
    answer = open_it(client, size)
    assert answer.status_code == status
    if status == 400:
        assert "200 MB" in answer.json()["message"]
        assert rows() == (0, 0)


def test_a_gigabyte_in_one_request_is_not_read(client: Client, made: Case, settings: Settings) -> None:
    settings.EVIDENCE_LIMIT = settings.UPLOAD_LIMIT = 1024
    assert attach(client, made, file=named("a.pdf", LONG)).status_code == 413
    answer = client.post(f"/api/v1/filings/{made.filing.pk}/answers/D1.1/evidence/", {"file": named("a.pdf", LONG)})
    assert answer.status_code == 413
    assert (rows(), in_storage()) == ((0, 0), [])


@pytest.mark.parametrize(
    "headers",
    [
        {"Upload-Length": "many"},
        {"Upload-Length": "-1"},
        {"Upload-Length": "9" * 40},
        {"Upload-Metadata": "filename ?"},
        {"Upload-Metadata": "filename /w=="},
        {"Upload-Metadata": ""},
        {"Idempotency-Key": ""},
    ],
)
def test_headers_that_cannot_be_are_refused_by_name(client: Client, headers: dict[str, str]) -> None:
    refused = open_it(client, **headers)
    assert refused.status_code == 400
    assert refused.json()["errors"]


def test_a_name_that_is_a_path_is_refused(client: Client) -> None:
    refused = open_it(client, name="../../x.pdf")
    assert (refused.status_code, rows()) == (400, (0, 0))
    assert "../../x.pdf" in refused.json()["message"]


def test_parts_that_cannot_be_are_refused(client: Client) -> None:
    address = open_it(client)["Location"]
    assert send(client, address, "x", b"x").status_code == 400
    assert send(client, address, 0, b"x", content_type="application/json").status_code == 415
    assert send(client, address, 0, LONG + b"x").status_code == 400
    assert send(client, address, 0, LONG[:9], **{"Upload-Checksum": "sha1 ?"}).status_code == 460
    assert send(client, address, 0, LONG[:9], **{"Tus-Resumable": "0.2.2"}).status_code == 412
    assert client.head(address)["Upload-Offset"] == "0"


def test_a_part_cut_off_on_its_way_does_not_count(client: Client) -> None:
    address = open_it(client)["Location"]
    kind = "application/offset+octet-stream"
    cut = {"wsgi.input": io.BytesIO(LONG[:900]), "CONTENT_LENGTH": "1000", "CONTENT_TYPE": kind}
    answer = client.generic("PATCH", address, b"", headers=TUS | {"Upload-Offset": "0"}, **cut)  # type: ignore[arg-type]
    assert answer.status_code == 400
    assert client.head(address)["Upload-Offset"] == "0"


def test_an_upload_is_given_up(client: Client, django_capture_on_commit_callbacks: Any) -> None:
    address = open_it(client)["Location"]
    send(client, address, 0, LONG[:200_000])
    with django_capture_on_commit_callbacks(execute=True):
        assert client.delete(address, headers=TUS).status_code == 204
    assert (rows(), in_storage()) == ((0, 0), [])


def test_a_full_storage_is_said_in_numbers(client: Client, settings: Settings) -> None:
    settings.COMPANY_QUOTA = 400_000
    open_it(client)
    refused = open_it(client, key="k2")
    assert refused.status_code == 400
    assert client.get("/api/v1/storage/").json() == {"stored": 0, "unfinished": len(LONG), "limit": 400_000}
    for size in ("293.0", "390.6"):
        assert size in refused.json()["message"]


def test_a_number_of_no_upload_is_a_sentence_or_not_there(client: Client, made: Case) -> None:
    assert attach(client, made, upload="x").status_code == 422
    assert attach(client, made, upload=999_999_999).status_code == 404
    both = {"file": named("a.pdf", PDF), "upload": 1}
    address = f"/api/v1/filings/{made.filing.pk}/answers/D1.1/evidence/"
    assert [client.post(address, sent).status_code for sent in (both, {})] == [400, 400]


def test_a_token_does_what_a_session_does_and_a_session_needs_its_own_word(made: Case) -> None:
    with scope(made.filler) as actor:
        _token, text = create_token(actor=actor, user=user_of(actor))
    program = Client(headers={"Authorization": f"Token {text}"}, enforce_csrf_checks=True)
    address = open_it(program)["Location"]
    assert send(program, address, 0, LONG).status_code == 204
    page = Client(enforce_csrf_checks=True)
    page.cookies = signed_in(made.filler).cookies
    assert open_it(page, key="k2").status_code == 403


def test_nothing_of_it_is_a_refusal_in_the_audit(client: Client, made: Case) -> None:
    """A part that comes twice is the line's fault, nobody's."""
    address = open_it(client)["Location"]
    assert send(client, address, 5, b"x").status_code == 409
    with seeding():
        assert not AuditEntry.objects.filter(action="refused", user_id=made.filler.user_id).exists()
        assert Upload.objects.get().created_by_id == made.filler.user_id


def test_a_body_sent_with_the_opening_is_no_part(client: Client) -> None:
    label = f"filename {base64.b64encode(b'a.pdf').decode()},purpose {base64.b64encode(b'evidence').decode()}"
    headers = TUS | {"Upload-Length": "9", "Upload-Metadata": label, "Idempotency-Key": "k9"}
    opened = client.post("/api/v1/uploads/", PDF, "application/offset+octet-stream", headers=headers)
    assert opened.status_code == 201
    assert client.head(opened["Location"], headers=TUS)["Upload-Offset"] == "0"
