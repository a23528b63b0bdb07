"""Public notices for everybody; no sign-in, and nothing that was not released."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from evaluations.enums import EntryState
from evaluations.models import NoticeEntry
from evaluations.notice_queries import has_ended
from evaluations.public_notice_queries import (
    READER,
    notice_authorities,
    notice_years,
    posted,
    read_entries,
    read_entry,
    read_notice,
    read_notices,
)
from evaluations.publication_forms import NoticeFilterForm, ObjectionForm
from evaluations.receipts import shown_code
from evaluations.services.objections import look_for_objection, receive_objection
from evaluations.views.answering import act, status_of
from portal.accounts import client_address
from portal.middleware import PortalRequest
from portal.tenancy import scope


@never_cache
@require_GET
def notices(request: HttpRequest) -> HttpResponse:
    """Open and ended ones, by authority and year."""
    form = NoticeFilterForm(request.GET, authorities=notice_authorities(), years=notice_years())
    form.is_valid()
    wanted = {name: form.cleaned_data.get(name) or None for name in ("authority", "year")}
    page = read_notices(request.GET, authority=wanted["authority"] or "", year=wanted["year"])
    context = {"form": form, "page": page, "rows": posted(page.rows), "chips": form.chips()}
    return render(request, "evaluations/public/notices.html", context)


@never_cache
@require_GET
def notice(request: HttpRequest, pk: int) -> HttpResponse:
    """The results on one notice; `?q=` finds companies."""
    found = read_notice(pk)
    company = request.GET.get("q", "").replace("\x00", "").strip()[:60]
    page, total = read_entries(found, request.GET, company=company)
    ended = has_ended(found, timezone.localdate())
    context = {"notice": found, "page": page, "total": total, "q": company, "ended": ended}
    context["days_kept"] = settings.OBJECTOR_KEPT.days
    return render(request, "evaluations/public/notice.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def entry(request: PortalRequest, pk: int, entry_pk: int) -> HttpResponse:
    """One result, and the form to object to it until the last day."""
    found = read_entry(pk, entry_pk)
    form = ObjectionForm(request.POST or None)
    references: list[str] = []
    if request.method == "POST" and act(request, form, lambda: references.append(_receive(request, found, form))):
        return redirect("evaluations:objection-received", reference=references[0])
    is_open = found.state == EntryState.OPEN and not has_ended(found.notice, timezone.localdate())
    context = {"entry": found, "notice": found.notice, "form": form, "is_open": is_open}
    context["days_kept"] = settings.OBJECTOR_KEPT.days
    return render(request, "evaluations/public/entry.html", context, status=status_of(request, form))


def _receive(request: HttpRequest, found: NoticeEntry, form: ObjectionForm) -> str:
    address = str(client_address(request))
    with scope(READER) as actor:
        kept = receive_objection(
            actor=actor, address=address, notice_id=found.notice_id, entry_id=found.pk, said=form.said()
        )
    return kept.reference


@never_cache
@require_GET
def received(request: HttpRequest, reference: str) -> HttpResponse:
    """The receipt of an objection: that it arrived, and whether it was answered."""
    found = look_for_objection(address=str(client_address(request)), reference=reference)
    context = {"received": found, "shown_reference": shown_code(found.reference)}
    return render(request, "evaluations/public/received.html", context)
