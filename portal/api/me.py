"""Whoever calls: name, language, place and roles."""

from typing import Any

from django.conf import settings
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from portal.enums import OrganisationKind, Role
from portal.models import User
from portal.queries import has_confirmed_address, memberships_of
from portal.second_factor import has_second_factor
from portal.services.accounts import update_profile
from portal.tenancy import current_actor


class PlaceSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField(source="organisation_id")
    code = serializers.CharField(source="organisation.code")
    name = serializers.CharField(source="organisation.name")
    kind = serializers.ChoiceField(source="organisation.kind", choices=OrganisationKind.choices)
    roles = serializers.ListField(child=serializers.ChoiceField(choices=Role.choices))


class MeSerializer(serializers.Serializer[Any]):
    username = serializers.CharField(read_only=True)
    email = serializers.EmailField(read_only=True)
    display_name = serializers.CharField(max_length=60)
    language = serializers.ChoiceField(choices=settings.LANGUAGES)
    email_confirmed = serializers.BooleanField(read_only=True, help_text="tokens and second factors want it")
    second_factor = serializers.BooleanField(read_only=True)
    acting_for = serializers.IntegerField(read_only=True, help_text="id of the organisation of this request")
    organisations = PlaceSerializer(many=True, read_only=True)


class MeView(APIView):
    for_experts = True

    @extend_schema(responses=MeSerializer)
    def get(self, request: Request) -> Response:
        return Response(_described(user_of(request)))

    @extend_schema(request=MeSerializer, responses=MeSerializer)
    def patch(self, request: Request) -> Response:
        user = user_of(request)
        typed = MeSerializer(data=request.data, partial=True)
        typed.is_valid(raise_exception=True)
        values = {"display_name": user.display_name, "language": user.language} | typed.validated_data
        return Response(_described(update_profile(user=user, **values)))


def user_of(request: Request) -> User:
    """The calling person; HasActor has let nobody else in."""
    assert isinstance(request.user, User)
    return request.user


def _described(user: User) -> Any:
    names = ("username", "email", "display_name", "language")
    values: dict[str, object] = {name: getattr(user, name) for name in names}
    values |= {"second_factor": has_second_factor(user), "acting_for": current_actor().organisation_id}
    values["email_confirmed"] = has_confirmed_address(user)
    return MeSerializer(values | {"organisations": memberships_of(user)}).data
