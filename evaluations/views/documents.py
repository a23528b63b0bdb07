"""One document of the library: its details, its versions, and the items that show it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from evaluations.document_forms import DocumentForm, PlacesForm, VersionForm, evidence_limit_mb
from evaluations.document_queries import (
    open_filings_of,
    own_document,
    own_version,
    uses_of,
    versions_of,
    was_handed_in,
)
from evaluations.filing_queries import answers_by_item, checklist_of
from evaluations.models import Document, Filing
from evaluations.services.bindings import bind_to_items, renew_everywhere, renewable
from evaluations.services.documents import (
    add_version,
    archive_document,
    delete_document,
    document_text,
    facts_of,
    restore_document,
    save_document,
)
from evaluations.validity import passport_of, validity_of
from evaluations.views.conflicts import describe_document_conflict
from portal.enums import Side
from portal.errors import InvalidInput, Stale
from portal.forms.errors import show_errors
from portal.middleware import PortalRequest
from portal.views.access import member_page
from portal.views.kept_names import name_sent, tell_kept_name


@member_page(Side.ENTERPRISE)
def document(request: PortalRequest, pk: int) -> HttpResponse:
    """Everything of one document; a POST saves its details."""
    found = own_document(request.actor, pk)
    if request.method != "POST":
        return _show(request, found)
    form = DocumentForm(request.POST)
    if not form.is_valid():
        return _show(request, found, 400, form=form)
    try:
        save_document(actor=request.actor, document=found, facts=form.facts(), version=form.cleaned_data["version"])
    except Stale as error:
        return _conflict(request, found, error)
    except InvalidInput as error:
        request.refusal = error
        show_errors(form, error)
        return _show(request, found, 400, form=form)
    messages.success(request, _("Saved."))
    return redirect("evaluations:document", pk=pk)


def _conflict(request: PortalRequest, found: Document, error: Stale) -> HttpResponse:
    """The form again with what was typed, ready to replace what is stored."""
    conflict = describe_document_conflict(error)
    typed = request.POST.copy()
    typed["version"] = str(conflict["version"])
    return _show(request, found, 409, form=DocumentForm(typed), conflict=conflict)


@require_POST
@member_page(Side.ENTERPRISE)
def add_next(request: PortalRequest, pk: int) -> HttpResponse:
    """The next version; where open filings show an older one, the page that follows offers the new one."""
    found, form = own_document(request.actor, pk), VersionForm(request.POST, request.FILES, auto_id="id_next_%s")
    if form.is_valid():
        try:
            added = add_version(actor=request.actor, document=found, **form.sent(), **form.days())
        except InvalidInput as error:
            request.refusal = error
            form.refuse(error)
        else:
            messages.success(request, _("Version %d is in the library.") % added.number)
            tell_kept_name(request, name_sent(request, form.sent()), added.file)
            return redirect("evaluations:document", pk=pk)
    return _show(request, found, 400, version_form=form)


@member_page(Side.ENTERPRISE)
def version(request: PortalRequest, pk: int, number: int) -> HttpResponse:
    """One version to look at; htmx asks for the preview alone."""
    found = own_version(request.actor, pk, number)
    context = {"found": found, "document": found.document, "file": found.file, "page": None}
    part = "evaluations/preview_box.html" if request.headers.get("HX-Request") else "evaluations/library/version.html"
    return render(request, part, context)


@member_page(Side.ENTERPRISE)
def bind(request: PortalRequest, pk: int) -> HttpResponse:
    """Choose items of an open filing, with page and note for each; `?filing=` names another than the latest."""
    found, filings = own_document(request.actor, pk), open_filings_of(request.actor)
    filing = _chosen(request, filings)
    tasks = [task for task in checklist_of(filing, answers_by_item(filing)).tasks if task.open] if filing else []
    form = PlacesForm(request.POST, tasks)
    if request.method == "POST" and filing and not _bind(request, found, filing, form):
        return redirect("evaluations:document", pk=pk)
    shown = {row.answer.item.code for use in uses_of(found) if use.filing == filing for row in use.evidence}
    context = {"document": found, "filing": filing, "filings": filings, "form": form, "shown": shown}
    status = 400 if form.errors else 200
    return render(request, "evaluations/library/bind.html", context, status=status)


def _chosen(request: PortalRequest, filings: list[Filing]) -> Filing | None:
    wanted = request.GET.get("filing", "")
    if not wanted:
        return next(iter(filings), None)
    found = next((filing for filing in filings if str(filing.pk) == wanted), None)
    if found is None:
        raise Http404
    return found


def _bind(request: PortalRequest, found: Document, filing: Filing, form: PlacesForm) -> bool:
    """Whether something is to correct."""
    places = form.places()
    if not form.errors:
        try:
            bound = bind_to_items(actor=request.actor, filing=filing, document=found, places=places)
        except InvalidInput as error:
            request.refusal = error
            form.refuse(error)
        else:
            words = ngettext("It is shown on %d item now.", "It is shown on %d items now.", len(bound))
            messages.success(request, words % len(bound))
    return bool(form.errors)


@require_POST
@member_page(Side.ENTERPRISE)
def renew(request: PortalRequest, pk: int) -> HttpResponse:
    """The newest version wherever an open filing shows an older one."""
    count = renew_everywhere(actor=request.actor, document=own_document(request.actor, pk))
    words = ngettext("%d item shows the newest version now.", "%d items show the newest version now.", count)
    messages.success(request, words % count)
    return redirect("evaluations:document", pk=pk)


@require_POST
@member_page(Side.ENTERPRISE)
def archive(request: PortalRequest, pk: int) -> HttpResponse:
    archive_document(actor=request.actor, document=own_document(request.actor, pk))
    return redirect("evaluations:document", pk=pk)


@require_POST
@member_page(Side.ENTERPRISE)
def restore(request: PortalRequest, pk: int) -> HttpResponse:
    restore_document(actor=request.actor, document=own_document(request.actor, pk))
    return redirect("evaluations:document", pk=pk)


@require_POST
@member_page(Side.ENTERPRISE)
def delete(request: PortalRequest, pk: int) -> HttpResponse:
    found = own_document(request.actor, pk)
    delete_document(actor=request.actor, document=found)
    messages.success(request, _("“%s” was deleted.") % found.title)
    return redirect("evaluations:library")


def _show(request: PortalRequest, found: Document, status: int = 200, **forms: Any) -> HttpResponse:
    versions = list(versions_of(found))
    newest, today = versions[0], timezone.localdate()
    uses = uses_of(found)
    context = {
        "document": found,
        "newest": newest,
        "file": newest.file,
        "validity": validity_of(newest.effective_on, newest.expires_on, today),
        "doubts": passport_of(newest, today=today).doubts,
        "versions": [(row, validity_of(row.effective_on, row.expires_on, today)) for row in versions],
        "uses": uses,
        "renewable": renewable(actor=request.actor, document=found) if len(versions) > 1 else [],
        "deletable": not uses and not was_handed_in(found),
        "form": DocumentForm(initial=vars(facts_of(newest)) | {"version": document_text(newest)["version"]}),
        "version_form": VersionForm(auto_id="id_next_%s"),
        "limit_mb": evidence_limit_mb(),
    }
    return render(request, "evaluations/library/document.html", context | forms, status=status)
