"""The enterprise's appeal against a determination."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from evaluations.appeal_days import appeal_window
from evaluations.appeal_forms import AppealForm
from evaluations.appeal_queries import appeal_of, appeal_rows, contested_items
from evaluations.appeal_rules import APPEAL_LENGTHS, CONTEST_LENGTHS, may_write_appeal
from evaluations.enums import AppealState
from evaluations.filing_queries import own_filing
from evaluations.models import Appeal, Filing
from evaluations.services.appeals import save_appeal, submit_appeal, withdraw_appeal
from portal.enums import Role, Side
from portal.errors import InvalidInput, Refused, Stale
from portal.middleware import PortalRequest
from portal.views.access import member_page


@member_page(Side.ENTERPRISE)
def appeal(request: PortalRequest, pk: int) -> HttpResponse:
    """Written here until it is submitted, read here afterwards; `go` says what follows the saving: submit, or all items."""
    filing = own_filing(request.actor, pk)
    stored = appeal_of(request.actor, filing)
    if request.method == "POST":
        return _save(request, filing, stored)
    written = stored is None or stored.state == AppealState.DRAFT
    if written and (refusal := may_write_appeal(request.actor, filing, appeal_window(filing), stored)):
        raise Refused(refusal)
    return _show(request, filing, stored, _form(request, filing, stored))


def _save(request: PortalRequest, filing: Filing, stored: Appeal | None) -> HttpResponse:
    form = _form(request, filing, stored, request.POST)
    try:
        form.refuse_unticked()
        save_appeal(actor=request.actor, filing=filing, reason=form.reason, items=form.contests(), version=form.version)
        if request.POST.get("go") == "submit":
            submit_appeal(actor=request.actor, filing=filing)
    except InvalidInput as error:
        return _show(request, filing, stored, form, 400, errors=error.errors)
    except Stale as error:
        form.version = error.current["version"]
        return _show(request, filing, stored, form, error.status, conflict=error)
    except Refused as error:
        # The last day has passed, or a colleague submitted it: what was typed stays on the page, to be copied.
        request.refusal = error
        return _show(request, filing, stored, form, error.status, errors={"reason": [error.message]})
    everything = "?all=1" if request.POST.get("go") == "all" else ""
    return redirect(reverse("evaluations:appeal", args=[filing.pk]) + everything)


@require_POST
@member_page(Side.ENTERPRISE)
def withdraw(request: PortalRequest, pk: int) -> HttpResponse:
    withdraw_appeal(actor=request.actor, filing=own_filing(request.actor, pk))
    return redirect("evaluations:result", pk=pk)


def _form(request: PortalRequest, filing: Filing, stored: Appeal | None, data: Any = None) -> AppealForm:
    """Items scored differently, those contested already, and with `all=1` every other one."""
    everything = request.GET.get("all") == "1"
    ticked = set(data.getlist("items")) if data is not None else set()
    rows = appeal_rows(filing, contested_items(stored))
    offered = [row for row in rows if everything or row.differs or row.contest or row.code in ticked]
    return AppealForm(offered, stored.reason if stored else "", stored.version if stored else 0, data)


def _show(
    request: PortalRequest, filing: Filing, stored: Appeal | None, form: AppealForm, status: int = 200, **extra: Any
) -> HttpResponse:
    errors: dict[str, list[str]] = extra.get("errors", {})
    context = {
        "filing": filing,
        "appeal": stored,
        "form_lines": [line | {"errors": _of_line(line["row"], errors)} for line in form.lines()],
        "contested": [row for row in form.rows if row.contest],
        "form": form,
        "window": appeal_window(filing),
        "signs": request.actor.has(Role.RESPONSIBLE),
        "all": request.GET.get("all") == "1",
        "lengths": APPEAL_LENGTHS,
        "item_lengths": CONTEST_LENGTHS,
    }
    written = bool(errors) or stored is None or stored.state == AppealState.DRAFT
    template = "evaluations/appeal.html" if written else "evaluations/appeal_sent.html"
    return render(request, template, context | extra, status=status)


def _of_line(row: Any, errors: dict[str, list[str]]) -> list[str]:
    return [text for field in ("reason", "files") for text in errors.get(f"{field}_{row.code}", [])]
