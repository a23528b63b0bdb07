from typing import TYPE_CHECKING

from rest_framework.permissions import BasePermission
from rest_framework.request import Request

if TYPE_CHECKING:  # DRF imports its default permissions while its views are still being imported
    from rest_framework.views import APIView


class HasActor(BasePermission):
    """A signed-in person with an active membership; what they may do is for the services to say."""

    def has_permission(self, request: Request, view: "APIView") -> bool:
        return getattr(request._request, "actor", None) is not None
