"""The ministry's ZIP of submitted summaries: all of them, or those chosen, with a list of what is inside."""

import csv
import io
import shutil
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import IO

from django.utils.translation import gettext as _

from portal.enums import FilePurpose
from portal.errors import Refused
from portal.models import Job, Organisation, StoredFile
from portal.presentation import shown
from portal.services.audit import record_audit
from portal.services.files import digest_of, store_file
from portal.services.jobs import enqueue_job
from portal.tenancy import Actor, scope
from reporting.desk_rules import may_work_at_desk
from reporting.enums import SummaryState
from reporting.models import Edition, EditionAttachment
from reporting.queries import visible_summaries
from reporting.services.nudges import find_offices, names_of

COLLECT = "collect_summaries"
MANIFEST = "manifest.csv"
# A file of the archive gets this date whenever it is packed: the same summaries give the same bytes.
EPOCH = (1980, 1, 1, 0, 0, 0)
# Of a file's name; Linux takes 255 with the number in front.
NAME_BYTES = 180
PIECE = 1024 * 1024


@dataclass(frozen=True)
class Packed:
    """One summary in the archive: its name there, the edition that was handed in, and the files that go with it."""

    name: str
    edition: Edition
    attached: tuple[EditionAttachment, ...] = ()

    @property
    def members(self) -> list[tuple[str, StoredFile]]:
        """Every file of it by its name in the archive: the PDF, then in a folder of its own what goes with it, each
        under its number in the list of annexes.
        """
        folder = self.name.removesuffix(".pdf")
        return [(self.name, self.edition.file)] + [
            (f"{folder}/{row.number:02d}-{shorten_name(row.file.name)}", row.file) for row in self.attached
        ]


def shorten_name(name: str) -> str:
    """The name cut so that every system unpacks it: at most NAME_BYTES, its ending kept."""
    path = PurePath(name)
    room = NAME_BYTES - len(path.suffix.encode())
    return path.stem.encode()[:room].decode(errors="ignore").rstrip(" .") + path.suffix


def request_collection(*, actor: Actor, year: int, codes: Sequence[str] = ()) -> Job:
    """Promise a ZIP with the submitted summaries of a year, of all authorities or of these.

    Raises InvalidInput for an unknown code, Refused by name for those that have not handed in.
    """
    if refusal := may_work_at_desk(actor):
        raise Refused(refusal)
    wanted = [office.code for office in find_offices(actor=actor, codes=codes)]
    choose_submitted(actor=actor, year=year, codes=wanted)
    chosen = digest_of(",".join(wanted).encode())[:16] if wanted else "all"
    key = f"summaries:{year}:{actor.user_id}:{chosen}"
    return enqueue_job(actor=actor, kind=COLLECT, key=key, params={"year": year, "offices": wanted})


def choose_submitted(*, actor: Actor, year: int, codes: Sequence[str]) -> list[Packed]:
    """Those to pack in the order of their codes; raises Refused when there is none, or one of `codes` is not there."""
    states = SummaryState.with_ministry()
    found = visible_summaries(actor).filter(year=year, state__in=states, submitted__isnull=False)
    found = found.select_related("authority", "submitted__file", "submitted__snapshot")
    rows = {summary.authority.code: summary.submitted for summary in found.defer("submitted__snapshot__data")}
    if absent := [code for code in codes if code not in rows]:
        names = names_of(find_offices(actor=actor, codes=absent))
        raise Refused(_("Not submitted, so not to be packed: %s.") % names, _("Take the tick away, or ask for it."))
    if not rows:
        raise Refused(_("No authority has submitted its summary of %d yet.") % year)
    chosen = {code: edition for code, edition in rows.items() if edition and (not codes or code in codes)}
    files = _attached_to(chosen.values())
    return [
        Packed(f"{code}-{edition.file.name}", edition, tuple(files[edition.pk]))
        for code, edition in sorted(chosen.items())
    ]


def _attached_to(editions: Iterable[Edition]) -> dict[int, list[EditionAttachment]]:
    """{edition: its files in their order}."""
    files: dict[int, list[EditionAttachment]] = defaultdict(list)
    rows = EditionAttachment.objects.filter(edition__in=[edition.pk for edition in editions])
    for row in rows.select_related("file").order_by("edition", "number"):
        files[row.edition_id].append(row)
    return files


def submitted_files(*, actor: Actor, year: int, codes: Sequence[str] = ()) -> list[Packed]:
    """As `choose_submitted`, in a scope of its own: what was promised is looked at again when the job begins."""
    with scope(actor):
        return choose_submitted(actor=actor, year=year, codes=codes)


def write_manifest(packed: Sequence[Packed]) -> bytes:
    """File names with SHA-256, edition and the moment of the figures, as a table that spreadsheets open."""
    text = io.StringIO(newline="")
    table = csv.writer(text)
    table.writerow([_("File"), "SHA-256", _("Edition"), _("Figures as of"), _("bytes")])
    for one in packed:
        as_of = shown(one.edition.snapshot.as_of)
        for name, file in one.members:
            table.writerow([name, file.sha256, one.edition.number, as_of, file.size])
    return text.getvalue().encode("utf-8-sig")


def pack(target: IO[bytes], files: Iterable[tuple[str, IO[bytes]]]) -> None:
    """Write a ZIP, piece by piece; PDFs and pictures are compressed already, so all is stored as it is."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for name, source in files:
            with source, archive.open(zipfile.ZipInfo(name, EPOCH), "w") as member:
                shutil.copyfileobj(source, member, PIECE)


def keep_archive(*, actor: Actor, year: int, content: IO[bytes], packed: Sequence[Packed]) -> StoredFile:
    """Store the archive for the ministry; call inside the actor's scope."""
    home = Organisation.objects.get(pk=actor.home_id)
    file = store_file(
        actor=actor,
        organisation=home,
        purpose=FilePurpose.ARCHIVE,
        name=_("Annual summaries %d.zip") % year,
        content=content,
    )
    detail = {"year": year, "count": len(packed), "offices": [one.name.split("-")[0] for one in packed]}
    record_audit(actor=actor, action="summary.collect", target=file, detail=detail)
    return file
