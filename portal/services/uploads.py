"""Files that arrive in parts, so that a lost line costs a part and not the file."""

import base64
import hashlib
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.db import transaction
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.contents.looking import HEAD, Unacceptable, look_at
from portal.enums import FilePurpose
from portal.errors import InvalidInput, NotPermitted, Refused
from portal.models import Organisation, StoredFile, Upload
from portal.queries import unfinished_uploads, visible_uploads
from portal.rules import may_upload_in_parts
from portal.services.files import check_file, check_size, delete_unused_file, keep_file, reserve_space
from portal.tenancy import Actor, on_rollback, scope

FOLDER = "uploads"
PART_LIMIT = 8 * 1024 * 1024
# Each part is a file of its own and lengthens the row: a byte at a time would cost thousandfold.
MOST_PARTS = 1000
KEPT = timedelta(days=7)
NAME_LIMIT, KEY_LIMIT = 255, 100
CHECKSUMS = ("sha1", "sha256")


class WrongOffset(InvalidInput):
    """The part does not begin where the file ends so far; the sender asks and goes on from there."""

    status = 409


class WrongChecksum(InvalidInput):
    """The part was damaged on its way (the status is that of the tus protocol)."""

    status = 460


def open_upload(*, actor: Actor, purpose: str, name: str, size: int, key: str) -> Upload:
    """A place for a file of `size` bytes, counted from now on; the same key again is the same upload.

    Raises InvalidInput for a name or size that cannot be and for a full storage, NotPermitted, and Refused when the
    key is another file's.
    """
    if refusal := may_upload_in_parts(actor, purpose):
        raise NotPermitted(refusal)
    _check_label(name, key)
    if known := visible_uploads(actor).filter(key=key).first():
        return _same(known, name, size, purpose)
    if size <= 0:
        raise InvalidInput({"file": [Unacceptable("empty", name).message]})
    check_size(name, size, purpose)
    owner = Organisation.objects.get(pk=actor.home_id)
    reserve_space(owner, name, size)
    # Two windows may have opened the same file: the second waited for the lock and meets the first one's row.
    made, _new = Upload.objects.get_or_create(
        organisation=owner,
        key=key,
        defaults={
            "scope": owner.scope,
            "purpose": purpose,
            "name": name,
            "size": size,
            "created_by_id": actor.person_id,
            "expires_at": _later(),
        },
    )
    return _same(made, name, size, purpose)


def append_part(*, actor: Actor, upload_id: int, offset: int, content: bytes, checksum: str = "") -> Upload:
    """Keep the next part; it counts whole or not at all. `checksum` is "sha256 " and the digest in base64.

    Raises WrongOffset, WrongChecksum, InvalidInput for a part that is too long, and for a beginning of which nothing
    acceptable can become: that takes the upload away as well.
    """
    upload = _locked(actor, upload_id)
    if offset != upload.offset:
        words = _("The file continues at byte %(offset)d, not at %(sent)d. Ask again where to go on.")
        raise WrongOffset({"offset": [words % {"offset": upload.offset, "sent": offset}]})
    if len(upload.parts) >= MOST_PARTS:
        words = _(
            "“%(name)s” has come in %(parts)d parts already. Give it up and send larger parts: each up to %(size)d bytes."
        )
        raise InvalidInput({"part": [words % {"name": upload.name, "parts": MOST_PARTS, "size": PART_LIMIT}]})
    if not content or len(content) > PART_LIMIT or offset + len(content) > upload.size:
        words = _("A part has at least one byte and at most %d, and ends where the file does.")
        raise InvalidInput({"part": [words % PART_LIMIT]})
    _check_sum(content, checksum)
    if offset == 0:
        _check_beginning(actor, upload, content)
    part = default_storage.save(f"{FOLDER}/{timezone.now():%Y/%m}/{uuid.uuid4().hex}", ContentFile(content))
    on_rollback(partial(default_storage.delete, part))
    upload.parts, upload.offset, upload.expires_at = [*upload.parts, part], offset + len(content), _later()
    upload.save(update_fields=["parts", "offset", "expires_at"])
    return upload


def take_upload(*, actor: Actor, upload_id: int, purpose: FilePurpose) -> StoredFile:
    """The file that a finished upload has become, made once however often it is asked for.

    Raises Http404 for an absent or foreign upload, Refused while parts are missing, InvalidInput for a content that is
    not kept, which takes the upload away as well, and Unavailable, which keeps it.
    """
    upload = _locked(actor, upload_id)
    if upload.purpose != purpose:
        raise Http404
    if upload.file is not None:
        return upload.file
    if upload.offset < upload.size:
        words = _("“%s” has not arrived completely. Send the missing parts first.")
        raise Refused(words % upload.name)
    with _assembled(upload) as stream:
        try:
            file = check_file(
                actor=actor, organisation=upload.organisation, purpose=purpose, name=upload.name, stream=stream
            )
        except InvalidInput:
            forget_refused(actor, upload.pk)
            raise
        keep_file(actor=actor, file=file, stream=stream)
    _delete_on_commit(upload.parts)
    upload.file, upload.parts = file, []
    upload.save(update_fields=["file", "parts"])
    return file


def drop_copy(*, actor: Actor, file: StoredFile, kept: StoredFile) -> None:
    """Forget a new file of which `kept` has the content; the upload that it came as has become the one that is kept.

    A file that something else shows already stays what it is, and its upload with it.
    """
    came = list(Upload.objects.filter(file=file).values_list("pk", flat=True))
    Upload.objects.filter(pk__in=came).update(file=kept)
    if not delete_unused_file(actor=actor, file=file):
        Upload.objects.filter(pk__in=came).update(file=file)


def cancel_upload(*, actor: Actor, upload_id: int) -> None:
    """Take an unfinished upload away with all its parts; Http404 for one that is finished, absent or foreign."""
    upload = _locked(actor, upload_id)
    if upload.file is not None:
        raise Http404
    upload.delete()
    _delete_on_commit(upload.parts)


def forget_uploads(*, actor: Actor, most: int) -> int:
    """Take away at most so many uploads whose time is over; what has become a file stays one.

    One that a part is just arriving for is passed over: its time begins anew.
    """
    with scope(actor):
        free = Upload.objects.select_for_update(skip_locked=True)
        over = list(free.filter(expires_at__lt=timezone.now()).order_by("pk")[:most])
        Upload.objects.filter(pk__in=[upload.pk for upload in over]).delete()
    for upload in over:
        _delete_parts(upload.parts)
    return len(over)


def _check_label(name: str, key: str) -> None:
    errors: dict[str, list[str]] = {}
    if not name.strip() or len(name) > NAME_LIMIT:
        errors["name"] = [_("A file's name has 1 to %d characters. Rename the file.") % NAME_LIMIT]
    elif set("/\\") & set(name) or not name.isprintable():
        words = _("“%s” is not a file's name: it contains a path or invisible characters. Rename the file.")
        errors["name"] = [words % name]
    if not 1 <= len(key) <= KEY_LIMIT or not key.isprintable():
        errors["key"] = [_("The key of an upload has 1 to %d visible characters.") % KEY_LIMIT]
    if errors:
        raise InvalidInput(errors)


def _same(upload: Upload, name: str, size: int, purpose: FilePurpose | str) -> Upload:
    if (upload.name, upload.size, upload.purpose) != (name, size, str(purpose)):
        raise Refused(_("This key belongs to another file. Send each file under a key of its own."))
    return upload


def _check_sum(content: bytes, checksum: str) -> None:
    if not checksum:
        return
    algorithm, _space, digest = checksum.partition(" ")
    if algorithm not in CHECKSUMS:
        raise InvalidInput({"checksum": [_("Checksums are possible by: %s.") % ", ".join(CHECKSUMS)]})
    if base64.b64encode(hashlib.new(algorithm, content).digest()).decode() != digest.strip():
        raise WrongChecksum({"checksum": [_("The part was damaged on its way. Send it again.")]})


def _check_beginning(actor: Actor, upload: Upload, content: bytes) -> None:
    """What the first bytes rule out is refused before the rest is sent; too few of them rule nothing out."""
    if len(content) < min(HEAD, upload.size):
        return
    try:
        look_at(content, upload.name)
    except Unacceptable as refused:
        forget_refused(actor, upload.pk)
        raise InvalidInput({"file": [refused.message]}) from refused


@contextmanager
def _assembled(upload: Upload) -> Iterator[TemporaryUploadedFile]:
    """All parts as one file on the disk, copied in pieces; it is gone afterwards unless the storage has moved it."""
    with TemporaryUploadedFile("whole", "application/octet-stream", upload.size, None) as whole:
        for name in upload.parts:
            with default_storage.open(name) as part:
                for piece in part.chunks():
                    whole.write(piece)
        whole.flush()
        yield whole


def _locked(actor: Actor, upload_id: int) -> Upload:
    uploads = visible_uploads(actor).select_related("organisation", "file")
    found = uploads.select_for_update(of=("self",), no_key=True).filter(pk=upload_id).first()
    if found is None:
        raise Http404
    return found


def forget_refused(actor: Actor, upload_id: int) -> None:
    """For a file that can never be kept where it was sent: its upload takes up no room once the refusal is said."""
    on_rollback(partial(_forget, actor, upload_id))


def _forget(actor: Actor, upload_id: int) -> None:
    """For a refusal: its transaction was undone, and the upload goes in one of its own."""
    with scope(actor):
        refused = unfinished_uploads(actor).filter(pk=upload_id).first()
        if refused is not None:
            refused.delete()
    _delete_parts(refused.parts if refused else ())


def _delete_on_commit(parts: Sequence[str]) -> None:
    transaction.on_commit(partial(_delete_parts, list(parts)))


def _delete_parts(parts: Sequence[str]) -> None:
    """From the storage; one that is gone already is fine."""
    for part in parts:
        default_storage.delete(part)


def _later() -> datetime:
    return timezone.now() + KEPT
