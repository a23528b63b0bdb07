"""What was found on one item of a visit, with photographs, and the correction of verdicts."""

from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from evaluations.models import Visit
from evaluations.services.visit_findings import add_photo, correct_verdicts, remove_photo, save_finding
from evaluations.views.answering import act, status_of, stored_meanwhile
from evaluations.visit_forms import CorrectForm, FindingForm
from evaluations.visit_queries import FoundItem, found_items, photo_of, visit_of
from evaluations.visit_rules import may_write_findings
from portal.enums import Side
from portal.forms.errors import refusal_of
from portal.middleware import PortalRequest
from portal.views.access import member_page


@member_page(Side.AUTHORITY)
def finding(request: PortalRequest, pk: int, code: str) -> HttpResponse:
    """Text, rung and photographs of one item; a POST keeps all of it, or says beside the field why not."""
    visit = visit_of(request.actor, pk)
    filing = visit.filing
    row = next((one for one in found_items(visit, filing) if one.item.code == code), None)
    if row is None:
        raise Http404
    known = row.finding
    shown = {"version": known.version, "text": known.text, "rung": known.rung} if known else {"version": 0}
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = FindingForm(*sent, initial=shown, item=row.item)
    if request.method == "POST" and act(request, form, lambda: _keep(request, visit, row, form)):
        return redirect("evaluations:visit", pk=pk)
    context = {"visit": visit, "filing": filing, "company": filing.enterprise, "row": row, "form": form}
    context |= {"refusal": may_write_findings(request.actor, filing), "finding": known}
    context |= {"theirs": stored_meanwhile(request, form)}
    return render(request, "evaluations/visits/finding.html", context, status=status_of(request, form))


def _keep(request: PortalRequest, visit: Visit, row: FoundItem, form: FindingForm) -> None:
    """All or nothing: a photograph that is refused takes the text back with it, and it stays in the form."""
    code = row.item.code
    with transaction.atomic():
        save_finding(actor=request.actor, visit=visit, item_code=code, typed=form.typed())
        for photo in form.cleaned_data["photo"]:
            add_photo(actor=request.actor, visit=visit, item_code=code, name=photo.name or "", content=photo)


@require_POST
@member_page(Side.AUTHORITY)
def remove(request: PortalRequest, pk: int) -> HttpResponse:
    photo = photo_of(request.actor, pk)
    visit, code = photo.finding.visit_id, photo.finding.item.code
    remove_photo(actor=request.actor, photo=photo)
    return redirect("evaluations:visit-finding", pk=visit, code=code)


@require_POST
@member_page(Side.AUTHORITY)
def correct(request: PortalRequest, pk: int) -> HttpResponse:
    """Enter what was found into the review, as counted on the visit's page."""
    form = CorrectForm(request.POST)
    if not form.is_valid():
        raise refusal_of(form)
    correct_verdicts(actor=request.actor, visit=visit_of(request.actor, pk), **form.cleaned_data)
    return redirect("evaluations:visit", pk=pk)
