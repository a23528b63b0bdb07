"""Uploads in parts: every part counts once, a file becomes one once, and what is refused leaves nothing behind."""

import base64
import hashlib
import math
import os
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.http import Http404
from django.utils import timezone
from pytest_django.fixtures import Settings

from portal.enums import FilePurpose
from portal.errors import InvalidInput, NotPermitted, Refused
from portal.models import Organisation, Upload
from portal.services import uploads
from portal.services.files import read_content, store_file
from portal.services.housekeeping import keep_house, sweep_blobs
from portal.services.uploads import WrongChecksum, WrongOffset, cancel_upload, open_upload, take_upload
from portal.storage_use import storage_use_of
from portal.tenancy import Actor, scope
from tests import factories
from tests.portal.contents import PDF, PROGRAM, bomb, jpeg, png, workbook
from tests.portal.sending import NAME, in_storage, opened, rows, send_part, sent, taken
from tests.seeding import seeding

pytestmark = pytest.mark.django_db
Committing = Callable[..., AbstractContextManager[list[Any]]]
LONG = PDF[:-6] + os.urandom(2_000_000) + b"\n%%EOF"
NIGHT = Actor.system("housekeeping")


@pytest.fixture(autouse=True)
def _storage(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = str(tmp_path)


@pytest.fixture
def actor() -> Actor:
    return factories.filler(factories.enterprise())


def test_parts_become_the_file_that_was_sent(actor: Actor, django_capture_on_commit_callbacks: Committing) -> None:
    upload = sent(actor, LONG, part=700_000)
    assert len(in_storage()) == 3, "a part is an object, as an S3-compatible store wants it"
    with django_capture_on_commit_callbacks(execute=True):
        file = taken(actor, upload)
    assert (file.name, file.content_type, file.size) == (NAME, "application/pdf", len(LONG))
    assert file.sha256 == hashlib.sha256(LONG).hexdigest()
    (content,) = in_storage()
    assert content.read_bytes() == LONG


def test_a_file_is_taken_once_however_often_it_is_asked_for(actor: Actor) -> None:
    upload = sent(actor, PDF)
    assert taken(actor, upload).pk == taken(actor, upload).pk
    assert rows() == (1, 1)
    again = opened(actor, len(PDF))
    assert (again.pk, again.offset) == (upload.pk, len(PDF)), "the same key, sent once more, is the same upload"


def test_an_interrupted_part_is_sent_again_from_where_the_server_is(actor: Actor) -> None:
    upload = opened(actor, len(LONG))
    send_part(actor, upload, 0, LONG[:700_000])
    for wrong in (0, 699_999, 1_400_000):
        with pytest.raises(WrongOffset) as raised:
            send_part(actor, upload, wrong, LONG[wrong : wrong + 700_000])
        assert "700000" in str(raised.value)
    assert opened(actor, len(LONG)).offset == 700_000, "a page that was reloaded asks by the key"
    send_part(actor, upload, 700_000, LONG[700_000:])
    assert taken(actor, upload).sha256 == hashlib.sha256(LONG).hexdigest()


def test_a_part_that_was_undone_is_not_in_the_storage(actor: Actor) -> None:
    upload = opened(actor, len(LONG))
    with suppress(ZeroDivisionError), scope(actor):
        send_part(actor, upload, 0, LONG[:700_000])
        assert len(in_storage()) == 1
        raise ZeroDivisionError
    assert in_storage() == []
    assert opened(actor, len(LONG)).offset == 0


@pytest.mark.parametrize("algorithm", ["sha1", "sha256"])
def test_a_part_damaged_on_its_way_is_noticed(actor: Actor, algorithm: str) -> None:
    upload = opened(actor, len(LONG))
    digest = base64.b64encode(hashlib.new(algorithm, LONG[:9999]).digest()).decode()
    with pytest.raises(WrongChecksum):
        send_part(actor, upload, 0, LONG[:9998] + bytes([LONG[9998] ^ 1]), f"{algorithm} {digest}")
    assert in_storage() == []
    assert send_part(actor, upload, 0, LONG[:9999], f"{algorithm} {digest}").offset == 9999


@pytest.mark.parametrize(
    ("part", "checksum"),
    [(b"", ""), (bytes(101), ""), (bytes(9 << 20), ""), (b"x", "md5 x"), (b"x", "sha1")],
    ids=["nothing", "more than the file", "more than a part", "another algorithm", "no digest"],
)
def test_a_part_that_cannot_be_is_refused(actor: Actor, part: bytes, checksum: str) -> None:
    upload = opened(actor, 100)
    with pytest.raises(InvalidInput):
        send_part(actor, upload, 0, part, checksum)
    assert opened(actor, 100).offset == 0


def test_a_file_in_crumbs_is_refused(actor: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "MOST_PARTS", 3)
    upload = opened(actor, len(LONG))
    for byte in range(3):
        send_part(actor, upload, byte, LONG[byte : byte + 1])
    with pytest.raises(InvalidInput, match="3"):
        send_part(actor, upload, 3, LONG[3:])
    assert len(in_storage()) == 3


@pytest.mark.parametrize(
    ("name", "size", "key", "field"),
    [
        ("../../x.pdf", 10, "k", "name"),
        ("C:\\x.pdf", 10, "k", "name"),
        ("a\x00b.pdf", 10, "k", "name"),
        ("", 10, "k", "name"),
        ("长" * 256, 10, "k", "name"),
        ("x.pdf", 0, "k", "file"),
        ("x.pdf", 1 << 30, "k", "file"),
        ("x.pdf", 10, "", "key"),
        ("x.pdf", 10, "k" * 101, "key"),
    ],
)
def test_what_cannot_be_a_file_is_refused_before_it_is_sent(
    actor: Actor, name: str, size: int, key: str, field: str
) -> None:
    """A path for a name, nothing, a gigabyte."""
    with pytest.raises(InvalidInput) as raised:
        opened(actor, size, name=name, key=key)
    assert list(raised.value.errors) == [field]
    assert rows() == (0, 0)


def test_a_key_is_one_files(actor: Actor) -> None:
    opened(actor, 10)
    with pytest.raises(Refused):
        opened(actor, 11)
    colleague = factories.filler(factories.enterprise())
    assert opened(colleague, 11).size == 11, "another company's keys are its own"


HARMFUL = {
    "a program": PROGRAM,
    "a huge picture": png(30_000, 30_000),
    "a huge photo": jpeg(30_000, 30_000),
    "a bomb": bomb(),
    "half a PDF": PDF[:40],
    "half a workbook": workbook(sheet=os.urandom(40_000))[:20_000],
}


@pytest.mark.parametrize("what", HARMFUL)
@pytest.mark.parametrize("part", [8192, 1 << 20])
def test_what_is_refused_leaves_nothing_behind(actor: Actor, what: str, part: int) -> None:
    """At its beginning or when all of it is there: no row, no part, no file; and the same file may be sent again."""
    for _time in range(2):
        with pytest.raises(InvalidInput) as raised:
            taken(actor, sent(actor, HARMFUL[what], part=part))
        assert NAME in str(raised.value)
        assert rows() == (0, 0)
        assert in_storage() == []


def test_a_harmful_beginning_is_refused_before_the_rest_is_sent(actor: Actor) -> None:
    upload = opened(actor, 100_000_000)
    with pytest.raises(InvalidInput):
        send_part(actor, upload, 0, PROGRAM)
    assert rows() == (0, 0)


def test_what_is_not_complete_is_not_taken(actor: Actor) -> None:
    upload = opened(actor, len(PDF))
    send_part(actor, upload, 0, PDF[:20])
    with pytest.raises(Refused):
        taken(actor, upload)
    assert opened(actor, len(PDF)).offset == 20, "nothing of it is lost"


def test_an_upload_that_is_cancelled_is_gone(actor: Actor, django_capture_on_commit_callbacks: Committing) -> None:
    upload = sent(actor, LONG)
    with django_capture_on_commit_callbacks(execute=True), scope(actor):
        cancel_upload(actor=actor, upload_id=upload.pk)
    assert rows() == (0, 0)
    assert in_storage() == []
    kept = sent(actor, PDF)
    taken(actor, kept)
    with pytest.raises(Http404), scope(actor):
        cancel_upload(actor=actor, upload_id=kept.pk)


def test_nobody_else_reaches_an_upload(actor: Actor) -> None:
    upload = sent(actor, PDF)
    for stranger in (factories.filler(factories.enterprise()), factories.reviewer(), factories.officer()):
        for act in (send_part, taken):
            with pytest.raises(Http404):
                act(stranger, upload, *((len(PDF), b"x") if act is send_part else ()))
        with pytest.raises(Http404), scope(stranger):
            cancel_upload(actor=stranger, upload_id=upload.pk)
    for official in (factories.reviewer(), factories.officer()):
        with pytest.raises(NotPermitted):
            opened(official, 10)
    with pytest.raises(NotPermitted), scope(actor):
        open_upload(actor=actor, purpose=FilePurpose.REGISTER, name="x.csv", size=10, key="k")
    with pytest.raises(Http404), scope(actor):
        take_upload(actor=actor, upload_id=upload.pk, purpose=FilePurpose.REGISTER)
    assert rows() == (1, 0)


def test_a_full_storage_says_what_fills_it(actor: Actor, settings: Settings) -> None:
    settings.COMPANY_QUOTA = 3_000_000
    taken(actor, sent(actor, LONG))
    waiting = opened(actor, 900_000, key="k2")
    with pytest.raises(InvalidInput) as raised:
        opened(actor, 900_000, key="k3", name="第三份.pdf")
    for words in ("第三份.pdf", "2.8", "2.9", "878.9"):
        assert words in str(raised.value)
    with scope(actor):
        use = storage_use_of(actor.home_id)
        assert (use.stored, use.unfinished, use.left) == (len(LONG), 900_000, 3_000_000 - len(LONG) - 900_000)
        cancel_upload(actor=actor, upload_id=waiting.pk)
    assert opened(actor, 900_000, key="k3").pk
    with pytest.raises(InvalidInput):
        one_request(actor, LONG)
    other = factories.filler(factories.enterprise())
    assert opened(other, 900_000).pk, "each company has its own"


def one_request(actor: Actor, content: bytes) -> None:
    """As a form without scripts sends it."""
    with seeding():
        company = Organisation.objects.get(pk=actor.home_id)
    with scope(actor):
        store_file(actor=actor, organisation=company, purpose=FilePurpose.EVIDENCE, name=NAME, content=content)


def test_a_store_without_folders_serves_as_well(actor: Actor, settings: Settings) -> None:
    """As an S3-compatible one: objects by their keys, no paths, no moving."""
    memory = {"BACKEND": "django.core.files.storage.InMemoryStorage"}
    settings.STORAGES = {**settings.STORAGES, "default": memory}
    file = taken(actor, sent(actor, LONG, part=700_000))
    assert hashlib.sha256(read_content(file)).hexdigest() == file.sha256
    with pytest.raises(InvalidInput):
        taken(actor, sent(actor, HARMFUL["a bomb"], key="k2"))
    assert rows() == (1, 1)


def test_a_file_that_was_undone_is_not_in_the_storage(actor: Actor) -> None:
    with suppress(ZeroDivisionError), scope(actor):
        one_request(actor, LONG)
        assert len(in_storage()) == 1
        raise ZeroDivisionError
    assert in_storage() == []


def test_at_night_uploads_go_whose_time_is_over(actor: Actor) -> None:
    late, young, done = sent(actor, LONG), sent(actor, LONG, key="k2"), sent(actor, PDF, key="k3")
    file = taken(actor, done)
    over = timezone.now() - timedelta(hours=1)
    with seeding():
        Upload.objects.filter(pk__in=[late.pk, done.pk]).update(expires_at=over)
    assert keep_house(actor=NIGHT)["uploads"] == 2
    assert rows() == (1, 1)
    names = {str(path.relative_to(default_storage.path(""))) for path in in_storage()}
    assert names >= {*young.parts, str(file.blob.name)}
    assert not names & set(late.parts)


def test_at_night_parts_go_that_no_upload_knows(actor: Actor) -> None:
    """Of a process that was killed between the storage and the database."""
    upload, lost = sent(actor, LONG), sent(actor, LONG, key="k2")
    with seeding():
        Upload.objects.filter(pk=lost.pk).delete()
    for path in in_storage():
        old = (timezone.now() - timedelta(days=8)).timestamp()
        os.utime(path, (old, old))
    assert sweep_blobs(actor=NIGHT, today=timezone.localdate(), until=math.inf) == len(lost.parts)
    assert [str(path.relative_to(default_storage.path(""))) for path in in_storage()] == sorted(upload.parts)
