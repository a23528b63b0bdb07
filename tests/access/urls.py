"""The portal's own routes; who asks briefly is shown no page for what is not there."""

from django.http import HttpRequest, HttpResponse
from django.views.defaults import page_not_found

from portal import urls

BRIEFLY = "tests.briefly"  # in a request's META: the status is all that is asked for
handler400, urlpatterns = urls.handler400, urls.urlpatterns
handler404 = "tests.access.urls.not_there"


def not_there(request: HttpRequest, exception: Exception) -> HttpResponse:
    return HttpResponse(status=404) if BRIEFLY in request.META else page_not_found(request, exception)
