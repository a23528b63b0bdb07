"""The portal's own routes; its answer for what is not there also says who refused."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.defaults import page_not_found

from portal import urls
from portal.views import access

BRIEFLY = "tests.briefly"  # in a request's META: the status is all that is asked for
handler400, urlpatterns = urls.handler400, urls.urlpatterns
handler404 = "tests.access.urls.not_there"


def not_there(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The page that people see, or none at all; `at_the_door` when the view was not even entered."""
    response = HttpResponse(status=404) if BRIEFLY in request.META else page_not_found(request, exception)
    response.at_the_door = _raised_in(exception) is access._refusal.__code__  # type: ignore[attr-defined]
    return response


def _raised_in(exception: Exception) -> Any:
    step = exception.__traceback__
    while step and step.tb_next:
        step = step.tb_next
    return step and step.tb_frame.f_code
