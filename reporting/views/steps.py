"""The steps of a summary: to the check and back, signature, submission; for the ministry, acceptance and return."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from portal.enums import Role, Side
from portal.errors import InvalidInput, Refused
from portal.middleware import PortalRequest
from portal.views.access import member_page
from reporting.forms import ReturnForm, RevokeForm, SendBackForm
from reporting.mark_queries import count_marks
from reporting.models import Summary
from reporting.queries import revocations_of, visible_submissions
from reporting.rules import may_perform
from reporting.services import steps
from reporting.views.access import round_or_404, summary_or_404
from reporting.workflow import NAMED

Service = Callable[..., Summary]
# Name in the address, service, what is said when it is done.
PLAIN: dict[str, tuple[Service, Promise]] = {
    "send-to-check": (steps.send_to_check, _("Edition %d was sent to the internal check.")),
    "sign-off": (steps.sign_off, _("Edition %d is signed off. It can be submitted now.")),
    "submit": (steps.submit_summary, _("Edition %d was submitted to the ministry.")),
}


@require_POST
@member_page(Side.AUTHORITY)
def plain(request: PortalRequest, pk: int, number: int, step: str) -> HttpResponse:
    """A step with the edition that was read."""
    if step not in PLAIN:
        raise Http404
    service, said = PLAIN[step]
    service(actor=request.actor, summary=summary_or_404(request, pk), edition_number=number)
    messages.success(request, str(said) % number)
    return redirect("reporting:editions", pk=pk)


@require_POST
@member_page(Side.AUTHORITY)
def withdraw(request: PortalRequest, pk: int) -> HttpResponse:
    steps.withdraw_from_check(actor=request.actor, summary=summary_or_404(request, pk))
    messages.success(request, _("Taken back from the check. The text can be changed again."))
    return redirect("reporting:summary", pk=pk)


@require_http_methods(["GET", "POST"])
@member_page(Side.AUTHORITY)
def send_back(request: PortalRequest, pk: int) -> HttpResponse:
    """An approver says what is to be changed, and the text is open again."""
    found, form = summary_or_404(request, pk), SendBackForm(request.POST or None)
    if request.method == "POST" and _done(request, form, lambda reason: _send_back(request, found, reason)):
        return redirect("reporting:editions", pk=pk)
    return _reasoned(request, found, form, "send_back")


@require_POST
@member_page(Side.MINISTRY, roles=(Role.OFFICER,))
def accept(request: PortalRequest, pk: int, number: int) -> HttpResponse:
    found, revoked = summary_or_404(request, pk), _revoked(request)
    steps.accept_summary(actor=request.actor, summary=found, number=number, revoked=revoked)
    messages.success(request, _("The summary is accepted. The authority is told."))
    return redirect("reporting:editions", pk=pk)


@require_http_methods(["GET", "POST"])
@member_page(Side.MINISTRY, roles=(Role.OFFICER,))
def return_page(request: PortalRequest, pk: int, number: int) -> HttpResponse:
    """The ministry says why, and the authority's text is open again."""
    found, form = summary_or_404(request, pk), ReturnForm(request.POST or None)
    if request.method == "POST" and _done(request, form, lambda reason: _return(request, found, number, reason)):
        return redirect("reporting:editions", pk=pk)
    return _reasoned(request, found, form, "return", number)


@require_http_methods(["GET", "POST"])
@member_page(Side.MINISTRY, roles=(Role.OFFICER,))
def revoke(request: PortalRequest, pk: int, number: int) -> HttpResponse:
    """The ministry says why what it accepted is undecided again."""
    found, form = summary_or_404(request, pk), RevokeForm(request.POST or None)
    if request.method == "POST" and _done(request, form, lambda reason: _revoke(request, found, number, reason)):
        return redirect("reporting:editions", pk=pk)
    return _reasoned(request, found, form, "revoke", number)


def _revoke(request: PortalRequest, found: Summary, number: int, reason: str) -> None:
    revoked = _revoked(request)
    steps.revoke_acceptance(actor=request.actor, summary=found, number=number, reason=reason, revoked=revoked)
    messages.success(request, _("The acceptance is revoked. The authority is told."))


def _revoked(request: PortalRequest) -> int:
    """What the page's address says of the revocations that were read there."""
    said = request.GET.get("revoked", "")
    return int(said) if said.isascii() and said.isdigit() and len(said) <= 9 else 0


def _revoked_now(request: PortalRequest, found: Summary, number: int | None) -> int | str:
    """'' for a step that is about no submission."""
    submission = visible_submissions(request.actor).filter(summary=found, number=number or 0).first()
    return revocations_of(submission) if submission else ""


def _send_back(request: PortalRequest, found: Summary, reason: str) -> None:
    steps.send_back_to_draft(actor=request.actor, summary=found, reason=reason)
    messages.success(request, _("Sent back to its writers."))


def _return(request: PortalRequest, found: Summary, number: int, reason: str) -> None:
    revoked = _revoked(request)
    steps.return_summary(actor=request.actor, summary=found, number=number, reason=reason, revoked=revoked)
    messages.success(request, _("The summary is returned. The authority is told."))


def _done(request: PortalRequest, form: forms.Form, service: Callable[[str], None]) -> bool:
    """Whether the step was taken; else the form says what is wrong with the reason and keeps it."""
    if not form.is_valid():
        return False
    try:
        service(form.cleaned_data["reason"])
    except InvalidInput as error:
        for field, sentences in error.errors.items():
            form.add_error(field, sentences)
        return False
    except Refused as error:
        request.refusal = error
        form.add_error(None, f"{error.message} {error.remedy}".strip())
        return False
    return True


def _reasoned(
    request: PortalRequest, found: Summary, form: forms.Form, name: str, number: int | None = None
) -> HttpResponse:
    """The form of a step; it is sent to an address that says what was read when the form was first opened."""
    step = NAMED[name]
    context = {"summary": found, "yearly": round_or_404(found.year), "form": form, "step": step}
    context |= {"blocked": may_perform(request.actor, found, step), "marked": count_marks(request.actor, found)}
    context |= {"revoked": request.GET.get("revoked", _revoked_now(request, found, number))}
    refusal = getattr(request, "refusal", None)
    status = refusal.status if refusal else 400 if form.errors else 200
    return render(request, "reporting/reasoned_step.html", context, status=status)
