from typing import TYPE_CHECKING

from django.http import Http404
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from portal.enums import OrganisationKind, Side

if TYPE_CHECKING:  # DRF imports its default permissions while its views are still being imported
    from rest_framework.views import APIView


class HasActor(BasePermission):
    """A signed-in person with an active membership; what they may do is for the services to say.

    For an outside expert only views that say `for_experts` are there; for an institute, which files no yearly evaluation,
    those that say `for_institutes` and the kernel's own.
    """

    def has_permission(self, request: Request, view: "APIView") -> bool:
        actor = getattr(request._request, "actor", None)
        if actor and actor.side == Side.EXPERT and not getattr(view, "for_experts", False):
            raise Http404
        if actor and actor.kind == OrganisationKind.INSTITUTE and not _is_for_institutes(view):
            raise Http404
        return actor is not None


def _is_for_institutes(view: "APIView") -> bool:
    return bool(getattr(view, "for_institutes", type(view).__module__.startswith("portal.")))
