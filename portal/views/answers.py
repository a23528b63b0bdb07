from datetime import datetime
from http import HTTPStatus

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.errors import InvalidInput, PortalError, Unavailable
from portal.repeats import Versioned, sent_with


def wants_json(request: HttpRequest) -> bool:
    """A script asks: the Accept header prefers JSON; a browser's own form does not."""
    return request.headers.get("Accept", "").startswith("application/json")


def saved_answer(request: HttpRequest, row: Versioned, moment: datetime) -> JsonResponse:
    """What autosave.js is told of a save; `replaced` when this was a repeat and newer text is stored by now."""
    key = sent_with(request).key
    replaced = bool(key) and row.last_key != key
    saved_at = f"{timezone.localtime(moment):%H:%M}"
    return JsonResponse({"version": row.version, "saved_at": saved_at, "replaced": replaced})


def refused_answer(error: PortalError, field: str) -> JsonResponse:
    """What a script is told of a no, by field; `closed` when nothing the person types there can be saved at present."""
    if isinstance(error, InvalidInput):
        return JsonResponse({"errors": error.errors}, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    told: dict[str, object] = {"errors": {field: [text for text in (error.message, error.remedy) if text]}}
    if isinstance(error, Unavailable):
        return JsonResponse(told, status=error.status)
    return JsonResponse(told | {"closed": True}, status=HTTPStatus.UNPROCESSABLE_ENTITY)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's own asks for the form's token, and so reads once more the form that could not be read."""
    too_large = isinstance(exception, RequestDataTooBig)
    if too_large and wants_json(request):
        told = {
            "message": _("More was sent at once than the portal takes. Nothing was changed."),
            "remedy": _("Shorten the text."),
        }
        return JsonResponse(told, status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    return render(request, "400.html", {"too_large": too_large}, status=HTTPStatus.BAD_REQUEST)
