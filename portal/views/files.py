from django.http import FileResponse, HttpResponseBase
from django.shortcuts import get_object_or_404

from portal.middleware import PortalRequest
from portal.models import StoredFile
from portal.queries import visible_files
from portal.views.access import member_page

PREVIEWABLE = ("application/pdf", "image/png", "image/jpeg")


@member_page()
def download(request: PortalRequest, pk: int) -> HttpResponseBase:
    """One stored file; `?inline=1` shows a PDF or picture in the page, all else is an attachment."""
    file = get_object_or_404(visible_files(request.actor), pk=pk)
    inline = "inline" in request.GET and file.content_type in PREVIEWABLE
    return send_file(file, inline=inline)


def send_file(file: StoredFile, *, inline: bool = False, name: str = "") -> HttpResponseBase:
    """The one way in which a stored file leaves, be it to a page or a program; `name` where its own is kept back.

    Its headers let what somebody uploaded do nothing but be looked at. Whether it may be seen is for the caller to judge.
    """
    response = FileResponse(file.blob.open(), as_attachment=not inline, filename=name or file.name)
    response["Content-Type"] = file.content_type
    response["X-Content-Type-Options"] = "nosniff"
    response["X-Frame-Options"] = "SAMEORIGIN"
    # Chromium's PDF viewer refuses sandboxed documents; a PDF cannot run anything in our origin.
    sandbox = "" if file.content_type == "application/pdf" else "sandbox; "
    response["Content-Security-Policy"] = (
        f"{sandbox}default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'"
    )
    return response
