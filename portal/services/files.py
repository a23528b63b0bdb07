import hashlib
import uuid
from pathlib import PurePath

import filetype
from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.enums import FilePurpose
from portal.errors import InvalidInput
from portal.models import Organisation, StoredFile
from portal.tenancy import Actor

_OFFICE = {
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}
ACCEPTED = {
    "application/pdf": ".pdf",
    "image/png": ".png",
    "image/jpeg": ".jpg",
    "application/zip": ".zip",
    "text/csv": ".csv",
    **{content_type: suffix for suffix, content_type in _OFFICE.items()},
}

UPLOADED = (FilePurpose.EVIDENCE, FilePurpose.REGISTER)


def store_file(
    *, actor: Actor, organisation: Organisation, purpose: FilePurpose, name: str, content: bytes
) -> StoredFile:
    """Keep a file outside the web root under a random key; raises InvalidInput for size, type or emptiness.

    The type comes from the content, the name is only a label: its suffix is corrected to the type.
    """
    content_type = _sniff(name, content, purpose)
    blob = ContentFile(content, name=f"{purpose}/{timezone.now():%Y/%m}/{uuid.uuid4().hex}")
    file = StoredFile(
        organisation=organisation,
        scope=organisation.scope,
        purpose=purpose,
        name=safe_name(name, content_type),
        content_type=content_type,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        created_by_id=actor.user_id,
    )
    file.blob = blob
    file.save()
    return file


def read_content(file: StoredFile) -> bytes:
    """All bytes of a stored file."""
    with file.blob.open("rb") as blob:
        content: bytes = blob.read()
    return content


def discard_file(*, actor: Actor, file: StoredFile) -> None:
    """Forget a file that was only to be read once: its row now, its content once that is certain."""
    name, storage = str(file.blob.name), file.blob.storage
    file.delete()
    transaction.on_commit(lambda: storage.delete(name))


def safe_name(name: str, content_type: str) -> str:
    """The last part of the path without control characters, at most 120 characters, with the type's suffix."""
    last = PurePath(name.replace("\\", "/")).name
    stem = "".join(char for char in PurePath(last).stem if char.isprintable() and char not in '<>:"|?*')[:120]
    return f"{stem.strip(' .') or 'file'}{ACCEPTED[content_type]}"


def _sniff(name: str, content: bytes, purpose: FilePurpose) -> str:
    if not content:
        raise InvalidInput({"file": [_("“%s” is empty. Choose a file with content.") % name]})
    # What the portal itself makes (an archive of 37 summaries) has no sender who could split it.
    if purpose in UPLOADED and len(content) > settings.UPLOAD_LIMIT:
        limit = settings.UPLOAD_LIMIT // 1024 // 1024
        raise InvalidInput(
            {
                "file": [
                    _("“%(name)s” is larger than %(limit)s MB. Split or compress it.") % {"name": name, "limit": limit}
                ]
            }
        )
    found = filetype.guess_mime(content)
    if found is None and purpose in (FilePurpose.REGISTER, FilePurpose.EXPORT):
        # plain tables have no signature; the importer has decoded this one before
        return "text/csv"
    if found == "application/zip":
        found = _OFFICE.get(PurePath(name).suffix.lower(), found)
    if found not in ACCEPTED:
        raise InvalidInput(
            {
                "file": [
                    _(
                        "“%s” is not a PDF, picture (PNG, JPEG), Word, Excel or PowerPoint file, or ZIP. Convert it first."
                    )
                    % name
                ]
            }
        )
    return str(found)
