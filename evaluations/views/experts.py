"""An outside expert's own pages: what is assigned to them, item by item, and nothing else of the office."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from evaluations.enums import FilingState
from evaluations.expert_queries import ENDED, OPEN, assigned_filings, board_for_expert, case_of, cases_of
from evaluations.experts import Case
from evaluations.interest_forms import RecusalForm
from evaluations.models import Score
from evaluations.review_forms import AgreeForm, FinishForm, ScoreForm
from evaluations.review_queries import Board
from evaluations.review_rules import may_finish
from evaluations.services.experts import (
    agree_as_expert,
    find_file,
    finish_as_expert,
    hand_back,
    list_files,
    score_as_expert,
)
from evaluations.tree import ScaleKind
from evaluations.verdicts import ReviewedItem
from evaluations.views.conflicts import describe_conflict
from evaluations.views.review_parts import exclusion_of, rungs_of
from evaluations.views.review_shown import Shown
from portal.enums import Side
from portal.errors import InvalidInput, PortalError, Stale
from portal.forms.errors import refusal_of, show_errors
from portal.middleware import PortalRequest
from portal.paging import page_by_key
from portal.repeats import sent_with
from portal.views.access import member_page
from portal.views.answers import refused_answer, saved_answer, wants_json
from portal.views.files import PREVIEWABLE, send_file


@member_page(Side.EXPERT)
def desk(request: PortalRequest) -> HttpResponse:
    """What is assigned; `show` in the URL narrows it to what is open or ended, `sort` turns the order."""
    wanted = request.GET.get("show", "")
    order = "pk" if request.GET.get("sort") == "oldest" else "-pk"
    page = page_by_key(assigned_filings(request.actor, wanted), request.GET, order=order)
    context = {"page": page, "cases": cases_of(request.actor, page.rows), "wanted": wanted if wanted in _WORDS else ""}
    return render(request, "evaluations/expert/desk.html", context | {"oldest": order == "pk"})


_WORDS = (OPEN, ENDED)


@member_page(Side.EXPERT)
def filing(request: PortalRequest, pk: int) -> HttpResponse:
    return render(request, "evaluations/expert/filing.html", _frame(request, case_of(request.actor, pk)))


def _frame(request: PortalRequest, case: Case, **extra: Any) -> dict[str, Any]:
    board = extra.pop("board", None) or board_for_expert(request.actor, case)
    review = board.review
    closed = case.filing.state not in FilingState.scorable() or review is None or review.finished_at is not None
    listed = Shown(board, "all")
    left = listed.open_after("")
    return {
        "case": case,
        "filing": case.filing,
        "board": board,
        "listed": listed,
        "tally": board.tally,
        "closed": closed,
        "first_open": left[0] if left else "",
        "may_finish": not closed and not may_finish(board.items),
    } | extra


@member_page(Side.EXPERT)
def item(request: PortalRequest, pk: int, code: str) -> HttpResponse:
    """One item; a POST keeps the verdict, scripts send the same form by themselves."""
    case = case_of(request.actor, pk)
    if request.method == "POST":
        return _save_for_script(request, case, code) if wants_json(request) else _save(request, case, code)
    return _show(request, case, code)


def _show(request: PortalRequest, case: Case, code: str, status: int = 200, **extra: Any) -> HttpResponse:
    board = board_for_expert(request.actor, case)
    reviewed = board.find(code)
    if reviewed is None:
        raise Http404
    context = _frame(request, case, board=board) | _item_parts(board, reviewed) | extra
    context["files"] = list_files(actor=request.actor, case=case, item_code=code)
    context["previewable"] = PREVIEWABLE
    return render(request, "evaluations/expert/item.html", context, status=status)


def _item_parts(board: Board, reviewed: ReviewedItem) -> dict[str, Any]:
    codes, score = [line.item.code for line in board.items], reviewed.score
    place = codes.index(reviewed.item.code)
    return {
        "item": reviewed.item,
        "reviewed": reviewed,
        "group": board.definition.ancestors(reviewed.item.code)[0],
        "place": place + 1,
        "rungs": rungs_of(reviewed),
        "as_number": reviewed.item.scale.kind == ScaleKind.PERCENT,
        "exclusion": exclusion_of(reviewed),
        "version": score.version if score else 0,
        "saved_key": score.last_key if score else "",
        "comment_now": score.comment if score and not reviewed.again else "",
        "before": codes[place - 1] if place else "",
        "after": codes[place + 1] if place + 1 < len(codes) else "",
    }


def _save(request: PortalRequest, case: Case, code: str) -> HttpResponse:
    form = ScoreForm(request.POST)
    try:
        _send(request, case, code, form)
    except Stale as error:
        reviewed = board_for_expert(request.actor, case).find(code)
        assert reviewed
        conflict = describe_conflict(reviewed.item, error)
        return _show(request, case, code, 409, conflict=conflict, version=conflict["version"], typed=request.POST)
    except InvalidInput as error:
        return _show(request, case, code, 400, errors=error.errors, typed=request.POST)
    left = Shown(board_for_expert(request.actor, case), "all").open_after(code)
    return redirect("evaluations:expert-item", case.filing.pk, left[0]) if left else _whole(case)


def _save_for_script(request: PortalRequest, case: Case, code: str) -> HttpResponse:
    try:
        score = _send(request, case, code, ScoreForm(request.POST))
    except Stale as error:
        reviewed = board_for_expert(request.actor, case).find(code)
        assert reviewed
        return render(request, "ui/conflict.html", describe_conflict(reviewed.item, error), status=409)
    except PortalError as error:
        return refused_answer(error, "item")
    return saved_answer(request, score, score.updated_at)


def _send(request: PortalRequest, case: Case, code: str, form: ScoreForm) -> Score:
    if not form.is_valid():
        raise refusal_of(form)
    typed = {name: form.cleaned_data[name] for name in ("rung", "comment", "version")}
    return score_as_expert(actor=request.actor, case=case, item_code=code, sent=sent_with(request), **typed)


def _whole(case: Case) -> HttpResponse:
    return redirect("evaluations:expert-filing", case.filing.pk)


@member_page(Side.EXPERT)
def agree(request: PortalRequest, pk: int) -> HttpResponse:
    """Agree with all items that are left: named and counted first, then confirmed."""
    case = case_of(request.actor, pk)
    if request.method == "POST":
        form = AgreeForm(request.POST)
        if not form.is_valid():
            raise refusal_of(form)
        agree_as_expert(actor=request.actor, case=case, expected=form.cleaned_data["expected"])
        return _whole(case)
    return render(request, "evaluations/expert/agree.html", _frame(request, case))


@member_page(Side.EXPERT)
def finish(request: PortalRequest, pk: int) -> HttpResponse:
    """An opinion on the whole; from then on the verdicts stay as they are."""
    case, form = case_of(request.actor, pk), FinishForm(request.POST or None)
    if request.method == "POST" and _act(form, lambda typed: finish_as_expert(actor=request.actor, case=case, **typed)):
        return _whole(case)
    board = board_for_expert(request.actor, case)
    context = _frame(request, case, board=board, form=form, blocked=may_finish(board.items))
    return render(request, "evaluations/expert/finish.html", context, status=400 if form.errors else 200)


@member_page(Side.EXPERT)
def return_to_office(request: PortalRequest, pk: int) -> HttpResponse:
    """The filing goes back to the office because of a conflict."""
    case, form = case_of(request.actor, pk), RecusalForm(request.POST or None)
    if request.method == "POST" and _act(form, lambda typed: hand_back(actor=request.actor, case=case, **typed)):
        return redirect("evaluations:expert-desk")
    context = _frame(request, case, form=form)
    return render(request, "evaluations/expert/hand_back.html", context, status=400 if form.errors else 200)


def _act(form: forms.Form, step: Callable[[dict[str, Any]], object]) -> bool:
    """Whether it was done; what was refused stands beside the field or above the form."""
    if not form.is_valid():
        return False
    try:
        step(form.cleaned_data)
    except InvalidInput as error:
        show_errors(form, error)
    except PortalError as error:
        form.add_error(None, error.message)
    else:
        return True
    return False


@require_GET
@member_page(Side.EXPERT)
def evidence(request: PortalRequest, pk: int, evidence_pk: int) -> HttpResponseBase:
    """A file of the filing under the name that the expert may see; `?inline=1` shows a PDF or picture in the page."""
    case = case_of(request.actor, pk)
    file, stored = find_file(actor=request.actor, case=case, evidence_pk=evidence_pk)
    inline = "inline" in request.GET and file.content_type in PREVIEWABLE
    return send_file(stored, inline=inline, name=file.name)
