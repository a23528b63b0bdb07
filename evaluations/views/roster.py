"""Who of the register was invited to a round, how far each is, and the steps with many of them."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from evaluations.bulk_forms import BulkForm
from evaluations.bulk_rules import may_take_in_bulk
from evaluations.enums import BulkKind, RosterProgress
from evaluations.models import BulkStep, Round
from evaluations.queries import rounds_known
from evaluations.queue_rows import city_names
from evaluations.roster_chart import draw_funnel
from evaluations.roster_forms import ChosenCompanies, RemindForm, RosterForm, StepForm, UploadForm
from evaluations.roster_queries import companies_to_invite, count_companies, funnel_of, sum_of, to_remind, with_progress
from evaluations.roster_rules import may_invite_to, may_keep_roster
from evaluations.services.bulk import start_bulk
from evaluations.services.roster import invite_companies, remind_companies, remove_companies
from evaluations.services.roster_export import request_roster_export
from evaluations.services.roster_upload import INVITE_FILE, findings_of, request_upload
from evaluations.views.answering import act, status_of
from portal.enums import Side
from portal.forms.errors import refusal_of
from portal.forms.exports import ExportForm
from portal.middleware import PortalRequest
from portal.models import Enterprise
from portal.paging import count_rows, page_by_key
from portal.queries import own_jobs
from portal.tenancy import Actor
from portal.views.access import member_page

FINDINGS_SHOWN = 200


@require_GET
@member_page(Side.AUTHORITY)
def roster(request: PortalRequest, year: int) -> HttpResponse:
    """The funnel by city, and the companies of the filter in the URL."""
    yearly_round, form = get_object_or_404(Round, year=year), RosterForm(request.actor, request.GET)
    companies, funnel = form.companies(yearly_round), funnel_of(request.actor, yearly_round)
    rows = with_progress(companies, yearly_round).select_related(None).prefetch_related("organisation")
    option, table = draw_funnel(funnel)
    page = page_by_key(rows, request.GET, order=form.order())
    context = {
        "round": yearly_round,
        "rounds": rounds_known(),
        "form": form,
        "chips": form.chips(),
        "page": page,
        "rows": [_row(company) for company in page.rows],
        "total": count_rows(companies)[0],
        "everybody": sum_of(funnel),
        "funnel": option,
        "figures": table,
        "refusal": may_keep_roster(request.actor),
        "closed": may_invite_to(yearly_round, timezone.localdate()),
        "extends": not may_take_in_bulk(request.actor, BulkKind.EXTEND),
        "query": request.GET.urlencode(),
    }
    return render(request, "evaluations/roster/roster.html", context)


def _row(company: Enterprise) -> tuple[Enterprise, str, object]:
    """With its city, and how far it is in words."""
    progress = RosterProgress(getattr(company, "progress", "")).label
    label = progress if getattr(company, "invited_at", None) else _("Not invited")
    return company, city_names().get(company.city_id, company.city_id), label


@dataclass(frozen=True)
class Step:
    """A step with many companies: whom of a filter it reaches, what it means, who may."""

    label: Promise
    meaning: Promise
    reach: Callable[[RosterForm, Round], QuerySet[Enterprise]]
    refuse: Callable[[Actor], str]


def _to_remind(form: RosterForm, yearly_round: Round) -> QuerySet[Enterprise]:
    return to_remind(form.not_handed_in(yearly_round), yearly_round, timezone.localdate())


def _to_invite(form: RosterForm, yearly_round: Round) -> QuerySet[Enterprise]:
    return form.apply(companies_to_invite(form.actor, yearly_round))


STEPS = {
    "invite": Step(
        _("Invite"),
        _("These companies are told, and stand on the roster with how far they are."),
        _to_invite,
        may_keep_roster,
    ),
    "remind": Step(
        _("Remind"),
        _("Invited companies that have not handed in, each at most once a day. Who was reminded today is left out."),
        _to_remind,
        may_keep_roster,
    ),
    "extend": Step(
        _("Extend the last day"),
        _("Invited companies that have not handed in. It can be undone for ten minutes."),
        RosterForm.not_handed_in,
        lambda actor: may_take_in_bulk(actor, BulkKind.EXTEND),
    ),
    "remove": Step(
        _("Take off the roster"),
        _("They are no longer counted as invited. What they have begun or handed in stays."),
        RosterForm.companies,
        may_keep_roster,
    ),
}


@member_page(Side.AUTHORITY)
def roster_step(request: PortalRequest, year: int, step: str) -> HttpResponse:
    """How many, by city and by progress; then one button."""
    if step not in STEPS:
        raise Http404
    yearly_round, wanted, filters = get_object_or_404(Round, year=year), STEPS[step], _filters(request)
    companies = _picked(request, wanted.reach(filters, yearly_round))
    form = _form(request, step)
    done: list[str] = []
    if request.method == "POST" and act(
        request, form, lambda: done.append(_take(request, step, yearly_round, form, companies))
    ):
        return redirect(done[0])
    context = {
        "round": yearly_round,
        "step": step,
        "wanted": wanted,
        "form": form,
        "counts": count_companies(companies, yearly_round),
        "refusal": wanted.refuse(request.actor),
        "key": request.POST.get("key", "")[:40] or secrets.token_hex(16),
        "query": request.GET.urlencode(),
    }
    return render(request, "evaluations/roster/step.html", context, status=status_of(request, form))


def _filters(request: PortalRequest) -> RosterForm:
    filters = RosterForm(request.actor, request.GET)
    if not filters.is_valid():
        raise refusal_of(filters)
    return filters


def _picked(request: PortalRequest, companies: QuerySet[Enterprise]) -> QuerySet[Enterprise]:
    """Some of them by key; a name that is no key names none."""
    if "pk" not in request.GET:
        return companies
    keys = [int(word) for word in request.GET.getlist("pk") if word.isascii() and word.isdigit() and len(word) < 18]
    return companies.filter(pk__in=keys)


def _form(request: PortalRequest, step: str) -> forms.Form:
    typed = request.POST if request.method == "POST" else None
    if step == "extend":
        return BulkForm(typed, actor=request.actor, kind=BulkKind.EXTEND)
    return (RemindForm if step == "remind" else StepForm)(typed)


def _take(request: PortalRequest, step: str, yearly_round: Round, form: Any, companies: QuerySet[Enterprise]) -> str:
    """Where the person goes on."""
    fields = {"actor": request.actor, "yearly_round": yearly_round, "companies": companies}
    if isinstance(form, BulkForm):
        chosen = ChosenCompanies(companies, yearly_round.year)
        taken: BulkStep = start_bulk(actor=request.actor, chosen=chosen, typed=form.typed())
        return reverse("evaluations:bulk-step", args=[taken.pk])
    services: dict[str, Callable[..., int]] = {
        "invite": invite_companies, "remind": remind_companies, "remove": remove_companies,
    }  # fmt: skip
    services[step](**fields, **form.cleaned_data)
    return reverse("evaluations:roster", args=[yearly_round.year])


@member_page(Side.AUTHORITY)
def roster_upload(request: PortalRequest, year: int) -> HttpResponse:
    """A file with credit codes: whoever is in the register is invited, every other row is listed with why not."""
    yearly_round = get_object_or_404(Round, year=year)
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    done: list[int] = []
    if request.method == "POST" and act(request, form, lambda: done.append(_keep(request, yearly_round, form))):
        return redirect("evaluations:roster-uploaded", year=year, pk=done[0])
    refusal = may_keep_roster(request.actor) or may_invite_to(yearly_round, timezone.localdate())
    context = {"round": yearly_round, "form": form, "refusal": refusal}
    return render(request, "evaluations/roster/upload.html", context, status=status_of(request, form))


def _keep(request: PortalRequest, yearly_round: Round, form: UploadForm) -> int:
    file = form.cleaned_data["file"]
    content = file.read(settings.UPLOAD_LIMIT + 1)
    return request_upload(actor=request.actor, yearly_round=yearly_round, name=file.name, content=content).pk


@require_GET
@member_page(Side.AUTHORITY)
def roster_uploaded(request: PortalRequest, year: int, pk: int) -> HttpResponse:
    """Its progress, then how many were invited, and the rows that were not used."""
    jobs = own_jobs(request.actor).filter(kind=INVITE_FILE, params__year=year)
    job = get_object_or_404(jobs.select_related("created_by", "result_file"), pk=pk)
    findings = findings_of(job.result)
    context = {
        "round": get_object_or_404(Round, year=year),
        "job": job,
        "counts": job.result.get("counts"),
        "findings": findings[:FINDINGS_SHOWN],
        "more": len(findings) > FINDINGS_SHOWN,
    }
    return render(request, "evaluations/roster/uploaded.html", context)


@require_POST
@member_page(Side.AUTHORITY)
def roster_export(request: PortalRequest, year: int) -> HttpResponse:
    """Promise a file of the filter in the URL; the job's page shows progress and the file."""
    get_object_or_404(Round, year=year)
    _filters(request)
    kind = ExportForm(request.POST)
    if not kind.is_valid():
        raise refusal_of(kind)
    format_name = kind.cleaned_data["format"] or "xlsx"
    query = request.GET.urlencode()
    job = request_roster_export(actor=request.actor, year=year, query=query, format_name=format_name)
    return redirect("portal:job", pk=job.pk)
