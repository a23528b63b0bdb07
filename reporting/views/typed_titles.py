"""Titles typed into the list of attachments: saved with whichever button was pressed, or shown again as they were typed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.http import Http404
from django.utils.translation import gettext as _

from portal.errors import InvalidInput, PortalError, Refused, Stale
from portal.middleware import PortalRequest
from reporting.attached import FileFate
from reporting.attachment_queries import visible_attachments
from reporting.attachment_rules import title_faults
from reporting.mark_queries import MarkView
from reporting.models import Attachment, Summary
from reporting.services.attachments import rename_attachment


@dataclass
class Titles:
    """{attachment: title} of those that were changed on the page, and what became of them."""

    typed: dict[int, str] = field(default_factory=dict)
    errors: dict[int, list[str]] = field(default_factory=dict)
    versions: dict[int, int] = field(default_factory=dict)

    @property
    def refused(self) -> dict[str, list[str]]:
        """By the name of the field."""
        return {f"title_{pk}": sentences for pk, sentences in self.errors.items()}


@dataclass(frozen=True)
class Line:
    """One attachment as the page shows it: `title` as it was typed, `sentences` what keeps it from being saved, `marks`
    of the ministry's latest return.
    """

    row: Attachment
    title: str
    sentences: list[str]
    marks: list[MarkView]


def lines_of(rows: Iterable[Attachment], titles: Titles, marks: Iterable[MarkView]) -> list[Line]:
    """The list, with what was typed and what the ministry says of each file, or of the one that it replaced."""
    said: dict[str, list[MarkView]] = {}
    for view in marks:
        if isinstance(view.fate, FileFate) and view.fate.after:
            said.setdefault(view.fate.after.sha256, []).append(view)
    return [
        Line(row, titles.typed.get(row.pk, row.title), titles.errors.get(row.pk, []), said.get(row.file.sha256, []))
        for row in rows
    ]


def save_titles(request: PortalRequest, found: Summary, *, taken_off: int | None = None) -> Titles:
    """All that were typed; one that cannot be printed keeps no attachment from being taken off.

    Raises Refused, with every title in its words, when none can be shown for saving again.
    """
    titles = Titles(_typed(request.POST))
    rows = visible_attachments(request.actor).filter(summary=found).select_related("summary__authority")
    known = rows.in_bulk(list(titles.typed))
    for pk, title in titles.typed.items():
        if pk not in known:
            raise Http404
        if pk == taken_off and title_faults(title):
            continue
        try:
            _save(request, known[pk], title, titles)
        except Refused as error:
            words = with_typed(error.remedy, *titles.typed.values(), request.POST.get("title", ""))
            raise Refused(error.message, words) from error
    return titles


def with_typed(remedy: str, *words: str) -> str:
    """`remedy` says what to do; after it stand the words that were typed where no field shows them any more."""
    typed = [_("You typed: “%s”.") % one for one in words if one]
    return " ".join(filter(None, [remedy, *typed]))


def version_of(request: PortalRequest, pk: int) -> int:
    """The one that the page showed of this attachment."""
    version = request.POST.get(f"version_{pk}", "")
    if not (version.isascii() and version.isdigit() and len(version) <= 9):
        raise InvalidInput({"version": [_("The page is damaged. Reload it; nothing was changed.")]})
    return int(version)


def _save(request: PortalRequest, row: Attachment, title: str, titles: Titles) -> None:
    try:
        saved = rename_attachment(actor=request.actor, attachment=row, title=title, version=version_of(request, row.pk))
        titles.versions[row.pk] = saved.version
    except Stale as error:
        words = _("%(by)s has saved “%(title)s” meanwhile. Save again to put yours in its place.")
        _note(request, error, row, titles, [words % {"by": error.current["by"], "title": error.current["title"]}])
    except InvalidInput as error:
        _note(request, error, row, titles, error.sentences)


def _note(request: PortalRequest, error: PortalError, row: Attachment, titles: Titles, sentences: list[str]) -> None:
    request.refusal = error
    titles.errors[row.pk] = sentences


def _typed(sent: Mapping[str, str]) -> dict[int, str]:
    """Those that are not what the page showed; a colleague's newer title is no reason to send the older one."""
    found: dict[int, str] = {}
    for name, title in sent.items():
        prefix, _line, number = name.partition("_")
        if prefix == "title" and number.isascii() and number.isdigit() and len(number) < 16:
            found |= {int(number): title} if title != sent.get(f"shown_{number}") else {}
    return found
