"""Working on one filing together: chapters given to people, who is here now, asking for the signature."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from evaluations.definition import Group
from evaluations.filing_queries import own_filing
from evaluations.last_days import last_day_of
from evaluations.models import Filing
from evaluations.plan_queries import possible_owners
from evaluations.queries import standard_of
from evaluations.services.asking import ask_to_submit
from evaluations.services.assignments import assign_chapter
from evaluations.services.presence import note_presence
from evaluations.team_forms import AssignForm, form_of_work
from evaluations.team_queries import NOBODY, here_now, work_of
from evaluations.team_rules import may_assign
from portal.enums import Side
from portal.errors import InvalidInput, Stale
from portal.forms.errors import show_errors
from portal.middleware import PortalRequest
from portal.views.access import member_page


@member_page(Side.ENTERPRISE)
def chapter(request: PortalRequest, pk: int, code: str) -> HttpResponse:
    """Who works on a dimension, by when."""
    filing = own_filing(request.actor, pk)
    group, people = _group(filing, code), possible_owners(request.actor)
    if request.method == "GET":
        due_on = last_day_of(filing)
        return _page(request, filing, group, form_of_work(work_of(filing).get(code, NOBODY), people, due_on))
    form = AssignForm(request.POST, people=people)
    if not form.is_valid():
        return _page(request, filing, group, form, status=400)
    try:
        assign_chapter(actor=request.actor, filing=filing, chapter=code, **form.values())
    except InvalidInput as refused:
        show_errors(form, refused)
        return _page(request, filing, group, form, status=400)
    except Stale as stale:
        again = AssignForm(_retried(request, stale), people=people)
        return _page(request, filing, group, again, status=409, stale=stale)
    messages.success(request, _("Saved."))
    return redirect("evaluations:filing", pk=pk)


@require_POST
@member_page(Side.ENTERPRISE)
def here(request: PortalRequest, pk: int) -> HttpResponse:
    """The page is open before somebody's eyes: noted, and who else is here; 204 when that has not changed."""
    filing, item = own_filing(request.actor, pk), request.POST.get("item", "")
    item = item if standard_of(filing).has_item(item) else ""
    note_presence(actor=request.actor, filing=filing, item=item)
    context = presence_context(request, filing, item)
    if context["shown"] == request.POST.get("shown"):
        return HttpResponse(status=204)
    return render(request, "evaluations/present.html", context)


@require_POST
@member_page(Side.ENTERPRISE)
def ask(request: PortalRequest, pk: int) -> HttpResponse:
    """Ask a responsible person to submit."""
    person = request.POST.get("person", "")
    key = int(person) if person.isascii() and person.isdigit() and len(person) < 10 else 0
    asked = ask_to_submit(actor=request.actor, filing=own_filing(request.actor, pk), person=key)
    messages.success(request, _("%s was asked to submit.") % asked)
    return redirect("evaluations:check", pk=pk)


def presence_context(request: PortalRequest, filing: Filing, item: str) -> dict[str, Any]:
    """What evaluations/present.html says, and a text that changes when it does."""
    present = here_now(request.actor, filing)
    shown = ";".join(f"{row.person_id}:{row.item}" for row in present)
    return {"filing": filing, "present": present, "here_item": item, "shown": shown}


def _group(filing: Filing, code: str) -> Group:
    found = next((group for group in standard_of(filing).groups if group.code == code), None)
    if found is None:
        raise Http404
    return found


def _retried(request: PortalRequest, stale: Stale) -> Any:
    data = request.POST.copy()
    data["version"] = str(stale.current["version"])
    return data


def _page(
    request: PortalRequest, filing: Filing, group: Group, form: AssignForm, *, status: int = 200, stale: Any = None
) -> HttpResponse:
    context = {"filing": filing, "group": group, "form": form, "stale": stale}
    context |= {"reason": may_assign(request.actor, filing)}
    return render(request, "evaluations/chapter.html", context, status=status)
