from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from evaluations.concerns import find_concerns
from evaluations.document_queries import passports_of, shown_evidence
from evaluations.enums import FilingState
from evaluations.filing_queries import (
    answers_by_item,
    checklist_of,
    earlier_rungs,
    items_with_old_evidence,
    own_filing,
    people_with,
    standing_of,
)
from evaluations.models import Filing
from evaluations.pledge import PLEDGE, next_steps_after
from evaluations.queries import standard_of
from evaluations.rules import window_is_open
from evaluations.services.filings import submit_filing, withdraw_filing
from evaluations.stages import stage_of
from evaluations.standing import describe_standing
from portal.enums import Role, Side
from portal.errors import Refused
from portal.middleware import PortalRequest
from portal.queries import visible_jobs
from portal.views.access import member_page


@member_page(Side.ENTERPRISE)
def check(request: PortalRequest, pk: int) -> HttpResponse:
    """Everything once more before the pledge: what is missing or odd first, then every answer."""
    filing = own_filing(request.actor, pk)
    return render(request, "evaluations/check.html", _check_context(request, filing))


@require_POST
@member_page(Side.ENTERPRISE)
def submit(request: PortalRequest, pk: int) -> HttpResponse:
    filing = own_filing(request.actor, pk)
    if not request.POST.get("pledged"):
        errors = {"pledged": [_("Confirm the truthfulness pledge before submitting.")]}
        return render(
            request, "evaluations/check.html", _check_context(request, filing) | {"errors": errors}, status=400
        )
    submit_filing(actor=request.actor, filing=filing, pledged=True)
    return redirect("evaluations:receipt", pk=pk)


@require_POST
@member_page(Side.ENTERPRISE)
def withdraw(request: PortalRequest, pk: int) -> HttpResponse:
    withdraw_filing(actor=request.actor, filing=own_filing(request.actor, pk))
    return redirect("evaluations:filing", pk=pk)


@member_page(Side.ENTERPRISE)
def receipt(request: PortalRequest, pk: int) -> HttpResponse:
    """Number, time and hash of what was submitted, and what happens next."""
    filing = own_filing(request.actor, pk)
    if filing.state == FilingState.DRAFT:
        raise Refused(_("This filing has not been submitted, so there is no receipt."), _("Submit it first."))
    jobs = visible_jobs(request.actor).filter(kind="print_receipt", key__startswith=f"filing:{pk}:")
    context = {
        "filing": filing,
        "stage": stage_of(standard_of(filing), filing.declared_level),
        "steps": next_steps_after(filing),
        "job": None if filing.receipt_id else jobs.select_related("created_by").first(),
        "withdrawable": _withdrawable(request, filing),
    }
    return render(request, "evaluations/receipt.html", context)


def _withdrawable(request: PortalRequest, filing: Filing) -> bool:
    closed = window_is_open(filing.round, timezone.localdate())
    return filing.state == FilingState.SUBMITTED and not closed and request.actor.has(Role.RESPONSIBLE)


def _check_context(request: PortalRequest, filing: Filing) -> dict[str, Any]:
    answers = answers_by_item(filing)
    checklist = checklist_of(filing, answers)
    editable = filing.state in FilingState.editable()
    old_evidence = items_with_old_evidence(filing) if editable else frozenset[str]()
    earlier = earlier_rungs(filing) if editable else {}
    result = standing_of(filing, answers)
    files = shown_evidence(filing, opened=[task.code for task in checklist.tasks if task.open])
    concerns = find_concerns(
        checklist, result, earlier_rungs=earlier, old_evidence=old_evidence, passports=passports_of(files)
    )
    signs = request.actor.has(Role.RESPONSIBLE)
    return {
        "filing": filing,
        "groups": [(group, [(task, files.get(task.code, [])) for task in group.tasks]) for group in checklist.groups],
        "standing": describe_standing(standard_of(filing), result),
        "blocking": [concern for concern in concerns if editable and concern.blocking],
        "concerns": [concern for concern in concerns if editable and not concern.blocking],
        "editable": editable,
        "signs": signs,
        "signers": [] if signs else people_with(request.actor, Role.RESPONSIBLE),
        "pledge": PLEDGE,
        "closed": window_is_open(filing.round, timezone.localdate()) if filing.state == FilingState.DRAFT else "",
    }
