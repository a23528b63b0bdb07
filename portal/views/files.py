from django.http import FileResponse, HttpResponseBase
from django.shortcuts import get_object_or_404

from portal.middleware import PortalRequest
from portal.queries import visible_files
from portal.views.access import member_page

PREVIEWABLE = ("application/pdf", "image/png", "image/jpeg")


@member_page()
def download(request: PortalRequest, pk: int) -> HttpResponseBase:
    """One stored file; `?inline=1` shows a PDF or picture in the page, all else is an attachment."""
    file = get_object_or_404(visible_files(request.actor), pk=pk)
    inline = "inline" in request.GET and file.content_type in PREVIEWABLE
    response = FileResponse(file.blob.open(), as_attachment=not inline, filename=file.name)
    return protect(response, file.content_type)


def protect(response: FileResponse, content_type: str) -> HttpResponseBase:
    """Headers under which an uploaded file can do nothing but be looked at."""
    response["Content-Type"] = content_type
    response["X-Content-Type-Options"] = "nosniff"
    response["X-Frame-Options"] = "SAMEORIGIN"
    # Chromium's PDF viewer refuses sandboxed documents; a PDF cannot run anything in our origin.
    sandbox = "" if content_type == "application/pdf" else "sandbox; "
    response["Content-Security-Policy"] = (
        f"{sandbox}default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'"
    )
    return response
