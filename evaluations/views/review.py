"""A filing under review: items on the left, the claim in the middle, the official's score on the right."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from evaluations.city_queries import why_not_handed_down
from evaluations.filing_queries import filing_of
from evaluations.models import Filing, Score
from evaluations.queries import authority_round_of
from evaluations.readings import PLACES
from evaluations.rereview_queries import changes_in
from evaluations.review_forms import AgreeForm, ScoreForm
from evaluations.review_queries import Board, board_of, why_not_scoring
from evaluations.services.reviews import release_filing, take_filing
from evaluations.services.scores import agree_with_rest, save_score
from evaluations.verdicts import ReviewedItem
from evaluations.views.conflicts import describe_conflict
from evaluations.views.readings import reading_parts
from evaluations.views.review_parts import appeal_parts, claim_parts, conflict_parts, frame_parts, triage_parts
from evaluations.views.review_shown import Shown
from evaluations.visit_queries import visits_to
from portal.differences import Effort
from portal.enums import Side
from portal.errors import InvalidInput, PortalError, Stale
from portal.forms.errors import refusal_of
from portal.middleware import PortalRequest
from portal.repeats import sent_with
from portal.views.access import member_page
from portal.views.answers import refused_answer, saved_answer, wants_json


@member_page(Side.AUTHORITY, Side.MINISTRY)
def review(request: PortalRequest, pk: int) -> HttpResponse:
    """The filing as a whole: both stages, gates, what may be done next."""
    board = _board(request, pk)
    context = _frame(request, board) | appeal_parts(request.actor, board.filing) | conflict_parts(request.actor, board)
    context |= reading_parts(board.filing, context["readings"]) | triage_parts(request.actor, board.filing)
    context["site_visits"] = visits_to(request.actor, board.filing)
    context["to_city"] = "delegate" in context["steps"] and _may_go_down(board.filing)
    if context["listed"].changed_only:
        context["changes"] = changes_in(board.filing, board.later, board.changed, Effort())
    return render(request, "evaluations/review/overview.html", context)


def _may_go_down(filing: Filing) -> bool:
    return not why_not_handed_down(authority_round_of(filing), filing, timezone.localdate())


@member_page(Side.AUTHORITY, Side.MINISTRY)
def item(request: PortalRequest, pk: int, code: str) -> HttpResponse:
    """One item. A POST saves the score; scripts send the same form by themselves."""
    filing = filing_of(request.actor, pk)
    if request.method == "POST":
        return _save_for_script(request, filing, code) if wants_json(request) else _save(request, filing, code)
    return _show(request, board_of(filing, request.actor), code)


def _show(request: PortalRequest, board: Board, code: str, status: int = 200, **extra: Any) -> HttpResponse:
    reviewed = board.find(code)
    if reviewed is None:
        raise Http404
    frame = _frame(request, board, reviewed)
    claim = claim_parts(frame["listed"], reviewed, request.GET.get("evidence", ""))
    return render(request, "evaluations/review/item.html", frame | claim | extra, status=status)


def _frame(request: PortalRequest, board: Board, reviewed: ReviewedItem | None = None) -> dict[str, Any]:
    return frame_parts(request.actor, board, reviewed, request.GET.get("show", ""))


def _send(request: PortalRequest, filing: Filing, code: str) -> Score:
    form = ScoreForm(request.POST)
    if not form.is_valid():
        raise refusal_of(form)
    sent = sent_with(request)
    return save_score(actor=request.actor, filing=filing, item_code=code, sent=sent, **form.cleaned_data)


def _save_for_script(request: PortalRequest, filing: Filing, code: str) -> HttpResponse:
    try:
        score = _send(request, filing, code)
    except Stale as error:
        conflict = describe_conflict(_item_of(filing, code), error)
        return render(request, "ui/conflict.html", conflict, status=409)
    except PortalError as error:
        return refused_answer(error, "item")
    return saved_answer(request, score, score.updated_at)


def _save(request: PortalRequest, filing: Filing, code: str) -> HttpResponse:
    try:
        _send(request, filing, code)
    except Stale as error:
        conflict = describe_conflict(_item_of(filing, code), error)
        return _retype(request, filing, code, 409, conflict=conflict, version=conflict["version"])
    except InvalidInput as error:
        return _retype(request, filing, code, 400, errors=error.errors)
    if request.POST.get("go") == "next":
        return _go_on(request, filing, code)
    return redirect(f"{request.path}{_listed(request, board_of(filing, request.actor), code).query}")


def _go_on(request: PortalRequest, filing: Filing, code: str = "") -> HttpResponse:
    """To the next open item; to the filing as a whole when none is left."""
    listed = _listed(request, board_of(filing, request.actor), code)
    left = listed.open_after(code)
    page = reverse("evaluations:review-item", args=[filing.pk, left[0]]) if left else _whole(filing)
    return redirect(f"{page}{listed.query}")


def _listed(request: PortalRequest, board: Board, code: str) -> Shown:
    return Shown(board, request.GET.get("show", ""), board.find(code))


def _whole(filing: Filing) -> str:
    return reverse("evaluations:review", args=[filing.pk])


def _retype(request: PortalRequest, filing: Filing, code: str, status: int, **extra: Any) -> HttpResponse:
    """The page again with what was typed."""
    return _show(request, board_of(filing, request.actor), code, status, typed=request.POST, **extra)


def _item_of(filing: Filing, code: str) -> Any:
    reviewed = board_of(filing).find(code)
    assert reviewed
    return reviewed.item


@require_GET
@member_page(Side.AUTHORITY, Side.MINISTRY)
def progress(request: PortalRequest, pk: int, code: str) -> HttpResponse:
    """Foot and item list alone, fetched after each save."""
    board = _board(request, pk)
    reviewed = board.find(code)
    return render(request, "evaluations/review/progress.html", _frame(request, board, reviewed))


@require_POST
@member_page(Side.AUTHORITY)
def take(request: PortalRequest, pk: int) -> HttpResponse:
    filing = filing_of(request.actor, pk)
    take_filing(actor=request.actor, filing=filing)
    return _go_on(request, filing_of(request.actor, pk))


@require_POST
@member_page(Side.AUTHORITY)
def release(request: PortalRequest, pk: int) -> HttpResponse:
    """The reading that the form names is a colleague's, who is away."""
    place = request.POST.get("reading", "")
    ordinal = int(place) if place in PLACES else None
    release_filing(actor=request.actor, filing=filing_of(request.actor, pk), ordinal=ordinal)
    return redirect("evaluations:review", pk=pk)


@member_page(Side.AUTHORITY)
def agree(request: PortalRequest, pk: int) -> HttpResponse:
    """Agree with all items that are left: named and counted first, then confirmed."""
    board = _board(request, pk)
    if request.method == "POST":
        form = AgreeForm(request.POST)
        if not form.is_valid():
            raise refusal_of(form)
        agree_with_rest(actor=request.actor, filing=board.filing, expected=form.cleaned_data["expected"])
        return redirect("evaluations:review", pk=pk)
    refusal = why_not_scoring(request.actor, board.filing, board.review)
    return render(request, "evaluations/review/agree.html", frame_parts(request.actor, board) | {"refusal": refusal})


def _board(request: PortalRequest, pk: int) -> Board:
    return board_of(filing_of(request.actor, pk), request.actor)
