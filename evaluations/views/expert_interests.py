"""An outside expert's own page of conflicts of interest, as the office's people have theirs."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from evaluations.interest_forms import InterestForm
from evaluations.services.experts import declare_as_expert, list_conflicted, list_interests, withdraw_as_expert
from evaluations.views.answering import act, status_of
from portal.enums import Side
from portal.middleware import PortalRequest
from portal.views.access import member_page


@member_page(Side.EXPERT)
def interests(request: PortalRequest) -> HttpResponse:
    """What the person declared, what they hold in spite of it, and one more to declare."""
    actor = request.actor
    form = InterestForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and act(request, form, lambda: declare_as_expert(actor=actor, wanted=form.wanted())):
        return redirect("evaluations:expert-interests")
    context = {
        "form": form,
        "page": list_interests(actor=actor, params=request.GET),
        "cases": list_conflicted(actor=actor),
        "withdraw_route": "evaluations:expert-interest-withdraw",
    }
    return render(request, "evaluations/expert/interests.html", context, status=status_of(request, form))


@require_POST
@member_page(Side.EXPERT)
def withdraw(request: PortalRequest, pk: int) -> HttpResponse:
    withdraw_as_expert(actor=request.actor, pk=pk)
    return redirect("evaluations:expert-interests")
