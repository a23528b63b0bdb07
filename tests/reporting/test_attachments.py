"""Files that go with a summary: what is kept, what is refused and why, who may, and what goes for good at night."""

import socketserver
import threading
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from django.http import Http404
from pytest_django.fixtures import Settings

from portal.errors import InvalidInput, NotPermitted, Refused, Stale
from portal.models import AuditEntry, Upload
from portal.services.uploads import PART_LIMIT, open_upload
from portal.tenancy import Actor, scope
from reporting import attachment_rules
from reporting.models import Summary
from reporting.services import attachments as services
from tests import factories
from tests.evaluations.factories import PNG
from tests.portal.contents import PROGRAM, packed_with, png, workbook
from tests.portal.sending import in_storage
from tests.portal.test_scanner import INFECTED, Scanner
from tests.reporting.attaching import attach, content, do, refusal, sent_in_parts, stored, titles
from tests.reporting.factories import summary
from tests.seeding import seeding

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_own_storage")]


def audited() -> list[str]:
    with seeding():
        return list(AuditEntry.objects.filter(action__startswith="summary.").values_list("action", flat=True))


def test_it_keeps_what_came_and_from_whom(writer: Actor, made: Summary) -> None:
    row = stored(attach(writer, made, "工作计划", name=r"C:\报送\计 划?.PDF"))
    assert (row.title, row.file.name, row.file.content_type) == ("工作计划", "计 划.pdf", "application/pdf")
    assert (row.file.size, row.added_by_id, row.position) == (len(content("工作计划")), writer.user_id, 1)
    assert row.scope == made.scope == row.file.scope
    with seeding():
        entry = AuditEntry.objects.get(action="summary.attach")
    assert entry.detail == {"sha256": row.file.sha256}, "a draft's words are no business of the nation's audit"


@pytest.mark.parametrize(
    ("sent", "field", "words"),
    [
        ({"content": b""}, "file", "是空文件"),
        ({"content": PROGRAM, "name": "a.exe"}, "file", "不是"),
        ({"content": packed_with({"a.txt": b"a"}), "name": "a.zip"}, "file", "不能作为随文附件"),
        ({"content": png(90_000, 90_000), "name": "a.png"}, "file", "像素"),
        ({"title": "  "}, "title", "名称"),
        ({"title": "长" * 101}, "title", "101"),
        ({"title": "计划\u202e"}, "title", "不可见"),
        ({"title": "计划\n二"}, "title", "换行"),
        ({"title": "计划\x00"}, "title", "不可见"),
    ],
)
def test_what_cannot_be_kept_is_said_beside_its_field(
    writer: Actor, made: Summary, sent: dict[str, Any], field: str, words: str
) -> None:
    error = refusal(InvalidInput, writer, made, **{"content": content("一")} | sent)
    assert words in error.errors[field][0]
    assert (titles(made), in_storage()) == ([], []), "nothing of it stays"


@pytest.mark.parametrize("name", ["长" * 300 + ".pdf", "../../etc/计划.pdf", "计划\u202efdp.exe", "\x07\x00计划"])
def test_a_name_that_no_system_can_write_becomes_one_that_every_can(writer: Actor, made: Summary, name: str) -> None:
    kept = stored(attach(writer, made, name=name)).file.name
    assert kept.endswith(".pdf")
    assert kept.isprintable()
    assert len(kept) <= 124
    assert not set("/\\") & set(kept)


def test_word_excel_and_pictures_are_kept(writer: Actor, made: Summary) -> None:
    attach(writer, made, "表", name="表.xlsx", content=workbook())
    attach(writer, made, "图", name="图.png", content=PNG)
    assert titles(made) == ["表", "图"]


def test_the_same_file_twice_is_said(writer: Actor, made: Summary) -> None:
    attach(writer, made, "甲", content=content("一"))
    attach(writer, made, "乙", content=content("二"))
    error = refusal(InvalidInput, writer, made, title="丙", content=content("二"))
    assert "第2号“乙”" in error.errors["file"][0]


def test_the_fifty_first_and_too_many_bytes_are_refused_with_the_bound(
    writer: Actor, made: Summary, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attachment_rules, "MOST_ATTACHMENTS", 2)
    for title in ("甲", "乙"):
        attach(writer, made, title)
    assert "2" in refusal(InvalidInput, writer, made, title="丙").errors["file"][0]
    assert titles(made) == ["甲", "乙"]
    monkeypatch.setattr(attachment_rules, "MOST_ATTACHMENTS", 50)
    monkeypatch.setattr(attachment_rules, "TOTAL_LIMIT", 200)
    assert (
        "200\xa0字节" in refusal(InvalidInput, writer, made, title="丙", content=content("丙" * 50)).errors["file"][0]
    )


def test_one_that_is_too_large_says_how_large_it_may_be(writer: Actor, made: Summary, settings: Settings) -> None:
    settings.ATTACHMENT_LIMIT = 1 << 20
    assert "1 MB" in refusal(InvalidInput, writer, made, content=content("长" * (1 << 19))).errors["file"][0]


def test_a_virus_is_refused_by_the_files_name(writer: Actor, made: Summary, settings: Settings, scanner: str) -> None:
    settings.CLAMD_URL = scanner
    error = refusal(InvalidInput, writer, made, name="获奖.pdf", content=INFECTED)
    assert "获奖.pdf" in error.errors["file"][0]
    assert "Eicar" in error.errors["file"][0]
    assert (titles(made), in_storage()) == ([], [])


@pytest.fixture
def scanner() -> Iterator[str]:
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Scanner) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"tcp://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


def test_an_upload_in_parts_becomes_one_however_often_it_is_named(writer: Actor, made: Summary) -> None:
    upload = sent_in_parts(writer, content("大"))
    rows = [attach(writer, made, "大文件", upload=upload) for _again in range(2)]
    assert rows[0].pk == rows[1].pk
    with scope(writer):
        assert Upload.objects.get(pk=upload).file_id == rows[0].file_id


def test_what_is_wrong_with_the_title_leaves_the_upload_to_be_named_again(writer: Actor, made: Summary) -> None:
    upload = sent_in_parts(writer, content("大"))
    refusal(InvalidInput, writer, made, title="", upload=upload)
    assert stored(attach(writer, made, "大文件", upload=upload)).file.name == "计划.pdf"


def test_uploads_are_of_the_authority_that_sends_them_and_of_its_purpose_alone(writer: Actor, made: Summary) -> None:
    upload = sent_in_parts(writer, content("大"))
    stranger = factories.approver("440000")
    theirs = summary(stranger)
    with pytest.raises(Http404):
        attach(stranger, theirs, upload=upload)
    company = factories.filler(factories.enterprise())
    for actor, purpose in ((writer, "evidence"), (company, "attachment"), (factories.officer(), "attachment")):
        with scope(actor), pytest.raises(NotPermitted):
            open_upload(actor=actor, purpose=purpose, name="a.pdf", size=9, key="k")
    with scope(company):
        open_upload(actor=company, purpose="evidence", name="a.pdf", size=9, key="k")
    with scope(writer):
        assert set(Upload.objects.values_list("purpose", flat=True)) == {"attachment"}, "none of its companies'"


def test_unfinished_uploads_of_an_office_have_a_bound_in_its_own_words(
    writer: Actor, made: Summary, settings: Settings
) -> None:
    settings.COMPANY_QUOTA = PART_LIMIT
    with scope(writer), pytest.raises(InvalidInput, match="本单位"):
        open_upload(actor=writer, purpose="attachment", name="a.pdf", size=PART_LIMIT + 1, key="k")


def test_the_order_is_changed_place_by_place(writer: Actor, made: Summary) -> None:
    first, *_others = [attach(writer, made, title) for title in ("甲", "乙", "丙")]
    row = do(services.move_attachment, writer, first, direction="down", version=1)
    assert (titles(made), row.version) == (["乙", "甲", "丙"], 2)
    row = do(services.move_attachment, writer, first, direction="down", version=2)
    row = do(services.move_attachment, writer, first, direction="down", version=row.version)
    assert titles(made) == ["乙", "丙", "甲"], "at the end nothing happens"
    do(services.move_attachment, writer, first, direction="up", version=row.version)
    assert titles(made) == ["乙", "甲", "丙"]


def test_who_saw_an_older_state_is_told(writer: Actor, made: Summary) -> None:
    row, colleague = attach(writer, made, "甲"), factories.reviewer()
    do(services.rename_attachment, colleague, row, title="新题", version=1)
    with pytest.raises(Stale) as stale:
        do(services.rename_attachment, writer, row, title="别题", version=1)
    assert (stale.value.current["title"], stale.value.attempted, stale.value.own) == ("新题", {"title": "别题"}, False)
    for service, more in ((services.remove_attachment, {}), (services.move_attachment, {"direction": "up"})):
        with pytest.raises(Stale):
            do(service, writer, row, version=1, **more)
    assert titles(made) == ["新题"]


def test_taken_off_and_back_it_stands_where_it_stood(writer: Actor, made: Summary) -> None:
    rows = [attach(writer, made, title) for title in ("甲", "乙", "丙")]
    for _again in range(2):
        do(services.remove_attachment, writer, rows[1], version=1)
    assert titles(made) == ["甲", "丙"]
    for _again in range(2):
        do(services.restore_attachment, writer, rows[1])
    assert titles(made) == ["甲", "乙", "丙"]
    taken = Counter(audited())
    assert (taken["summary.attach"], taken["summary.detach"], taken["summary.restore_attachment"]) == (3, 1, 1)


def test_what_came_again_is_not_taken_back_beside_itself(writer: Actor, made: Summary) -> None:
    row = attach(writer, made, "甲", content=content("一"))
    do(services.remove_attachment, writer, row, version=1)
    attach(writer, made, "乙", content=content("一"))
    with pytest.raises(Refused, match="乙"):
        do(services.restore_attachment, writer, row)


def test_a_newer_file_takes_the_place_of_an_older_one(writer: Actor, made: Summary) -> None:
    rows = [attach(writer, made, title) for title in ("甲", "乙", "丙")]
    attach(writer, made, "乙（修订）", replaces=rows[1])
    assert titles(made) == ["甲", "乙（修订）", "丙"]
    assert stored(rows[1]).removed_at is not None
    assert list(refusal(InvalidInput, writer, made, title="再", replaces=rows[1]).errors) == ["replaces"]


def test_the_last_place_can_be_filled_anew(writer: Actor, made: Summary, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attachment_rules, "MOST_ATTACHMENTS", 1)
    row = attach(writer, made, "甲")
    attach(writer, made, "乙", replaces=row)
    assert titles(made) == ["乙"]


def test_what_was_taken_off_takes_up_no_room_and_comes_back_only_into_room(
    writer: Actor, made: Summary, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At the bound itself it comes back; one more, or one byte more, is refused with the bound."""
    monkeypatch.setattr(attachment_rules, "MOST_ATTACHMENTS", 2)
    first, second = (attach(writer, made, title) for title in ("甲", "乙"))
    do(services.remove_attachment, writer, first, version=1)
    third = attach(writer, made, "丙")
    with pytest.raises(Refused, match="已达上限 2 个"):
        do(services.restore_attachment, writer, first)
    assert titles(made) == ["乙", "丙"]
    do(services.remove_attachment, writer, third, version=1)
    do(services.restore_attachment, writer, first)
    assert titles(made) == ["甲", "乙"]
    do(services.remove_attachment, writer, first, version=stored(first).version)
    room = stored(first).file.size + stored(second).file.size
    for limit, fits in ((room - 1, False), (room, True)):
        monkeypatch.setattr(attachment_rules, "TOTAL_LIMIT", limit)
        if fits:
            do(services.restore_attachment, writer, first)
        else:
            with pytest.raises(Refused, match="合计不超过"):
                do(services.restore_attachment, writer, first)
    assert titles(made) == ["甲", "乙"]
