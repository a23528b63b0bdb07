"""Titles typed into the list of attachments outlive every button of the page, without scripts too."""

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from portal.tenancy import Actor, scope
from reporting import attachment_rules
from reporting.models import Attachment, Summary
from reporting.services.attachments import remove_attachment, rename_attachment
from tests import factories
from tests.portal.people import signed_in
from tests.reporting.attaching import attach, content, stored, titles
from tests.reporting.factories import edition, signed, summary

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_own_storage")]


@pytest.fixture
def client(writer: Actor) -> Client:
    return signed_in(writer)


@pytest.fixture
def rows(writer: Actor, made: Summary) -> list[Attachment]:
    return [attach(writer, made, title) for title in ("甲", "乙", "丙")]


def shown(client: Client, made: Summary) -> dict[str, str]:
    """What a browser would send of the page as it stands, but for the button."""
    text = client.get(reverse("reporting:attachments", args=[made.pk])).content.decode()
    return fields_of(text)


def fields_of(text: str) -> dict[str, str]:
    tags = re.findall(r"<input[^>]*>", text)
    found = {tag: dict(re.findall(r'(\w+)="([^"]*)"', tag)) for tag in tags}
    return {one["name"]: one.get("value", "") for one in found.values() if one.get("type") != "file" and "name" in one}


def press(client: Client, made: Summary, button: str, **sent: Any) -> Any:
    return client.post(reverse("reporting:attachments", args=[made.pk]), {"press": button} | sent)


def following(client: Client, answer: Any) -> str:
    assert answer.status_code == 302
    return str(client.get(answer["Location"].split("#")[0]).content.decode())


def test_a_browser_sends_back_what_the_page_showed(client: Client, made: Summary, rows: list[Attachment]) -> None:
    sent = shown(client, made)
    assert {f"title_{row.pk}" for row in rows} < set(sent)
    press(client, made, f"down {rows[0].pk}", **sent)
    assert titles(made) == ["乙", "甲", "丙"]


@pytest.mark.parametrize(
    ("act", "after"),
    [
        ("save", ["甲", "乙（新）", "丙"]),
        ("up", ["乙（新）", "甲", "丙"]),
        ("down", ["甲", "丙", "乙（新）"]),
        ("off", ["甲", "丙"]),
    ],
)
def test_a_title_typed_goes_with_a_button_of_its_row(
    client: Client, made: Summary, rows: list[Attachment], act: str, after: list[str]
) -> None:
    typed = shown(client, made) | {f"title_{rows[1].pk}": "乙（新）"}
    assert press(client, made, f"{act} {rows[1].pk}", **typed).status_code == 302
    assert titles(made) == after
    assert stored(rows[1]).title == "乙（新）"


@pytest.mark.parametrize("act", ["save", "up", "off", "back"])
def test_a_title_typed_goes_with_a_button_of_another_row(
    client: Client, writer: Actor, made: Summary, rows: list[Attachment], act: str
) -> None:
    if act == "back":
        with scope(writer):
            remove_attachment(actor=writer, attachment=stored(rows[1]), version=1)
    typed = shown(client, made) | {f"title_{rows[2].pk}": "丙（新）", "title": "还没有添加"}
    text = following(client, press(client, made, f"{act} {rows[1].pk}", **typed))
    assert stored(rows[2]).title == "丙（新）"
    assert fields_of(text)["title"] == "还没有添加", "nor is the title of the one not added yet"
    assert shown(client, made)["title"] == "", "once"


def test_by_enter_titles_alone_are_saved(client: Client, made: Summary, rows: list[Attachment]) -> None:
    typed = shown(client, made) | {f"title_{row.pk}": f"{row.title}新" for row in rows}
    assert press(client, made, "", **typed).status_code == 302
    assert titles(made) == ["甲新", "乙新", "丙新"]


def test_a_new_file_brings_the_titles_along(client: Client, made: Summary, rows: list[Attachment]) -> None:
    typed = shown(client, made) | {f"title_{rows[0].pk}": "甲（新）", f"title_{rows[1].pk}": "乙（新）"}
    new = {"title": "丁", "file": SimpleUploadedFile("丁.pdf", content("丁")), "replaces": str(rows[1].pk)}
    refused = press(client, made, "add", **typed | new | {"title": ""})
    assert refused.status_code == 400
    assert fields_of(refused.content.decode())[f"title_{rows[0].pk}"] == "甲（新）"
    assert titles(made) == ["甲", "乙", "丙"], "all or nothing"
    new["file"] = SimpleUploadedFile("丁.pdf", content("丁"))
    assert press(client, made, "add", **typed | new).status_code == 302
    assert titles(made) == ["甲（新）", "丁", "丙"]
    assert stored(rows[1]).title == "乙（新）"


def test_one_title_that_cannot_be_saved_keeps_all_typed(client: Client, made: Summary, rows: list[Attachment]) -> None:
    typed = shown(client, made) | {f"title_{rows[0].pk}": "", f"title_{rows[2].pk}": "丙（新）"}
    refused = press(client, made, f"up {rows[1].pk}", **typed)
    text = refused.content.decode()
    assert refused.status_code == 400
    assert f'href="#id_title_{rows[0].pk}"' in text
    assert fields_of(text)[f"title_{rows[2].pk}"] == "丙（新）"
    assert titles(made) == ["甲", "乙", "丙"]
    again = fields_of(text) | {f"title_{rows[0].pk}": "甲（新）"}
    assert press(client, made, f"up {rows[1].pk}", **again).status_code == 302
    assert titles(made) == ["乙", "甲（新）", "丙（新）"]


def test_what_is_taken_off_needs_no_title(client: Client, made: Summary, rows: list[Attachment]) -> None:
    typed = shown(client, made) | {f"title_{rows[0].pk}": ""}
    assert press(client, made, f"off {rows[0].pk}", **typed).status_code == 302
    assert stored(rows[0]).title == "甲"


def test_a_colleagues_newer_title_is_not_undone_by_who_typed_nothing(
    client: Client, made: Summary, rows: list[Attachment]
) -> None:
    before, colleague = shown(client, made), factories.reviewer()
    with scope(colleague):
        rename_attachment(actor=colleague, attachment=stored(rows[0]), title="同事的题", version=1)
    assert press(client, made, f"down {rows[1].pk}", **before).status_code == 302
    assert titles(made) == ["同事的题", "丙", "乙"]
    overtaken = press(client, made, f"down {rows[0].pk}", **before | {f"title_{rows[2].pk}": "丙（新）"})
    assert overtaken.status_code == 409
    assert fields_of(overtaken.content.decode())[f"title_{rows[2].pk}"] == "丙（新）"
    stale = press(client, made, f"down {rows[2].pk}", **before | {f"title_{rows[0].pk}": "我的题"})
    assert stale.status_code == 409
    assert "同事的题" in stale.content.decode()
    assert fields_of(stale.content.decode())[f"title_{rows[0].pk}"] == "我的题"


def test_what_finds_no_room_any_more_is_said_with_what_was_typed(
    client: Client, writer: Actor, made: Summary, rows: list[Attachment], monkeypatch: pytest.MonkeyPatch
) -> None:
    with scope(writer):
        remove_attachment(actor=writer, attachment=stored(rows[0]), version=1)
    monkeypatch.setattr(attachment_rules, "MOST_ATTACHMENTS", 2)
    typed = shown(client, made) | {f"title_{rows[1].pk}": "乙（新）"}
    refused = press(client, made, f"back {rows[0].pk}", **typed)
    text = refused.content.decode()
    assert refused.status_code == 409
    assert "已达上限 2 个" in text
    assert fields_of(text)[f"title_{rows[1].pk}"] == "乙（新）"
    assert f'value="back {rows[0].pk}"' in text, "the list is still there"
    assert titles(made) == ["乙", "丙"]


def test_the_second_press_of_taking_off_is_no_conflict_with_its_title(
    client: Client, made: Summary, rows: list[Attachment]
) -> None:
    typed = shown(client, made) | {f"title_{rows[0].pk}": "甲（新）"}
    first, second = (press(client, made, f"off {rows[0].pk}", **typed) for _press in range(2))
    assert (first.status_code, second.status_code) == (302, 302)
    assert titles(made) == ["乙", "丙"]


def test_where_no_field_is_left_every_word_typed_is_said(
    client: Client, writer: Actor, made: Summary, rows: list[Attachment]
) -> None:
    typed = shown(client, made) | {"title": "还没有添加"}
    edition(factories.approver(), made)
    signed(factories.approver(), made)
    for sent in (typed, typed | {f"title_{rows[0].pk}": "甲（新）"}):
        refused = press(client, made, f"up {rows[1].pk}", **sent)
        assert refused.status_code == 409
        assert "还没有添加" in refused.content.decode()
        assert ("甲（新）" in refused.content.decode()) == (sent is not typed)


def test_one_to_be_replaced_that_is_gone_is_named_as_often_as_it_is_sent(
    client: Client, writer: Actor, made: Summary, rows: list[Attachment]
) -> None:
    typed = shown(client, made) | {"title": "丁", "replaces": str(rows[0].pk)}
    with scope(writer):
        remove_attachment(actor=writer, attachment=stored(rows[0]), version=1)
    for _press in range(2):
        file = SimpleUploadedFile("丁.pdf", content("丁"))
        refused = press(client, made, "add", **typed | {"file": file})
        assert refused.status_code == 400
        assert "已被撤下" in refused.content.decode()
        typed = fields_of(refused.content.decode()) | {"replaces": str(rows[0].pk)}


def test_a_title_kept_waits_for_the_page_of_its_own_summary(
    client: Client, writer: Actor, made: Summary, rows: list[Attachment]
) -> None:
    other = summary(writer, year=made.year - 1)
    press(client, made, f"save {rows[0].pk}", **shown(client, made) | {"title": "还没有添加"})
    assert shown(client, other)["title"] == ""
    assert shown(client, made)["title"] == "还没有添加"


def test_another_offices_attachment_is_not_there(client: Client, made: Summary, rows: list[Attachment]) -> None:
    stranger = factories.approver("440000")
    theirs = attach(stranger, summary(stranger), "外省")
    for sent in ({f"title_{theirs.pk}": "改", f"version_{theirs.pk}": "1"}, {}):
        button = f"save {rows[0].pk}" if sent else f"off {theirs.pk}"
        assert press(client, made, button, **sent | {f"version_{theirs.pk}": "1"}).status_code == 404
    assert stored(theirs).title == "外省"
    assert stored(theirs).removed_at is None
