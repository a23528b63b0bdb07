"""The page of a summary's attachments: every way of it without scripts, what is said on errors, and what is locked."""

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from portal.tenancy import Actor, scope
from reporting.models import Summary
from reporting.services.attachments import remove_attachment, rename_attachment
from tests import factories
from tests.portal.contents import PROGRAM
from tests.portal.people import signed_in
from tests.reporting.attaching import attach, content, sent_in_parts, stored, titles
from tests.reporting.factories import content_of, edition, hand_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_own_storage")]


@pytest.fixture
def client(writer: Actor) -> Client:
    return signed_in(writer)


def page(made: Summary) -> str:
    return reverse("reporting:attachments", args=[made.pk])


def press(client: Client, made: Summary, pk: int, act: str, **sent: Any) -> Any:
    """A button of one attachment; `title` and `version` are those of its own fields."""
    fields = {f"{name}_{pk}" if name in ("title", "version") else name: value for name, value in sent.items()}
    return client.post(page(made), {"press": f"{act} {pk}"} | fields)


def send(client: Client, made: Summary, **sent: Any) -> Any:
    return client.post(page(made), {"title": "工作计划", "file": SimpleUploadedFile("计划.pdf", content("一"))} | sent)


def test_a_plain_form_adds_and_the_file_comes_back_as_it_was(client: Client, made: Summary) -> None:
    assert "还没有随文附件" in client.get(page(made)).content.decode()
    answer = send(client, made)
    shown = client.get(answer["Location"].split("#")[0]).content.decode()
    assert "工作计划" in shown
    assert "附件已添加" in shown
    assert "1/50" in shown.replace(" ", "")
    (address,) = re.findall(r'href="(/files/\d+/)"', shown)
    file = client.get(address)
    assert content_of(file) == content("一")
    assert (file["X-Content-Type-Options"], file["Content-Disposition"][:10]) == ("nosniff", "attachment")


def test_what_is_refused_keeps_what_was_typed(client: Client, made: Summary) -> None:
    answer = send(client, made, title="获奖名单", file=SimpleUploadedFile("a.exe", PROGRAM))
    text = answer.content.decode()
    assert answer.status_code == 400
    assert 'value="获奖名单"' in text
    assert "error-summary" in text
    assert "a.exe" in text
    assert send(client, made, title="").status_code == 400
    assert send(client, made, file="").status_code == 400
    assert send(client, made, replaces="77").status_code == 400
    assert titles(made) == []


def test_an_upload_that_has_arrived_survives_a_missing_title(client: Client, writer: Actor, made: Summary) -> None:
    upload = sent_in_parts(writer, content("大"))
    refused = client.post(page(made), {"title": "", "upload": upload})
    assert refused.status_code == 400
    assert f'name="upload" value="{upload}"' in refused.content.decode()
    assert client.post(page(made), {"title": "大文件", "upload": upload}).status_code == 302
    assert titles(made) == ["大文件"]


def test_up_down_off_and_back_by_buttons(client: Client, writer: Actor, made: Summary) -> None:
    rows = [attach(writer, made, title) for title in ("甲", "乙")]
    moved = press(client, made, rows[1].pk, "up", version=1)
    assert titles(made) == ["乙", "甲"]
    text = client.get(moved["Location"].split("#")[0]).content.decode()
    assert re.search(r'value="up \d+"[^>]* disabled', text), "the first has no way up"
    assert re.search(r'value="down \d+"[^>]* autofocus', text), "where the button that was pressed cannot be in focus"
    assert press(client, made, rows[1].pk, "sideways", version=2).status_code == 400
    assert press(client, made, rows[1].pk, "up", version="x").status_code == 400
    gone = press(client, made, rows[0].pk, "off", version=stored(rows[0]).version)
    assert titles(made) == ["乙"]
    back = f'value="back {rows[0].pk}"'
    assert back in client.get(page(made)).content.decode(), "from any page, not only the one that follows"
    assert back in client.get(gone["Location"]).content.decode()
    press(client, made, rows[0].pk, "back")
    assert titles(made) == ["乙", "甲"]
    assert back not in client.get(gone["Location"]).content.decode()
    assert client.get(f"{page(made)}?removed=zzz&moved=<b>").status_code == 200


def test_two_who_rename_are_told_and_the_typed_title_stays(client: Client, writer: Actor, made: Summary) -> None:
    row, colleague = attach(writer, made, "甲"), factories.reviewer()
    with scope(colleague):
        rename_attachment(actor=colleague, attachment=stored(row), title="同事的题", version=1)
    answer = press(client, made, row.pk, "save", title="我的题", version=1)
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "同事的题" in text
    assert 'value="我的题"' in text
    (version,) = re.findall(rf'name="version_{row.pk}" value="(\d+)"', text)
    assert press(client, made, row.pk, "save", title="我的题", version=version).status_code == 302
    assert titles(made) == ["我的题"]
    assert press(client, made, row.pk, "up", version=1).status_code == 409
    assert press(client, made, row.pk, "off", version=1).status_code == 409
    bad = press(client, made, row.pk, "save", title="x" * 200, version=stored(row).version)
    assert bad.status_code == 400
    assert "x" * 200 in bad.content.decode()


def test_what_is_gone_meanwhile_loses_no_typed_title(client: Client, writer: Actor, made: Summary) -> None:
    row = attach(writer, made, "甲")
    with scope(factories.reviewer()) as colleague:
        remove_attachment(actor=colleague, attachment=stored(row), version=1)
    answer = press(client, made, row.pk, "save", title="我的题", version=1)
    assert answer.status_code == 409
    assert "我的题" in answer.content.decode()
    sent = {"title": "新", "replaces": str(row.pk), "file": SimpleUploadedFile("a.pdf", content("新"))}
    answer = client.post(page(made), sent)
    assert answer.status_code == 400
    assert re.search(r"<select[^>]*name=\"replaces\"", answer.content.decode()), "the choice can be taken away"


def test_a_file_takes_no_place_that_a_colleague_changed_meanwhile(client: Client, writer: Actor, made: Summary) -> None:
    row, colleague = attach(writer, made, "甲"), factories.reviewer()
    with scope(colleague):
        rename_attachment(actor=colleague, attachment=stored(row), title="同事的题", version=1)
    sent = {"title": "我的题", "replaces": str(row.pk), f"version_{row.pk}": "1"}
    refused = send(client, made, **sent)
    text = refused.content.decode()
    assert refused.status_code == 409
    assert "已更改此附件" in text
    assert "现名称为“同事的题”" in text
    assert "“我的题”" in text
    assert 'href="#id_replaces"' in text
    assert f'name="version_{row.pk}" value="2"' in text
    assert send(client, made, **sent | {f"version_{row.pk}": "2"}).status_code == 302
    assert titles(made) == ["我的题"]
    assert send(client, made, title="再", replaces=str(row.pk + 1)).status_code == 400, "without a version"


def test_a_locked_summary_shows_them_and_says_why_nothing_changes(client: Client, writer: Actor, made: Summary) -> None:
    row = attach(writer, made, "甲")
    edition(writer, made)
    hand_in(writer, made)
    text = client.get(page(made)).content.decode()
    assert "甲" in text
    assert f"/files/{row.file_id}/" in text
    assert "已报送" in text
    assert 'type="file"' not in text
    assert "attachment-title" not in text
    assert send(client, made).status_code == 409
    assert press(client, made, row.pk, "save", title="乙", version=1).status_code == 409


def test_in_english_too(client: Client, writer: Actor, made: Summary) -> None:
    attach(writer, made, "甲")
    text = client.get(page(made), headers={"Accept-Language": "en"}).content.decode()
    assert "Add an attachment" in text
    assert "Title of attachment 1" in text
