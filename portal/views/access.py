"""Who may open a page at all; what they may do there is for rules and services."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve, reverse
from django.utils.translation import gettext as _

from portal.enums import OrganisationKind, Role, Side
from portal.middleware import PortalRequest
from portal.tenancy import Actor
from portal.views.answers import wants_json

View = Callable[..., HttpResponseBase]
_MEMBERS = tuple(side for side in Side if side != Side.EXPERT)


def member_page(
    *sides: Side, roles: tuple[Role, ...] = (), experts: bool = False, institutes: bool = False
) -> Callable[[View], View]:
    """Signed-in members of these sides (any when none is named); others get 404, as if the page were not there.

    An outside expert opens only what names their side or lets `experts` in; an institute, which files no yearly
    evaluation, of what names sides only what lets `institutes` in.
    """
    admitted = sides or (*_MEMBERS, *([Side.EXPERT] if experts else []))

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: PortalRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            refusal = _refusal(request, admitted, roles, institutes=institutes or not sides)
            return refusal or view(request, *args, **kwargs)

        # What takes only forms is wrapped once more, so that an address leads to a page when it leads to this itself.
        guarded.page = guarded  # type: ignore[attr-defined]
        return guarded

    return decorate


def _refusal(
    request: HttpRequest, sides: tuple[Side, ...], roles: tuple[Role, ...], *, institutes: bool
) -> HttpResponse | None:
    actor: Actor | None = getattr(request, "actor", None)
    if not request.user.is_authenticated and wants_json(request):
        return JsonResponse({"message": _("Please sign in again.")}, status=HTTPStatus.UNAUTHORIZED)
    if not request.user.is_authenticated:
        return _ask_to_sign_in(request)
    if actor is None:
        return render(request, "portal/no_membership.html", status=403)
    if actor.side not in sides or (roles and not actor.has(*roles)):
        raise Http404
    if actor.kind == OrganisationKind.INSTITUTE and not institutes:
        raise Http404
    return None


def _ask_to_sign_in(request: HttpRequest) -> HttpResponse:
    """What was sent without a session is gone, which is said, and its address may answer to forms alone."""
    if request.method != "POST":
        return redirect_to_login(request.get_full_path())
    messages.warning(request, _("Nothing was sent, because you were no longer signed in. Sign in, then send it again."))
    return redirect_to_login(_page_of_form(request))


def _page_of_form(request: HttpRequest) -> str:
    """Where the form stood by the browser's word, else its own address or the nearest page above it, else home."""
    before = urlsplit(request.headers.get("Referer", ""))
    if before.netloc == request.get_host() and _is_page(before.path):
        return f"{before.path}?{before.query}" if before.query else before.path
    steps = request.path.strip("/").split("/")
    above = (f"/{'/'.join(steps[:count])}/" for count in range(len(steps), 0, -1))
    return next((path for path in above if _is_page(path)), reverse("portal:home"))


def _is_page(path: str) -> bool:
    try:
        view = resolve(path).func
    except Resolver404:
        return False
    return getattr(view, "page", None) is view
