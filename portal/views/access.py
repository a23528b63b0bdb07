"""Who may open a page at all; what they may do there is for rules and services."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from portal.enums import Role, Side
from portal.middleware import PortalRequest
from portal.tenancy import Actor
from portal.views.answers import wants_json

View = Callable[..., HttpResponseBase]


def member_page(*sides: Side, roles: tuple[Role, ...] = ()) -> Callable[[View], View]:
    """Signed-in members of these sides (any when none is named); others get 404, as if the page were not there."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: PortalRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            refusal = _refusal(request, sides, roles)
            return refusal or view(request, *args, **kwargs)

        return guarded

    return decorate


def _refusal(request: HttpRequest, sides: tuple[Side, ...], roles: tuple[Role, ...]) -> HttpResponse | None:
    actor: Actor | None = getattr(request, "actor", None)
    if not request.user.is_authenticated and wants_json(request):
        return JsonResponse({"message": _("Please sign in again.")}, status=HTTPStatus.UNAUTHORIZED)
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    if actor is None:
        return render(request, "portal/no_membership.html", status=403)
    if (sides and actor.side not in sides) or (roles and not actor.has(*roles)):
        raise Http404
    return None
