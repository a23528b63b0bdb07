from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext

from evaluations.carried import describe_carried
from evaluations.definition import Item
from evaluations.document_forms import ACCEPTED_ENDINGS, evidence_limit_mb
from evaluations.document_queries import shown_evidence
from evaluations.enums import NOT_APPLICABLE
from evaluations.filing_queries import (
    answers_by_item,
    checklist_of,
    earlier_answer,
    own_filing,
    scores_on,
    standing_of,
)
from evaluations.models import Answer, Filing
from evaluations.offer_queries import offers_of
from evaluations.plan_queries import promise_of
from evaluations.queries import standard_of
from evaluations.rules import REMARK_LIMIT, may_edit_item
from evaluations.services.answers import save_answer
from evaluations.standing import describe_standing
from evaluations.tree import ScaleKind
from evaluations.verdicts import ReviewedItem
from evaluations.views.conflicts import describe_conflict
from portal.enums import FilePurpose, Side
from portal.errors import InvalidInput, Refused, Stale
from portal.middleware import PortalRequest
from portal.presentation import bilingual_text
from portal.queries import unfinished_uploads
from portal.repeats import sent_with
from portal.storage_use import storage_use_of
from portal.views.access import member_page
from portal.views.answers import refused_answer, saved_answer, wants_json

CONFIRM = "confirm"
WAITING_SHOWN = 10


@member_page(Side.ENTERPRISE)
def item(request: PortalRequest, pk: int, code: str) -> HttpResponse:
    """One item: the question, five rungs, evidence, remark. A POST saves; scripts send the same form by themselves."""
    filing = own_filing(request.actor, pk)
    if not standard_of(filing).has_item(code):
        raise Http404
    if request.method == "POST":
        return _save_for_script(request, filing, code) if wants_json(request) else _save(request, filing, code)
    return render(request, "evaluations/item.html", _context(request, filing, code))


def _send(request: PortalRequest, filing: Filing, code: str) -> Answer:
    version = request.POST.get("version", "0")
    if not (version.isascii() and version.isdigit() and len(version) <= 9):
        raise InvalidInput(
            {"version": [gettext("The page is damaged. Reload it; your text is kept on this computer.")]}
        )
    return save_answer(
        actor=request.actor,
        filing=filing,
        item_code=code,
        **_claim(request, filing, code),
        remark=request.POST.get("remark", ""),
        version=int(version),
        sent=sent_with(request),
    )


def _claim(request: PortalRequest, filing: Filing, code: str) -> dict[str, Any]:
    """What was chosen; "still true" is what the answer said where it was taken over from."""
    if request.POST.get("go") == CONFIRM and (carried := answers_by_item(filing).get(code)) and carried.to_confirm:
        return {"rung": carried.carried_rung, "not_applicable": not carried.carried_rung}
    chosen = request.POST.get("rung", "")
    return {"rung": "" if chosen == NOT_APPLICABLE else chosen, "not_applicable": chosen == NOT_APPLICABLE}


def _save_for_script(request: PortalRequest, filing: Filing, code: str) -> HttpResponse:
    try:
        answer = _send(request, filing, code)
    except Stale as error:
        conflict = describe_conflict(standard_of(filing).item(code), error)
        return render(request, "ui/conflict.html", conflict, status=409)
    except (InvalidInput, Refused) as error:
        return refused_answer(error, "item")
    return saved_answer(request, answer, answer.updated_at)


def _save(request: PortalRequest, filing: Filing, code: str) -> HttpResponse:
    try:
        _send(request, filing, code)
    except Stale as error:
        conflict = describe_conflict(standard_of(filing).item(code), error)
        extra = {"conflict": conflict, "version": conflict["version"]} | _typed(request)
        return render(request, "evaluations/item.html", _context(request, filing, code) | extra, status=409)
    except InvalidInput as error:
        extra = {"errors": error.errors} | _typed(request)
        return render(request, "evaluations/item.html", _context(request, filing, code) | extra, status=400)
    return _go_on(request, filing, code)


def _typed(request: PortalRequest) -> dict[str, str]:
    return {"chosen": request.POST.get("rung", ""), "remark": request.POST.get("remark", "")}


def _go_on(request: PortalRequest, filing: Filing, code: str) -> HttpResponse:
    checklist = checklist_of(filing, answers_by_item(filing))
    onwards = request.POST.get("go") in ("next", CONFIRM)
    following = checklist.next_open(code) if onwards else checklist.find(code)
    if following is None:
        return redirect("evaluations:check", pk=filing.pk)
    return redirect("evaluations:item", pk=filing.pk, code=following.code)


def _context(request: PortalRequest, filing: Filing, code: str) -> dict[str, Any]:
    answers = answers_by_item(filing)
    checklist, answer = checklist_of(filing, answers), answers.get(code)
    task = checklist.find(code)
    assert task is not None
    before, after = checklist.neighbours(code)
    earlier = earlier_answer(filing, code)
    scores = scores_on(answer, earlier)
    definition = standard_of(filing)
    return {
        "filing": filing,
        "task": task,
        "group": definition.ancestors(code)[0],
        "rungs": _rungs(task.item),
        "locked": "" if task.open else _why_locked(request, filing, code),
        "version": answer.version if answer else 0,
        "saved_key": answer.last_key if answer else "",
        "evidence": shown_evidence(filing, item_code=code, opened=[code] * task.open).get(code, []) if answer else [],
        "offers": offers_of(filing, code) if earlier else None,
        "chosen": ReviewedItem(task.item, answer).claim,
        "as_number": task.item.scale.kind == ScaleKind.PERCENT,
        "remark": answer.remark if answer else "",
        "score": scores.get(answer.pk) if answer else None,
        "carried": describe_carried(answer, task.item),
        "earlier": earlier,
        "earlier_score": scores.get(earlier.pk) if earlier else None,
        "before": before,
        "after": after,
        "next_open": checklist.next_open(code),
        "promise": promise_of(filing, code, answer),
        "checklist": checklist,
        "place": checklist.tasks.index(task) + 1,
        "standing": describe_standing(definition, standing_of(filing, answers)),
        "expected_from": _expected_from(task.item),
        "remark_limit": REMARK_LIMIT,
        "upload_limit_mb": evidence_limit_mb(),
        "storage": storage_use_of(filing.enterprise_id) if task.open else None,
        "waiting": list(unfinished_uploads(request.actor).filter(purpose=FilePurpose.EVIDENCE)[:WAITING_SHOWN])
        if task.open
        else [],
        "accepted_endings": ACCEPTED_ENDINGS,
        "here_item": code,
    }


def _expected_from(item: Item) -> str:
    """The name of the rung from which on evidence is expected; '' where it never is."""
    return bilingual_text(item.scale.rung(item.evidence_from).name) if item.evidence_from else ""


def _why_locked(request: PortalRequest, filing: Filing, code: str) -> str:
    return may_edit_item(request.actor, filing, code, (), timezone.localdate())


def _rungs(item: Item) -> list[dict[str, Any]]:
    """From low to high: code, place on the ladder, name and, where the standard describes it, the descriptor."""
    described, number = dict(item.descriptors), item.scale.number_of
    return [
        {
            "code": rung.code,
            "rank": place,
            "number": number(rung.code),
            "name": rung.name,
            "descriptor": described.get(rung.code),
        }
        for place, rung in enumerate(item.scale.rungs, start=1)
    ]
