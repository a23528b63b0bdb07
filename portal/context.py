"""Template variables of every page: where am I, where can I go, what is new."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from portal.navigation import navigation_for
from portal.queries import notices_of
from portal.tenancy import Actor


def where_am_i(request: HttpRequest) -> dict[str, Any]:
    actor: Actor | None = getattr(request, "actor", None)
    common = {"demo": settings.DEMO, "product_name": settings.PRODUCT_NAME, "actor": actor}
    if actor is None:
        return common
    return common | {
        "navigation": navigation_for(actor, request.path),
        "unread_notices": notices_of(actor).filter(read_at=None).count(),
    }
