"""Conflicts of interest: an official's own page of them, and handing a filing back."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from evaluations.filing_queries import filing_of
from evaluations.interest_forms import InterestForm, RecusalForm
from evaluations.interest_queries import conflicted_in_hand, conflicts_of, own_interests
from evaluations.models import Filing
from evaluations.review_queries import Board, board_of
from evaluations.review_rules import may_recuse
from evaluations.services.interests import declare_interest, recuse, withdraw_interest
from evaluations.views.review_parts import frame_parts
from portal.enums import Role, Side
from portal.errors import InvalidInput, PortalError
from portal.forms.errors import show_errors
from portal.middleware import PortalRequest
from portal.paging import page_by_key
from portal.views.access import member_page

_JUDGES = (Role.REVIEWER, Role.APPROVER)


@member_page(Side.AUTHORITY, roles=_JUDGES)
def interests(request: PortalRequest) -> HttpResponse:
    """What the person declared, what they hold in spite of it, and one more to declare."""
    form = InterestForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            declare_interest(actor=request.actor, wanted=form.wanted())
        except InvalidInput as error:
            show_errors(form, error)
        else:
            return redirect("evaluations:interests")
    context = {
        "form": form,
        "page": page_by_key(own_interests(request.actor), request.GET, order="-id"),
        "withdraw_route": "evaluations:interest-withdraw",
        "in_hand": conflicted_in_hand(request.actor),
    }
    return render(request, "evaluations/review/interests.html", context, status=400 if form.errors else 200)


@require_POST
@member_page(Side.AUTHORITY, roles=_JUDGES)
def withdraw(request: PortalRequest, pk: int) -> HttpResponse:
    withdraw_interest(actor=request.actor, pk=pk)
    return redirect("evaluations:interests")


@member_page(Side.AUTHORITY, roles=(Role.REVIEWER,))
def recusal(request: PortalRequest, pk: int) -> HttpResponse:
    """Why the filing should not be this person's, one sentence, one button."""
    filing = filing_of(request.actor, pk)
    form = RecusalForm(request.POST or None)
    status = 400 if form.errors else 200
    if request.method == "POST" and form.is_valid():
        try:
            recuse(actor=request.actor, filing=filing, reason=form.cleaned_data["reason"])
        except InvalidInput as error:
            show_errors(form, error)
            status = error.status
        except PortalError as error:
            form.add_error(None, error.message)
            status = error.status
        else:
            return redirect("evaluations:review", pk=pk)
    return _show(request, filing, form, status)


def _show(request: PortalRequest, filing: Filing, form: RecusalForm, status: int) -> HttpResponse:
    board: Board = board_of(filing, request.actor)
    context = frame_parts(request.actor, board) | {
        "form": form,
        "blocked": may_recuse(request.actor, filing, board.review),
        "conflicts": conflicts_of(request.actor.person_id, filing),
    }
    return render(request, "evaluations/review/recusal.html", context, status=status)
