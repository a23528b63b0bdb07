"""The files that go with a summary: added, renamed, moved, taken off and taken back."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from secrets import token_hex

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from portal.enums import FilePurpose, Side
from portal.errors import InvalidInput, Refused, Stale, Unavailable
from portal.forms.files import limit_mb
from portal.middleware import PortalRequest
from portal.queries import unfinished_uploads
from portal.views.access import member_page
from portal.views.kept_names import name_sent, tell_kept_name
from reporting.attached import REMOVED
from reporting.attachment_queries import attachments_of, lately_removed, visible_attachments
from reporting.attachment_rules import MOST_ATTACHMENTS, TOTAL_LIMIT
from reporting.forms import AttachmentForm
from reporting.mark_queries import marked_attachments
from reporting.models import Attachment, Summary
from reporting.rules import may_edit
from reporting.services.attachments import (
    KEPT,
    Direction,
    Incoming,
    Replaced,
    add_attachment,
    move_attachment,
    remove_attachment,
    restore_attachment,
)
from reporting.views.access import round_or_404, summary_or_404
from reporting.views.typed_titles import Titles, lines_of, save_titles, version_of, with_typed

# A title typed for an attachment that is not added yet, while another button is at work.
TITLE_KEPT = "attachment_title"
WAITING_SHOWN = 5


@dataclass(frozen=True)
class Press:
    """The button that was pressed and, unless it is that of a new attachment, whose: `add`, `save`, `up`, `off`, …"""

    act: str
    row: Attachment | None = None


@require_http_methods(["GET", "POST"])
@member_page(Side.AUTHORITY)
def attachments(request: PortalRequest, pk: int) -> HttpResponse:
    """The list and the form of one more are one form: no button loses what was typed beside another."""
    found = summary_or_404(request, pk)
    present = attachments_of(found)
    if request.method == "GET":
        form = AttachmentForm(initial={"title": _title_kept(request, found), "key": token_hex(8)}, present=present)
        return _page(request, found, form, Titles())
    press = _pressed(request, found)
    sent = request.POST.dict()
    form = AttachmentForm(sent, request.FILES, present=present)
    if press.act != "add":
        form = AttachmentForm(initial={name: sent.get(name, "") for name in form.fields}, present=present)
    with transaction.atomic():
        titles = save_titles(request, found, taken_off=press.row.pk if press.row and press.act == "off" else None)
        address = "" if titles.errors else _do(request, found, press, form, titles)
        # the page that says why not shows what is stored once all is undone
        transaction.set_rollback(not address)
    if address:
        return redirect(address)
    return _page(request, found, form, titles)


def _pressed(request: PortalRequest, found: Summary) -> Press:
    """By Enter there is none: what is typed is saved, a new attachment too where anything of it is there."""
    act, _space, number = request.POST.get("press", "").partition(" ")
    if not act:
        filled = request.FILES or any(request.POST.get(name) for name in ("title", "upload", "replaces"))
        return Press("add" if filled or not _has_titles(request) else "save")
    if act == "add":
        return Press(act)
    if act not in ("save", *_ACTS) or not (number.isascii() and number.isdigit() and len(number) < 16):
        raise InvalidInput({"press": [_("The page is damaged. Reload it; nothing was changed.")]})
    rows = visible_attachments(request.actor).select_related("summary__authority")
    return Press(act, get_object_or_404(rows, pk=int(number), summary=found))


def _has_titles(request: PortalRequest) -> bool:
    return any(name.startswith("title_") for name in request.POST)


def _do(request: PortalRequest, found: Summary, press: Press, form: AttachmentForm, titles: Titles) -> str:
    """Where to go on; '' when the page itself says why not."""
    if press.act == "add":
        made = _add(request, found, form, titles) if form.is_valid() else None
        return _place(made) if made else ""
    if refusal := may_edit(request.actor, found):
        raise Refused(refusal, with_typed("", *titles.typed.values(), request.POST.get("title", "")))
    address = _list(found)
    if press.row:
        try:
            address = _ACTS[press.act](request, press.row, titles) if press.act in _ACTS else _place(press.row)
        except (Stale, Refused) as error:
            request.refusal = error
            return ""
    if titles.versions:
        messages.success(request, _("The title is saved."))
    _keep_title(request, found)
    return address


def _move(request: PortalRequest, row: Attachment, titles: Titles, direction: Direction) -> str:
    """The same button is in focus afterwards, which an address with a fragment would prevent."""
    move_attachment(actor=request.actor, attachment=row, direction=direction, version=_version(request, row.pk, titles))
    return f"{_list(row.summary)}?moved={row.pk}-{direction}"


def _take_off(request: PortalRequest, row: Attachment, titles: Titles) -> str:
    """With the way back on the page that follows."""
    remove_attachment(actor=request.actor, attachment=row, version=_version(request, row.pk, titles))
    return f"{_list(row.summary)}?removed={row.pk}"


def _take_back(request: PortalRequest, row: Attachment, _titles: Titles) -> str:
    return _place(restore_attachment(actor=request.actor, attachment=row))


_ACTS: dict[str, Callable[[PortalRequest, Attachment, Titles], str]] = {
    "up": partial(_move, direction="up"),
    "down": partial(_move, direction="down"),
    "off": _take_off,
    "back": _take_back,
}


def _add(request: PortalRequest, found: Summary, form: AttachmentForm, titles: Titles) -> Attachment | None:
    """None when the service says no, which the form then shows."""
    sent, values = form.sent(), form.cleaned_data
    replaced = values.get("replaces")
    try:
        made = add_attachment(
            actor=request.actor,
            summary=found,
            title=values["title"],
            file=Incoming(**sent),
            replaces=_replaced(request, found, replaced, titles),
            key=values["key"],
        )
    except Stale as error:
        request.refusal = error
        words = _(
            "%(by)s has changed this one meanwhile: it is “%(title)s” now. Send again to put “%(yours)s” in its place."
        )
        form.add_error("replaces", words % {**error.current, "yours": values["title"]})
        return None
    except InvalidInput as error:
        request.refusal = error
        form.refuse(error)
        return None
    except (Refused, Unavailable) as error:
        request.refusal = error
        form.add_error(None, f"{error.message} {with_typed(error.remedy, values['title'])}")
        return None
    tell_kept_name(request, name_sent(request, sent), made.file)
    messages.success(request, _("The attachment is added. Build the PDF anew to have it listed."))
    return made


def _replaced(request: PortalRequest, found: Summary, pk: int | None, titles: Titles) -> Replaced | None:
    """As the person saw it; of one that is gone the page shows no version any more, and the service says so."""
    if not pk:
        return None
    there = any(row.pk == pk for row in attachments_of(found))
    return Replaced(pk, _version(request, pk, titles) if there else 0)


def _page(request: PortalRequest, found: Summary, form: AttachmentForm, titles: Titles) -> HttpResponse:
    rows = attachments_of(found)
    wanted, locked = request.GET.get("removed", ""), may_edit(request.actor, found)
    marks = [] if locked else marked_attachments(request.actor, found)
    context = {
        "summary": found,
        "yearly": round_or_404(found.year),
        "lines": lines_of(rows, titles, marks),
        "marked_gone": [view for view in marks if view.fate is None or view.fate.kind == REMOVED],
        "used": sum(row.file.size for row in rows),
        "most": MOST_ATTACHMENTS,
        "total": TOTAL_LIMIT,
        "limit_mb": limit_mb(FilePurpose.ATTACHMENT),
        "locked": locked,
        "scanned": bool(settings.CLAMD_URL),
        "moved": request.GET.get("moved", ""),
        "removed": lately_removed(found, KEPT),
        "just_removed": int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 16 else 0,
        "waiting": [] if locked else list(unfinished_uploads(request.actor)[:WAITING_SHOWN]),
        "form": form,
        "errors": titles.refused | _refused(request, form, titles),
    }
    return render(request, "reporting/attachments.html", context, status=_status(request, form))


def _refused(request: PortalRequest, form: AttachmentForm, titles: Titles) -> dict[str, list[str]]:
    """Why a button did nothing: a colleague was first, or there is no room any more."""
    refusal = getattr(request, "refusal", None)
    if titles.errors or form.is_bound or not isinstance(refusal, (Stale, Refused)):
        return {}
    look = _("Look at the list as it is now, then do it again.")
    return {"__all__": [refusal.message, *filter(None, [look if isinstance(refusal, Stale) else refusal.remedy])]}


def _status(request: PortalRequest, form: AttachmentForm) -> int:
    refusal = getattr(request, "refusal", None)
    return int(refusal.status) if refusal else 400 if form.is_bound else 200


def _version(request: PortalRequest, pk: int, titles: Titles) -> int:
    """Of what the person saw and, with this same press, typed."""
    return titles.versions.get(pk) or version_of(request, pk)


def _title_kept(request: PortalRequest, found: Summary) -> str:
    """Once, on the page of its own summary."""
    summary, title = request.session.get(TITLE_KEPT, (0, ""))
    if summary != found.pk:
        return ""
    del request.session[TITLE_KEPT]
    return str(title)


def _keep_title(request: PortalRequest, found: Summary) -> None:
    if title := request.POST.get("title", ""):
        request.session[TITLE_KEPT] = (found.pk, title)


def _list(found: Summary) -> str:
    return reverse("reporting:attachments", args=[found.pk])


def _place(row: Attachment) -> str:
    return f"{_list(row.summary)}#attachment-{row.pk}"
