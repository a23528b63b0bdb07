"""Steps of the office beside the review: the formal check, deciding anew, the answer to an appeal."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from evaluations.appeal_queries import appeal_of
from evaluations.appeal_rules import may_answer_appeal
from evaluations.city_rules import may_speak_for_city
from evaluations.decision_forms import AppealDecisionForm, InsideReasonForm, ReasonForm
from evaluations.enums import AppealState
from evaluations.filing_queries import filing_of
from evaluations.interest_queries import refuse_conflicted
from evaluations.models import Filing
from evaluations.models.reviews import KEPT_INSIDE
from evaluations.queries import flow_of
from evaluations.review_queries import board_of, deciders_of, members_of, scorers_of
from evaluations.review_rules import may_judge, may_overrule
from evaluations.rules import may_perform
from evaluations.services.appeal_decisions import decide_appeal
from evaluations.services.city_review import (
    advise_against,
    escalate_filing,
    hand_down,
    recall_filing,
    recommend_filing,
)
from evaluations.services.formal_checks import (
    accept_filing,
    ask_completion,
    readmit_filing,
    refuse_filing,
    take_back_acceptance,
    take_back_return,
)
from evaluations.services.reopening import reopen_filing
from evaluations.views.review_parts import appeal_parts, frame_parts
from evaluations.workflow import find_step
from portal.enums import Role, Side
from portal.errors import InvalidInput, PortalError
from portal.forms.errors import show_errors
from portal.middleware import PortalRequest
from portal.tenancy import Actor
from portal.views.access import member_page

PLACEHOLDER = "-"


@dataclass(frozen=True)
class ReasonedStep:
    """A step that needs nothing but a sentence: its place in the table, what it means, and who takes it."""

    name: str
    meaning: Promise
    service: Callable[..., Filing]
    icon: str
    overrules: bool = False
    speaks_for_city: bool = False
    judges: bool = True  # so that a conflict of interest is in the way


STEPS = {
    "ask-completion": ReasonedStep(
        "ask_completion",
        _("Every item opens for the enterprise. It completes the filing and submits it again; the check then goes on."),
        ask_completion,
        "arrow-back-up",
    ),
    "refuse": ReasonedStep(
        "refuse",
        _("The filing ends here in this round. An approver can admit it after all."),
        refuse_filing,
        "ban",
    ),
    "readmit": ReasonedStep(
        "readmit", _("The filing waits for its formal check again."), readmit_filing, "rotate-clockwise"
    ),
    "recommend": ReasonedStep(
        "recommend",
        _(
            "The city's word goes up to the authority, which reviews next. Say what you looked at; the company does not read it."
        ),
        recommend_filing,
        "thumb-up",
        speaks_for_city=True,
    ),
    "advise-against": ReasonedStep(
        "advise_against",
        _("The city's word goes up to the authority, which reviews next and decides. The company does not read it."),
        advise_against,
        "flag",
        speaks_for_city=True,
    ),
    "escalate": ReasonedStep(
        "escalate",
        _("The authority reviews it without the city's word, and is told why. The company does not read it."),
        escalate_filing,
        "arrow-up",
        speaks_for_city=True,
        judges=False,
    ),
    "recall": ReasonedStep(
        "recall",
        _("The city can no longer say anything of it; the authority reviews it. The company does not read why."),
        recall_filing,
        "arrow-back-up",
        judges=False,
    ),
    "reopen": ReasonedStep(
        "reopen",
        _("The determination is taken back, and the filing waits for another one. The earlier result stays on record."),
        reopen_filing,
        "refresh",
        overrules=True,
    ),
}


PLAIN: dict[str, Callable[..., Filing]] = {
    "accept": accept_filing,
    "undo-accept": take_back_acceptance,
    "undo-completion": take_back_return,
}


@require_POST
@member_page(Side.AUTHORITY, roles=(Role.REVIEWER,))
def plain_step(request: PortalRequest, pk: int, step: str) -> HttpResponse:
    """A step of the formal check that needs no words."""
    filing = filing_of(request.actor, pk)
    if step not in PLAIN:
        raise Http404
    PLAIN[step](actor=request.actor, filing=filing)
    return redirect("evaluations:review", pk=pk)


@require_POST
@member_page(Side.AUTHORITY, roles=(Role.APPROVER,))
def to_city(request: PortalRequest, pk: int) -> HttpResponse:
    """This one filing, to its city's bureau."""
    hand_down(actor=request.actor, filing=filing_of(request.actor, pk))
    return redirect("evaluations:review", pk=pk)


@member_page(Side.AUTHORITY, roles=(Role.REVIEWER, Role.APPROVER))
def reasoned_step(request: PortalRequest, pk: int, step: str) -> HttpResponse:
    """One sentence, one button; where the step is not possible, why."""
    filing, wanted = filing_of(request.actor, pk), STEPS.get(step)
    if wanted is None:
        raise Http404
    form = (InsideReasonForm if wanted.name in KEPT_INSIDE else ReasonForm)(request.POST or None)
    status = 400 if form.errors else 200
    if request.method == "POST" and form.is_valid():
        try:
            wanted.service(actor=request.actor, filing=filing, **form.cleaned_data)
        except InvalidInput as error:
            show_errors(form, error)
            status = error.status
        except PortalError as error:
            form.add_error(None, error.message)
            status = error.status
        else:
            return redirect("evaluations:review", pk=pk)
    return _show_step(request, filing, wanted, form, status)


def _show_step(
    request: PortalRequest, filing: Filing, step: ReasonedStep, form: ReasonForm, status: int
) -> HttpResponse:
    flow = flow_of(filing)
    transition = find_step(step.name, filing.state, flow)
    blocked = may_perform(request.actor, filing, transition, flow, PLACEHOLDER) or _refuse_person(
        request.actor, filing, step
    )
    context = {"form": form, "step": step, "label": transition.label, "blocked": blocked}
    context = frame_parts(request.actor, board_of(filing, request.actor)) | context
    return render(request, "evaluations/review/reasoned_step.html", context, status=status)


def _refuse_person(actor: Actor, filing: Filing, step: ReasonedStep) -> str:
    members = members_of(filing)
    if step.speaks_for_city:
        refusal = may_speak_for_city(actor, members)
    elif step.overrules:
        refusal = may_overrule(actor, scorers_of(filing), deciders_of(filing), members)
    else:
        refusal = may_judge(actor, members)
    return refusal or (refuse_conflicted(actor.person_id, filing) if step.judges else "")


@member_page(Side.AUTHORITY, roles=(Role.APPROVER,))
def answer_appeal(request: PortalRequest, pk: int) -> HttpResponse:
    """The appeal item by item, and the decision on it."""
    filing = filing_of(request.actor, pk)
    appeal = appeal_of(request.actor, filing)
    if appeal is None:
        raise Http404
    form = AppealDecisionForm(request.POST or None, initial={"version": appeal.version})
    status = 400 if form.errors else 200
    if request.method == "POST" and form.is_valid():
        try:
            _decide(request.actor, filing, form.cleaned_data)
        except PortalError as error:
            form.add_error(None, f"{error.message} {error.remedy}".strip())
            status = error.status
        else:
            return redirect("evaluations:review", pk=pk)
    refused = (
        may_answer_appeal(request.actor, appeal)
        or may_overrule(request.actor, scorers_of(filing), deciders_of(filing), members_of(filing))
        or refuse_conflicted(request.actor.person_id, filing)
    )
    context = frame_parts(request.actor, board_of(filing, request.actor)) | appeal_parts(request.actor, filing)
    context |= {"appeal": appeal, "form": form, "blocked": refused, "waits": appeal.state == AppealState.SUBMITTED}
    return render(request, "evaluations/review/answer_appeal.html", context, status=status)


def _decide(actor: Actor, filing: Filing, typed: dict[str, Any]) -> None:
    decide_appeal(
        actor=actor,
        filing=filing,
        uphold=typed["decision"] == "uphold",
        answer=typed["answer"],
        version=typed["version"],
    )
