"""Which kind of file this is, by its content alone, and why it cannot be kept, in a sentence."""

import io
import json
import mmap
import subprocess
import sys
from pathlib import Path
from typing import IO

import filetype
from django.utils.translation import gettext_lazy as _

from portal.contents.pictures import is_whole, size_of

ROOT = Path(__file__).parents[2]
HEAD = 8192
PDF_END = 2048
MAX_PIXELS = 60_000_000
OFFICE = {
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}
ZIP, PDF, PICTURES = "application/zip", "application/pdf", ("image/png", "image/jpeg")
ACCEPTED = {PDF: ".pdf", "image/png": ".png", "image/jpeg": ".jpg", ZIP: ".zip", "text/csv": ".csv"} | {
    content_type: suffix for suffix, content_type in OFFICE.items()
}
BY_SUFFIX = {suffix: content_type for content_type, suffix in ACCEPTED.items()}

SENTENCES = {
    "empty": _("“%(name)s” is empty. Choose a file with content."),
    "kind": _("“%(name)s” is not a PDF, picture (PNG, JPEG), Word, Excel or PowerPoint file, or ZIP. Convert it first."),
    "cut_pdf": _("“%(name)s” begins as a PDF but has no end: it is damaged or incomplete. Save it as a PDF again."),
    "broken_picture": _("“%(name)s” is a damaged picture: its size cannot be read. Save it again as PNG or JPEG."),
    "cut_picture": _("“%(name)s” begins as a picture but has no end: it is damaged or incomplete. Open the original and "
                     "save it again as PNG or JPEG."),
    "huge_picture": _("“%(name)s” has %(width)s × %(height)s pixels; at most %(limit)s million are possible. Scale it "
                      "down and send it again."),
    "broken_archive": _("“%(name)s” is damaged: not everything in it can be unpacked. Save or pack it again."),
    "too_many_members": _("“%(name)s” holds more than 10,000 files. Pack only what supports the answer."),
    "encrypted": _("“%(name)s” is protected by a password, so it cannot be checked. Send it without the password."),
    "odd_compression": _("“%(name)s” is packed in a way that cannot be checked. Pack it again as an ordinary ZIP."),
    "macros": _("“%(name)s” contains macros, which are programs. Save it without macros, as .docx, .xlsx or .pptx."),
    "program_inside": _("“%(name)s” contains “%(member)s”, a program or something that starts one. Take it out, pack the "
                        "rest again and send that."),
    "path_outside": _("“%(name)s” contains “%(member)s”, which would be unpacked outside its own folder. Pack the files "
                      "again by themselves, without paths or links to other places."),
    "two_names": _("“%(name)s” contains “%(member)s”, which carries a second name that is different, so that it would be "
                   "unpacked as something else. Pack the files again and send that."),
    "unpacks_too_large": _("“%(name)s” unpacks to far more than its size, as files do that are made to do harm. Pack "
                           "only what supports the answer, or send it as a PDF."),
    "too_costly": _("“%(name)s” took too long to check. Split it into smaller files."),
}  # fmt: skip


class Unacceptable(Exception):
    """A file that is not kept; `message` names it, says why and what to do."""

    def __init__(self, code: str, name: str, **params: object) -> None:
        super().__init__(code)
        self.code, self.params = code, {"name": name, **params}

    @property
    def message(self) -> str:
        return str(SENTENCES[self.code]) % self.params


def look_at(head: bytes, name: str) -> str:
    """The content type that the first bytes show; raises Unacceptable for what they already rule out."""
    found = kind_of(head, name)
    if found in PICTURES:
        _check_pixels(io.BytesIO(head), name)
    return found


def kind_of(head: bytes, name: str) -> str:
    """The content type of a file that begins so; an Office file is a ZIP here."""
    if not head:
        raise Unacceptable("empty", name)
    found = str(filetype.guess_mime(head[:HEAD]))
    if found in OFFICE.values():
        return ZIP
    if found not in BY_SUFFIX.values() or (found == PDF and not head.startswith(b"%PDF-")):
        raise Unacceptable("kind", name)
    return found


def look_into(path: Path, name: str) -> str:
    """The content type of a whole file on the disk; raises Unacceptable with the sentence."""
    with path.open("rb") as stream:
        found = kind_of(stream.read(HEAD), name)
        if found == PDF:
            _check_end(stream, name)
        if found in PICTURES:
            _check_picture(stream, name)
    return _inspect(path, name) if found == ZIP else found


def _check_end(stream: IO[bytes], name: str) -> None:
    size = stream.seek(0, io.SEEK_END)
    stream.seek(max(0, size - PDF_END))
    if b"%%EOF" not in stream.read():
        raise Unacceptable("cut_pdf", name)


def _check_picture(stream: IO[bytes], name: str) -> None:
    if not _check_pixels(stream, name):
        raise Unacceptable("broken_picture", name)
    with mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as content:
        if not is_whole(content):
            raise Unacceptable("cut_picture", name)


def _check_pixels(stream: IO[bytes], name: str) -> bool:
    """Whether the header could be read; raises for a picture that would fill the memory of whoever opens it."""
    size = size_of(stream)
    if size and size[0] * size[1] > MAX_PIXELS:
        width, height = (f"{side:,}" for side in size)
        raise Unacceptable("huge_picture", name, width=width, height=height, limit=MAX_PIXELS // 1_000_000)
    return bool(size and all(size))


def _inspect(path: Path, name: str) -> str:
    """A ZIP is unpacked in a limited child process; one that does not come back was too much for it."""
    command = [sys.executable, "-m", "portal.contents.child", str(path.resolve())]
    child = subprocess.run(command, cwd=ROOT, capture_output=True, env={}, check=False)
    if child.returncode:
        raise Unacceptable("too_costly", name)
    found = json.loads(child.stdout)
    if "fault" in found:
        raise Unacceptable(found["fault"], name, member=found["member"])
    return BY_SUFFIX[found["kind"]]
