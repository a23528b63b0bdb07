"""Every signed-in request runs inside its actor's scope; refusals become pages and audit entries."""

from collections.abc import Callable
from http import HTTPStatus

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from portal.api.authentication import user_of_token
from portal.enums import Side
from portal.errors import InvalidInput, PortalError
from portal.queries import find_actor
from portal.second_factor import ask_for_second_factor, needs_second_factor
from portal.services.audit import record_audit
from portal.tenancy import Actor, scope

GetResponse = Callable[[HttpRequest], HttpResponse]


class PortalRequest(HttpRequest):
    """A request past ScopeMiddleware on a page that asks for a signed-in member."""

    actor: Actor
    # set by a view that answers a refusal itself: what it wrote is rolled back, and the audit hears of it
    refusal: PortalError


class NoStoreMiddleware:
    """What a signed-in person saw is kept by no cache."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.user.is_authenticated and "Cache-Control" not in response:
            response["Cache-Control"] = "no-store"
        return response


class ScopeMiddleware:
    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = actor = _actor_of(request)  # type: ignore[attr-defined]
        if actor is None:
            return self.get_response(request)
        if needs_second_factor(request, actor):
            return ask_for_second_factor(request)
        if request.headers.get("X-Actor", actor.badge) != actor.badge:
            return _refuse_another(actor, request.headers["X-Actor"])
        response = self._within(actor, request)
        refusal: PortalError | None = getattr(request, "refusal", None)
        if refusal:
            _record_refusal(actor, request, refusal)
        return response

    def process_view(self, request: HttpRequest, view: object, args: object, kwargs: object) -> None:
        """PostgreSQL stores no NUL, so an address with one names nothing."""
        if "\x00" in request.path:
            raise Http404

    def _within(self, actor: Actor, request: HttpRequest) -> HttpResponse:
        with scope(actor):
            response = self.get_response(request)
            if response.status_code >= HTTPStatus.BAD_REQUEST or hasattr(request, "refusal"):
                transaction.set_rollback(True)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """A rule's no is a page with its reason; half-done work is rolled back with the request's transaction."""
        if not isinstance(exception, PortalError):
            return None
        request.refusal = exception  # type: ignore[attr-defined]
        return render(request, "refused.html", {"error": exception}, status=exception.status)


def _actor_of(request: HttpRequest) -> Actor | None:
    user = user_of_token(request) or request.user
    if not user.is_authenticated:
        return None
    request.user = user
    chosen = request.session.get("organisation_id") if hasattr(request, "session") else None
    return find_actor(user, chosen)


def _refuse_another(actor: Actor, badge: str) -> HttpResponse:
    """A page sends what the bearer of `badge` typed: somebody else, or the same for another organisation than now."""
    words = _(
        "Nothing was sent: %(person)s (%(organisation)s) is signed in at this browser now. What you typed is sent once you "
        "have signed in again yourself."
    )
    if badge.startswith(f"{actor.user_id}-"):
        words = _(
            "Nothing was sent: you work for %(organisation)s at this browser now. What you typed is sent once you have "
            "changed back to the organisation that you typed it for."
        )
    message = words % {"person": actor.user_name, "organisation": actor.organisation_name}
    return JsonResponse({"message": message}, status=HTTPStatus.PRECONDITION_FAILED)


def _record_refusal(actor: Actor, request: HttpRequest, refusal: PortalError) -> None:
    if isinstance(refusal, InvalidInput) or actor.side == Side.SYSTEM:
        return
    with scope(actor):
        detail = {"path": request.path, "method": request.method, "reason": refusal.message}
        record_audit(actor=actor, action="refused", detail=detail)
