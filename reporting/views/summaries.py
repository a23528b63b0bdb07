"""An authority's annual summaries: the years, the text of one, and its figures."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from portal.conflicts import describe_stale
from portal.enums import OrganisationKind, Side
from portal.errors import InvalidInput, Refused, Stale
from portal.middleware import PortalRequest
from portal.repeats import sent_with
from portal.views.access import member_page
from portal.views.answers import refused_answer, saved_answer, wants_json
from reporting.checks import check_summary
from reporting.enums import HeadKey, MarkedPart, SectionKey
from reporting.figure_lines import figure_lines
from reporting.mark_queries import MarkView, marks_to_answer
from reporting.models import Narrative, Summary
from reporting.models.marks import ANSWER_LIMIT
from reporting.passages import spell_typed, tell_apart
from reporting.queries import asked_to_change, latest_edition, latest_snapshot, narratives_of, steps_of
from reporting.reading import Reading
from reporting.rules import HEAD_LIMIT, TEXT_LIMIT, may_edit
from reporting.sections import SectionView, head_of, present_figures, sections_of
from reporting.services.narratives import save_narrative
from reporting.services.summaries import open_summary
from reporting.views.access import round_or_404, summary_or_404
from reporting.years import years_of


@require_GET
@member_page(Side.AUTHORITY)
def summaries(request: PortalRequest) -> HttpResponse:
    """Every year with a round, newest first; the one of this year is opened here."""
    if request.actor.kind != OrganisationKind.AUTHORITY:
        raise Http404
    years = years_of(request.actor)
    return render(request, "reporting/summaries.html", {"years": years, "current": years[0] if years else None})


@require_POST
@member_page(Side.AUTHORITY)
def open_year(request: PortalRequest) -> HttpResponse:
    year = request.POST.get("year", "")
    if request.actor.kind != OrganisationKind.AUTHORITY:
        raise Http404
    if not (year.isascii() and year.isdigit() and len(year) == 4):
        raise InvalidInput({"year": [_("“%s” is not a year. Choose one from the list.") % year[:20]]})
    return redirect("reporting:summary", pk=open_summary(actor=request.actor, year=int(year)).pk)


@require_GET
@member_page(Side.AUTHORITY, Side.MINISTRY)
def summary(request: PortalRequest, pk: int) -> HttpResponse:
    """The text, section by section; the ministry reads what was handed in."""
    found = summary_or_404(request, pk)
    if request.actor.side == Side.MINISTRY:
        return redirect("reporting:editions", pk=pk)
    return render(request, "reporting/summary.html", _text_context(request, found))


@require_GET
@member_page(Side.AUTHORITY)
def outline(request: PortalRequest, pk: int) -> HttpResponse:
    """Outline and checks again, after a section was saved."""
    return render(request, "reporting/summary_standing.html", _text_context(request, summary_or_404(request, pk)))


@require_http_methods(["GET", "POST"])
@member_page(Side.AUTHORITY)
def section(request: PortalRequest, pk: int, section: str) -> HttpResponse:
    """GET: how the section will read. POST saves it; scripts send the same form by themselves."""
    found = summary_or_404(request, pk)
    if section not in (*SectionKey.values, *HeadKey.values):
        raise Http404
    if request.method == "POST":
        save = _save_for_script if wants_json(request) else _save
        return save(request, found, section)
    if section in HeadKey.values:
        return redirect("reporting:summary", pk=pk)
    view = _section_view(request, found, section)
    return render(request, "reporting/section_reading.html", {"section": view, "summary": found})


def _section_view(request: PortalRequest, found: Summary, section: str) -> SectionView:
    reading = present_figures(request.actor, found)
    return next(view for view in sections_of(narratives_of(found), reading) if view.key == section)


def _text_context(request: PortalRequest, found: Summary) -> dict[str, Any]:
    yearly, reading = round_or_404(found.year), present_figures(request.actor, found)
    rows = narratives_of(found)
    marks = marks_to_answer(request.actor, found)
    sections, head = sections_of(rows, reading, marks), head_of(rows)
    texts = {str(view.key): view.text for view in sections} | {str(line.key): line.text for line in head if line.text}
    edition = latest_edition(found)
    counted, locked = reading.data["figures"], may_edit(request.actor, found)
    return {
        "summary": found,
        "yearly": yearly,
        "reading": reading,
        "figures": figure_lines(reading),
        "sections": sections,
        "head": head,
        "groups": len(SectionKey.task_groups()),
        "written": sum(1 for view in sections if view.text),
        "checks": []
        if locked
        else check_summary(request.actor, found, yearly, texts=texts, figures=counted, edition=edition),
        "locked": locked,
        "asked": asked_to_change(found, steps_of(request.actor, found)),
        "text_limit": TEXT_LIMIT,
        "head_limit": HEAD_LIMIT,
        "answer_limit": ANSWER_LIMIT,
        "attachment_marks": marks.get(MarkedPart.ATTACHMENTS, []),
        **_count_marks([view for views in marks.values() for view in views]),
    }


def _count_marks(marks: list[MarkView]) -> dict[str, Any]:
    waiting = sum(1 for view in marks if not view.settled)
    return {"marks_total": len(marks), "marks_open": waiting if marks else None}


def editor_page(request: PortalRequest, found: Summary, extra: dict[str, Any], *, status: int) -> HttpResponse:
    """The text again, with what was typed and what is wrong with it."""
    return render(request, "reporting/summary.html", _text_context(request, found) | extra, status=status)


def refused_page(request: PortalRequest, found: Summary, error: Refused, text: str) -> HttpResponse:
    """The text again with the refusal; its form may be closed by now, so what was typed stands apart, to be copied."""
    request.refusal = error
    extra = {"kept": text, "errors": {"kept" if text else "__all__": sentences_of(error)}}
    return editor_page(request, found, extra, status=error.status)


def sentences_of(error: Refused) -> list[str]:
    return [text for text in (error.message, error.remedy) if text]


def _send(request: PortalRequest, found: Summary, section: str) -> Narrative:
    version = request.POST.get("version", "")
    if not (version.isascii() and version.isdigit() and len(version) <= 9):
        raise InvalidInput({"version": [_("The page is damaged. Reload it; your text is kept on this computer.")]})
    return save_narrative(
        actor=request.actor,
        summary=found,
        section=section,
        text=request.POST.get("text", ""),
        version=int(version),
        sent=sent_with(request),
    )


def _conflict(request: PortalRequest, found: Summary, error: Stale) -> dict[str, Any]:
    """Both texts as they read; as they are typed where they read alike, and before figures were frozen: none is counted
    while the section is locked. What is copied is always typed text.
    """
    texts = [str(values["text"]) for values in (error.current, error.attempted)]
    snapshot = latest_snapshot(request.actor, found)
    shown = texts
    if snapshot:
        reading = Reading(snapshot.data, get_language() or "")
        sides = tell_apart(*(spell_typed(reading, text) for text in texts))
        shown = texts if sides[0] == sides[1] else ["\n".join(side) for side in sides]
    words = dict(zip(texts, shown, strict=True))
    return describe_stale(error, "text", lambda values: words[str(values["text"])]) | {"copied": texts[1]}


def _save_for_script(request: PortalRequest, found: Summary, section: str) -> HttpResponse:
    try:
        row = _send(request, found, section)
    except Stale as error:
        return render(request, "ui/conflict.html", _conflict(request, found, error), status=409)
    except (InvalidInput, Refused) as error:
        return refused_answer(error, "text")
    return saved_answer(request, row, row.updated_at)


def _save(request: PortalRequest, found: Summary, section: str) -> HttpResponse:
    try:
        _send(request, found, section)
    except (Stale, InvalidInput) as error:
        typed: dict[str, Any] = {"section": section, "text": request.POST.get("text", "")}
        typed |= (
            {"conflict": _conflict(request, found, error)} if isinstance(error, Stale) else {"errors": error.errors}
        )
        extra = {"typed": typed, "errors": {} if isinstance(error, Stale) else {section: error.sentences}}
        return editor_page(request, found, extra, status=error.status)
    except Refused as error:
        return refused_page(request, found, error, request.POST.get("text", ""))
    return redirect(f"{request.path.rsplit('sections/', 1)[0]}#{section}")
