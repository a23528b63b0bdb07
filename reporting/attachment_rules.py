"""Questions of attachments: each answers '' for yes, or the reason for no; what is typed is judged by field."""

import unicodedata
from collections.abc import Iterable

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from portal.contents.looking import OFFICE, PDF, PICTURES
from portal.models import StoredFile
from reporting.models import Attachment
from reporting.models.attachments import TITLE_LIMIT

MOST_ATTACHMENTS = 50
# Bytes of all of them together: what 37 offices send is packed into one archive.
TOTAL_LIMIT = 200 * 1024 * 1024
KINDS = (PDF, OFFICE[".docx"], OFFICE[".xlsx"], *PICTURES)
ENDINGS = ".pdf, .docx, .xlsx, .png, .jpg, .jpeg"
# Signs that turn the direction of what stands after them, are not seen, or end a line.
_HIDDEN = ("Cc", "Cf", "Cs", "Zl", "Zp")


def title_faults(title: str) -> dict[str, list[str]]:
    """What keeps a title from being printed in the list of annexes."""
    typed = title.strip()
    if not typed:
        return {"title": [_("Give the attachment a title: the list of annexes prints it.")]}
    if len(typed) > TITLE_LIMIT:
        words = _("At most %(limit)d characters are kept; there are %(count)d. Shorten it.")
        return {"title": [words % {"limit": TITLE_LIMIT, "count": len(typed)}]}
    if any(unicodedata.category(char) in _HIDDEN for char in typed):
        words = _("The title contains a line break or an invisible character. Remove it.")
        return {"title": [words]}
    return {}


def file_fault(file: StoredFile, present: Iterable[Attachment], *, instead_of: Attachment | None = None) -> str:
    """Why this file cannot stand beside those that are there, or in the place of one of them."""
    rows = list(present)
    if file.content_type not in KINDS:
        words = _("“%s” cannot be attached: only PDF, Word (DOCX), Excel (XLSX), PNG and JPEG can. Convert it first.")
        return words % file.name
    for number, row in enumerate(rows, start=1):
        if row != instead_of and row.file.sha256 == file.sha256:
            words = _("This very file is attached already: number %(number)d, “%(title)s”.")
            return words % {"number": number, "title": row.title}
    return room_fault(file.size, (row for row in rows if row != instead_of))


def room_fault(size: int, present: Iterable[Attachment]) -> str:
    """Why one more of `size` bytes does not fit."""
    rows = list(present)
    if len(rows) >= MOST_ATTACHMENTS:
        words = _("There are %d attachments already, as many as are possible. Remove one, or join files.")
        return words % MOST_ATTACHMENTS
    used = sum(row.file.size for row in rows)
    if used + size > TOTAL_LIMIT:
        words = _(
            "All attachments together have at most %(limit)s: %(used)s are used, this file has %(size)s."
            " Remove one, or make the file smaller."
        )
        sizes = {"limit": TOTAL_LIMIT, "used": used, "size": size}
        return words % {name: filesizeformat(value) for name, value in sizes.items()}
    return ""
