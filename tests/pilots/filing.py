"""Photographs and attachments of platforms, for tests."""

from typing import Any

from pilots.models import Platform, PlatformFile
from pilots.services.files import SentFile, add_file
from portal.enums import FilePurpose
from portal.services.uploads import append_part, open_upload
from portal.tenancy import Actor, scope
from tests.portal.contents import PDF
from tests.portal.test_picture_metadata import GPS, exif, jpeg, segment
from tests.seeding import seeding


def picture(words: str = "") -> bytes:
    """A JPEG that says where it was taken, and differs by these words."""
    return jpeg(segment(0xE1, exif("<", (0x8825, 26)) + GPS), segment(0xE2, words.encode() or b"-"))


def document(words: str) -> bytes:
    """A PDF that differs by these words."""
    return PDF.replace(b"<<>>", f"<<{words}>>".encode(), 1)


def add(actor: Actor, made: Platform, title: str = "中试车间", **other: Any) -> PlatformFile:
    """A photograph of this title, unless `kind` says otherwise."""
    kind = other.pop("kind", "picture")
    plain = picture(title) if kind == "picture" else document(title)
    name = f"{title}.{'jpg' if kind == 'picture' else 'pdf'}"
    file = SentFile(other.pop("name", name), other.pop("content", plain), other.pop("upload", None))
    alt = other.pop("alt", "一间装有反应釜的车间" if kind == "picture" else "")
    with scope(actor):
        return add_file(actor=actor, platform=made, kind=kind, file=file, title=title, alt=alt, **other)


def sent_in_parts(actor: Actor, whole: bytes, *, name: str = "车间.jpg", key: str = "p1") -> int:
    """The number of an upload, all of which has arrived."""
    with scope(actor):
        upload = open_upload(actor=actor, purpose=FilePurpose.PLATFORM, name=name, size=len(whole), key=key)
        append_part(actor=actor, upload_id=upload.pk, offset=0, content=whole)
    return upload.pk


def titles(made: Platform, kind: str = "picture") -> list[str]:
    """Of those that are there, in their order."""
    with seeding():
        rows = PlatformFile.objects.filter(platform=made, kind=kind, removed_at=None)
        return list(rows.values_list("title", flat=True))
