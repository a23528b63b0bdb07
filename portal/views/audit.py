from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from portal.audit_words import FAULTS, action_in_words, details_in_words, object_in_words, person_in_words
from portal.enums import Role
from portal.errors import NotPermitted
from portal.forms.audit import AuditFilterForm
from portal.middleware import PortalRequest
from portal.models import AuditEntry, Job
from portal.paging import page_by_key
from portal.queries import filter_audit, latest_job, visible_audit
from portal.rules import may_check_chain
from portal.services.audit import chain_of
from portal.services.audit_export import EXPORT
from portal.services.audit_heads import CHECK, chains
from portal.services.jobs import enqueue_job
from portal.views.access import member_page

READERS = (Role.ADMINISTRATOR, Role.RESPONSIBLE)


@member_page(roles=READERS)
def audit_list(request: PortalRequest) -> HttpResponse:
    """Who did what and when, newest first."""
    form = AuditFilterForm(request.GET)
    entries = filter_audit(visible_audit(request.actor), form.filters())
    page = page_by_key(entries, request.GET, order="-id")
    rows = [_in_words(entry) for entry in page.rows]
    context = {"form": form, "page": page, "rows": rows, "query": request.GET.urlencode()}
    context |= {"may_check": not may_check_chain(request.actor)}
    context |= {"check": _finding(latest_job(request.actor, CHECK))}
    return render(request, "portal/audit/list.html", context)


def _in_words(entry: AuditEntry) -> tuple[AuditEntry, str, str, str, list[tuple[str, object]]]:
    what = action_in_words(entry.action), object_in_words(entry.target_type), details_in_words(entry.detail)
    return entry, person_in_words(entry.user_name), *what


@require_POST
@member_page(roles=READERS)
def export(request: PortalRequest) -> HttpResponse:
    """A workbook of what the filters leave."""
    filters = AuditFilterForm(request.GET).filters()
    key = f"{request.actor.user_id}:{timezone.now():%Y%m%d%H%M%S}"
    job = enqueue_job(actor=request.actor, kind=EXPORT, key=key, params={"filters": filters})
    return redirect("portal:job", pk=job.pk)


@require_POST
@member_page(roles=READERS)
def check(request: PortalRequest) -> HttpResponse:
    """Recompute the chain of one's own authority, or all of them on the ministry's side."""
    if reason := may_check_chain(request.actor):
        raise NotPermitted(reason)
    asked = chains() if request.actor.path == "/" else [chain_of(request.actor.path)]
    enqueue_job(actor=request.actor, kind=CHECK, key=request.actor.path, params={"chains": asked})
    return redirect("portal:audit")


def _finding(job: Job | None) -> dict[str, object] | None:
    """The last check: its job, how many entries held, and each fault in words."""
    if job is None:
        return None
    faults = [(chain, seq, FAULTS.get(fault, fault)) for chain, seq, fault in job.result.get("faults", [])]
    entries = sum(count for _chain, count in job.result.get("checked", []))
    return {"job": job, "faults": faults, "entries": entries, "chains": len(job.result.get("checked", []))}
