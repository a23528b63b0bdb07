from functools import cache
from typing import Any

from django.http import HttpResponse
from django.utils.translation import get_language
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiJsonRenderer
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import api_view, permission_classes
from rest_framework.permissions import AllowAny
from rest_framework.request import Request


class TokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """How the schema describes our tokens."""

    target_class = "portal.api.authentication.ScopedTokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "apiKey", "in": "header", "name": "Authorization", "description": "Authorization: Token <text>"}


@extend_schema(exclude=True)
@api_view(["GET"])
@permission_classes([AllowAny])
def schema(request: Request) -> HttpResponse:
    """The OpenAPI schema in the reader's language, the same for everybody; made once per process: it takes a second."""
    return HttpResponse(_schema_in(get_language() or ""), content_type=OpenApiJsonRenderer.media_type)


@cache
def _schema_in(language: str) -> bytes:
    generator = SchemaGenerator()  # type: ignore[no-untyped-call]
    return bytes(OpenApiJsonRenderer().render(generator.get_schema(public=True)))  # type: ignore[no-untyped-call]
