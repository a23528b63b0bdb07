"""A document of the library for one item."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from evaluations.document_forms import LibraryForm, PlaceForm
from evaluations.document_queries import filter_documents, newest_version, own_document, shown_evidence
from evaluations.filing_queries import own_filing
from evaluations.last_days import window_ends
from evaluations.models import Filing
from evaluations.queries import flagged_items, standard_of
from evaluations.rules import may_edit_item
from evaluations.services.evidence import bind_version
from evaluations.validity import passport_of, validity_of
from portal.enums import Side
from portal.errors import InvalidInput, Refused
from portal.forms.errors import refusal_of
from portal.middleware import PortalRequest
from portal.paging import count_rows, page_by_key
from portal.views.access import member_page

AT_ONCE = 20


@member_page(Side.ENTERPRISE)
def choose(request: PortalRequest, pk: int, code: str) -> HttpResponse:
    """Search the library and show a document on this item; a POST names it with page and note."""
    filing = own_filing(request.actor, pk)
    if not standard_of(filing).has_item(code):
        raise Http404
    if refusal := may_edit_item(request.actor, filing, code, flagged_items(filing), timezone.localdate()):
        raise Refused(refusal)
    if request.method != "POST":
        return _show(request, filing, code)
    try:
        _bind(request, filing, code)
    except InvalidInput as error:
        request.refusal = error
        return _show(request, filing, code, error)
    return redirect("evaluations:item", pk=pk, code=code)


def _bind(request: PortalRequest, filing: Filing, code: str) -> None:
    key = request.POST.get("document", "")
    if not (key.isascii() and key.isdigit() and len(key) < 16):
        raise Http404
    version, form = newest_version(own_document(request.actor, int(key))), PlaceForm(request.POST)
    if not form.is_valid():
        raise refusal_of(form)
    bind_version(actor=request.actor, filing=filing, item_code=code, version=version, **form.cleaned_data)


def _show(request: PortalRequest, filing: Filing, code: str, error: InvalidInput | None = None) -> HttpResponse:
    form = LibraryForm(request.GET)
    wanted, today = form.wanted(), timezone.localdate()
    rows = filter_documents(request.actor, wanted)
    page = page_by_key(rows, request.GET, order=wanted.order, size=AT_ONCE)
    here = {row.document_version_id for row, _passport in shown_evidence(filing, item_code=code).get(code, [])}
    doubts = [
        passport_of(row, today=today, closes_on=window_ends(filing.round, filing.extended_to)).doubts
        for row in page.rows
    ]
    states = [validity_of(row.effective_on, row.expires_on, today) for row in page.rows]
    context = {
        "filing": filing,
        "item": standard_of(filing).item(code),
        "form": form,
        "page": page,
        "total": count_rows(rows)[0],
        "rows": list(zip(page.rows, states, doubts, strict=True)),
        "here": here,
        "errors": error.errors if error else {},
        "typed": request.POST,
    }
    return render(request, "evaluations/library/choose.html", context, status=400 if error else 200)
