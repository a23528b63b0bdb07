from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from evaluations.city_queries import was_at_city
from evaluations.clash_queries import clashes_in
from evaluations.clashes import unexplained
from evaluations.concerns import find_concerns, group_concerns
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
from evaluations.forms import OverrideReasonForm
from evaluations.models import Filing
from evaluations.pledge import PLEDGE, next_steps_after
from evaluations.queries import standard_of
from evaluations.receipts import shown_code
from evaluations.rules import REASON_LENGTHS, may_hand_in, window_is_open
from evaluations.services.asking import asked_on
from evaluations.services.filings import submit_filing, withdraw_filing
from evaluations.services.reasons import save_reason
from evaluations.stages import stage_of
from evaluations.standing import describe_standing
from evaluations.submission_queries import latest_submission
from portal.enums import Role, Side
from portal.errors import InvalidInput, Refused, Stale
from portal.forms.errors import refusal_of
from portal.middleware import PortalRequest
from portal.models import User
from portal.queries import visible_jobs
from portal.tenancy import Actor
from portal.views.access import member_page


@member_page(Side.ENTERPRISE)
def check(request: PortalRequest, pk: int) -> HttpResponse:
    """Everything once more before the pledge: what is missing or odd first, then every answer."""
    filing = own_filing(request.actor, pk)
    return render(request, "evaluations/check.html", _check_context(request, filing))


@member_page(Side.ENTERPRISE)
@require_http_methods(["GET", "POST"])
def submit(request: PortalRequest, pk: int) -> HttpResponse:
    """A GET, as after signing in again or from the address of a refused page, leads to where one submits."""
    filing = own_filing(request.actor, pk)
    if request.method == "GET":
        return redirect("evaluations:check", pk=pk)
    if not request.POST.get("pledged"):
        errors = {"pledged": [_("Confirm the truthfulness pledge before submitting.")]}
        return render(
            request, "evaluations/check.html", _check_context(request, filing) | {"errors": errors}, status=400
        )
    try:
        submit_filing(actor=request.actor, filing=filing, pledged=True)
    except Refused:
        # A second press leads to the receipt of the first.
        if own_filing(request.actor, pk).state in FilingState.editable():
            raise
    return redirect("evaluations:receipt", pk=pk)


@member_page(Side.ENTERPRISE)
@require_http_methods(["GET", "POST"])
def reason(request: PortalRequest, pk: int, code: str) -> HttpResponse:
    """Why answers that contradict each other are right all the same; a refused text stays in its field. A GET: as submit."""
    filing = own_filing(request.actor, pk)
    if request.method == "GET":
        return redirect(f"{reverse('evaluations:check', args=[pk])}#clash-{code}")
    typed = {"code": code, "text": request.POST.get("reason", "")}
    try:
        form = OverrideReasonForm(request.POST)
        if not form.is_valid():
            raise refusal_of(form)
        save_reason(actor=request.actor, filing=filing, code=code, **form.cleaned_data)
    except InvalidInput as error:
        return _retype(request, filing, 400, typed | {"errors": error.sentences}, {f"reason_{code}": error.sentences})
    except Stale as error:
        return _retype(request, filing, error.status, typed | {"conflict": error, "version": error.current["version"]})
    return redirect(f"{reverse('evaluations:check', args=[pk])}#clash-{code}")


def _retype(
    request: PortalRequest,
    filing: Filing,
    status: int,
    typed: dict[str, Any],
    errors: dict[str, list[str]] | None = None,
) -> HttpResponse:
    context = _check_context(request, filing) | {"typed": typed, "errors": errors}
    return render(request, "evaluations/check.html", context, status=status)


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
    latest = latest_submission(filing)
    context = {
        "filing": filing,
        "submission": latest,
        "check_code": shown_code(latest.code) if latest else "",
        "stage": stage_of(standard_of(filing), filing.declared_level),
        "steps": next_steps_after(filing),
        "job": None if filing.receipt_id else jobs.select_related("created_by").first(),
        "withdrawable": _withdrawable(request, filing),
    }
    return render(request, "evaluations/receipt.html", context)


def _signers(actor: Actor, filing: Filing) -> list[tuple[User, bool]]:
    """Who can submit, and whether they were asked today."""
    people = people_with(actor, Role.RESPONSIBLE)
    asked = asked_on(filing, timezone.localdate(), [user.pk for user in people])
    return [(user, user.pk in asked) for user in people]


def _withdrawable(request: PortalRequest, filing: Filing) -> bool:
    closed = window_is_open(filing.round, timezone.localdate(), filing.extended_to)
    open_to = filing.state == FilingState.SUBMITTED and not closed and request.actor.has(Role.RESPONSIBLE)
    return open_to and not was_at_city(filing)


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
    clashes = clashes_in(filing, answers, result)
    signs = request.actor.has(Role.RESPONSIBLE)
    return {
        "filing": filing,
        "groups": [(group, [(task, files.get(task.code, [])) for task in group.tasks]) for group in checklist.groups],
        "standing": describe_standing(standard_of(filing), result),
        "blocking": [concern for concern in concerns if editable and concern.blocking],
        "clashes": clashes,
        "unsettled": sum(clash.blocking for clash in clashes) + len(unexplained(clashes)),
        "lengths": REASON_LENGTHS,
        "concerns": group_concerns(concern for concern in concerns if editable and not concern.blocking),
        "editable": editable,
        "signs": signs,
        "signers": [] if signs else _signers(request.actor, filing),
        "pledge": PLEDGE,
        "closed": may_hand_in(filing, timezone.localdate()),
    }
