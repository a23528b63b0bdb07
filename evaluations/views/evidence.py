from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from evaluations.document_queries import Shown, shown_evidence
from evaluations.filing_queries import find_evidence, own_filing
from evaluations.forms import EvidencePlaceForm
from evaluations.models import Evidence, Filing
from evaluations.services.evidence import add_evidence, add_upload, place_evidence, remove_evidence, renew_evidence
from evaluations.validity import Passport
from evaluations.views.conflicts import describe_place_conflict
from portal.enums import Side
from portal.errors import InvalidInput, Refused, Stale, Unavailable
from portal.forms.errors import refusal_of
from portal.middleware import PortalRequest
from portal.repeats import kept_key, sent_with
from portal.storage_use import storage_use_of
from portal.templatetags.storage import storage_use
from portal.views.access import member_page
from portal.views.answers import refused_answer, saved_answer, wants_json
from portal.views.kept_names import tell_kept_name


@require_POST
@member_page(Side.ENTERPRISE)
def add(request: PortalRequest, pk: int, code: str) -> HttpResponse:
    """Scripts send one file a request; without scripts several come at once, and all or none are kept."""
    filing = own_filing(request.actor, pk)
    if not wants_json(request):
        for sent, evidence in zip(request.FILES.getlist("file"), _keep(request, filing, code), strict=False):
            tell_kept_name(request, sent.name or "", evidence.file)
        return redirect("evaluations:item", pk=pk, code=code)
    try:
        kept = _keep(request, filing, code)
    except (InvalidInput, Refused, Unavailable) as error:
        request.refusal = error
        return refused_answer(error, "file")
    pks = {evidence.pk for evidence in kept}
    rows = [_row(request, filing, *shown) for shown in _shown(filing, code) if shown[0].pk in pks]
    names = [evidence.file.name for evidence in kept]
    return JsonResponse({"html": "".join(rows), "files": len(kept), "names": names, "storage": _storage(filing)})


@require_POST
@member_page(Side.ENTERPRISE)
def remove(request: PortalRequest, pk: int, evidence_pk: int) -> HttpResponse:
    filing = own_filing(request.actor, pk)
    evidence = find_evidence(filing, evidence_pk)
    remove_evidence(actor=request.actor, filing=filing, evidence=evidence)
    return redirect("evaluations:item", pk=pk, code=evidence.answer.item.code)


@member_page(Side.ENTERPRISE)
def preview(request: PortalRequest, pk: int, evidence_pk: int) -> HttpResponse:
    """A file of the filing to look at, at its page; htmx asks for the preview alone."""
    filing = own_filing(request.actor, pk)
    evidence = find_evidence(filing, evidence_pk)
    context = {"filing": filing, "item": evidence.answer.item, "file": evidence.file, "page": evidence.page}
    part = "evaluations/preview_box.html" if request.headers.get("HX-Request") else "evaluations/evidence_preview.html"
    return render(request, part, context)


@require_POST
@member_page(Side.ENTERPRISE)
def renew(request: PortalRequest, pk: int, evidence_pk: int) -> HttpResponse:
    """The newest version of the document in place of the one shown; back to where it was asked for."""
    filing = own_filing(request.actor, pk)
    kept = renew_evidence(actor=request.actor, filing=filing, evidence=find_evidence(filing, evidence_pk))
    if request.POST.get("at") == "document":
        return redirect("evaluations:document", pk=kept.document_version.document_id)
    return redirect("evaluations:item", pk=pk, code=kept.answer.item.code)


@require_POST
@member_page(Side.ENTERPRISE)
def place(request: PortalRequest, pk: int, evidence_pk: int) -> HttpResponse:
    """Page and note of one file; scripts send the form by themselves."""
    filing = own_filing(request.actor, pk)
    if not wants_json(request):
        kept = _place(request, filing, evidence_pk)
        return redirect("evaluations:item", pk=pk, code=kept.answer.item.code)
    try:
        kept = _place(request, filing, evidence_pk)
    except Stale as error:
        return render(request, "ui/conflict.html", describe_place_conflict(error), status=409)
    except (InvalidInput, Refused) as error:
        request.refusal = error
        return refused_answer(error, "place")
    return saved_answer(request, kept, kept.updated_at or kept.added_at)


def _place(request: PortalRequest, filing: Filing, evidence_pk: int) -> Evidence:
    form = EvidencePlaceForm(request.POST)
    if not form.is_valid():
        raise refusal_of(form)
    fields = form.cleaned_data | {"sent": sent_with(request)}
    return place_evidence(actor=request.actor, filing=filing, evidence_id=evidence_pk, **fields)


def _keep(request: PortalRequest, filing: Filing, code: str) -> list[Evidence]:
    """What was sent, as files or as the number of an upload whose parts are all there."""
    place: dict[str, Any] = {"actor": request.actor, "filing": filing, "item_code": code}
    key, files = sent_with(request).key, request.FILES.getlist("file")
    if number := request.POST.get("upload", ""):
        if not (number.isascii() and number.isdigit() and len(number) < 16):
            raise InvalidInput({"upload": [_("This is not the number of an upload. Choose the file again.")]})
        return [add_upload(**place, upload_id=int(number), key=key)]
    if not files:
        raise InvalidInput({"file": [_("No file arrived. Choose a file and send it again.")]})
    return [
        add_evidence(**place, name=file.name or "file", content=file, key=_key_of(key, number))
        for number, file in enumerate(files)
    ]


def _key_of(key: str, number: int) -> str:
    """The request's key is its first file's; the others' derive from it."""
    return kept_key(f"{key}/{number}") if key and number else key


def _storage(filing: Filing) -> str:
    return render_to_string("ui/storage_use.html", storage_use(storage_use_of(filing.enterprise_id)))


def _shown(filing: Filing, code: str) -> list[Shown]:
    return shown_evidence(filing, item_code=code, opened=[code]).get(code, [])


def _row(request: PortalRequest, filing: Filing, evidence: Evidence, passport: Passport | None) -> str:
    context = {"filing": filing, "row": evidence, "passport": passport, "editable": True}
    return render_to_string("evaluations/evidence_row.html", context, request)
