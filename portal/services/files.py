import hashlib
import io
import logging
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path, PurePath
from tempfile import NamedTemporaryFile
from typing import IO, Any

import filetype
from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import ProtectedError
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.contents import clamd
from portal.contents.looking import ACCEPTED, HEAD, OFFICE, ZIP, Unacceptable, kind_of, look_into
from portal.enums import FilePurpose, OrganisationKind
from portal.errors import InvalidInput, Unavailable
from portal.models import Enterprise, Institute, Organisation, StoredFile
from portal.services.audit import record_audit
from portal.storage_use import storage_use_of
from portal.tenancy import Actor, on_rollback, scope

logger = logging.getLogger(__name__)
LOOKED_INTO = (FilePurpose.EVIDENCE, FilePurpose.VISIT_PHOTO, FilePurpose.ATTACHMENT, FilePurpose.PLATFORM)
UPLOADED = (*LOOKED_INTO, FilePurpose.REGISTER)
# Plain tables have no signature; whoever reads or made them knows that they are tables.
TABLES = (FilePurpose.REGISTER, FilePurpose.EXPORT)


def store_file(
    *, actor: Actor, organisation: Organisation, purpose: FilePurpose, name: str, content: bytes | IO[bytes]
) -> StoredFile:
    """Keep a file outside the web root under a random key. A stream is never read as a whole.

    The type comes from the content, the name is only a label: its suffix is corrected to the type. Raises InvalidInput
    for size, type, emptiness and what may do harm, and for evidence when the company's storage is full; Unavailable
    when the virus scanner is away.
    """
    stream = io.BytesIO(content) if isinstance(content, bytes) else content
    size = stream.seek(0, io.SEEK_END)
    if purpose in UPLOADED:
        check_size(name, size, purpose)
    file = check_file(actor=actor, organisation=organisation, purpose=purpose, name=name, stream=stream)
    if purpose == FilePurpose.EVIDENCE:
        reserve_space(organisation, name, size)
    return keep_file(actor=actor, file=file, stream=stream)


def check_file(
    *, actor: Actor, organisation: Organisation, purpose: FilePurpose, name: str, stream: IO[bytes]
) -> StoredFile:
    """The row of a file whose content may be kept, not saved yet; size and storage are for the caller to judge."""
    try:
        content_type = _type_of(stream, name, purpose)
    except Unacceptable as refused:
        raise InvalidInput({"file": [refused.message]}) from refused
    if purpose in UPLOADED:
        _scan(actor, name, stream)
    stream.seek(0)
    return StoredFile(
        organisation=organisation,
        scope=organisation.scope,
        purpose=purpose,
        name=safe_name(name, content_type),
        content_type=content_type,
        size=stream.seek(0, io.SEEK_END),
        sha256=digest_of(stream),
    )


def keep_file(*, actor: Actor, file: StoredFile, stream: IO[bytes]) -> StoredFile:
    """Save what check_file has made, with its content, which goes again when the transaction does."""
    file.created_by_id = actor.user_id
    stream.seek(0)
    # Django moves a file that lies on the disk already, and copies a stream in pieces.
    content = stream if isinstance(stream, File) else File(stream)
    file.blob.save(f"{file.purpose}/{timezone.now():%Y/%m}/{uuid.uuid4().hex}", content, save=False)
    on_rollback(partial(default_storage.delete, str(file.blob.name)))
    file.save()
    return file


def delete_unused_file(*, actor: Actor, file: StoredFile) -> bool:
    """Take the row away and say so, unless something still refers to it. Its content goes once that is certain."""
    try:
        file.delete()
    except ProtectedError:
        return False
    transaction.on_commit(partial(_delete_content, str(file.blob.name)))
    return True


def _delete_content(name: str) -> None:
    """At once, so that room which counts as free is free; unless another row shares it."""
    with scope(Actor.system("files")):
        shared = StoredFile.objects.filter(blob=name).exists()
    if not shared:
        default_storage.delete(name)


def read_content(file: StoredFile) -> bytes:
    """All bytes of a stored file."""
    with file.blob.open("rb") as blob:
        content: bytes = blob.read()
    return content


def digest_of(content: bytes | IO[bytes]) -> str:
    """SHA-256 in hexadecimal; a stream is never read as a whole."""
    if isinstance(content, bytes):
        return hashlib.sha256(content).hexdigest()
    content.seek(0)
    return hashlib.file_digest(content, "sha256").hexdigest()  # type: ignore[arg-type]  # Django's files read into too


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


def limit_of(purpose: FilePurpose | str) -> int:
    """Bytes of one file that somebody sends."""
    larger: dict[str, int] = {
        FilePurpose.EVIDENCE: settings.EVIDENCE_LIMIT,
        FilePurpose.ATTACHMENT: settings.ATTACHMENT_LIMIT,
        FilePurpose.PLATFORM: settings.ATTACHMENT_LIMIT,
    }
    return int(larger.get(purpose, settings.UPLOAD_LIMIT))


def check_size(name: str, size: int, purpose: FilePurpose | str) -> None:
    """Raises InvalidInput for a file that is larger than its purpose allows."""
    if size > limit_of(purpose):
        limit = limit_of(purpose) // 1024 // 1024
        words = _("“%(name)s” is larger than %(limit)s MB. Split or compress it.")
        raise InvalidInput({"file": [words % {"name": name, "limit": limit}]})


def reserve_space(organisation: Organisation, name: str, size: int) -> None:
    """Raises InvalidInput when so many bytes more do not fit; until the transaction ends nobody else fills the gap."""
    # the row that its own side may lock
    owners = {OrganisationKind.ENTERPRISE: Enterprise, OrganisationKind.INSTITUTE: Institute}
    owner: Any = owners.get(OrganisationKind(organisation.kind), Organisation)
    owner.objects.select_for_update(no_key=True).filter(pk=organisation.pk).values_list("pk").first()
    use = storage_use_of(organisation.pk)
    if size > use.left:
        words = _(
            "There is no room for “%(name)s” (%(size)s): your company uses %(used)s of its %(limit)s, %(unfinished)s of "
            "them for uploads that are not finished. Cancel those, or delete documents of the library that are shown nowhere."
        )
        if owner is Organisation:
            words = _(
                "There is no room for “%(name)s” (%(size)s): uploads of your organisation that are not finished take %(used)s "
                "of %(limit)s. Finish or cancel them first; those that nobody goes on with are gone after a week."
            )
        sizes = {"size": size, "used": use.used, "limit": use.limit, "unfinished": use.unfinished}
        raise InvalidInput({"file": [words % {"name": name, **{key: filesizeformat(sizes[key]) for key in sizes}}]})


def _type_of(stream: IO[bytes], name: str, purpose: FilePurpose) -> str:
    if purpose in LOOKED_INTO:
        with _on_disk(stream) as path:
            return look_into(path, name)
    stream.seek(0)
    head = stream.read(HEAD)
    if head and purpose in TABLES and filetype.guess(head) is None:
        return "text/csv"
    found = kind_of(head, name)
    return OFFICE.get(PurePath(name).suffix.lower(), ZIP) if found == ZIP else found


@contextmanager
def _on_disk(stream: IO[bytes]) -> Iterator[Path]:
    """A path that a child process can open; small files have none yet."""
    if path := getattr(stream, "temporary_file_path", None):
        yield Path(path())
        return
    stream.seek(0)
    with NamedTemporaryFile(dir=settings.FILE_UPLOAD_TEMP_DIR) as copy:
        shutil.copyfileobj(stream, copy)
        copy.flush()
        yield Path(copy.name)


def _scan(actor: Actor, name: str, stream: IO[bytes]) -> None:
    if not settings.CLAMD_URL:
        return
    try:
        found = clamd.scan(settings.CLAMD_URL, stream)
    except clamd.ScannerAway as away:
        logger.warning("the virus scanner gave no verdict: %s", away)
        raise Unavailable(
            _("“%s” cannot be checked for viruses now, so it was not accepted.") % name,
            _("Nothing that has arrived is lost. Try again in a few minutes."),
        ) from away
    if found:
        on_rollback(partial(_record_virus, actor, {"name": name, "virus": found, "sha256": digest_of(stream)}))
        words = _("“%(name)s” contains a virus (%(virus)s) and was not kept. Have the computer it comes from checked.")
        raise InvalidInput({"file": [words % {"name": name, "virus": found}]})


def _record_virus(actor: Actor, detail: dict[str, str]) -> None:
    """In a transaction of its own: the one that the file came with was undone."""
    with scope(actor):
        record_audit(actor=actor, action="file.infected", detail=detail)
