"""Photographs and attachments of a platform: what is kept, what is refused, and who opens them."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from pilots import file_rules
from pilots.enums import FileKind
from pilots.models import Platform, PlatformFile
from pilots.services.files import KEPT, change_file, forget_files, move_file, remove_file, restore_file
from portal.errors import InvalidInput, NotPermitted, Refused, Stale
from portal.models import AuditEntry, StoredFile, Upload
from portal.queries import visible_files
from portal.services.files import read_content
from portal.tenancy import Actor, scope
from tests.factories import enterprise, filler, officer, reviewer
from tests.pilots.factories import institute, people_of, platform
from tests.pilots.filing import add, document, picture, sent_in_parts, titles
from tests.portal.contents import PROGRAM
from tests.seeding import seeding

pytestmark = pytest.mark.django_db


@pytest.fixture
def actor() -> Actor:
    return people_of(institute())


@pytest.fixture
def made(actor: Actor) -> Platform:
    return platform(actor)


def do(service: Callable[..., PlatformFile], actor: Actor, row: PlatformFile, **data: Any) -> PlatformFile:
    with scope(actor):
        found = PlatformFile.objects.select_related("platform__entry", "file").get(pk=row.pk)
        return service(actor=actor, row=found, **data)


def refused(actor: Actor, made: Platform, **sent: Any) -> dict[str, list[str]]:
    with pytest.raises(InvalidInput) as raised:
        add(actor, made, **sent)
    return raised.value.errors


def test_a_photograph_loses_what_the_camera_wrote(actor: Actor, made: Platform) -> None:
    row = add(actor, made)
    with seeding():
        kept = StoredFile.objects.get(pk=row.file_id)
        assert b"GPSLatitude" not in read_content(kept)
        assert StoredFile.objects.filter(organisation=kept.organisation).count() == 1, "the one as it came is gone"
    assert b"GPSLatitude" in picture()


def test_an_upload_in_parts_becomes_the_same_photograph_however_often_it_is_handed_over(
    actor: Actor, made: Platform
) -> None:
    number = sent_in_parts(actor, picture("x"))
    first = add(actor, made, upload=number)
    assert add(actor, made, upload=number).pk == first.pk
    assert add(actor, made, content=picture("x")).pk == first.pk, "a second press without parts"
    with seeding():
        assert Upload.objects.get(pk=number).file_id == first.file_id
        assert StoredFile.objects.filter(purpose="platform").count() == 1


def test_words_and_contents_that_cannot_be_are_named_by_field(actor: Actor, made: Platform) -> None:
    assert set(refused(actor, made, title=" ", alt=" ")) == {"title", "alt"}
    assert set(refused(actor, made, kind="film")) == {"kind"}
    assert set(refused(actor, made, title="长" * 121)) == {"title"}
    assert set(refused(actor, made, alt="两\n行")) == {"alt"}
    assert "不是照片" in refused(actor, made, content=document("a"))["file"][0]
    assert set(refused(actor, made, kind="attachment", content=PROGRAM)) == {"file"}
    assert set(refused(actor, made, content=picture()[:-40])) == {"file"}
    with seeding():
        assert not StoredFile.objects.filter(purpose="platform").exists(), "nothing that was refused is kept"


def test_how_many_and_how_large(actor: Actor, made: Platform, monkeypatch: pytest.MonkeyPatch) -> None:
    first = add(actor, made)
    assert "已存在" in refused(actor, made, title="另一张", content=picture("中试车间"))["file"][0]
    monkeypatch.setattr(file_rules, "PICTURE_LIMIT", 10)
    assert "不超过" in refused(actor, made, title="大")["file"][0]
    monkeypatch.undo()
    monkeypatch.setattr(file_rules, "TOTAL_LIMIT", first.file.size + 10)
    assert "合计" in refused(actor, made, title="满")["file"][0]
    monkeypatch.undo()
    monkeypatch.setitem(file_rules.MOST, FileKind.PICTURE, 1)
    assert "照片" in refused(actor, made, title="多")["file"][0]
    assert add(actor, made, "章程", kind="attachment").position == 1, "attachments are counted by themselves"


def test_order_words_and_versions(actor: Actor, made: Platform) -> None:
    rows = [add(actor, made, title) for title in ("一", "二", "三")]
    add(actor, made, "章程", kind="attachment")
    do(move_file, actor, rows[2], version=1, direction="up")
    assert titles(made) == ["一", "三", "二"]
    do(move_file, actor, rows[0], version=1, direction="up")
    assert titles(made) == ["一", "三", "二"], "the first stays the first"
    changed = do(change_file, actor, rows[0], version=1, values={"title": " 甲 ", "public": True})
    assert (changed.title, changed.version) == ("甲", 2)
    with pytest.raises(Stale) as stale:
        do(change_file, actor, rows[0], version=1, values={"title": "乙"})
    assert stale.value.current["title"] == "甲"
    with pytest.raises(InvalidInput):
        do(change_file, actor, rows[0], version=2, values={"alt": ""})
    with seeding():
        told = AuditEntry.objects.get(action="platform.file_changed").detail
    assert (told["caption"], told["public"]) == (["一", "甲"], [False, True])


def test_taken_off_taken_back_and_gone_for_good(actor: Actor, made: Platform) -> None:
    row, office = add(actor, made), reviewer()
    with pytest.raises(Stale):
        do(remove_file, actor, row, version=7)
    do(remove_file, actor, row, version=1)
    do(remove_file, actor, row, version=1)
    assert titles(made) == []
    assert not seen(office, row), "what was taken off is no office's any more"
    again = add(actor, made)
    with pytest.raises(Refused):
        do(restore_file, actor, row)
    do(remove_file, actor, again, version=1)
    do(restore_file, actor, row)
    assert titles(made) == ["中试车间"]
    later = timezone.now() + KEPT
    assert forget_files(actor=Actor.system(), now=later - timedelta(hours=1)) == 0
    blob = str(again.file.blob.name)
    assert forget_files(actor=Actor.system(), now=later + timedelta(hours=1)) == 1
    assert titles(made) == ["中试车间"]
    assert default_storage.exists(str(row.file.blob.name))
    assert again.file_id != row.file_id
    with seeding():
        assert not StoredFile.objects.filter(blob=blob).exists()


def test_the_same_upload_for_a_file_that_was_taken_off_is_a_new_one(actor: Actor, made: Platform) -> None:
    number = sent_in_parts(actor, picture("x"))
    first = add(actor, made, upload=number)
    do(remove_file, actor, first, version=1)
    second = add(actor, made, upload=number)
    assert second.pk != first.pk
    assert titles(made) == ["中试车间"]
    assert forget_files(actor=Actor.system(), now=timezone.now() + 2 * KEPT) == 1
    with seeding():
        assert StoredFile.objects.filter(pk=second.file_id).exists(), "its file is still shown"


def test_the_same_upload_as_attachment_and_as_photograph(actor: Actor, made: Platform) -> None:
    """The photograph loses what the camera wrote, the attachment keeps it: neither takes the other's file away."""
    number = sent_in_parts(actor, picture("x"))
    first = add(actor, made, kind="attachment", upload=number)
    second = add(actor, made, upload=number)
    with seeding():
        attached, shown = (StoredFile.objects.get(pk=row.file_id) for row in (first, second))
        assert b"GPSLatitude" in read_content(attached)
        assert b"GPSLatitude" not in read_content(shown)
        assert Upload.objects.get(pk=number).file_id == attached.pk


def test_only_the_operating_body_changes_and_only_who_sees_the_record_opens(actor: Actor, made: Platform) -> None:
    row = add(actor, made)
    office, stranger, colleague = reviewer(), filler(enterprise()), people_of(institute(name="另一所研究院"))
    for person in (office, officer()):
        assert seen(person, row)
        with pytest.raises(NotPermitted):
            add(person, made)
        with pytest.raises(NotPermitted):
            do(remove_file, person, row, version=1)
    for person in (stranger, colleague, reviewer("440000")):
        assert not seen(person, row)


def seen(person: Actor, row: PlatformFile) -> bool:
    with scope(person):
        return visible_files(person).filter(pk=row.file_id).exists()
