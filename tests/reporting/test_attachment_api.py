"""Attachments over the API: the services of the pages, a file whole or in parts, and downloads."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from portal.tenancy import Actor
from reporting.models import Summary
from tests import factories
from tests.portal.people import signed_in
from tests.portal.test_upload_api import TUS
from tests.reporting.attaching import attach, content, titles
from tests.reporting.factories import content_of, edition, hand_in
from tests.reporting.test_api import ask

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_own_storage")]


def send(actor: Actor, made: Summary, **sent: Any) -> Any:
    return signed_in(actor).post(reverse("api:summary-attachments", args=[made.pk]), sent)


def test_from_a_file_to_its_removal_and_back(writer: Actor, made: Summary) -> None:
    answer = send(writer, made, title="计划", file=SimpleUploadedFile("计划.pdf", content("一")))
    assert answer.status_code == 201
    first = answer.json()
    assert (first["title"], first["name"], first["content_type"]) == ("计划", "计划.pdf", "application/pdf")
    attach(writer, made, "乙")
    changed = ask(
        writer, "summary-attachment", made.pk, first["id"], method="patch", title="方案", move="down", version=1
    )
    assert (changed.status_code, changed.json()["version"]) == (200, 3)
    assert [row["title"] for row in ask(writer, "summary-attachments", made.pk).json()] == ["乙", "方案"]
    assert content_of(ask(writer, "summary-attachment-file", made.pk, first["id"])) == content("一")
    address = reverse("api:summary-attachment", args=[made.pk, first["id"]])
    client = signed_in(writer)
    assert client.delete(address).status_code == 400
    assert client.delete(f"{address}?version=1").status_code == 409
    assert client.delete(f"{address}?version=3").status_code == 204
    assert titles(made) == ["乙"]
    assert ask(writer, "summary-attachment-restore", made.pk, first["id"], method="post").json()["title"] == "方案"
    assert titles(made) == ["乙", "方案"]


def test_a_stale_change_answers_with_both_titles(writer: Actor, made: Summary) -> None:
    row = attach(writer, made, "甲")
    change: dict[str, Any] = {"method": "patch", "title": "乙", "version": 7}
    stale = ask(writer, "summary-attachment", made.pk, row.pk, **change)
    assert stale.status_code == 409
    assert (stale.json()["current"]["title"], stale.json()["attempted"]["title"]) == ("甲", "乙")


def test_a_place_is_taken_only_from_what_was_read(writer: Actor, made: Summary) -> None:
    row = attach(writer, made, "甲")
    body = {"title": "乙", "replaces": row.pk}
    for version, status in ((None, 400), (7, 409), (1, 201)):
        file = SimpleUploadedFile("乙.pdf", content("二"))
        answer = send(writer, made, file=file, **body | ({"replaces_version": version} if version else {}))
        assert answer.status_code == status
        if status == 400:
            assert "replaces_version" in answer.json()
        if status == 409:
            stated = answer.json()["current"]["title"], answer.json()["attempted"]
            assert stated == ("甲", {"title": "乙", "name": "乙.pdf"})
    assert titles(made) == ["乙"]


def test_in_parts_as_a_program_sends_them(writer: Actor, made: Summary) -> None:
    """Without a purpose it is what an authority sends in parts; and a second time it is the same attachment."""
    client, whole = signed_in(writer), content("大" * 100)
    opened = client.post(
        "/api/v1/uploads/",
        headers=TUS
        | {"Upload-Length": str(len(whole)), "Upload-Metadata": "filename YS5wZGY=", "Idempotency-Key": "k"},
    )
    assert opened.status_code == 201
    kind = "application/offset+octet-stream"
    sent = client.patch(opened["Location"], whole, kind, headers=TUS | {"Upload-Offset": "0"})
    assert sent.status_code == 204
    body = {"method": "post", "title": "大文件", "upload": opened.json()["id"]}
    first, second = (ask(writer, "summary-attachments", made.pk, **body).json() for _again in range(2))
    assert first["id"] == second["id"]
    assert client.get("/api/v1/storage/").status_code == 404, "an office has no library"
    assert signed_in(factories.officer()).get("/api/v1/uploads/").status_code == 404


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"title": "甲"},
        {"title": "", "upload": 1},
        {"title": "甲", "upload": "x"},
        {"title": "甲" * 101, "upload": 1},
        {"title": "甲", "upload": 1, "replaces": "x"},
        {"title": ["甲"], "upload": 10**30},
    ],
)
def test_what_is_malformed_is_named(writer: Actor, made: Summary, body: dict[str, Any]) -> None:
    refused = ask(writer, "summary-attachments", made.pk, method="post", **body)
    assert refused.status_code == 400
    assert refused.json()


def test_the_ministry_reads_what_was_submitted_and_nothing_later(writer: Actor, made: Summary) -> None:
    attach(writer, made, "甲")
    edition(writer, made)
    officer = factories.officer()
    for name in ("edition-attachments", "edition-attachment-file"):
        place = (4,) if name.endswith("file") else ()
        assert ask(officer, name, made.pk, 1, *place).status_code == 404
    assert ask(officer, "summary-attachments", made.pk).status_code == 404
    hand_in(writer, made)
    (listed,) = ask(officer, "edition-attachments", made.pk, 1).json()
    assert (listed["number"], listed["title"], listed["size"]) == (4, "甲", len(content("甲")))
    assert content_of(ask(officer, "edition-attachment-file", made.pk, 1, 4)) == content("甲")
    assert ask(officer, "edition-attachment-file", made.pk, 1, 1).status_code == 404
    assert ask(factories.approver("440000"), "edition-attachments", made.pk, 1).status_code == 404
