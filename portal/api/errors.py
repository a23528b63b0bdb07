"""One shape for every no: {"message", "remedy", "errors"?, "current"?, "attempted"?}."""

from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext_lazy
from rest_framework import status
from rest_framework.exceptions import APIException, NotFound
from rest_framework.response import Response
from rest_framework.views import exception_handler

from portal.errors import InvalidInput, PortalError, Stale


class TooLarge(APIException):
    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_detail = gettext_lazy("More was sent than any field takes. Files go as multipart/form-data.")


def handle_exception(error: Exception, context: dict[str, Any]) -> Response | None:
    if isinstance(error, Http404):
        # Django's sentence names the model: enough to tell a stranger's object from an absent one.
        error = NotFound()
    if isinstance(error, RequestDataTooBig):
        error = TooLarge()
    if not isinstance(error, PortalError):
        return exception_handler(error, context)
    if transaction.get_connection().in_atomic_block:
        transaction.set_rollback(True)
    context["request"]._request.refusal = error
    return Response(refusal_body(error), status=error.status)


def refusal_body(error: PortalError) -> dict[str, Any]:
    body: dict[str, Any] = {"message": error.message, "remedy": error.remedy}
    if isinstance(error, InvalidInput):
        body["errors"] = error.errors
    if isinstance(error, Stale):
        body |= {"current": error.current, "attempted": error.attempted}
    return body
