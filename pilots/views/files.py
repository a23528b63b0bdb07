"""A platform's photographs and attachments: one page for all of them, and one for the words of each."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from pilots.enums import FileKind
from pilots.file_forms import FileWordsForm, PlatformFileForm
from pilots.file_queries import files_of, removed_files
from pilots.file_rules import MOST_ATTACHMENTS, MOST_PICTURES, TOTAL_LIMIT
from pilots.models import Platform, PlatformFile
from pilots.presentation import conflict_rows
from pilots.queries import visible_platforms
from pilots.rules import may_edit
from pilots.services.files import (
    KEPT,
    SentFile,
    add_file,
    change_file,
    move_file,
    remove_file,
    restore_file,
)
from pilots.words import FILE_LABELS
from portal.enums import FilePurpose, Side
from portal.errors import InvalidInput, Refused, Stale, Unavailable
from portal.forms.errors import show_errors
from portal.forms.files import limit_mb
from portal.middleware import PortalRequest
from portal.queries import unfinished_uploads
from portal.views.access import member_page
from portal.views.kept_names import name_sent, tell_kept_name

_SIDES = (Side.ENTERPRISE, Side.AUTHORITY, Side.MINISTRY)
WAITING_SHOWN = 5


@require_http_methods(["GET", "POST"])
@member_page(*_SIDES, institutes=True)
def file_list(request: PortalRequest, pk: int) -> HttpResponse:
    """All of them, and for the operating body the form of one more; a POST adds it."""
    platform = get_object_or_404(visible_platforms(request.actor), pk=pk)
    if request.method != "POST":
        return _page(request, platform, PlatformFileForm(initial={"kind": FileKind.PICTURE}))
    form = PlatformFileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, platform, form, status=400)
    sent = form.sent()
    try:
        made = add_file(actor=request.actor, platform=platform, file=SentFile(**sent), **form.words())
    except InvalidInput as refused:
        form.refuse(refused)
        return _page(request, platform, form, status=400)
    except (Refused, Unavailable) as refused:
        form.add_error(None, [refused.message, refused.remedy] if refused.remedy else refused.message)
        return _page(request, platform, form, status=refused.status)
    tell_kept_name(request, name_sent(request, sent), made.file)
    messages.success(request, _("“%s” has been added.") % made.title)
    return redirect("pilots:files", pk=pk)


@require_http_methods(["GET", "POST"])
@member_page(Side.ENTERPRISE, institutes=True)
def file_words(request: PortalRequest, pk: int, row: int) -> HttpResponse:
    """Title and description of one; a second person's save shows both and loses neither."""
    found = _row(request, pk, row)
    if request.method != "POST":
        return _words_page(request, found, FileWordsForm.of(found))
    form = FileWordsForm(found.kind, request.POST)
    if not form.is_valid():
        return _words_page(request, found, form, status=400)
    try:
        change_file(actor=request.actor, row=found, version=form.cleaned_data["version"], values=form.values())
    except InvalidInput as refused:
        show_errors(form, refused)
        return _words_page(request, found, form, status=400)
    except Stale as stale:
        typed = request.POST.copy()
        typed["version"] = str(PlatformFile.objects.get(pk=row).version)
        return _words_page(request, found, FileWordsForm(found.kind, typed), stale=stale, status=409)
    messages.success(request, _("Saved."))
    return redirect("pilots:files", pk=pk)


@require_POST
@member_page(Side.ENTERPRISE, institutes=True)
def move(request: PortalRequest, pk: int, row: int) -> HttpResponse:
    """One place up or down; the same button is in focus afterwards."""
    found, direction = _row(request, pk, row), request.POST.get("direction", "")
    if direction not in ("up", "down"):
        raise InvalidInput({"direction": [_("The page is damaged. Reload it; nothing was changed.")]})
    move_file(
        actor=request.actor, row=found, version=_version(request), direction="up" if direction == "up" else "down"
    )
    answer = redirect("pilots:files", pk=pk)
    answer["Location"] += f"?moved={found.pk}-{direction}"
    return answer


@require_POST
@member_page(Side.ENTERPRISE, institutes=True)
def remove(request: PortalRequest, pk: int, row: int) -> HttpResponse:
    """Take it off; the page that follows offers the way back."""
    found = _row(request, pk, row)
    remove_file(actor=request.actor, row=found, version=_version(request))
    messages.success(request, _("“%s” has been taken off; for seven days it can be taken back.") % found.title)
    return redirect("pilots:files", pk=pk)


@require_POST
@member_page(Side.ENTERPRISE, institutes=True)
def restore(request: PortalRequest, pk: int, row: int) -> HttpResponse:
    """Back to its place."""
    found = restore_file(actor=request.actor, row=_row(request, pk, row))
    messages.success(request, _("“%s” is back.") % found.title)
    return redirect("pilots:files", pk=pk)


def _row(request: PortalRequest, pk: int, row: int) -> PlatformFile:
    platform = get_object_or_404(visible_platforms(request.actor), pk=pk)
    rows = PlatformFile.objects.filter(platform=platform).select_related("platform__entry", "file")
    return get_object_or_404(rows, pk=row)


def _version(request: PortalRequest) -> int:
    typed = request.POST.get("version", "")
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 10 else 0


def _page(request: PortalRequest, platform: Platform, form: PlatformFileForm, *, status: int = 200) -> HttpResponse:
    rows = list(files_of(platform))
    may = not may_edit(request.actor, platform)
    waiting = unfinished_uploads(request.actor).filter(purpose=FilePurpose.PLATFORM)
    context = {
        "platform": platform,
        "pictures": [row for row in rows if row.kind == FileKind.PICTURE],
        "attachments": [row for row in rows if row.kind == FileKind.ATTACHMENT],
        "used": sum(row.file.size for row in rows),
        "total": TOTAL_LIMIT,
        "most_pictures": MOST_PICTURES,
        "most_attachments": MOST_ATTACHMENTS,
        "limit_mb": limit_mb(FilePurpose.PLATFORM),
        "may_edit": may,
        "moved": request.GET.get("moved", ""),
        "removed": removed_files(platform, timezone.now() - KEPT)[:50] if may else [],
        "waiting": list(waiting[:WAITING_SHOWN]) if may else [],
        "scanned": bool(settings.CLAMD_URL),
        "form": form,
    }
    return render(request, "pilots/files.html", context, status=status)


def _words_page(
    request: PortalRequest, row: PlatformFile, form: FileWordsForm, *, stale: Stale | None = None, status: int = 200
) -> HttpResponse:
    context: dict[str, Any] = {"platform": row.platform, "row": row, "form": form}
    if stale:
        context |= {"stale": stale, "differing": conflict_rows(stale.current, stale.attempted, FILE_LABELS)}
    return render(request, "pilots/file.html", context, status=status)
