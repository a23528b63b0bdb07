"""The company's library: the list, a new document, and the list as a file."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from evaluations.document_forms import STATE_CHOICES, LibraryForm, NewDocumentForm, evidence_limit_mb
from evaluations.document_queries import DocumentFilter, filter_documents, with_uses
from evaluations.services.document_export import request_library_export
from evaluations.services.documents import Shelved, add_document
from evaluations.validity import validity_of
from portal.enums import Side
from portal.errors import InvalidInput
from portal.forms.errors import refusal_of
from portal.middleware import PortalRequest
from portal.paging import PAGE_SIZE, count_rows, count_words, page_by_key
from portal.views.access import member_page
from portal.views.kept_names import name_sent, tell_kept_name


@member_page(Side.ENTERPRISE)
def library(request: PortalRequest) -> HttpResponse:
    """The newest version of every document; the filter is the URL."""
    form = LibraryForm(request.GET)
    wanted, today = form.wanted(), timezone.localdate()
    rows = with_uses(filter_documents(request.actor, wanted))
    page = page_by_key(rows, request.GET, order=wanted.order, size=PAGE_SIZE)
    asked = [DocumentFilter(wanted.q, state, wanted.sort) for state, _words in STATE_CHOICES]
    counts = dict(zip(asked, count_rows(*(filter_documents(request.actor, one) for one in asked)), strict=True))
    context = {
        "form": form,
        "chips": form.chips(),
        "page": page,
        "rows": [(row, validity_of(row.effective_on, row.expires_on, today)) for row in page.rows],
        "total": counts[wanted],
        "tabs": [_tab(request, one, counts[one], here=one == wanted) for one in asked],
    }
    return render(request, "evaluations/library/list.html", context)


def _tab(request: PortalRequest, one: DocumentFilter, count: int, *, here: bool) -> tuple[object, str, bool, str]:
    """A state with its count; the tab keeps whatever else is filtered by."""
    query = request.GET.copy()
    for name in ("after", "before", "state"):
        query.pop(name, None)
    query.update({"state": one.state} if one.state else {})
    address = f"{reverse('evaluations:library')}?{query.urlencode()}".removesuffix("?")
    return dict(STATE_CHOICES)[one.state], address, here, count_words(count)


@member_page(Side.ENTERPRISE)
def add(request: PortalRequest) -> HttpResponse:
    """A document that is shown nowhere yet; a file that is here already leads to its document."""
    form = NewDocumentForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            shelved = add_document(actor=request.actor, facts=form.facts(), **form.sent())
        except InvalidInput as error:
            request.refusal = error
            form.refuse(error)
        else:
            _tell(request, shelved)
            tell_kept_name(request, name_sent(request, form.sent()), shelved.version.file)
            return redirect("evaluations:document", pk=shelved.version.document_id)
    status = 400 if form.is_bound else 200
    return render(
        request, "evaluations/library/new.html", {"form": form, "limit_mb": evidence_limit_mb()}, status=status
    )


def _tell(request: PortalRequest, shelved: Shelved) -> None:
    if shelved.added:
        messages.success(request, _("The document is in the library."))
    else:
        words = _("This very file was in the library already: version %(number)d. No second copy was made.")
        messages.info(request, words % {"number": shelved.version.number})


@require_POST
@member_page(Side.ENTERPRISE)
def export(request: PortalRequest) -> HttpResponse:
    """Promise a workbook of the filter in the URL; the job's page shows progress and the file."""
    form = LibraryForm(request.GET)
    wanted = form.wanted()
    if form.errors:
        raise refusal_of(form)
    return redirect("portal:job", pk=request_library_export(actor=request.actor, wanted=wanted).pk)
