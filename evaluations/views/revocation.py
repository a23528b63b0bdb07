from django.http import HttpResponse
from django.shortcuts import redirect, render

from evaluations.certificate_queries import latest_certificate
from evaluations.enums import FilingState
from evaluations.filing_queries import filing_of
from evaluations.publication_forms import RevokeForm
from evaluations.review_queries import board_of
from evaluations.services.publications import revoke_result
from evaluations.views.answering import act, status_of
from evaluations.views.review_parts import frame_parts
from portal.enums import Role, Side
from portal.middleware import PortalRequest
from portal.views.access import member_page


@member_page(Side.AUTHORITY, roles=(Role.APPROVER,))
def revoke(request: PortalRequest, pk: int) -> HttpResponse:
    """Take a published result and its certificate out of force, with the reason."""
    filing = filing_of(request.actor, pk)
    form = RevokeForm(request.POST or None)
    if request.method == "POST" and act(
        request, form, lambda: revoke_result(actor=request.actor, filing=filing, reason=form.cleaned_data["reason"])
    ):
        return redirect("evaluations:review", pk=pk)
    context = frame_parts(request.actor, board_of(filing, request.actor)) | {
        "form": form,
        "certificate": latest_certificate(filing),
    }
    context |= {"possible": filing.state == FilingState.PUBLISHED}
    return render(request, "evaluations/review/revoke.html", context, status=status_of(request, form))
