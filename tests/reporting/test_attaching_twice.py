"""The form of an attachment sent twice, be it by a double click without scripts or by a program that got no answer."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from portal.errors import InvalidInput
from portal.models import StoredFile, Upload
from portal.tenancy import Actor, scope
from reporting.models import Attachment, Summary
from reporting.services.attachments import remove_attachment
from tests.portal.people import signed_in
from tests.portal.sending import in_storage
from tests.reporting.attaching import attach, content, refusal, sent_in_parts, stored, titles
from tests.reporting.test_attachment_api import send as send_by_program
from tests.reporting.test_attachment_pages import page
from tests.reporting.test_typed_titles import press, shown
from tests.seeding import seeding

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_own_storage")]


@pytest.fixture
def client(writer: Actor) -> Client:
    return signed_in(writer)


def send(client: Client, made: Summary, fields: dict[str, str], **other: str) -> Any:
    return press(client, made, "add", **fields | {"file": SimpleUploadedFile("计划.pdf", content("一"))} | other)


def kept_files() -> int:
    with seeding():
        return StoredFile.objects.filter(purpose="attachment").count()


@pytest.mark.parametrize("replacing", [False, True])
def test_a_second_press_ends_like_the_first(client: Client, writer: Actor, made: Summary, replacing: bool) -> None:
    row = attach(writer, made, "甲")
    other = attach(writer, made, "乙")
    fields = shown(client, made) | {"title": "计划", f"title_{other.pk}": "乙（新）"}
    fields |= {"replaces": str(row.pk)} if replacing else {}
    first, second = (send(client, made, fields) for _press in range(2))
    assert (first.status_code, first["Location"]) == (second.status_code, second["Location"])
    assert titles(made) == (["计划", "乙（新）"] if replacing else ["甲", "乙（新）", "计划"])
    assert kept_files() == 3, "of the second press nothing is left"


def test_the_copy_of_a_second_press_takes_up_no_room(
    writer: Actor, made: Summary, django_capture_on_commit_callbacks: Any
) -> None:
    for _press in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            attach(writer, made, "计划", key="k")
    assert len(in_storage()) == 1


def test_the_same_file_under_another_title_is_said_to_be_attached(client: Client, made: Summary) -> None:
    fields = shown(client, made)
    send(client, made, fields, title="计划")
    for again in (fields, shown(client, made)):
        refused = send(client, made, again, title="方案")
        assert refused.status_code == 400
        assert "同一文件已是随文附件" in refused.content.decode()
    assert titles(made) == ["计划"]


def test_another_form_with_the_same_words_is_no_second_press(client: Client, made: Summary) -> None:
    send(client, made, shown(client, made), title="计划")
    assert send(client, made, shown(client, made), title="计划").status_code == 400
    assert client.post(page(made), {"title": "计划", "file": SimpleUploadedFile("a", content("一"))}).status_code == 400


def test_another_one_to_be_replaced_is_another_wish(client: Client, writer: Actor, made: Summary) -> None:
    row = attach(writer, made, "甲")
    fields = shown(client, made) | {"title": "计划"}
    send(client, made, fields)
    refused = send(client, made, fields, replaces=str(row.pk))
    assert refused.status_code == 400
    assert "同一文件已是随文附件" in refused.content.decode()
    assert titles(made) == ["甲", "计划"]


def test_what_was_taken_off_since_does_not_come_back_by_itself(writer: Actor, made: Summary) -> None:
    row = attach(writer, made, "计划", key="k")
    with scope(writer):
        remove_attachment(actor=writer, attachment=stored(row), version=1)
    assert "撤下" in refusal(InvalidInput, writer, made, title="计划", key="k").errors["file"][0]
    assert titles(made) == []


def test_two_uploads_of_one_form_become_the_same_attachment(writer: Actor, made: Summary) -> None:
    uploads = [sent_in_parts(writer, content("大"), key=key) for key in ("a", "b")]
    rows = [attach(writer, made, "大文件", upload=upload, key="k") for upload in uploads]
    assert rows[0].pk == rows[1].pk
    with scope(writer):
        assert set(Upload.objects.values_list("file", flat=True)) == {rows[0].file_id}


def test_a_program_that_got_no_answer_asks_again(writer: Actor, made: Summary) -> None:
    first, second = (
        send_by_program(writer, made, title="计划", file=SimpleUploadedFile("a.pdf", content("一")))
        for _again in range(2)
    )
    assert (first.status_code, second.status_code) == (201, 400), "without a key"
    for _again in range(2):
        answer = signed_in(writer).post(
            f"/api/v1/summaries/{made.pk}/attachments/",
            {"title": "方案", "file": SimpleUploadedFile("b.pdf", content("二"))},
            headers={"Idempotency-Key": "x" * 300},
        )
        assert answer.status_code == 201
    with seeding():
        assert Attachment.objects.filter(summary=made).count() == 2
