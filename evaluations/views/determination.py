"""The steps that end a review: return, finish, send back, determine; and the history of all steps."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from evaluations.agreement_queries import adjusted_of
from evaluations.enums import FilingState
from evaluations.filing_queries import events_of, filing_of
from evaluations.interest_queries import refuse_conflicted, refuse_conflicted_reader
from evaluations.models import Filing
from evaluations.reading_queries import readings_of
from evaluations.review_forms import DetermineForm, FinishForm, ReturnForm, SendBackForm
from evaluations.review_queries import board_of, deciders_of, members_of, scorers_of
from evaluations.review_rules import may_decide, may_finish, may_return, may_score
from evaluations.services.reviews import determine_filing, finish_review, return_filing, send_back
from evaluations.verdicts import ReviewedItem
from evaluations.views.history import describe_event
from evaluations.views.readings import reading_parts
from evaluations.views.review_parts import frame_parts
from portal.enums import Role, Side
from portal.errors import InvalidInput, PortalError
from portal.middleware import PortalRequest
from portal.tenancy import Actor
from portal.views.access import member_page

Done = Callable[..., Filing]


def _act(request: PortalRequest, filing: Filing, form: forms.Form, service: Done) -> bool:
    """Whether the step was taken; otherwise the form carries the reason and keeps the text."""
    if not form.is_valid():
        return False
    try:
        service(actor=request.actor, filing=filing, **form.cleaned_data)
    except PortalError as error:
        request.refusal = error
        _explain(form, error)
        return False
    return True


def _explain(form: forms.Form, error: PortalError) -> None:
    if isinstance(error, InvalidInput):
        for field, texts in error.errors.items():
            form.add_error(field if field in form.fields else None, texts)
    else:
        form.add_error(None, f"{error.message} {error.remedy}".strip())


def _answer(request: PortalRequest, template: str, filing: Filing, form: forms.Form, **extra: Any) -> HttpResponse:
    context = frame_parts(request.actor, board_of(filing, request.actor)) | {"form": form} | extra
    refusal: PortalError | None = getattr(request, "refusal", None)
    wrong: forms.Form = extra.get("wrong", form)
    status = refusal.status if refusal else 400 if wrong.errors else 200
    return render(request, f"evaluations/review/{template}.html", context, status=status)


@dataclass(frozen=True)
class _Step:
    """A step of the reviewer with a page of its own; `missing` says what the items still lack for it."""

    template: str
    form: type[forms.Form]
    service: Done
    missing: Callable[[Sequence[ReviewedItem]], str]


_RETURN = _Step("return", ReturnForm, return_filing, may_return)
_FINISH = _Step("finish", FinishForm, finish_review, may_finish)


@member_page(Side.AUTHORITY, roles=(Role.REVIEWER,))
def return_page(request: PortalRequest, pk: int) -> HttpResponse:
    """Return the flagged items with a reason."""
    return _step_page(request, pk, _RETURN)


@member_page(Side.AUTHORITY, roles=(Role.REVIEWER,))
def finish_page(request: PortalRequest, pk: int) -> HttpResponse:
    """Look at the whole once more, give an opinion, hand over to the approver."""
    return _step_page(request, pk, _FINISH)


def _step_page(request: PortalRequest, pk: int, step: _Step) -> HttpResponse:
    filing = filing_of(request.actor, pk)
    form = step.form(request.POST or None)
    if request.method == "POST" and _act(request, filing, form, step.service):
        return redirect("evaluations:review", pk=pk)
    board = board_of(filing, request.actor)
    blocked = may_score(request.actor, filing, board.review) or step.missing(board.items)
    return _answer(request, step.template, filing, form, blocked=blocked)


@member_page(Side.AUTHORITY, roles=(Role.APPROVER,))
def determination(request: PortalRequest, pk: int) -> HttpResponse:
    """The approver's page: opinion, gates and differences, then the decision."""
    filing = filing_of(request.actor, pk)
    form = DetermineForm(request.POST or None, initial={"version": filing.version})
    if request.method == "POST" and _act(request, filing, form, determine_filing):
        return redirect("evaluations:review", pk=pk)
    return _decision(request, filing, form, SendBackForm(prefix="back"))


@member_page(Side.AUTHORITY, roles=(Role.APPROVER,))
def send_back_page(request: PortalRequest, pk: int) -> HttpResponse:
    """The second way out of the same page."""
    filing = filing_of(request.actor, pk)
    form = SendBackForm(request.POST or None, prefix="back")
    if request.method == "POST" and _act(request, filing, form, send_back):
        return redirect("evaluations:review", pk=pk)
    return _decision(request, filing, DetermineForm(initial={"version": filing.version}), form)


def _decision(request: PortalRequest, filing: Filing, form: forms.Form, back: forms.Form) -> HttpResponse:
    blocked = may_decide(request.actor, scorers_of(filing), members_of(filing), deciders_of(filing))
    blocked = blocked or refuse_conflicted(request.actor.person_id, filing)
    wrong = back if back.errors else form
    taken_back = events_of(filing).filter(transition="reopen").first()
    extra = {"back": back, "wrong": wrong, "blocked": blocked, "taken_back": taken_back}
    extra["conflicted"] = refuse_conflicted_reader(filing)
    return _answer(request, "determination", filing, form, **extra, **_found(request.actor, filing, blocked))


def _found(actor: Actor, filing: Filing, blocked: str) -> dict[str, Any]:
    """What blind readers found, whether the approver has still to say whose verdict counts, and the total adjusted."""
    board, readings = board_of(filing), readings_of(filing)
    parts = reading_parts(filing, readings)
    settling = bool(parts.get("settles")) and not blocked and filing.state == FilingState.REVIEWED
    unsettled = may_finish(board.items) if readings.rows and board.review else ""
    adjusted = adjusted_of(actor, filing, board.scored.total) if board.review and not unsettled else None
    return parts | {"settling": settling, "unsettled": unsettled, "adjusted": adjusted}


@require_GET
@member_page(Side.AUTHORITY, Side.MINISTRY)
def history(request: PortalRequest, pk: int) -> HttpResponse:
    """Every step with who, when and why, newest first."""
    filing = filing_of(request.actor, pk)
    events = [describe_event(event) for event in events_of(filing)]
    context = frame_parts(request.actor, board_of(filing, request.actor)) | {"events": events}
    return render(request, "evaluations/review/history.html", context)
