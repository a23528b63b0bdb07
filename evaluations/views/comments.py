"""What colleagues say to each other about an item: a page of its own, which the item's page shows as its last part."""

from dataclasses import dataclass, field
from secrets import token_hex

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from evaluations.enums import FilingState
from evaluations.filing_queries import own_filing
from evaluations.mentions import handles_of
from evaluations.models import Comment, Filing
from evaluations.queries import standard_of
from evaluations.services.comments import add_comment, edit_comment, mark_seen, remove_comment, settle_thread
from evaluations.team_queries import NOBODY, colleagues_of, last_comment, own_comment, threads_of, work_of
from evaluations.team_rules import COMMENT_LIMIT
from portal.enums import Side
from portal.errors import InvalidInput, Stale
from portal.middleware import PortalRequest
from portal.views.access import member_page


@dataclass(frozen=True)
class Typed:
    """What somebody wrote and could not be kept: in which form, and why."""

    form: str
    text: str
    errors: list[str] = field(default_factory=list)
    stale: Stale | None = None


@member_page(Side.ENTERPRISE)
def discussion(request: PortalRequest, pk: int, code: str) -> HttpResponse:
    """Every thread about an item, which from now on the reader has seen. A POST says something."""
    filing = own_filing(request.actor, pk)
    if not standard_of(filing).has_item(code):
        raise Http404
    return _add(request, filing, code) if request.method == "POST" else _show(request, filing, code)


def _add(request: PortalRequest, filing: Filing, code: str) -> HttpResponse:
    answered = _answered(request)
    try:
        made = add_comment(
            actor=request.actor,
            filing=filing,
            item_code=code,
            text=request.POST.get("text", ""),
            reply_to=answered,
            key=request.POST.get("key", ""),
        )
    except InvalidInput as refused:
        typed = Typed(f"reply-{answered.pk}" if answered else "new", request.POST.get("text", ""), refused.sentences)
        return _show(request, filing, code, typed, status=400)
    return redirect(_place(made))


@require_POST
@member_page(Side.ENTERPRISE)
def edit(request: PortalRequest, pk: int) -> HttpResponse:
    comment, text = own_comment(request.actor, pk), request.POST.get("text", "")
    version = request.POST.get("version", "")
    number = int(version) if version.isascii() and version.isdigit() and len(version) < 10 else 0
    try:
        edit_comment(actor=request.actor, comment=comment, text=text, version=number)
    except InvalidInput as refused:
        typed = Typed(f"edit-{pk}", text, refused.sentences)
        return _show(request, own_filing(request.actor, comment.filing_id), comment.item, typed, status=400)
    except Stale as stale:
        typed = Typed(f"edit-{pk}", text, [stale.message], stale)
        return _show(request, own_filing(request.actor, comment.filing_id), comment.item, typed, status=409)
    return redirect(_place(comment))


@require_POST
@member_page(Side.ENTERPRISE)
def remove(request: PortalRequest, pk: int) -> HttpResponse:
    comment = own_comment(request.actor, pk)
    remove_comment(actor=request.actor, comment=comment)
    return redirect(_place(comment, anchor="comments"))


@require_POST
@member_page(Side.ENTERPRISE)
def settle(request: PortalRequest, pk: int) -> HttpResponse:
    """Settle a thread, or open it again: `settled` says which."""
    comment = own_comment(request.actor, pk)
    settle_thread(actor=request.actor, comment=comment, settled=bool(request.POST.get("settled")))
    return redirect(_place(comment))


def _answered(request: PortalRequest) -> Comment | None:
    number = request.POST.get("reply_to", "")
    return own_comment(request.actor, int(number[:15])) if number.isascii() and number.isdigit() else None


def _show(
    request: PortalRequest, filing: Filing, code: str, typed: Typed | None = None, *, status: int = 200
) -> HttpResponse:
    threads, definition = threads_of(request.actor, filing, code), standard_of(filing)
    if any(thread.new for thread in threads):
        mark_seen(actor=request.actor, filing=filing, item_code=code, upto=last_comment(threads))
    context = {
        "filing": filing,
        "item": definition.item(code),
        "work": work_of(filing).get(definition.ancestors(code)[0].code, NOBODY),
        "threads": threads,
        "handles": list(handles_of(colleagues_of(request.actor))),
        "comment_key": token_hex(8),
        "comment_limit": COMMENT_LIMIT,
        "editable": filing.state in FilingState.editable(),
        "typed": typed,
    }
    part = "item_comments" if request.headers.get("HX-Request") else "discussion"
    return render(request, f"evaluations/{part}.html", context, status=status)


def _place(comment: Comment, anchor: str = "") -> str:
    page = reverse("evaluations:discussion", args=[comment.filing_id, comment.item])
    return f"{page}#{anchor or f'comment-{comment.pk}'}"
