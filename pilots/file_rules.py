"""What may stand among a platform's photographs and attachments: '' for yes, else the reason in a sentence."""

from collections.abc import Iterable

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from pilots.enums import FileKind
from pilots.models import PlatformFile
from portal.contents.looking import OFFICE, PDF, PICTURES
from portal.models import StoredFile

MB = 1024 * 1024
# A page shows them all: what a camera makes is a few megabytes.
PICTURE_LIMIT = 10 * MB
# Bytes of all files of one platform.
TOTAL_LIMIT = 200 * MB
MOST_PICTURES, MOST_ATTACHMENTS = 12, 30
# Characters.
LIMITS = {"title": 120, "alt": 300}
MOST = {FileKind.PICTURE: MOST_PICTURES, FileKind.ATTACHMENT: MOST_ATTACHMENTS}
DOCUMENTS = (PDF, OFFICE[".docx"], OFFICE[".xlsx"], OFFICE[".pptx"], *PICTURES)
ENDINGS = ".pdf, .docx, .xlsx, .pptx, .png, .jpg, .jpeg"


def kind_fault(file: StoredFile, kind: str) -> str:
    """Why this file cannot be a photograph or an attachment."""
    if kind == FileKind.PICTURE and file.content_type not in PICTURES:
        return (
            _("“%s” is no photograph: only PNG and JPEG are. Add it as an attachment, or choose a picture.") % file.name
        )
    if kind == FileKind.PICTURE and file.size > PICTURE_LIMIT:
        words = _("“%(name)s” has %(size)s; a photograph has at most %(limit)s. Save it smaller.")
        return words % {
            "name": file.name,
            "size": filesizeformat(file.size),
            "limit": filesizeformat(PICTURE_LIMIT),
        }
    if file.content_type not in DOCUMENTS:
        words = _("“%s” cannot be attached: only PDF, Word, Excel, PowerPoint, PNG and JPEG can. Convert it first.")
        return words % file.name
    return ""


def room_fault(file: StoredFile, kind: str, present: Iterable[PlatformFile]) -> str:
    """Why it does not fit beside those that are there."""
    rows = list(present)
    if same := next((row for row in rows if row.file.sha256 == file.sha256), None):
        return _("This very file is there already: “%s”. Choose another one.") % same.title
    if sum(row.kind == kind for row in rows) >= MOST[FileKind(kind)]:
        words = {
            FileKind.PICTURE: _("A platform shows at most %d photographs. Remove one first."),
            FileKind.ATTACHMENT: _("A platform has at most %d attachments. Remove one first, or join files."),
        }
        return words[FileKind(kind)] % MOST[FileKind(kind)]
    used = sum(row.file.size for row in rows)
    if used + file.size > TOTAL_LIMIT:
        words_of_room = _(
            "All files of a platform together have at most %(limit)s: %(used)s are used, this one has %(size)s. Remove one,"
            " or make the file smaller."
        )
        sizes = {"limit": TOTAL_LIMIT, "used": used, "size": file.size}
        return words_of_room % {name: filesizeformat(value) for name, value in sizes.items()}
    return ""


def words_faults(kind: str, title: str, alt: str) -> dict[str, list[str]]:
    """What a file's words lack, by field."""
    faults: dict[str, list[str]] = {}
    if kind not in FileKind.values:
        faults["kind"] = [_("Choose whether it is a photograph or an attachment.")]
    if not title.strip():
        faults["title"] = [_("Give it a title: the record shows it under the photograph or as the name of the file.")]
    if kind == FileKind.PICTURE and not alt.strip():
        faults["alt"] = [_("Say what the photograph shows, for whoever cannot see it.")]
    for name, value in (("title", title), ("alt", alt)):
        limit = LIMITS[name]
        if len(value.strip()) > limit:
            words = _("At most %(limit)d characters are kept; there are %(count)d. Shorten it.")
            faults[name] = [words % {"limit": limit, "count": len(value.strip())}]
        elif not value.strip().isprintable():
            faults[name] = [_("It contains a line break or an invisible character. Remove it.")]
    return faults
