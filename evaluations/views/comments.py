"""What colleagues say to each other about an item, on the item's page; every form works without scripts."""

from dataclasses import dataclass, field

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from evaluations.filing_queries import filing_of, own_filing
from evaluations.models import Comment
from evaluations.services.comments import add_comment, edit_comment, remove_comment, settle_thread
from evaluations.team_queries import own_comment
from evaluations.views.items import item_context
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


@require_POST
@member_page(Side.ENTERPRISE)
def add(request: PortalRequest, pk: int, code: str) -> HttpResponse:
    filing = own_filing(request.actor, pk)
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
        return _again(request, pk, code, typed, status=400)
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
        return _again(request, comment.filing_id, comment.item, typed, status=400)
    except Stale as stale:
        typed = Typed(f"edit-{pk}", text, [stale.message], stale)
        return _again(request, comment.filing_id, comment.item, typed, status=409)
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


def _again(request: PortalRequest, filing_pk: int, code: str, typed: Typed, *, status: int) -> HttpResponse:
    context = item_context(request, filing_of(request.actor, filing_pk), code) | {"typed": typed}
    return render(request, "evaluations/item.html", context, status=status)


def _place(comment: Comment, anchor: str = "") -> str:
    page = reverse("evaluations:item", args=[comment.filing_id, comment.item])
    return f"{page}#{anchor or f'comment-{comment.pk}'}"
