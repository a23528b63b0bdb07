"""The files that go with a summary: added, renamed, moved, taken off and taken back."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from portal.enums import FilePurpose, Side
from portal.errors import InvalidInput, Refused, Stale, Unavailable
from portal.forms.files import limit_mb
from portal.middleware import PortalRequest
from portal.views.access import member_page
from portal.views.kept_names import name_sent, tell_kept_name
from reporting.attachment_queries import attachments_of, lately_removed, visible_attachments
from reporting.attachment_rules import MOST_ATTACHMENTS, TOTAL_LIMIT
from reporting.forms import AttachmentForm
from reporting.models import Attachment, Summary
from reporting.rules import may_edit
from reporting.services.attachments import (
    KEPT,
    Incoming,
    add_attachment,
    move_attachment,
    remove_attachment,
    rename_attachment,
    restore_attachment,
)
from reporting.views.access import round_or_404, summary_or_404


@require_http_methods(["GET", "POST"])
@member_page(Side.AUTHORITY)
def attachments(request: PortalRequest, pk: int) -> HttpResponse:
    """The list, and the form of one more; a file that is refused says why beside its field."""
    found = summary_or_404(request, pk)
    present = attachments_of(found)
    form = AttachmentForm(request.POST or None, request.FILES or None, present=present)
    if request.method == "POST" and form.is_valid() and (made := _add(request, found, form)):
        return redirect(_place(made))
    return _page(request, found, {"form": form, "rows": present}, status=_status(request, form))


@require_POST
@member_page(Side.AUTHORITY)
def rename(request: PortalRequest, pk: int, attachment: int) -> HttpResponse:
    """Another title; a colleague's newer one is shown beside the one typed, which stays."""
    row = _row_or_404(request, pk, attachment)
    typed: dict[str, Any] = {"pk": row.pk, "title": request.POST.get("title", "")}
    try:
        rename_attachment(actor=request.actor, attachment=row, title=typed["title"], version=_version(request))
    except Stale as error:
        words = _("%(by)s has saved “%(title)s” meanwhile. Save again to put yours in its place.")
        sentence = words % {"by": error.current["by"], "title": error.current["title"]}
        return _refused(request, row.summary, error, typed | {"errors": [sentence]})
    except InvalidInput as error:
        return _refused(request, row.summary, error, typed | {"errors": error.sentences})
    except Refused as error:
        raise Refused(error.message, _with_typed(error, typed["title"])) from error
    messages.success(request, _("The title is saved."))
    return redirect(_place(row))


@require_POST
@member_page(Side.AUTHORITY)
def move(request: PortalRequest, pk: int, attachment: int) -> HttpResponse:
    """One place up or down; the same button is in focus afterwards, which an address with a fragment would prevent."""
    row, direction = _row_or_404(request, pk, attachment), request.POST.get("direction", "")
    if direction not in ("up", "down"):
        raise InvalidInput({"direction": [_("An attachment moves up or down. Use one of the two buttons.")]})
    _kept_up(
        lambda: move_attachment(
            actor=request.actor,
            attachment=row,
            direction="up" if direction == "up" else "down",
            version=_version(request),
        )
    )
    return redirect(f"{_list(row.summary)}?moved={row.pk}-{direction}")


@require_POST
@member_page(Side.AUTHORITY)
def remove(request: PortalRequest, pk: int, attachment: int) -> HttpResponse:
    """Off the list, with the way back on the page that follows."""
    row = _row_or_404(request, pk, attachment)
    _kept_up(lambda: remove_attachment(actor=request.actor, attachment=row, version=_version(request)))
    return redirect(f"{_list(row.summary)}?removed={row.pk}")


@require_POST
@member_page(Side.AUTHORITY)
def restore(request: PortalRequest, pk: int, attachment: int) -> HttpResponse:
    row = restore_attachment(actor=request.actor, attachment=_row_or_404(request, pk, attachment))
    return redirect(_place(row))


def _add(request: PortalRequest, found: Summary, form: AttachmentForm) -> Attachment | None:
    """None when the service says no, which the form then shows."""
    sent, values = form.sent(), form.cleaned_data
    try:
        made = add_attachment(
            actor=request.actor,
            summary=found,
            title=values["title"],
            file=Incoming(**sent),
            replaces=values.get("replaces"),
        )
    except InvalidInput as error:
        request.refusal = error
        form.refuse(error)
        return None
    except (Refused, Unavailable) as error:
        request.refusal = error
        form.add_error(None, f"{error.message} {_with_typed(error, values['title'])}")
        return None
    tell_kept_name(request, name_sent(request, sent), made.file)
    messages.success(request, _("The attachment is added. Build the PDF anew to have it listed."))
    return made


def _with_typed(error: Refused | Unavailable, title: str) -> str:
    """What to do, and the words that were typed where no field shows them any more."""
    typed = _("You typed: “%s”.") % title
    return f"{error.remedy} {typed}".strip()


def _kept_up(service: Callable[[], Attachment]) -> None:
    try:
        service()
    except Stale as error:
        raise Refused(error.message, _("Look at the list as it is now, then do it again.")) from error


def _refused(
    request: PortalRequest, found: Summary, error: Stale | InvalidInput, typed: dict[str, Any]
) -> HttpResponse:
    request.refusal = error
    extra = {"typed": typed, "errors": {f"title_{typed['pk']}": typed["errors"]}}
    return _page(request, found, extra, status=error.status)


def _page(request: PortalRequest, found: Summary, extra: dict[str, Any], *, status: int) -> HttpResponse:
    rows = extra.pop("rows", None) or attachments_of(found)
    wanted = request.GET.get("removed", "")
    context = {
        "summary": found,
        "yearly": round_or_404(found.year),
        "rows": rows,
        "used": sum(row.file.size for row in rows),
        "most": MOST_ATTACHMENTS,
        "total": TOTAL_LIMIT,
        "limit_mb": limit_mb(FilePurpose.ATTACHMENT),
        "locked": may_edit(request.actor, found),
        "scanned": bool(settings.CLAMD_URL),
        "moved": request.GET.get("moved", ""),
        "removed": lately_removed(found, KEPT),
        "just_removed": int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 16 else 0,
        "form": AttachmentForm(present=rows),
    }
    return render(request, "reporting/attachments.html", context | extra, status=status)


def _status(request: PortalRequest, form: AttachmentForm) -> int:
    refusal = getattr(request, "refusal", None)
    return int(refusal.status) if refusal else 400 if form.is_bound else 200


def _version(request: PortalRequest) -> int:
    version = request.POST.get("version", "")
    if not (version.isascii() and version.isdigit() and len(version) <= 9):
        raise InvalidInput({"version": [_("The page is damaged. Reload it; nothing was changed.")]})
    return int(version)


def _row_or_404(request: PortalRequest, pk: int, attachment: int) -> Attachment:
    rows = visible_attachments(request.actor).select_related("summary__authority")
    row: Attachment = get_object_or_404(rows, pk=attachment, summary=summary_or_404(request, pk))
    return row


def _list(found: Summary) -> str:
    return reverse("reporting:attachments", args=[found.pk])


def _place(row: Attachment) -> str:
    return f"{_list(row.summary)}#attachment-{row.pk}"
