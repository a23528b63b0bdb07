"""The ministry's ZIP of every submitted summary."""

import io
import zipfile

from django.utils.translation import gettext as _

from portal.enums import FilePurpose
from portal.errors import Refused
from portal.models import Organisation, StoredFile
from portal.services.audit import record_audit
from portal.services.files import store_file
from portal.tenancy import Actor, scope
from reporting.queries import visible_summaries


def submitted_files(*, actor: Actor, year: int) -> list[tuple[str, StoredFile]]:
    """[(name in the archive, file)] in the order of the authorities' codes; raises Refused when there is none."""
    with scope(actor):
        summaries = visible_summaries(actor).filter(year=year, submitted__isnull=False).order_by("authority__code")
        files = [(f"{s.authority.code}-{s.submitted.file.name}", s.submitted.file) for s in summaries if s.submitted]
    if not files:
        raise Refused(_("No authority has submitted its summary of %d yet.") % year)
    return files


def pack(files: list[tuple[str, bytes]]) -> bytes:
    """A ZIP; PDFs are compressed already, so they are stored as they are."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return target.getvalue()


def keep_archive(*, actor: Actor, year: int, content: bytes, count: int) -> StoredFile:
    """Store the archive for the ministry; call inside the actor's scope."""
    home = Organisation.objects.get(pk=actor.home_id)
    file = store_file(
        actor=actor,
        organisation=home,
        purpose=FilePurpose.ARCHIVE,
        name=_("Annual summaries %d.zip") % year,
        content=content,
    )
    record_audit(actor=actor, action="summary.collect", target=file, detail={"year": year, "count": count})
    return file
