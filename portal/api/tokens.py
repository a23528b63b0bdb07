from typing import Any

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from knox.models import AuthToken
from rest_framework import serializers, status
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from portal.api.me import user_of
from portal.api.permissions import HasActor
from portal.queries import tokens_of
from portal.services.accounts import create_token, revoke_token
from portal.tenancy import current_actor


class TokenSerializer(serializers.Serializer[AuthToken]):
    key = serializers.CharField(source="token_key", help_text="the first characters, by which a token is named")
    created = serializers.DateTimeField()
    expiry = serializers.DateTimeField(allow_null=True)


class NewTokenSerializer(TokenSerializer):
    token = serializers.CharField(help_text="shown only in this answer")


class MadeByAPerson(BasePermission):
    """A stolen token must not outlive its revocation in tokens that it made."""

    message = _("A token makes no further tokens: sign in on the page to make one.")

    def has_permission(self, request: Request, view: APIView) -> bool:
        return request.method != "POST" or not getattr(request._request, "token_used", False)


class TokensView(APIView):
    """One's own tokens."""

    for_experts = True
    permission_classes = [HasActor, MadeByAPerson]

    @extend_schema(operation_id="tokens_list", responses=TokenSerializer(many=True))
    def get(self, request: Request) -> Response:
        return Response(TokenSerializer(tokens_of(user_of(request)), many=True).data)

    @extend_schema(request=None, responses={201: NewTokenSerializer})
    def post(self, request: Request) -> Response:
        token, text = create_token(actor=current_actor(), user=user_of(request))
        body: dict[str, Any] = {**TokenSerializer(token).data, "token": text}
        return Response(body, status=status.HTTP_201_CREATED)


class TokenView(APIView):
    for_experts = True

    @extend_schema(responses={204: None})
    def delete(self, request: Request, key: str) -> Response:
        """Revoke: the token opens nothing any more."""
        token = get_object_or_404(tokens_of(user_of(request)), token_key=key)
        revoke_token(actor=current_actor(), token=token)
        return Response(status=status.HTTP_204_NO_CONTENT)
