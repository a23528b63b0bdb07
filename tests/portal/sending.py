"""Files on their way, for tests: parts sent by the services, and what then lies in the storage."""

from pathlib import Path

from django.conf import settings

from portal.enums import FilePurpose
from portal.models import StoredFile, Upload
from portal.services.uploads import append_part, open_upload, take_upload
from portal.tenancy import Actor, scope
from tests.seeding import seeding

NAME = "检验记录.pdf"


def opened(actor: Actor, size: int, *, name: str = NAME, key: str = "k1") -> Upload:
    with scope(actor):
        return open_upload(actor=actor, purpose=FilePurpose.EVIDENCE, name=name, size=size, key=key)


def send_part(actor: Actor, upload: Upload, offset: int, content: bytes, checksum: str = "") -> Upload:
    with scope(actor):
        return append_part(actor=actor, upload_id=upload.pk, offset=offset, content=content, checksum=checksum)


def sent(actor: Actor, content: bytes, *, name: str = NAME, key: str = "k1", part: int = 1 << 20) -> Upload:
    """All of it has arrived, in parts of this size."""
    upload = opened(actor, len(content), name=name, key=key)
    for at in range(0, len(content), part):
        upload = send_part(actor, upload, at, content[at : at + part])
    return upload


def taken(actor: Actor, upload: Upload) -> StoredFile:
    with scope(actor):
        return take_upload(actor=actor, upload_id=upload.pk, purpose=FilePurpose.EVIDENCE)


def in_storage() -> list[Path]:
    """Everything that lies in the file store."""
    return sorted(path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file())


def rows() -> tuple[int, int]:
    """How many uploads and files there are."""
    with seeding():
        return Upload.objects.count(), StoredFile.objects.count()
