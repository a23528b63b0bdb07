"""A submission as it is read, section by section: the ministry marks passages, the authority answers them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from portal.conflicts import describe_stale
from portal.enums import Role, Side
from portal.errors import InvalidInput, Refused, Stale
from portal.middleware import PortalRequest
from portal.views.access import member_page
from reporting.attached import Attached
from reporting.attachment_queries import attached_to
from reporting.enums import MarkedPart, SectionKey
from reporting.mark_queries import Followed, MarkView, marks_of, visible_marks
from reporting.mark_rules import may_mark
from reporting.models import Mark, Submission, Summary
from reporting.models.marks import QUOTE_LIMIT, REMARK_LIMIT
from reporting.passages import read_edition, read_texts
from reporting.queries import visible_submissions
from reporting.reading import Prose
from reporting.sections import number_of
from reporting.services import marks as writing
from reporting.views.access import round_or_404, summary_or_404
from reporting.views.summaries import editor_page, refused_page, sentences_of


@dataclass(frozen=True)
class ReadSection:
    """One section as printed, with its marks and those of the submission before."""

    key: SectionKey
    number: str
    paragraphs: tuple[Prose, ...]
    marks: list[MarkView]
    earlier: list[MarkView]


@dataclass(frozen=True)
class ReadFile:
    """One attachment of the submission, with its marks."""

    file: Attached
    marks: list[MarkView]


@require_GET
@member_page(Side.AUTHORITY, Side.MINISTRY)
def submission(request: PortalRequest, pk: int, number: int) -> HttpResponse:
    """What was submitted, to read and, for the ministry, to mark."""
    return render(request, "reporting/submission.html", _page(request, summary_or_404(request, pk), number))


@require_POST
@member_page(Side.MINISTRY, roles=(Role.OFFICER,))
def add_mark(request: PortalRequest, pk: int, number: int) -> HttpResponse:
    """Point at a passage or an attachment; what is wrong is said beside the field, and what was typed is kept."""
    found = summary_or_404(request, pk)
    fields = ("section", "quote", "remark", "attachment")
    typed = {name: request.POST.get(name, "").replace("\r\n", "\n") for name in fields}
    try:
        _mark(request, found, number, typed)
    except (InvalidInput, Refused) as error:
        errors = error.errors if isinstance(error, InvalidInput) else {"remark": sentences_of(error)}
        errors = {"remark" if name == "attachment" else name: texts for name, texts in errors.items()}
        request.refusal = error
        context = _page(request, found, number) | {"typed": typed, "errors": errors}
        return render(request, "reporting/submission.html", context, status=error.status)
    return redirect(f"{reverse('reporting:submission', args=[pk, number])}#{typed['section']}")


def _mark(request: PortalRequest, found: Summary, number: int, typed: dict[str, str]) -> None:
    where: dict[str, Any] = {"actor": request.actor, "summary": found, "number": number, "remark": typed["remark"]}
    if typed["section"] != MarkedPart.ATTACHMENTS:
        writing.add_mark(**where, section=typed["section"], quote=typed["quote"])
        return
    place = typed["attachment"]
    writing.mark_attachment(
        **where, attachment=int(place) if place.isascii() and place.isdigit() and len(place) < 6 else 0
    )


@require_POST
@member_page(Side.MINISTRY, roles=(Role.OFFICER,))
def remove_mark(request: PortalRequest, pk: int, mark: int) -> HttpResponse:
    found, marked = _mark_or_404(request, pk, mark)
    writing.remove_mark(actor=request.actor, summary=found, mark=marked)
    messages.success(request, _("The mark was taken away."))
    return redirect(f"{reverse('reporting:submission', args=[pk, marked.submission.number])}#{marked.section}")


@require_POST
@member_page(Side.AUTHORITY)
def answer_mark(request: PortalRequest, pk: int, mark: int) -> HttpResponse:
    """The authority's word on a mark, kept beside the section; what cannot be saved stays typed."""
    found, marked = _mark_or_404(request, pk, mark)
    text, version = request.POST.get("text", "").replace("\r\n", "\n"), request.POST.get("version", "")
    typed: dict[str, Any] = {"mark": marked.pk, "text": text, "settled": "settled" in request.POST}
    seen = int(version) if version.isascii() and version.isdigit() and len(version) <= 9 else 0
    words = {"text": text, "settled": typed["settled"], "version": seen}
    try:
        writing.answer_mark(actor=request.actor, summary=found, mark=marked, **words)
    except Stale as error:
        typed["conflict"] = describe_stale(error, "text", lambda values: str(values["text"]))
        return editor_page(request, found, {"typed_answer": typed}, status=409)
    except InvalidInput as error:
        typed["errors"] = error.errors
        extra = {"typed_answer": typed, "errors": {f"answer_{marked.pk}": error.sentences}}
        return editor_page(request, found, extra, status=400)
    except Refused as error:
        return refused_page(request, found, error, text)
    return redirect(f"{reverse('reporting:summary', args=[pk])}#mark-{marked.pk}")


def _mark_or_404(request: PortalRequest, pk: int, mark: int) -> tuple[Summary, Mark]:
    found = summary_or_404(request, pk)
    marked: Mark = get_object_or_404(visible_marks(request.actor), pk=mark, submission__summary=found)
    return found, marked


def _submission_or_404(request: PortalRequest, found: Summary, number: int) -> Submission:
    rows = visible_submissions(request.actor).select_related("edition__snapshot", "decision").defer(None)
    row: Submission = get_object_or_404(rows, summary=found, number=number)
    return row


def _page(request: PortalRequest, found: Summary, number: int) -> dict[str, Any]:
    chosen = _submission_or_404(request, found, number)
    files = attached_to(chosen.edition)
    marks, earlier = marks_of(request.actor, chosen), _earlier_marks(request, found, chosen, files)
    reading = read_edition(chosen.edition)
    texts = chosen.edition.narrative
    sections = [
        ReadSection(key, number_of(key), reading.prose(texts.get(key, "")), marks.get(key, []), earlier.get(key, []))
        for key in SectionKey
    ]
    marking = not may_mark(request.actor, found) and chosen.edition_id == found.submitted_id
    return {
        "summary": found,
        "yearly": round_or_404(found.year),
        "submission": chosen,
        "quote_limit": QUOTE_LIMIT,
        "remark_limit": REMARK_LIMIT,
        "sections": sections,
        "files": _files(files, marks.get(MarkedPart.ATTACHMENTS, [])),
        "earlier_files": earlier.get(MarkedPart.ATTACHMENTS, []),
        "marking": marking,
        "marked": sum(len(views) for views in marks.values()),
        "open": sum(1 for views in earlier.values() for view in views if not view.settled),
    }


def _files(files: Iterable[Attached], marks: list[MarkView]) -> list[ReadFile]:
    return [ReadFile(file, [view for view in marks if _number(view) == file.number]) for file in files]


def _number(view: MarkView) -> int:
    return view.mark.attachment.number if view.mark.attachment else 0


def _earlier_marks(
    request: PortalRequest, found: Summary, chosen: Submission, files: Sequence[Attached]
) -> dict[str, list[MarkView]]:
    """Marks of the submission before, with what became of each passage and attachment in this one, which has `files`."""
    if chosen.number == 1:
        return {}
    before = _submission_or_404(request, found, chosen.number - 1)
    texts = read_texts(before.edition), read_texts(chosen.edition)
    return marks_of(request.actor, before, Followed(texts, (attached_to(before.edition), files)))
